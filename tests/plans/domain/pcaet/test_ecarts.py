"""Numbers of the dossier against those of the indicateurs (docs/calculs/pcaet.md, « Écarts avec les indicateurs »)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils.nombres import formater
from cordee.plans.domain.pcaet import TABLEAUX, Cle, Nature, Volet
from cordee.plans.domain.pcaet.ecarts import differe, ecarts_de

GES = TABLEAUX[Volet.GES]
CLE: Cle = (".residentiel", Nature.CONSTAT, 2022)
NOMBRES = st.decimals(-10_000, 10_000, places=4)


@pytest.mark.parametrize(
    ("ici", "indicateur", "garde", "part"),
    [
        ("100", "100.4", None, None),
        ("110", "100", None, "+10,0"),
        ("0", "0.2", None, "−100,0"),
        ("3", "0", None, "—"),
        ("110", "100", "100", None),
        ("110", "101", "100", "+8,9"),
    ],
)
def test_le_tableau_de_la_page(ici: str, indicateur: str, garde: str | None, part: str | None) -> None:
    gardes = {CLE: Decimal(garde)} if garde else {}
    trouves = ecarts_de(GES, {CLE: Decimal(ici)}, {CLE: Decimal(indicateur)}, gardes)
    dits = [formater(e.ratio * 100 if e.ratio is not None else None, 1, signe=True) for e in trouves]
    assert dits == ([part] if part else [])


def test_les_ecarts_suivent_les_lignes_et_se_nomment() -> None:
    dechets: Cle = (".dechets", Nature.OBJECTIF, 2030)
    inconnue: Cle = ("rien.", Nature.CONSTAT, 2022)
    ici = dict.fromkeys((dechets, CLE, inconnue), Decimal(5))
    trouves = ecarts_de(GES, ici, dict.fromkeys(ici, Decimal(9)))
    assert [e.titre for e in trouves] == ["Résidentiel, diagnostic 2022", "Déchets, objectif 2030"]
    eolien = next(ligne for ligne in TABLEAUX[Volet.ENR].lignes if ligne.groupe)
    cle: Cle = (eolien.cle, Nature.CONSTAT, 2022)
    (un,) = ecarts_de(TABLEAUX[Volet.ENR], {cle: Decimal(1)}, {cle: Decimal(2)})
    assert un.titre.startswith(f"{eolien.groupe}, ")
    assert ecarts_de(GES, {CLE: Decimal(5)}, {}) == []


@given(NOMBRES, NOMBRES)
def test_differer_va_dans_les_deux_sens(un: Decimal, autre: Decimal) -> None:
    assert differe(un, autre) == differe(autre, un)
    assert not differe(un, un)
