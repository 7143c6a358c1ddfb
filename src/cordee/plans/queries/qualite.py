"""Quality of the follow-up as conditions of the database (docs/calculs/plans.md, « Qualité du suivi »)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordee.indicateurs.models import Valeur
from cordee.plans.domain.completude import LignePoint, PointSuivi, find_horizon
from cordee.plans.domain.listes import RolePersonne, StatutFiche
from cordee.plans.models import Fiche, FicheIndicateur, FichePersonne
from cordee.plans.queries.resume import Resume

FINIS = [str(statut) for statut in StatutFiche if statut.est_fini]


def q_point_tenu(point: PointSuivi, aujourdhui: date, visibles: QuerySet[Fiche]) -> Q:
    """The fiche holds the point; `visibles` are the fiches and sous-fiches that the person sees."""
    return _TENU[point](aujourdhui, visibles)


def q_a_suivre() -> Q:
    """Something is still expected of the fiche."""
    return ~Q(statut__in=FINIS)


def q_point_manquant(point: PointSuivi, aujourdhui: date, visibles: QuerySet[Fiche]) -> Q:
    """The point is asked of the fiche, which does not hold it."""
    return q_a_suivre() & ~q_point_tenu(point, aujourdhui, visibles)


def _dessous(visibles: QuerySet[Fiche]) -> QuerySet[Fiche]:
    """Sous-actions of the fiche, to two levels."""
    return visibles.order_by().filter(Q(parent=OuterRef("pk")) | Q(parent__parent=OuterRef("pk")))


def q_presentee() -> Q:
    """It has a pilote and a text."""
    pilote = Exists(FichePersonne.objects.filter(fiche=OuterRef("pk"), role=RolePersonne.PILOTE))
    return Q(pilote) & ~Q(description="", contexte="")


def _q_bases(aujourdhui: date, visibles: QuerySet[Fiche]) -> Q:
    return q_presentee() & Q(Exists(_dessous(visibles).exclude(statut=StatutFiche.ABANDONNE)))


def _q_etape_a_venir(aujourdhui: date, visibles: QuerySet[Fiche]) -> Q:
    proches = {"fin__gte": aujourdhui, "fin__lte": find_horizon(aujourdhui)}
    return Q(Exists(_dessous(visibles).exclude(statut__in=FINIS).filter(**proches)))


def q_mesuree(aujourdhui: date) -> Q:
    """It has an indicator with a target to come and a result."""
    annee = aujourdhui.year
    saisies = Valeur.objects.filter(
        indicateur=OuterRef("indicateur"), collectivite=OuterRef("fiche__collectivite"), source__isnull=True
    )
    vise = Q(cible__isnull=False) & (Q(annee_cible__isnull=True) | Q(annee_cible__gte=annee))
    objectif = Q(cible__isnull=True) & Q(
        Exists(saisies.filter(objectif__isnull=False, date_valeur__gte=date(annee, 1, 1)))
    )
    suivis = FicheIndicateur.objects.filter(fiche=OuterRef("pk")).filter(vise | objectif)
    return Q(Exists(suivis.filter(Exists(saisies.filter(resultat__isnull=False)))))


def compter_points(
    resume: Resume, presentees: Collection[int], mesurees: Collection[int], aujourdhui: date
) -> list[LignePoint]:
    """How many fiches hold each point, of those that pass `q_presentee` and `q_mesuree`; what their sous-actions say is
    read from memory. No query."""
    suivies = {fiche.pk for fiche in resume.racines if fiche.statut not in FINIS}
    horizon = find_horizon(aujourdhui)
    dessous = [f for f in resume.fiches.values() if f.parent is not None]
    decoupees = {fiche.racine for fiche in dessous if fiche.statut != StatutFiche.ABANDONNE}
    proches = {
        fiche.racine
        for fiche in dessous
        if fiche.statut not in FINIS and fiche.fin is not None and aujourdhui <= fiche.fin <= horizon
    }
    tenues = {
        PointSuivi.BASES: suivies & decoupees & set(presentees),
        PointSuivi.SOUS_ACTION: suivies & proches,
        PointSuivi.INDICATEUR: suivies & set(mesurees),
    }
    return [LignePoint(point, len(tenues[point]), len(suivies)) for point in PointSuivi]


_TENU: dict[PointSuivi, Callable[[date, QuerySet[Fiche]], Q]] = {
    PointSuivi.BASES: _q_bases,
    PointSuivi.SOUS_ACTION: _q_etape_a_venir,
    PointSuivi.INDICATEUR: lambda aujourdhui, visibles: q_mesuree(aujourdhui),
}
