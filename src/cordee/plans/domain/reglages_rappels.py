"""Days of reminders as they are typed and written. Source: docs/calculs/rappels.md, « Repères »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cordee.outils.texte import enumerer
from cordee.plans.domain.champs import ValeurRefusee

JOURS_MAX: Final = 365
REPERES_MAX: Final = 6
SILENCE_MIN: Final = 30
SILENCE_MAX: Final = 730


def lire_jours(texte: str, libelle: str) -> tuple[int, ...]:
    """Days typed as « 30, 7 et 1 », the farthest first; nothing is none. Raises `ValeurRefusee`."""
    mots = [mot for mot in re.split(r"[\s,;/]+|\bet\b", texte.strip()) if mot]
    for mot in mots:
        if not (mot.isascii() and mot.isdigit() and 1 <= int(mot[:6]) <= JOURS_MAX):
            raise ValeurRefusee(
                f"« {libelle} » : {mot[:20]} n'est pas un nombre de jours entre 1 et {JOURS_MAX}. "
                "Écrivez par exemple « 30, 7, 1 »."
            )
    jours = sorted({int(mot) for mot in mots}, reverse=True)
    if len(jours) > REPERES_MAX:
        raise ValeurRefusee(f"« {libelle} » : {REPERES_MAX} jours au plus, {len(jours)} sont donnés.")
    return tuple(jours)


def ecrire_jours(jours: Iterable[int]) -> str:
    """The reverse: `30, 7 et 1`."""
    return enumerer([str(jour) for jour in jours])
