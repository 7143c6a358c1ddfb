"""What fiches weigh, and what indicators measure of them, in plans that ask for it. Source: docs/calculs/plans.md,
« Avancement d'un axe et d'un plan »."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite, Valeur
from cordee.plans.domain.avancement import Ponderation, Trajet, compute_mesure, trace_trajet
from cordee.plans.models import Fiche, FicheIndicateur
from cordee.plans.queries.resume import prevus_of
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL
from cordee.territoires.queries import roles_par_collectivite

Pesee = tuple[float, float, float | None]
"""Planned euros HT, planned euros TTC, percentage measured: the last columns of `FicheComptee`."""
SANS_PESEE: Final[Pesee] = (0.0, 0.0, None)
A_PESER: Final = frozenset({Ponderation.BUDGET, Ponderation.INDICATEURS})
"""Ponderations that read more than the columns of the fiches."""


def peser(
    fiches: QuerySet[Fiche], ponderations: Collection[str], suivis: QuerySet[FicheIndicateur]
) -> dict[int, Pesee]:
    """What plans of these ponderations read of these fiches, without those of which there is nothing to read. `suivis`
    are the indicators that the reader may see. One query when budgets weigh, two when indicators measure, or none."""
    prevus = prevus_of(fiches) if Ponderation.BUDGET in ponderations else {}
    mesures = mesures_of(fiches, suivis) if Ponderation.INDICATEURS in ponderations else {}
    return {pk: (*prevus.get(pk, (0.0, 0.0)), mesures.get(pk)) for pk in prevus.keys() | mesures.keys()}


def mesures_of(fiches: QuerySet[Fiche], suivis: QuerySet[FicheIndicateur]) -> dict[int, float]:
    """Percentage that their indicators say of these fiches; those of which none says anything are absent. Two queries,
    one when no indicator measures anything."""
    colonnes = ("fiche_id", "fiche__collectivite_id", "indicateur_id", "cible")
    mesurant = suivis.filter(mesure_avancement=True, fiche__in=fiches.order_by().values("pk"))
    liens = list(mesurant.order_by("fiche_id", "position", "pk").values_list(*colonnes))
    if not liens:
        return {}
    resultats: defaultdict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    objectifs: defaultdict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    saisies = Valeur.objects.filter(
        source__isnull=True,
        collectivite__in={collectivite for _, collectivite, _, _ in liens},
        indicateur__in={indicateur for _, _, indicateur, _ in liens},
    ).order_by("date_valeur", "pk")
    lues = saisies.values_list("collectivite_id", "indicateur_id", "date_valeur", "resultat", "objectif")
    for collectivite, indicateur, le, resultat, objectif in lues:
        if resultat is not None:
            resultats[collectivite, indicateur][le.year] = resultat
        if objectif is not None:
            objectifs[collectivite, indicateur][le.year] = objectif
    trajets: defaultdict[int, list[Trajet]] = defaultdict(list)
    for fiche, collectivite, indicateur, cible in liens:
        cle = (collectivite, indicateur)
        but = None if cible is None else float(cible)
        trajets[fiche].append(trace_trajet(resultats[cle], objectifs[cle], but))
    mesures = {fiche: compute_mesure(siens) for fiche, siens in trajets.items()}
    return {fiche: mesure for fiche, mesure in mesures.items() if mesure is not None}


def suivis_vus(utilisateur: Utilisateur) -> QuerySet[FicheIndicateur]:
    """Indicators of fiches, without those that the owner of the fiche hides from who does not contribute there."""
    roles = roles_par_collectivite(utilisateur)
    contribue = [c for c, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang]
    return FicheIndicateur.objects.filter(Q(fiche__collectivite__in=contribue) | ~_est_cache())


def suivis_ouverts() -> QuerySet[FicheIndicateur]:
    """Indicators of fiches that nobody hides."""
    return FicheIndicateur.objects.filter(~_est_cache())


def tous_les_suivis() -> QuerySet[FicheIndicateur]:
    """Every indicator of a fiche: for records that only those who see everything read."""
    return FicheIndicateur.objects.all()


def _est_cache() -> Q:
    caches = IndicateurCollectivite.objects.filter(
        indicateur=OuterRef("indicateur"), collectivite=OuterRef("fiche__collectivite"), confidentiel=True
    )
    return Q(Exists(caches))
