"""What must hold in the bundled files of a référentiel."""

from __future__ import annotations

from typing import Any

import pytest
from tests.referentiels.factories import CODE, LIGNES, definition_mini

from cordee.referentiels.domain import DefinitionNoeud, DefinitionReferentiel
from cordee.referentiels.domain.controle import LONGUEUR_MAX, controler_referentiel
from cordee.territoires.domain.questions import Question, TypeQuestion

QUESTIONS = {
    **{code: Question(code, TypeQuestion.BINAIRE) for code in ("velo", "marche")},
    "part": Question("part", TypeQuestion.PROPORTION),
}
ATTENDUS: dict[str, Any] = {
    "total_points": 35,
    "axes": [25, 10],
    "niveaux": {"axe": 2, "sous_axe": 2, "mesure": 3, "sous_mesure": 6, "tache": 5},
    "regles": {"desactivation": 1, "reduction": 1, "score": 1},
}


def controler(*changees: tuple[str, ...], **attendus: Any) -> list[str]:
    """Messages for MINI with some rows changed and other expectations."""
    par_numero = {ligne[0]: ligne for ligne in changees}
    lignes = [par_numero.get(ligne[0], ligne) for ligne in LIGNES]
    messages = controler_referentiel(definition_mini(lignes), {**ATTENDUS, **attendus}, QUESTIONS)
    assert all(message.startswith(f"{CODE} : ") for message in messages)
    return [message.removeprefix(f"{CODE} : ") for message in messages]


def test_un_referentiel_sans_defaut_ne_dit_rien() -> None:
    assert controler() == []


def test_un_arbre_casse_ne_dit_que_cela() -> None:
    definition = DefinitionReferentiel(CODE, "Cassé", "1.0.0", (DefinitionNoeud("1"), DefinitionNoeud("1")))
    assert controler_referentiel(definition, ATTENDUS, QUESTIONS) == [f"« {CODE}_1 » est défini deux fois."]


@pytest.mark.parametrize(
    ("attendus", "message"),
    [
        ({"niveaux": {"axe": 3}}, "2 nœuds de niveau axe au lieu de 3."),
        ({"regles": {}}, "règles {'desactivation': 1, 'reduction': 1, 'score': 1} au lieu de {}."),
        ({"total_points": 36}, "35 points au total au lieu de 36."),
        ({"axes": [25, 11]}, "te-test_2 vaut 10 points au lieu de 11."),
    ],
)
def test_un_compte_qui_ne_tombe_pas_juste_se_dit(attendus: dict[str, Any], message: str) -> None:
    assert controler(**attendus) == [message]


def test_des_enfants_qui_ne_font_pas_leur_parent_se_disent() -> None:
    """CAE and ECI write points on mesures too: they may not be the sum of their sous-mesures."""
    noeuds = [
        DefinitionNoeud("1", libelle="Axe"),
        DefinitionNoeud("1.1", libelle="Mesure", aide="Aide.", points=10),
        DefinitionNoeud("1.1.1", libelle="Un", points=4),
        DefinitionNoeud("1.1.2", libelle="Deux", points=5),
    ]
    attendus = {"total_points": 10, "axes": [10], "niveaux": {"axe": 1}, "regles": {}}
    definition = DefinitionReferentiel("eci", "ECI", "1.0.0", tuple(noeuds))
    assert controler_referentiel(definition, attendus, {}) == [
        "eci : les enfants de eci_1.1 valent 9 points au lieu de 10."
    ]


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        (("1.1.1.2", "", "", "4"), "te-test_1.1.1.2 n'a pas de libellé."),
        (("1.1.1", "Organiser"), "te-test_1.1.1 n'a pas d'aide."),
        (
            ("1.1.1.2", "x" * (LONGUEUR_MAX + 1), "", "4"),
            f"te-test_1.1.1.2 : libellé de {LONGUEUR_MAX + 1} caractères, {LONGUEUR_MAX} au plus.",
        ),
        (("1.1.1.2", "Écrire un plan.", "", "4"), "te-test_1.1.1.2 : libellé terminé par un point."),
        (("1.1.1.1.2", "NOMMER une élue"), "te-test_1.1.1.1.2 porte le même libellé que te-test_1.1.1.1.1."),
    ],
)
def test_un_libelle_fautif_se_dit(ligne: tuple[str, ...], message: str) -> None:
    assert controler(ligne) == [message]


def test_un_nom_officiel_d_axe_ou_de_mesure_peut_etre_long_et_finir_par_un_point() -> None:
    assert controler(("1", "x" * 200 + "."), ("2.1.1", "Isoler.", "Aide.", "", "", "", "", LIGNES[13][7])) == []


def test_deux_noeuds_de_meme_libelle_ailleurs_ne_genent_pas() -> None:
    assert controler(("2.1.1.2.1", "Nommer une élue")) == []


@pytest.mark.parametrize(
    ("ligne", "debut"),
    [
        (("1.1.2.1", "Tracer", "", "10", "", "si reponse(lune, NON) alors VRAI"), "te-test_1.1.2.1, desactivation : "),
        (("1.1.2.2", "Poser", "", "5", "", "", "si ("), "te-test_1.1.2.2, reduction : "),
        (("2.1.1", "Isoler", "Aide.", "", "", "", "", "score(te-test_9)"), "te-test_2.1.1, score : "),
        (
            ("2.1.1.2", "Rénover", "", "5", "", "", "", "", "part lune"),
            "te-test_2.1.1.2 cite la question inconnue « lune ».",
        ),
    ],
)
def test_une_regle_fautive_se_dit(ligne: tuple[str, ...], debut: str) -> None:
    messages = controler(ligne)
    assert [message[: len(debut)] for message in messages] == [debut]


def test_une_formule_de_score_indicatif_fautive_se_dit() -> None:
    noeuds = tuple(
        DefinitionNoeud("1.1.1.2", "Écrire un plan", points=4, score_indicatif="val(")
        if noeud.identifiant == "1.1.1.2"
        else noeud
        for noeud in definition_mini().noeuds
    )
    (message,) = controler_referentiel(DefinitionReferentiel(CODE, "Mini", "1.0.0", noeuds), ATTENDUS, QUESTIONS)
    assert message.startswith(f"{CODE} : te-test_1.1.1.2, score indicatif : ")
