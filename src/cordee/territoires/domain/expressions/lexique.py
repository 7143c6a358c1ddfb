"""From text to words. Source: docs/calculs/personnalisation.md, « Mots »."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from .erreurs import ErreurExpression
from .grammaires import BOOLEENS, FONCTIONS, MOTS_DE_LIAISON, Grammaire

__all__ = ["LONGUEUR_MAXIMALE", "Genre", "Jeton", "decouper"]

LONGUEUR_MAXIMALE = 20_000

_MOT = re.compile(
    r"(?P<blanc>[\s\ufeff]+)|(?P<nom>[A-Za-z_][A-Za-z_0-9.-]*)|(?P<nombre>[0-9]+(?:\.[0-9]+)?)|(?P<signe><=|>=|[=<>+\-*/(),])"
)
_SENSIBLES_A_LA_CASSE = frozenset({"val", "opt_val", "cible", "limite"})


class Genre(Enum):
    MOT = auto()  # a reserved word, `valeur` in lower case
    FONCTION = auto()
    BOOLEEN = auto()
    NOM = auto()
    NOMBRE = auto()
    SIGNE = auto()
    FIN = auto()


class Jeton(NamedTuple):
    """A word: `valeur` is what the parser compares (lower case when the word is reserved), `ecrit` what was written."""

    genre: Genre
    valeur: str
    ecrit: str
    position: int


def decouper(texte: str, grammaire: Grammaire) -> list[Jeton]:
    """The words of a formula, ended by one FIN. Raises ErreurExpression on a foreign character or an endless text."""
    if len(texte) > LONGUEUR_MAXIMALE:
        motif = f"Formule trop longue : {len(texte)} caractères, {LONGUEUR_MAXIMALE} au plus. Découpez-la."
        raise ErreurExpression(motif, texte, LONGUEUR_MAXIMALE)
    jetons: list[Jeton] = []
    position = 0
    while position < len(texte):
        trouve = _MOT.match(texte, position)
        if trouve is None:
            raise ErreurExpression(f"Caractère inattendu « {texte[position]} »", texte, position)
        ecrit = trouve.group()
        if trouve.lastgroup != "blanc":
            jetons.append(_jeton(str(trouve.lastgroup), ecrit, position, grammaire))
        position = trouve.end()
    jetons.append(Jeton(Genre.FIN, "", "", len(texte.rstrip())))
    return jetons


def _jeton(groupe: str, ecrit: str, position: int, grammaire: Grammaire) -> Jeton:
    if groupe == "nombre":
        return Jeton(Genre.NOMBRE, ecrit, ecrit, position)
    if groupe == "signe":
        return Jeton(Genre.SIGNE, ecrit, ecrit, position)
    bas = ecrit.lower()
    genre = Genre.NOM
    if bas in MOTS_DE_LIAISON:
        genre = Genre.MOT
    elif bas in BOOLEENS:
        genre = Genre.BOOLEEN
    elif bas in FONCTIONS[grammaire] and (ecrit == bas or bas not in _SENSIBLES_A_LA_CASSE):
        genre = Genre.FONCTION
    return Jeton(genre, ecrit if genre is Genre.NOM else bas, ecrit, position)
