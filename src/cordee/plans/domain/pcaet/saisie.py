"""Reading the values of a table: typed cell by cell, pasted from a spreadsheet, or from a file (docs/calculs/pcaet.md,
« Saisie »). Every fault is told with its row and its column, as the spreadsheet numbers them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from cordee.outils.texte import normaliser
from cordee.plans.domain.pcaet.completude import Cle
from cordee.plans.domain.pcaet.volets import (
    ANNEE_MAX,
    ANNEE_MIN,
    LONG_TERME,
    AnneesObjectifs,
    Ligne,
    Nature,
    Polluant,
    Tableau,
    Volet,
)

LIGNES_MAX, COLONNES_MAX = 500, 60
VALEUR_MAX = Decimal(10) ** 12
"""Beyond this nothing is a quantity of a territory: a phone number, a SIREN…"""
DECIMALES = 4
VIDES = frozenset({"", "-", "—", "–", "nd", "n.d", "n.d.", "nc", "n.c.", "s", "secret"})
"""What statistics offices write for « no value »."""
SIGNES = frozenset({Volet.SEQUESTRATION})
"""Tables whose values may be negative."""

_ANNEE = re.compile(r"(?<!\d)(199\d|20\d\d|2100)(?!\d)")
"""Years from ANNEE_MIN to ANNEE_MAX."""
_GROUPES = re.compile(r"^-?(\d+|\d{1,3}( \d{3})+)(\.\d+)?$")


class NombreIllisible(ValueError):
    """The text is not a number; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Faute:
    """A fault: `ligne` from 1, `colonne` its letters (empty: the whole row; ligne 0: the whole table)."""

    ligne: int
    colonne: str
    phrase: str

    def __str__(self) -> str:
        ou = f"Ligne {self.ligne}" if self.ligne else ""
        if self.colonne:
            ou += f", colonne {self.colonne}" if ou else f"Colonne {self.colonne}"
        return f"{ou} : {self.phrase}" if ou else self.phrase


@dataclass(slots=True)
class Lecture:
    """Values read and faults found: with a fault, nothing is to be kept."""

    valeurs: dict[Cle, Decimal] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)


def lire_nombre(brut: object, *, signe: bool = False) -> Decimal | None:
    """`1 234,5`, `1.234,5`, `12`, a number of a spreadsheet. None for an empty cell or a « non disponible ». Raises
    NombreIllisible for anything else, for a negative number unless `signe`, for an absurd size."""
    if brut is None or (isinstance(brut, str) and normaliser_blancs(brut).lower() in VIDES):
        return None
    if isinstance(brut, bool | date):
        raise NombreIllisible("un nombre est attendu ici.")
    texte = normaliser_blancs(str(brut)).replace("−", "-")
    try:
        valeur = Decimal(str(brut)) if isinstance(brut, int | float | Decimal) else Decimal(_nombre_francais(texte))
    except InvalidOperation:
        raise NombreIllisible(f"« {texte[:40]} » n'est pas un nombre.") from None
    if not valeur.is_finite() or abs(valeur) >= VALEUR_MAX:
        raise NombreIllisible(f"« {texte[:40]} » est trop grand.")
    if valeur < 0 and not signe:
        raise NombreIllisible(f"« {texte[:40]} » est négatif : une quantité positive est attendue.")
    return round(valeur, DECIMALES)


def normaliser_blancs(texte: str) -> str:
    """Single plain spaces, no blank around."""
    return " ".join(texte.split())


def _nombre_francais(texte: str) -> str:
    """`1 234,5` -> `1234.5`. When both signs are there, the last one is the decimal mark."""
    if "," in texte and "." in texte:
        milliers = "," if texte.rfind(",") < texte.rfind(".") else "."
        texte = texte.replace(milliers, "")
    texte = texte.replace(",", ".")
    if not _GROUPES.match(texte):
        raise InvalidOperation
    return texte.replace(" ", "")


def lettres(rang: int) -> str:
    """Letters of a column from its rank: 0 -> `A`, 26 -> `AA`."""
    nom = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        nom = chr(65 + reste) + nom
    return nom


def decouper(texte: str) -> list[list[str]]:
    """Cells of a table pasted from a spreadsheet: tabs between cells (semicolons when there is no tab)."""
    separateur = "\t" if "\t" in texte else ";"
    return [[cellule.strip().strip('"') for cellule in ligne.split(separateur)] for ligne in texte.splitlines()]


