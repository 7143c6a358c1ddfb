"""What a fiche may still win in the référentiels of those who carry it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, FicheMesure, Plan
from cordee.plans.queries.visibilite import collectivites_of, list_fiches_for
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.models import Mesure
from cordee.referentiels.queries.scores import etat_des_lieux, list_engagements_for
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import list_membres_epci_of, roles_par_collectivite


@dataclass(frozen=True)
class PointsRestants:
    """Of one collectivité on one mesure: points left to win out of `potentiel`, and its statut (None: none shown)."""

    collectivite: Collectivite
    reste: float
    potentiel: float
    statut: StatutAvancement | None


@dataclass(frozen=True)
class MesureServie:
    """A mesure that the fiche serves; `points` is empty when nobody who carries it opened its référentiel."""

    mesure: Mesure
    numero: str
    points: list[PointsRestants]

    @property
    def total(self) -> float:
        """Points left over all of them."""
        return sum(p.reste for p in self.points)


def mesures_servies(utilisateur: Utilisateur, fiche: Fiche) -> list[MesureServie]:
    """Mesures in the order of their référentiel, with the points left for each collectivité that carries the fiche and
    that the person sees (its members, for a groupement). Some five queries for each référentiel opened."""
    liens = list(FicheMesure.objects.filter(fiche=fiche).select_related("mesure__referentiel"))
    if not liens:
        return []
    codes = {lien.mesure_id for lien in liens}
    restants: dict[str, list[PointsRestants]] = defaultdict(list)
    voulus = {lien.mesure.referentiel_id for lien in liens}
    for engagement in list_engagements_for(_porteuses(utilisateur, fiche)):
        if engagement.referentiel_id not in voulus:
            continue
        etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
        for code in codes:
            if code not in etat.charge.arbre:
                continue
            score = etat.scores.noeud(code)
            reste = max(score.points_potentiels - score.points_faits, 0.0)
            restants[code].append(PointsRestants(engagement.collectivite, reste, score.points_potentiels, score.statut))
    return [
        MesureServie(lien.mesure, lien.mesure_id.partition("_")[2], restants.get(lien.mesure_id, []))
        for lien in sorted(liens, key=lambda lien: (lien.mesure.referentiel_id, lien.mesure.ordre))
    ]


def _porteuses(utilisateur: Utilisateur, fiche: Fiche) -> list[Collectivite]:
    visibles = roles_par_collectivite(utilisateur)
    porteuses = list(Collectivite.objects.filter(pk__in=collectivites_of(fiche)))
    toutes = {c.pk: c for c in porteuses}
    for porteuse in porteuses:
        if porteuse.est_groupement:
            toutes |= {membre.pk: membre for membre in list_membres_epci_of(porteuse)}
    return [c for c in toutes.values() if c.pk in visibles]


def mesures_laissees(originaux: QuerySet[Fiche], copies: QuerySet[Fiche]) -> str:
    """`CAE 2.1.1, CAE 2.1.3`: mesures that these fiches serve, sous-actions included, and that none of their copies
    serves."""
    reste = sorted(_codes_de(originaux) - _codes_de(copies))
    return ", ".join(f"{code.partition('_')[0].upper()} {code.partition('_')[2]}" for code in reste)


def _codes_de(racines: QuerySet[Fiche]) -> set[str]:
    ids = list(racines.values_list("pk", flat=True))
    de_la = Q(fiche__in=ids) | Q(fiche__parent__in=ids) | Q(fiche__parent__parent__in=ids)
    return set(FicheMesure.objects.filter(de_la).values_list("mesure_id", flat=True))


def fiches_du_plan_for(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan) -> QuerySet[Fiche]:
    """Fiches placed in the plan that the person sees, for `mesures_laissees`."""
    return list_fiches_for(utilisateur, collectivite).filter(placements__plan=plan)


def fiche_seule(fiche: Fiche) -> QuerySet[Fiche]:
    """The same for one fiche."""
    return Fiche.objects.filter(pk=fiche.pk)
