"""Naming who pilots an indicateur or a mesure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from cordee.comptes.actions.notifications import Demande, annuler_plusieurs, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.journal.actions import consigner
from cordee.plans.actions.registre import ETIQUETTE_MAX, NOM_MAX, Registre
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Etiquette, Personne
from cordee.plans.queries.pilotages import MODELES, Pilotable, Pilotage, pilotage_of, pilotages_cites
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

T = TypeVar("T", Personne, Etiquette)
PILOTAGE_CONFIE = "plans.pilotage_confie"
NOMS_MAX = 30
QUI_NOMME = (
    "Nommer les pilotes demande le rôle « Édition » : une personne qui administre la collectivité le donne, page "
    "« Membres et rôles »."
)


@transaction.atomic
def definir_pilotage(
    objet: Pilotable,
    collectivite: Collectivite,
    pilotes: Iterable[str],
    services: Iterable[str],
    *,
    par: Utilisateur,
    le: datetime,
) -> Pilotage:
    """Names exactly these people and these services. A member is found by their name and tied to their account, another
    name is kept as it is; new pilotes with an account are told. Raises Refus without `plans.definir_pilotage`, and
    DonneeRefusee for a name that is too long, that means several members, or too many of them."""
    exiger(par, "plans.definir_pilotage", collectivite, raison=QUI_NOMME)
    Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    avant = pilotage_of(collectivite, objet)
    registre = Registre(collectivite)
    personnes = _uniques(registre.personne(nom) for nom in _lire(pilotes, NOM_MAX))
    etiquettes = _uniques(registre.etiquette(GenreEtiquette.SERVICE, nom) for nom in _lire(services, ETIQUETTE_MAX))
    modele, colonne = MODELES[type(objet)]
    liens = modele._default_manager.filter(**{"collectivite": collectivite, colonne: objet})
    partis: Sequence[Any] = [
        lien for lien in liens if lien.personne_id not in personnes and lien.service_id not in etiquettes
    ]
    deja = {(lien.personne_id, lien.service_id) for lien in liens}
    voulus = [*((pk, None) for pk in personnes), *((None, pk) for pk in etiquettes)]
    if partis:
        annuler_plusieurs(partis, le=le, genre=PILOTAGE_CONFIE)
    liens.filter(pk__in=[lien.pk for lien in partis]).delete()
    nouveaux = [
        modele._default_manager.create(
            **{"collectivite": collectivite, colonne: objet, "personne_id": personne, "service_id": service}
        )
        for personne, service in voulus
        if (personne, service) not in deja
    ]
    apres = pilotage_of(collectivite, objet)
    if partis or nouveaux:
        _consigner(objet, collectivite, avant, apres, par=par, le=le)
        _prevenir(nouveaux, personnes, par=par, le=le)
    return apres


def _lire(noms: Iterable[str], maximum: int) -> list[str]:
    lus = [propre for nom in noms if (propre := " ".join(nom.replace("\0", "").split()))]
    if len(lus) > NOMS_MAX:
        raise DonneeRefusee(f"{NOMS_MAX} noms au plus : retirez-en.")
    if trop := next((nom for nom in lus if len(nom) > maximum), None):
        raise DonneeRefusee(f"« {trop[:40]}… » dépasse {maximum} caractères : raccourcissez ce nom.")
    return lus


def _uniques(trouves: Iterable[T]) -> dict[int, T]:
    return {trouve.pk: trouve for trouve in trouves}


def _consigner(
    objet: Pilotable, collectivite: Collectivite, avant: Pilotage, apres: Pilotage, *, par: Utilisateur, le: datetime
) -> None:
    nom = f"l'indicateur « {objet.titre} »" if isinstance(objet, Indicateur) else f"la mesure « {objet.libelle} »"
    changes = {
        champ: [getattr(avant, champ), getattr(apres, champ)]
        for champ in ("pilotes", "services")
        if getattr(avant, champ) != getattr(apres, champ)
    }
    consigner(
        objet, "plans.definir_pilotage", f"A changé qui pilote {nom}", par=par, le=le,
        collectivite_id=collectivite.pk, details={"champs": changes},
    )  # fmt: skip


def _prevenir(nouveaux: Sequence[Any], personnes: dict[int, Personne], *, par: Utilisateur, le: datetime) -> None:
    """Those who are named and have an account; several things given one after the other make one message."""
    demandes = [
        Demande(lien, [compte], collectivite_id=lien.collectivite_id)
        for lien in nouveaux
        if lien.personne_id and (compte := personnes[lien.personne_id].utilisateur) is not None
    ]
    notifier_plusieurs(demandes, PILOTAGE_CONFIE, par=par, le=le, ensemble=(PILOTAGE_CONFIE,))


def reporter_pilotages(garde: Personne | Etiquette, autres: Sequence[Personne] | Sequence[Etiquette]) -> None:
    """What the others pilot, the one that is kept pilots; what it pilots already is not said twice."""
    qui = "personne_id" if isinstance(garde, Personne) else "service_id"
    deja = {_cle(lien) for lien in pilotages_cites([garde])}
    for lien in pilotages_cites(autres):
        if _cle(lien) in deja:
            lien.delete()
            continue
        deja.add(_cle(lien))
        setattr(lien, qui, garde.pk)
        lien.save(update_fields=[qui])


def _cle(lien: Any) -> tuple[str, int, object]:
    genre = lien._meta.model_name
    return genre, lien.collectivite_id, getattr(lien, "indicateur_id", None) or getattr(lien, "mesure_id", None)
