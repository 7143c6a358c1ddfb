"""Names and people of a collectivité, with how much they serve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.organisations import NatureOrganisation
from cordee.plans.models import Etiquette, Partage, Personne
from cordee.plans.queries.personnes import annotate_usages, list_etiquettes_for
from cordee.territoires.models import Collectivite, Membre


class NomCompte(NamedTuple):
    """A name, and how many fiches cite it: the number is read, never supposed."""

    pk: int
    nom: str
    siren: str
    nature: str
    site: str
    usages: int

    @property
    def nature_dite(self) -> str:
        """In words."""
        return NatureOrganisation.libelle_de(self.nature)

    @property
    def siren_lisible(self) -> str:
        """By groups of three digits."""
        return "\u202f".join(self.siren[rang : rang + 3] for rang in (0, 3, 6)) if self.siren else ""


def list_etiquettes_comptees(collectivite: Collectivite) -> dict[str, list[NomCompte]]:
    """Names by genre, with how much they serve. One query."""
    comptees = annotate_usages(list_etiquettes_for(collectivite)).order_by("genre", "cle_recherche")
    par_genre: dict[str, list[NomCompte]] = {}
    for genre, *nom in comptees.values_list("genre", "pk", "nom", "siren", "nature", "site", "usages"):  # type: ignore[misc]  # an annotation
        par_genre.setdefault(genre, []).append(NomCompte(*nom))
    return par_genre


def list_personnes_comptees(collectivite: Collectivite) -> QuerySet[Personne]:
    """People by name, with `usages`: the fiches and plans that name them. One query."""
    return (
        Personne.objects.filter(collectivite=collectivite)
        .select_related("utilisateur")
        .annotate(
            usages=Count("fiches__fiche", distinct=True)
            + Count("plans__plan", distinct=True)
            + Count("pilotageindicateurs", distinct=True)
            + Count("pilotagemesures", distinct=True)
        )
        .order_by("cle_recherche")
    )


def etiquette_for(collectivite: Collectivite, pk: int) -> Etiquette | None:
    """One name of the collectivité."""
    return Etiquette.objects.filter(collectivite=collectivite, pk=pk).select_related("collectivite").first()


def personne_for(collectivite: Collectivite, pk: int) -> Personne | None:
    """One person of the collectivité."""
    return (
        Personne.objects.filter(collectivite=collectivite, pk=pk).select_related("collectivite", "utilisateur").first()
    )


def etiquettes_par_pk(collectivite: Collectivite, pks: Iterable[int]) -> list[Etiquette]:
    """Those of these names that the collectivité has."""
    return list(Etiquette.objects.filter(collectivite=collectivite, pk__in=list(pks)).select_related("collectivite"))


def personnes_connues(collectivite: Collectivite, pks: Iterable[int]) -> list[Personne]:
    """Those of these people that the collectivité has."""
    return list(Personne.objects.filter(collectivite=collectivite, pk__in=list(pks)).select_related("collectivite"))


def list_comptes_of(collectivite: Collectivite) -> QuerySet[Utilisateur]:
    """Active members of the collectivité and of those that carry one of its fiches with it, by name."""
    avec = Partage.objects.filter(fiche__collectivite=collectivite).values("collectivite")
    membres = Membre.objects.filter(Q(collectivite=collectivite) | Q(collectivite__in=avec))
    return Utilisateur.objects.filter(is_active=True, pk__in=membres.values("utilisateur")).order_by("nom", "prenom")
