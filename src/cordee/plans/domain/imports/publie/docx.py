"""Word documents: paragraphs, tables and boxes of the body, read from their XML.

The XML is read directly rather than through python-docx, which shows neither the boxes, nor the text boxes where a
template often keeps its title, and repeats merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from cordee.plans.domain.imports.fichiers import ABIME, Archive, verifier_xml
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.imports.publie.blocs import Bloc, numeroter, ranger

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PROFONDEUR_MAX = 60
COLONNES_MAX = 60
_LISTES = re.compile(r"^(list (bullet|number)|liste à (puces|numéros))", re.I)
LISTE = -1
_COCHES = {
    "00FE",
    "F0FE",
    "0052",
    "F052",
    "0053",
    "F053",
    "0054",
    "F054",
    "00FD",
    "F0FD",
    "00FC",
    "F0FC",
    "0078",
    "F078",
}
_CASES_VIDES = {"00A8", "F0A8", "006F", "F06F", "00A3", "F0A3", "0071", "F071", "0072", "F072"}


def lire_xml(octets: bytes) -> Any:
    """Root of an XML part without DTD; nothing is expanded nor fetched. Raises `FichierRefuse`."""
    if not octets:
        raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez.")
    analyseur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(verifier_xml(octets), analyseur)
    except etree.XMLSyntaxError as erreur:
        raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez.") from erreur


def blocs_docx(archive: Archive) -> list[Bloc]:
    """Blocks of the body of a .docx, in order."""
    corps = lire_xml(archive.lire("word/document.xml")).find(f"{W}body")
    styles = _styles(archive)
    return numeroter(_contenu(corps, styles, 0)) if corps is not None else []


def _styles(archive: Archive) -> dict[str, int]:
    """Level of heading by style id, `LISTE` for the styles of lists."""
    octets = archive.lire("word/styles.xml")
    niveaux: dict[str, int] = {}
    for style in lire_xml(octets).iter(f"{W}style") if octets else ():
        nom = style.find(f"{W}name")
        texte = (nom.get(f"{W}val") if nom is not None else "") or ""
        if niveau := niveau_de_titre(texte):
            niveaux[style.get(f"{W}styleId") or ""] = niveau
        elif style.find(f"{W}pPr/{W}numPr/{W}numId") is not None or re.match(
            r"list (bullet|number)|liste à puces", texte, re.I
        ):
            niveaux[style.get(f"{W}styleId") or ""] = LISTE
    return niveaux


def _puce(proprietes: Any, styles: dict[str, int]) -> str:
    """A dash for a paragraph that is an item of a list, by itself or by its style."""
    if proprietes is None:
        return ""
    style = proprietes.find(f"{W}pStyle")
    de_liste = style is not None and styles.get(style.get(f"{W}val")) == LISTE
    return "- " if de_liste or proprietes.find(f"{W}numPr") is not None else ""


def niveau_de_titre(nom: str) -> int:
    """`heading 2`, `Titre 2`, `Title`: level of the heading, 0 for another style."""
    trouve = re.match(r"^(?:heading|titre|title)[\s_]*(\d)?", nom.replace("_20_", " ").lower())
    if trouve is None:
        return 0
    return int(trouve[1]) if trouve[1] else 1


def _contenu(parent: Any, styles: dict[str, int], profondeur: int) -> Iterator[Bloc | None]:
    if profondeur > PROFONDEUR_MAX:
        return
    for element in parent:
        if element.tag == f"{W}p":
            yield from _paragraphe(element, styles, profondeur)
        elif element.tag == f"{W}tbl":
            yield from _table(element, styles, profondeur)
        elif element.tag == f"{W}sdt":
            contenu = element.find(f"{W}sdtContent")
            yield from _contenu(contenu, styles, profondeur + 1) if contenu is not None else ()


def _paragraphe(paragraphe: Any, styles: dict[str, int], profondeur: int) -> Iterator[Bloc | None]:
    proprietes = paragraphe.find(f"{W}pPr")
    style = proprietes.find(f"{W}pStyle") if proprietes is not None else None
    identifiant = style.get(f"{W}val") if style is not None else ""
    niveau = max(0, styles.get(identifiant, niveau_de_titre(identifiant or "")))
    puce = _puce(proprietes, styles) if not niveau else ""
    if any("PAGEREF" in (champ.text or "") for champ in paragraphe.iter(f"{W}instrText")):
        return  # a line of the summary
    for cadre in _cadres(paragraphe):
        yield from _contenu(cadre, styles, profondeur + 1)
    texte = texte_de(paragraphe)
    if texte.strip():
        yield from _lignes(f"{puce}{texte}", niveau, _tout_en_gras(paragraphe))


def _lignes(texte: str, niveau: int, gras: bool) -> Iterator[Bloc | None]:
    """A paragraph with tabs is a row; forced line breaks make paragraphs."""
    for ligne in texte.split("\n"):
        cellules = ligne.strip().split("\t")
        yield ranger(cellules, niveau=niveau, gras=gras, tableau=len(cellules) > 1)


def _cadres(element: Any) -> Iterator[Any]:
    """Text boxes of a paragraph, each once (a fallback repeats them for old readers)."""
    for cadre in element.iter(f"{W}txbxContent"):
        if not any(parent.tag == f"{MC}Fallback" for parent in cadre.iterancestors()):
            yield cadre


def texte_de(element: Any) -> str:
    """Text of a paragraph: tabs, line breaks, boxes; without text boxes, deleted text nor instructions of fields."""
    morceaux: list[str] = []
    _ramasser(element, morceaux, 0)
    return "".join(morceaux)


def _ramasser(element: Any, morceaux: list[str], profondeur: int) -> None:
    if profondeur > PROFONDEUR_MAX:
        return
    for enfant in element:
        nom = enfant.tag
        if nom == f"{W}t":
            morceaux.append(enfant.text or "")
        elif nom == f"{W}tab":
            morceaux.append("\t")
        elif nom in {f"{W}br", f"{W}cr"}:
            morceaux.append("\n")
        elif nom == f"{W}noBreakHyphen":
            morceaux.append("-")
        elif nom == f"{W}sym":
            morceaux.append(_symbole((enfant.get(f"{W}char") or "").upper()))
        elif nom == f"{W}checkBox":
            morceaux.append(_case_ancienne(enfant))
        elif nom in {
            f"{W14}checkbox",
            f"{W}pPr",
            f"{W}rPr",
            f"{W}del",
            f"{W}instrText",
            f"{MC}Fallback",
            f"{W}txbxContent",
        }:
            continue
        else:
            _ramasser(enfant, morceaux, profondeur + 1)


def _symbole(code: str) -> str:
    return "☒" if code in _COCHES else "☐" if code in _CASES_VIDES else "- " if code in {"F0B7", "F0A7", "F0D8"} else ""


def _case_ancienne(case: Any) -> str:
    """A box of an old form: ticked by hand, else as it was by default."""
    for nom in ("checked", "default"):
        etat = case.find(f"{W}{nom}")
        if etat is not None:
            return "☐" if etat.get(f"{W}val") in {"0", "false"} else "☒"
    return "☐"


def _tout_en_gras(paragraphe: Any) -> bool:
    passages = [r for r in paragraphe.iter(f"{W}r") if "".join(t.text or "" for t in r.iter(f"{W}t")).strip()]
    return bool(passages) and all(_gras(passage) for passage in passages)


def _gras(passage: Any) -> bool:
    marque = passage.find(f"{W}rPr/{W}b")
    return marque is not None and marque.get(f"{W}val") not in {"0", "false"}


def _table(table: Any, styles: dict[str, int], profondeur: int) -> Iterator[Bloc | None]:
    for rang in table.iter(f"{W}tr"):
        if next(rang.iterancestors(f"{W}tbl"), None) is not table:
            continue
        cellules, apres = [], []
        largeurs: list[int] = []
        couvertes: list[int] = []
        for cellule in _cellules(rang):
            fusion = cellule.find(f"{W}tcPr/{W}vMerge")
            suite = fusion is not None and fusion.get(f"{W}val") != "restart"
            couvertes += [sum(largeurs)] if suite else []
            largeurs.append(_largeur(cellule))
            imbriquees = cellule.findall(f"{W}tbl")
            apres += imbriquees
            cellules.append("" if suite else _texte_cellule(cellule, styles, imbriquees=bool(imbriquees)))
        if len(cellules) == 1:
            yield from _cellule_seule(rang, styles, profondeur)
        else:
            yield ranger(cellules, tableau=True, largeurs=largeurs, couvertes=couvertes)
            for autre in apres:
                yield from _table(autre, styles, profondeur + 1) if profondeur < PROFONDEUR_MAX else ()


def _largeur(cellule: Any) -> int:
    """Columns over which a cell spreads."""
    ecrit = cellule.find(f"{W}tcPr/{W}gridSpan")
    nombre = (ecrit.get(f"{W}val") or "") if ecrit is not None else ""
    return min(int(nombre), COLONNES_MAX) if nombre.isdecimal() and int(nombre) else 1


def _cellule_seule(rang: Any, styles: dict[str, int], profondeur: int) -> Iterator[Bloc | None]:
    """A row of one cell is a frame around ordinary content."""
    for cellule in _cellules(rang):
        yield from _contenu(cellule, styles, profondeur + 1)


def _cellules(rang: Any) -> Iterator[Any]:
    for enfant in rang:
        if enfant.tag == f"{W}tc":
            yield enfant
        elif enfant.tag == f"{W}sdt":
            yield from enfant.iterfind(f"{W}sdtContent/{W}tc")


def _texte_cellule(cellule: Any, styles: dict[str, int], *, imbriquees: bool) -> str:
    lignes = []
    for paragraphe in cellule.iter(f"{W}p"):
        if imbriquees and next(paragraphe.iterancestors(f"{W}tc"), None) is not cellule:
            continue
        puce = _puce(paragraphe.find(f"{W}pPr"), styles)
        texte = texte_de(paragraphe).replace("\t", " ")
        if texte.strip():
            lignes.append(f"{puce}{texte.strip()}")
    return "\n".join(lignes)
