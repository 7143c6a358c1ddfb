"""docs/calculs/plans.md, « Financements »."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.financement import Apport, PlanDeFinancement, TotalFinancement, compute_financement
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import BaseMontant, StatutFinancement

HT, TTC = BaseMontant.HT, BaseMontant.TTC
ACCORDE, REFUSE = StatutFinancement.ACCORDE, StatutFinancement.REFUSE


def fixe(montant: int) -> Fourchette:
    return Fourchette(Decimal(montant), Decimal(montant))


def test_le_tableau_de_la_page() -> None:
    apports = [Apport(HT, Decimal(1000), ACCORDE), Apport(TTC, Decimal(1200), ACCORDE)]
    assert compute_financement(apports, {HT: fixe(3000), TTC: None}) == PlanDeFinancement(
        (1.0, 1.0),
        (TotalFinancement(HT, Decimal(1000), fixe(2000)), TotalFinancement(TTC, Decimal(1200), None)),
    )


@pytest.mark.parametrize(
    ("bas", "haut", "dit"),
    [(3000, 3000, "2\u00a0000"), (1500, 3000, "500 à 2\u00a0000"), (500, 1200, "0 à 200"), (500, 1000, "")],
)
def test_un_budget_en_fourchette_laisse_une_fourchette_a_trouver(bas: int, haut: int, dit: str) -> None:
    budgets = {HT: Fourchette(Decimal(bas), Decimal(haut))}
    plan = compute_financement([Apport(HT, Decimal(1000), ACCORDE)], budgets)
    assert plan.totaux[0].a_trouver == dit


def test_sans_budget_rien_n_est_a_trouver() -> None:
    assert compute_financement([Apport(HT, Decimal(1000), ACCORDE)], {}).totaux[0].a_trouver == ""


def test_un_refus_et_un_montant_inconnu_ne_comptent_pas() -> None:
    apports = [
        Apport(HT, Decimal(300), ACCORDE), Apport(HT, Decimal(100), StatutFinancement.ENVISAGE),
        Apport(HT, Decimal(500), REFUSE), Apport(TTC, None, ACCORDE),
    ]  # fmt: skip
    plan = compute_financement(apports, {})
    assert plan.parts == (0.75, 0.25, None, None)
    assert plan.totaux == (TotalFinancement(HT, Decimal(400)),)


def test_un_montant_nul_n_a_pas_de_part() -> None:
    assert compute_financement([Apport(HT, Decimal(0), ACCORDE)], {HT: fixe(5)}) == PlanDeFinancement(
        (None,), (TotalFinancement(HT, Decimal(0), fixe(5)),)
    )


@given(
    st.lists(
        st.builds(
            Apport, st.sampled_from(BaseMontant), st.none() | st.integers(1, 10**9).map(Decimal),
            st.sampled_from(StatutFinancement),
        )
    )
)  # fmt: skip
def test_les_parts_de_chaque_base_font_un_tout(apports: list[Apport]) -> None:
    plan = compute_financement(apports, {})
    for total in plan.totaux:
        parts = [part for a, part in zip(apports, plan.parts, strict=True) if a.base is total.base and part is not None]
        assert sum(parts) == pytest.approx(1)
        assert total.total == sum(a.retenu for a in apports if a.base is total.base and a.retenu is not None)
