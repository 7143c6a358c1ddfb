"""The link by which an authority files its opinion, and the dossier that it reads there (docs/calculs/pcaet.md, « Dépôt
par lien »)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cordee.outils.choix import ChoixTexte

OCTETS = 32
LONGUEUR_MAX = 100
JOURS_APRES, JOURS_MAX = 30, 180
"""Days that a link stays open after the deadline of the opinion, and at most after the day it is made."""


class EtatLien(ChoixTexte):
    """Where a link stands on a day."""

    OUVERT = "ouvert", "En attente de dépôt"
    DEPOSE = "depose", "Avis déposé"
    FERME = "ferme", "Fermé"
    EXPIRE = "expire", "Expiré"

    @property
    def se_lit(self) -> bool:
        """Whether the dossier can still be read by it."""
        return self in {EtatLien.OUVERT, EtatLien.DEPOSE}


def fabriquer_jeton() -> str:
    """256 random bits, for an address: nothing of it can be guessed, so that a fast fingerprint is enough."""
    return secrets.token_urlsafe(OCTETS)


def empreinte_du_jeton(jeton: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def etat_du_lien(*, expire_le: date, revoque: bool, depose: bool, jour: date) -> EtatLien:
    """A link that was closed says nothing else; used, it is read until its last day, which counts."""
    if revoque:
        return EtatLien.FERME
    if jour > expire_le:
        return EtatLien.EXPIRE
    return EtatLien.DEPOSE if depose else EtatLien.OUVERT


def dernier_jour_propose(echeance: date | None, jour: date) -> date:
    """A month after the deadline: a late opinion is still recorded; never beyond the longest life of a link."""
    voulu = max(echeance or jour, jour) + timedelta(days=JOURS_APRES)
    return min(voulu, jour + timedelta(days=JOURS_MAX))


@dataclass(slots=True)
class TableauTransmis:
    """A volet as it was sent: its columns, then its lines with one text a column."""

    volet: str
    unite: str
    colonnes: list[str] = field(default_factory=list)
    rangees: list[tuple[str, list[str]]] = field(default_factory=list)


def tableaux_transmis(valeurs: Iterable[Mapping[str, Any]], ecrire: Any = str) -> list[TableauTransmis]:
    """The tables of a dossier kept by a transmission, from its flat values (`volet`, `poste`, `secteur`, `nature`,
    `annee`, `valeur`, `unite`): constats before objectives, years in order."""
    par_volet: dict[str, dict[str, dict[tuple[str, int], Any]]] = {}
    unites: dict[str, str] = {}
    for une in valeurs:
        ligne = ", ".join(mot for mot in (une["poste"], une["secteur"]) if mot)
        par_volet.setdefault(une["volet"], {}).setdefault(ligne, {})[une["nature"], une["annee"]] = une["valeur"]
        unites[une["volet"]] = une["unite"]
    tableaux = []
    for volet, lignes in par_volet.items():
        colonnes = sorted({colonne for cases in lignes.values() for colonne in cases})
        tableau = TableauTransmis(volet, unites[volet], [f"{nature} {annee}" for nature, annee in colonnes])
        tableau.rangees = [
            (ligne, [ecrire(cases[colonne]) if colonne in cases else "" for colonne in colonnes])
            for ligne, cases in lignes.items()
        ]
        tableaux.append(tableau)
    return tableaux
