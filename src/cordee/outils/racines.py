"""French words reduced to their stems, for search and for likeness: the same on every database.

The accents go first, so that « rénovation » and « renovation » have one stem.
"""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from cordee.outils.texte import normaliser

_RACINEUR = snowballstemmer.stemmer("french")

_MOTS_VIDES = """
a afin ai ainsi alors apres au aucun aussi autre aux avant avec avoir c ce cela ces cet cette chaque chez ci comme
comment contre d dans de des deux doit donc dont du elle elles en encore entre est et etre eux fait faire fois h hors
ici il ils j je jusqu l la le les leur leurs lors lui m mais me meme mes mis moins n ne ni nos notre nous on ou par pas
pendant peu peut plus pour qu quand que quel quelle quels qui quoi s sa sans se sera ses si soit son sont sous sur t ta
tant te tel tous tout toute toutes tres trop tu un une vers via vos votre vous y
"""
MOTS_VIDES = frozenset(_MOTS_VIDES.split())
"""Words that carry no subject, normalised."""


RACINE_MINIMUM = 4
"""Letters that a stem keeps when its last « e » goes."""


PLURIEL_MINIMUM = 4
"""Letters of a word whose plural is told after a vowel."""


@lru_cache(maxsize=50_000)
def raciner_mot(mot: str) -> str:
    """Stem of one normalised word. Without its accent, « plantées » keeps an « e » that « planter » loses: it goes. So
    does the « s » of « vélos » and « élus », that the stemmer keeps after a vowel."""
    racine = str(_RACINEUR.stemWord(mot))
    if len(racine) >= PLURIEL_MINIMUM and racine.endswith(("as", "os", "us")):
        return racine[:-1]
    return racine[:-1] if racine.endswith("e") and len(racine) > RACINE_MINIMUM else racine


def raciner(texte: str) -> list[str]:
    """Stems of a text in order, without the words that carry no subject. Codes such as `1.1.2` stay whole."""
    mots = (mot.strip(".") for mot in normaliser(texte).split())
    return [raciner_mot(mot) for mot in mots if mot and mot not in MOTS_VIDES]
