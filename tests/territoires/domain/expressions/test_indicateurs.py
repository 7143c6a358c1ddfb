"""The dialect of indicators."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import (
    Contexte,
    ErreurExpression,
    Expression,
    Grammaire,
    IndicateurCite,
    indicateurs_cites,
    parse,
)


def _lire(texte: str) -> Expression:
    return parse(texte, Grammaire.INDICATEUR)


def test_une_somme_de_valeurs_obligatoires_est_nulle_s_il_en_manque_une() -> None:
    somme = _lire("val(Cae_1.A) + val(cae_1.b)")
    assert somme.evaluer_indicateur(Contexte(valeurs={"cae_1.a": 1, "cae_1.b": 2})) == 3
    assert somme.evaluer_indicateur(Contexte(valeurs={"cae_1.a": 1, "cae_1.b": None})) is None


def test_une_valeur_facultative_absente_vaut_zero_sauf_si_toutes_manquent() -> None:
    somme = _lire("opt_val(a) + opt_val(b)")
    assert somme.evaluer_indicateur(Contexte(valeurs={"a": 4})) == 4
    assert somme.evaluer_indicateur(Contexte(valeurs={})) is None
    assert somme.evaluer_indicateur(Contexte(valeurs={"autre": 1})) is None
    assert somme.evaluer_indicateur(Contexte(valeurs={"a": None})) is None
    assert somme.evaluer_indicateur(Contexte()) is None
    assert somme.evaluer_indicateur(Contexte(valeurs={}, cibles={}, limites={})) == 0


def test_une_formule_sans_indicateur_attend_au_moins_une_valeur() -> None:
    assert _lire("1 + 1").evaluer_indicateur(Contexte(valeurs={"autre": 1})) == 2
    assert _lire("1 + 1").evaluer_indicateur(Contexte()) is None


@pytest.mark.parametrize("texte", ["val(a) / 0", "val(a) > 1", "si val(a) = 9 alors 1", "mot"])
def test_seul_un_nombre_fini_est_une_valeur_d_indicateur(texte: str) -> None:
    assert _lire(texte).evaluer_indicateur(Contexte(valeurs={"a": 2})) is None


def test_un_resultat_infini_venu_des_valeurs_est_nul() -> None:
    assert _lire("val(a)").evaluer_indicateur(Contexte(valeurs={"a": float("inf")})) is None


def test_la_source_choisit_la_valeur_quand_le_contexte_connait_les_sources() -> None:
    formule = _lire("val(a, insee) + val(b)")
    assert formule.evaluer_indicateur(Contexte(valeurs={"a": 1, "b": 2})) == 3
    par_source = Contexte(valeurs={"a": 1, "b": 2}, valeurs_par_source={("a", "insee"): 10})
    assert formule.evaluer_indicateur(par_source) == 12


def test_cible_et_limite_demandent_leurs_valeurs() -> None:
    formule = _lire("val(a) / cible(a) + limite(A)")
    assert formule.evaluer_indicateur(Contexte(valeurs={"a": 1}, cibles={"a": 2}, limites={"a": 1})) == 1.5
    assert formule.evaluer_indicateur(Contexte(valeurs={"a": 1}, cibles={"a": 2}, limites={})) is None
    with pytest.raises(ErreurExpression, match="valeurs de cible"):
        formule.evaluer_indicateur(Contexte(valeurs={"a": 1}))
    with pytest.raises(ErreurExpression, match="valeurs de limite"):
        formule.evaluer_indicateur(Contexte(valeurs={"a": 1}, cibles={"a": 2}))


def test_les_indicateurs_cites_sont_en_minuscules_avec_leurs_usages() -> None:
    formule = _lire("opt_val(A) + val(B, insee) / cible(b) + opt_val(b, rare) + opt_val(b, insee)")
    assert indicateurs_cites(formule) == (
        IndicateurCite("a", True, ("opt_val",), ()),
        IndicateurCite("b", False, ("val", "cible", "opt_val"), ("insee", "rare")),
    )
    assert str(formule) == "opt_val(a) + val(b, insee) / cible(b) + opt_val(b, rare) + opt_val(b, insee)"
