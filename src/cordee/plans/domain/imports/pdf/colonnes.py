"""Text in two columns, as in a newspaper: the left one is read before the right one
(docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

from collections.abc import Sequence

from cordee.plans.domain.imports.pdf.lignes import Ligne, Morceau, lignes_de

LIGNES_MIN = 6
"""Lines that are text on both sides."""
MOTS_MIN = 4
"""Words of a line of text; labels and figures have fewer."""
GOUTTIERE = 9.0
"""Points between two columns."""
PAS = 3.0
Coupe = tuple[list[Ligne], list[Ligne], list[Ligne], list[Ligne]]


def couper_en_colonnes(lignes: Sequence[Ligne]) -> Coupe | None:
    """What stands above the columns, the left one, the right one, what stands below; None when there are none."""
    if len(lignes) < LIGNES_MIN:
        return None
    gauche, droite = min(ligne.x0 for ligne in lignes), max(ligne.x1 for ligne in lignes)
    meilleure: tuple[int, int, float] = (0, 0, 0.0)
    x = gauche + 0.3 * (droite - gauche)
    while x < gauche + 0.7 * (droite - gauche):
        debut, fin = _bande(lignes, x)
        if fin - debut > meilleure[1] - meilleure[0]:
            meilleure = (debut, fin, x)
        x += PAS
    debut, fin, x = meilleure
    if fin - debut < LIGNES_MIN:
        return None
    mots = [mot for ligne in lignes[debut:fin] for mot in ligne.mots]
    a_gauche = lignes_de(mot for mot in mots if mot.x1 <= x + GOUTTIERE / 2)
    a_droite = lignes_de(mot for mot in mots if mot.x1 > x + GOUTTIERE / 2)
    return list(lignes[:debut]), _en_texte(a_gauche), _en_texte(a_droite), list(lignes[fin:])


def _en_texte(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Lines in one piece: the gaps of a narrow column are those of justified text."""
    return [Ligne([Morceau(ligne.mots)]) for ligne in lignes]


def _bande(lignes: Sequence[Ligne], x: float) -> tuple[int, int]:
    """The longest run of lines that leave this place free, with text on both sides of enough of them."""
    meilleure = (0, 0)
    debut = 0
    for rang, ligne in enumerate([*lignes, None]):
        if ligne is not None and not any(mot.x0 < x + GOUTTIERE and mot.x1 > x for mot in ligne.mots):
            continue
        tenues = lignes[debut:rang]
        doubles = [_compter(tenue, x) for tenue in tenues if tenue.x0 < x and tenue.x1 > x + GOUTTIERE]
        textes = sum(min(cote) >= MOTS_MIN for cote in doubles)
        if textes >= max(LIGNES_MIN, 0.5 * len(doubles)) and rang - debut > meilleure[1] - meilleure[0]:
            meilleure = (debut, rang)
        debut = rang + 1
    return meilleure


def _compter(ligne: Ligne, x: float) -> tuple[int, int]:
    """Words on each side; figures, of which tables are made, are none."""
    mots = [mot for mot in ligne.mots if any(lettre.isalpha() for lettre in mot.texte)]
    gauche = sum(mot.x1 <= x + GOUTTIERE / 2 for mot in mots)
    return gauche, len(mots) - gauche
