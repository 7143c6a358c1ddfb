"""Words, and the way errors show their place."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import Contexte, ErreurExpression, Grammaire, parse
from cordee.territoires.domain.expressions.analyse import PROFONDEUR_MAXIMALE
from cordee.territoires.domain.expressions.lexique import LONGUEUR_MAXIMALE


def _erreur(texte: str, grammaire: Grammaire = Grammaire.PERSONNALISATION) -> ErreurExpression:
    with pytest.raises(ErreurExpression) as capture:
        parse(texte, grammaire)
    return capture.value


def test_un_caractere_inconnu_est_refuse_avec_sa_place() -> None:
    erreur = _erreur("si VRAI\n  alors 1;2")
    assert erreur.motif == "Caractère inattendu « ; »"
    assert (erreur.ligne, erreur.colonne) == (2, 10)
    assert str(erreur) == "Caractère inattendu « ; » (ligne 2, colonne 10)\n    alors 1;2\n           ^"


def test_le_caret_reste_sous_la_faute_dans_une_longue_ligne() -> None:
    texte = "VRAI ou " * 40 + "? ou VRAI" + " ou VRAI" * 40
    _, ligne, caret = str(_erreur(texte)).split("\n")
    assert ligne[caret.index("^")] == "?"
    assert len(ligne) < 110


def test_une_tabulation_ne_decale_pas_le_caret() -> None:
    _, ligne, caret = str(_erreur("\t1 +\t?")).split("\n")
    assert ligne[caret.index("^")] == "?"


@pytest.mark.parametrize("nom", ["etang", "outil", "sinonyme", "vraiment", "minimum", "siege", "non_bati", "oui-dire"])
def test_une_question_dont_le_nom_commence_par_un_mot_reserve_se_lit(nom: str) -> None:
    assert parse(f"reponse({nom}, OUI)").evaluer(Contexte(reponses={nom: True})) is True


def test_la_casse_des_mots_reserves_est_indifferente() -> None:
    texte = "SI Reponse(a, Oui) ET Vrai ALORS MIN(1, 2) SINON FAUX"
    assert parse(texte).evaluer(Contexte(reponses={"a": True})) == 1


def test_la_casse_des_fonctions_d_indicateurs_compte() -> None:
    assert "Fonction inconnue « VAL »" in str(_erreur("VAL(cae_1)", Grammaire.INDICATEUR))


def test_l_espace_insecable_et_la_marque_d_ordre_sont_des_blancs() -> None:
    assert parse("\ufeffsi\u00a0VRAI alors\u202f2").evaluer(Contexte()) == 2


@pytest.mark.parametrize("texte", ["", "   \n "])
def test_une_formule_vide_est_refusee(texte: str) -> None:
    assert _erreur(texte).motif == "La formule est vide"


def test_un_texte_interminable_est_refuse() -> None:
    assert "trop longue" in _erreur("1 + " * LONGUEUR_MAXIMALE + "1").motif


@pytest.mark.parametrize(
    "texte",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "min(" * 2000 + "1" + ", 1)" * 2000,
        "si VRAI alors " * 1000 + "1",
    ],
)
def test_une_imbrication_profonde_est_refusee_clairement(texte: str) -> None:
    assert f"{PROFONDEUR_MAXIMALE} niveaux" in _erreur(texte).motif


def test_une_longue_chaine_n_est_pas_une_imbrication() -> None:
    assert parse(" + ".join(["1"] * 4000)).evaluer(Contexte()) == 4000
    assert parse(" ou ".join(["FAUX"] * 2000)).evaluer(Contexte()) is False
    chaine = "si FAUX alors 1 sinon " * 800 + "7"
    assert parse(chaine).evaluer(Contexte()) == 7
    assert parse(str(parse(chaine))) == parse(chaine)


def test_un_nombre_demesure_est_refuse() -> None:
    assert _erreur("9" * 400).motif == "Nombre trop grand"
    assert parse("1" + "0" * 20).evaluer(Contexte()) == 1e20
