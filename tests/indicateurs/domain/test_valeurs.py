"""docs/calculs/indicateurs.md §Arrondi, §Valeur retenue, §Chemin fait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.indicateurs.domain.valeurs import (
    Chemin,
    Point,
    Sens,
    arrondir,
    chemin_attendu,
    chemin_fait,
    objectif_suivant,
    objectifs_propres,
    resultats_retenus,
)

JOUR = date(2026, 6, 15)


@dataclass(frozen=True)
class Rangee:
    date_valeur: date
    source_id: str | None = None
    resultat: float | None = None
    objectif: float | None = None


def an(annee: int, resultat: float | None = None, objectif: float | None = None, source: str | None = None) -> Rangee:
    return Rangee(date(annee, 1, 1), source, resultat, objectif)


def points(*valeurs: float) -> list[Point]:
    return [Point(date(2020 + rang, 1, 1), valeur) for rang, valeur in enumerate(valeurs)]


@pytest.mark.parametrize(
    ("valeur", "precision", "arrondi"),
    [(2.345, 2, 2.35), (-2.345, 2, -2.35), (1.005, 2, 1.01), (41.5, 0, 42), (41.46, 1, 41.5), (-0.004, 2, 0.0)],
)
def test_un_demi_s_eloigne_de_zero(valeur: float, precision: int, arrondi: float) -> None:
    assert arrondir(valeur, precision) == arrondi
    assert math.copysign(1, arrondir(-0.004, 2)) == 1


@pytest.mark.parametrize("valeur", [float("nan"), float("inf")])
def test_ce_qui_n_est_pas_fini_ne_s_arrondit_pas(valeur: float) -> None:
    with pytest.raises(ValueError, match="nombre fini"):
        arrondir(valeur)


@settings(max_examples=50)
@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(0, 6))
def test_arrondir_deux_fois_ne_change_rien(valeur: float, precision: int) -> None:
    assert arrondir(arrondir(valeur, precision), precision) == arrondir(valeur, precision)
    assert abs(arrondir(valeur, precision) - valeur) <= 0.5 * 10**-precision + 1e-6


# -- §Valeur retenue -------------------------------------------------------------------------------------------------
def test_le_dernier_resultat_est_celui_de_la_derniere_date() -> None:
    assert resultats_retenus([an(2024, 8), an(2022, 10)]) == [Point(date(2022, 1, 1), 10), Point(date(2024, 1, 1), 8)]


def test_une_ligne_sans_resultat_ne_compte_pas() -> None:
    lignes = [an(2024, objectif=7), an(2023, 9)]
    assert resultats_retenus(lignes) == [Point(date(2023, 1, 1), 9)]
    assert objectif_suivant(lignes, JOUR) == Point(date(2024, 1, 1), 7)


def test_ce_que_la_collectivite_a_saisi_passe_avant_les_sources() -> None:
    lignes = [an(2024, 8.4, source="rare"), an(2024, 8), an(2030, objectif=5), an(2050, objectif=1)]
    assert resultats_retenus(lignes) == [Point(date(2024, 1, 1), 8)]
    assert resultats_retenus(lignes[::-1]) == [Point(date(2024, 1, 1), 8)]
    assert objectif_suivant(lignes, JOUR) == Point(date(2030, 1, 1), 5)


def test_entre_deux_sources_le_rang_decide_puis_le_code() -> None:
    lignes = [an(2024, 8.1, source="insee"), an(2024, 8.4, source="rare"), an(2024, 9, source="autre")]
    assert resultats_retenus(lignes, {"rare": 2, "insee": 3})[0].valeur == 8.4
    assert resultats_retenus(lignes)[0].valeur == 9


def test_une_annee_vaut_jusqu_a_sa_fin() -> None:
    lignes = [an(2025, objectif=4), an(2026, objectif=3), an(2027, objectif=2)]
    assert objectif_suivant(lignes, JOUR) == Point(date(2026, 1, 1), 3)
    assert objectif_suivant(lignes, date(2027, 1, 1)) == Point(date(2027, 1, 1), 2)
    assert objectif_suivant(lignes, date(2040, 1, 1)) == Point(date(2027, 1, 1), 2)
    un_jour = [Rangee(date(2026, 3, 1), objectif=6), an(2027, objectif=2)]
    assert objectif_suivant(un_jour, JOUR) == Point(date(2027, 1, 1), 2)


def test_l_objectif_d_une_source_n_est_pas_celui_de_la_collectivite() -> None:
    lignes = [an(2030, objectif=4, source="snbc")]
    assert objectifs_propres(lignes) == []
    assert objectif_suivant(lignes, JOUR) is None


# -- §Chemin fait ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("premier", "dernier", "cible", "sens", "fait", "atteint"),
    [
        (100, 80, 60, Sens.BAISSE, 0.5, False),
        (100, 110, 60, Sens.BAISSE, 0, False),
        (100, 50, 60, Sens.BAISSE, 1, True),
        (10, 25, 30, Sens.HAUSSE, 0.75, False),
        (10, 10, 30, Sens.HAUSSE, 0, False),
        (-5, 0, 5, Sens.HAUSSE, 0.5, False),
        (30, 30, 30, Sens.MAINTIEN, 1, True),
        (30, 28, 30, Sens.MAINTIEN, 0, False),
        (0.001, 0.004, 0, Sens.MAINTIEN, 1, True),
    ],
)
def test_le_chemin_fait(premier: float, dernier: float, cible: float, sens: Sens, fait: float, atteint: bool) -> None:
    assert chemin_fait(points(premier, 55, dernier), cible) == Chemin(sens, fait, atteint)


def test_sans_resultat_ou_sans_cible_il_n_y_a_pas_de_chemin() -> None:
    assert chemin_fait([], 30) is None
    assert chemin_fait(points(10, 20), None) is None


@settings(max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), st.floats(-1e6, 1e6), st.floats(-1e3, 1e3))
def test_le_chemin_reste_entre_zero_et_un_et_ignore_l_origine_de_l_echelle(
    valeurs: list[float], cible: float, decalage: float
) -> None:
    chemin = chemin_fait(points(*valeurs), cible, 6)
    assert chemin is not None
    assert 0 <= chemin.fait <= 1
    if chemin.atteint:
        assert chemin.fait == 1
    miroir = chemin_fait(points(*(-v for v in valeurs)), -cible, 6)
    assert miroir is not None
    assert miroir.fait == pytest.approx(chemin.fait)
    assert {chemin.sens, miroir.sens} in ({Sens.HAUSSE, Sens.BAISSE}, {Sens.MAINTIEN})


@pytest.mark.parametrize(
    ("echeance", "le", "attendu"),
    [
        (date(2030, 1, 1), date(2025, 1, 1), 1827 / 3653),
        (date(2030, 1, 1), date(2019, 1, 1), 0.0),
        (date(2030, 1, 1), date(2040, 1, 1), 1.0),
        (date(2020, 1, 1), date(2025, 1, 1), None),
    ],
)
def test_le_chemin_attendu_est_une_droite(echeance: date, le: date, attendu: float | None) -> None:
    assert chemin_attendu(date(2020, 1, 1), echeance, le) == attendu