def lire_tableau(
    tableau: Tableau,
    cellules: Sequence[Sequence[object]],
    *,
    annee_courante: int,
    annees: AnneesObjectifs = LONG_TERME,
    sans_mot: Nature | None = None,
) -> Lecture:
    """Values of a table whose first row of headings names the years. Columns before the first year name the line; a
    pollutant or an energy written once counts for the rows below it. A heading that says neither « diagnostic » nor
    « objectif » is `sans_mot`; without it the year decides (`annee_courante`), but a year of `annees` that is already
    there may be both, and is refused."""
    lecture = Lecture()
    if len(cellules) > LIGNES_MAX or max((len(ligne) for ligne in cellules), default=0) > COLONNES_MAX:
        phrase = f"Le tableau dépasse {LIGNES_MAX} lignes ou {COLONNES_MAX} colonnes : gardez la partie utile."
        lecture.fautes.append(Faute(0, "", phrase))
        return lecture
    rang, trouvees = _trouver_annees(cellules, annee_courante, tableau.annees(annees), sans_mot)
    colonnes = {colonne: (nature, annee) for colonne, (nature, annee) in trouvees.items() if nature is not None}
    if len(colonnes) < len(trouvees):
        for colonne in trouvees.keys() - colonnes.keys():
            annee = trouvees[colonne][1]
            phrase = f"{annee} peut être les deux : écrivez « Diagnostic {annee} » ou « Objectif {annee} »."
            lecture.fautes.append(Faute(rang + 1, lettres(colonne), phrase))
        return lecture
    if not colonnes:
        phrase = "Aucune ligne d'en-tête ne donne d'année : écrivez par exemple « 2019 », « 2030 », « 2050 »."
        lecture.fautes.append(Faute(0, "", phrase))
        return lecture
    noms = _Noms(tableau)
    vues: dict[Cle, int] = {}
    for numero, ligne in enumerate(cellules[rang + 1 :], start=rang + 2):
        _lire_ligne(tableau, noms, ligne, numero, colonnes, lecture, vues)
    if not lecture.valeurs and not lecture.fautes:
        lecture.fautes.append(Faute(0, "", "Le tableau ne contient aucune valeur."))
    return lecture


def _trouver_annees(
    cellules: Sequence[Sequence[object]], annee_courante: int, annees: AnneesObjectifs, sans_mot: Nature | None
) -> tuple[int, dict[int, tuple[Nature | None, int]]]:
    """Row of the headings, and what each of its year columns holds."""
    for rang, ligne in enumerate(cellules):
        colonnes = {}
        for colonne, cellule in enumerate(ligne):
            trouvee = lire_colonne(cellule, annee_courante, annees, sans_mot)
            if trouvee is not None:
                colonnes[colonne] = trouvee
        if colonnes and (len(ligne) == 1 or min(colonnes) > 0):
            return rang, colonnes
    return 0, {}


def lire_colonne(
    cellule: object, annee_courante: int, annees: AnneesObjectifs = LONG_TERME, sans_mot: Nature | None = None
) -> tuple[Nature | None, int] | None:
    """`2019` -> a constat, `Objectif 2030` -> an objective; None when the cell names no year. No nature when the year
    may be of both."""
    if isinstance(cellule, float) and cellule.is_integer():
        cellule = int(cellule)
    texte = normaliser(str(cellule)) if isinstance(cellule, str | int) and not isinstance(cellule, bool) else ""
    ecrites = _ANNEE.findall(texte)
    if len(ecrites) != 1 or len(texte) > 40:
        return None
    annee = int(ecrites[0])
    if "objectif" in texte or "cible" in texte:
        return Nature.OBJECTIF, annee
    if any(mot in texte for mot in ("diagnostic", "constat", "reference", "realise")):
        return Nature.CONSTAT, annee
    if sans_mot is not None:
        return sans_mot, annee
    if annee > annee_courante:
        return Nature.OBJECTIF, annee
    return (None if annee in annees.toutes else Nature.CONSTAT), annee


