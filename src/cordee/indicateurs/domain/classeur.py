"""Cells of a file that a person sent, CSV or spreadsheet, whatever it really is. Nothing in it is ever run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import python_calamine

from cordee.indicateurs.domain.lecture_valeurs import COLONNES_MAX, LIGNES_MAX, Cellule
from cordee.indicateurs.domain.table_csv import decoder, refuser

TAILLE_MAX = 10 * 1024 * 1024
DEPLIE_MAX = 100 * 1024 * 1024
"""Bytes of all that a compressed spreadsheet holds."""
SIGNATURE_ZIP = b"PK\x03\x04"
SIGNATURE_OLE = b"\xd0\xcf\x11\xe0"


def lire_classeur(contenu: bytes, nom: str = "") -> list[list[Cellule]]:
    """Rows of the first sheet (or of the CSV). Raises ImportRefuse, in a sentence that says what to do."""
    if len(contenu) > TAILLE_MAX:
        raise refuser("Le fichier dépasse 10 Mo : gardez la feuille des valeurs, seule.")
    if contenu.startswith(SIGNATURE_OLE):
        raise refuser(
            "Ce fichier est protégé ou d'un ancien format (.xls) : enregistrez-le en .xlsx, sans mot de passe."
        )
    if contenu.startswith(SIGNATURE_ZIP):
        if nom.lower().endswith(".xlsm"):
            raise refuser("Ce classeur contient des macros : enregistrez-le en .xlsx.")
        return _lire_feuille(contenu)
    return _lire_csv(contenu)


def _lire_feuille(contenu: bytes) -> list[list[Cellule]]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            deplie = sum(membre.file_size for membre in archive.infolist())
        if deplie > DEPLIE_MAX:
            raise refuser("Ce classeur est démesuré une fois décompressé : gardez la feuille des valeurs, seule.")
        feuille = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(contenu)).get_sheet_by_index(0)
        if feuille.total_width > COLONNES_MAX * 4 or feuille.total_height > LIGNES_MAX * 4:
            raise refuser("Cette feuille est démesurée : gardez les lignes et les années utiles.")
        return [[_cellule(c) for c in rangee] for rangee in feuille.to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, python_calamine.CalamineError, ValueError, IndexError) as erreur:
        raise refuser("Ce classeur ne s'ouvre pas : enregistrez-le de nouveau en .xlsx ou en CSV.") from erreur


def _cellule(valeur: object) -> Cellule:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return float(valeur)
    if isinstance(valeur, datetime | date):
        return valeur.isoformat()
    return str(valeur)


def _lire_csv(contenu: bytes) -> list[list[Cellule]]:
    texte = decoder(contenu)
    premiere = texte.splitlines()[0]
    separateur = max(";,\t", key=premiere.count)
    try:
        return [list(rangee) for rangee in csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)]
    except csv.Error as erreur:
        raise refuser(f"Ce tableau est illisible : {erreur}. Enregistrez-le en « CSV UTF-8 ».") from erreur
