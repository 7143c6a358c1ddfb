"""What the pages of a démarche PCAET share: the head, the tabs, the refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cordee.plans.actions.demarche import raison_du_gel
from cordee.plans.domain.pcaet import (
    Etape,
    Manque,
    Situation,
    Verdict,
    Volet,
    avancement_dossier,
    manques_dossier,
)
from cordee.plans.models import DemarchePcaet
from cordee.plans.permissions import qui_conduit_ailleurs, qui_peut_conduire
from cordee.plans.queries.demarche import pilotes_of, situation_of
from cordee.plans.queries.demarche_dossier import dossier_of, voit_confidentiel
from cordee.plans.queries.visibilite import plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

MODIFIER, GERER = "plans.modifier_demarche", "plans.gerer_demarche"


@dataclass(frozen=True)
class EtatDuDossier:
    """The dossier as a person sees it on a day."""

    situation: Situation
    etapes: tuple[Etape, ...]
    manques: tuple[Manque, ...]


def etat_du_dossier(request: Requete, demarche: DemarchePcaet) -> EtatDuDossier:
    """Completeness and guards, for this person, now."""
    masquer = not voit_confidentiel(request.user, demarche.collectivite)
    dossier = dossier_of(demarche, jour=timezone.localdate(), masquer=masquer)
    manques = manques_dossier(dossier)
    pilotes = pilotes_of(demarche)
    situation = situation_of(
        demarche,
        manques,
        est_pilote=peut(request.user, MODIFIER, demarche) and (not pilotes or request.user in pilotes),
        pilotes=pilotes,
        jour=timezone.localdate(),
    )
    return EtatDuDossier(situation, avancement_dossier(dossier), manques)


def contexte_de(request: Requete, demarche: DemarchePcaet, onglet: str, **plus: Any) -> dict[str, Any]:
    """Context of every page of a démarche. `refus` is why the person, or the state, leaves nothing to change."""
    editable = peut(request.user, MODIFIER, demarche)
    return {
        "collectivite": lieu_de(demarche),
        "porteuse": demarche.collectivite if ailleurs(demarche) else None,
        "plan_lisible": plan_lisible(request, demarche),
        "rubrique": "plans",
        "demarche": demarche,
        "onglet": onglet,
        "etat": demarche.etat_lisible,
        "editable": editable,
        "dossier_ouvert": editable and demarche.etat_lisible.dossier_modifiable,
        "refus": refus_de(demarche, editable=editable),
        **plus,
    }


def lieu_de(demarche: DemarchePcaet) -> Collectivite:
    """The collectivité from which it is looked at."""
    return demarche.vue_de or demarche.collectivite


def ailleurs(demarche: DemarchePcaet) -> bool:
    """Whether one looks from a collectivité that carries the plan along, and not from the bearer."""
    return lieu_de(demarche).pk != demarche.collectivite_id


def plan_lisible(request: Requete, demarche: DemarchePcaet) -> bool:
    """Whether the person may open the linked plan: it is the bearer's."""
    return demarche.plan is not None and plan_for(request.user, demarche.collectivite, demarche.plan.pk) is not None


def refus_de(demarche: DemarchePcaet, *, editable: bool) -> str:
    """Why the dossier does not change for this person; empty when it does."""
    if not editable:
        return qui_conduit_ailleurs(demarche) if ailleurs(demarche) else qui_peut_conduire()
    return "" if demarche.etat_lisible.dossier_modifiable else raison_du_gel(demarche)


def adresse_du_lien(demarche: DemarchePcaet, lien: str) -> str:
    """Address of the screen that completes something missing (`domain.pcaet.Manque.lien`)."""
    siren = lieu_de(demarche).siren
    if lien.startswith("volet:"):
        return reverse("demarche_volet", args=[siren, demarche.pk, lien.removeprefix("volet:")])
    if lien.startswith("fiches:"):
        return reverse("demarche_fiches", args=[siren, demarche.pk, lien.removeprefix("fiches:")])
    if lien == "plan" and demarche.plan is not None and not ailleurs(demarche):
        return demarche.plan.get_absolute_url()
    nom = {
        "vulnerabilite": "demarche_vulnerabilite",
        "documents": "demarche_documents",
        "avis": "demarche_avis",
        "entete": "demarche_entete",
        "plan": "demarche_entete",
    }.get(lien)
    if nom is not None:
        return reverse(nom, args=[siren, demarche.pk])
    if lien == "bilan":
        return reverse("demarche_bilan", args=[siren, demarche.pk, "evaluation_finale"])
    return demarche.get_absolute_url()


REMEDES = {
    "demarche": "Voir ce qui manque", "avis": "Voir les avis", "documents": "Joindre les pièces",
    "bilan": "Écrire l'évaluation finale",
}  # fmt: skip
"""What the link of a guard that does not hold says, by screen."""


def remede_de(demarche: DemarchePcaet, verdict: Verdict) -> tuple[str, str]:
    """(address, words) of the screen where a guard is made to hold; empty when there is none."""
    if verdict.tenu or not verdict.lien:
        return "", ""
    ou = adresse_du_lien(demarche, verdict.lien)
    return (f"{ou}#t-manques" if verdict.lien == "demarche" else ou), REMEDES.get(verdict.lien, "Compléter")


def volet_ou_premier(code: str) -> Volet | None:
    """The volet of an address."""
    return Volet(code) if code in Volet._value2member_map_ else None


def page(request: Requete, gabarit: str, contexte: dict[str, Any], refus: DonneeRefusee | None = None) -> HttpResponse:
    """The page; with the sentences of a refusal on top, and the status 422."""
    if refus is not None:
        contexte["refuses"] = refus.messages
    return render(request, gabarit, contexte, status=422 if refus is not None else 200)


def dire(request: Requete, phrase: str) -> None:
    """A word of success on the next page."""
    messages.success(request, phrase)
