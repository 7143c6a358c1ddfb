"""The circuit of the plan of the PETR: what the élue référente validated, and what waits for her."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.circuits import regler_circuit
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.validation import proposer_fiche, renvoyer_fiche, valider_fiche
from cordee.plans.domain.validation import Valideurs
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.validation import places_of

BROUILLONS = ("4.4", "5.3")
RENVOYEE = ("3.4", "Quelles cantines, et qui paie les tables de tri ? Complète, et je la présente au bureau.")
PREMIERE = ("5.4", "Relue avec les deux groupements pastoraux.")
REPROPOSEE = ("2.4", "L'objectif suit ce que le bureau a décidé en octobre.")
MODIFIEE = "2.1"


def faire_valider(plan: Plan, lise: Utilisateur, elue: Utilisateur, le: datetime) -> None:
    """Most fiches are validated as of the vote; the others stand in each of the other states."""
    regler_circuit(plan, Valideurs.RESPONSABLES, par=lise, le=le - timedelta(days=60))
    fiches = {fiche.code: fiche for fiche in Fiche.objects.filter(placements__plan=plan)}
    en_attente = {*BROUILLONS, RENVOYEE[0], PREMIERE[0]}
    for place in places_of(plan, [f for code, f in fiches.items() if code not in en_attente]).values():
        valider_fiche(place, jour=plan.deliberation_le, par=elue, le=le - timedelta(days=58))
    for code, mot, jours in ((*RENVOYEE, 20), (*PREMIERE, 9)):
        place = places_of(plan, [fiches[code]])[fiches[code].pk]
        proposer_fiche(place, mot if code == PREMIERE[0] else "", par=lise, le=le - timedelta(days=jours))
    renvoyee = places_of(plan, [fiches[RENVOYEE[0]]])[fiches[RENVOYEE[0]].pk]
    renvoyer_fiche(renvoyee, RENVOYEE[1], par=elue, le=le - timedelta(days=18))
    objectif = "Réduire de 25 % la consommation des bâtiments suivis d'ici la fin du plan, sans baisser le confort."
    modifier_fiche(fiches[MODIFIEE], {"objectifs": objectif}, par=lise, le=le - timedelta(days=12))
    flotte = "Vingt véhicules électriques et dix vélos à assistance pour les services."
    modifier_fiche(
        fiches[REPROPOSEE[0]], {"objectifs": flotte, "priorite": "elevee"}, par=lise, le=le - timedelta(days=4)
    )
    modifiee = places_of(plan, [fiches[REPROPOSEE[0]]])[fiches[REPROPOSEE[0]].pk]
    proposer_fiche(modifiee, REPROPOSEE[1], par=lise, le=le - timedelta(days=3))
