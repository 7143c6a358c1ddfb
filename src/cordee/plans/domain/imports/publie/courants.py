"""Headers and footers of the pages of a copied text: what comes back page after page is taken off, and said
(docs/calculs/import.md, « Texte d'un PDF »)."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import pairwise

from cordee.plans.domain.imports.choix_cellules import a_des_cases
from cordee.plans.domain.imports.publie.libelles import rubrique_de

SAUT = "\x0c"
"""Line of a page break."""
MARGE = 2
"""Lines between a page break, or a page number, and the rest of the header or footer."""
PAGE_MIN = 10
"""Lines of a page, at least: nearer numbers are those of a table."""
SANS_PAGE_MIN = 3
"""Times from which numbers that nothing says to be those of pages are."""
COURANT_MAX = 100
"""Characters of a header or footer."""

_PAGE_SEULE = re.compile(r"^(page\s*|p\.\s*)?(\d{1,3})(?:\s*(?:/|sur|-)\s*\d{1,3})?$", re.I)
_PAGE_EN_FIN = re.compile(r"(?:(?<=\s)|\b(?:page|p\.)\s?)(\d{1,3})(?:\s?(?:/|sur)\s?\d{1,3})?$", re.I)
_DIT_PAGE = re.compile(r"\b(?:page|p\.)\s?\d", re.I)


def retirer_titres_courants(lignes: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without headers nor footers, empty in their place, and the texts taken off, each once."""
    rangs = [rang for rang, ligne in enumerate(lignes) if ligne.strip()]
    pleines = [" ".join(lignes[rang].split()) for rang in rangs]
    par_masque: dict[str, list[int]] = {}
    for place, ligne in enumerate(pleines):
        if masque := "" if "\t" in lignes[rangs[place]].strip() else _masque(ligne):
            par_masque.setdefault(masque, []).append(place)
    pages = _Pages(lignes, pleines)
    retires: set[int] = set()
    dits = []
    for places in par_masque.values():
        textes = [pleines[place] for place in places]
        if len(places) > 1 and (pages.bordent(places, textes) or _numerotent(places, textes)):
            retires.update(rangs[place] for place in places)
            dits.append(_resumer(textes))
    return ["" if rang in retires or ligne == SAUT else ligne for rang, ligne in enumerate(lignes)], dits


def _masque(ligne: str) -> str:
    """The line with its page number hidden, empty for what cannot be a header: a label, boxes, a long text."""
    if len(ligne) > COURANT_MAX or a_des_cases(ligne) or rubrique_de(ligne):
        return ""
    if ligne[0] in "-•–" or ligne[0].islower() or ligne.endswith((".", ";", ",")):
        return ""
    return _PAGE_EN_FIN.sub("#", ligne) if any(signe.isalpha() for signe in ligne) else ""


class _Pages:
    """Where pages end, in full lines: page breaks, page numbers alone on their line, both ends of the text."""

    def __init__(self, lignes: Sequence[str], pleines: Sequence[str]) -> None:
        sauts, place = [], 0
        for ligne in lignes:
            if ligne == SAUT:
                sauts.append(place - 0.5)
            place += bool(ligne.strip())
        trouves = [*sauts, *_numeros_de_page(pleines)]
        self.bornes = sorted({-0.5, *trouves, place - 0.5}) if trouves else []
        self.rangs = [0] * len(self.bornes)
        for rang, (avant, apres) in enumerate(pairwise(self.bornes), 1):
            self.rangs[rang] = self.rangs[rang - 1] + (apres - avant >= MARGE)

    def bordent(self, places: Sequence[int], textes: Sequence[str]) -> bool:
        """Whether a line stands beside the break of page after page, the same each time but for its number."""
        trouvees = [self._page(place) for place in places]
        if any(page is None for page in trouvees):
            return False
        pages = sorted({page for page in trouvees if page is not None})
        pas = {apres - avant for avant, apres in pairwise(pages)}
        suivies = pas == {1} or (len(pages) > 2 and max(pas) <= 2)  # left and right pages may differ
        return suivies and (len(set(textes)) == 1 or _se_suivent(textes))

    def _page(self, place: int) -> int | None:
        """The break that a line stands beside, None when it is in the middle of a page."""
        suivante = bisect(self.bornes, place)
        voisines = range(max(0, suivante - 1), min(len(self.bornes), suivante + 1))
        pres = [(abs(self.bornes[rang] - place), self.rangs[rang]) for rang in voisines]
        return next((page for ecart, page in sorted(pres) if ecart <= MARGE), None)


def _numeros_de_page(pleines: Sequence[str]) -> list[int]:
    """Lines that are page numbers: they say so, or each is alone on a page and one more than the one before."""
    seules = [(place, trouve) for place, ligne in enumerate(pleines) if (trouve := _PAGE_SEULE.match(ligne))]
    gardees = {place for place, trouve in seules if trouve[1]}
    bords = [-PAGE_MIN, *(place for place, _ in seules), len(pleines) + PAGE_MIN]
    isolees = [
        (place, int(trouve[2]))
        for (place, trouve), avant, apres in zip(seules, bords, bords[2:], strict=False)
        if min(place - avant, apres - place) >= PAGE_MIN
    ]
    for (avant, premier), (apres, second) in pairwise(isolees):
        if second == premier + 1:
            gardees |= {avant, apres}
    return sorted(gardees)


def _numerotent(places: Sequence[int], textes: Sequence[str]) -> bool:
    """Whether a line holds page numbers: they grow by one, and they say so or stand a page apart."""
    if not _se_suivent(textes):
        return False
    loin = all(apres - avant >= PAGE_MIN for avant, apres in pairwise(places))
    return all(_DIT_PAGE.search(texte) for texte in textes) or (len(places) >= SANS_PAGE_MIN and loin)


def _se_suivent(textes: Sequence[str]) -> bool:
    numeros = [int(trouve[1]) for texte in textes if (trouve := _PAGE_EN_FIN.search(texte))]
    return len(numeros) == len(textes) and all(apres == avant + 1 for avant, apres in pairwise(numeros))


def _resumer(textes: Sequence[str]) -> str:
    """`Plan 1 / Plan 2 … Plan 9`."""
    differents = list(dict.fromkeys(textes))
    return " / ".join(differents) if len(differents) <= 3 else f"{' / '.join(differents[:2])} … {differents[-1]}"
