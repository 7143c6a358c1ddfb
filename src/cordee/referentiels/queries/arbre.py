"""What the tree asks besides the state of a référentiel."""

from __future__ import annotations

from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.definitions import charge_of
from cordee.referentiels.queries.scores import etat_des_lieux


def list_taches_a_renseigner(engagement: Engagement, codes: list[str]) -> list[str]:
    """Tâches of these sous-mesures that have no statut and could take one: neither désactivées nor non concernées."""
    arbre = charge_of(engagement.referentiel).arbre
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    return [
        tache
        for code in codes
        if code in arbre
        for tache in arbre.children(code)
        if (score := etat.scores.noeud(tache)).concerne and score.statut in (None, StatutAvancement.NON_RENSEIGNE)
    ]
