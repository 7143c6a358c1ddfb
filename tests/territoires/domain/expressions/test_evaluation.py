"""Values: null, truth, strict equality, arithmetic, calls."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import Contexte, ErreurExpression, lire_referentiel, parse
from cordee.territoires.domain.identite import construire_identite

REPONSES = {
    "vraie": True,
    "fausse": False,
    "un": 1,
    "part": 0.5,
    "choix": "choix_a",
    "vide": None,
    "zero": 0,
    "blanche": "",
}


def _valeur(texte: str, **champs: object) -> object:
    return parse(texte).evaluer(Contexte(reponses=REPONSES, **champs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("reponse(vide) et VRAI", None),
        ("reponse(vide) ou FAUX", False),
        ("FAUX ou reponse(vide)", None),
        ("VRAI et reponse(part)", 0.5),
        ("reponse(zero) et VRAI", 0),
        ("reponse(choix) ou VRAI", "choix_a"),
        ("VRAI et VRAI et reponse(part)", 0.5),
        ("VRAI et reponse(vide) et VRAI", None),
        ("FAUX ou reponse(zero) ou reponse(part)", 0.5),
        ("FAUX ou FAUX ou reponse(zero)", 0),
        ("si reponse(zero) alors 1 sinon 2", 2),
        ("si mot alors 1 sinon 2", 1),
        ("si reponse(vide) alors 1", None),
        ("si FAUX alors 1", None),
    ],
)
def test_et_ou_si_rendent_un_operande_et_suivent_la_verite(texte: str, valeur: object) -> None:
    obtenu = _valeur(texte)
    assert obtenu == valeur
    assert type(obtenu) is type(valeur)


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("reponse(vraie) = 1", False),
        ("reponse(un) = VRAI", False),
        ("reponse(un) = 1.0", True),
        ("reponse(choix) = choix_a", True),
        ("reponse(choix) = 1", False),
        ("reponse(part) >= 0.5", True),
        ("reponse(part) <= 0.4", False),
        ("reponse(vide) = reponse(vide)", None),
        ("reponse(vide) < 1", None),
        ("reponse(vide) + 1", None),
        ("min(reponse(vide), 1)", None),
        ("max(1, reponse(vide))", None),
        ("reponse(part) / reponse(zero)", None),
        ("reponse(vraie) * 0.5", 0.5),
        ("max(reponse(vraie), 0.5)", 1),
        ("min(reponse(part), 2)", 0.5),
    ],
)
def test_null_se_propage_et_l_egalite_est_stricte(texte: str, valeur: object) -> None:
    obtenu = _valeur(texte)
    assert obtenu == valeur
    assert isinstance(obtenu, bool) == isinstance(valeur, bool)


def test_un_calcul_hors_des_nombres_donne_null() -> None:
    enorme = Contexte(reponses={"a": 10**400, "b": 1e300})
    assert parse("reponse(a) * 0.5").evaluer(enorme) is None
    assert parse("reponse(b) * reponse(b)").evaluer(enorme) is None


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("reponse(vraie, OUI)", True),
        ("reponse(vraie, VRAI)", True),
        ("reponse(vraie, NON)", False),
        ("reponse(vraie, 1)", False),
        ("reponse(un, OUI)", False),
        ("reponse(un, 1)", True),
        ("reponse(part, 0.5)", True),
        ("reponse(choix, choix_a)", True),
        ("reponse(choix, choix_b)", False),
        ("reponse(vide, OUI)", False),
        ("reponse(vide, NON)", False),
        ("reponse(inconnue, NON)", False),
        ("reponse(inconnue)", None),
        ("reponse(blanche)", None),
    ],
)
def test_reponse_compare_strictement_et_une_absence_n_est_ni_oui_ni_non(texte: str, valeur: object) -> None:
    assert _valeur(texte) is valeur


def test_sans_reponses_la_valeur_est_nulle_et_le_test_une_erreur() -> None:
    assert parse("reponse(a)").evaluer(Contexte()) is None
    with pytest.raises(ErreurExpression, match="Aucune réponse n'est donnée") as capture:
        parse("VRAI et\n reponse(a, OUI)").evaluer(Contexte())
    assert (capture.value.ligne, capture.value.colonne) == (2, 2)


def test_une_branche_qui_n_est_pas_prise_n_est_pas_evaluee() -> None:
    vide = Contexte()
    assert parse("si VRAI alors 1 sinon reponse(a, OUI)").evaluer(vide) == 1
    assert parse("si FAUX alors reponse(a, OUI) sinon 2").evaluer(vide) == 2
    assert parse("si VRAI alors 1 sinon si reponse(a, OUI) alors 2").evaluer(vide) == 1
    assert parse("FAUX et reponse(a, OUI)").evaluer(vide) is False
    assert parse("VRAI et FAUX et reponse(a, OUI)").evaluer(vide) is False
    assert parse("VRAI ou reponse(a, OUI)").evaluer(vide) is True
    assert parse("FAUX ou VRAI ou reponse(a, OUI)").evaluer(vide) is True


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("identite(type, EPCI)", True),
        ("identite(type, epci)", True),
        ("identite(type, commune)", False),
        ("identite(type, syndicat)", True),
        ("identite(soustype, SYNDICAT)", True),
        ("identite(soustype, pole)", False),
        ("identite(population, moins_de_20000)", True),
        ("identite(population, MOINS_DE_20000)", False),
        ("identite(localisation, DOM)", True),
        ("identite(localisation, metropole)", False),
        ("identite(dans_aire_urbaine, oui)", True),
        ("identite(dans_aire_urbaine, true)", True),
        ("identite(dans_aire_urbaine, FAUX)", False),
        ("identite(population, 3000)", False),
    ],
)
def test_identite_se_lit_sans_casse_sauf_la_population(texte: str, valeur: bool) -> None:
    identite = construire_identite(
        type_collectivite="epci", nature_insee="SIVU", population=19_490, drom=True, dans_aire_urbaine=True
    )
    assert _valeur(texte, identite=identite) is valeur


def test_identite_absente_ou_champ_inconnu_est_une_erreur() -> None:
    with pytest.raises(ErreurExpression, match="identité de la collectivité n'est pas donnée"):
        _valeur("identite(type, EPCI)")
    with pytest.raises(ErreurExpression, match="Champ d'identité inconnu « couleur »"):
        _valeur("identite(couleur, bleu)", identite=construire_identite(type_collectivite="epci"))


def test_le_referentiel_courant_se_compare_avec_sa_version() -> None:
    for courant, texte, attendu in [
        (None, "referentiel(te)", False),
        ("cae", "referentiel(te)", False),
        ("te", "referentiel(te)", True),
        ("te-test_1.0.0", "referentiel(te)", True),
        ("te", "referentiel(te-test)", False),
        ("te", "referentiel(te_2.1.3)", False),
        ("te_2.10.0", "referentiel(te_2.9.9)", True),
        ("te_2.1.2", "referentiel(te_2.1.3)", False),
    ]:
        contexte = Contexte(referentiel=None if courant is None else lire_referentiel(courant))
        assert parse(texte).evaluer(contexte) is attendu, (courant, texte)


@pytest.mark.parametrize("argument", ["xx", "xx_1.0.0", "te_9.9", "te_1.2.x"])
def test_un_referentiel_mal_ecrit_est_une_erreur_des_qu_il_est_lu(argument: str) -> None:
    assert parse(f"si VRAI alors 1 sinon referentiel({argument})").evaluer(Contexte()) == 1
    with pytest.raises(ErreurExpression, match="éférentiel"):
        parse(f"referentiel({argument})").evaluer(Contexte())
