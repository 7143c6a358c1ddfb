"""The plans of a collectivité: the list, creating, setting, deleting, duplicating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.outils.texte import accorder
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.plans import creer_plan, modifier_plan, supprimer_plan
from cordee.plans.domain.listes import SANS_STATUT, RolePersonne, StatutFiche, StatutPlan
from cordee.plans.forms.plan import ROLES_DU_PLAN, FormulairePlan
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.plans import (
    PlanCompte,
    compter_sans_plan,
    fiches_seules_of,
    list_plans_comptes,
    list_plans_parents_for,
    rassembler_plans,
)
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.barres import largeur
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

ORDRE_DE_LA_BARRE = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "", "abandonne")


@dataclass(frozen=True)
class PlanAffiche:
    """A plan in the list: `parts` are (statut, label, count, x, width in percent) of its bar."""

    compte: PlanCompte
    statut: str
    annees: str
    pilotes: str
    parts: list[tuple[str, str, int, str, str]]
    mots: str


@require_safe
def plans(request: Requete, siren: str) -> HttpResponse:
    """The list of plans; for a groupement, those of its members too."""
    collectivite = obtenir_collectivite(request.user, siren)
    aujourdhui = timezone.localdate()
    propres = list_plans_comptes(request.user, collectivite, aujourdhui)
    autres = rassembler_plans(request.user, collectivite, aujourdhui) if collectivite.est_groupement else []
    total, sans_plan = compter_sans_plan(request.user, collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plans": [_afficher(compte) for compte in propres],
        "membres": [(membre, [_afficher(c) for c in comptes]) for membre, comptes in autres],
        "total": total,
        "sans_plan": sans_plan,
        "en_retard": sum(compte.en_retard for compte in propres),
        "lit_historique": peut(request.user, "plans.lire_historique", collectivite),
        "editable": peut(request.user, "plans.creer_plan", collectivite),
    }
    return render(request, "plans/plans.html", contexte)


def _afficher(compte: PlanCompte) -> PlanAffiche:
    plan, total = compte.plan, compte.total or 1
    parts, x = [], 0.0
    for statut in ORDRE_DE_LA_BARRE:
        nombre = compte.par_statut[statut]
        if nombre:
            libelle = StatutFiche.libelle_de(statut, SANS_STATUT)
            parts.append((statut or "sans_statut", libelle, nombre, largeur(x), largeur(nombre / total)))
            x += nombre / total
    annees = " – ".join(str(jour.year) for jour in (plan.debut, plan.fin) if jour)
    pilotes = ", ".join(p.personne.nom for p in plan.personnes.all() if p.role == RolePersonne.PILOTE)
    mots = ", ".join(f"{nombre} {libelle.lower()}" for _, libelle, nombre, _, _ in parts)
    return PlanAffiche(compte, StatutPlan.libelle_de(plan.statut), annees, pilotes, parts, mots)


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: Requete, siren: str) -> HttpResponse:
    """A new plan."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.creer_plan", collectivite)
    formulaire = _formulaire(request, collectivite, None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            plan = creer_plan(
                collectivite, personnes=formulaire.personnes(), par=request.user, le=timezone.now(),
                **formulaire.champs(),
            )  # fmt: skip
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, f"Le plan « {plan.nom} » est créé. Ajoutez ses axes, ou importez un fichier.")
            return redirect("plan", siren, plan.pk)
    return _page_formulaire(request, collectivite, None, formulaire)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The settings of a plan."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan)
    formulaire = _formulaire(request, collectivite, plan)
    if request.method == "POST" and formulaire.is_valid():
        try:
            modifier_plan(
                plan, formulaire.champs(), personnes=formulaire.personnes(), par=request.user, le=timezone.now()
            )
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, "Les réglages du plan sont enregistrés.")
            return redirect("plan", siren, plan.pk)
    return _page_formulaire(request, collectivite, plan, formulaire)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks what becomes of the fiches, then deletes the plan."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.supprimer_plan", plan)
    if request.method == "POST":
        nombre = supprimer_plan(
            plan, avec_fiches=request.POST.get("fiches") == "supprimer", par=request.user, le=timezone.now()
        )
        suite = f" avec {nombre} {accorder(nombre, 'fiche')}" if nombre else ""
        messages.success(request, f"Le plan est supprimé{suite}.")
        return redirect("plans", siren)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "plan": plan, "seules": fiches_seules_of(plan),
    }  # fmt: skip
    return render(request, "plans/plan_supprimer.html", contexte)


@require_http_methods(["POST"])
def dupliquer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """A copy of the plan, its axes and its fiches."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    try:
        copie = dupliquer_plan(plan, collectivite, request.POST.get("nom", ""), par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("plan_modifier", siren, pk)
    messages.success(request, f"« {copie.nom} » est une copie du plan : changez-en les dates et les statuts.")
    return redirect("plan", siren, copie.pk)


def _formulaire(request: Requete, collectivite: Collectivite, plan: Plan | None) -> FormulairePlan:
    parents = [p for p in list_plans_parents_for(request.user, collectivite) if plan is None or p.pk != plan.pk]
    anciens = [p for p in list_plans_for(request.user, collectivite) if plan is None or p.pk != plan.pk]
    donnees = request.POST if request.method == "POST" else None
    return FormulairePlan(donnees, parents=parents, anciens=anciens, initial=_initial(plan))


def _initial(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"statut": StatutPlan.EN_ELABORATION, "ponderation": "egal"}
    initial = {champ: getattr(plan, champ) for champ in FormulairePlan.base_fields if hasattr(plan, champ)}
    initial |= {"parent": plan.parent_id, "remplace": plan.remplace_id}
    personnes = list(plan.personnes.select_related("personne"))
    for champ, role in ROLES_DU_PLAN.items():
        initial[champ] = ", ".join(p.personne.nom for p in personnes if p.role == role)
    return initial


def _page_formulaire(
    request: Requete, collectivite: Collectivite, plan: Plan | None, formulaire: FormulairePlan
) -> HttpResponse:
    contexte = {"collectivite": collectivite, "rubrique": "plans", "plan": plan, "formulaire": formulaire}
    statut = 422 if formulaire.errors else 200
    return render(request, "plans/plan_formulaire.html", contexte, status=statut)
