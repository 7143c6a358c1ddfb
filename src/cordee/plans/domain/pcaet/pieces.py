"""Documents of the dossier (docs/calculs/pcaet.md, « Pièces »)."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from cordee.outils.choix import ChoixTexte

Moment = Literal["amont", "aval", "libre"]


class Piece(ChoixTexte):
    """A document. `amont` ones travel with the project sent for opinions, `aval` ones with the adoption; `requise`:
    nothing goes on without it."""

    DIAGNOSTIC = "diagnostic", "Diagnostic", "amont", True
    STRATEGIE = "strategie_territoriale", "Stratégie territoriale", "amont", True
    PLAN_ACTIONS = "plan_actions", "Plan d'actions", "amont", True
    SUIVI = "dispositif_suivi_evaluation", "Dispositif de suivi et d'évaluation", "amont", True
    DOSSIER = "dossier_complet", "Document unique couvrant tout le dossier", "amont", False
    EES = "ees", "Évaluation environnementale stratégique", "amont", True
    CARTES = "cartes_diagnostic", "Cartes du diagnostic", "amont", False
    ZAER = "carte_zaer", "Carte des zones d'accélération des énergies renouvelables (ZAER)", "amont", False
    BILAN_PRECEDENT = "bilan_pcaet_precedent", "Bilan du PCAET précédent", "amont", False
    DELIBERATION = "deliberation_adoption", "Délibération d'adoption", "aval", True
    MEMOIRE = "memoire_reponse_avis", "Mémoire en réponse aux avis", "aval", True
    DECLARATION = "declaration_environnementale", "Déclaration environnementale", "aval", True
    CONSULTATION = "synthese_consultation_publique", "Synthèse de la consultation du public", "aval", True
    INFORMATION = "information_lancement", "Lettres d'information du lancement", "libre", False
    AUTRE = "autre", "Autre document", "libre", False

    def __init__(self, valeur: str, libelle: str = "", moment: Moment = "libre", requise: bool = False) -> None:
        self.moment = moment
        self.requise = requise


COUVERTES = frozenset({Piece.DIAGNOSTIC, Piece.STRATEGIE, Piece.PLAN_ACTIONS, Piece.SUIVI})
"""What one global document covers: the plan itself, not the report of its environmental assessment."""


def pieces_amont_manquantes(jointes: Set[Piece], *, plan_fourni: bool, suivi_decrit: bool) -> tuple[Piece, ...]:
    """Required upstream documents that nothing covers: a global document covers them all, the linked plan stands for
    the plan d'actions, the follow-up described in the démarche for its own document."""
    presentes = set(jointes)
    if Piece.DOSSIER in presentes:
        presentes |= COUVERTES
    if plan_fourni:
        presentes.add(Piece.PLAN_ACTIONS)
    if suivi_decrit:
        presentes.add(Piece.SUIVI)
    return tuple(piece for piece in Piece if piece in COUVERTES and piece not in presentes)


def pieces_aval_manquantes(jointes: Set[Piece], *, avis_exprimes: bool, evaluee: bool) -> tuple[Piece, ...]:
    """Documents that the adoption waits for. Without any opinion spoken there is nothing to answer: no mémoire; without
    an environmental assessment, no declaration of what was made of it."""
    sans_objet = {Piece.MEMOIRE: not avis_exprimes, Piece.DECLARATION: not evaluee}
    requises = [piece for piece in Piece if piece.moment == "aval" and piece.requise]
    return tuple(piece for piece in requises if piece not in jointes and not sans_objet.get(piece, False))
