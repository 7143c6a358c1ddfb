"""The Excel template that French collectivités already use, in both spellings of its headers.

Its sheet holds, besides the headers, a row of kinds of cells, a row of instructions and an example. People leave them
in place, or fill their first fiche over one of them: cells are recognised one by one (docs/calculs/import.md,
« Modèle officiel »).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.imports.classeurs import Valeur
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.entetes import Colonne, cle_entete
from cordee.plans.domain.imports.reperage import Tableau

SIGNES = {
    "axe x", "sous axe x.x", "sous sous axe x.x.x", "titre de la fiche action", "titre de l action",
    "titre de la sous action", "instances de gouvernance", "structure pilote", "moyens humains et techniques",
    "direction ou service pilote", "personne pilote", "elu e referent e", "participation citoyenne",
    "budget previsionnel total ht", "niveau de priorite", "action en amelioration continue",
}  # fmt: skip
"""Headers that only this template has together."""
SIGNES_MIN = 6
FEUILLES = {"Mode demploi", "Mode d'emploi", "Listes déroulantes", "Exemple"}
"""Its other sheets, and those of our own template: they hold nothing of a plan."""
COMMENTAIRE = "ligne exemple de saisie conforme"
"""The only comment of its cells."""

_CONSIGNE = re.compile(
    r"^(champ (texte|numerique|date|binaire|liste)\b|ce champ ne sera|ces informations devront|"
    r"si vos (sous )*axes sont|"
    r"texte court de \d|presentez en quelques|re(n)?seignez ici|utilisez exactement|"
    r"plusieurs (services|personnes) peuvent|"
    r"creez sous la forme|choisissez l option|saisissez un nombre entier|saisissez une date|"
    r"indiquer si l action est en)"
)
_DEBUTS = {"ch", "ce", "si", "te", "pr", "re", "ut", "pl", "cr", "sa", "in"}
"""First letters of these sentences: most cells go no further."""
_EXEMPLE = {"8cde417b926bef44", "2b1c1b1dd4d9b3aa", "62c3073e2b2ab9e0", "17711e146ce3fa95", "90ea0c9d2714946e"}
"""Fingerprints of the first characters of the cells of the example."""
EXEMPLE_LONGUEUR = 30
CONSIGNE_LONGUEUR = 80


def est_le_modele(tableau: Tableau) -> bool:
    """Whether the headers are those of the template, in any order, some of them removed."""
    presents = {cle_entete(colonne.entete) for colonne in tableau.colonnes}
    return len(presents & SIGNES) >= SIGNES_MIN and tableau.a_un_titre


def est_une_consigne(texte: str) -> bool:
    """Whether a cell only explains its column."""
    return texte[:2].lower() in _DEBUTS and bool(_CONSIGNE.match(normaliser(texte[:CONSIGNE_LONGUEUR])))


def est_l_exemple(texte: str) -> bool:
    """Whether a cell belongs to the example of the template."""
    debut = normaliser(texte[: 2 * EXEMPLE_LONGUEUR])[:EXEMPLE_LONGUEUR]
    return hashlib.sha256(debut.encode()).hexdigest()[:16] in _EXEMPLE


def filtrer_aide(valeurs: dict[int, Valeur], colonnes: Sequence[Colonne]) -> dict[int, Valeur]:
    """The row without the cells that only explain; empty when nothing else is in it, or when it is the example."""
    textes = {rang: lire_texte(valeur) for rang, valeur in valeurs.items()}
    titre = next((c.rang for c in colonnes if c.cle == "titre"), -1)
    if est_l_exemple(textes.get(titre, "")):
        return {}
    gardees = {rang: valeur for rang, valeur in valeurs.items() if not est_une_consigne(textes[rang])}
    if len(gardees) == len(valeurs):
        return valeurs
    reste = {rang: v for rang, v in gardees.items() if not est_l_exemple(textes[rang])}
    return reste if titre in reste else {} if len(reste) < len(valeurs) / 2 else reste
