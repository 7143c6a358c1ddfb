"""docs/calculs/plans.md, « Budget d'un plan » and « Financements d'un plan »."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.argent import (
    ENSEMBLE,
    ApportDit,
    LigneDite,
    SommeBudget,
    rassembler_financements,
    reste_a_financer,
    sommer_budgets,
)
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import BaseMontant, StatutFinancement, TypeBudget, UniteBudget

HT, TTC = BaseMontant.HT, BaseMontant.TTC
S = StatutFinancement


def euros(bas: int, haut: int | None = None) -> Fourchette:
    return Fourchette(Decimal(bas), Decimal(bas if haut is None else haut))


def apport(racine: int, financeur: str, dispositif: str, base: BaseMontant, montant: int, statut: S) -> ApportDit:
    return ApportDit(racine, base, statut, financeur, dispositif, Decimal(montant), 0 if montant else 1)


APPORTS = [
    apport(1, "ADEME", "Fonds chaleur", HT, 30_000, S.VERSE),
    apport(1, "Région", "", HT, 20_000, S.ACCORDE),
    apport(2, "ADEME", "Fonds chaleur", HT, 10_000, S.SOLLICITE),
    apport(2, "Banque", "", HT, 5_000, S.REFUSE),
    apport(2, "Département", "", TTC, 12_000, S.SOUS_RESERVE),
    apport(2, "État", "", HT, 0, S.ENVISAGE),
]


def test_les_financements_sont_ceux_de_la_page() -> None:
    ht, ttc = rassembler_financements(APPORTS, {HT: euros(100_000, 120_000), TTC: None})
    assert (ht.envisage, ht.demande, ht.acquis, ht.verse, ht.refuse) == (0, 10_000, 50_000, 30_000, 5_000)
    assert (ht.reste, ht.muets, ht.retenu) == (euros(50_000, 70_000), 1, 60_000)
    assert (ttc.demande, ttc.acquis, ttc.reste) == (12_000, 0, None)
    assert [(part.nom, part.acquis, part.verse, part.attendu, round(part.part, 3)) for part in ht.parts] == [
        ("ADEME, Fonds chaleur", 30_000, 30_000, 10_000, 0.667),
        ("Région", 20_000, 0, 0, 0.333),
    ]


def test_on_rassemble_aussi_quelques_fiches_seulement() -> None:
    (ht,) = rassembler_financements(APPORTS, {HT: euros(60_000)}, {1})
    assert (ht.acquis, ht.demande, ht.reste) == (50_000, 0, euros(10_000))


def test_un_budget_sans_aucun_financement_est_tout_entier_a_financer() -> None:
    (ht,) = rassembler_financements([], {HT: euros(60_000)})
    assert (ht.reste, ht.parts) == (euros(60_000), ())
    assert rassembler_financements([], {}) == []


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 2 * 10**6))
def test_le_reste_n_est_jamais_negatif_ni_plus_grand_que_le_prevu(bas: int, plus: int, acquis: int) -> None:
    reste = reste_a_financer(euros(bas, bas + plus), Decimal(acquis))
    assert reste is not None
    assert 0 <= reste.bas <= reste.haut <= bas + plus
    assert reste_a_financer(None, Decimal(acquis)) is None


def test_les_budgets_se_somment_par_unite_et_par_nature_sans_jamais_melanger() -> None:
    investissement, fonctionnement = TypeBudget.INVESTISSEMENT, TypeBudget.FONCTIONNEMENT
    lignes = [
        LigneDite(1, UniteBudget.HT, investissement, euros(1000), Decimal(400)),
        LigneDite(1, UniteBudget.HT, fonctionnement, euros(250), None),
        LigneDite(2, UniteBudget.TTC, investissement, euros(1200), None),
        LigneDite(2, UniteBudget.ETP, fonctionnement, euros(0), Decimal(0)),
        LigneDite(3, UniteBudget.HT, fonctionnement, None, None),
    ]
    budgets = sommer_budgets(lignes)
    assert budgets[UniteBudget.HT] == {
        investissement: SommeBudget(euros(1000), Decimal(400), 1),
        fonctionnement: SommeBudget(euros(250), None, 1),
        ENSEMBLE: SommeBudget(euros(1250), Decimal(400), 1),
    }
    assert budgets[UniteBudget.ETP][ENSEMBLE] == SommeBudget(euros(0), Decimal(0), 0)
    assert list(sommer_budgets(lignes, {2})) == [UniteBudget.TTC, UniteBudget.ETP]
