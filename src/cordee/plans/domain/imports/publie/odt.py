"""LibreOffice documents: headings, paragraphs, lists and tables of `content.xml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cordee.plans.domain.imports.fichiers import Archive
from cordee.plans.domain.imports.publie.blocs import Bloc, numeroter, ranger
from cordee.plans.domain.imports.publie.docx import lire_xml, niveau_de_titre

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
PROFONDEUR_MAX = 60
REPETITIONS_MAX = 50


def blocs_odt(archive: Archive) -> list[Bloc]:
    """Blocks of an .odt, in order."""
    racine = lire_xml(archive.lire("content.xml"))
    corps = racine.find(f"{_OFFICE}body/{_OFFICE}text")
    if corps is None:
        return []
    return numeroter(_Lecteur(racine).contenu(corps, 0))


def _est_cochee(case: Any) -> bool:
    """A box ticked by somebody, else ticked at first."""
    return bool((case.get(f"{_FORM}current-state") or case.get(f"{_FORM}state")) == "checked")


def _repetitions(cellule: Any) -> int:
    ecrit = cellule.get(f"{_TABLE}number-columns-repeated") or "1"
    return min(int(ecrit), REPETITIONS_MAX) if ecrit.isdecimal() else 1


class _Lecteur:
    def __init__(self, racine: Any) -> None:
        self.gras: set[str] = set()
        self.parents: dict[str, str] = {}
        for style in racine.iter(f"{_STYLE}style"):
            nom = style.get(f"{_STYLE}name") or ""
            self.parents[nom] = style.get(f"{_STYLE}parent-style-name") or ""
            proprietes = style.find(f"{_STYLE}text-properties")
            if proprietes is not None and proprietes.get(f"{_FO}font-weight") in {"bold", "700", "800", "900"}:
                self.gras.add(nom)
        self.cases = {
            case.get(f"{_FORM}id") or case.get(_XML_ID) or "": "☒" if _est_cochee(case) else "☐"
            for case in racine.iter(f"{_FORM}checkbox")
        }

    def contenu(self, parent: Any, profondeur: int) -> Iterator[Bloc | None]:
        if profondeur > PROFONDEUR_MAX:
            return
        for element in parent:
            if element.tag in {f"{_TEXT}h", f"{_TEXT}p"}:
                yield from self._paragraphe(element, profondeur)
            elif element.tag == f"{_TABLE}table":
                yield from self._table(element, profondeur)
            elif element.tag == f"{_TEXT}list":
                for ligne in self._lignes_de_liste(element):
                    yield ranger([ligne])
            elif element.tag in {f"{_TEXT}section", f"{_TEXT}index-body", f"{_DRAW}frame", f"{_DRAW}text-box"}:
                yield from self.contenu(element, profondeur + 1)

    def _paragraphe(self, element: Any, profondeur: int) -> Iterator[Bloc | None]:
        for cadre in element.iter(f"{_DRAW}text-box"):
            yield from self.contenu(cadre, profondeur + 1)
        style = element.get(f"{_TEXT}style-name") or ""
        niveau = 0
        if element.tag == f"{_TEXT}h":
            ecrit = element.get(f"{_TEXT}outline-level") or "1"
            niveau = int(ecrit) if ecrit.isdecimal() else 1
        niveau = niveau or niveau_de_titre(style) or niveau_de_titre(self.parents.get(style, ""))
        gras = style in self.gras or self._tout_en_gras(element)
        for ligne in self._texte(element).split("\n"):
            cellules = ligne.strip().split("\t")
            yield ranger(cellules, niveau=niveau, gras=gras, tableau=len(cellules) > 1)

    def _tout_en_gras(self, element: Any) -> bool:
        if (element.text or "").strip():
            return False
        passages = list(element)
        return bool(passages) and all(
            (p.get(f"{_TEXT}style-name") in self.gras or not "".join(p.itertext()).strip())
            and not (p.tail or "").strip()
            for p in passages
        )

    def _texte(self, element: Any) -> str:
        morceaux = [element.text or ""]
        for enfant in element:
            morceaux += [self._morceau(enfant), enfant.tail or ""]
        return "".join(morceaux)

    def _morceau(self, enfant: Any) -> str:
        if enfant.tag == f"{_TEXT}s":
            return " "
        if enfant.tag == f"{_TEXT}tab":
            return "\t"
        if enfant.tag == f"{_TEXT}line-break":
            return "\n"
        if enfant.tag == f"{_DRAW}control":
            return self.cases.get(enfant.get(f"{_DRAW}control") or "", "")
        if enfant.tag in {f"{_DRAW}frame", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}tracked-changes"}:
            return ""
        return self._texte(enfant)

    def _lignes_de_liste(self, liste: Any, profondeur: int = 0) -> Iterator[str]:
        for item in liste:
            for element in item:
                if element.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                    yield f"- {self._texte(element)}"
                elif element.tag == f"{_TEXT}list" and profondeur < PROFONDEUR_MAX:
                    yield from self._lignes_de_liste(element, profondeur + 1)

    def _cellule(self, cellule: Any) -> str:
        lignes: list[str] = []
        for element in cellule:
            if element.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                lignes.append(self._texte(element).replace("\t", " "))
            elif element.tag == f"{_TEXT}list":
                lignes += self._lignes_de_liste(element)
        return "\n".join(lignes)

    def _table(self, table: Any, profondeur: int) -> Iterator[Bloc | None]:
        ouvertes: dict[int, int] = {}
        for rang in table.iter(f"{_TABLE}table-row"):
            if next(rang.iterancestors(f"{_TABLE}table"), None) is not table:
                continue
            cellules: list[str] = []
            couvertes = {place for place, reste in ouvertes.items() if reste}
            ouvertes = {place: reste - 1 for place, reste in ouvertes.items() if reste > 1}
            contenus = []
            imbriquees = []
            for cellule in rang:
                if cellule.tag == f"{_TABLE}covered-table-cell":
                    cellules += [""] * _repetitions(cellule)
                elif cellule.tag == f"{_TABLE}table-cell":
                    fois = _repetitions(cellule)
                    hauteur = cellule.get(f"{_TABLE}number-rows-spanned") or "1"
                    if hauteur.isdecimal() and int(hauteur) > 1:
                        ouvertes[len(cellules)] = int(hauteur) - 1
                    cellules += [self._cellule(cellule)] * fois
                    contenus.append(cellule)
                    imbriquees += cellule.findall(f"{_TABLE}table")
            if len([c for c in rang if c.tag == f"{_TABLE}table-cell"]) == 1 and len(cellules) == 1:
                yield from self.contenu(contenus[0], profondeur + 1)
                continue
            yield ranger(cellules, tableau=True, couvertes=couvertes)
            for autre in imbriquees:
                yield from self._table(autre, profondeur + 1) if profondeur < PROFONDEUR_MAX else ()
