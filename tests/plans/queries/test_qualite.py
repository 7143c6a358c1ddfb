"""docs/calculs/plans.md, « Qualité du suivi »: what the head of a plan counts is what its filter lists."""

from __future__ import annotations

from datetime import date

import pytest
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import AUJOURDHUI, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.completude import PointSuivi, find_horizon
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.models import Fiche, FicheIndicateur, Plan
from cordee.plans.queries.filtres import Regard, restrict_fiches
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.tete import count_a_completer

pytestmark = pytest.mark.django_db
BASES, SOUS_ACTION, INDICATEUR = PointSuivi


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def compter(plan: Plan, qui: Utilisateur) -> list[tuple[int, int]]:
    resume = resumer(list_fiches_du_plan(qui, plan.collectivite, plan), AUJOURDHUI)
    return [(ligne.tenues, ligne.concernees) for ligne in count_a_completer(resume, AUJOURDHUI).points]


def manquent(plan: Plan, qui: Utilisateur, point: PointSuivi) -> set[str]:
    toutes = list_fiches_du_plan(qui, plan.collectivite, plan)
    regard = Regard(plan.collectivite, AUJOURDHUI, plan, visibles=toutes)
    filtres = lire_filtres({"qualite": [point.value]})
    return set(restrict_fiches(toutes.filter(parent__isnull=True), filtres, regard).values_list("titre", flat=True))


def suivre(fiche: Fiche, *, annee_cible: int | None, resultat: float | None, cible: int | None = 5) -> None:
    indicateur = IndicateurFactory()
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur, cible=cible, annee_cible=annee_cible)
    if resultat is not None:
        ValeurFactory(
            indicateur=indicateur, collectivite=fiche.collectivite, annee=2025, resultat=resultat, objectif=None
        )


def test_les_fiches_de_la_page_se_comptent_comme_elle_le_dit(plan: Plan, lise: Utilisateur) -> None:
    une = FicheFactory(dans=plan, titre="une", description="Quoi", en_cours=True)
    deux = FicheFactory(dans=plan, titre="deux", en_cours=True)
    trois = FicheFactory(dans=plan, titre="trois", contexte="Pourquoi")
    FicheFactory(dans=plan, titre="réalisée", realisee=True)
    for fiche, fin in ((une, date(2026, 6, 30)), (deux, date(2026, 3, 1)), (trois, date(2027, 3, 11))):
        pilotee_par(fiche, "Ana")
        FicheFactory(parent=fiche, fin=fin)
    suivre(une, annee_cible=2030, resultat=3)
    suivre(deux, annee_cible=2025, resultat=3)
    suivre(trois, annee_cible=2030, resultat=None)
    assert compter(plan, lise) == [(2, 3), (1, 3), (1, 3)]
    assert manquent(plan, lise, BASES) == {"deux"}
    assert manquent(plan, lise, SOUS_ACTION) == manquent(plan, lise, INDICATEUR) == {"deux", "trois"}


def test_un_objectif_de_la_collectivite_tient_lieu_de_cible(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan, titre="une")
    suivre(fiche, annee_cible=None, resultat=3, cible=None)
    assert compter(plan, lise)[2] == (0, 1)
    ValeurFactory(
        indicateur=fiche.indicateurs.get().indicateur, collectivite=plan.collectivite, annee=2026, resultat=None,
        objectif=9,
    )  # fmt: skip
    assert compter(plan, lise)[2] == (1, 1)
    assert manquent(plan, lise, INDICATEUR) == set()


def test_une_sous_action_que_l_on_ne_voit_pas_ne_compte_pas(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan, titre="une", description="Quoi")
    pilotee_par(fiche, "Ana")
    FicheFactory(parent=fiche, fin=date(2026, 6, 30), confidentielle=True)
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    assert compter(plan, lise)[:2] == [(1, 1), (1, 1)]
    assert compter(plan, lecteur)[:2] == [(0, 1), (0, 1)]
    assert manquent(plan, lecteur, BASES) == manquent(plan, lecteur, SOUS_ACTION) == {"une"}


def test_l_horizon_est_le_meme_jour_dans_un_an() -> None:
    assert find_horizon(date(2028, 2, 29)) == date(2029, 2, 28)
