"""The 288 official rules on whole sets of answers, compared with the values of the reference platform."""

from __future__ import annotations

import csv
import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest

from cordee.territoires.domain.entree_sortie import evaluer_regles
from cordee.territoires.domain.expressions import Contexte, TypeFormule, parse, questions_citees, verifier
from cordee.territoires.domain.identite import Identite, SousType, TypeIdentite, etiquettes_population
from cordee.territoires.domain.personnalisation import Regle, consequences
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion
from cordee.territoires.domain.visibilite import evaluer_visibilite


def _lire(dossier: Path, nom: str) -> Any:
    with gzip.open(dossier / "vectors" / nom, "rt", encoding="utf-8") as fichier:
        return json.load(fichier)


@pytest.fixture(scope="module")
def reference(dossier_partage: Path) -> Any:
    return _lire(dossier_partage, "personnalisation.json.gz")


@pytest.fixture(scope="module")
def questions(reference: Any) -> list[Question]:
    return [
        Question(
            identifiant=brute["id"],
            type=TypeQuestion(brute["type"]),
            expression_visible=brute["exprVisible"] or "",
            types_concernes=frozenset(brute["types"] or ()),
            choix=tuple(Choix(identifiant) for identifiant in brute["choix"]),
        )
        for brute in reference["questions"]
    ]


def _identite(brute: dict[str, Any]) -> Identite:
    return Identite(
        type=TypeIdentite(brute["type"]),
        soustype=SousType(brute["soustype"]) if brute["soustype"] else None,
        population=frozenset(brute["populationTags"]),
        drom=brute.get("drom"),
        dans_aire_urbaine=brute.get("dansAireUrbaine"),
    )


def _identique(obtenu: Any, attendu: Any) -> bool:
    if isinstance(attendu, bool) or isinstance(obtenu, bool) or attendu is None or isinstance(attendu, str):
        return obtenu == attendu and type(obtenu) is type(attendu)
    return isinstance(obtenu, (int, float)) and math.isclose(obtenu, attendu, rel_tol=0, abs_tol=1e-12)


def _ecarts(obtenus: list[Any], attendus: list[Any], regles: list[list[str]]) -> list[Any]:
    return [
        (regle, obtenu, attendu)
        for regle, obtenu, attendu in zip(regles, obtenus, attendus, strict=True)
        if not _identique(obtenu, attendu)
    ]


def test_les_288_regles_donnent_les_valeurs_de_reference(reference: Any) -> None:
    for jeu in reference["sets"]:
        brute = jeu["identite"]
        identite = {cle: brute.get(cle) for cle in ("type", "soustype", "population", "drom")}
        identite["dans_aire_urbaine"] = brute.get("dansAireUrbaine")
        for referentiel, regles in reference["rules"].items():
            sortie = evaluer_regles(
                {
                    "identite": identite,
                    "reponses": jeu["reponses"],
                    "scores": None,
                    "referentiel": referentiel,
                    "regles": [formule for _, _, formule in regles],
                }
            )
            assert _ecarts(sortie["valeurs"], jeu["values"][referentiel], regles) == []


def test_les_regles_donnent_les_valeurs_de_reference_sur_les_reponses_actives(reference: Any) -> None:
    for jeu in reference["sets"]:
        for referentiel, regles in reference["rules"].items():
            reponses = {nom: jeu["reponses"][nom] for nom in jeu["active"][referentiel]}
            contexte = Contexte(identite=_identite(jeu["identite"]), reponses=reponses)
            valeurs = [parse(formule).evaluer(contexte) for _, _, formule in regles]
            assert _ecarts(valeurs, jeu["valuesActive"][referentiel], regles) == []


def test_les_etiquettes_de_population_sont_celles_de_reference(reference: Any) -> None:
    for jeu in reference["sets"]:
        assert etiquettes_population(jeu["identite"]["population"]) == set(jeu["identite"]["populationTags"])


