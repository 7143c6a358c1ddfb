"""Suites 05 and 06 of the golden cases: the expression language and its indicator dialect."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cordee.territoires.domain.expressions import (
    Contexte,
    ErreurExpression,
    Grammaire,
    ReferentielVersionne,
    correspond,
    indicateurs_cites,
    lire_referentiel,
    parse,
    questions_citees,
    references,
    verifier,
)
from cordee.territoires.domain.identite import Identite, SousType, TypeIdentite

SUITES = {
    "01_referentiel_ids.json": {"parse_referentiel_arg", "referentiel_matches"},
    "05_expressions.json": None,
    "06_indicator_expressions.json": None,
}


def _identite(brut: dict[str, Any] | None) -> Identite | None:
    if brut is None:
        return None
    return Identite(
        type=TypeIdentite(brut["type"]),
        soustype=SousType(brut["soustype"]) if brut.get("soustype") else None,
        population=frozenset(brut["population_tags"]),
        drom=brut.get("drom"),
        dans_aire_urbaine=brut.get("dans_aire_urbaine"),
    )


def _referentiel(brut: dict[str, Any] | None) -> ReferentielVersionne | None:
    if brut is None:
        return None
    return lire_referentiel("_".join(brut[cle] for cle in ("referentiel_id", "version") if brut.get(cle)))


def _contexte(brut: dict[str, Any], valeurs: dict[str, Any] | None = None) -> Contexte:
    bornes = brut.get("complementaires")
    return Contexte(
        identite=_identite(brut.get("identite")),
        reponses=brut.get("reponses"),
        scores=brut.get("scores"),
        referentiel=_referentiel(brut.get("referentiel")),
        valeurs=None if valeurs is None else {nom.lower(): valeur for nom, valeur in valeurs.items()},
        cibles=None if bornes is None else bornes.get("cible", {}),
        limites=None if bornes is None else bornes.get("limite", {}),
    )


def _referentiel_json(referentiel: ReferentielVersionne) -> dict[str, str]:
    version = ".".join(str(nombre) for nombre in referentiel.version or ())
    return {"referentiel_id": referentiel.identifiant} | ({"version": version} if version else {})


def _valider(texte: str) -> bool:
    messages = verifier(texte)
    if messages:
        raise ErreurExpression("\n".join(messages), texte, 0)
    return True


def _references_json(texte: str) -> dict[str, Any]:
    citees = references(parse(texte))
    return {
        "questions": [
            {"question_id": question} | ({} if valeur is None else {"valeur": valeur})
            for question, valeur in citees.questions
        ],
        "identite_fields": [{"champ": champ, "valeur": valeur} for champ, valeur in citees.identite],
        "scores": [{"action_id": mesure} for mesure in citees.scores],
    }


def _indicateurs_json(texte: str) -> list[dict[str, Any]]:
    return [
        {"identifiant": cite.identifiant, "optional": cite.optionnel, "tokens": list(cite.fonctions)}
        | ({"sources": list(cite.sources)} if cite.sources else {})
        for cite in indicateurs_cites(parse(texte, Grammaire.INDICATEUR))
    ]


def _executer(operation: str, entree: dict[str, Any]) -> Any:
    texte = entree.get("text", "")
    match operation:
        case "evaluate":
            return parse(texte).evaluer(_contexte(entree["context"]))
        case "validate":
            return _valider(texte)
        case "parses":
            return str(parse(texte))
        case "questions_in":
            return {question: list(valeurs) for question, valeurs in questions_citees(parse(texte)).items()}
        case "references_in":
            return _references_json(texte)
        case "evaluate_indicator":
            contexte = _contexte(entree["context"], entree["valeurs"])
            return parse(texte, Grammaire.INDICATEUR).evaluer_indicateur(contexte)
        case "indicators_in":
            return _indicateurs_json(texte)
        case "parses_indicator":
            return str(parse(texte, Grammaire.INDICATEUR))
        case "parse_referentiel_arg":
            return _referentiel_json(lire_referentiel(texte))
        case "referentiel_matches":
            voulu = _referentiel(entree["wanted"])
            assert voulu is not None
            return correspond(_referentiel(entree["current"]), voulu)
    raise AssertionError(f"opération non prévue : {operation}")


def _egal(obtenu: Any, attendu: Any) -> bool:
    if isinstance(attendu, bool) or isinstance(obtenu, bool):
        return obtenu is attendu
    if isinstance(attendu, (int, float)) and isinstance(obtenu, (int, float)):
        return math.isclose(obtenu, attendu, rel_tol=0, abs_tol=1e-9)
    if isinstance(attendu, dict):
        return (
            isinstance(obtenu, dict)
            and obtenu.keys() == attendu.keys()
            and all(_egal(obtenu[cle], valeur) for cle, valeur in attendu.items())
        )
    if isinstance(attendu, list):
        return isinstance(obtenu, list) and len(obtenu) == len(attendu) and all(map(_egal, obtenu, attendu))
    return bool(obtenu == attendu)


def _verifier_cas(cas: dict[str, Any]) -> None:
    attend_erreur = any(controle["op"] == "error" and controle["value"] for controle in cas["checks"])
    if attend_erreur:
        with pytest.raises(ValueError, match=r".+"):
            _executer(cas["op"], cas["input"])
        return
    resultat = _executer(cas["op"], cas["input"])
    for controle in cas["checks"]:
        partie = resultat
        for cle in controle["path"]:
            partie = partie[cle]
        assert controle["op"] in ("ok", "eq"), controle["op"]
        assert controle["op"] == "ok" or _egal(partie, controle["value"]), (partie, controle["value"])


def _lire_cas(dossier: Path) -> Iterator[dict[str, Any]]:
    for nom, operations in SUITES.items():
        for cas in json.loads((dossier / "vectors" / nom).read_text(encoding="utf-8"))["cases"]:
            if operations is None or cas["op"] in operations:
                yield cas


def test_chaque_cas_des_suites_d_expressions_donne_la_valeur_de_reference(
    dossier_partage: Path, subtests: pytest.Subtests
) -> None:
    for cas in _lire_cas(dossier_partage):
        with subtests.test(cas["id"]):
            _verifier_cas(cas)
