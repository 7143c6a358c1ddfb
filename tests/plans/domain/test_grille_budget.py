"""The budget as a grid of years (docs/calculs/plans.md, « Budget par année »)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette, sommer
from cordee.plans.domain.grille_budget import (
    ANNEES_MAX,
    detailler,
    diviser,
    empreinte,
    lire_cellule,
    totaliser,
    unites_melees,
)
from cordee.plans.domain.listes import TypeBudget, UniteBudget

INV, FONC = TypeBudget.INVESTISSEMENT, TypeBudget.FONCTIONNEMENT
HT, ETP = UniteBudget.HT, UniteBudget.ETP


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", None),
        (" \u00a0€ ", None),
        ("12 500", (12500, 12500)),
        ("12\u202f500,50 €", (Decimal("12500.5"), Decimal("12500.5"))),
        ("10 000 à 15 000", (10000, 15000)),
        ("de 10 000 à 15 000 €", (10000, 15000)),
        ("10000-15000", (10000, 15000)),
        ("10 – 15", (10, 15)),
    ],
)
def test_une_cellule_se_lit_comme_on_l_ecrit(texte: str, attendu: tuple[Decimal, Decimal] | None) -> None:
    assert lire_cellule(texte, fourchette=True) == (
        Fourchette(Decimal(attendu[0]), Decimal(attendu[1])) if attendu else None
    )


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("beaucoup", "n'est pas un nombre"),
        ("15 à 10", "échangez-les"),
        ("1 à 2 à 3", "Un seul montant"),
        ("-5", "positif"),
        ("NaN", "positif"),
        ("9999999999999", "douze chiffres"),
        ("1,005", "Deux chiffres"),
    ],
)
def test_une_cellule_refusee_dit_quoi_faire(texte: str, dit: str) -> None:
    with pytest.raises(ValeurRefusee, match=dit):
        lire_cellule(texte, fourchette=True)


def test_un_depense_n_est_pas_une_fourchette() -> None:
    with pytest.raises(ValeurRefusee, match="Un seul montant"):
        lire_cellule("10 à 15", fourchette=False)


def test_le_tableau_de_la_page_de_calcul() -> None:
    assert diviser(Decimal(10_000), 3) == [Decimal("3333.33"), Decimal("3333.33"), Decimal("3333.34")]
    lignes = detailler([LigneBudget(INV, HT, None, Decimal(10), None, Decimal(20))], INV, (2026, 2027, 2028))
    assert [(b.annee, b.prevu, b.prevu_max) for b in lignes] == [
        (2026, Decimal("3.33"), Decimal("6.66")),
        (2027, Decimal("3.33"), Decimal("6.67")),
        (2028, Decimal("3.34"), Decimal("6.67")),
    ]
    assert diviser(Decimal("1.5"), 3) == [Decimal("0.5")] * 3
    assert diviser(None, 2) == [None, None]


def test_passer_en_total_ne_touche_ni_l_autre_nature_ni_ce_qui_est_deja_un_total() -> None:
    autre, total = LigneBudget(FONC, HT, 2026, Decimal(5)), LigneBudget(INV, ETP, None, Decimal(1))
    lignes = [
        LigneBudget(INV, HT, 2026, Decimal(10), Decimal(2), Decimal(15)),
        LigneBudget(INV, HT, 2027, Decimal(40)),
        autre,
        total,
    ]
    resultat = totaliser(lignes, INV)
    assert autre in resultat
    assert total in resultat
    assert LigneBudget(INV, HT, None, Decimal(50), Decimal(2), Decimal(55), est_etale=False) in resultat


@pytest.mark.parametrize("annees", [(), tuple(range(2000, 2001 + ANNEES_MAX))])
def test_un_total_se_repartit_sur_quelques_annees(annees: tuple[int, ...]) -> None:
    with pytest.raises(ValeurRefusee, match="Choisissez"):
        detailler([], INV, annees)


def test_une_unite_ne_se_dit_pas_des_deux_manieres() -> None:
    assert unites_melees([LigneBudget(INV, HT, 2026, Decimal(1)), LigneBudget(INV, HT, None, Decimal(1))]) == {
        (INV, HT)
    }
    assert not unites_melees([LigneBudget(INV, HT, 2026, Decimal(1)), LigneBudget(INV, ETP, None, Decimal(1))])


def test_deux_budgets_qui_disent_la_meme_chose_ont_la_meme_empreinte() -> None:
    un, deux = LigneBudget(INV, HT, 2026, Decimal(1)), LigneBudget(INV, ETP, 2026, Decimal(1))
    assert empreinte([un, deux]) == empreinte([deux, LigneBudget(INV, HT, 2026, Decimal("1.00"), est_etale=False)])
    assert empreinte([un]) != empreinte([deux])


montants = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)


@st.composite
def totaux(dessiner: st.DrawFn) -> LigneBudget:
    bas, plus = dessiner(montants), dessiner(montants)
    haut = bas + plus if bas is not None and plus else None
    return LigneBudget(INV, dessiner(st.sampled_from(UniteBudget)), None, bas, dessiner(montants), haut)


def somme(lignes: list[LigneBudget], unite: UniteBudget) -> tuple[Fourchette | None, Fourchette | None]:
    siennes = [b for b in lignes if b.unite is unite]
    prevu = sommer(lire_fourchette(b.prevu, b.prevu_max) for b in siennes)
    return prevu, sommer(lire_fourchette(b.reel, None) for b in siennes)


@given(st.lists(totaux(), max_size=3, unique_by=lambda b: b.unite), st.integers(1, 8))
def test_aucune_somme_ne_change_dans_un_sens_ni_dans_l_autre(lignes: list[LigneBudget], nombre: int) -> None:
    detail = detailler(lignes, INV, range(2026, 2026 + nombre))
    assert all(b.prevu_max is None or b.prevu_max > b.prevu for b in detail)
    for unite in UniteBudget:
        assert somme(detail, unite) == somme(lignes, unite) == somme(totaliser(detail, INV), unite)
