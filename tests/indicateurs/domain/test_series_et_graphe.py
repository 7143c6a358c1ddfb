"""docs/calculs/indicateurs.md §Séries and §Graphe."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.indicateurs.domain.test_valeurs import Rangee, an

from cordee.indicateurs.domain.graphe import ANNEES_ECRITES, GRADUATIONS, HAUTEUR, choisir_echelle, composer_graphe
from cordee.indicateurs.domain.series import Genre, Serie, SourceConnue, preparer_series
from cordee.indicateurs.domain.valeurs import Point

SOURCES = {"rare": SourceConnue("Observatoire régional", 10), "insee": SourceConnue("INSEE", 40)}


def test_une_serie_par_sorte_et_par_source_dans_l_ordre() -> None:
    lignes = [an(2024, 8, source="insee"), an(2023, 9), an(2021, 10), an(2030, objectif=5), an(2022, 7, source="rare")]
    series = preparer_series([*lignes, an(2020, 3, source="inconnue")], SOURCES)
    assert [(s.genre, s.nom, len(s.points)) for s in series] == [
        (Genre.RESULTAT, "Résultats", 2),
        (Genre.OBJECTIF, "Objectifs", 1),
        (Genre.AUTRE, "Observatoire régional", 1),
        (Genre.AUTRE, "INSEE", 1),
        (Genre.AUTRE, "inconnue", 1),
    ]
    assert [point.valeur for point in series[0].points] == [10, 9]


def test_une_serie_sans_point_n_existe_pas() -> None:
    assert preparer_series([an(2024), an(2025, objectif=3, source="rare")]) == []


@pytest.mark.parametrize(
    ("nombres", "bas", "haut", "pas"),
    [
        ([0, 40, 95], 0, 100, 20),
        ([960, 1000], 960, 1000, 10),
        ([-3, 7], -4, 8, 2),
        ([5], 0, 5, 1),
        ([0], 0, 1, 0.2),
        ([-5], -5, 0, 1),
        ([0.1 + 0.2, 0.3], 0, 0.3, 0.05),
    ],
)
def test_l_echelle_est_ronde(nombres: list[float], bas: float, haut: float, pas: float) -> None:
    echelle = choisir_echelle(nombres)
    assert (echelle.bas, echelle.haut, echelle.pas) == pytest.approx((bas, haut, pas))


@settings(max_examples=150)
@given(st.lists(st.floats(min_value=-1e15, max_value=1e15, allow_subnormal=False), min_size=1, max_size=6))
def test_l_echelle_contient_tout_en_peu_de_pas(nombres: list[float]) -> None:
    nombres = [nombre if abs(nombre) > 1e-6 else 0.0 for nombre in nombres]
    echelle = choisir_echelle(nombres)
    marge = echelle.pas * 1e-6
    assert echelle.bas - marge <= min(nombres)
    assert max(nombres) <= echelle.haut + marge
    assert GRADUATIONS[0] <= round((echelle.haut - echelle.bas) / echelle.pas) <= GRADUATIONS[1]


def test_un_graphe_place_ses_points() -> None:
    lignes = [an(2020, 0), an(2024, 50), an(2030, objectif=100)]
    graphe = composer_graphe(preparer_series(lignes), titre="Arbres", unite="nombre", precision=0)
    assert graphe is not None
    resultats, objectifs = graphe.traces
    assert [(m.x, m.y) for m in resultats.marques] == [("0.00", "200.0"), ("39.99", "100.0")]
    assert [(m.x, m.y, m.mot, m.cote) for m in objectifs.marques] == [("100.00", "0.0", "100", "fin")]
    assert resultats.ligne == "0.0,200.0 399.9,100.0"
    assert objectifs.ligne == ""
    assert [(r.mot) for r in graphe.graduations] == ["0", "20", "40", "60", "80", "100"]
    assert graphe.base == "200.0"
    assert graphe.mots == (
        "Résultats\u00a0: 0 en 2020, 50 en 2024. Objectifs\u00a0: 100 en 2030 (nombre). "
        "Le tableau qui suit dit chaque valeur."
    )
    assert [(ligne.annee, ligne.cellules) for ligne in graphe.tableau] == [
        (2030, ("—", "100")),
        (2024, ("50", "—")),
        (2020, ("0", "—")),
    ]


def test_sans_point_il_n_y_a_pas_de_graphe() -> None:
    assert composer_graphe([], titre="Rien") is None


def test_une_seule_date_se_tient_au_milieu() -> None:
    graphe = composer_graphe(preparer_series([an(2024, 3)]), titre="Un")
    assert graphe is not None
    assert graphe.traces[0].marques[0].x == "50.00"
    assert [(a.place, a.mot) for a in graphe.annees] == [("50.00", "2024")]
    assert graphe.traces[0].ligne == ""


def test_une_date_en_cours_d_annee_ecrit_son_annee() -> None:
    graphe = composer_graphe(preparer_series([Rangee(date(2024, 6, 1), resultat=3)]), titre="Un")
    assert graphe is not None
    assert [a.mot for a in graphe.annees] == ["2024"]


def test_une_cible_de_zero_se_dessine() -> None:
    graphe = composer_graphe(preparer_series([an(2020, 10), an(2024, 6)]), titre="Fuites", cible=0, annee_cible=2030)
    assert graphe is not None
    assert graphe.cible is not None
    assert (graphe.cible.place, graphe.cible.mot) == ("200.0", "cible\u00a0: 0")
    assert graphe.annees[-1].mot == "2030"
    assert "cible\u00a0: 0" in graphe.mots


def test_des_nombres_negatifs_gardent_la_ligne_du_zero() -> None:
    graphe = composer_graphe(preparer_series([an(2020, -30), an(2024, 10)]), titre="Puits")
    assert graphe is not None
    assert 0 < float(graphe.base) < HAUTEUR


def test_une_valeur_tout_en_haut_s_ecrit_dessous() -> None:
    graphe = composer_graphe(preparer_series([an(2020, 0), an(2021, 100)]), titre="Haut")
    assert graphe is not None
    assert graphe.traces[0].marques[-1].dy > 0


@settings(max_examples=40)
@given(st.integers(1950, 2050), st.integers(0, 99), st.integers(0, 40))
def test_peu_d_annees_sont_ecrites_toujours_la_derniere(debut: int, duree: int, cible: int) -> None:
    serie = Serie(Genre.RESULTAT, "Résultats", tuple(Point(date(a, 1, 1), 1.0) for a in sorted({debut, debut + duree})))
    graphe = composer_graphe([serie], titre="Ans", cible=2.0, annee_cible=debut + duree + cible)
    assert graphe is not None
    assert 1 <= len(graphe.annees) <= ANNEES_ECRITES
    assert graphe.annees[-1].mot == str(debut + duree + cible)
    assert all(0 <= float(annee.place) <= 100 for annee in graphe.annees)
