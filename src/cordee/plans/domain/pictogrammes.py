"""Pictograms of the three marks of a fiche and of the regulated sectors: strokes on a square of 24, drawn by us. The
sprite of the site, the SVG of a PDF and the images of a Word document are all made from here. A word always says the
same beside them."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.plans.domain.listes import CategoriePerimetre, Secteur

COTE = 24
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pictogramme:
    """Broken lines, and circles (centre, radius)."""

    traits: tuple[tuple[Point, ...], ...]
    cercles: tuple[tuple[float, float, float], ...] = ()

    @property
    def svg(self) -> str:
        """What is inside an `<svg>` or a `<symbol>`."""
        lignes = [f'<path d="M{"L".join(f"{x:g} {y:g}" for x, y in trait)}"/>' for trait in self.traits]
        ronds = [f'<circle cx="{x:g}" cy="{y:g}" r="{rayon:g}"/>' for x, y, rayon in self.cercles]
        return "".join([*lignes, *ronds])


PICTOGRAMMES: dict[str, Pictogramme] = {
    CategoriePerimetre.PATRIMOINE: Pictogramme((
        ((3, 21), (21, 21)), ((5, 21), (5, 10)), ((10, 21), (10, 10)), ((14, 21), (14, 10)), ((19, 21), (19, 10)),
        ((3, 10), (12, 3), (21, 10), (3, 10)),
    )),
    CategoriePerimetre.COMPETENCES: Pictogramme((
        ((9, 4), (5, 4), (5, 21), (19, 21), (19, 4), (15, 4)), ((9, 2.5), (15, 2.5), (15, 6), (9, 6), (9, 2.5)),
        ((8.5, 14), (11, 16.5), (15.5, 11)),
    )),
    CategoriePerimetre.TERRITOIRE: Pictogramme(
        (((2, 20), (9, 7), (13, 14.5), (16, 10), (22, 20), (2, 20)),), ((18, 5, 2),)
    ),
    Secteur.RESIDENTIEL: Pictogramme((
        ((2.5, 11.5), (12, 3.5), (21.5, 11.5)), ((5, 9.5), (5, 20.5), (19, 20.5), (19, 9.5)),
        ((10, 20.5), (10, 14), (14, 14), (14, 20.5)),
    )),
    Secteur.TERTIAIRE: Pictogramme((
        ((6, 21), (6, 3), (18, 3), (18, 21)), ((3, 21), (21, 21)), ((9, 7), (10.5, 7)), ((13.5, 7), (15, 7)),
        ((9, 11.5), (10.5, 11.5)), ((13.5, 11.5), (15, 11.5)), ((12, 21), (12, 16.5)),
    )),
    Secteur.TRANSPORT_ROUTIER: Pictogramme(
        (((5.5, 16.5), (2.5, 16.5), (2.5, 12), (5.5, 11), (8, 6.5), (16, 6.5), (18.5, 11), (21.5, 12), (21.5, 16.5),
          (18.5, 16.5)), ((9.5, 16.5), (14.5, 16.5)), ((5.5, 11), (18.5, 11))),
        ((7.5, 16.5, 2), (16.5, 16.5, 2)),
    ),
    Secteur.AUTRES_TRANSPORTS: Pictogramme(
        (((6, 3), (18, 3), (18, 16.5), (6, 16.5), (6, 3)), ((6, 9.5), (18, 9.5)), ((7, 21), (9.5, 16.5)),
         ((17, 21), (14.5, 16.5))),
        ((9.5, 13, 0.6), (14.5, 13, 0.6)),
    ),
    Secteur.AGRICULTURE: Pictogramme((
        ((12, 21.5), (12, 3)), ((7.5, 6), (12, 9.5), (16.5, 6)), ((7.5, 10.5), (12, 14), (16.5, 10.5)),
        ((7.5, 15), (12, 18.5), (16.5, 15)),
    )),
    Secteur.DECHETS: Pictogramme((
        ((4, 7), (20, 7)), ((9, 7), (9, 3.5), (15, 3.5), (15, 7)), ((6, 7), (7, 21), (17, 21), (18, 7)),
        ((10, 11), (10.3, 17)), ((14, 11), (13.7, 17)),
    )),
    Secteur.INDUSTRIE: Pictogramme((
        ((3, 21), (3, 11), (8.5, 14.5), (8.5, 11), (14, 14.5), (15, 3.5), (18.5, 3.5), (21, 21), (3, 21)),
        ((7, 18), (9, 18)), ((13, 18), (15, 18)),
    )),
    Secteur.BRANCHE_ENERGIE: Pictogramme((
        ((13.5, 2), (4.5, 13.5), (11.5, 13.5), (10.5, 22), (19.5, 10.5), (12.5, 10.5), (13.5, 2)),
    )),
}  # fmt: skip


def symboles() -> list[str]:
    """The symbols of the sprite, one a line."""
    return [
        f'<symbol id="picto-{nom}" viewBox="0 0 {COTE} {COTE}">{dessin.svg}</symbol>'
        for nom, dessin in PICTOGRAMMES.items()
    ]
