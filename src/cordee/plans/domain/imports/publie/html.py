"""HTML of a published page, read without fetching nor running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.imports.publie.blocs import Bloc, numeroter, ranger
from cordee.plans.domain.imports.publie.texte import blocs_texte

PROFONDEUR_MAX = 250
_MUETS = {"script", "style", "noscript", "template", "head", "svg", "nav", "iframe", "object", "button", "select"}
_TITRES = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCS = {
    "p", "div", "li", "dt", "dd", "section", "article", "header", "footer", "main", "blockquote", "pre", "ul", "ol",
    "dl",
    "table", "tr", "td", "th", "form", "fieldset", "figure", "figcaption", "address", "aside", "legend", "tbody",
    "thead",
    "body", "html", "center", "details", "summary", *_TITRES,
}  # fmt: skip
_MISE_EN_PAGE = _BLOCS - {"html", "body"} | {"br"}


def blocs_html(texte: str) -> list[Bloc]:
    """Blocks of an HTML page or fragment."""
    analyseur = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        racine = lxml_html.document_fromstring(texte.encode("utf-8", "replace"), parser=analyseur)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as erreur:
        raise FichierRefuse("Cette page HTML ne se lit pas : enregistrez-la en .docx, ou collez son texte.") from erreur
    _marquer_les_alentours(racine)
    if not any(_nom(element) in _MISE_EN_PAGE for element in racine.iter()):
        return blocs_texte(texte)  # a text with some tags: its lines are its own
    return numeroter(_parcourir(racine, 0)) or blocs_texte(texte)


_ALENTOURS = "data-alentours"
"""Mark of what stands around the text of a page."""
_DU_SITE = re.compile(r"cookie|consent|breadcrumb|fil-d?-?ariane|newsletter|(?:^|[\s_-])(?:social|share|partage)", re.I)


def _marquer_les_alentours(racine: Any) -> None:
    """Banners, asides, and all that stands outside the only `main` of the page, when it holds the title."""
    corps = racine.xpath("//main | //*[@role='main']")
    for element in racine.iter("aside", "div", "section", "ul", "p", "form"):
        dit = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (_nom(element) == "aside" or _DU_SITE.search(dit)) and not element.xpath(".//h1 | .//main | .//article"):
            element.set(_ALENTOURS, "")
    if len(corps) != 1 or (racine.xpath("//h1") and not corps[0].xpath(".//h1")):
        return
    for ancetre in (corps[0], *corps[0].iterancestors()):
        for voisin in (*ancetre.itersiblings(), *ancetre.itersiblings(preceding=True)):
            if _nom(voisin) in _BLOCS:
                voisin.set(_ALENTOURS, "")


_BLANCS = re.compile(r"[ \t\r\n]+")


def _coller(texte: str | None, element: Any) -> str:
    """Text as a browser shows it: the line breaks of the source are spaces, but in what was typed as it is."""
    if not texte:
        return ""
    if any(_nom(parent) in {"pre", "textarea"} for parent in (element, *element.iterancestors())):
        return texte
    return _BLANCS.sub(" ", texte)


def _nom(element: Any) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _parcourir(element: Any, profondeur: int) -> Iterator[Bloc | None]:
    nom = _nom(element)
    if not nom or nom in _MUETS or profondeur > PROFONDEUR_MAX:
        return
    if element.get(_ALENTOURS) is not None or (
        nom == "footer"
        and not any(_nom(parent) in {"article", "section", "main"} for parent in element.iterancestors())
    ):
        yield from (replace(bloc, courant=True) for bloc in _melange(element, profondeur) if bloc is not None)
    elif nom == "table":
        yield from _table(element, profondeur)
    elif nom in _TITRES:
        yield ranger([_texte(element)], niveau=_TITRES[nom])
    elif nom == "dl":
        yield from _definitions(element)
    elif not any(_nom(enfant) in _BLOCS for enfant in element.iterdescendants()):
        yield from _feuille(element)
    elif nom == "li":
        yield from _avec_sa_puce(_melange(element, profondeur))
    else:
        yield from _melange(element, profondeur)


def _avec_sa_puce(blocs: Iterator[Bloc | None]) -> Iterator[Bloc | None]:
    """An item that holds paragraphs or another list: its first line has the dash."""
    attend = True
    for bloc in blocs:
        if attend and bloc is not None:
            attend = False
            if not (bloc.tableau or bloc.niveau or bloc.texte.startswith("- ")):
                bloc = replace(bloc, cellules=(f"- {bloc.texte}",))
        yield bloc


def _melange(element: Any, profondeur: int) -> Iterator[Bloc | None]:
    """An element that holds both text and blocks: its own text makes blocks between the others."""
    morceaux = [_coller(element.text, element)]
    for enfant in element:
        if _nom(enfant) in _BLOCS or any(_nom(e) in _BLOCS for e in enfant.iterdescendants()):
            yield from _lignes("".join(morceaux))
            morceaux = []
            yield from _parcourir(enfant, profondeur + 1)
        else:
            morceaux.append(_texte(enfant))
        morceaux.append(_coller(enfant.tail, element))
    yield from _lignes("".join(morceaux))


def _lignes(texte: str) -> Iterator[Bloc | None]:
    if "\t" in texte.strip():
        yield from blocs_texte(texte)
        return
    for ligne in texte.split("\n"):
        yield ranger([ligne])


def _feuille(element: Any) -> Iterator[Bloc | None]:
    texte = _texte(element)
    if _nom(element) == "li":
        texte = f"- {texte}"
    gras = _tout_en_gras(element)
    if "\n" in texte.strip() and ("\t" in texte.strip() or _nom(element) == "pre"):
        yield from blocs_texte(texte)
        return
    yield ranger([texte], gras=gras)


def _tout_en_gras(element: Any) -> bool:
    entier = "".join(element.itertext()).strip()
    if not entier:
        return False
    gras = "".join(
        "".join(e.itertext()) for e in element.iter("b", "strong") if _nom(e.getparent()) not in {"b", "strong"}
    )
    return gras.strip() == entier


def _texte(element: Any, *, sans_tables: bool = False) -> str:
    """Text of an element: line breaks at its blocks, boxes drawn, muted elements left out."""
    nom = _nom(element)
    if nom in _MUETS or not nom:
        return ""
    if nom == "table" and sans_tables:
        return ""
    if nom == "br":
        return "\n"
    if nom == "input":
        return _case(element)
    morceaux = [_coller(element.text, element)]
    for enfant in element:
        contenu = _texte(enfant, sans_tables=sans_tables)
        if _nom(enfant) == "li":
            contenu = f"- {contenu}"
        morceaux.append(f"\n{contenu}\n" if _nom(enfant) in _BLOCS else contenu)
        morceaux.append(_coller(enfant.tail, element))
    return "".join(morceaux)


def _case(element: Any) -> str:
    if (element.get("type") or "").lower() not in {"checkbox", "radio"}:
        return ""
    return " ☒ " if element.get("checked") is not None else " ☐ "


def _definitions(liste: Any) -> Iterator[Bloc | None]:
    """A term and its text make a row; a term without text, a line."""
    terme = ""
    for enfant in liste.iter("dt", "dd"):
        if next(enfant.iterancestors("dl")) is not liste:
            continue
        if _nom(enfant) == "dd":
            yield ranger([terme, _texte(enfant)], tableau=True)
            terme = ""
        else:
            yield ranger([terme])
            terme = _texte(enfant)
    yield ranger([terme])


def _table(table: Any, profondeur: int) -> Iterator[Bloc | None]:
    """Rows of a table. A cell that spans rows leaves an empty place below it; a nested table comes after its row."""
    ouvertes: dict[int, int] = {}
    for rang in table.iter("tr"):
        if next(rang.iterancestors("table"), None) is not table:
            continue
        cellules: list[str] = []
        largeurs: list[int] = []
        couvertes: list[int] = []
        imbriquees = []
        for cellule in rang:
            if _nom(cellule) not in {"td", "th"}:
                continue
            _sauter(ouvertes, cellules, largeurs, couvertes)
            hauteur = _nombre(cellule.get("rowspan"))
            largeur = _nombre(cellule.get("colspan"))
            if hauteur > 1:
                ouvertes[sum(largeurs)] = hauteur - 1
            imbriquees += _tables_de(cellule)
            largeurs.append(largeur)
            cellules.append(_texte(cellule, sans_tables=True))
        _sauter(ouvertes, cellules, largeurs, couvertes)
        if len(cellules) == 1 and imbriquees:  # a frame around ordinary content
            yield from _melange(next(imbriquees[0].iterancestors("td", "th")), profondeur + 1)
            continue
        yield ranger(cellules, tableau=len(cellules) > 1, largeurs=largeurs, couvertes=couvertes)
        for autre in imbriquees:
            yield from _table(autre, profondeur + 1) if profondeur < PROFONDEUR_MAX else ()


def _sauter(ouvertes: dict[int, int], cellules: list[str], largeurs: list[int], couvertes: list[int]) -> None:
    """Leaves an empty place under each cell that spans rows."""
    while ouvertes.get(sum(largeurs), 0) > 0:
        ouvertes[sum(largeurs)] -= 1
        couvertes.append(sum(largeurs))
        cellules.append("")
        largeurs.append(1)


def _tables_de(cellule: Any) -> list[Any]:
    """Tables of a cell, without those that they hold."""
    return [table for table in cellule.iter("table") if next(table.iterancestors("td", "th"), None) is cellule]


def _nombre(texte: str | None) -> int:
    return min(int(texte), 1000) if texte and texte.isdecimal() else 1
