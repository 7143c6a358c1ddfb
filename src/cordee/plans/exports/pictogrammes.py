"""Pictograms as images, for documents that hold no SVG."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageColor, ImageDraw

from cordee.plans.domain.pictogrammes import COTE, PICTOGRAMMES

ECHELLE, FINESSE = 6, 4
"""Pixels a unit of the drawing, and how many times larger it is drawn before being reduced."""
TRAIT = 1.75
MARGE = 6
"""Empty units on the right, before what follows in the line."""


@cache
def image_png(nom: str, couleur: str) -> bytes:
    """The pictogram on a transparent ground, its strokes in this colour (`1F4D3A`)."""
    facteur = ECHELLE * FINESSE
    rouge, vert, bleu = ImageColor.getrgb(f"#{couleur.removeprefix('#')}")[:3]
    encre = (rouge, vert, bleu, 255)
    large = COTE + MARGE
    image = Image.new("RGBA", (large * facteur, COTE * facteur), (rouge, vert, bleu, 0))
    dessin = ImageDraw.Draw(image)
    epaisseur = round(TRAIT * facteur)
    picto = PICTOGRAMMES[nom]
    for trait in picto.traits:
        points = [(x * facteur, y * facteur) for x, y in trait]
        dessin.line(points, fill=encre, width=epaisseur, joint="curve")
        for x, y in points:
            _rond(dessin, x, y, epaisseur / 2, encre)
    for x, y, rayon in picto.cercles:
        bord = (rayon + TRAIT / 2) * facteur
        boite = (x * facteur - bord, y * facteur - bord, x * facteur + bord, y * facteur + bord)
        dessin.ellipse(boite, outline=encre, width=epaisseur)
    reduite = image.resize((large * ECHELLE, COTE * ECHELLE), Image.Resampling.LANCZOS)
    octets = io.BytesIO()
    reduite.save(octets, "PNG", optimize=True)
    return octets.getvalue()


def _rond(dessin: ImageDraw.ImageDraw, x: float, y: float, rayon: float, encre: tuple[int, int, int, int]) -> None:
    dessin.ellipse((x - rayon, y - rayon, x + rayon, y + rayon), fill=encre)
