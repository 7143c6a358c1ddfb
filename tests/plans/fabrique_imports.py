"""Files as people make them, for the tests of imports: spreadsheets, documents, archives."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import xlsxwriter

MODELE = (
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action ", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques",
    "Partenaires ", "Direction ou service pilote", "Personne pilote", "Élu·e référent·e ", "Participation Citoyenne",
    "Financements", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut ", "Niveau de priorité", "Date de début", "Date de fin",
    "Action en amélioration continue", "Mesures liées", "Actions liées", "Notes", "Documents et liens",
)  # fmt: skip
"""Headers of the official template, in its order."""
COURTS = {
    "axe": 0, "sous_axe": 1, "titre": 3, "sous_titre": 4, "descriptif": 5, "instances": 6, "objectifs": 7,
    "indicateurs": 8, "structure": 9, "moyens": 10, "partenaires": 11, "service": 12, "pilote": 13, "elu": 14,
    "participation": 15, "financements": 16, "financeur": 17, "montant": 18, "financeur2": 19, "montant2": 20,
    "budget": 23, "statut": 24, "priorite": 25, "debut": 26, "fin": 27, "continu": 28, "mesures": 29, "liees": 30,
    "notes": 31, "documents": 32,
}  # fmt: skip

Ligne = list[Any]


class Formule(str):
    """A cell that computes: `Formule("1/0", "#DIV/0!")`."""

    resultat: Any

    def __new__(cls, formule: str, resultat: Any) -> Formule:
        nouvelle = super().__new__(cls, formule)
        nouvelle.resultat = resultat
        return nouvelle


def ligne(**cellules: Any) -> Ligne:
    """A row of the template: `ligne(axe="1. Habitat", titre="Isoler")`."""
    rangee: Ligne = [None] * len(MODELE)
    for nom, valeur in cellules.items():
        rangee[COURTS[nom]] = valeur
    return rangee


def modele(*lignes: Ligne, entetes: Any = MODELE) -> bytes:
    """The template filled with these rows, with its bands above and its kinds of cells below."""
    return classeur({"Fichier d'import": [["Présentation de l'action"], list(entetes), *lignes]})


def classeur(
    feuilles: dict[str, list[Ligne]], fusions: dict[str, list[tuple[int, int, int, int]]] | None = None
) -> bytes:
    """An .xlsx of these sheets; `fusions` are merged ranges by sheet (top, left, bottom, right)."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as ecrit:
        jour = ecrit.add_format({"num_format": "dd/mm/yyyy"})
        for nom, lignes in feuilles.items():
            feuille = ecrit.add_worksheet(nom)
            for rang, rangee in enumerate(lignes):
                for colonne, valeur in enumerate(rangee):
                    _ecrire(feuille, rang, colonne, valeur, jour)
            for haut, gauche, bas, droite in (fusions or {}).get(nom, []):
                valeur = lignes[haut][gauche] if gauche < len(lignes[haut]) else None
                feuille.merge_range(haut, gauche, bas, droite, valeur)
    return tampon.getvalue()


def _ecrire(feuille: Any, rang: int, colonne: int, valeur: Any, jour: Any) -> None:
    if valeur is None:
        return
    if isinstance(valeur, Formule):
        feuille.write_formula(rang, colonne, f"={valeur}", None, valeur.resultat)
    elif isinstance(valeur, str):
        feuille.write_string(rang, colonne, valeur)
    elif isinstance(valeur, bool):
        feuille.write_boolean(rang, colonne, valeur)
    elif isinstance(valeur, date):
        feuille.write_datetime(rang, colonne, datetime(valeur.year, valeur.month, valeur.day), jour)  # noqa: DTZ001
    else:
        feuille.write_number(rang, colonne, valeur)


def archive(parties: dict[str, bytes | str]) -> bytes:
    """A ZIP of these parts."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for nom, contenu in parties.items():
            ecrite.writestr(nom, contenu)
    return tampon.getvalue()


def remplacer(octets: bytes, **parties: bytes | str) -> bytes:
    """The same archive with parts replaced or added; names are written with `__` for `/`."""
    voulues = {nom.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): p for nom, p in parties.items()}
    with zipfile.ZipFile(io.BytesIO(octets)) as lue:
        anciennes: dict[str, bytes | str] = {nom: lue.read(nom) for nom in lue.namelist()}
    return archive({**anciennes, **voulues})


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def ods(corps: str) -> bytes:
    """An .ods whose spreadsheet is this XML."""
    return _odf("spreadsheet", f"<office:body><office:spreadsheet>{corps}</office:spreadsheet></office:body>")


def odt(corps: str, *, styles: str = "") -> bytes:
    """An .odt whose text is this XML."""
    automatiques = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return _odf("text", f"{automatiques}<office:body><office:text>{corps}</office:text></office:body>")


def _odf(genre: str, corps: str) -> bytes:
    contenu = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODF}>{corps}</office:document-content>'
    manifeste = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="application/vnd.oasis.opendocument.{genre}"/>'
        "</manifest:manifest>"
    )
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{genre}",
            "content.xml": contenu,
            "META-INF/manifest.xml": manifeste,
        }
    )


def document(*elements: Any) -> bytes:
    """A .docx: a text is a paragraph, `(1, "…")` a heading, `"**…**"` a bold line, a list of rows a table."""
    ecrit = docx.Document()
    for element in elements:
        if isinstance(element, list):
            table = ecrit.add_table(rows=0, cols=max(len(rangee) for rangee in element))
            for rangee in element:
                cellules = table.add_row().cells
                for cellule, texte in zip(cellules, rangee, strict=False):
                    cellule.text = texte
        elif isinstance(element, tuple):
            ecrit.add_heading(element[1], element[0])
        elif element.startswith("**"):
            ecrit.add_paragraph().add_run(element.strip("*")).bold = True
        else:
            ecrit.add_paragraph(element)
    tampon = io.BytesIO()
    ecrit.save(tampon)
    return tampon.getvalue()


PUBLIEE = """Partageons le chemin, pour aller plus loin
Donner envie d'agir

Patrimoine : ce que la collectivité possède

Compétences : ce que la collectivité décide

Territoire : ce que font les autres

**Créer un réseau d'ambassadeurs du « Climat »**

<b>Enjeux et contexte</b>\tLes habitants veulent agir. Ils ne savent pas par où commencer.\t
<b>Objectifs</b>\tFormer des volontaires. Les faire se rencontrer.\t
<b>Impact de l'action</b>\t<input type="checkbox" checked> Atténuation <input type="checkbox"> Adaptation \
<input type="checkbox" checked=""> Qualité de l'air\t
<b>Sous-action 1</b>\tDescriptif\tRecruter vingt volontaires avec les communes. Les réunir une fois par mois.
\tPublic-cible\tHabitants, élus,
\tEtat\tA développer
\tCalendrier\t2024 - 2026
<b>Sous-action 2</b>\tDescriptif\tOuvrir un lieu de rencontre
\tPublic-cible\tTous
\tEtat\tEn cours
\tCalendrier\tdès 2025
<b>PILOTAGE</b>\t\t
<b>Maître d'ouvrage</b>\tCC du Haut-Sérac\t
<b>Partenaires</b>\tCommunes, associations locales\t
<b>MOYENS</b>\t\t
<b>Partenaires et dispositif financier</b>\tRégion\t
<b>EVALUATION</b>\t\t
<b>Indicateurs de suivi et d'évaluation</b>\tNombre de volontaires formés. Nombre de rencontres. \
Part des communes engagées.\t
"""
"""A published fiche copied from a page, invented, in the layout that many PCAET share."""
