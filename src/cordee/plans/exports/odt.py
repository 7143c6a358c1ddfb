"""What our OpenDocument texts are made of: the same pieces as `word.Document`, written as the XML of the standard.

No library: odfpy no longer moves, and a package of five small files is all that a text document is. Styles are in
`odt_styles`; names of styles have no meaning but there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cordee.plans.domain.colonnes_cellules import nettoyer
from cordee.plans.domain.grille_calendrier import TITRE as CALENDRIER
from cordee.plans.domain.grille_calendrier import GrilleCalendrier
from cordee.plans.exports.grille import MARQUE
from cordee.plans.exports.montants import Lien, Tableau
from cordee.plans.exports.odt_styles import ESPACES, automatiques, styles
from cordee.plans.exports.phrases import LECTEUR, morceaux

LARGEUR, LIBELLE, COIN = 176, 40, 62
"""Millimetres of text in a line of A4, of the labels, of the first column of a calendar."""
MIME = "application/vnd.oasis.opendocument.text"
_LISTES = {"bullet_list_open": "Puces", "ordered_list_open": "Numeros"}
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def texte(mots: str, style: str = "") -> str:
    """Words as XML; `\\n` is a line break, several spaces stay."""
    lignes = [escape(ligne) for ligne in nettoyer(f"|{mots}|")[1:-1].split("\n")]
    xml = re.sub(r" {2,}", lambda m: f' <text:s text:c="{len(m[0]) - 1}"/>', "<text:line-break/>".join(lignes))
    return f"<text:span text:style-name={quoteattr(style)}>{xml}</text:span>" if style else xml


class DocumentOdt:
    """A text document in our style; `langue`, what it is written in, is that of its spelling checker."""

    def __init__(self, titre: str, auteur: str, entete: str, le: date, langue: str = "fr") -> None:
        self.titre_du_document, self.auteur, self.entete, self.le = titre, auteur or "Cordée", entete, le
        self.langue = {"fr": "fr-FR"}.get(langue, langue)
        self._corps: list[str] = []
        self._tableaux = 0
        self._largeurs: set[int] = set()

    def octets(self) -> bytes:
        """The file: `mimetype` first and uncompressed, as the standard wants."""
        corps = "".join(self._corps)
        contenu = (
            f'{_XML}<office:document-content {ESPACES} office:version="1.3">'
            f"{automatiques(self._largeurs)}<office:body><office:text>"
            f"{corps}</office:text></office:body></office:document-content>"
        )
        parties = {
            "content.xml": contenu,
            "styles.xml": _XML + styles(texte(self.entete), self.langue),
            "meta.xml": self._meta(),
            "META-INF/manifest.xml": _manifeste(),
        }
        tampon = io.BytesIO()
        with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
            archive.writestr(ZipInfo("mimetype"), MIME, ZIP_STORED)
            for nom, xml in parties.items():
                archive.writestr(nom, xml)
        return tampon.getvalue()

    def _meta(self) -> str:
        return (
            f'{_XML}<office:document-meta {ESPACES} office:version="1.3"><office:meta>'
            f"<dc:title>{texte(self.titre_du_document)}</dc:title><dc:creator>{texte(self.auteur)}</dc:creator>"
            f"<dc:language>{self.langue}</dc:language><dc:date>{self.le.isoformat()}T00:00:00</dc:date>"
            "</office:meta></office:document-meta>"
        )

    # Pieces

    def paragraphe(self, mots: str, style: str = "Standard", *, gras: bool = False, saut: bool = False) -> None:
        """A paragraph, on a new page if asked. `gras` says it on the words themselves: our import looks there."""
        self.brut(texte(mots, "Gras" if gras else ""), style, saut=saut)

    def brut(self, xml: str, style: str = "Standard", *, saut: bool = False) -> None:
        """A paragraph whose words are XML already."""
        self._corps.append(f'<text:p text:style-name="{style}{"Saut" if saut else ""}">{xml}</text:p>')

    def titre(self, xml: str, niveau: int, *, signet: str = "", saut: bool = False) -> None:
        """A heading of this level, on a new page if asked, with a bookmark for the summary."""
        marque = f"<text:bookmark text:name={quoteattr(signet)}/>" if signet else ""
        self._corps.append(
            f'<text:h text:style-name="Titre{niveau}{"Saut" if saut else ""}" text:outline-level="{niveau}">'
            f"{marque}{xml}</text:h>"
        )

    def sommaire(self, entrees: Sequence[tuple[int, str, str]]) -> None:
        """A table of contents already filled: (level from 1, text, bookmark). The pages are references, which the word
        processor counts when it opens the file."""
        lignes = "".join(
            f'<text:p text:style-name="Sommaire{niveau}"><text:a xlink:type="simple" text:style-name="Lien{niveau}" '
            f'text:visited-style-name="Lien{niveau}" xlink:href={quoteattr("#" + signet)}>'
            f'{texte(mots)}</text:a><text:tab/><text:bookmark-ref text:reference-format="page" '
            f"text:ref-name={quoteattr(signet)}>…</text:bookmark-ref></text:p>"
            for niveau, mots, signet in entrees
        )
        self._corps.append(
            '<text:table-of-content text:name="Sommaire" text:protected="false"><text:table-of-content-source '
            'text:outline-level="2"/><text:index-body>' + lignes + "</text:index-body></text:table-of-content>"
        )

    def rubriques(self, lignes: Iterable[tuple[str, Sequence[str], bool]], description: str) -> None:
        """A table of labels and texts: (label, values, whether they are Markdown)."""
        rangees = [
            self._rangee(
                [
                    f'<text:p text:style-name="Libelle">{texte(libelle)}</text:p>',
                    "".join(
                        markdown(valeur)
                        if est_markdown
                        else f'<text:p text:style-name="Cellule">{texte(valeur)}</text:p>'
                        for valeur in valeurs
                    ),
                ],
                "Cellule",
            )
            for libelle, valeurs, est_markdown in lignes
        ]
        if rangees:
            self._tableau(description, (LIBELLE, LARGEUR - LIBELLE), "".join(rangees))

    def figures(self, tableau: Tableau, premiere: int = 0) -> None:
        """A table of figures with its caption, its header repeated on each page, its totals. `premiere` is the width of
        the first column in millimetres."""
        self.paragraphe(tableau.titre, "Legende")
        lignes = [(ligne, "Cellule") for ligne in tableau.lignes] + [
            (total, "CelluleTotal") for total in tableau.totaux
        ]
        entete = self._rangee(self._cases(tableau.entetes, tableau, "Entete"), "CelluleEntete")
        corps = "".join(
            self._rangee(self._cases(ligne, tableau, "Total" if style == "CelluleTotal" else "Cellule"), style)
            for ligne, style in lignes
        )
        premiere = premiere or (46 if tableau.droite and min(tableau.droite) > 1 else 38)
        autres = len(tableau.entetes) - 1
        largeurs = [premiere, *[(LARGEUR - premiere) // autres] * autres] if autres else [LARGEUR]
        entetes = f"<table:table-header-rows>{entete}</table:table-header-rows>"
        self._tableau(tableau.titre, largeurs, entetes + corps)

    def grille(self, grille: GrilleCalendrier) -> None:
        """The calendar of the sous-actions: cells filled with ink, which say so to those who do not see them."""
        nombre = len(grille.colonnes)
        largeur = (LARGEUR - COIN) // nombre
        tetes = []
        if grille.annees:
            annees = "".join(_case("EnteteCentre", annee, etendue=etendue) for annee, etendue in grille.annees)
            tetes.append(_case("Entete", CALENDRIER) + annees)
        coin = "" if grille.annees else CALENDRIER
        colonnes = "".join(_case("EnteteCentre", colonne.titre, "CelluleEntete") for colonne in grille.colonnes)
        tetes.append(_case("Entete", coin, "CelluleEntete") + colonnes)
        rangees = [
            _case("Cellule", "\u2003" * (rangee.niveau - 1) + rangee.intitule)
            + (_case("Mots", rangee.mots, etendue=nombre) if rangee.mots else "".join(map(_pleine, rangee.cases)))
            for rangee in grille.rangees
        ]
        entetes = f"<table:table-header-rows>{''.join(map(_rangee, tetes))}</table:table-header-rows>"
        self.brut("")
        self._tableau(
            f"{CALENDRIER}, par {grille.pas}", [LARGEUR - largeur * nombre, *[largeur] * nombre],
            entetes + "".join(map(_rangee, rangees)),
        )  # fmt: skip

    def _cases(self, ligne: Sequence[str], tableau: Tableau, style: str) -> list[str]:
        return [
            f'<text:p text:style-name="{style}{"Droite" if rang in tableau.droite else ""}">{_mots(mots)}</text:p>'
            for rang, mots in enumerate(ligne)
        ]

    def _rangee(self, cellules: Iterable[str], style: str) -> str:
        cases = "".join(
            f'<table:table-cell table:style-name="{style}" office:value-type="string">{xml}</table:table-cell>'
            for xml in cellules
        )
        return _rangee(cases)

    def _tableau(self, description: str, largeurs: Sequence[int], rangees: str) -> None:
        self._tableaux += 1
        self._largeurs |= set(largeurs)
        colonnes = "".join(f'<table:table-column table:style-name="Col{largeur}"/>' for largeur in largeurs)
        self._corps.append(
            f'<table:table table:name="Tableau{self._tableaux}" table:style-name="Tableau">'
            f"<table:title>{texte(description)}</table:title>{colonnes}{rangees}</table:table>"
        )

    def markdown(self, mots: str) -> None:
        """The paragraphs and lists of a Markdown text."""
        self._corps.append(markdown(mots))


def _mots(mots: str) -> str:
    """Words of a cell, which may lead to a page."""
    if not isinstance(mots, Lien):
        return texte(mots)
    return f'<text:a xlink:type="simple" xlink:href={quoteattr(mots.adresse)}>{texte(mots)}</text:a>'


def _rangee(cases: str) -> str:
    return f'<table:table-row table:style-name="Rangee">{cases}</table:table-row>'


def _pleine(pleine: bool) -> str:
    return _case("Pleine", MARQUE, "CellulePleine") if pleine else _case("Cellule", "")


def _case(paragraphe: str, mots: str, cellule: str = "Cellule", *, etendue: int = 1) -> str:
    """A cell, over several columns if asked."""
    plus = f' table:number-columns-spanned="{etendue}"' if etendue > 1 else ""
    return (
        f'<table:table-cell table:style-name="{cellule}" office:value-type="string"{plus}>'
        f'<text:p text:style-name="{paragraphe}">{texte(mots)}</text:p></table:table-cell>'
        + "<table:covered-table-cell/>"
        * (etendue - 1)
    )


def markdown(mots: str) -> str:
    """Paragraphs and lists of a Markdown text as XML."""
    sortie: list[str] = []
    for bloc in LECTEUR.parse(mots):
        if bloc.type in _LISTES:
            sortie.append(f'<text:list text:style-name="{_LISTES[bloc.type]}">')
        elif bloc.type in ("bullet_list_close", "ordered_list_close"):
            sortie.append("</text:list>")
        elif bloc.type in ("list_item_open", "list_item_close"):
            sortie.append("<text:list-item>" if bloc.type == "list_item_open" else "</text:list-item>")
        elif bloc.type in ("inline", "fence", "code_block"):
            sortie.append(f'<text:p text:style-name="Cellule">{_phrase(bloc)}</text:p>')
    return "".join(sortie)


def _phrase(bloc: Any) -> str:
    return "".join(
        texte(mots, ("Gras" if gras else "") + ("Italique" if italique else "")) if mots else "<text:line-break/>"
        for mots, gras, italique in morceaux(bloc)
    )


def _manifeste() -> str:
    entrees = "".join(
        f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{mime}"/>'
        for nom, mime in (
            ("/", MIME),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    espace = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"'
    return f"{_XML}<manifest:manifest {espace}>{entrees}</manifest:manifest>"
