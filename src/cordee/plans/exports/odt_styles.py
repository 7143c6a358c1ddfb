"""Styles of our OpenDocument texts: the same look as our Word documents."""

from __future__ import annotations

from collections.abc import Iterable

ENCRE, ENCRE_2, EPICEA, MELEZE, DANGER, FILET = "#1b292c", "#435257", "#1d5240", "#8a4f04", "#9f2a1c", "#ddd6c7"
_NOMS = {
    "office": "office", "style": "style", "text": "text", "table": "table", "meta": "meta",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible",
}  # fmt: skip
ESPACES = (
    " ".join(f'xmlns:{cle}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"' for cle, nom in _NOMS.items())
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def _paragraphe(nom: str, paragraphe: str = "", mots: str = "", parent: str = "Standard", plus: str = "") -> str:
    return (
        f'<style:style style:name="{nom}" style:family="paragraph" style:parent-style-name="{parent}" {plus}>'
        f"<style:paragraph-properties {paragraphe}/><style:text-properties {mots}/></style:style>"
    )


def _mots(taille: float, couleur: str = ENCRE, *, gras: bool = False, titre: bool = False) -> str:
    police = "Georgia" if titre else "Calibri"
    return (
        f'style:font-name="{police}" fo:font-size="{taille}pt" fo:color="{couleur}" '
        f'fo:font-weight="{"bold" if gras else "normal"}" fo:font-style="normal"'
    )


def _marges(avant: float, apres: float, plus: str = "") -> str:
    return f'fo:margin-top="{avant}pt" fo:margin-bottom="{apres}pt" {plus}'


_FILET_EPICEA = f'fo:border-top="2.25pt solid {EPICEA}" fo:padding-top="2mm"'
_FILET_ENCRE = f'fo:border-top="0.75pt solid {ENCRE}" fo:padding-top="2mm"'
_SUIVANT = 'fo:keep-with-next="always"'
_TAILLES = {1: (20, 0, 6), 2: (17, 4, 4), 3: (13, 10, 3), 4: (11, 7, 1)}


def _avec_saut(nom: str, plus: str = "") -> str:
    return _paragraphe(f"{nom}Saut", 'fo:break-before="page"', "", nom, plus)


def _titres() -> str:
    xml = ""
    for niveau, (taille, avant, apres) in _TAILLES.items():
        # A band (level 3) is ruled, as on the printed fiche.
        filet = _FILET_ENCRE if niveau == 3 else ""
        outline = f'style:default-outline-level="{niveau}" style:display-name="Titre {niveau}"'
        xml += _paragraphe(
            f"Titre{niveau}", _marges(avant, apres, f"{_SUIVANT} {filet}"), _mots(taille, titre=True), plus=outline
        )
        xml += _avec_saut(f"Titre{niveau}", f'style:default-outline-level="{niveau}"')
    return xml


def _textes() -> str:
    droite = 'fo:text-align="end"'
    tabulation = (
        '<style:tab-stops><style:tab-stop style:position="176mm" style:type="right" style:leader-style="none"/>'
        "</style:tab-stops>"
    )
    sommaires = "".join(
        f'<style:style style:name="Sommaire{niveau}" style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:paragraph-properties {_marges(6 if niveau == 1 else 0, 1)} "
        f'fo:margin-left="{5 * (niveau - 1)}mm">{tabulation}</style:paragraph-properties>'
        f"<style:text-properties {_mots(10, ENCRE if niveau == 1 else ENCRE_2, gras=niveau == 1)}/></style:style>"
        for niveau in (1, 2)
    )
    return sommaires + "".join((
        _paragraphe("Titre", _marges(0, 10), _mots(34, titre=True)),
        _paragraphe("Partie", _marges(0, 10, 'fo:break-before="page"'), _mots(20, titre=True),
                    plus='style:master-page-name="Standard"'),
        _paragraphe("SousTitre", _marges(0, 4), _mots(15, ENCRE_2, titre=True)),
        _paragraphe("Surtitre", _marges(220, 6), _mots(13, MELEZE, gras=True),
                    plus='style:master-page-name="Couverture"'),
        _paragraphe("Pied", _marges(150, 3), _mots(10, ENCRE_2)),
        _paragraphe("Axe", _marges(0, 2, f"{_FILET_EPICEA} {_SUIVANT}"), _mots(10, MELEZE, gras=True)),
        _avec_saut("Axe"),
        _paragraphe("Alerte", _marges(0, 3), _mots(10, DANGER, gras=True)),
        _paragraphe("Legende", _marges(6, 2, _SUIVANT), _mots(9, ENCRE_2, gras=True)),
        _paragraphe("Cellule", _marges(0, 1)),
        _paragraphe("CelluleDroite", droite, "", "Cellule"),
        _paragraphe("Libelle", _marges(0, 1), _mots(10, ENCRE_2, gras=True)),
        _paragraphe("Entete", _marges(0, 1), _mots(9, ENCRE_2, gras=True)),
        _paragraphe("EnteteDroite", droite, "", "Entete"),
        _paragraphe("EnteteCentre", 'fo:text-align="center"', "", "Entete"),
        _paragraphe("Mots", _marges(0, 1), _mots(10, ENCRE_2).replace('style="normal"', 'style="italic"')),
        _paragraphe("Pleine", _marges(0, 1), _mots(5, EPICEA)),
        _paragraphe("Total", _marges(0, 1), _mots(10, gras=True)),
        _paragraphe("TotalDroite", droite, "", "Total"),
        _paragraphe("EnTete", "", _mots(8, ENCRE_2)),
        _paragraphe("PiedDePage", droite, _mots(8, ENCRE_2)),
    ))  # fmt: skip


def _spans() -> str:
    gras, italique = 'fo:font-weight="bold"', 'fo:font-style="italic"'
    return "".join(
        f'<style:style style:name="{nom}" style:family="text"><style:text-properties {mots}/></style:style>'
        for nom, mots in (
            ("Gras", gras), ("Italique", italique), ("GrasItalique", f"{gras} {italique}"),
            ("Code", f'fo:color="{EPICEA}"'), ("Vide", f'fo:color="{ENCRE_2}"'),
        )
    )  # fmt: skip


def _liens() -> str:
    """Links that read as text. A link takes a named style only (an automatic one is passed over for the default, blue
    and underlined), so each level of the summary has its own here, and the two defaults are set as well."""
    noms = (
        ("Lien1", "", ENCRE), ("Lien2", "", ENCRE_2),
        ("Internet_20_link", "Internet link", ENCRE), ("Visited_20_Internet_20_Link", "Visited Internet Link", ENCRE),
    )  # fmt: skip
    return "".join(
        f'<style:style style:name="{nom}" style:family="text"'
        + (f' style:display-name="{montre}"' if montre else "")
        + f'><style:text-properties fo:color="{couleur}" style:text-underline-style="none"/></style:style>'
        for nom, montre, couleur in noms
    )


def _listes() -> str:
    retrait = '<style:list-level-properties text:space-before="{0}mm" text:min-label-width="5mm"/>'
    puces = "".join(
        f'<text:list-level-style-bullet text:level="{n}" text:bullet-char="•">{retrait.format(4 * n - 4)}'
        "</text:list-level-style-bullet>"
        for n in range(1, 6)
    )
    numeros = "".join(
        f'<text:list-level-style-number text:level="{n}" style:num-format="1" style:num-suffix=".">'
        f"{retrait.format(4 * n - 4)}</text:list-level-style-number>"
        for n in range(1, 6)
    )
    return (
        f'<text:list-style style:name="Puces">{puces}</text:list-style>'
        f'<text:list-style style:name="Numeros">{numeros}</text:list-style>'
    )


def _cellule(nom: str, bas: str, fond: str = "") -> str:
    couleur = f' fo:background-color="{fond}"' if fond else ""
    return (
        f'<style:style style:name="{nom}" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding-top="0.9mm" fo:padding-bottom="0.5mm" fo:padding-left="0mm" fo:padding-right="1.8mm" '
        f'fo:border-bottom="{bas}"{couleur}/></style:style>'
    )


def _colonne(nom: str, largeur: int) -> str:
    return (
        f'<style:style style:name="{nom}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{largeur}mm"/></style:style>'
    )


POLICES = (
    '<office:font-face-decls><style:font-face style:name="Calibri" svg:font-family="Calibri, Carlito, sans-serif"/>'
    '<style:font-face style:name="Georgia" svg:font-family="Georgia, Gelasio, serif"/></office:font-face-decls>'
)
_TABLEAUX = (
    '<style:style style:name="Tableau" style:family="table"><style:table-properties style:width="176mm" '
    + 'table:align="left"/></style:style>'
    + '<style:style style:name="Rangee" style:family="table-row"><style:table-row-properties '
    + 'fo:keep-together="always"/></style:style>'
    + _cellule("Cellule", f"0.5pt solid {FILET}")
    + _cellule("CellulePleine", f"0.5pt solid {FILET}", fond=EPICEA)
    + _cellule("CelluleEntete", f"0.75pt solid {ENCRE}")
    + _cellule("CelluleTotal", f"0.5pt solid {FILET}")
)


def automatiques(largeurs: Iterable[int]) -> str:
    """Styles that belong to the content: words, tables, and a column of each width in millimetres."""
    colonnes = "".join(_colonne(f"Col{largeur}", largeur) for largeur in sorted(set(largeurs)))
    return f"{POLICES}<office:automatic-styles>{_TABLEAUX}{_spans()}{colonnes}</office:automatic-styles>"


def _langue(code: str) -> str:
    """Attributes of a language: its country when the tag says one, the whole tag when it says more."""
    langue, _, suite = code.partition("-")
    pays = suite if len(suite) == 2 else "none"
    entier = f' style:rfc-language-tag="{code}"' if len(suite) > 2 else ""
    return f'fo:language="{langue}" fo:country="{pays}"{entier}'


def styles(entete: str, langue: str) -> str:
    """The whole of styles.xml; `entete` is the running head, as XML, and `langue` a BCP 47 tag."""
    defaut = (
        f'<style:default-style style:family="paragraph"><style:text-properties {_langue(langue)}/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"><style:paragraph-properties '
        f"{_marges(0, 3)}/><style:text-properties {_mots(10)}/></style:style>"
    )
    page = (
        '<style:page-layout style:name="{0}"><style:page-layout-properties fo:page-width="210mm" '
        'fo:page-height="297mm" fo:margin-left="17mm" fo:margin-right="17mm" fo:margin-top="9mm" '
        'fo:margin-bottom="9mm"/>{1}</style:page-layout>'
    )
    marges = (
        '<style:header-style><style:header-footer-properties fo:margin-bottom="6mm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:margin-top="4mm"/></style:footer-style>'
    )
    numero = "<text:page-number>1</text:page-number> / <text:page-count>1</text:page-count>"
    return (
        f'<office:document-styles {ESPACES} office:version="1.3">{POLICES}<office:styles>'
        f"{defaut}{_titres()}{_textes()}{_liens()}{_listes()}</office:styles>"
        f"<office:automatic-styles>{page.format('Page', marges)}{page.format('PageNue', '')}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">'
        f'<style:header><text:p text:style-name="EnTete">{entete}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="PiedDePage">{numero}</text:p></style:footer></style:master-page>'
        '<style:master-page style:name="Couverture" style:page-layout-name="PageNue" style:next-style-name="Standard"/>'
        "</office:master-styles></office:document-styles>"
    )
