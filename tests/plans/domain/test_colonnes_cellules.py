"""Cells: what a person types is read, what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.colonnes_cellules import (
    AIDE,
    ANNEE,
    MOMENT,
    CelluleIllisible,
    ecrire_date_connue,
    ecrire_nombre,
    joindre,
    lire_annee,
    lire_date,
    lire_debut,
    lire_decimal,
    lire_entier,
    lire_fin,
    lire_oui_non,
    lire_taux,
    lire_texte,
    separer,
)
from cordee.plans.domain.fiche import DateConnue
from cordee.plans.domain.listes import Precision

JOUR, MOIS, AN = Precision.JOUR, Precision.MOIS, Precision.ANNEE


@pytest.mark.parametrize(
    ("cellule", "noms"),
    [
        ("", ()),
        ("CCI ; CMA", ("CCI", "CMA")),
        ("CCI\nCMA\n", ("CCI", "CMA")),
        ("« CCI ; CMA » ; ADEME", ("CCI ; CMA", "ADEME")),
        ("Club « Climat ; énergie »", ("Club « Climat ; énergie »",)),
        ("« A » et « B » ; C", ("« A » et « B »", "C")),
        ('"a » b" ; c', ("a » b", "c")),
        ("jamais « fermé ; ici", ("jamais « fermé ; ici",)),
    ],
)
def test_une_liste_se_coupe_hors_des_guillemets(cellule: str, noms: tuple[str, ...]) -> None:
    assert separer(cellule) == noms


@given(st.lists(st.text(st.sampled_from('ab ;«»"\n'), min_size=1, max_size=8).map(str.strip).filter(bool), max_size=4))
@settings(max_examples=150, deadline=None)
def test_des_noms_joints_se_separent_en_les_memes_noms(noms: list[str]) -> None:
    assert separer(joindre(noms)) == tuple(noms)


@pytest.mark.parametrize(
    ("lire", "cellule", "valeur"),
    [
        (lire_decimal, "12 500,50 € HT", Decimal("12500.50")),
        (lire_decimal, "\u22123", Decimal(-3)),
        (lire_decimal, 12.0, Decimal("12")),
        (lire_decimal, "  ", None),
        (lire_entier, 12.0, 12),
        (lire_annee, date(2027, 5, 4), 2027),
        (lire_annee, "2027", 2027),
        (lire_taux, 0.375, Decimal("0.375")),
        (lire_taux, "37,5 %", Decimal("0.375")),
        (lire_taux, None, None),
        (lire_oui_non, "VRAI", True),
        (lire_oui_non, True, True),
        (lire_oui_non, False, False),
        (lire_oui_non, "", None),
        (lire_texte, 12.5, "12.5"),
        (lire_texte, datetime(2026, 3, 2, tzinfo=UTC), "02/03/2026"),
        (lire_date, datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)),
        (lire_date, "2026-03-02T00:00:00", date(2026, 3, 2)),
        (lire_date, "2/3/2026", date(2026, 3, 2)),
        (lire_debut, 2026.0, DateConnue(date(2026, 1, 1), AN)),
        (lire_fin, 2026, DateConnue(date(2026, 12, 31), AN)),
        (lire_debut, "02/2028", DateConnue(date(2028, 2, 1), MOIS)),
        (lire_fin, "02/2028", DateConnue(date(2028, 2, 29), MOIS)),
    ],
)
def test_ce_qu_une_personne_ecrit_est_compris(lire: Callable[[Any], Any], cellule: Any, valeur: Any) -> None:
    assert lire(cellule) == valeur


@pytest.mark.parametrize(
    ("lire", "cellule", "debut"),
    [
        (lire_decimal, "Entre 200 et 500", "« Entre 200 et 500 » n'est pas un nombre"),
        (lire_decimal, True, "« Oui » n'est pas un nombre"),
        (lire_entier, 1.5, "« 1.5 » devrait être un nombre entier"),
        (lire_annee, 12, "« 12 » n'est pas une année entre 1900 et 2200"),
        (lire_oui_non, "parfois", "« parfois » devrait être Oui ou Non"),
        (lire_date, "2026", "« 2026 » devrait être une date complète"),
        (lire_debut, "31/02/2026", "« 31/02/2026 » n'est pas une date : écrivez 31/12/2026, 12/2026 ou 2026"),
        (lire_fin, "13/2026", "« 13/2026 » n'est pas une date"),
        (lire_fin, "bientôt", "« bientôt » n'est pas une date"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_dit_en_francais(lire: Callable[[Any], Any], cellule: Any, debut: str) -> None:
    with pytest.raises(CelluleIllisible) as refus:
        lire(cellule)
    assert str(refus.value).startswith(debut)


def test_un_nombre_qu_excel_abimerait_est_ecrit_en_texte() -> None:
    assert ecrire_nombre(Decimal("1234567890123456.78")) == "1234567890123456,78"
    assert ecrire_nombre(0.1 + 0.2) == "0,30000000000000004"
    assert ecrire_nombre(Decimal("1234.50")) == 1234.5
    assert ecrire_nombre(Decimal("1200.00")) == 1200


def test_une_date_est_ecrite_comme_elle_est_connue() -> None:
    assert ecrire_date_connue(DateConnue(date(2026, 5, 4), JOUR)) == date(2026, 5, 4)
    assert ecrire_date_connue(DateConnue(date(1890, 5, 4), JOUR)) == "04/05/1890"
    assert ecrire_date_connue(DateConnue(date(2026, 5, 1), MOIS)) == "05/2026"
    assert ecrire_date_connue(DateConnue(date(2026, 1, 1), AN)) == 2026
    assert ANNEE.ecrire(2026) == 2026


@pytest.mark.parametrize(
    ("cellule", "lu"),
    [
        ("31/12/2026 14:05", datetime.combine(date(2026, 12, 31), time(14, 5))),
        ("31/12/2026 à 9h05", datetime.combine(date(2026, 12, 31), time(9, 5))),
        ("2026-12-31T14:05:09", datetime.combine(date(2026, 12, 31), time(14, 5, 9))),
        ("31/12/2026", datetime.combine(date(2026, 12, 31), time())),
        (date(2026, 12, 31), datetime.combine(date(2026, 12, 31), time())),
        (
            datetime.combine(date(2026, 12, 31), time(14, 5, 8, 999_998)),
            datetime.combine(date(2026, 12, 31), time(14, 5, 9)),
        ),
        ("", None),
    ],
)
def test_un_moment_est_un_jour_et_son_heure(cellule: object, lu: datetime | None) -> None:
    assert MOMENT.lire(cellule) == lu


@pytest.mark.parametrize("cellule", ["31/12/2026 25:05", "bientôt", "31/02/2026 10:00", "2026 10:00"])
def test_un_moment_illisible_se_dit(cellule: str) -> None:
    with pytest.raises(CelluleIllisible):
        MOMENT.lire(cellule)


def test_une_aide_d_un_autre_site_se_dit() -> None:
    with pytest.raises(CelluleIllisible, match="n'est pas une page d'Aides-territoires"):
        AIDE.lire("https://exemple.fr/aide/")
