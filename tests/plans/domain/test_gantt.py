"""docs/calculs/plans.md, « Gantt »."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.gantt import (
    Barre,
    Echelle,
    Fleche,
    Forme,
    Zoom,
    choose_echelle,
    draw_barre,
    draw_fleche,
    find_etendue,
    find_milieu,
)
from cordee.plans.domain.listes import StatutFiche, TypeLien

AUJOURDHUI = date(2025, 11, 25)
ECHELLE = Echelle(date(2023, 1, 1), date(2028, 1, 1), Zoom.TRIMESTRE)


def test_les_barres_de_la_page_ont_ses_nombres() -> None:
    retard = draw_barre(
        ECHELLE, date(2024, 6, 1), date(2025, 9, 30), aujourdhui=AUJOURDHUI, statut=StatutFiche.EN_COURS,
        avancement=40, en_retard=True,
    )  # fmt: skip
    assert retard == Barre(Forme.BARRE, 28.313, 26.671, 10.668, 3.012)
    assert retard is not None
    assert (retard.bout, retard.bout_retard) == (54.984, 57.996)
    a_venir = draw_barre(
        ECHELLE, date(2026, 1, 1), date(2027, 6, 30), aujourdhui=AUJOURDHUI, statut=StatutFiche.A_VENIR
    )
    assert a_venir == Barre(Forme.A_VENIR, 60.022, 29.901)


def test_une_fiche_a_venir_deja_commencee_a_une_barre_pleine() -> None:
    for statut, avancement, debut in [
        (StatutFiche.A_VENIR, 10, date(2026, 1, 1)),
        (StatutFiche.A_VENIR, 0, date(2025, 1, 1)),
        (StatutFiche.EN_COURS, 0, date(2026, 1, 1)),
    ]:
        barre = draw_barre(
            ECHELLE, debut, date(2026, 6, 1), aujourdhui=AUJOURDHUI, statut=statut, avancement=avancement
        )
        assert barre is not None
        assert barre.forme is Forme.BARRE


def test_une_seule_date_donne_un_jalon_ou_une_barre_ouverte_et_aucune_rien() -> None:
    assert draw_barre(ECHELLE, None, date(2024, 1, 1), aujourdhui=AUJOURDHUI) == Barre(Forme.JALON, 19.989)
    assert draw_barre(ECHELLE, date(2024, 1, 1), None, aujourdhui=AUJOURDHUI) == Barre(Forme.OUVERTE, 19.989, 80.011)
    assert draw_barre(ECHELLE, None, None, aujourdhui=AUJOURDHUI) is None


def test_un_jalon_en_retard_va_jusqu_a_aujourd_hui() -> None:
    barre = draw_barre(ECHELLE, None, date(2024, 1, 1), aujourdhui=AUJOURDHUI, en_retard=True)
    assert barre is not None
    assert barre.bout_retard == ECHELLE.x(AUJOURDHUI)


@pytest.mark.parametrize(
    ("annees", "zoom", "attendu"),
    [
        ((2025,), None, Zoom.MOIS),
        ((2025, 2026), None, Zoom.MOIS),
        ((2023, 2027), None, Zoom.TRIMESTRE),
        ((2019, 2026), None, Zoom.TRIMESTRE),
        ((2018, 2026), None, Zoom.ANNEE),
        ((2018, 2026), Zoom.MOIS, Zoom.MOIS),
    ],
)
def test_la_colonne_la_plus_fine_suit_l_etendue(annees: tuple[int, ...], zoom: Zoom | None, attendu: Zoom) -> None:
    echelle = choose_echelle([date(a, 6, 1) for a in annees], AUJOURDHUI, zoom)
    assert echelle.zoom is attendu
    assert echelle.debut == date(min(annees), 1, 1)
    assert echelle.fin == date(max(annees) + 1, 1, 1)


def test_l_echelle_contient_aujourd_hui_et_ignore_les_dates_folles() -> None:
    assert choose_echelle([None], AUJOURDHUI).debut == date(2025, 1, 1)
    echelle = choose_echelle([date(1900, 1, 1), date(2999, 1, 1)], AUJOURDHUI)
    assert (echelle.debut.year, echelle.fin.year) == (1995, 2066)
    assert (echelle.x(date(1900, 1, 1)), echelle.x(date(2999, 1, 1))) == (0, 100)


def test_les_reperes_sont_les_annees_et_leurs_trimestres_ou_leurs_mois() -> None:
    assert [(r.libelle, r.x) for r in ECHELLE.list_annees()][:2] == [("2023", 0), ("2024", 19.989)]
    trimestres = ECHELLE.list_colonnes()
    assert [r.libelle for r in trimestres][:5] == ["T1", "T2", "T3", "T4", "T1"]
    assert len(trimestres) == 20
    mois = Echelle(date(2025, 1, 1), date(2026, 1, 1), Zoom.MOIS)
    assert [r.libelle for r in mois.list_colonnes()][:2] == ["janv.", "févr."]
    assert Echelle(date(2025, 1, 1), date(2026, 1, 1), Zoom.ANNEE).list_colonnes() == []


def test_la_largeur_suit_le_nombre_de_colonnes() -> None:
    assert ECHELLE.largeur == 20 * Zoom.TRIMESTRE.largeur
    assert Echelle(date(2025, 1, 1), date(2027, 1, 1), Zoom.MOIS).largeur == 24 * Zoom.MOIS.largeur


def test_l_etendue_d_un_axe_va_de_sa_premiere_a_sa_derniere_date() -> None:
    assert find_etendue([(None, date(2025, 1, 1)), (date(2024, 1, 1), None)]) == (date(2024, 1, 1), date(2025, 1, 1))
    assert find_etendue([(None, None)]) is None


def barre(x: float, largeur: float) -> Barre:
    """A plain bar."""
    return Barre(Forme.BARRE, x, largeur)


@pytest.mark.parametrize(
    ("type_lien", "de", "vers", "attendue"),
    [
        (TypeLien.FIN_DEBUT, (10, 20, 0), (50, 10, 1), Fleche("M300 62H308V98H500", 50, 98)),
        (TypeLien.FIN_DEBUT, (10, 20, 0), (30, 10, 2), Fleche("M300 62H308V80H292V134H300", 30, 134)),
        (TypeLien.FIN_DEBUT, (10, 20, 2), (30, 10, 0), Fleche("M300 134H308V116H292V62H300", 30, 62)),
        (TypeLien.DEBUT_DEBUT, (10, 20, 0), (30, 10, 1), Fleche("M100 62H92V98H300", 30, 98)),
        (TypeLien.FIN_FIN, (10, 20, 0), (30, 10.5, 1), Fleche("M300 62H413V98H405", 40.5, 98, False)),
    ],
)
def test_les_fleches_sont_des_coudes(
    type_lien: TypeLien, de: tuple[float, float, int], vers: tuple[float, float, int], attendue: Fleche
) -> None:
    fleche = draw_fleche(type_lien, (barre(*de[:2]), de[2]), (barre(*vers[:2]), vers[2]), 1000)
    assert fleche == attendue


def test_le_milieu_d_un_rang_tombe_au_milieu_de_sa_barre() -> None:
    assert [find_milieu(0), find_milieu(1)] == [62, 98]


jours = st.dates(date(1980, 1, 1), date(2080, 1, 1))


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(st.none(), jours),
    st.one_of(st.none(), jours),
    st.sampled_from([*StatutFiche, None]),
    st.floats(-10, 200),
    st.booleans(),
)
def test_tout_ce_qui_est_dessine_tient_dans_le_dessin(
    debut: date | None, fin: date | None, statut: str | None, avancement: float, en_retard: bool
) -> None:
    if debut is not None and fin is not None:
        debut, fin = min(debut, fin), max(debut, fin)
    en_retard = en_retard and fin is not None and fin < AUJOURDHUI
    dessinee = draw_barre(
        ECHELLE, debut, fin, aujourdhui=AUJOURDHUI, statut=statut, avancement=avancement, en_retard=en_retard
    )
    if dessinee is None:
        assert debut is None
        assert fin is None
        return
    assert 0 <= dessinee.x <= 100
    assert 0 <= dessinee.fait <= dessinee.largeur + 1e-3
    assert dessinee.bout <= 100.001
    assert dessinee.bout_retard <= 100.001


@settings(max_examples=50, deadline=None)
@given(st.lists(jours, min_size=2, max_size=2), st.sampled_from(Zoom))
def test_l_echelle_garde_l_ordre_des_jours(deux: list[date], zoom: Zoom) -> None:
    echelle = choose_echelle(deux, AUJOURDHUI, zoom)
    tot, tard = sorted(deux)
    assert echelle.x(tot) <= echelle.x(tard)
