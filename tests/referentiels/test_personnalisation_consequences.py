"""What other answers would do: the simulation against a full calculation, effects one by one, thresholds of
proportions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, charger_mini, editrice, noeud, saisie
from tests.territoires.factories_questions import QuestionFactory

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.consequences import Changement, Genre, Simulation, Terrain
from cordee.referentiels.queries.personnalisation import questionnaire_of
from cordee.referentiels.queries.scores import calculer, effets_of
from cordee.referentiels.queries.statuts import statuts_of
from cordee.territoires.domain.visibilite import evaluer_visibilite
from cordee.territoires.enums import TypeQuestion
from cordee.territoires.queries import Situation

pytestmark = pytest.mark.django_db


def simuler(engagement: Engagement) -> tuple[Simulation, Terrain]:
    questionnaire = questionnaire_of(engagement.collectivite)
    return Simulation(questionnaire.situation, questionnaire.terrains), questionnaire.terrains[0]


def repondre_a(engagement: Engagement, **reponses: Any) -> None:
    par = editrice(engagement)
    for code, valeur in reponses.items():
        repondre(engagement.collectivite, code, valeur, par=par, le=LE)


def avec_regle(numero: str, colonne: str, regle: str) -> tuple[tuple[str, ...], ...]:
    """MINI with another rule at a node."""
    rang = {"desactivation": 5, "reduction": 6}[colonne]
    lignes = []
    for ligne in LIGNES:
        cellules = [*ligne, *[""] * (9 - len(ligne))]
        if cellules[0] == numero:
            cellules[rang] = regle
        lignes.append(tuple(cellules))
    return tuple(lignes)


def test_une_autre_reponse_eteint_un_noeud_et_dit_ce_qu_il_valait() -> None:
    simulation, terrain = simuler(EngagementFactory())
    sans, non = simulation.poser({"velo": None}), simulation.poser({"velo": False})
    simulation.calculer()
    assert simulation.issue(terrain, sans).potentiel == 35
    assert simulation.issue(terrain, non).potentiel == 25
    assert simulation.changements(terrain, sans, non) == (Changement(noeud("1.1.2.1"), Genre.DESACTIVE, 10.0, 0.0),)
    assert simulation.changements(terrain, non, sans) == (Changement(noeud("1.1.2.1"), Genre.REACTIVE, 0.0, 10.0),)


def test_une_reduction_dit_les_points_d_avant_et_d_apres() -> None:
    simulation, terrain = simuler(EngagementFactory())
    sans, oui = simulation.poser({"marche": None}), simulation.poser({"marche": True})
    simulation.calculer()
    assert simulation.changements(terrain, sans, oui) == (Changement(noeud("1.1.2.2"), Genre.REDUIT, 5.0, 2.5),)
    assert simulation.changements(terrain, oui, sans) == (Changement(noeud("1.1.2.2"), Genre.AUGMENTE, 2.5, 5.0),)


def test_le_score_fait_suit_la_regle_de_score() -> None:
    engagement = EngagementFactory()
    renseigner_statuts(
        engagement, [saisie("1.1.2.1"), saisie("2.1.1.1"), saisie("2.1.1.2")], par=editrice(engagement), le=LE
    )
    simulation, terrain = simuler(engagement)
    oui, non = simulation.poser({"velo": True}), simulation.poser({"velo": False})
    simulation.calculer()
    # 2.1.1 is capped by the share of 1.1.2: 10 points of 15 with the pistes, none without.
    assert simulation.issue(terrain, oui).faits == pytest.approx(16.667, abs=0.001)
    assert simulation.issue(terrain, non).faits == 0


def test_retirer_un_effet_rend_ce_qu_il_coute() -> None:
    engagement = EngagementFactory()
    repondre_a(engagement, velo=False, marche=True)
    simulation, terrain = simuler(engagement)
    sans_velo = simulation.retirer_effet(terrain, noeud("1.1.2.1"))
    simulation.calculer()
    assert simulation.issue(terrain, simulation.aujourdhui).potentiel == 22.5
    assert simulation.issue(terrain, sans_velo).potentiel == 32.5


def test_la_reponse_d_aujourd_hui_est_la_colonne_d_aujourd_hui() -> None:
    engagement = EngagementFactory()
    repondre_a(engagement, velo=False)
    simulation, terrain = simuler(engagement)
    meme = simulation.poser({"velo": False})
    simulation.calculer()
    assert meme.colonnes == simulation.aujourdhui.colonnes
    assert simulation.enjeu(terrain, simulation.aujourdhui, meme) == 0


def test_les_hypotheses_egales_ne_se_calculent_qu_une_fois() -> None:
    simulation, terrain = simuler(EngagementFactory())
    for valeur in (None, True, False):
        simulation.poser({"velo": valeur})
        simulation.poser({"pistes": valeur})
    simulation.calculer()
    assert simulation.scores(terrain).n == 2


def test_une_reponse_qui_cache_une_question_retire_ses_effets() -> None:
    lignes = avec_regle("1.1.1.2", "desactivation", "si reponse(pistes, NON) alors VRAI")
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    repondre_a(engagement, velo=True, pistes=False)
    simulation, terrain = simuler(engagement)
    non = simulation.poser({"velo": False})
    simulation.calculer()
    assert "pistes" not in non.actives
    assert {c.noeud: c.genre for c in simulation.changements(terrain, simulation.aujourdhui, non)} == {
        noeud("1.1.1.2"): Genre.REACTIVE,
        noeud("1.1.2.1"): Genre.DESACTIVE,
    }


# -- proportions -----------------------------------------------------------------------------------------------------
def paliers(regle: str) -> list[tuple[int, int]]:
    referentiel = charger_mini(avec_regle("1.1.1.2", "reduction", regle), version="2.0.0")
    simulation, _ = simuler(EngagementFactory(referentiel=referentiel))
    return [(palier.debut, palier.fin) for palier in simulation.paliers("part")]


def test_le_seuil_d_une_regle_est_trouve_au_pour_cent_pres() -> None:
    assert paliers("si reponse(part) >= 0.35 alors 1 sinon 0.2") == [(0, 34), (35, 100)]


def test_un_plancher_puis_des_points_qui_suivent_la_part() -> None:
    assert paliers("max(reponse(part), 2/12)") == [(0, 16), (25, 25), (50, 50), (75, 75), (100, 100)]


def test_un_plafond_apres_des_points_qui_suivent_la_part() -> None:
    assert paliers("min(reponse(part), 0.5)") == [(0, 0), (25, 25), (50, 100)]


def test_une_part_que_rien_ne_lit_n_a_qu_un_palier() -> None:
    assert paliers("si reponse(marche, OUI) alors 0.5") == [(0, 100)]


def test_une_valeur_isolee_entre_deux_paliers_se_montre() -> None:
    assert paliers("si reponse(part) = 0.37 alors 0.1") == [(0, 36), (37, 37), (38, 100)]


# -- the same as a full calculation ------------------------------------------------------------------------------------
VALEURS = {
    "velo": st.sampled_from([None, True, False]),
    "pistes": st.sampled_from([None, True, False]),
    "marche": st.sampled_from([None, True, False]),
    "part": st.sampled_from([None, 0.0, 0.2, 0.5, 1.0]),
    "mode": st.sampled_from([None, "mode_a", "mode_b"]),
}
REGLES = {
    "1.1.1.1": ("si reponse(mode, mode_a) et reponse(velo, OUI) alors VRAI", "min(reponse(part), 0.5)"),
    "1.1.1.2": ("si reponse(pistes, NON) alors VRAI", ""),
    "1.1.2": ("", "si reponse(mode, mode_b) alors 0.5 sinon si reponse(marche, NON) alors 0"),
}


def situation_avec(situation: Situation, reponses: Mapping[str, Any]) -> Situation:
    effectives = {code: valeur for code, valeur in reponses.items() if valeur is not None}
    visibilite = evaluer_visibilite(situation.questions, effectives, situation.identite)
    return replace(situation, explicites=effectives, effectives=effectives, visibilite=visibilite)


@pytest.fixture
def riche() -> Engagement:
    """MINI with rules that cross several questions."""
    lignes = LIGNES
    for numero, (desactivation, reduction) in REGLES.items():
        lignes = tuple(
            (*([*ligne, *[""] * 9][:5]), desactivation, reduction, *([*ligne, *[""] * 9][7:9]))
            if ligne[0] == numero
            else ligne
            for ligne in lignes
        )
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    renseigner_statuts(
        engagement, [saisie("1.1.1.1.1"), saisie("1.1.2.2"), saisie("2.1.1.1")], par=editrice(engagement), le=LE
    )
    return engagement


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(VALEURS), st.fixed_dictionaries({}, optional=VALEURS))
def test_la_simulation_donne_ce_que_donnerait_la_reponse_enregistree(
    riche: Engagement, reponses: dict[str, Any], autres: dict[str, Any]
) -> None:
    questionnaire = questionnaire_of(riche.collectivite)
    charge = questionnaire.terrains[0].charge
    avant = situation_avec(questionnaire.situation, reponses)
    apres = situation_avec(questionnaire.situation, {**reponses, **autres})
    terrain = replace(questionnaire.terrains[0], effets=effets_of(charge, avant))
    simulation = Simulation(avant, [terrain])
    hypothese = simulation.poser(autres)
    simulation.calculer()
    attendus = calculer(charge, statuts_of(riche.collectivite, charge.code), effets_of(charge, apres))
    rang = hypothese.colonnes[0]
    scores = simulation.scores(terrain)
    assert hypothese.actives == apres.visibilite.actives
    assert scores.points_potentiels[:, rang].tolist() == attendus.points_potentiels[:, 0].tolist()
    assert scores.points_faits[:, rang].tolist() == attendus.points_faits[:, 0].tolist()


def test_les_questions_qui_en_commandent_d_autres_servent_aussi() -> None:
    QuestionFactory(code="amont")
    QuestionFactory(code="aval", expression_visible="reponse(amont, OUI)", type_reponse=TypeQuestion.BINAIRE)
    lignes = avec_regle("1.1.1.2", "desactivation", "si reponse(aval, NON) alors VRAI")
    engagement = EngagementFactory(referentiel=charger_mini(lignes, version="2.0.0"))
    utiles = questionnaire_of(engagement.collectivite).utiles
    assert {"amont", "aval"} <= utiles
    assert "mode" not in utiles
