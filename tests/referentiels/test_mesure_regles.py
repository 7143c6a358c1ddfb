"""Facts of identity and answers, in French."""

from __future__ import annotations

import pytest

from cordee.referentiels.views.mesure_regles import _alleger, dire_identite, dire_reponse
from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

CONNUE = construire_identite(
    type_collectivite="epci", nature_insee="CC", population=12_000, drom=False, dans_aire_urbaine=False
)
INCONNUE = construire_identite(type_collectivite="commune")


@pytest.mark.parametrize(
    ("champ", "valeur", "vrai", "dit"),
    [
        ("type", "commune", False, "vous n'êtes pas une commune"),
        ("type", "EPCI", True, "vous êtes un EPCI"),
        ("population", "moins_de_20000", True, "vous avez moins de 20\u00a0000 habitants"),
        ("population", "moins_de_3000", False, "vous avez au moins 3\u00a0000 habitants"),
        ("population", "plus_de_20000", False, "vous avez moins de 20\u00a0000 habitants"),
        ("localisation", "DOM", False, "vous n'êtes pas outre-mer"),
        ("dans_aire_urbaine", "oui", False, "vous n'êtes pas dans une aire urbaine"),
        ("dans_aire_urbaine", "non", True, "vous n'êtes pas dans une aire urbaine"),
        ("autre", "chose", True, ""),
    ],
)
def test_un_fait_d_identite_se_dit_en_francais(champ: str, valeur: str, vrai: bool, dit: str) -> None:
    assert dire_identite(CONNUE, champ, valeur, vrai) == dit


@pytest.mark.parametrize(
    ("champ", "dit"),
    [
        ("population", "votre population n'est pas connue"),
        ("localisation", "votre localisation n'est pas connue"),
        ("dans_aire_urbaine", "on ne sait pas si vous êtes dans une aire urbaine"),
    ],
)
def test_ce_qu_on_ne_sait_pas_est_dit(champ: str, dit: str) -> None:
    assert dire_identite(INCONNUE, champ, "moins_de_3000", False) == dit


def test_dire_ce_qu_on_est_suffit() -> None:
    assert _alleger(["vous n'êtes pas une commune", "vous êtes un EPCI", ""]) == ("vous êtes un EPCI",)
    assert _alleger(["vous n'êtes pas une commune"]) == ("vous n'êtes pas une commune",)


def test_une_reponse_se_lit_selon_sa_question() -> None:
    oui_non = Question("a", TypeQuestion.BINAIRE)
    part = Question("b", TypeQuestion.PROPORTION)
    choix = Question("c", TypeQuestion.CHOIX, choix=(Choix("c_1", "En partie"),))
    assert [dire_reponse(oui_non, v) for v in (True, False, None)] == ["oui", "non", "sans réponse"]
    assert dire_reponse(part, 0.255) == "25,5\u00a0%"
    assert [dire_reponse(choix, v) for v in ("c_1", "perdu")] == ["En partie", "perdu"]
