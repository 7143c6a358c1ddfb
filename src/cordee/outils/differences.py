"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

MOTS_COMPARES = 4000
"""Beyond, the text is shown without its differences: finding them would take longer than reading."""
RESSEMBLANCE = 0.4
"""Below, the text was rewritten: showing what changed would only blur it."""

_MOT = re.compile(r"\s+|\w+|[^\w\s]")
Morceaux = tuple[tuple[str, str], ...]


def comparer(avant: str, apres: str) -> Morceaux:
    """(kind, text) pieces: "" as it was, "ins" added, "del" taken away."""
    gauche, droite = _MOT.findall(avant), _MOT.findall(apres)
    if len(gauche) + len(droite) > MOTS_COMPARES:
        return (("", apres),)
    comparaison = SequenceMatcher(None, gauche, droite, autojunk=False)
    if comparaison.ratio() < RESSEMBLANCE:
        return (("", apres),)
    morceaux: list[tuple[str, str]] = []
    for operation, g1, g2, d1, d2 in comparaison.get_opcodes():
        if operation == "equal":
            morceaux.append(("", "".join(droite[d1:d2])))
            continue
        if g2 > g1:
            morceaux.append(("del", "".join(gauche[g1:g2])))
        if d2 > d1:
            morceaux.append(("ins", "".join(droite[d1:d2])))
    return tuple(morceaux)
