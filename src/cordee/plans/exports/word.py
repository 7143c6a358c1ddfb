"""What our Word documents are made of: styles, header and footer, label–value tables, tables of figures, Markdown.

Real heading styles, the language on the styles, table headers repeated and described: a screen reader and the summary
of Word both find their way. Word has no Newsreader nor Source Sans: Georgia and Calibri stand for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cordee.plans.domain.grille_calendrier import TITRE as CALENDRIER
from cordee.plans.domain.grille_calendrier import GrilleCalendrier
from cordee.plans.exports.grille import MARQUE
from cordee.plans.exports.montants import Lien, Tableau
from cordee.plans.exports.phrases import LECTEUR, morceaux

ENCRE, ENCRE_2, EPICEA, MELEZE, DANGER, FILET = "1B292C", "435257", "1D5240", "8A4F04", "9F2A1C", "DDD6C7"
TEXTE, TITRE = "Calibri", "Georgia"
LARGEUR = 176
"""Millimetres of text in a line of A4."""
LIBELLE, COIN = 40, 62
_PUCES = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}


def element(nom: str, **attributs: str) -> Any:
    """An Open XML element: `element("w:shd", val="clear", fill="FFFFFF")`."""
    noeud = OxmlElement(nom)
    for attribut, valeur in attributs.items():
        noeud.set(qn(f"w:{attribut}"), valeur)
    return noeud


class Document:
    """A Word document in our style; `langue`, what it is written in, is that of its spelling checker."""

    def __init__(self, titre: str, auteur: str, entete: str, *, couverture: bool = False, langue: str = "fr") -> None:
        self.docx = docx.Document()
        self.docx.core_properties.title = titre[:250]
        self.docx.core_properties.author = (auteur or "Cordée")[:250]
        self.langue = {"fr": "fr-FR"}.get(langue, langue)
        self.docx.core_properties.language = self.langue
        self.docx.core_properties.comments = ""
        self._signets = 0
        self._styles()
        self._page(entete, couverture=couverture)

    def octets(self) -> bytes:
        """The file."""
        tampon = io.BytesIO()
        self.docx.save(tampon)
        return tampon.getvalue()

    # Style and page

    def _styles(self) -> None:
        self._style("Normal", TEXTE, 10, ENCRE, apres=3)
        normal = self.docx.styles["Normal"].element.get_or_add_rPr()
        normal.append(element("w:lang", val=self.langue, eastAsia=self.langue))
        self._style("Title", TITRE, 34, ENCRE, apres=10)
        self._style("Heading 1", TITRE, 20, ENCRE, avant=0, apres=6)
        self._style("Heading 2", TITRE, 17, ENCRE, avant=4, apres=4)
        self._style("Heading 3", TITRE, 13, ENCRE, avant=10, apres=3)
        self._style("Heading 4", TITRE, 11, ENCRE, avant=7, apres=1)
        self._style("List Bullet", TEXTE, 10, ENCRE, apres=1)
        self._style("List Number", TEXTE, 10, ENCRE, apres=1)
        self._style("Caption", TEXTE, 9, ENCRE_2, avant=6, apres=2, gras=True)
        self._style("Subtitle", TITRE, 15, ENCRE_2, apres=4)
        for nom in ("Header", "Footer"):
            self._style(nom, TEXTE, 8, ENCRE_2)
        titre = self.docx.styles["Title"].element.find(qn("w:pPr"))
        for trait in titre.findall(qn("w:pBdr")):
            titre.remove(trait)
        for nom in ("Title", "Subtitle"):  # Word's own spread their letters
            lettres = self.docx.styles[nom].element.get_or_add_rPr()
            for espacement in lettres.findall(qn("w:spacing")):
                lettres.remove(espacement)

    def _style(
        self, nom: str, police: str, taille: float, couleur: str, avant: float = 0, apres: float = 0, *,
        gras: bool = False,
    ) -> None:  # fmt: skip
        style = self.docx.styles[nom]
        style.font.name, style.font.size, style.font.bold, style.font.italic = police, Pt(taille), gras, False
        style.font.color.rgb = RGBColor.from_string(couleur)
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribut in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            polices.attrib.pop(qn(f"w:{attribut}"), None)
        for attribut in ("ascii", "hAnsi", "eastAsia", "cs"):
            polices.set(qn(f"w:{attribut}"), police)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(avant), Pt(apres)

    def _page(self, entete: str, *, couverture: bool) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(17)
        section.top_margin, section.bottom_margin = Mm(20), Mm(18)
        section.header_distance = section.footer_distance = Mm(9)
        section.different_first_page_header_footer = couverture
        section.header.paragraphs[0].text = entete
        pied = section.footer.paragraphs[0]
        pied.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.champ(pied, "PAGE", "1")
        pied.add_run(" / ")
        self.champ(pied, "NUMPAGES", "1")

    # Pieces

    def paragraphe(self, texte: str = "", style: str | None = None, *, couleur: str = "", gras: bool = False) -> Any:
        """A paragraph at the end of the document."""
        paragraphe = self.docx.add_paragraph(style=style)
        if texte:
            self.morceau(paragraphe, texte, couleur=couleur, gras=gras)
        return paragraphe

    def morceau(self, paragraphe: Any, texte: str, *, couleur: str = "", gras: bool = False) -> Any:
        """Words at the end of a paragraph; `\\n` is a line break."""
        run = paragraphe.add_run(texte)
        run.bold = gras or None
        if couleur:
            run.font.color.rgb = RGBColor.from_string(couleur)
        return run

    def filet(self, paragraphe: Any, couleur: str = ENCRE, huitiemes: int = 6, espace: int = 6) -> None:
        """A rule above the paragraph, in eighths of a point."""
        bordures = element("w:pBdr")
        bordures.append(element("w:top", val="single", sz=str(huitiemes), space=str(espace), color=couleur))
        paragraphe._p.get_or_add_pPr().insert_element_before(
            bordures, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
        )

    def titre(self, texte: str, niveau: int, *, signet: str = "", saut: bool = False) -> Any:
        """A heading of this level, on a new page if asked, with a bookmark for the summary."""
        paragraphe = self.docx.add_heading(level=niveau)
        paragraphe.paragraph_format.page_break_before = saut or None
        self.morceau(paragraphe, texte)
        if signet:
            self.signet(paragraphe, signet)
        return paragraphe

    def signet(self, paragraphe: Any, nom: str) -> None:
        """Bookmarks the paragraph."""
        self._signets += 1
        numero = str(self._signets)
        debut = element("w:bookmarkStart", id=numero, name=nom)
        paragraphe._p.insert(1 if paragraphe._p.pPr is not None else 0, debut)
        paragraphe._p.append(element("w:bookmarkEnd", id=numero))

    def champ(self, paragraphe: Any, instruction: str, texte: str, *, ouvrir: bool = True, fermer: bool = True) -> None:
        """A field (`PAGE`, `PAGEREF x`) that shows `texte` until Word counts."""
        if ouvrir:
            debut = element("w:fldChar", fldCharType="begin")
            if instruction.startswith("TOC"):
                debut.set(qn("w:dirty"), "true")
            paragraphe.add_run()._r.append(debut)
            consigne = element("w:instrText")
            consigne.set(qn("xml:space"), "preserve")
            consigne.text = f" {instruction} "
            paragraphe.add_run()._r.append(consigne)
            paragraphe.add_run()._r.append(element("w:fldChar", fldCharType="separate"))
        if texte:
            paragraphe.add_run(texte)
        if fermer:
            paragraphe.add_run()._r.append(element("w:fldChar", fldCharType="end"))

    def sommaire(self, entrees: Sequence[tuple[int, str, str]]) -> None:
        """A table of contents already filled: (level from 1, text, bookmark)."""
        for rang, (niveau, texte, signet) in enumerate(entrees):
            paragraphe = self.paragraphe()
            paragraphe.paragraph_format.left_indent = Mm(5 * (niveau - 1))
            paragraphe.paragraph_format.space_before = Pt(6 if niveau == 1 else 0)
            paragraphe.paragraph_format.space_after = Pt(1)
            paragraphe.paragraph_format.tab_stops.add_tab_stop(Mm(LARGEUR), WD_TAB_ALIGNMENT.RIGHT)
            if not rang:
                self.champ(paragraphe, 'TOC \\o "1-2" \\h \\z \\u', "", fermer=False)
            lien = element("w:hyperlink", anchor=signet, history="1")
            paragraphe._p.append(lien)
            run = self.morceau(paragraphe, texte, gras=niveau == 1, couleur=ENCRE if niveau == 1 else ENCRE_2)
            lien.append(run._r)
            paragraphe.add_run("\t")
            self.champ(paragraphe, f"PAGEREF {signet} \\h", "…")
            if rang == len(entrees) - 1:
                self.champ(paragraphe, "", "", ouvrir=False)

    def image(self, paragraphe: Any, png: bytes, description: str, *, hauteur: float = 5) -> None:
        """A small image in the line, with what it shows for those who do not see it; `hauteur` in millimetres."""
        morceau = paragraphe.add_run()
        dessin = morceau.add_picture(io.BytesIO(png), height=Mm(hauteur))
        dessin._inline.docPr.set("descr", description)

    def rubriques(self, lignes: Iterable[tuple[str, Sequence[str], bool]], description: str) -> None:
        """A table of labels and texts: (label, values, whether they are Markdown)."""
        toutes = list(lignes)
        if not toutes:
            return
        tableau = self._tableau(len(toutes), (LIBELLE, LARGEUR - LIBELLE), description)
        for rang, (libelle, valeurs, markdown) in enumerate(toutes):
            gauche, droite = tableau.rows[rang].cells
            self.morceau(gauche.paragraphs[0], libelle, couleur=ENCRE_2, gras=True)
            premier = droite.paragraphs[0]
            for valeur in valeurs:
                if markdown:
                    self.markdown(droite, valeur, premier)
                else:
                    self.morceau(premier or droite.add_paragraph(), valeur)
                premier = None
            self._bordures(tableau.rows[rang], bas=FILET if rang < len(toutes) - 1 else "")

    def figures(self, tableau: Tableau, premiere: float = 0) -> None:
        """A table of figures with its caption, its header repeated on each page, its totals. `premiere` is the width of
        the first column in millimetres."""
        self.paragraphe(tableau.titre, "Caption").paragraph_format.keep_with_next = True
        colonnes = len(tableau.entetes)
        lignes = [tableau.entetes, *tableau.lignes, *tableau.totaux]
        premiere = premiere or (46 if tableau.droite and min(tableau.droite) > 1 else 38)
        largeurs = [premiere, *[(LARGEUR - premiere) / (colonnes - 1)] * (colonnes - 1)] if colonnes > 1 else [LARGEUR]
        table = self._tableau(len(lignes), largeurs, tableau.titre)
        for rang, ligne in enumerate(lignes):
            entete, total = rang == 0, rang > len(tableau.lignes)
            for colonne, texte in enumerate(ligne):
                paragraphe = table.rows[rang].cells[colonne].paragraphs[0]
                run = self.morceau(paragraphe, texte, gras=entete or total, couleur=ENCRE_2 if entete else "")
                if isinstance(texte, Lien):
                    self._lier(paragraphe, run, texte.adresse)
                if colonne in tableau.droite:
                    paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            dernier = rang == len(tableau.lignes)
            self._bordures(table.rows[rang], bas=ENCRE if entete or (dernier and tableau.totaux) else FILET)
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))

    def grille(self, grille: GrilleCalendrier) -> None:
        """The calendar of the sous-actions: cells filled with ink, which say so to those who do not see them."""
        self.paragraphe().paragraph_format.space_after = Pt(2)
        nombre, entetes = len(grille.colonnes), 2 if grille.annees else 1
        largeurs = [COIN, *[(LARGEUR - COIN) / nombre] * nombre]
        table = self._tableau(entetes + len(grille.rangees), largeurs, f"{CALENDRIER}, par {grille.pas}")
        self._case(table.rows[0].cells[0], CALENDRIER, entete=True)
        for rang, (annee, _) in enumerate(grille.annees):
            premiere = table.rows[0].cells[2 * rang + 1]
            self._case(premiere.merge(table.rows[0].cells[2 * rang + 2]), annee, entete=True, centre=True)
        for rang, colonne in enumerate(grille.colonnes, 1):
            self._case(table.rows[entetes - 1].cells[rang], colonne.titre, entete=True, centre=True)
        for ligne in table.rows[:entetes]:
            ligne._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
        self._bordures(table.rows[entetes - 1], bas=ENCRE)
        for ligne, rangee in zip(table.rows[entetes:], grille.rangees, strict=True):
            self._case(ligne.cells[0], rangee.intitule)
            ligne.cells[0].paragraphs[0].paragraph_format.left_indent = Mm(4 * (rangee.niveau - 1))
            if rangee.mots:
                fusion = ligne.cells[1].merge(ligne.cells[nombre])
                self.morceau(fusion.paragraphs[0], rangee.mots, couleur=ENCRE_2).italic = True
            for cellule, pleine in zip(ligne.cells[1:], rangee.cases, strict=False):
                if pleine:
                    cellule._tc.get_or_add_tcPr().append(element("w:shd", val="clear", fill=EPICEA))
                    self.morceau(cellule.paragraphs[0], MARQUE, couleur=EPICEA).font.size = Pt(5)
            self._bordures(ligne, bas=FILET)

    def _case(self, cellule: Any, texte: str, *, entete: bool = False, centre: bool = False) -> None:
        run = self.morceau(cellule.paragraphs[0], texte, gras=entete, couleur=ENCRE_2 if entete else "")
        run.font.size = Pt(9)
        if centre:
            cellule.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _lier(self, paragraphe: Any, run: Any, adresse: str) -> None:
        """Makes words a link to a page."""
        numero = self.docx.part.relate_to(adresse, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        lien = element("w:hyperlink")
        lien.set(qn("r:id"), numero)
        run.font.color.rgb, run.font.underline = RGBColor.from_string(EPICEA), True
        paragraphe._p.append(lien)
        lien.append(run._r)

    def _tableau(self, lignes: int, largeurs: Sequence[float], description: str) -> Any:
        tableau = self.docx.add_table(lignes, len(largeurs))
        tableau.autofit = False
        tableau.alignment = WD_TABLE_ALIGNMENT.LEFT
        proprietes = tableau._tbl.tblPr
        marges = element("w:tblCellMar")
        for cote, points in (("top", 50), ("left", 0), ("bottom", 30), ("right", 100)):
            marges.append(element(f"w:{cote}", w=str(points), type="dxa"))
        proprietes.append(marges)
        proprietes.append(element("w:tblCaption", val=description[:250]))
        for colonne, largeur in enumerate(largeurs):
            tableau.columns[colonne].width = Mm(largeur)
            for cellule in tableau.columns[colonne].cells:
                cellule.width = Mm(largeur)
        for ligne in tableau.rows:
            ligne._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))
            for cellule in ligne.cells:
                cellule.paragraphs[0].paragraph_format.space_after = Pt(1)
        return tableau

    def _bordures(self, ligne: Any, bas: str) -> None:
        if not bas:
            return
        for cellule in ligne.cells:
            bordures = element("w:tcBorders")
            bordures.append(element("w:bottom", val="single", sz="6" if bas == ENCRE else "4", space="0", color=bas))
            cellule._tc.get_or_add_tcPr().append(bordures)

    def markdown(self, conteneur: Any, texte: str, premier: Any = None) -> None:
        """The paragraphs and lists of a Markdown text in a cell or in the document (`premier` is used up first)."""
        pile: list[str] = []
        for bloc in LECTEUR.parse(texte):
            if bloc.type in _PUCES:
                pile.append(_PUCES[bloc.type])
            elif bloc.type in ("bullet_list_close", "ordered_list_close"):
                pile.pop()
            elif bloc.type in ("inline", "fence", "code_block"):
                paragraphe = premier if premier is not None else conteneur.add_paragraph()
                premier = None
                if pile:
                    paragraphe.style = self.docx.styles[pile[-1]]
                self._phrase(paragraphe, bloc)

    def _phrase(self, paragraphe: Any, bloc: Any) -> None:
        for mots, gras, italique in morceaux(bloc):
            if mots:
                run = self.morceau(paragraphe, mots)
                run.bold, run.italic = gras or None, italique or None
            else:
                paragraphe.add_run().add_break()
