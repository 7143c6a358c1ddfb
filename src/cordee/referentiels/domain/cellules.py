"""Reading the cells of a table of definitions, every problem noted with its line and column."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from cordee.referentiels.domain.erreurs import ErreurImport, ImportRefuse

TAILLE_MAX: Final = 20_000_000
"""Characters; the largest official file has about one million."""

_NOMBRE_VIRGULE = re.compile(r"-?\d+(?:,\d+)?")
_NOMBRE_POINT = re.compile(r"-?\d+(?:\.\d+)?")
_REMPLACEMENT: Final = "\ufffd"
_MOJIBAKE: Final = ("Ã©", "Ã¨", "â€™")


class LigneTable:
    """One row of a table: its cells by lower-case header, and where to note what is wrong."""

    def __init__(self, ligne: int, cellules: Mapping[str, str], noms: Mapping[str, str], erreurs: list[ErreurImport]):
        self.ligne = ligne
        self._cellules, self._noms, self._erreurs = cellules, noms, erreurs

    def refuse(self, colonne: str, message: str) -> None:
        """Note a problem of this row."""
        self._erreurs.append(ErreurImport(self.ligne, self._noms.get(colonne, colonne), message))

    def text(self, colonne: str) -> str:
        """Cell without surrounding blanks, empty when the column is absent."""
        return self._cellules.get(colonne, "").strip()

    def words(self, colonne: str, separateur: str | None = None) -> tuple[str, ...]:
        """List cell: separated by ``separateur``, by blanks when ``None``; without duplicates."""
        morceaux = (morceau.strip() for morceau in self.text(colonne).split(separateur))
        return tuple(dict.fromkeys(morceau for morceau in morceaux if morceau))

    def number(self, colonne: str, *, virgule: bool) -> float | None:
        """Number ≥ 0 of a cell (decimal comma or dot), ``None`` when it is empty or wrong (noted)."""
        texte = self.text(colonne)
        if not texte:
            return None
        forme = _NOMBRE_VIRGULE if virgule else _NOMBRE_POINT
        if not forme.fullmatch(texte):
            self.refuse(colonne, f"« {texte} » n'est pas un nombre.")
            return None
        valeur = float(texte.replace(",", "."))
        if valeur < 0 or math.isinf(valeur):
            self.refuse(colonne, f"« {texte} » doit être un nombre positif.")
            return None
        return valeur


def decode(contenu: str | bytes) -> str:
    """Text of a file, refused with a clear message when it is empty, too big, or not in UTF-8."""
    if len(contenu) > TAILLE_MAX:
        raise _refus("Le fichier est trop gros : un référentiel tient en quelques mégaoctets.")
    if isinstance(contenu, bytes):
        try:
            texte = contenu.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refus("Le fichier n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 » puis recommencez.") from None
    else:
        texte = contenu.removeprefix("\ufeff")
    if not texte.strip():
        raise _refus("Le fichier est vide.")
    if _REMPLACEMENT in texte or any(trace in texte for trace in _MOJIBAKE):
        raise _refus("Les accents du fichier sont abîmés : enregistrez-le en « CSV UTF-8 » puis recommencez.")
    return texte


def read_lignes(
    texte: str, erreurs: list[ErreurImport], *, delimiteur: str | None = None, obligatoires: tuple[str, ...]
) -> Iterator[LigneTable]:
    """Rows of a table with headers, matched whatever their case; blank rows are skipped.

    Without ``delimiteur`` (a tab-separated table without quotes has ``"\\t"``), comma or semicolon is recognised from
    the header. Raises ``ImportRefuse`` when an ``obligatoires`` header is missing or a header appears twice.
    """
    if delimiteur is None:
        premiere = texte.splitlines()[0]
        lecteur = csv.reader(_physical_lines(texte), delimiter=max(",;", key=premiere.count), strict=True)
    else:
        lecteur = csv.reader(_physical_lines(texte), delimiter=delimiteur, quoting=csv.QUOTE_NONE)
    try:
        entete = [nom.strip() for nom in next(lecteur)]
        _check_entete(entete, obligatoires)
        noms = {nom.lower(): nom for nom in entete}
        suivante = lecteur.line_num + 1
        for cellules in lecteur:
            ligne, suivante = suivante, lecteur.line_num + 1
            if not any(cellule.strip() for cellule in cellules):
                continue
            if len(cellules) > len(entete):
                erreurs.append(ErreurImport(ligne, "", f"{len(cellules)} cellules pour {len(entete)} colonnes."))
            yield LigneTable(ligne, dict(zip(noms, cellules, strict=False)), noms, erreurs)
    except csv.Error as erreur:
        message = f"Le tableau est illisible à partir d'ici (guillemet non fermé, cellule trop longue ?) : {erreur}."
        erreurs.append(ErreurImport(lecteur.line_num, "", message))


def _physical_lines(texte: str) -> Iterator[str]:
    """Lines with their ends, cut at line feeds only: a cell may hold other Unicode separators."""
    return (ligne + "\n" for ligne in texte.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _check_entete(entete: list[str], obligatoires: tuple[str, ...]) -> None:
    noms = [nom.lower() for nom in entete]
    absents = [nom for nom in obligatoires if nom not in noms]
    if absents:
        raise _refus(
            f"Il manque la colonne {', '.join(f'« {nom} »' for nom in absents)}. "
            f"Colonnes lues : {', '.join(nom for nom in entete if nom) or 'aucune'}."
        )
    doubles = sorted({nom for nom in noms if nom and noms.count(nom) > 1})
    if doubles:
        raise _refus(f"La colonne « {doubles[0]} » apparaît deux fois.")


def _refus(message: str) -> ImportRefuse:
    return ImportRefuse([ErreurImport(1, "", message)])