def test_les_questions_actives_sont_celles_de_reference_sauf_derriere_une_question_masquee(
    reference: Any, questions: list[Question]
) -> None:
    """The reference lets the answer of a hidden question show another one (Bois_3 behind Bois_2): ours does not."""
    retirees = set()
    for jeu in reference["sets"]:
        reponses = {nom: valeur for nom, valeur in jeu["reponses"].items() if valeur is not None}
        visibilite = evaluer_visibilite(questions, reponses, _identite(jeu["identite"]))
        assert visibilite.avertissements == ()
        for referentiel, attendues in jeu["active"].items():
            formules = [parse(formule) for _, _, formule in reference["rules"][referentiel]]
            obtenues = set(visibilite.reponses) & set(questions_citees(*formules))
            repondues = set(attendues) & reponses.keys()
            assert obtenues <= repondues
            retirees |= repondues - obtenues
    assert retirees == {"Bois_3"}


def test_les_consequences_sont_celles_de_reference(dossier_partage: Path, questions: list[Question]) -> None:
    compares = 0
    for referentiel in ("cae", "eci", "te"):
        brutes = _lire(dossier_partage, f"tree_{referentiel}.json.gz")["regles"]
        regles = [Regle(noeud, TypeFormule(nature), parse(formule)) for noeud, nature, formule in brutes]
        for cas in _lire(dossier_partage, f"{referentiel}.json.gz")["cases"]:
            if cas["profile"] != "rules":
                continue
            identite = _identite(cas["identite"])
            donnees = {nom: valeur for nom, valeur in cas["reponses"].items() if valeur is not None}
            actives = evaluer_visibilite(questions, donnees, identite).reponses
            effets = consequences(regles, Contexte(identite=identite, reponses=actives))
            attendues = cas["consequences"]
            assert effets.keys() == attendues.keys()
            for noeud, (desactive, reduction, score) in attendues.items():
                effet = effets[noeud]
                assert effet.desactive is (None if desactive is None else bool(desactive))
                assert effet.reduction == (None if reduction is None else pytest.approx(reduction, abs=1e-12))
                assert score == (None if effet.score is None else str(effet.score))
                compares += 1
    assert compares > 0


# -- the official files ------------------------------------------------------------------------------------------------
def _lignes(fichier: Path) -> list[dict[str, str]]:
    with fichier.open(encoding="utf-8", newline="") as flux:
        return [{(cle or "").lower(): valeur or "" for cle, valeur in ligne.items()} for ligne in csv.DictReader(flux)]


def test_toutes_les_formules_officielles_passent_la_verification(
    dossier_partage: Path, questions: list[Question]
) -> None:
    connues = {question.identifiant: question for question in questions}
    types = {
        "desactivation": TypeFormule.DESACTIVATION,
        "reduction": TypeFormule.REDUCTION,
        "score": TypeFormule.SCORE,
        "exprscore": TypeFormule.SCORE_INDICATIF,
    }
    nombre = 0
    for referentiel in ("cae", "eci", "te"):
        for ligne in _lignes(dossier_partage / "data" / "referentiels" / f"referentiel-{referentiel}-structure.csv"):
            for colonne, nature in types.items():
                if formule := ligne.get(colonne, "").strip():
                    nombre += 1
                    assert verifier(formule, nature, questions=connues) == [], ligne["identifiant"]
    assert nombre == 288 + 35 + 31


def test_les_formules_d_indicateurs_officielles_passent_la_verification(
    dossier_partage: Path, questions: list[Question]
) -> None:
    connues = {question.identifiant: question for question in questions}
    dossier = dossier_partage / "data" / "indicateurs"
    indicateurs = {
        ligne["identifiantreferentiel"]: () for ligne in _lignes(dossier / "import-indicateur-definitions.csv")
    }
    for ligne in _lignes(dossier / "indicators_formules.csv"):
        assert verifier(ligne["formule"], TypeFormule.INDICATEUR_CALCULE, indicateurs=indicateurs) == [], ligne["id"]
    for ligne in _lignes(dossier / "indicators_cible_limite.csv"):
        for colonne in ("expr_cible", "expr_limite"):
            if ligne[colonne]:
                assert verifier(ligne[colonne], TypeFormule.BORNE, questions=connues) == [], ligne["cid"]
    for ligne in _lignes(dossier / "indicators_objectifs_nationaux.csv"):
        assert verifier(ligne["formule"], TypeFormule.BORNE, questions=connues) == [], ligne["id"]
