"""People and names of a collectivité, as fiches cite them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.models import Etiquette, Personne
from cordee.territoires.models import Collectivite, Membre


def list_personnes_for(collectivite: Collectivite) -> QuerySet[Personne]:
    """People already cited by the fiches of a collectivité, by name."""
    return Personne.objects.filter(collectivite=collectivite).select_related("utilisateur")


def list_etiquettes_for(collectivite: Collectivite, genres: Iterable[str] = ()) -> QuerySet[Etiquette]:
    """Names created by a collectivité, of these genres or of all."""
    etiquettes = Etiquette.objects.filter(collectivite=collectivite)
    choisis = list(genres)
    return etiquettes.filter(genre__in=choisis) if choisis else etiquettes


def annotate_usages(etiquettes: QuerySet[Etiquette]) -> QuerySet[Etiquette]:
    """Adds `usages`: fiches that cite the name, as an actor or as a funder."""
    return etiquettes.annotate(
        usages=Count("acteurs__fiche", distinct=True) + Count("financements__fiche", distinct=True)
    )


def comptes_par_nom(collectivite: Collectivite) -> dict[str, list[Utilisateur]]:
    """Members of the collectivité by normalised name, first name first and last name first: several people under one
    key are namesakes."""
    par_nom: dict[str, list[Utilisateur]] = {}
    for membre in Membre.objects.filter(collectivite=collectivite, utilisateur__is_active=True).select_related(
        "utilisateur"
    ):
        personne = membre.utilisateur
        for cle in {
            normaliser(f"{personne.prenom} {personne.nom}"),
            normaliser(f"{personne.nom} {personne.prenom}"),
        }:
            par_nom.setdefault(cle, []).append(personne)
    return par_nom
