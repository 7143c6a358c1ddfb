"""Everything that must hold in the bundled files of a référentiel, checked at once: `cordee verifier_donnees` prints
it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from cordee.referentiels.domain.definitions import SCORE, DefinitionReferentiel
from cordee.referentiels.domain.erreurs import ErreurReferentiel
from cordee.referentiels.domain.identifiants import Niveau, node_id, parent_of
from cordee.referentiels.domain.referentiel import Referentiel, build_referentiel
from cordee.territoires.domain.expressions import TypeFormule, verifier
from cordee.territoires.domain.questions import Question

LONGUEUR_MAX: Final = 110
TOLERANCE: Final = 1e-6
NIVEAUX_REDIGES: Final = (Niveau.SOUS_MESURE, Niveau.TACHE)
"""Levels whose labels are ours; the others carry their official name."""


def controler_referentiel(
    definition: DefinitionReferentiel, attendus: Mapping[str, Any], questions: Mapping[str, Question]
) -> list[str]:
    """French messages about what is wrong in a définition; empty when all holds. `attendus` has the expected counts
    (`niveaux`, `regles`), `total_points` and the points of the `axes`."""
    try:
        arbre = build_referentiel(definition)
    except ErreurReferentiel as erreur:
        return [str(erreur)]
    return [
        f"{definition.identifiant} : {message}"
        for controle in (
            _controler_comptes(definition, arbre, attendus),
            _controler_points(arbre, attendus),
            _controler_libelles(definition, arbre),
            _controler_regles(definition, arbre, questions),
        )
        for message in controle
    ]


def _controler_comptes(
    definition: DefinitionReferentiel, arbre: Referentiel, attendus: Mapping[str, Any]
) -> Iterable[str]:
    for niveau, nombre in attendus["niveaux"].items():
        trouve = len(arbre.of_niveau(Niveau(niveau)))
        if trouve != nombre:
            yield f"{trouve} nœuds de niveau {niveau} au lieu de {nombre}."
    regles = Counter(type_regle for noeud in definition.noeuds for type_regle in noeud.regles)
    if dict(regles) != dict(attendus["regles"]):
        yield f"règles {dict(regles)} au lieu de {dict(attendus['regles'])}."


def _controler_points(arbre: Referentiel, attendus: Mapping[str, Any]) -> Iterable[str]:
    if abs(float(arbre.points[0]) - attendus["total_points"]) > TOLERANCE:
        yield f"{arbre.points[0]:g} points au total au lieu de {attendus['total_points']:g}."
    for axe, attendu in zip(arbre.children(arbre.identifiant), attendus["axes"], strict=False):
        points = float(arbre.points[arbre.position(axe)])
        if abs(points - attendu) > TOLERANCE:
            yield f"{axe} vaut {points:g} points au lieu de {attendu:g}."
    for rang, enfants in enumerate(arbre.enfants):
        somme = sum(p for p in (float(arbre.points[e]) for e in enfants) if p == p)
        if enfants and abs(somme - float(arbre.points[rang])) > TOLERANCE:
            yield f"les enfants de {arbre.ids[rang]} valent {somme:g} points au lieu de {arbre.points[rang]:g}."


def _controler_libelles(definition: DefinitionReferentiel, arbre: Referentiel) -> Iterable[str]:
    freres: dict[tuple[str | None, str], str] = {}
    for noeud in definition.noeuds:
        code = node_id(definition.identifiant, noeud.identifiant)
        niveau = arbre.niveau(code)
        if not noeud.libelle:
            yield f"{code} n'a pas de libellé."
            continue
        if niveau is Niveau.MESURE and not noeud.aide:
            yield f"{code} n'a pas d'aide."
        if niveau in NIVEAUX_REDIGES and len(noeud.libelle) > LONGUEUR_MAX:
            yield f"{code} : libellé de {len(noeud.libelle)} caractères, {LONGUEUR_MAX} au plus."
        if niveau in NIVEAUX_REDIGES and noeud.libelle.endswith("."):
            yield f"{code} : libellé terminé par un point."
        cle = (parent_of(code), noeud.libelle.casefold())
        if niveau in NIVEAUX_REDIGES and cle in freres:
            yield f"{code} porte le même libellé que {freres[cle]}."
        freres[cle] = code


def _controler_regles(
    definition: DefinitionReferentiel, arbre: Referentiel, questions: Mapping[str, Question]
) -> Iterable[str]:
    for noeud in definition.noeuds:
        code = node_id(definition.identifiant, noeud.identifiant)
        for type_regle, formule in noeud.regles.items():
            mesures = arbre.ids if type_regle == SCORE else None
            for message in verifier(formule, TypeFormule(type_regle), questions=questions, mesures=mesures):
                yield f"{code}, {type_regle} : {message}"
        if noeud.score_indicatif:
            for message in verifier(noeud.score_indicatif, TypeFormule.SCORE_INDICATIF):
                yield f"{code}, score indicatif : {message}"
        for question in noeud.questions:
            if question not in questions:
                yield f"{code} cite la question inconnue « {question} »."
