"""A search that finds nothing, and the words it may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from cordee.outils.racines import MOTS_VIDES, raciner_mot
from cordee.outils.texte import normaliser

LONGUEUR_MIN = 4
"""Letters under which a word is too short to be told from another."""
PROCHE = 75
"""Likeness, out of 100, from which a word may be another one mistyped."""


def corriger(texte: str, titres: Iterable[str]) -> str:
    """The text with the words that none of these titles has replaced by the nearest that they have; empty when there
    is nothing to replace or no way to."""
    connus = {normaliser(mot): mot.strip(PONCTUATION) for titre in titres for mot in _mots(titre)}
    racines = {raciner_mot(mot) for mot in connus}
    corriges, change = [], False
    for mot in texte.split():
        cle = normaliser(mot)
        connu = len(cle) < LONGUEUR_MIN or cle in MOTS_VIDES or any(r.startswith(raciner_mot(cle)) for r in racines)
        proche = None if connu else process.extractOne(cle, connus, scorer=fuzz.ratio, score_cutoff=PROCHE)
        corriges.append(proche[0] if proche else mot)
        change = change or proche is not None
    return " ".join(corriges) if change else ""


PONCTUATION = ' .,;:!?()«»"\u00a0'


def _mots(titre: str) -> Iterable[str]:
    """Words of a title, an elided article taken off: « l'école » is « école »."""
    for mot in titre.replace("\u2019", "'").split():
        nu = mot.rpartition("'")[2].strip(PONCTUATION)
        if len(normaliser(nu)) >= LONGUEUR_MIN and " " not in normaliser(nu):
            yield nu.lower()
