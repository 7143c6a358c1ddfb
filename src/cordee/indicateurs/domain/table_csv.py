"""Rows of a CSV of people or of the nomenclature: any encoding of a spreadsheet, comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cordee.indicateurs.domain.erreurs import ErreurLigne, ImportRefuse

TAILLE_MAX = 20 * 1024 * 1024
"""Bytes of a file; the official nomenclature has a third of a million."""
CELLULE_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: its number (of its first physical line) and its cells by header, in lower case."""

    numero: int
    cellules: Mapping[str, str]

    def texte(self, colonne: str) -> str:
        """The cell without blanks around it, empty when the column is absent."""
        return self.cellules.get(colonne.lower(), "").strip()

    def mots(self, colonne: str) -> tuple[str, ...]:
        """A cell that is a list between commas, without duplicates."""
        morceaux = (morceau.strip() for morceau in self.texte(colonne).split(","))
        return tuple(dict.fromkeys(morceau for morceau in morceaux if morceau))


def decoder(contenu: bytes) -> str:
    """Text of a file in UTF-8, else as old spreadsheets write French. Raises ImportRefuse."""
    if len(contenu) > TAILLE_MAX:
        raise refuser("Le fichier dépasse 20 Mo : ce n'est pas une liste d'indicateurs.")
    if b"\0" in contenu:
        raise refuser("Ce n'est pas un fichier CSV : enregistrez la feuille en « CSV UTF-8 ».")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("cp1252", errors="replace")
    if not texte.strip():
        raise refuser("Le fichier est vide.")
    return texte


def lire_lignes(texte: str, *, obligatoires: Sequence[str], erreurs: list[ErreurLigne]) -> Iterator[Ligne]:
    """Rows under the header, blank ones skipped. Raises ImportRefuse when a column is missing or twice there; notes in
    `erreurs` a row that cannot be read."""
    premiere = texte.splitlines()[0]
    separateur = max(",;\t", key=premiere.count)
    physiques = (ligne + "\n" for ligne in texte.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    lecteur = csv.reader(physiques, delimiter=separateur, strict=True)
    try:
        entete = [nom.strip().lower() for nom in next(lecteur)]
        _verifier_entete(entete, obligatoires)
        suivante = lecteur.line_num + 1
        for cellules in lecteur:
            numero, suivante = suivante, lecteur.line_num + 1
            if not any(cellule.strip() for cellule in cellules):
                continue
            if len(cellules) > len(entete) and any(cellule.strip() for cellule in cellules[len(entete) :]):
                erreurs.append(ErreurLigne(numero, "", f"{len(cellules)} cellules pour {len(entete)} colonnes."))
            yield Ligne(numero, dict(zip(entete, cellules, strict=False)))
    except csv.Error as erreur:
        message = f"Le tableau est illisible à partir d'ici (guillemet non fermé, cellule trop longue ?) : {erreur}."
        erreurs.append(ErreurLigne(lecteur.line_num, "", message))


def _verifier_entete(entete: list[str], obligatoires: Sequence[str]) -> None:
    absentes = [nom for nom in obligatoires if nom.lower() not in entete]
    if absentes:
        lues = ", ".join(nom for nom in entete if nom) or "aucune"
        manque = ", ".join(f"« {nom} »" for nom in absentes)
        raise refuser(f"Il manque la colonne {manque}. Colonnes lues : {lues[:300]}.")
    doubles = sorted({nom for nom in entete if nom and entete.count(nom) > 1})
    if doubles:
        raise refuser(f"La colonne « {doubles[0]} » apparaît deux fois.")


def refuser(message: str) -> ImportRefuse:
    """A refusal of the whole file."""
    return ImportRefuse([ErreurLigne(1, "", message)])
