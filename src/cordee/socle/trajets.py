"""The way from N0 to today, and the small curve of twelve months, as numbers ready for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.outils.nombres import pourcent
from cordee.socle.barres import largeur

ECHELLE = 0.75
"""Ratio at the right end of a trajet: the threshold of the fifth star."""

REPERES = (35, 50, 65)
"""Thresholds ticked on a trajet, in percent: stars 2 to 4."""


@dataclass(frozen=True, slots=True)
class Repere:
    """A tick: its place in percent of the width, and the percentage it stands for."""

    x: str
    seuil: int


TRACES = tuple(Repere(largeur(seuil / 100 / ECHELLE), seuil) for seuil in REPERES)


@dataclass(frozen=True, slots=True)
class Trajet:
    """Places in percent of the width. `n0` is empty when nothing was frozen; `recul` when today is under N0. `mots`
    is the text alternative, empty when the row says it."""

    n0: str
    aujourdhui: str
    recul: bool
    reperes: tuple[Repere, ...]
    mots: str = ""


def composer_trajet(aujourdhui: float, n0: float | None = None, *, avec_mots: bool = True) -> Trajet:
    """Trajet of a score (ratio of the potential) on the scale of the stars; what goes beyond stays at the end."""
    mots = ""
    if avec_mots:
        depart = "N0 pas encore figé" if n0 is None else f"N0 {pourcent(n0)}"
        mots = f"{depart}, aujourd'hui {pourcent(aujourdhui)}, sur une échelle de 0 à {pourcent(ECHELLE, 0)}"
    return Trajet(
        n0="" if n0 is None else largeur(n0 / ECHELLE),
        aujourdhui=largeur(aujourdhui / ECHELLE),
        recul=n0 is not None and aujourdhui < n0,
        reperes=TRACES,
        mots=mots,
    )


LARGEUR, HAUTEUR, MARGE = 64, 20, 4
AMPLITUDE_MINIMALE = 0.03
"""Three points of percentage fill the height at least: a curve must not make a mountain of half a point."""


@dataclass(frozen=True, slots=True)
class Courbe:
    """Path of a small curve in a box of 64 × 20, and its last point."""

    chemin: str
    x: str
    y: str


def composer_courbe(valeurs: Sequence[float | None]) -> Courbe | None:
    """Curve of a series of ratios, oldest first, each at its place; unknown values (before the first) draw nothing.
    None when fewer than two are known."""
    connues = [(rang, valeur) for rang, valeur in enumerate(valeurs) if valeur is not None]
    if len(connues) < 2:
        return None
    bas, haut = min(v for _, v in connues), max(v for _, v in connues)
    amplitude = max(haut - bas, AMPLITUDE_MINIMALE)
    milieu = (haut + bas) / 2
    pas = (LARGEUR - 2 * MARGE) / (len(valeurs) - 1)
    points = [
        (
            f"{MARGE + rang * pas:.1f}",
            f"{HAUTEUR / 2 - (valeur - milieu) / amplitude * (HAUTEUR - 2 * MARGE):.1f}",
        )
        for rang, valeur in connues
    ]
    return Courbe("M" + "L".join(" ".join(point) for point in points), *points[-1])
