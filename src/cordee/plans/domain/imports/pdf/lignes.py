"""From words to lines, from lines to paragraphs (docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from cordee.plans.domain.imports.listes_cellules import PUCES
from cordee.plans.domain.imports.pdf.processus import Mot, PagePdf
from cordee.plans.domain.imports.publie.page import recoller

ECART = 0.7
"""Gap between two texts of a line, in heights of its letters."""
INTERLIGNE = 1.55
"""Distance of two lines of one paragraph, in heights of letters, at most."""
_PUCE = re.compile(rf"^(?:[{re.escape(PUCES)}\uf0b7\uf0a7\uf0d8\u2023▪■►➢✓✔–-]|\d{{1,2}}[.)]|[a-h][.)])(?=\s|$)|^☐|^☒")


@dataclass(slots=True)
class Morceau:
    """Words that follow each other on a line without a wide gap."""

    mots: list[Mot]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.mots[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(mot.x1 for mot in self.mots)

    @property
    def texte(self) -> str:
        """Its words."""
        return " ".join(mot.texte for mot in self.mots)

    @property
    def gras(self) -> bool:
        """Whether all its words are bold, boxes aside."""
        lettres = [mot for mot in self.mots if any(signe.isalnum() for signe in mot.texte)]
        return bool(lettres) and all(mot.gras for mot in lettres)


@dataclass(slots=True)
class Ligne:
    """What stands at one height."""

    morceaux: list[Morceau]

    @property
    def mots(self) -> list[Mot]:
        """All its words."""
        return [mot for morceau in self.morceaux for mot in morceau.mots]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.morceaux[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(morceau.x1 for morceau in self.morceaux)

    @property
    def y0(self) -> float:
        """Its top."""
        return min(mot.y0 for mot in self.mots)

    @property
    def y1(self) -> float:
        """Its bottom."""
        return max(mot.y1 for mot in self.mots)

    @property
    def milieu(self) -> float:
        """The height of most of its words."""
        return median(mot.milieu for mot in self.mots)

    @property
    def taille(self) -> float:
        """Size of most of its letters."""
        poids: Counter[float] = Counter()
        for mot in self.mots:
            poids[mot.taille] += len(mot.texte)
        return poids.most_common(1)[0][0]

    @property
    def texte(self) -> str:
        """Everything it says."""
        return " ".join(morceau.texte for morceau in self.morceaux)

    @property
    def est_de_cases(self) -> bool:
        """Boxes with their names, however they are spaced out."""
        return all(morceau.texte[0] in "☐☒" for morceau in self.morceaux)

    @property
    def gras(self) -> bool:
        """Whether it is all bold."""
        return all(morceau.gras for morceau in self.morceaux)


def lignes_de(mots: Iterable[Mot]) -> list[Ligne]:
    """The lines of these words, from top to bottom."""
    rangees: list[list[Mot]] = []
    for mot in sorted(mots, key=lambda m: (m.milieu, m.x0)):
        rangee = next((r for r in reversed(rangees[-3:]) if _a_la_meme_hauteur(r, mot)), None)
        if rangee is None:
            rangees.append([mot])
        else:
            rangee.append(mot)
    lignes = [Ligne(_morceaux(sorted(rangee, key=lambda m: m.x0))) for rangee in rangees]
    return sorted(lignes, key=lambda ligne: ligne.milieu)


def _a_la_meme_hauteur(rangee: Sequence[Mot], mot: Mot) -> bool:
    haut, bas = min(m.y0 for m in rangee), max(m.y1 for m in rangee)
    centre = sum(m.milieu for m in rangee) / len(rangee)
    commun = min(bas, mot.y1) - max(haut, mot.y0)
    petit = min(bas - haut, mot.y1 - mot.y0)
    if any(min(m.x1, mot.x1) - max(m.x0, mot.x0) > 2 and abs(m.milieu - mot.milieu) > 2 for m in rangee[-40:]):
        return False
    return commun > 0.5 * petit and abs(mot.milieu - centre) < 0.5 * max(bas - haut, mot.y1 - mot.y0)


def _morceaux(mots: Sequence[Mot]) -> list[Morceau]:
    ecarts = [suivant.x0 - mot.x1 for mot, suivant in pairwise(mots)]
    taille = max(min(max(mot.taille for mot in mots), 40.0), 4.0)
    positifs = [ecart for ecart in ecarts if ecart > 0.1]
    justifie = len(positifs) >= 4 and max(positifs) < 1.7 * min(positifs) and max(positifs) < 2 * taille
    morceaux = [Morceau([mots[0]])]
    for mot, avant, ecart in zip(mots[1:], mots, ecarts, strict=False):
        seuil = ECART * max(4.0, min(avant.taille, mot.taille))
        suite_de_cases = mot.texte[0] in "☐☒" and morceaux[-1].mots[0].texte[0] in "☐☒"
        est_une_case = avant.texte in "☐☒" or _PUCE.match(avant.texte)
        if ecart > (seuil * 3 if est_une_case else seuil) and not justifie and not suite_de_cases:
            morceaux.append(Morceau([mot]))
        elif ecart > 0.05 * avant.taille or ecart < -0.5 * taille or mot.texte in "☐☒" or avant.texte in "☐☒":
            morceaux[-1].mots.append(mot)
        else:  # two halves of a word, in two fonts perhaps
            dernier = morceaux[-1].mots[-1]
            morceaux[-1].mots[-1] = replace(dernier, x1=mot.x1, texte=dernier.texte + mot.texte)
    return morceaux


def taille_du_corps(pages: Iterable[PagePdf]) -> float:
    """Size of the letters of most words."""
    poids: Counter[float] = Counter()
    for page in pages:
        for mot in page.mots:
            poids[round(mot.taille * 2) / 2] += len(mot.texte)
    return poids.most_common(1)[0][0] if poids else 10.0


@dataclass(slots=True)
class Paragraphe:
    """Lines that go on from one to the next."""

    texte: str
    ligne: Ligne
    gras: bool
    taille: float


def est_une_puce(texte: str) -> bool:
    """Whether a line begins an item of a list."""
    return bool(_PUCE.match(texte))


def paragraphes_de(lignes: Sequence[Ligne], droite: float) -> list[Paragraphe]:
    """Joins the lines that the width of the page cut: the first word of the next one would not have fitted before
    `droite`."""
    resultat: list[Paragraphe] = []
    precedente: Ligne | None = None
    for ligne in lignes:
        if precedente is not None and resultat and _suit(precedente, ligne, droite):
            dernier = resultat[-1]
            dernier.texte = joindre(dernier.texte, ligne.texte)
            dernier.gras = dernier.gras and ligne.gras
        else:
            resultat.append(Paragraphe(ligne.texte, ligne, ligne.gras, ligne.taille))
        precedente = ligne
    return resultat


def _suit(avant: Ligne, ligne: Ligne, droite: float) -> bool:
    if est_une_puce(ligne.texte) or abs(avant.taille - ligne.taille) > 0.6:
        return False
    if ligne.milieu - avant.milieu > INTERLIGNE * max(avant.taille, avant.y1 - avant.y0):
        return False
    if avant.gras != ligne.gras and (avant.gras or not _dans_une_phrase(ligne.texte)):
        return False
    premier = ligne.mots[0]
    return avant.x1 + 0.25 * avant.taille + (premier.x1 - premier.x0) > droite + 1 or _coupe(avant.texte, ligne.texte)


def _dans_une_phrase(texte: str) -> bool:
    return texte[:1].islower()


def _coupe(avant: str, apres: str) -> bool:
    return avant.endswith(("\u00ad", "-", "\u2010")) and apres[:1].islower()


def joindre(avant: str, apres: str) -> str:
    """Two lines as one, the word cut between them whole again."""
    jointe = recoller(f"{avant}\n{apres}")
    return jointe.replace("\n", " ")
