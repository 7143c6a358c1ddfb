"""Plain text, Markdown, and what one gets by copying a page: lines, tabs, bits of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from cordee.plans.domain.imports.publie.blocs import BLOCS_MAX, Bloc, ranger
from cordee.plans.domain.imports.publie.page import LIGNE_DE_CELLULE, remettre_en_page

_CASE_HTML = re.compile(r"<input\b[^>]*>", re.I)
_SAUT = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.I)
_RANGEE = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.M)
"""A row of a table in Markdown, where a tag stands for the line break that it cannot hold."""
_GRAS = re.compile(r"</?(?:b|strong)\b[^>]*>", re.I)
_BALISE = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.S)
_TITRE = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_REGLE = re.compile(r"^[\s|:\-=_*+]{3,}$")
_TOUT_GRAS = re.compile(r"^(?:\*\*|__)(?P<texte>[^*]+?)(?:\*\*|__)\s*:?$")
_RUBRIQUE_GRASSE = re.compile(r"^(?:[-*•]\s*)?(?:\*\*|__)([^*]{2,80}?)(?:\*\*|__)\s*:?\s*(\S.*)$")


def blocs_texte(texte: str) -> list[Bloc]:
    """Blocks of a text, whatever mixture it is."""
    page, courants = remettre_en_page(sans_balises(texte))
    lus = [replace(bloc, ligne=rang) for rang, bloc in _blocs(page)][:BLOCS_MAX]
    return [*lus, *(Bloc((courant,), courant=True) for courant in courants)]


def sans_balises(texte: str) -> str:
    """Text without tags: boxes become ☐ ☒, bold becomes `**`, what breaks a line does."""
    if "<" in texte:
        texte = _RANGEE.sub(lambda rangee: _SAUT.sub(LIGNE_DE_CELLULE, rangee[0]), texte)
        texte = _CASE_HTML.sub(_case, texte)
        texte = _SAUT.sub("\n", texte)
        texte = _GRAS.sub("**", texte)
        texte = _BALISE.sub("", texte)
    return html.unescape(texte).replace("\r\n", "\n").replace("\r", "\n")


def _case(trouve: re.Match[str]) -> str:
    balise = trouve[0].lower()
    if "checkbox" not in balise and "radio" not in balise:
        return ""
    return "☒" if re.search(r"\bchecked\b(?!\s*=\s*[\"']?false)", balise) else "☐"


def _blocs(texte: str) -> Iterator[tuple[int, Bloc]]:
    """Blocks with the numbers of their lines."""
    for rang, brute in enumerate(texte.split("\n"), 1):
        if brute.strip() and not _REGLE.match(brute) and (bloc := _ligne(brute)) is not None:
            yield rang, bloc


def _ligne(brute: str) -> Bloc | None:
    ligne = brute.strip()
    if "\t" in brute.strip(" ").rstrip("\t") or brute.startswith("\t"):
        cellules = [_nu(cellule.replace(LIGNE_DE_CELLULE, "\n")) for cellule in brute.strip(" ").split("\t")]
        if brute.startswith("\t") or len([c for c in cellules if c]) > 1:
            return ranger(cellules, tableau=True)
        return ranger([cellules[0]], gras="**" in brute)
    if ligne.startswith("|") and ligne.count("|") >= 2:
        cellules = [cellule.replace(LIGNE_DE_CELLULE, "\n") for cellule in re.split(r"(?<!\\)\|", ligne.strip("|"))]
        return ranger((_nu(cellule) for cellule in cellules), tableau=True)
    if titre := _TITRE.match(ligne):
        return ranger([_nu(titre[2])], niveau=len(titre[1]))
    return _paragraphe(ligne)


def _paragraphe(ligne: str) -> Bloc | None:
    if gras := _TOUT_GRAS.match(ligne):
        return ranger([gras["texte"]], gras=True)
    if rubrique := _RUBRIQUE_GRASSE.match(ligne):
        nom, suite = rubrique[1].rstrip(" :"), _nu(rubrique[2])
        return ranger([f"{nom} : {suite}"])
    return ranger([_nu(ligne)])


def _nu(texte: str) -> str:
    """Without the marks of Markdown."""
    return re.sub(r"\*\*|(?<![\w*])__|__(?!\w)|(?<!\w)`|`(?!\w)", "", texte).replace("\\|", "|").strip()
