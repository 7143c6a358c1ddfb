"""What our slides are made of: a clean template built here, titles, texts, tables, native charts.

Every slide has a real title (read aloud and listed in the outline), every chart and table a description; no placeholder
stays empty. PowerPoint has no Newsreader nor Source Sans: Georgia and Calibri stand for them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from cordee.plans.exports.montants import Lien

ENCRE, ENCRE_2, PAPIER, EPICEA, MELEZE, DANGER, FILET = (
    "1B292C", "435257", "F8F5EE", "1D5240", "8A4F04", "9F2A1C", "DDD6C7",
)  # fmt: skip
SERIES = ("1D5240", "C07A1C", "265673", "7FA793")
LARGEUR, HAUTEUR = 338.67, 190.5
"""A 16:9 slide in millimetres."""
MARGE = 18
TITRE_SEUL = 5
"""Rank of the layout with only a title in the default template."""
TITRE_MAX = 110
CHIFFRE_LONG = 16
"""Characters from which a key figure (a range, mostly) is written smaller, to stay on its line."""


@dataclass(frozen=True, slots=True)
class Boite:
    """A place on a slide, in millimetres."""

    x: float
    y: float
    largeur: float
    hauteur: float

    def emu(self) -> tuple[Any, Any, Any, Any]:
        """As python-pptx wants it."""
        return Mm(self.x), Mm(self.y), Mm(self.largeur), Mm(self.hauteur)


CORPS = Boite(MARGE, 46, LARGEUR - 2 * MARGE, HAUTEUR - 62)
GAUCHE = Boite(MARGE, 46, 140, HAUTEUR - 62)
DROITE = Boite(MARGE + 150, 46, LARGEUR - 2 * MARGE - 150, HAUTEUR - 62)

LOGO = Boite(LARGEUR - MARGE - 40, 13.2, 40, 6.2)
LOGO_DE_COUVERTURE = Boite(LARGEUR - 28 - 80, 16, 80, 28)


class Dit(str):
    """Words that people wrote, in their `langue` (BCP 47)."""

    langue: str

    def __new__(cls, mots: str, langue: str) -> Dit:
        dit = str.__new__(cls, mots)
        dit.langue = langue
        return dit


def couper(texte: str, longueur: int) -> str:
    """The text, cut at a word with an ellipsis when it is too long for its place, in the same language."""
    plat = re.sub(r"\s+", " ", texte).strip()
    if len(plat) > longueur:
        plat = plat[: longueur - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return Dit(plat, texte.langue) if isinstance(texte, Dit) else plat


class Diaporama:
    """A slide show in our style."""

    def __init__(self, titre: str, auteur: str, pied: str, logo: bytes = b"") -> None:
        self.pptx = Presentation()
        self.pptx.slide_width, self.pptx.slide_height = Mm(LARGEUR), Mm(HAUTEUR)
        proprietes = self.pptx.core_properties
        proprietes.title, proprietes.author, proprietes.language = titre[:250], (auteur or "Cordée")[:250], "fr-FR"
        self.pied, self.logo = pied, logo
        self._gabarit()

    def octets(self) -> bytes:
        """The file."""
        tampon = io.BytesIO()
        self.pptx.save(tampon)
        return tampon.getvalue()

    def _gabarit(self) -> None:
        """Our colours and fonts in the theme; one layout with a title at the top, the ten others removed."""
        maitre = self.pptx.slide_master
        theme = maitre.part.part_related_by(RT.THEME)
        xml = theme.blob.decode("utf-8")
        for nom, couleur in {
            "dk2": ENCRE_2, "lt2": PAPIER, "accent1": SERIES[0], "accent2": SERIES[1], "accent3": SERIES[2],
            "accent4": SERIES[3], "accent5": DANGER, "accent6": ENCRE_2,
        }.items():  # fmt: skip
            xml = re.sub(
                rf"(<a:{nom}>).*?(</a:{nom}>)", rf'\g<1><a:srgbClr val="{couleur}"/>\g<2>', xml, flags=re.DOTALL
            )
        xml = re.sub(r'(<a:majorFont>\s*<a:latin typeface=")[^"]*', r"\g<1>Georgia", xml)
        xml = re.sub(r'(<a:minorFont>\s*<a:latin typeface=")[^"]*', r"\g<1>Calibri", xml)
        theme._blob = xml.encode("utf-8")
        garde = self.pptx.slide_layouts[TITRE_SEUL]
        for disposition in list(self.pptx.slide_layouts):
            if disposition is not garde and disposition.name != garde.name:
                self.pptx.slide_layouts.remove(disposition)
        garde.name = "Titre et contenu libre"
        for cadre in (maitre, garde):
            for forme in list(cadre.placeholders):
                if forme.placeholder_format.type is not None and "TITLE" in str(forme.placeholder_format.type):
                    forme.left, forme.top, forme.width, forme.height = Boite(MARGE, 19.5, LARGEUR - 2 * MARGE, 22).emu()
                else:
                    forme._element.getparent().remove(forme._element)
        self.disposition = garde

    # Slides

    def diapo(self, titre: str, surtitre: str = "") -> Any:
        """A slide with its title, an amber line above, and the foot of the page."""
        diapo = self.pptx.slides.add_slide(self.disposition)
        cadre = diapo.shapes.title.text_frame
        cadre.word_wrap = True
        cadre.vertical_anchor = MSO_ANCHOR.TOP
        cadre.margin_left = 0
        self._ecrire(cadre.paragraphs[0], couper(titre, TITRE_MAX), 26 if len(titre) < 62 else 20, police="Georgia")
        cadre.paragraphs[0].alignment = PP_ALIGN.LEFT
        self._trait(diapo, Boite(MARGE, 11, LARGEUR - 2 * MARGE, 0.9), EPICEA)
        if surtitre:
            self.texte(
                diapo,
                Boite(MARGE, 13.5, LARGEUR - 2 * MARGE, 6),
                [couper(surtitre, 120)],
                12,
                couleur=MELEZE,
                gras=True,
            )
        self.texte(diapo, Boite(MARGE, HAUTEUR - 13, 240, 7), [self.pied], 10, couleur=ENCRE_2)
        numero = self.texte(
            diapo, Boite(LARGEUR - MARGE - 40, HAUTEUR - 13, 40, 7), [""], 10, couleur=ENCRE_2, droite=True
        )
        self._numero(numero, len(self.pptx.slides))
        self._poser_logo(diapo, LOGO)
        return diapo

    def _poser_logo(self, diapo: Any, boite: Boite) -> None:
        """The logo as large as it can be in the box, against its right side; nothing when there is none."""
        if not self.logo:
            return
        image = diapo.shapes.add_picture(io.BytesIO(self.logo), *boite.emu()[:2])
        largeur, hauteur = boite.emu()[2:]
        rapport = min(largeur / image.width, hauteur / image.height)
        image.width, image.height = int(image.width * rapport), int(image.height * rapport)
        image.left, image.top = int(Mm(boite.x) + largeur - image.width), Mm(boite.y)
        _decrire(image, "Logo")

    def case(self, diapo: Any, boite: Boite, libelle: str) -> None:
        """An empty frame with its label, to be filled."""
        self.texte(diapo, Boite(boite.x, boite.y, boite.largeur, 7), [libelle], 12, couleur=ENCRE_2, gras=True)
        place = Boite(boite.x, boite.y + 8, boite.largeur, boite.hauteur - 8)
        forme = self.texte(diapo, place, [""], 14)
        forme.line.color.rgb = RGBColor.from_string(FILET)
        forme.line.width = Pt(1)
        forme.name = libelle

    def couverture(self, titre: str, surtitre: str, lignes: Sequence[str], bas: str) -> None:
        """The first slide."""
        diapo = self.pptx.slides.add_slide(self.disposition)
        diapo.background.fill.solid()
        diapo.background.fill.fore_color.rgb = RGBColor.from_string(PAPIER)
        self._trait(diapo, Boite(0, 0, LARGEUR, 6), EPICEA)
        self.texte(diapo, Boite(28, 48, 280, 9), [surtitre], 15, couleur=MELEZE, gras=True)
        forme = diapo.shapes.title
        forme.left, forme.top, forme.width, forme.height = Boite(28, 58, 282, 40).emu()
        forme.text_frame.word_wrap = True
        forme.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        forme.text_frame.margin_left = 0
        taille = 44 if len(titre) < 48 else 32
        self._ecrire(forme.text_frame.paragraphs[0], couper(titre, 130), taille, police="Georgia")
        forme.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        self.texte(diapo, Boite(28, 102, 280, 24), lignes, 19, couleur=ENCRE_2, police="Georgia")
        self.texte(diapo, Boite(28, 168, 280, 9), [bas], 12, couleur=ENCRE_2)
        self._poser_logo(diapo, LOGO_DE_COUVERTURE)

    def texte(
        self, diapo: Any, boite: Boite, lignes: Sequence[str], taille: float, *, couleur: str = ENCRE,
        gras: bool = False, droite: bool = False, police: str = "", espace: float = 0,
    ) -> Any:  # fmt: skip
        """A text box, a paragraph a line."""
        forme = diapo.shapes.add_textbox(*boite.emu())
        cadre = forme.text_frame
        cadre.word_wrap = True
        cadre.margin_left = cadre.margin_right = cadre.margin_top = cadre.margin_bottom = 0
        for rang, ligne in enumerate(lignes):
            paragraphe = cadre.paragraphs[0] if not rang else cadre.add_paragraph()
            self._ecrire(paragraphe, ligne, taille, couleur=couleur, gras=gras, police=police)
            paragraphe.space_after = Pt(espace)
            if droite:
                paragraphe.alignment = PP_ALIGN.RIGHT
        return forme

    def lien(self, diapo: Any, boite: Boite, texte: str, adresse: str) -> None:
        """A line that leads to a page; words alone when there is no address."""
        forme = self.texte(diapo, boite, [texte], 12, couleur=MELEZE)
        if adresse:
            forme.text_frame.paragraphs[0].runs[0].hyperlink.address = adresse

    def _ecrire(
        self, paragraphe: Any, texte: str, taille: float, *, couleur: str = ENCRE, gras: bool = False, police: str = ""
    ) -> None:
        run = paragraphe.add_run()
        run.text = texte
        run.font.size, run.font.bold = Pt(taille), gras
        run.font.color.rgb = RGBColor.from_string(couleur)
        if police:
            run.font.name = police
        langue = texte.langue if isinstance(texte, Dit) else "fr"
        run._r.get_or_add_rPr().set("lang", "fr-FR" if langue == "fr" else langue)

    def _trait(self, diapo: Any, boite: Boite, couleur: str) -> None:
        forme = diapo.shapes.add_shape(MSO_SHAPE.RECTANGLE, *boite.emu())
        forme.fill.solid()
        forme.fill.fore_color.rgb = RGBColor.from_string(couleur)
        forme.line.fill.background()
        forme.shadow.inherit = False
        _decrire(forme, "")

    def _numero(self, forme: Any, rang: int) -> None:
        run = forme.text_frame.paragraphs[0].runs[0]._r
        champ = run.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
        for enfant in list(run):
            champ.append(enfant)
        champ.find(qn("a:t")).text = str(rang)
        run.getparent().replace(run, champ)

    def chiffres(self, diapo: Any, boite: Boite, paires: Sequence[tuple[str, str]]) -> None:
        """Key figures, two a line: the figure, then what it counts. Lines are closer when there are more of them."""
        colonne = boite.largeur / 2
        pas = min(36, boite.hauteur / max((len(paires) + 1) // 2, 1))
        for rang, (valeur, libelle) in enumerate(paires):
            x, y = boite.x + (rang % 2) * colonne, boite.y + (rang // 2) * pas
            self._trait(diapo, Boite(x, y, colonne - 8, 0.3), ENCRE)
            taille = 34 if len(valeur) < 9 else 24 if len(valeur) < CHIFFRE_LONG else 16
            self.texte(diapo, Boite(x, y + 3, colonne - 8, 16), [valeur], taille, couleur=EPICEA, police="Georgia")
            self.texte(diapo, Boite(x, y + 19, colonne - 8, 12), [libelle], 13, couleur=ENCRE_2)

    def tableau(
        self, diapo: Any, boite: Boite, entetes: Sequence[str], lignes: Sequence[Sequence[str]],
        largeurs: Sequence[float], description: str, *, taille: float = 12,
    ) -> None:  # fmt: skip
        """A native table: header under an ink rule, hairlines between the rows. `largeurs` are shares."""
        forme = diapo.shapes.add_table(len(lignes) + 1, len(entetes), *boite.emu())
        _decrire(forme, description)
        table = forme.table
        proprietes = table._tbl.tblPr
        proprietes.set("bandRow", "0")
        style = proprietes.find(qn("a:tableStyleId"))
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # « No style, no grid »
        for rang, part in enumerate(largeurs):
            table.columns[rang].width = Mm(boite.largeur * part / sum(largeurs))
        for rang, ligne in enumerate([entetes, *lignes]):
            table.rows[rang].height = Mm(8)
            for colonne, valeur in enumerate(ligne):
                cellule = table.cell(rang, colonne)
                cellule.margin_left, cellule.margin_right = 0, Mm(2)
                cellule.margin_top = cellule.margin_bottom = Mm(1)
                cellule.vertical_anchor = MSO_ANCHOR.MIDDLE
                couleur = ENCRE_2 if not rang else DANGER if valeur.endswith("en retard") else ENCRE
                paragraphe = cellule.text_frame.paragraphs[0]
                self._ecrire(paragraphe, valeur, taille, couleur=couleur, gras=not rang)
                if isinstance(valeur, Lien):
                    paragraphe.runs[0].hyperlink.address = valeur.adresse
                _souligner(cellule, FILET if rang else ENCRE)

    # Charts

    def barres(
        self, diapo: Any, boite: Boite, valeurs: Mapping[str, float], description: str, *, format_: str = "0",
        couleurs: Sequence[str] = (), maximum: float | None = None,
    ) -> None:  # fmt: skip
        """Horizontal bars, first category on top, a colour each if given."""
        graphique = self._graphique(
            diapo, boite, XL_CHART_TYPE.BAR_CLUSTERED, list(valeurs), {"": list(valeurs.values())}
        )
        _decrire(graphique, description)
        chart = graphique.chart
        chart.has_legend = False
        chart.category_axis.reverse_order = True
        chart.value_axis.visible = False
        chart.value_axis.minimum_scale = 0
        if maximum:
            chart.value_axis.maximum_scale = maximum
        trace = chart.plots[0]
        trace.gap_width = 45
        self._etiquettes(trace, format_)
        serie = trace.series[0]
        for rang in range(len(valeurs)):
            couleur = couleurs[rang] if couleurs else EPICEA
            remplissage = serie.points[rang].format.fill
            remplissage.solid()
            remplissage.fore_color.rgb = RGBColor.from_string(couleur)

    def colonnes(
        self, diapo: Any, boite: Boite, categories: Sequence[str], series: Mapping[str, Sequence[float | None]],
        description: str, *, format_: str = "#,##0", empilees: bool = False, couchees: bool = False,
        couleurs: Sequence[str] = SERIES,
    ) -> None:  # fmt: skip
        """Columns (or bars if `couchees`), side by side or stacked, with a legend, a colour a series."""
        genres = {
            (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
            (True, False): XL_CHART_TYPE.COLUMN_STACKED,
            (False, True): XL_CHART_TYPE.BAR_CLUSTERED,
            (True, True): XL_CHART_TYPE.BAR_STACKED,
        }
        graphique = self._graphique(diapo, boite, genres[(empilees, couchees)], categories, series)
        _decrire(graphique, description)
        chart = graphique.chart
        self._legende(chart)
        chart.plots[0].gap_width = 60
        if couchees:
            chart.category_axis.reverse_order = True
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        if empilees:
            chart.plots[0].overlap = 100
        chart.value_axis.tick_labels.number_format = format_
        chart.value_axis.tick_labels.number_format_is_linked = False
        for rang, serie in enumerate(chart.plots[0].series):
            serie.format.fill.solid()
            serie.format.fill.fore_color.rgb = RGBColor.from_string(couleurs[rang % len(couleurs)])

    def courbes(
        self, diapo: Any, boite: Boite, categories: Sequence[str], series: Mapping[str, Sequence[float | None]],
        titre: str, description: str,
    ) -> None:  # fmt: skip
        """Lines with markers and a title: results, objectives."""
        graphique = self._graphique(diapo, boite, XL_CHART_TYPE.LINE_MARKERS, categories, series)
        _decrire(graphique, description)
        chart = graphique.chart
        chart.has_title = True
        self._ecrire(chart.chart_title.text_frame.paragraphs[0], couper(titre, 80), 14, gras=True)
        self._legende(chart)
        for rang, serie in enumerate(chart.plots[0].series):
            serie.smooth = False
            serie.format.line.color.rgb = RGBColor.from_string(SERIES[rang % len(SERIES)])
            serie.format.line.width = Pt(2.25)
            serie.marker.format.fill.solid()
            serie.marker.format.fill.fore_color.rgb = RGBColor.from_string(SERIES[rang % len(SERIES)])
            serie.marker.format.line.color.rgb = RGBColor.from_string(SERIES[rang % len(SERIES)])

    def _graphique(
        self, diapo: Any, boite: Boite, genre: Any, categories: Sequence[str],
        series: Mapping[str, Sequence[float | None]],
    ) -> Any:  # fmt: skip
        donnees = CategoryChartData()
        donnees.categories = list(categories)
        for nom, valeurs in series.items():
            donnees.add_series(nom, list(valeurs))
        graphique = diapo.shapes.add_chart(genre, *boite.emu(), donnees)
        chart = graphique.chart
        chart.font.size = Pt(12)
        chart.font.color.rgb = RGBColor.from_string(ENCRE)
        chart.has_title = False
        axes = (chart.category_axis, chart.value_axis)
        for axe in axes:
            axe.format.line.color.rgb = RGBColor.from_string(FILET)
            axe.has_major_gridlines = False
        chart.value_axis.has_major_gridlines = True
        chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(FILET)
        if genre is XL_CHART_TYPE.BAR_CLUSTERED and len(series) == 1:
            chart.value_axis.has_major_gridlines = False
        return graphique

    def _legende(self, chart: Any) -> None:
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(12)

    def _etiquettes(self, trace: Any, format_: str) -> None:
        trace.has_data_labels = True
        etiquettes = trace.data_labels
        etiquettes.number_format, etiquettes.number_format_is_linked = format_, False
        etiquettes.position = XL_LABEL_POSITION.OUTSIDE_END
        etiquettes.font.size, etiquettes.font.bold = Pt(13), True


def _decrire(forme: Any, description: str) -> None:
    """What a screen reader says of the shape; empty for a decoration."""
    proprietes = forme._element.xpath(".//p:cNvPr")[0]
    proprietes.set("descr", description)


def _souligner(cellule: Any, couleur: str) -> None:
    proprietes = cellule._tc.get_or_add_tcPr()
    trait = proprietes.makeelement(qn("a:lnB"), {"w": "9525" if couleur == ENCRE else "6350"})
    plein = trait.makeelement(qn("a:solidFill"), {})
    plein.append(plein.makeelement(qn("a:srgbClr"), {"val": couleur}))
    trait.append(plein)
    proprietes.insert(0, trait)
