"""The grammar: what is read, how it is grouped, what is refused."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import Contexte, ErreurExpression, Grammaire, parse


def _motif(texte: str, grammaire: Grammaire = Grammaire.PERSONNALISATION) -> str:
    with pytest.raises(ErreurExpression) as capture:
        parse(texte, grammaire)
    return capture.value.motif


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("1 - 2 * 3 + 4", -1),
        ("(1 - 2) * (3 + 4)", -7),
        ("8 / 4 / 2", 1),
        ("8 - 4 - 2", 2),
        ("2 -3", -1),
        ("1 + 1 = 2 et 3 > 2", True),
        ("VRAI ou FAUX et FAUX", True),
        ("(VRAI ou FAUX) et FAUX", False),
        ("max(1 + 1, 3 * (2 - 1))", 3),
        ("si FAUX alors 1 sinon si FAUX alors 2 sinon si VRAI alors 3 sinon 4", 3),
        ("si VRAI alors si FAUX alors 1 sinon 2", 2),
        ("si VRAI alors (si FAUX alors 1) sinon 2", None),
        ("si FAUX alors (si FAUX alors 1) sinon 2", 2),
        ("(si VRAI alors 1 sinon 2) + (si FAUX alors 1 sinon 2)", 3),
    ],
)
def test_les_operateurs_se_groupent_selon_leur_force(texte: str, valeur: object) -> None:
    assert parse(texte).evaluer(Contexte()) == valeur


def test_les_comparaisons_ne_s_enchainent_pas() -> None:
    assert _motif("1 < 2 < 3").startswith("Une seule comparaison à la fois")
    assert parse("(1 < 2) = (2 < 3)").evaluer(Contexte()) is True


@pytest.mark.parametrize(
    ("texte", "extrait"),
    [
        ("VRAI VRAI", "Fin de la formule attendue, « VRAI » trouvé"),
        ("si VRAI", "« alors » attendu, la formule s'arrête là"),
        ("si VRAI alors", "Une valeur est attendue, la formule s'arrête là"),
        ("(1", "« ) » attendu"),
        ("1 +", "Une valeur est attendue"),
        ("-1", "écrivez 0 - 1"),
        ("1 + si VRAI alors 1", "entre parenthèses"),
        ("min(1)", "« , » attendu"),
        ("min(1, 2, 3)", "« ) » attendu"),
        ("min(1 < 2, 3)", "« , » attendu"),
        ("reponse", "« ( » attendu"),
        ("reponse(oui)", "L'identifiant d'une question est attendu (ce mot est réservé)"),
        ("reponse(1)", "L'identifiant d'une question est attendu, « 1 » trouvé"),
        ("reponse(a, )", "OUI, NON, un choix ou un nombre est attendu"),
        ("identite(type)", "« , » attendu"),
        ("score(si)", "ce mot est réservé"),
        ("val(cae_1)", "Fonction inconnue « val »"),
        ("reponse(a(b))", "Fonction inconnue « a »"),
        ("1,5", "Fin de la formule attendue"),
        ("2abc", "Fin de la formule attendue"),
    ],
)
def test_un_texte_hors_de_la_grammaire_est_refuse_en_francais(texte: str, extrait: str) -> None:
    assert extrait in _motif(texte)


def test_score_et_referentiel_ne_sont_pas_de_la_grammaire_des_indicateurs() -> None:
    assert "Fonction inconnue « score »" in _motif("score(cae_1)", Grammaire.INDICATEUR)
    assert "Fonction inconnue « referentiel »" in _motif("referentiel(te)", Grammaire.INDICATEUR)


def test_une_formule_se_lit_une_seule_fois_et_se_compare_par_son_arbre() -> None:
    assert parse("1 + 1") is parse("1 + 1")
    assert parse("(1)+1") == parse("1 + 1")
    assert hash(parse("(1)+1")) == hash(parse("1 + 1"))
    assert parse("1 + 1") != parse("1 + 1", Grammaire.INDICATEUR)
    assert parse("1 + 1") != "1 + 1"
    assert repr(parse("(1)+1")) == "Expression('1 + 1')"
