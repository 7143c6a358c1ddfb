"""What the filters of a list propose, and the names of those that are asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.listes import GenreEtiquette, RolePersonne
from cordee.plans.models import Axe, Etiquette, Fiche, FicheIndicateur, FichePersonne, Note, Personne, Plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.visibilite import list_plans_for
from cordee.territoires.models import Collectivite

Options = list[tuple[str, str]]
GENRES: dict[str, GenreEtiquette] = {
    "structure": GenreEtiquette.STRUCTURE,
    "service": GenreEtiquette.SERVICE,
    "partenaire": GenreEtiquette.PARTENAIRE,
    "instance": GenreEtiquette.INSTANCE,
    "etiquette": GenreEtiquette.LIBRE,
    "financeur": GenreEtiquette.FINANCEUR,
}
ROLES: dict[str, RolePersonne] = {"pilote": RolePersonne.PILOTE, "referent": RolePersonne.ELU_REFERENT}


def options_des_filtres(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> dict[str, Options]:
    """Options read in the database, by filter: only what visible fiches carry, so that none leads nowhere."""
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True)
    ids = fiches.order_by().values("pk")
    options = {cle: _personnes(ids, role) for cle, role in ROLES.items()}
    options |= {cle: _etiquettes(ids, genre) for cle, genre in GENRES.items()}
    options["commune"] = _paires(
        Collectivite.objects.filter(fiches_concernant__in=ids).distinct().order_by("cle_recherche"), "nom"
    )
    options["indicateur"] = [
        (str(pk), titre)
        for pk, titre in FicheIndicateur.objects.filter(fiche__in=ids)
        .order_by("indicateur__cle_titre")
        .values_list("indicateur", "indicateur__titre")
        .distinct()
    ]
    annees = Note.objects.filter(fiche__in=ids).order_by("-date__year").values_list("date__year", flat=True).distinct()
    options["note_annee"] = [(str(annee), f"Note de {annee}") for annee in annees]
    if plan is None:
        options["plan"] = _paires(list_plans_for(utilisateur, collectivite), "nom")
    else:
        branches = [b for racine in arbre_of(plan).racines for b in racine.parcourir()]
        options["axe"] = [(str(b.axe.pk), f"{b.numero} {b.axe.nom}") for b in branches]
    return options


def _personnes(ids: QuerySet[Any], role: RolePersonne) -> Options:
    citees = FichePersonne.objects.filter(fiche__in=ids, role=role).values("personne")
    return _paires(Personne.objects.filter(pk__in=citees), "nom")


def _etiquettes(ids: QuerySet[Any], genre: GenreEtiquette) -> Options:
    etiquettes = Etiquette.objects.filter(genre=genre)
    if genre is GenreEtiquette.FINANCEUR:
        return _paires(etiquettes.filter(financements__fiche__in=ids).distinct(), "nom")
    return _paires(etiquettes.filter(acteurs__fiche__in=ids).distinct(), "nom")


def _paires(objets: QuerySet[Any], nom: str) -> Options:
    return [(str(pk), libelle) for pk, libelle in objets.values_list("pk", nom)]


def noms_choisis(filtres: Filtres) -> dict[tuple[str, str], str]:
    """Names of the people, étiquettes, plans, axes… asked by number: one query a kind, none without any."""
    noms: dict[tuple[str, str], str] = {}
    personnes = {(cle, v) for cle in ROLES for v in filtres.valeurs.get(cle, ())}
    etiquettes = {(cle, v) for cle in GENRES for v in filtres.valeurs.get(cle, ())}
    noms |= _nommer(personnes, Personne.objects.all(), "nom")
    noms |= _nommer(etiquettes, Etiquette.objects.all(), "nom")
    for cle, objets, champ in (
        ("plan", Plan.objects.all(), "nom"),
        ("axe", Axe.objects.all(), "nom"),
        ("commune", Collectivite.objects.all(), "nom"),
        ("liee", Fiche.objects.all(), "titre"),
    ):
        noms |= _nommer({(cle, v) for v in filtres.valeurs.get(cle, ())}, objets, champ)
    return noms


def _nommer(choisis: Iterable[tuple[str, str]], objets: QuerySet[Any], champ: str) -> dict[tuple[str, str], str]:
    numeros = {v for _, v in choisis if v.isdigit()}
    if not numeros:
        return {}
    noms = {str(pk): nom for pk, nom in objets.filter(pk__in=numeros).values_list("pk", champ)}
    return {(cle, v): noms[v] for cle, v in choisis if v in noms}
