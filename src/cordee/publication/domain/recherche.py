"""Whether a text holds every word looked for.

The index of the plans reads more than the public does (notes, names, sous-fiches that are confidential): it proposes,
and this decides, on the words that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cordee.outils.racines import MOTS_VIDES, raciner_mot
from cordee.outils.texte import normaliser


def motifs_de(texte: str) -> list[re.Pattern[str]]:
    """One pattern a word: a word of the text that begins as it does, or as its stem. Common words are left out, unless
    there is nothing else."""
    mots = [mot.strip(".") for mot in normaliser(texte).split()]
    utiles = [mot for mot in mots if mot and mot not in MOTS_VIDES] or [mot for mot in mots if mot]
    return [re.compile(rf"\b(?:{re.escape(mot)}|{re.escape(raciner_mot(mot))})") for mot in utiles]


def contient(morceaux: Iterable[str], motifs: Sequence[re.Pattern[str]]) -> bool:
    """Whether the pieces of text, together, hold every word."""
    plat = normaliser("\n".join(morceaux))
    return all(motif.search(plat) for motif in motifs)
