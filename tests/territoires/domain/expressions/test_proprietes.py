"""Properties that hold for every formula."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.territoires.domain.expressions import Contexte, ErreurExpression, Grammaire, lire_referentiel, parse
from cordee.territoires.domain.expressions.analyse import analyser
from cordee.territoires.domain.expressions.impression import imprimer
from cordee.territoires.domain.expressions.noeuds import (
    AppelBorne,
    AppelExtremum,
    AppelIdentite,
    AppelReferentiel,
    AppelReponse,
    AppelScore,
    AppelValeur,
    Booleen,
    Calcul,
    Comparaison,
    Et,
    Noeud,
    Nom,
    Nombre,
    Ou,
    Si,
)
from cordee.territoires.domain.identite import Identite, TypeIdentite

NOMS = st.sampled_from(["a", "etang", "cae_1.2.3", "te-test", "_x", "choix_a", "type", "localisation"])
NOMBRES = st.one_of(st.integers(0, 10**15 - 1), st.floats(0, 1e300, allow_nan=False)).map(Nombre)
BOOLEENS = st.sampled_from([Booleen(True, "OUI"), Booleen(False, "NON"), Booleen(True, "vrai"), Booleen(False, "Faux")])
LITTERAUX = st.one_of(NOMBRES, BOOLEENS, NOMS.map(Nom))


def _feuilles(grammaire: Grammaire) -> st.SearchStrategy[Noeud]:
    communes: list[st.SearchStrategy[Any]] = [
        LITTERAUX,
        st.builds(AppelReponse, NOMS, st.none() | LITTERAUX),
        st.builds(AppelIdentite, NOMS, LITTERAUX),
    ]
    if grammaire is Grammaire.PERSONNALISATION:
        return st.one_of(*communes, st.builds(AppelScore, NOMS), st.builds(AppelReferentiel, NOMS))
    return st.one_of(
        *communes,
        st.builds(AppelValeur, st.booleans(), NOMS, st.none() | NOMS),
        st.builds(AppelBorne, st.sampled_from(["cible", "limite"]), NOMS),
    )


def _composes(noeuds: st.SearchStrategy[Noeud]) -> st.SearchStrategy[Noeud]:
    def suites(signes: str) -> st.SearchStrategy[Any]:
        return st.lists(st.tuples(st.sampled_from(signes), noeuds), min_size=1, max_size=3).map(tuple)

    termes = st.lists(noeuds, min_size=2, max_size=3).map(tuple)
    branches = st.lists(st.tuples(noeuds, noeuds), min_size=1, max_size=3).map(tuple)
    composes: list[st.SearchStrategy[Any]] = [
        st.builds(Et, termes),
        st.builds(Ou, termes),
        st.builds(Comparaison, st.sampled_from(["=", "<=", ">=", "<", ">"]), noeuds, noeuds),
        st.builds(Calcul, noeuds, suites("+-")),
        st.builds(Calcul, noeuds, suites("*/")),
        st.builds(AppelExtremum, st.sampled_from(["min", "max"]), noeuds, noeuds),
        st.builds(Si, branches, st.none() | noeuds),
    ]
    return st.one_of(*composes)


ARBRES = st.recursive(_feuilles(Grammaire.PERSONNALISATION), _composes, max_leaves=12)
ARBRES_INDICATEURS = st.recursive(_feuilles(Grammaire.INDICATEUR), _composes, max_leaves=12)
REPONSES = st.dictionaries(NOMS, st.one_of(st.none(), st.booleans(), st.floats(0, 1), st.sampled_from(["choix_a", ""])))
CONTEXTES = st.builds(
    Contexte,
    identite=st.none() | st.builds(Identite, type=st.sampled_from(TypeIdentite), drom=st.none() | st.booleans()),
    reponses=st.none() | REPONSES,
    scores=st.none() | st.dictionaries(NOMS, st.none() | st.floats(0, 1)),
    referentiel=st.none() | st.sampled_from(["te", "te-test_1.0.0"]).map(lire_referentiel),
    valeurs=st.none() | st.dictionaries(NOMS, st.none() | st.floats()),
    cibles=st.none() | st.dictionaries(NOMS, st.none() | st.floats()),
    limites=st.none() | st.dictionaries(NOMS, st.none() | st.floats()),
)


@settings(deadline=None)
@given(ARBRES)
def test_imprimer_puis_relire_rend_le_meme_arbre(arbre: Noeud) -> None:
    assert analyser(imprimer(arbre), Grammaire.PERSONNALISATION) == arbre


@settings(deadline=None)
@given(ARBRES_INDICATEURS)
def test_imprimer_puis_relire_rend_le_meme_arbre_d_indicateur(arbre: Noeud) -> None:
    assert analyser(imprimer(arbre), Grammaire.INDICATEUR) == arbre


@settings(deadline=None)
@given(ARBRES, CONTEXTES)
def test_evaluer_ne_leve_rien_d_autre_qu_une_erreur_d_expression(arbre: Noeud, contexte: Contexte) -> None:
    try:
        valeur = parse(imprimer(arbre)).evaluer(contexte)
    except ErreurExpression:
        return
    assert valeur is None or isinstance(valeur, (bool, int, float, str))


@settings(deadline=None)
@given(ARBRES_INDICATEURS, CONTEXTES)
def test_une_formule_d_indicateur_donne_un_nombre_fini_ou_rien(arbre: Noeud, contexte: Contexte) -> None:
    try:
        valeur = parse(imprimer(arbre), Grammaire.INDICATEUR).evaluer_indicateur(contexte)
    except ErreurExpression:
        return
    assert valeur is None or abs(valeur) < float("inf")


@settings(deadline=None)
@given(st.text(alphabet="abétou sialrn.-+*/=<>(),0123456789\n_", max_size=60))
def test_lire_un_texte_quelconque_ne_leve_rien_d_autre_qu_une_erreur_d_expression(texte: str) -> None:
    with suppress(ErreurExpression):
        parse(texte)


@settings(deadline=None)
@given(ARBRES, CONTEXTES)
def test_la_branche_qui_n_est_pas_prise_ne_change_rien(arbre: Noeud, contexte: Contexte) -> None:
    texte = imprimer(arbre)
    assert parse(f"si VRAI alors 1 sinon ({texte})").evaluer(contexte) == 1
    assert parse(f"FAUX et ({texte})").evaluer(contexte) is False
    assert parse(f"VRAI ou ({texte})").evaluer(contexte) is True


@settings(deadline=None)
@given(ARBRES, REPONSES, st.dictionaries(NOMS, st.floats(0, 1)))
def test_le_residu_evalue_avec_les_scores_vaut_la_formule_entiere(
    arbre: Noeud, reponses: dict[str, Any], scores: dict[str, float]
) -> None:
    """Evaluating in two steps (answers, then scores) gives what one step gives, for whole formulas on scores."""
    formule = parse(imprimer(arbre))
    identite = Identite(TypeIdentite.EPCI)
    try:
        residu = formule.evaluer(Contexte(identite=identite, reponses=reponses))
        directe = formule.evaluer(Contexte(identite=identite, reponses=reponses, scores=scores))
    except ErreurExpression:
        return
    if not isinstance(residu, str) or "score(" not in residu:
        return
    suite = parse(residu).evaluer(Contexte(identite=identite, reponses=reponses, scores=scores))
    assert suite == directe or isinstance(suite, str)
