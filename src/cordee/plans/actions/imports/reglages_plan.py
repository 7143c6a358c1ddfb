"""Settings of a plan that exists, its documents and its discussion: brought up to date by our export, given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.colonnes import en_json, valeurs_de_json
from cordee.plans.actions.imports.plan_autour import inscrire_autour_du_plan
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.domain.imports.plan_existant import LIBELLES, NOMS, EcartPlan
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import CommentairePlan, Plan, PlanDocument, PlanPersonne

ROLES = {"pilotes": RolePersonne.PILOTE, "referents": RolePersonne.ELU_REFERENT}


def mettre_a_jour_plan(
    plan: Plan, lu: PlanComplet, ecart: EcartPlan, *, par: Utilisateur, le: datetime
) -> dict[str, Any]:
    """Writes what the file says of the plan itself; returns what undoes it. Called by the import, in its
    transaction."""
    avant = _photographier(plan, ecart)
    documents, dits = _autour(plan)
    votee = list(PlanDocument.objects.filter(plan=plan, deliberation=True).values_list("pk", flat=True))
    personnes = {role: list(ecart.noms[nom]) for nom, role in ROLES.items() if nom in ecart.noms}
    valeurs = {nom: str(v) if hasattr(v, "libelle") else v for nom, v in ecart.valeurs.items()}
    modifier_plan(plan, valeurs, personnes=personnes, par=par, le=le)
    autour = replace(
        lu, perimetre=ecart.noms.get("perimetre", ()), documents=ecart.documents,
        deliberation_document=ecart.deliberation, commentaires=ecart.commentaires,
    )  # fmt: skip
    inscrire_autour_du_plan(plan, autour, tous=lu.commentaires, par=par, le=le)
    apres_documents, apres_dits = _autour(plan)
    return {
        "plan": plan.pk,
        "avant": avant,
        "apres": _photographier(plan, ecart),
        "documents": sorted(apres_documents - documents),
        "commentaires": sorted(apres_dits - dits),
        "deliberation": votee,
    }


def rendre_plan(trace: dict[str, Any], *, par: Utilisateur, le: datetime) -> list[str]:
    """Gives the plan its settings back, but those that somebody changed since, which are returned in words; what came
    around it goes. Nothing when the plan is no longer there."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").filter(pk=trace["plan"]).first()
    if plan is None:
        return []
    CommentairePlan.objects.filter(pk__in=trace["commentaires"]).delete()
    PlanDocument.objects.filter(pk__in=trace["documents"]).delete()
    votees = PlanDocument.objects.filter(plan=plan, pk__in=trace["deliberation"])
    if not PlanDocument.objects.filter(plan=plan, deliberation=True).exists():
        votees.update(deliberation=True)
    avant, apres = trace["avant"], trace["apres"]
    actuel = _lire(plan, apres)
    intacts = [nom for nom in apres if actuel[nom] == apres[nom]]
    colonnes = valeurs_de_json(Plan, {nom: avant[nom] for nom in intacts if nom not in NOMS})
    modifier_plan(plan, colonnes, par=par, le=le)
    for nom in (nom for nom in intacts if nom in ROLES):
        PlanPersonne.objects.filter(plan=plan, role=ROLES[nom]).delete()
        PlanPersonne.objects.bulk_create(PlanPersonne(plan=plan, personne_id=pk, role=ROLES[nom]) for pk in avant[nom])
    if "perimetre" in intacts:
        plan.perimetre.set(avant["perimetre"])
    return [LIBELLES[nom] for nom in apres if nom not in intacts]


def _photographier(plan: Plan, ecart: EcartPlan) -> dict[str, Any]:
    return _lire(plan, {**ecart.valeurs, **ecart.noms})


def _lire(plan: Plan, noms: dict[str, Any]) -> dict[str, Any]:
    """Present values of these settings, as JSON: columns, ids of people, of collectivités."""
    plan.refresh_from_db()
    lues: dict[str, Any] = {nom: getattr(plan, nom) for nom in noms if nom not in NOMS}
    for nom in (nom for nom in noms if nom in ROLES):
        citees = PlanPersonne.objects.filter(plan=plan, role=ROLES[nom]).order_by("pk")
        lues[nom] = list(citees.values_list("personne_id", flat=True))
    if "perimetre" in noms:
        lues["perimetre"] = sorted(plan.perimetre.values_list("pk", flat=True))
    return en_json(lues)


def _autour(plan: Plan) -> tuple[set[int], set[int]]:
    """Ids of what is attached to the plan and said of it."""
    documents = PlanDocument.objects.filter(plan=plan).values_list("pk", flat=True)
    return set(documents), set(CommentairePlan.objects.filter(plan=plan).values_list("pk", flat=True))
