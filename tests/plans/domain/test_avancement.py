"""docs/calculs/plans.md, « Avancement d'une fiche » and « Avancement d'un axe et d'un plan »."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.avancement import (
    Compte,
    FicheComptee,
    Ponderation,
    compute_avancements,
    compute_mesure,
    compute_plan,
    mean_ponderee,
    propose_depuis_indicateurs,
    trace_trajet,
)
from cordee.plans.domain.listes import StatutFiche

F, A, B, C, C1, C2, D = range(1, 8)
EXEMPLE = (
    FicheComptee(F, None, StatutFiche.EN_COURS, 5),
    FicheComptee(A, F, StatutFiche.REALISE, 40),
    FicheComptee(B, F, StatutFiche.EN_COURS, 30, poids=2),
    FicheComptee(C, F, StatutFiche.EN_COURS, 90),
    FicheComptee(C1, C, StatutFiche.A_VENIR),
    FicheComptee(C2, C, StatutFiche.EN_COURS),
    FicheComptee(D, F, StatutFiche.ABANDONNE, 100, poids=5),
)


def test_l_exemple_de_la_page_est_calcule_comme_elle_le_dit() -> None:
    assert compute_avancements(EXEMPLE) == {A: 100, B: 30, C1: 0, C2: 50, C: 25, F: 46.25}


def test_l_ordre_des_fiches_ne_change_rien() -> None:
    assert compute_avancements(reversed(EXEMPLE)) == compute_avancements(EXEMPLE)


@pytest.mark.parametrize(
    ("statut", "attendu"),
    [
        (None, 0),
        ("", 0),
        (StatutFiche.A_VENIR, 0),
        (StatutFiche.A_DISCUTER, 0),
        (StatutFiche.EN_COURS, 50),
        (StatutFiche.EN_PAUSE, 25),
        (StatutFiche.BLOQUE, 25),
        (StatutFiche.REALISE, 100),
    ],
)
def test_sans_rien_d_autre_le_statut_decide(statut: str | None, attendu: float) -> None:
    assert compute_avancements([FicheComptee(1, statut=statut)]) == {1: attendu}


@pytest.mark.parametrize(("saisi", "attendu"), [(35, 35), (-5, 0), (130, 100), (0, 0)])
def test_le_pourcentage_saisi_passe_avant_le_statut_et_reste_entre_0_et_100(saisi: float, attendu: float) -> None:
    assert compute_avancements([FicheComptee(1, statut=StatutFiche.EN_COURS, saisi=saisi)]) == {1: attendu}


def test_une_fiche_realisee_est_a_100_meme_si_une_sous_fiche_ne_l_est_pas() -> None:
    fiches = [FicheComptee(1, statut=StatutFiche.REALISE), FicheComptee(2, 1, StatutFiche.A_VENIR)]
    assert compute_avancements(fiches) == {1: 100, 2: 0}


def test_rien_ne_compte_sous_une_fiche_abandonnee() -> None:
    fiches = [FicheComptee(1, statut=StatutFiche.ABANDONNE), FicheComptee(2, 1, StatutFiche.REALISE)]
    assert compute_avancements(fiches) == {}


def test_quand_toutes_les_sous_fiches_sont_abandonnees_le_pourcentage_saisi_ressert() -> None:
    fiches = [FicheComptee(1, saisi=30), FicheComptee(2, 1, StatutFiche.ABANDONNE)]
    assert compute_avancements(fiches) == {1: 30}


def test_les_sous_fiches_comptent_jusqu_a_deux_niveaux() -> None:
    chaine = [FicheComptee(n, n - 1 if n > 1 else None, saisi=10.0 * n) for n in (1, 2, 3)]
    assert compute_avancements(chaine)[1] == 30
    assert compute_avancements([*chaine, FicheComptee(4, 3, saisi=90)])[1] == 30


def test_une_sous_fiche_donnee_sans_son_parent_est_lue_seule() -> None:
    assert compute_avancements([FicheComptee(2, 99, StatutFiche.EN_COURS)]) == {2: 50}


PLAN = (
    FicheComptee(1, None, StatutFiche.REALISE, poids=1, budget=0),
    FicheComptee(2, None, StatutFiche.EN_COURS, poids=3, budget=300_000),
    FicheComptee(3, None, StatutFiche.A_VENIR, poids=1, budget=100_000),
)
PLACEMENTS = [(1, 10), (2, 11), (2, 20), (3, 20)]
AXES = {10: None, 11: 10, 20: None}


@pytest.mark.parametrize(
    ("ponderation", "axe_1", "axe_11", "axe_2", "plan"),
    [
        (Ponderation.EGAL, 75, 50, 25, 50),
        (Ponderation.POIDS, 62.5, 50, 37.5, 50),
        (Ponderation.BUDGET, 50, 50, 37.5, 37.5),
    ],
)
def test_l_avancement_du_plan_de_la_page(
    ponderation: Ponderation, axe_1: float, axe_11: float, axe_2: float, plan: float
) -> None:
    calcul = compute_plan(PLAN, PLACEMENTS, AXES, ponderation)
    assert [calcul.axes[axe].avancement for axe in (10, 11, 20)] == [axe_1, axe_11, axe_2]
    assert calcul.plan == Compte(plan, 1, 3)
    assert calcul.fiches == {1: 100, 2: 50, 3: 0}


def test_un_axe_compte_ses_fiches_realisees_et_celles_de_ses_sous_axes() -> None:
    calcul = compute_plan(PLAN, PLACEMENTS, AXES)
    assert (calcul.axes[10].realisees, calcul.axes[10].total) == (1, 2)


def test_une_fiche_a_la_racine_compte_dans_le_plan_seulement() -> None:
    calcul = compute_plan(PLAN, [(1, None), (2, 10)], AXES)
    assert (calcul.plan, calcul.axes[10]) == (Compte(75, 1, 2), Compte(50, 0, 1))


def test_une_fiche_que_l_on_ne_voit_pas_ou_abandonnee_ne_compte_pas() -> None:
    fiches = [FicheComptee(1, statut=StatutFiche.ABANDONNE), FicheComptee(2, saisi=10)]
    calcul = compute_plan(fiches, [(1, 10), (2, 10), (77, 10)], AXES)
    assert calcul.plan == Compte(10, 0, 1)


def test_sans_rien_a_compter_il_n_y_a_pas_d_avancement() -> None:
    calcul = compute_plan([], [], AXES)
    assert calcul.plan == Compte(None, 0, 0)
    assert calcul.axes[20].avancement is None


def test_sans_aucun_budget_les_fiches_comptent_autant() -> None:
    fiches = [FicheComptee(1, saisi=20), FicheComptee(2, saisi=40)]
    assert compute_plan(fiches, [(1, None), (2, None)], {}, Ponderation.BUDGET).plan.avancement == 30


def test_une_boucle_d_axes_est_lue_une_fois() -> None:
    assert compute_plan(PLAN, [(2, 1)], {1: 2, 2: 1}).axes == {1: Compte(50, 0, 1), 2: Compte(50, 0, 1)}


def test_la_suggestion_des_indicateurs_est_celle_de_la_page() -> None:
    suivis = [(400, 340, 280), (0, 9, 12), (100, 80, 200), (3, 5, None), (2, 3, 2)]
    assert propose_depuis_indicateurs(suivis) == 42
    assert propose_depuis_indicateurs([(3, None, 5)]) is None


def test_une_fiche_se_mesure_par_la_moyenne_de_ses_indicateurs() -> None:
    assert compute_mesure([(0, 30, 120), (400, 340, 280)]) == 37.5
    assert compute_mesure([(None, None, 40)]) is None


@pytest.mark.parametrize(
    ("resultats", "objectifs", "cible", "attendu"),
    [
        ({2022: 0, 2023: 10, 2024: 30}, {2026: 100, 2030: 120}, None, (0, 30, 120)),
        ({2024: 30, 2022: 0}, {2030: 120}, 60, (0, 30, 60)),
        ({2024: 10}, {}, 40, (None, None, 40)),
        ({2022: 1, 2024: 2}, {}, None, (1, 2, None)),
    ],
    ids=["le dernier objectif", "la cible de la fiche d'abord", "un seul résultat", "sans cible"],
)
def test_le_trajet_d_un_indicateur_va_de_son_premier_resultat_a_son_but(
    resultats: dict[int, float], objectifs: dict[int, float], cible: float | None, attendu: object
) -> None:
    assert trace_trajet(resultats, objectifs, cible) == attendu


MESUREES = (
    FicheComptee(1, statut=StatutFiche.EN_COURS, mesure=37.5),
    FicheComptee(2, statut=StatutFiche.EN_COURS),
    FicheComptee(3, statut=StatutFiche.REALISE, mesure=60),
    FicheComptee(4, statut=StatutFiche.A_VENIR, mesure=0),
    FicheComptee(5, statut=StatutFiche.ABANDONNE, mesure=60),
)


def test_un_plan_suivi_par_ses_indicateurs_est_celui_de_la_page() -> None:
    places = [(fiche.id, 10) for fiche in MESUREES]
    calcul = compute_plan(MESUREES, places, AXES, Ponderation.INDICATEURS)
    assert calcul.plan == calcul.axes[10] == Compte(46.875, 1, 4, sans_mesure=1)
    assert calcul.fiches == {1: 37.5, 2: 50, 3: 100, 4: 0}
    assert compute_plan(MESUREES, places, AXES).plan == Compte(50, 1, 4)


def test_deux_mille_fiches_se_comptent_en_quelques_millisecondes() -> None:
    fiches = [FicheComptee(n, n - n % 10 if n % 10 else None, StatutFiche.EN_COURS, n % 101) for n in range(2000)]
    debut = time.perf_counter()
    compute_plan(fiches, [(n, n % 7) for n in range(0, 2000, 10)], dict.fromkeys(range(7)))
    assert time.perf_counter() - debut < 0.2


statuts = st.sampled_from([*StatutFiche, None])
pourcentages = st.one_of(st.none(), st.floats(0, 100))


@st.composite
def plans(draw: st.DrawFn) -> list[FicheComptee]:
    """Between one and fifteen fiches, each possibly below an earlier one."""
    taille = draw(st.integers(1, 15))
    return [
        FicheComptee(
            n,
            draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None,
            draw(statuts),
            draw(pourcentages),
            draw(st.floats(0, 10)),
            draw(st.floats(0, 1e7)),
        )
        for n in range(taille)
    ]


@settings(max_examples=80, deadline=None)
@given(plans(), st.sampled_from(Ponderation))
def test_tout_avancement_est_entre_0_et_100(fiches: list[FicheComptee], ponderation: Ponderation) -> None:
    calcul = compute_plan(fiches, [(fiche.id, fiche.id % 3) for fiche in fiches], {0: None, 1: 0, 2: 1}, ponderation)
    assert all(0 <= valeur <= 100 for valeur in calcul.fiches.values())
    comptes = [calcul.plan, *calcul.axes.values()]
    assert all(compte.avancement is None or 0 <= compte.avancement <= 100 for compte in comptes)
    assert all((compte.avancement is None) == (compte.total == 0) for compte in comptes)


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_finir_ou_avancer_une_fiche_ne_fait_baisser_aucun_avancement(
    fiches: list[FicheComptee], data: st.DataObject
) -> None:
    rang = data.draw(st.integers(0, len(fiches) - 1))
    fiche = fiches[rang]
    if fiche.statut == StatutFiche.ABANDONNE:
        return
    statut = data.draw(st.sampled_from([fiche.statut, StatutFiche.REALISE]))
    saisi = None if fiche.saisi is None else data.draw(st.floats(fiche.saisi, 100))
    apres = [*fiches]
    apres[rang] = FicheComptee(fiche.id, fiche.parent, statut, saisi, fiche.poids, fiche.budget)
    placements = [(f.id, None) for f in fiches]
    avant, ensuite = compute_plan(fiches, placements, {}), compute_plan(apres, placements, {})
    assert avant.fiches.keys() == ensuite.fiches.keys()
    assert all(ensuite.fiches[cle] >= valeur - 1e-9 for cle, valeur in avant.fiches.items())
    assert (ensuite.plan.avancement or 0) >= (avant.plan.avancement or 0) - 1e-9


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 100))
def test_la_moyenne_de_valeurs_egales_est_exactement_cette_valeur(poids: list[float], valeur: float) -> None:
    assert mean_ponderee((valeur, p) for p in poids) == valeur
