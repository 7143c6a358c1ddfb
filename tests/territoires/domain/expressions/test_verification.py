"""A formula is checked before it is saved."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import TypeFormule, verifier
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

QUESTIONS = {
    "bin": Question("bin", TypeQuestion.BINAIRE),
    "part": Question("part", TypeQuestion.PROPORTION),
    "choix": Question("choix", TypeQuestion.CHOIX, choix=(Choix("choix_a"), Choix("choix_b"))),
}
INDICATEURS = {"cae_1": {"cible"}, "cae_2": set[str]()}


@pytest.mark.parametrize(
    "texte",
    [
        "reponse(bin, OUI) et reponse(part, 0.5) et reponse(choix, choix_b)",
        "reponse(bin) ou reponse(part) > 0",
        "identite(type, Commune) et identite(localisation, metropole) et identite(dans_aire_urbaine, NON)",
        "si referentiel(te_1.0.0) alors 1",
    ],
)
def test_une_formule_correcte_ne_donne_aucun_message(texte: str) -> None:
    assert verifier(texte, questions=QUESTIONS) == []


@pytest.mark.parametrize(
    ("texte", "extrait"),
    [
        ("si VRAI", "« alors » attendu"),
        ("reponse(absente, OUI)", "Question inconnue « absente »"),
        ("reponse(bin, 1)", "Réponse « 1 » impossible à la question « bin » ; attendu : OUI ou NON"),
        ("reponse(part, OUI)", "attendu : un nombre"),
        ("reponse(choix, choix_c)", "attendu : choix_a, choix_b"),
        ("reponse(choix, NON)", "Réponse « NON » impossible"),
        ("identite(couleur, bleu)", "Champ d'identité inconnu « couleur »"),
        ("identite(type, village)", "Valeur « village » inconnue pour type"),
        ("identite(population, Moins_de_3000)", "inconnue pour population"),
        ("identite(dans_aire_urbaine, 1)", "inconnue pour dans_aire_urbaine"),
        ("referentiel(te_9.9)", "Version de référentiel « 9.9 » non reconnue"),
        ("referentiel(paris)", "Référentiel inconnu « paris »"),
        ("score(cae_1)", "La fonction score n'est permise que dans une règle de score"),
    ],
)
def test_chaque_faute_a_son_message(texte: str, extrait: str) -> None:
    (message,) = verifier(texte, questions=QUESTIONS)
    assert extrait in message


def test_toutes_les_fautes_sont_dites_ensemble_avec_leur_place() -> None:
    messages = verifier("reponse(x, OUI)\net identite(y, z)", questions=QUESTIONS)
    assert ["ligne 1, colonne 1" in messages[0], "ligne 2, colonne 4" in messages[1]] == [True, True]


def test_sans_liste_de_questions_les_questions_ne_sont_pas_verifiees() -> None:
    assert verifier("reponse(absente, OUI)") == []


def test_un_score_cite_une_mesure_connue() -> None:
    assert verifier("score(cae_1)", TypeFormule.SCORE, mesures={"cae_1"}) == []
    (message,) = verifier("score(cae_2)", TypeFormule.SCORE, mesures={"cae_1"})
    assert "Mesure inconnue « cae_2 »" in message


def test_un_indicateur_cite_existe_et_porte_la_borne_demandee() -> None:
    texte = "val(cae_1) / cible(CAE_1) + opt_val(cae_3) + limite(cae_1) + cible(cae_2)"
    inconnu, limite, cible = verifier(texte, TypeFormule.SCORE_INDICATIF, indicateurs=INDICATEURS)
    assert "Indicateur inconnu « cae_3 »" in inconnu
    assert "L'indicateur « cae_1 » n'a pas de valeur de limite" in limite
    assert "L'indicateur « cae_2 » n'a pas de valeur de cible" in cible
    assert verifier(texte, TypeFormule.SCORE_INDICATIF) == []
