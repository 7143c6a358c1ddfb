"""What a formula cites, without evaluating it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from .formule import Expression
from .impression import imprimer
from .noeuds import (
    AppelBorne,
    AppelIdentite,
    AppelReferentiel,
    AppelReponse,
    AppelScore,
    AppelValeur,
    Nom,
    parcourir,
)

T = TypeVar("T")

__all__ = ["IndicateurCite", "References", "indicateurs_cites", "questions_citees", "references"]


@dataclass(frozen=True, slots=True)
class References:
    """Without duplicates, in the order of the text; values as they are written ("OUI", "EP_1_a", "0.5")."""

    questions: tuple[tuple[str, str | None], ...]
    identite: tuple[tuple[str, str], ...]
    scores: tuple[str, ...]
    referentiels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicateurCite:
    """`optionnel` when only `opt_val` reads it; `fonctions` among val, opt_val, cible, limite."""

    identifiant: str
    optionnel: bool
    fonctions: tuple[str, ...]
    sources: tuple[str, ...]


def questions_citees(*expressions: Expression) -> dict[str, tuple[bool | int | float | str, ...]]:
    """Ids of the cited questions, in the order of the text, each with the values it is compared with."""
    citees: dict[str, list[bool | int | float | str]] = {}
    for expression in expressions:
        for noeud in parcourir(expression.racine):
            if not isinstance(noeud, AppelReponse):
                continue
            valeurs = citees.setdefault(noeud.question, [])
            if noeud.valeur is not None:
                valeur = noeud.valeur.texte if isinstance(noeud.valeur, Nom) else noeud.valeur.valeur
                if not any(valeur == deja and isinstance(valeur, bool) == isinstance(deja, bool) for deja in valeurs):
                    valeurs.append(valeur)
    return {question: tuple(valeurs) for question, valeurs in citees.items()}


def references(expression: Expression) -> References:
    """Questions, identity fields, scores and référentiels that a formula cites."""
    noeuds = list(parcourir(expression.racine))
    return References(
        questions=_uniques(
            (noeud.question, None if noeud.valeur is None else imprimer(noeud.valeur))
            for noeud in noeuds
            if isinstance(noeud, AppelReponse)
        ),
        identite=_uniques(
            (noeud.champ, imprimer(noeud.valeur)) for noeud in noeuds if isinstance(noeud, AppelIdentite)
        ),
        scores=_uniques(noeud.mesure for noeud in noeuds if isinstance(noeud, AppelScore)),
        referentiels=_uniques(noeud.argument for noeud in noeuds if isinstance(noeud, AppelReferentiel)),
    )


def indicateurs_cites(expression: Expression) -> tuple[IndicateurCite, ...]:
    """Indicators read by a formula, ids in lower case, in the order of the text."""
    appels: dict[str, list[tuple[str, str | None]]] = {}
    for noeud in parcourir(expression.racine):
        if isinstance(noeud, AppelValeur):
            fonction = "opt_val" if noeud.optionnelle else "val"
            appels.setdefault(noeud.indicateur, []).append((fonction, noeud.source))
        elif isinstance(noeud, AppelBorne):
            appels.setdefault(noeud.indicateur, []).append((noeud.borne, None))
    cites = []
    for identifiant, usages in appels.items():
        fonctions = _uniques(fonction for fonction, _ in usages)
        sources = _uniques(source for _, source in usages if source is not None)
        cites.append(IndicateurCite(identifiant, fonctions == ("opt_val",), fonctions, sources))
    return tuple(cites)


def _uniques(elements: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(elements))
