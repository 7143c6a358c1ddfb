"""The démarche of a plan as a program reads it: what its dossier lacks, which steps leave its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.pcaet import Manque, Transition, Verdict, transitions_depuis, verdicts
from cordee.plans.models import DemarchePcaet, Plan
from cordee.plans.queries.demarche import list_demarches_for, pilotes_of, situation_of
from cordee.plans.queries.demarche_dossier import manques_of, voit_confidentiel
from cordee.socle.permissions import peut
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class DemarcheLue:
    """Where a démarche stands, for one person, one day."""

    demarche: DemarchePcaet
    manques: tuple[Manque, ...]
    etapes: tuple[tuple[Transition, tuple[Verdict, ...]], ...]


def lire_demarche_du_plan(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan, jour: date
) -> DemarcheLue | None:
    """The démarche of the plan, None when it has none that the person sees."""
    demarche = list_demarches_for(utilisateur, collectivite).filter(plan=plan).first()
    if demarche is None:
        return None
    manques = manques_of(demarche, jour=jour, masquer=not voit_confidentiel(utilisateur, demarche.collectivite))
    pilotes = pilotes_of(demarche)
    edite = peut(utilisateur, "plans.modifier_demarche", demarche)
    situation = situation_of(
        demarche, manques, est_pilote=edite and (not pilotes or utilisateur in pilotes), pilotes=pilotes, jour=jour
    )
    etapes = tuple((une, verdicts(une, situation)) for une in transitions_depuis(demarche.etat_lisible))
    return DemarcheLue(demarche, manques, etapes)
