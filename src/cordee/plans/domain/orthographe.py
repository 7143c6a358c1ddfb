"""A search that finds nothing, and the words it may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from cordee.outils.racines import MOTS_VIDES, raciner_mot
from cordee.outils.texte import normaliser

LONGUEUR_MIN = 4
"""Letters under which a word is too short to be told from another."""
DEBUT = 3
"""Letters that a word and its stem share."""
PROCHE = 75
"""Likeness, out of 100, from which a word may be another one mistyped."""


def corriger(texte: str, titres: Iterable[str]) -> str:
    """The text with the words that none of these titles has replaced by the nearest that they have; empty when there
    is nothing to replace or no way to."""
    connus = {normaliser(mot): mot for mot in _mots(titres)}
    corriges, change = [], False
    for mot in texte.split():
        cle = normaliser(mot)
        connu = len(cle) < LONGUEUR_MIN or cle in MOTS_VIDES or _est_connu(cle, connus)
        proche = None if connu else process.extractOne(cle, connus, scorer=fuzz.ratio, score_cutoff=PROCHE)
        corriges.append(proche[0] if proche else mot)
        change = change or proche is not None
    return " ".join(corriges) if change else ""


def _est_connu(cle: str, connus: Iterable[str]) -> bool:
    """Whether the search would find this word. A stem keeps the beginning of its word: only those that begin alike are
    stemmed, which is what takes time."""
    racine = raciner_mot(cle)
    debut = racine[:DEBUT]
    return any(raciner_mot(mot).startswith(racine) for mot in connus if mot.startswith(debut))


PONCTUATION = ' .,;:!?()«»"\u00a0'


def _mots(titres: Iterable[str]) -> Iterable[str]:
    """Words of titles, each once, an elided article taken off: « l'école » is « école »."""
    for mot in dict.fromkeys(mot for titre in titres for mot in titre.replace("\u2019", "'").split()):
        nu = mot.rpartition("'")[2].strip(PONCTUATION)
        cle = normaliser(nu)
        if len(cle) >= LONGUEUR_MIN and " " not in cle:
            yield nu.lower()
