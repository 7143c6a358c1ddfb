"""Words, ruled lines and boxes of the pages of a PDF, as JSON on the standard output.

This file is a program: it is run alone, in a process with little memory and little time, and knows nothing of the rest
(docs/adr/0029). It reads a PDF on its standard input. Nothing of the PDF is executed: scripts, attachments, links are
not looked at; the fields of a form are read as they are printed.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

MEMOIRE = 1536 * 1024 * 1024
SECONDES = 30
PAGES_MAX = 400
MOTS_MAX = 250_000
SEGMENTS_MAX = 20_000
"""Segments of one page; more are a drawing."""
TRAIT = 2.5
"""Thickness of a rectangle that is a ruled line."""
COURT = 8.0
"""Length of the shortest one."""
CASE_MIN, CASE_MAX = 4.5, 15.0
"""Sides of a drawn box."""
PROFONDEUR_MAX = 6
Point = tuple[float, float]
Matrice = tuple[float, float, float, float, float, float]


class Refus(Exception):
    """Why the file is not read: a word that the caller makes a sentence of."""


def extraire(octets: bytes) -> dict[str, Any]:
    """The pages of a PDF: `mots` are (x0, y0, x1, y1, text, size, bold), from the top left; `traits` (x0, y0, x1, y1);
    `cases` (x0, y0, x1, y1, ticked); `image` whether a picture covers a good part of the page."""
    import pypdfium2  # imported here: only the process that reads has it
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as faute:
        chiffre = pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise Refus("chiffre" if chiffre else "abime") from faute
    nombre = len(document)
    if nombre > PAGES_MAX:
        raise Refus("pages")
    if document.get_formtype():
        document.init_forms()
    pages, total = [], 0
    for rang in range(nombre):
        try:
            page = document[rang]
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
            page.close()
            page = document[rang]
        except pypdfium2.PdfiumError:
            pages.append({"largeur": 0, "hauteur": 0, "mots": [], "traits": [], "cases": [], "image": True})
            continue
        lue = _Page(page, pdfium).lire()
        page.close()
        total += len(lue["mots"])
        if total > MOTS_MAX:
            raise Refus("mots")
        pages.append(lue)
    return {"pages": pages}


class _Page:
    def __init__(self, page: Any, pdfium: Any) -> None:
        self.page, self.pdfium = page, pdfium
        gauche, bas, droite, haut = page.get_bbox()
        self.boite = (gauche, bas, droite, haut)
        self.tour = page.get_rotation() // 90 % 4
        largeur, hauteur = droite - gauche, haut - bas
        self.largeur, self.hauteur = (hauteur, largeur) if self.tour % 2 else (largeur, hauteur)

    def lire(self) -> dict[str, Any]:
        mots = list(self._mots())
        traits, cases, image = self._dessins()
        return {
            "largeur": round(self.largeur, 1), "hauteur": round(self.hauteur, 1), "mots": mots, "traits": traits,
            "cases": cases, "image": image,
        }  # fmt: skip

    def _place(self, x: float, y: float) -> Point:
        """A point of the page as it is seen, from its top left."""
        gauche, bas, droite, haut = self.boite
        if self.tour == 1:
            return y - bas, x - gauche
        if self.tour == 2:
            return droite - x, y - bas
        if self.tour == 3:
            return haut - y, droite - x
        return x - gauche, haut - y

    def _rectangle(self, x0: float, y0: float, x1: float, y1: float) -> list[float]:
        (ax, ay), (bx, by) = self._place(x0, y0), self._place(x1, y1)
        return [round(min(ax, bx), 1), round(min(ay, by), 1), round(max(ax, bx), 1), round(max(ay, by), 1)]

    # Words

    def _mots(self) -> Iterator[list[Any]]:
        textes = self.page.get_textpage()
        signe_de = self.pdfium.FPDFText_GetUnicode
        mot: list[int] = []
        texte: list[str] = []
        for rang in range(textes.count_chars()):
            code = signe_de(textes, rang)
            signe = chr(code) if code not in (0, 2) and code < 0x110000 else ("\u00ad" if code == 2 else " ")
            if signe.isspace() and signe not in "\u00a0\u202f\u2009":
                yield from self._couper(textes, mot, texte)
                mot, texte = [], []
            elif signe >= " ":
                mot.append(rang)
                texte.append(signe)
        yield from self._couper(textes, mot, texte)
        textes.close()

    def _couper(self, textes: Any, rangs: list[int], signes: list[str]) -> Iterator[list[Any]]:
        """A word, or several when its letters are far from each other."""
        if not rangs:
            return
        taille = self._taille(textes, rangs[0])
        premier, dernier = self._boite(textes, rangs[0]), self._boite(textes, rangs[-1])
        largeur = dernier[2] - premier[0]
        droit = abs(premier[3] - dernier[3]) < taille * 0.6 and 0 <= largeur <= max(2.5, len(rangs) * 1.1) * taille
        if droit or len(rangs) == 1 or not self._horizontal(textes, rangs[0]):
            yield self._mot(textes, rangs, signes, taille)
            return
        debut, avant = 0, premier
        for place in range(1, len(rangs)):
            boite = self._boite(textes, rangs[place])
            if abs(boite[3] - avant[3]) > taille * 0.6 or not -taille < boite[0] - avant[2] < taille * 0.35:
                yield self._mot(textes, rangs[debut:place], signes[debut:place], taille)
                debut = place
            avant = boite
        yield self._mot(textes, rangs[debut:], signes[debut:], taille)

    def _mot(self, textes: Any, rangs: list[int], signes: list[str], taille: float) -> list[Any]:
        boites = [self._boite(textes, rangs[0]), self._boite(textes, rangs[-1])]
        haut, bas = min(b[1] for b in boites), max(b[3] for b in boites)
        gauche, droite = min(b[0] for b in boites), max(b[2] for b in boites)
        gras = self.pdfium.FPDFText_GetFontWeight(textes, rangs[0]) >= 600 or self._nom_gras(textes, rangs[0])
        texte = "".join(signes).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return [gauche, haut, droite, bas, texte, round(taille, 1), int(gras)]

    def _nom_gras(self, textes: Any, rang: int) -> bool:
        tampon, signes = ctypes.create_string_buffer(128), ctypes.c_int()
        self.pdfium.FPDFText_GetFontInfo(textes, rang, tampon, 128, signes)
        nom = tampon.value.decode("ascii", "replace").lower()
        return any(mot in nom for mot in ("bold", "black", "heavy", "gras"))

    def _taille(self, textes: Any, rang: int) -> float:
        """Size of the letters on the page, whatever the scale of what draws them."""
        matrice = self.pdfium.FS_MATRIX()
        self.pdfium.FPDFText_GetMatrix(textes, rang, matrice)
        taille = self.pdfium.FPDFText_GetFontSize(textes, rang) * math.hypot(matrice.c, matrice.d)
        if not 2 <= taille <= 200:
            boite = self._boite(textes, rang)
            taille = (boite[3] - boite[1]) / 1.2
        return float(min(max(taille, 2.0), 200.0))

    def _horizontal(self, textes: Any, rang: int) -> bool:
        angle = self.pdfium.FPDFText_GetCharAngle(textes, rang) - self.tour * math.pi / 2
        return abs(math.sin(angle)) < 0.2

    def _boite(self, textes: Any, rang: int) -> list[float]:
        cadre = self.pdfium.FS_RECTF()
        self.pdfium.FPDFText_GetLooseCharBox(textes, rang, cadre)
        return self._rectangle(cadre.left, cadre.bottom, cadre.right, cadre.top)

    # Drawings

    def _dessins(self) -> tuple[list[list[float]], list[list[Any]], bool]:
        self.traits: list[list[float]] = []
        self.cases: list[list[float]] = []
        self.marques: list[list[float]] = []
        self.images = 0.0
        self.reste = SEGMENTS_MAX
        self._parcourir(self.page.raw, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0, racine=True)
        if self.reste < 0:
            self.traits, self.cases = [], []
        cases = [[*case, int(any(_dans(marque, case) for marque in self.marques))] for case in _uniques(self.cases)]
        return self.traits, cases, self.images > 0.3 * self.largeur * self.hauteur

    def _parcourir(self, parent: Any, matrice: Matrice, niveau: int, *, racine: bool = False) -> None:
        pdfium = self.pdfium
        compter = pdfium.FPDFPage_CountObjects if racine else pdfium.FPDFFormObj_CountObjects
        prendre = pdfium.FPDFPage_GetObject if racine else pdfium.FPDFFormObj_GetObject
        for rang in range(compter(parent)):
            objet = prendre(parent, rang)
            genre = pdfium.FPDFPageObj_GetType(objet)
            if genre == pdfium.FPDF_PAGEOBJ_PATH:
                self._chemin(objet, _composer(self._matrice(objet), matrice))
            elif genre == pdfium.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, *_ = _composer(self._matrice(objet), matrice)
                self.images += abs(a * d - b * c)
            elif genre == pdfium.FPDF_PAGEOBJ_FORM and niveau < PROFONDEUR_MAX:
                self._parcourir(objet, _composer(self._matrice(objet), matrice), niveau + 1)
            if self.reste < 0:
                return

    def _matrice(self, objet: Any) -> Matrice:
        lue = self.pdfium.FS_MATRIX()
        self.pdfium.FPDFPageObj_GetMatrix(objet, lue)
        return lue.a, lue.b, lue.c, lue.d, lue.e, lue.f

    def _chemin(self, objet: Any, matrice: Matrice) -> None:
        """The sub-paths of a path: ruled lines, frames, boxes."""
        pdfium = self.pdfium
        nombre = pdfium.FPDFPath_CountSegments(objet)
        self.reste -= max(0, nombre)
        if self.reste < 0:
            return
        remplissage, contour = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(objet, remplissage, contour)
        if not remplissage.value and not contour.value:
            return
        points: list[Point] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        courbe = False
        for rang in range(nombre):
            segment = pdfium.FPDFPath_GetPathSegment(objet, rang)
            genre = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            if genre == pdfium.FPDF_SEGMENT_MOVETO and points:
                self._tracer(points, courbe, bool(contour.value), self._couleur(objet, bool(contour.value)))
                points, courbe = [], False
            courbe = courbe or genre == pdfium.FPDF_SEGMENT_BEZIERTO
            points.append(_appliquer(matrice, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment) and points[-1] != points[0]:
                points.append(points[0])
        if points:
            self._tracer(points, courbe, bool(contour.value), self._couleur(objet, bool(contour.value)))

    def _couleur(self, objet: Any, contour: bool) -> bool:
        """Whether the ink shows on white paper."""
        lire = self.pdfium.FPDFPageObj_GetStrokeColor if contour else self.pdfium.FPDFPageObj_GetFillColor
        rouge, vert, bleu, opacite = (ctypes.c_uint() for _ in range(4))
        if not lire(objet, rouge, vert, bleu, opacite):
            return True
        return opacite.value > 8 and min(rouge.value, vert.value, bleu.value) < 253

    def _tracer(self, points: list[Point], courbe: bool, contour: bool, visible: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        cadre = self._rectangle(min(xs), min(ys), max(xs), max(ys))
        large, haut = cadre[2] - cadre[0], cadre[3] - cadre[1]
        if large > self.largeur * 1.5 or haut > self.hauteur * 1.5:
            return
        if max(large, haut) <= CASE_MAX:
            self._petit(cadre, points, courbe, visible)
        elif min(large, haut) <= TRAIT:
            if visible:
                self._trait(cadre)
        elif visible and not courbe and len(points) <= 5 and _est_droit(points, courbe):
            x0, y0, x1, y1 = cadre
            if large < self.largeur * 0.98 or contour:
                self.traits += [[x0, y0, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1], [x1, y0, x1, y1]]
        elif visible and not courbe and contour:
            for (ax, ay), (bx, by) in pairwise(points):
                trait = self._rectangle(ax, ay, bx, by)
                if min(trait[2] - trait[0], trait[3] - trait[1]) <= 1:
                    self._trait(trait)

    def _petit(self, cadre: list[float], points: list[Point], courbe: bool, visible: bool) -> None:
        """A box, what ticks one, or a short piece of a ruled line."""
        large, haut = cadre[2] - cadre[0], cadre[3] - cadre[1]
        carre = min(large, haut) >= CASE_MIN and abs(large - haut) < 2.5 and len(points) >= 4
        if carre and _est_droit(points, courbe):
            self.cases.append(cadre)
        elif max(large, haut) >= 2:
            self.marques.append(cadre)
            if visible and min(large, haut) <= TRAIT:
                self._trait(cadre)

    def _trait(self, cadre: list[float]) -> None:
        large, haut = cadre[2] - cadre[0], cadre[3] - cadre[1]
        x, y = (cadre[0] + cadre[2]) / 2, (cadre[1] + cadre[3]) / 2
        if max(large, haut) >= COURT:
            self.traits.append([cadre[0], y, cadre[2], y] if large > haut else [x, cadre[1], x, cadre[3]])


def _est_droit(points: list[Point], courbe: bool) -> bool:
    """A rectangle, its corners round perhaps."""
    if courbe:
        return len(points) >= 8
    return all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) < 0.8 for a, b in pairwise(points))


def _composer(dedans: Matrice, dehors: Matrice) -> Matrice:
    a, b, c, d, e, f = dedans
    aa, bb, cc, dd, ee, ff = dehors
    return (
        a * aa + b * cc, a * bb + b * dd, c * aa + d * cc, c * bb + d * dd, e * aa + f * cc + ee, e * bb + f * dd + ff,
    )  # fmt: skip


def _appliquer(matrice: Matrice, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrice
    return a * x + c * y + e, b * x + d * y + f


def _dans(marque: list[float], case: list[float]) -> bool:
    x, y = (marque[0] + marque[2]) / 2, (marque[1] + marque[3]) / 2
    return case[0] - 1 <= x <= case[2] + 1 and case[1] - 1 <= y <= case[3] + 1


def _uniques(cases: list[list[float]]) -> list[list[float]]:
    gardees: list[list[float]] = []
    for case in cases[:2000]:
        if not any(abs(case[0] - autre[0]) < 3 and abs(case[1] - autre[1]) < 3 for autre in gardees):
            gardees.append(case)
    return gardees


def _limiter() -> None:
    """Little memory and little time, where the system can say so."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))


def main() -> int:
    """Reads, writes; 3 for a refusal whose word is on the standard output."""
    _limiter()
    try:
        reponse = extraire(sys.stdin.buffer.read())
    except Refus as refus:
        sys.stdout.write(str(refus))
        return 3
    except MemoryError:
        sys.stdout.write("memoire")
        return 3
    json.dump(reponse, sys.stdout, separators=(",", ":"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
