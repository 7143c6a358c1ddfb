"""A row taken away from a fiche or from a plan: kept as it was, and written again with the numbers that it had."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import SET_NULL, Field, Model

from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import pks_en_attente
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.commentaires import UnCommentaire
from cordee.plans.models import Commentaire, CommentairePlan, Fiche, Plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

DISPARUS = {
    "financeur": "Ce financeur n'existe plus dans la collectivité : ajoutez le financement en écrivant son nom.",
    "indicateur": "Cet indicateur a été supprimé depuis : il n'y a plus de ligne à remettre.",
    "mesure": "Cette mesure n'est plus dans les référentiels : cherchez celle qui la remplace.",
    "document": "Ce document a été supprimé depuis : déposez-le à nouveau.",
    "parent": "Le commentaire auquel celui-ci répondait a été supprimé depuis : écrivez-en un nouveau.",
    "de": "L'autre fiche a été supprimée depuis : restaurez-la d'abord.",
    "vers": "L'autre fiche a été supprimée depuis : restaurez-la d'abord.",
    "plan": "Ce plan a été supprimé depuis : placez la fiche dans un autre.",
    "axe": "Cet axe a été supprimé depuis : placez la fiche dans un autre axe du plan.",
    "collectivite": "Cette collectivité n'est plus là : la fiche ne peut plus être portée avec elle.",
}


@dataclass(frozen=True, slots=True)
class Retirable:
    """How a row of a block goes. `mot`: its word in the trail, where `dire` writes it; `deja`: said when its like was
    added since; `verifier`: what else could forbid its return."""

    mot: str
    retirer: Callable[..., object]
    dire: Callable[[Any], str]
    deja: str = ""
    verifier: Callable[[Any, Any, Utilisateur], None] = lambda objet, ligne, par: None
    code: str = "plans.modifier_fiche"


def sur_la_ligne(action: Callable[..., object]) -> Callable[..., object]:
    """An action that takes the row alone, as `Retirable.retirer` is called."""
    return lambda objet, ligne, *, par, le: action(ligne, par=par, le=le)


def verifier_commentaire(objet: Any, commentaire: UnCommentaire, par: Utilisateur) -> None:
    """A comment is put back by whoever wrote it."""
    if commentaire.auteur_id != par.pk:
        raise Refus("Seule la personne qui a écrit ce commentaire peut le remettre.")


def photographier(ligne: Model) -> dict[str, Any]:
    """The row and what goes with it: answers to a comment and the people that they cite, what was not told yet."""
    rangees, mentions = [ligne], []
    if isinstance(ligne, Commentaire | CommentairePlan):
        rangees += ligne.reponses.all()
        citation, colonne = _citations(type(ligne))
        citees = citation._default_manager.filter(**{f"{colonne}__in": [r.pk for r in rangees]})
        mentions = [list(citee) for citee in citees.values_list(colonne, "utilisateur_id")]
    return {
        "rangees": [colonnes_de(rangee) for rangee in rangees],
        "mentions": mentions,
        "notifications": pks_en_attente(rangees),
    }


def remettre(
    objet: Fiche | Plan, modele: type[Model], genre: Retirable, avant: dict[str, Any], *, par: Utilisateur
) -> Model:
    """Writes the rows again, and the people that they cite. Returns the row that was taken away. Raises
    `DonneeRefusee` when it can no longer come back."""
    rangees = [modele(**valeurs_de_json(modele, colonnes)) for colonnes in avant["rangees"]]
    for champ in modele._meta.concrete_fields:
        if champ.is_relation and champ.name != objet._meta.model_name:
            _verifier_attache(champ, rangees)
    genre.verifier(objet, rangees[0], par)
    try:
        rangees[0].validate_constraints()
    except ValidationError as faute:
        raise DonneeRefusee(genre.deja) from faute
    modele._default_manager.bulk_create(rangees)
    if avant["mentions"]:
        _citer_a_nouveau(modele, avant["mentions"])
    return rangees[0]


def _citations(modele: type[Model]) -> tuple[type[Model], str]:
    """The table of the people whom comments of this model cite, and its column."""
    champ = modele._meta.get_field("mentions")
    return champ.remote_field.through, champ.m2m_column_name()  # type: ignore[union-attr]


def _verifier_attache(champ: Field[Any, Any], rangees: Iterable[Model]) -> None:
    """What the rows cite is still there; the name of an account that was deleted stays without it."""
    rangees = list(rangees)
    cites = {getattr(r, champ.attname) for r in rangees} - {None} - {r.pk for r in rangees if champ.name == "parent"}
    modele: type[Model] = champ.related_model  # type: ignore[assignment]
    perdus = cites - set(modele._default_manager.filter(pk__in=cites).values_list("pk", flat=True))
    if perdus and champ.remote_field.on_delete is not SET_NULL:  # type: ignore[union-attr]
        raise DonneeRefusee(DISPARUS[champ.name])
    for rangee in rangees:
        if getattr(rangee, champ.attname) in perdus:
            setattr(rangee, champ.attname, None)


def _citer_a_nouveau(modele: type[Model], mentions: list[list[int]]) -> None:
    vivants = set(Utilisateur.objects.filter(pk__in=[qui for _, qui in mentions]).values_list("pk", flat=True))
    citation, colonne = _citations(modele)
    citation._default_manager.bulk_create(
        citation(**{colonne: commentaire, "utilisateur_id": qui}) for commentaire, qui in mentions if qui in vivants
    )
