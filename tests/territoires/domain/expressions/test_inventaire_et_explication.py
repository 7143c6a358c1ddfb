"""What a formula cites, and what it really read."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import (
    Contexte,
    ErreurExpression,
    Explication,
    References,
    expliquer,
    parse,
    questions_citees,
    references,
)
from cordee.territoires.domain.identite import construire_identite

FORMULE = (
    "si identite(type, commune) et reponse(b, 0.5) alors reponse(a) sinon si reponse(a, OUI) alors score(x) sinon 1"
)


def test_les_questions_citees_sont_dans_l_ordre_du_texte_avec_leurs_valeurs() -> None:
    formule = parse("reponse(b, 1) ou reponse(b, VRAI) ou reponse(b, OUI) ou reponse(a) ou reponse(b, mot)")
    assert questions_citees(formule, parse("reponse(a, NON)")) == {"b": (1, True, "mot"), "a": (False,)}


def test_les_references_gardent_les_mots_de_l_auteur() -> None:
    assert references(
        parse(FORMULE + " + (si referentiel(te_1.0.0) alors identite(type, commune) sinon 1)")
    ) == References(
        questions=(("b", "0.5"), ("a", None), ("a", "OUI")),
        identite=(("type", "commune"),),
        scores=("x",),
        referentiels=("te_1.0.0",),
    )


def test_l_explication_ne_retient_que_ce_qui_a_ete_lu() -> None:
    contexte = Contexte(identite=construire_identite(type_collectivite="epci"), reponses={"a": False, "b": 0.5})
    assert expliquer(parse(FORMULE), contexte) == Explication(
        valeur=1, reponses=(("a", False),), identite=((("type", "commune"), False),)
    )


def test_l_explication_dit_qu_une_reponse_manquait() -> None:
    assert expliquer(parse("reponse(a, NON)"), Contexte(reponses={})).reponses == (("a", None),)


def test_l_explication_refuse_comme_l_evaluation_un_contexte_incomplet() -> None:
    with pytest.raises(ErreurExpression):
        expliquer(parse("reponse(a, NON)"), Contexte())
    with pytest.raises(ErreurExpression):
        expliquer(parse("identite(type, EPCI)"), Contexte())