class _Noms:
    """How lines may be called, and the group that the rows above named."""

    def __init__(self, tableau: Tableau) -> None:
        self.groupe = ""
        self.groupes: dict[str, str] = {}
        self.lignes: dict[tuple[str, str], Ligne] = {}
        for ligne in tableau.lignes:
            for alias in _alias(ligne.groupe, ligne.poste if ligne.secteur else ""):
                self.groupes[alias] = ligne.groupe
            for alias in _alias(ligne.libelle, ligne.secteur or ligne.poste):
                self.lignes[ligne.groupe, alias] = ligne
            self.lignes["", normaliser(ligne.cle)] = ligne

    def chercher(self, cellules: Sequence[object]) -> Ligne | None:
        """Line that the naming cells of a row designate; a group alone is remembered."""
        for cellule in cellules:
            nom = normaliser(str(cellule)) if cellule is not None else ""
            if not nom:
                continue
            if nom in self.groupes:
                self.groupe = self.groupes[nom]
                continue
            trouvee = self.lignes.get((self.groupe, nom)) or self.lignes.get(("", nom))
            if trouvee is not None:
                return trouvee
            for alias, groupe in self.groupes.items():
                reste = nom.removeprefix(alias).removesuffix(alias).strip()
                if reste != nom and (groupe, reste) in self.lignes:
                    self.groupe = groupe
                    return self.lignes[groupe, reste]
        return None


def _alias(libelle: str, code: str) -> set[str]:
    """Names that people give: the label, its part before and inside brackets, the code."""
    noms = {libelle, re.sub(r"\(.*?\)", "", libelle), *re.findall(r"\((.*?)\)", libelle), code, code.replace("_", " ")}
    if code == Polluant.PM25:
        noms |= {"PM2.5", "PM2,5", "PM 2.5", "PM 2,5", "Particules PM2.5"}
    if code == Polluant.COV:
        noms |= {"COVNM", "Composés organiques volatils non méthaniques"}
    return {normaliser(nom) for nom in noms} - {""}


def _lire_ligne(
    tableau: Tableau,
    noms: _Noms,
    ligne: Sequence[object],
    numero: int,
    colonnes: Mapping[int, tuple[Nature, int]],
    lecture: Lecture,
    vues: dict[Cle, int],
) -> None:
    nommantes = ligne[: min(colonnes)]
    intitule = normaliser_blancs(" ".join(str(cellule) for cellule in nommantes if cellule is not None))
    if normaliser(intitule).startswith(("total", "ensemble")):
        return
    trouvee = noms.chercher(nommantes)
    remplies = {c: ligne[c] for c in colonnes if c < len(ligne) and not _est_vide(ligne[c])}
    if not remplies:
        return
    if trouvee is None:
        phrase = f"« {intitule[:60]} » n'est pas une ligne de ce tableau." if intitule else "le nom de la ligne manque."
        lecture.fautes.append(Faute(numero, "", phrase))
        return
    for colonne, brut in remplies.items():
        nature, annee = colonnes[colonne]
        cle: Cle = (trouvee.cle, nature, annee)
        faute = _refus(tableau, cle, numero, vues)
        try:
            valeur = lire_nombre(brut, signe=tableau.volet in SIGNES)
        except NombreIllisible as illisible:
            faute, valeur = str(illisible), None
        if faute:
            lecture.fautes.append(Faute(numero, lettres(colonne), faute))
        elif valeur is not None:
            lecture.valeurs[cle] = valeur
            vues[cle] = numero


def _refus(tableau: Tableau, cle: Cle, numero: int, vues: Mapping[Cle, int]) -> str:
    if tableau.objectifs == "aucun" and cle[1] is Nature.OBJECTIF:
        return "ce tableau n'a pas d'objectifs : donnez une année de constat."
    if cle in vues:
        return f"cette valeur est déjà donnée à la ligne {vues[cle]}."
    return ""


def _est_vide(brut: object) -> bool:
    return brut is None or (isinstance(brut, str) and not brut.strip())


def verifier_annee(annee: int, nature: Nature, annee_courante: int) -> str:
    """Why a year is refused for a column, empty when it is fine: a constat is past, an objective is not ancient."""
    if not ANNEE_MIN <= annee <= ANNEE_MAX:
        return f"L'année doit être entre {ANNEE_MIN} et {ANNEE_MAX}."
    if nature is Nature.CONSTAT and annee > annee_courante:
        return f"{annee} est à venir : un diagnostic porte sur une année passée."
    return ""
