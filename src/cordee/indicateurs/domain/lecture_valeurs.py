"""A table of values of a collectivité: one row an indicateur, one column a year (docs/guide/indicateurs.md).

The columns are those of our export: a name or an identifiant, and years (`2024`, `2024 Résultat`, `2030 Objectif`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cordee.indicateurs.domain.erreurs import ErreurLigne
from cordee.indicateurs.domain.nombres import NombreIllisible, lire_nombre
from cordee.indicateurs.domain.rapprochement import Annuaire, Connu
from cordee.outils.texte import normaliser

LIGNES_MAX = 5_000
COLONNES_MAX = 400
NOMS = {"nom", "titre", "indicateur", "indicateurs", "intitule", "libelle"}
IDENTIFIANTS = {"identifiant", "identifiant referentiel", "identifiantreferentiel", "id", "code"}
SOURCES = {"source"}
A_NOUS = {"", "collectivite"}
"""Sources of the rows that are read: those of others are not ours to enter."""
_ANNEE = re.compile(r"(?P<annee>(?:19|20|21)\d\d)(?:\.0)?(?:\s+(?P<genre>resultats?|valeurs?|objectifs?|cibles?))?")
Cellule = str | float | None


@dataclass(frozen=True, slots=True)
class ValeurLue:
    """A number to write: `champ` is resultat or objectif."""

    ligne: int
    indicateur: Connu
    annee: int
    champ: str
    nombre: float


@dataclass
class Lecture:
    """What a table says. Rows whose name is unknown are in `inconnus`, by line; nothing is guessed."""

    valeurs: list[ValeurLue] = field(default_factory=list)
    inconnus: dict[int, str] = field(default_factory=dict)
    erreurs: list[ErreurLigne] = field(default_factory=list)
    passees: int = 0


@dataclass(frozen=True, slots=True)
class _Colonnes:
    nom: int | None
    identifiant: int | None
    source: int | None
    annees: tuple[tuple[int, str, int, str], ...]
    """(rank, name, year, field) of each column of numbers."""


def lire_valeurs(rangees: Sequence[Sequence[Cellule]], annuaire: Annuaire) -> Lecture:
    """Reads a sheet whose first non-empty row is the header. An empty cell says nothing: it empties nothing."""
    lecture = Lecture()
    debut = next((rang for rang, rangee in enumerate(rangees) if any(_texte(c) for c in rangee)), None)
    if debut is None:
        lecture.erreurs.append(ErreurLigne(1, "", "Le fichier est vide."))
        return lecture
    colonnes = _lire_entete(rangees[debut], debut + 1, lecture.erreurs)
    if colonnes is None:
        return lecture
    if len(rangees) - debut - 1 > LIGNES_MAX:
        message = f"Plus de {LIGNES_MAX} lignes : coupez le fichier en plusieurs."
        lecture.erreurs.append(ErreurLigne(debut + 1, "", message))
        return lecture
    deja: dict[tuple[int, int, str], int] = {}
    for numero, rangee in enumerate(rangees[debut + 1 :], start=debut + 2):
        _lire_rangee(numero, rangee, colonnes, annuaire, lecture, deja)
    return lecture


def _lire_entete(rangee: Sequence[Cellule], numero: int, erreurs: list[ErreurLigne]) -> _Colonnes | None:
    entetes = [normaliser(_texte(cellule)) for cellule in rangee]
    if len(entetes) > COLONNES_MAX:
        erreurs.append(ErreurLigne(numero, "", f"Plus de {COLONNES_MAX} colonnes : gardez celles des années utiles."))
        return None
    annees = []
    for rang, entete in enumerate(entetes):
        if lu := _ANNEE.fullmatch(entete):
            champ = "objectif" if (lu["genre"] or "").startswith(("objectif", "cible")) else "resultat"
            annees.append((rang, _texte(rangee[rang]), int(lu["annee"]), champ))
    colonnes = _Colonnes(_rang(entetes, NOMS), _rang(entetes, IDENTIFIANTS), _rang(entetes, SOURCES), tuple(annees))
    if colonnes.nom is None and colonnes.identifiant is None:
        erreurs.append(ErreurLigne(numero, "", "Il manque une colonne « Nom » ou « Identifiant »."))
    if not annees:
        erreurs.append(ErreurLigne(numero, "", "Aucune colonne d'année : nommez-les « 2024 » ou « 2030 Objectif »."))
    return None if erreurs else colonnes


def _rang(entetes: Sequence[str], noms: Iterable[str]) -> int | None:
    return next((rang for rang, entete in enumerate(entetes) if entete in noms), None)


def _lire_rangee(
    numero: int,
    rangee: Sequence[Cellule],
    colonnes: _Colonnes,
    annuaire: Annuaire,
    lecture: Lecture,
    deja: dict[tuple[int, int, str], int],
) -> None:
    identifiant, nom = _cellule(rangee, colonnes.identifiant), _cellule(rangee, colonnes.nom)
    if not identifiant and not nom:
        if any(_texte(cellule) for cellule in rangee):
            lecture.erreurs.append(ErreurLigne(numero, "", "Cette ligne ne nomme pas d'indicateur."))
        return
    if normaliser(_cellule(rangee, colonnes.source)) not in A_NOUS:
        lecture.passees += 1
        return
    connu = (annuaire.trouver(identifiant) if identifiant else None) or (annuaire.trouver(nom) if nom else None)
    if connu is None:
        lecture.inconnus[numero] = nom or identifiant
        return
    for rang, entete, annee, champ in colonnes.annees:
        cellule = rangee[rang] if rang < len(rangee) else None
        try:
            nombre = lire_nombre(cellule)
        except NombreIllisible as erreur:
            lecture.erreurs.append(ErreurLigne(numero, entete, str(erreur)))
            continue
        if nombre is None:
            continue
        premiere = deja.setdefault((connu.pk, annee, champ), numero)
        if premiere != numero:
            message = f"« {connu.titre} » a déjà une valeur pour cette année, à la ligne {premiere}."
            lecture.erreurs.append(ErreurLigne(numero, entete, message))
            continue
        lecture.valeurs.append(ValeurLue(numero, connu, annee, champ, nombre))


def _cellule(rangee: Sequence[Cellule], rang: int | None) -> str:
    return "" if rang is None or rang >= len(rangee) else _texte(rangee[rang])


def _texte(cellule: object) -> str:
    return "" if cellule is None else str(cellule).strip()
