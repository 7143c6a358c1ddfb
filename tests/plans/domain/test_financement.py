"""docs/calculs/plans.md, « Financements »."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.financement import Apport, PlanDeFinancement, TotalFinancement, compute_financement
from cordee.plans.domain.listes import BaseMontant, StatutFinancement

HT, TTC = BaseMontant.HT, BaseMontant.TTC
ACCORDE, REFUSE = StatutFinancement.ACCORDE, StatutFinancement.REFUSE


def test_le_tableau_de_la_page() -> None:
    apports = [Apport(HT, Decimal(1000), ACCORDE), Apport(TTC, Decimal(1200), ACCORDE)]
    assert compute_financement(apports, {HT: Decimal(3000), TTC: None}) == PlanDeFinancement(
        (1.0, 1.0),
        (TotalFinancement(HT, Decimal(1000), Decimal(2000)), TotalFinancement(TTC, Decimal(1200), None)),
    )


def test_un_refus_et_un_montant_inconnu_ne_comptent_pas() -> None:
    apports = [
        Apport(HT, Decimal(300), ACCORDE), Apport(HT, Decimal(100), StatutFinancement.ENVISAGE),
        Apport(HT, Decimal(500), REFUSE), Apport(TTC, None, ACCORDE),
    ]  # fmt: skip
    plan = compute_financement(apports, {})
    assert plan.parts == (0.75, 0.25, None, None)
    assert plan.totaux == (TotalFinancement(HT, Decimal(400)),)


def test_un_montant_nul_n_a_pas_de_part() -> None:
    assert compute_financement([Apport(HT, Decimal(0), ACCORDE)], {HT: Decimal(5)}) == PlanDeFinancement(
        (None,), (TotalFinancement(HT, Decimal(0), Decimal(5)),)
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
