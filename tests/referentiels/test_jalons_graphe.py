"""The curve of a score over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.referentiels.factories import LE, EngagementFactory, saisie

from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.queries.jalons import Genre, PointEvolution, evolution_of
from cordee.referentiels.queries.scores import list_snapshots_for
from cordee.referentiels.views.graphe_evolution import HAUTEUR, composer_graphe

DEBUT = date(2024, 1, 1)


def point(jours: int, ratio: float, genre: Genre = Genre.RELEVE, nom: str = "") -> PointEvolution:
    return PointEvolution(DEBUT + timedelta(days=jours), genre, nom, 100 * ratio, 100, ratio, 1)


@pytest.mark.django_db
def test_la_courbe_reunit_les_mois_les_jalons_et_aujourd_hui(django_assert_num_queries: object) -> None:
    engagement = EngagementFactory()
    par = engagement.ouvert_par
    renseigner_statuts(engagement, [saisie("1.1.1.2")], par=par, le=LE)
    figer_score(engagement, "N0", par=par, le=LE + timedelta(days=5), jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(engagement, [saisie("1.1.2.2")], par=par, le=LE + timedelta(days=40))
    engagement.refresh_from_db()
    jalons = list(list_snapshots_for(engagement.collectivite, engagement.referentiel_id))
    with django_assert_num_queries(1):  # type: ignore[operator]
        points = evolution_of(engagement, jalons, le=LE + timedelta(days=45))
    assert [(p.le.isoformat(), p.genre.value, p.points_faits) for p in points] == [
        ("2026-03-15", "n0", 4), ("2026-03-31", "releve", 4), ("2026-04-24", "aujourdhui", 9),
    ]  # fmt: skip


def test_un_seul_jour_ne_se_dessine_pas() -> None:
    assert composer_graphe([point(0, 0.1), point(0, 0.2)]) is None


def test_l_echelle_montre_la_prochaine_etoile() -> None:
    graphe = composer_graphe([point(0, 0.1), point(100, 0.3, Genre.AUJOURDHUI)])
    assert graphe is not None
    assert [seuil.mot.replace("\u00a0", " ") for seuil in graphe.seuils] == ["2e étoile, 35 %"]
    haut = composer_graphe([point(0, 0.1), point(100, 0.7, Genre.AUJOURDHUI)])
    assert haut is not None
    assert len(haut.seuils) == 4


def test_les_annees_ou_les_trimestres_font_les_reperes() -> None:
    longue = composer_graphe([point(0, 0.1), point(900, 0.3)])
    courte = composer_graphe([point(20, 0.1), point(300, 0.3)])
    assert longue is not None
    assert courte is not None
    assert [d.mot for d in longue.dates] == ["2024", "2025", "2026"]
    assert [d.mot for d in courte.dates] == ["avr.", "juil.", "oct."]


def test_seuls_le_n0_et_aujourd_hui_portent_leur_valeur() -> None:
    graphe = composer_graphe(
        [point(0, 0.1, Genre.N0, "N0"), point(50, 0.2, Genre.AUDIT, "Audit"), point(100, 0.3, Genre.AUJOURDHUI, "Auj.")]
    )
    assert graphe is not None
    assert [m.etiquette.replace("\u00a0", " ") for m in graphe.marques] == ["N0 10,0 %", "", "Auj. 30,0 %"]
    assert [m.cote for m in graphe.marques] == ["debut", "debut", "fin"]


points = st.lists(st.tuples(st.integers(0, 3000), st.floats(0, 1.1)), min_size=2, max_size=30)


@given(tirage=points)
def test_tout_reste_dans_le_cadre(tirage: list[tuple[int, float]]) -> None:
    graphe = composer_graphe([point(jours, ratio, Genre.NOMME, "Nom") for jours, ratio in sorted(tirage)])
    if graphe is None:
        assert len({jours for jours, _ in tirage}) == 1
        return
    for paire in graphe.trace.split():
        x, y = (float(n) for n in paire.split(","))
        assert 0 <= x <= 1000
        assert 0 <= y <= HAUTEUR
    assert len(graphe.points) == len(tirage)
