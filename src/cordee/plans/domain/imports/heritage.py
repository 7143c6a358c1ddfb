"""Whether a row without axe belongs to the axe of the row above (docs/calculs/import.md, « Axes donnés une fois »)."""

from __future__ import annotations

from collections.abc import Sequence

Rangee = tuple[Sequence[str], bool]
"""Levels of a row as written, and whether it has a title."""


def niveaux_herites(rangees: Sequence[Rangee], *, force: bool | None = None, libre: bool = False) -> list[bool]:
    """For each level of axe, whether an empty cell means « the same as above ». `force` decides for all levels.

    A level is inherited when the file gives each axe once: rows with an axe and no title announce the rows below, or
    no axe is ever written on two rows with a title in a row while empty cells follow several of them. In a `libre`
    table, which no template rules, one empty cell is enough.
    """
    nombre = max((len(axes) for axes, _ in rangees), default=0)
    if force is not None:
        return [force] * nombre
    herites: list[bool] = []
    for niveau in range(nombre):
        herites.append(_herite(rangees, niveau, suffit=1 if libre and all(herites) else 2))
    return herites


def _herite(rangees: Sequence[Rangee], niveau: int, *, suffit: int) -> bool:
    ecrits = [(axes[niveau], titre) for axes, titre in rangees]
    suivis, plus_longue, repetes, courant, vides, annonces = 0, 0, 0, "", 0, False
    for valeur, titre in ecrits:
        if not titre:
            annonces = annonces or bool(valeur)
            continue
        if valeur:
            repetes += valeur == courant
            courant, vides = valeur, 0
        elif courant:
            suivis += vides == 0
            vides += 1
            plus_longue = max(plus_longue, vides)
    if annonces and not repetes:
        return any(titre and not valeur for valeur, titre in ecrits)
    return not repetes and (suivis >= suffit or plus_longue >= 3)
