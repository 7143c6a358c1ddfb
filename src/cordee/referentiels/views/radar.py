"""A radar of axes as numbers ready for its template: pixels around a centre, so that its text never scales."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from cordee.outils.nombres import pourcent
from cordee.outils.texte import typographier

RAYON = 118.0
"""Pixels from the centre (0 %) to the rim."""

BORDS = ((20, 5), (40, 10), (60, 20), (80, 20), (100, 25))
"""Percentage at the rim and between two rings: the smallest rim that holds every axe."""

ETIQUETTE = 1.11
"""Distance of the labels, in radii."""

LIGNE_LARGEUR, LIGNES_MAX, INTERLIGNE = 20, 3, 16


@dataclass(frozen=True, slots=True)
class AxeRadar:
    """One branch: what it is called and how far it goes, today and at N0 (ratios)."""

    numero: str
    libelle: str
    ratio: float
    ratio_n0: float | None


@dataclass(frozen=True, slots=True)
class LigneTexte:
    """One line of a label, at its place."""

    texte: str
    y: str


@dataclass(frozen=True, slots=True)
class Branche:
    """Rim of a branch, its point today, its label. `ancre` is an SVG text-anchor."""

    x: str
    y: str
    point_x: str
    point_y: str
    etiquette_x: str
    etiquette_y: str
    ancre: str
    numero: str
    valeur: str
    lignes: tuple[LigneTexte, ...]


@dataclass(frozen=True, slots=True)
class Cercle:
    """A ring, as a polygon, and the place of its label: the middle of its last side, where no branch passes."""

    points: str
    x: str
    y: str
    pourcentage: int


@dataclass(frozen=True, slots=True)
class Radar:
    """Polygons as SVG points; `n0` is empty when an axe has none; `bord` is the percentage at the rim."""

    cercles: tuple[Cercle, ...]
    branches: tuple[Branche, ...]
    aujourdhui: str
    n0: str
    bord: int
    mots: str


def composer_radar(axes: Sequence[AxeRadar]) -> Radar:
    """Radar of three axes or more; the first branch goes up, the others follow clockwise."""
    angles = [2 * math.pi * rang / len(axes) for rang in range(len(axes))]
    figes = [axe.ratio_n0 for axe in axes if axe.ratio_n0 is not None]
    complets = figes if len(figes) == len(axes) else []
    plus_loin = max([*(axe.ratio for axe in axes), *complets])
    bord, pas = next((choix for choix in BORDS if plus_loin * 100 <= choix[0]), BORDS[-1])
    return Radar(
        cercles=tuple(
            Cercle(_polygone(angles, [seuil / bord] * len(axes)), *_milieu(len(axes), seuil / bord), seuil)
            for seuil in range(pas, bord + 1, pas)
        ),
        branches=tuple(_branche(axe, angle, bord) for axe, angle in zip(axes, angles, strict=True)),
        aujourdhui=_polygone(angles, [axe.ratio * 100 / bord for axe in axes]),
        n0=_polygone(angles, [ratio * 100 / bord for ratio in complets]) if complets else "",
        bord=bord,
        mots=_mots(axes),
    )


def _milieu(branches: int, ratio: float) -> tuple[str, str]:
    """Middle of the side between the last branch and the first."""
    demi = math.pi / branches
    distance = RAYON * ratio * math.cos(demi)
    return _px(-math.sin(demi) * distance), _px(-math.cos(demi) * distance)


def _branche(axe: AxeRadar, angle: float, bord: int) -> Branche:
    cote, hauteur = math.sin(angle), -math.cos(angle)
    ratio = min(max(axe.ratio * 100 / bord, 0.0), 1.0)
    lignes = _couper(axe.libelle)
    # The figure stays near the rim, where it is still understood when a narrow page hides the names: they are above it
    # at the top, below it elsewhere; at the sides the whole is centred on the branch.
    haut, total = hauteur < -0.9, INTERLIGNE * len(lignes)
    depart = hauteur * RAYON * ETIQUETTE + 4 + (0 if haut else 6 if hauteur > 0.9 else -total / 2)
    debut = depart - total if haut else depart + INTERLIGNE
    return Branche(
        x=_px(cote * RAYON),
        y=_px(hauteur * RAYON),
        point_x=_px(cote * RAYON * ratio),
        point_y=_px(hauteur * RAYON * ratio),
        etiquette_x=_px(cote * RAYON * ETIQUETTE),
        etiquette_y=_px(depart),
        ancre="middle" if abs(cote) < 0.1 else "start" if cote > 0 else "end",
        numero=axe.numero,
        valeur=pourcent(axe.ratio, 0),
        lignes=tuple(LigneTexte(ligne, _px(debut + INTERLIGNE * rang)) for rang, ligne in enumerate(lignes)),
    )


def _couper(libelle: str) -> list[str]:
    """Label on a few short lines."""
    lignes = textwrap.wrap(typographier(libelle), LIGNE_LARGEUR, break_long_words=False)
    if len(lignes) <= LIGNES_MAX:
        return lignes
    return [*lignes[: LIGNES_MAX - 1], lignes[LIGNES_MAX - 1].rstrip(",") + "…"]


def _polygone(angles: Sequence[float], ratios: Sequence[float]) -> str:
    points = (
        (math.sin(angle) * RAYON * min(max(ratio, 0.0), 1.0), -math.cos(angle) * RAYON * min(max(ratio, 0.0), 1.0))
        for angle, ratio in zip(angles, ratios, strict=True)
    )
    return " ".join(f"{_px(x)},{_px(y)}" for x, y in points)


def _px(valeur: float) -> str:
    return f"{valeur + 0.0:.1f}"


def _mots(axes: Sequence[AxeRadar]) -> str:
    """Text alternative: every value, in the order of the branches."""
    valeurs = (
        f"axe {axe.numero}, {pourcent(axe.ratio, 0)}"
        + ("" if axe.ratio_n0 is None else f" (N0 {pourcent(axe.ratio_n0, 0)})")
        for axe in axes
    )
    return f"Radar des {len(axes)} axes : {' ; '.join(valeurs)}"
