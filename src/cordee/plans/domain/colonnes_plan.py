"""What the spreadsheet says of the plan itself: the rows of « Plan », and its own sheets of lists."""

from __future__ import annotations

import re
from dataclasses import replace

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.colonnes_cellules import (
    DATE,
    ENTIER,
    LISTE,
    OUI_NON,
    TEXTE,
    Codec,
    Valeur,
    choix,
    lire_texte,
    nettoyer,
)
from cordee.plans.domain.colonnes_champs import TABLE_CHAMPS
from cordee.plans.domain.colonnes_feuilles import TABLES
from cordee.plans.domain.colonnes_genres import Champ, Table
from cordee.plans.domain.fiche import DocumentCite
from cordee.plans.domain.listes import LanguePlan, StatutPlan, TypePlan

_LIEN = re.compile(r"^(?P<nom>.*?)\s*<(?P<adresse>https?://[^<>\s]+)>$", re.DOTALL)


def ecrire_piece(piece: DocumentCite | None) -> str:
    """`Délibération 2024-07 <https://…>`; a file is only named."""
    if piece is None:
        return ""
    nom = nettoyer(piece.nom)
    return f"{nom} <{piece.adresse}>" if piece.adresse else nom


def lire_piece(valeur: Valeur) -> DocumentCite | None:
    """The reverse; an address alone is its own name."""
    texte = lire_texte(valeur)
    if not texte:
        return None
    if texte.startswith(("http://", "https://")) and not re.search(r"[\s<>]", texte):
        return DocumentCite(texte, texte)
    trouve = _LIEN.match(texte)
    return DocumentCite(trouve["nom"] or trouve["adresse"], trouve["adresse"]) if trouve else DocumentCite(texte)


PIECE = Codec(ecrire_piece, lire_piece)
CHAMPS_PLAN = (
    Champ("nom", "Nom du plan", TEXTE),
    Champ("collectivite", "Collectivité", TEXTE),
    Champ("ref", "Identifiant", ENTIER),
    Champ("code", "Sigle", TEXTE),
    Champ("type", "Type de plan", choix(TypePlan)),
    Champ("type_libre", "Précision du type", TEXTE),
    Champ("ponderation", "Calcul de l'avancement", choix(Ponderation)),
    Champ("langue", "Langue", choix(LanguePlan)),
    Champ("confidentiel", "Confidentiel", OUI_NON),
    Champ("statut", "Statut du plan", choix(StatutPlan)),
    Champ("description", "Description", TEXTE),
    Champ("debut", "Date de début", DATE),
    Champ("fin", "Date de fin", DATE),
    Champ("deliberation_le", "Date de la délibération", DATE),
    Champ("deliberation_numero", "Numéro de la délibération", TEXTE),
    Champ("deliberation_document", "Document de la délibération", PIECE),
    Champ("perimetre", "Périmètre", LISTE),
    Champ("pilotes", "Pilotes", LISTE),
    Champ("referents", "Élus référents", LISTE),
)
"""Rows of « Plan »: name on the left, value on the right."""

_PAR_ATTRIBUT = {table.attribut: table for table in TABLES}
TABLES_PLAN: tuple[Table, ...] = (
    replace(_PAR_ATTRIBUT["documents"], feuille="Documents du plan"),
    replace(_PAR_ATTRIBUT["commentaires"], feuille="Discussion du plan"),
    TABLE_CHAMPS,
)
"""Sheets of lists of the plan, which has them when it has such rows: those of a fiche without its first columns, and
the fields added to its fiches."""
