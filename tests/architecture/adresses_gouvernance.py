"""Rows of governance in the table of rights."""

from __future__ import annotations

from typing import Any

from cordee.territoires.models import Collectivite
from tests.architecture.adresses import EDITE, EDITE_UNE_PAGE, LIT, Adresse
from tests.gouvernance.factories import DecisionFactory, PointFactory, ReunionFactory

GOUVERNANCE = (
    Adresse("reunions", "siren"),
    Adresse("decisions", "siren"),
    Adresse("reunion_creer", "siren", EDITE_UNE_PAGE, EDITE, (("instance", "COPIL"), ("jour", "3/4/2027"))),
    Adresse("reunion", "siren reunion", LIT),
    Adresse(
        "reunion_modifier",
        "siren reunion",
        EDITE_UNE_PAGE,
        EDITE,
        (("instance", "COPIL"), ("jour", "3/4/2027"), ("etat", "tenue")),
    ),
    Adresse("reunion_supprimer", "siren reunion", EDITE_UNE_PAGE, EDITE),
    Adresse("reunion_agenda", "siren reunion", LIT),
    Adresse("reunion_releve", "siren reunion", LIT),
    Adresse("point_ajouter", "siren reunion", None, EDITE, (("point-titre", "Budget"),)),
    Adresse("point_modifier", "siren reunion point", EDITE_UNE_PAGE, EDITE, (("titre", "Budget"),)),
    Adresse("point_deplacer", "siren reunion point", None, EDITE, (("pas", "1"),)),
    Adresse("point_retirer", "siren reunion point", None, EDITE),
    Adresse("decision_prendre", "siren reunion", None, EDITE, (("decision-texte", "Écrire"),)),
    Adresse(
        "decision_modifier", "siren reunion decision", EDITE_UNE_PAGE, EDITE, (("texte", "Écrire"), ("etat", "faite"))
    ),
    Adresse("decision_regler", "siren reunion decision", None, EDITE, (("etat", "faite"),)),
    Adresse("decision_retirer", "siren reunion decision", None, EDITE),
    Adresse("gouvernance_fiche", "siren fiche", LIT),
)


def preparer_gouvernance(collectivite: Collectivite) -> dict[str, Any]:
    """What these addresses name."""
    reunion = ReunionFactory(collectivite=collectivite)
    return {
        "reunion": reunion.pk,
        "point": PointFactory(reunion=reunion).pk,
        "decision": DecisionFactory(reunion=reunion).pk,
    }
