"""docs/calculs/plans.md, « Coûts évités »."""

from __future__ import annotations

from decimal import Decimal

from cordee.plans.domain.couts_evites import dire_cout_evite, sommer_couts_evites
from cordee.plans.domain.listes import BaseMontant, RythmeCout

HT, TTC, PAR_AN, EN_TOUT = *BaseMontant, *RythmeCout


def test_le_tableau_de_la_page() -> None:
    couts = [(Decimal(12_000), HT, PAR_AN), (Decimal(3_000), HT, PAR_AN), (Decimal(50_000), TTC, EN_TOUT)]
    assert [dire_cout_evite(*cout) for cout in sommer_couts_evites(couts)] == [
        "15\u00a0000\u00a0€ HT par an", "50\u00a0000\u00a0€ TTC en tout",
    ]  # fmt: skip


def test_ht_et_ttc_ne_s_ajoutent_pas_ni_par_an_et_en_tout() -> None:
    couts = [(Decimal(1), base, rythme) for base in BaseMontant for rythme in RythmeCout]
    assert len(sommer_couts_evites(couts)) == 4
