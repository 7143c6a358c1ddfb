"""Indicateurs that a collectivité may use: the national ones and its own. What is confidential is left out for whoever
may not see it, children included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cordee.indicateurs.domain.definitions import IDENTIFIANT, cle_tri
from cordee.indicateurs.domain.rapprochement import Annuaire, Connu
from cordee.indicateurs.models import Indicateur, IndicateurCollectivite, IndicateurThematique, Valeur
from cordee.outils.texte import normaliser
from cordee.territoires.models import Collectivite


def list_indicateurs_for(collectivite: Collectivite, *, confidentiels: bool) -> QuerySet[Indicateur]:
    """National and own indicateurs. `confidentiels`: whether the reader may see the confidential ones
    (`indicateurs.voir_confidentiel`); else they and what is under them are not there at all."""
    visibles = Indicateur.objects.filter(Q(collectivite__isnull=True) | Q(collectivite=collectivite))
    if confidentiels:
        return visibles
    caches = IndicateurCollectivite.objects.filter(collectivite=collectivite, confidentiel=True).values("indicateur")
    sous_caches = Indicateur.objects.filter(parents__in=caches).values("pk")
    return (
        visibles.exclude(pk__in=caches)
        .exclude(pk__in=sous_caches)
        .exclude(pk__in=Indicateur.objects.filter(parents__in=sous_caches).values("pk"))
    )


def indicateur_for(collectivite: Collectivite, pk: int, *, confidentiels: bool) -> Indicateur | None:
    """One indicateur of the collectivité, or None."""
    return list_indicateurs_for(collectivite, confidentiels=confidentiels).filter(pk=pk).first()


def search_indicateurs(indicateurs: QuerySet[Indicateur], texte: str) -> QuerySet[Indicateur]:
    """Those whose title holds each word, without accents; a text that reads as an identifiant (`cae_1`) finds those
    that start with it."""
    identifiant = texte.strip().lower()
    if "_" in identifiant and IDENTIFIANT.fullmatch(identifiant):
        return indicateurs.filter(identifiant__isnull=False, cle_tri__startswith=cle_tri(identifiant))
    for mot in normaliser(texte).split():
        indicateurs = indicateurs.filter(cle_recherche__contains=mot)
    return indicateurs


def filter_thematiques(indicateurs: QuerySet[Indicateur], codes: Iterable[str]) -> QuerySet[Indicateur]:
    """Those of at least one of these thématiques."""
    liens = IndicateurThematique.objects.filter(thematique__in=list(codes), indicateur=OuterRef("pk"))
    return indicateurs.filter(Exists(liens))


def filter_mesure(indicateurs: QuerySet[Indicateur], code: str) -> QuerySet[Indicateur]:
    """Those that measure this mesure."""
    return indicateurs.filter(mesures__mesure_code=code).distinct()


def annotate_suivi(indicateurs: QuerySet[Indicateur], collectivite: Collectivite) -> QuerySet[Any]:
    """Adds what a list shows, in its own query: `rempli` (the collectivité entered a result or an objective), `favori`,
    `confidentiel`, `thematique` (code of the first one) and `dans` (name of the parent), None when there is none."""
    propres = Valeur.objects.filter(collectivite=collectivite, source__isnull=True, indicateur=OuterRef("pk"))
    suivis = IndicateurCollectivite.objects.filter(collectivite=collectivite, indicateur=OuterRef("pk"))
    thematiques = IndicateurThematique.objects.filter(indicateur=OuterRef("pk")).order_by("pk")
    parents = Indicateur.objects.filter(enfants=OuterRef("pk")).order_by("cle_tri", "pk")
    return indicateurs.annotate(
        rempli=Exists(propres.filter(Q(resultat__isnull=False) | Q(objectif__isnull=False))),
        favori=Exists(suivis.filter(favori=True)),
        confidentiel=Exists(suivis.filter(confidentiel=True)),
        thematique=Subquery(thematiques.values("thematique")[:1]),
        dans=Subquery(parents.values("titre")[:1]),
    )


def compter(indicateurs: QuerySet[Indicateur]) -> tuple[int, int]:
    """How many, and how many are `rempli` (annotate_suivi), in one query."""
    comptes = indicateurs.order_by().aggregate(total=Count("pk"), remplis=Count("pk", filter=Q(rempli=True)))
    return comptes["total"], comptes["remplis"]


def list_enfants_of(indicateurs: QuerySet[Indicateur], indicateur: Indicateur) -> QuerySet[Indicateur]:
    """Children of an indicateur among those that the reader may see."""
    return indicateurs.filter(parents=indicateur).order_by("cle_tri", "pk")


def list_parents_of(indicateurs: QuerySet[Indicateur], indicateur: Indicateur) -> QuerySet[Indicateur]:
    """Parents of an indicateur among those that the reader may see."""
    return indicateurs.filter(enfants=indicateur).order_by("cle_tri", "pk")


def prefetch_liens(indicateurs: QuerySet[Indicateur]) -> QuerySet[Indicateur]:
    """With their thématiques and parents: two more queries whatever their number."""
    return indicateurs.prefetch_related("thematiques", Prefetch("parents", Indicateur.objects.order_by("cle_tri")))


def annuaire_of(collectivite: Collectivite) -> Annuaire:
    """Every indicateur that the collectivité may name in a file, to be matched by name (docs/calculs/indicateurs.md
    §Rapprochement). Confidential ones included: a name must never make a double. Two queries."""
    enfants = set(Indicateur.parents.through.objects.values_list("from_indicateur_id", flat=True))
    lus = (
        list_indicateurs_for(collectivite, confidentiels=True)
        .order_by("cle_tri", "pk")
        .values_list("pk", "titre", "unite", "identifiant", "titre_long")
    )
    return Annuaire.construire(
        Connu(
            pk, titre, unite, identifiant, racine=pk not in enfants, autres_titres=(titre_long,) if titre_long else ()
        )
        for pk, titre, unite, identifiant, titre_long in lus
    )
