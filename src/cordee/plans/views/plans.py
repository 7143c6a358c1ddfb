"""The plans of a collectivité: the list, creating, setting, deleting, duplicating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import INSECABLE
from cordee.outils.texte import accorder, enumerer
from cordee.plans.actions.duplication import dupliquer_plan, nom_de_copie
from cordee.plans.actions.plans import creer_plan, modifier_plan, supprimer_plan
from cordee.plans.domain.listes import LanguePlan, RolePersonne, StatutPlan
from cordee.plans.forms.axes import FormulaireCopie
from cordee.plans.forms.plan import A_PART, ROLES_DU_PLAN, FormulairePlan
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.documents import list_joints_du_plan_for
from cordee.plans.queries.mesures_servies import fiches_du_plan_for
from cordee.plans.queries.perimetre import Territoire, perimetre_of, territoire_of
from cordee.plans.queries.plans import (
    PlanCompte,
    compter_fiches_vues,
    fiches_seules_of,
    list_plans_parents_for,
    rassembler_plans,
)
from cordee.plans.queries.validation import circuit_of, count_a_valider, designes_of
from cordee.plans.queries.visibilite import list_plans_for
from cordee.plans.views.barres import BarreStatuts, composer_barre_statuts
from cordee.plans.views.mesures_laissees import avertir_mesures
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


class TriPlans(ChoixTexte):
    """Orders of the list of plans."""

    NOM = "nom", "Nom"
    MODIFIE = "modifie", "Dernière modification"
    CREE = "cree", "Création"
    AVANCEMENT = "avancement", "Avancement"
    RETARD = "retard", "Fiches en retard"


CLES_DE_TRI: dict[TriPlans, Callable[[PlanCompte], float]] = {
    TriPlans.MODIFIE: lambda compte: compte.plan.modifie_le.timestamp(),
    TriPlans.CREE: lambda compte: compte.plan.cree_le.timestamp(),
    TriPlans.AVANCEMENT: lambda compte: -1.0 if compte.compte.avancement is None else compte.compte.avancement,
    TriPlans.RETARD: lambda compte: compte.en_retard,
}
"""What each order compares, the largest first; plans come by name, which settles what is equal."""


def trier_plans(comptes: list[PlanCompte], tri: TriPlans) -> list[PlanCompte]:
    """Plans read by name, in the order asked."""
    cle = CLES_DE_TRI.get(tri)
    return comptes if cle is None else sorted(comptes, key=cle, reverse=True)


@dataclass(frozen=True)
class PlanAffiche:
    """A plan in the list."""

    compte: PlanCompte
    statut: str
    annees: str
    pilotes: str
    referents: str
    barre: BarreStatuts


@require_safe
def plans(request: Requete, siren: str) -> HttpResponse:
    """The list of plans; for a groupement, those of its members too."""
    collectivite = obtenir_collectivite(request.user, siren)
    aujourdhui = timezone.localdate()
    territoire = territoire_of(collectivite)
    propres, autres = rassembler_plans(request.user, collectivite, aujourdhui, territoire)
    vues = compter_fiches_vues(request.user, collectivite)
    voulue = next((c for c in territoire.connues.values() if c.siren == request.GET.get("concerne")), None)
    tenus, en_retard = (len(propres), len(autres)), sum(compte.en_retard for compte in propres)
    tous = len(propres) + sum(len(comptes) for _, comptes in autres)
    propres, autres = _retenir(propres, autres, territoire, voulue)
    voulu = request.GET.get("tri", "")
    tri = TriPlans(voulu) if voulu in TriPlans._value2member_map_ else TriPlans.NOM
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plans": [_afficher(compte) for compte in trier_plans(propres, tri)],
        "membres": [(membre, [_afficher(c) for c in trier_plans(comptes, tri)]) for membre, comptes in autres],
        "tri": tri,
        "tris": TriPlans.choices(),
        "territoire": territoire.groupes,
        "concerne": voulue,
        "tous": tous,
        "retenus": len(propres) + sum(len(comptes) for _, comptes in autres),
        "total": vues.total,
        "sans_plan": vues.sans_plan,
        "recues": vues.recues,
        "a_valider": count_a_valider(request.user, collectivite),
        "tenus": tenus[0],
        "membres_tenus": tenus[1],
        "en_retard": en_retard,
        "lit_historique": peut(request.user, "plans.lire_historique", collectivite),
        "editable": peut(request.user, "plans.creer_plan", collectivite),
    }
    return render(request, "plans/plans.html", contexte)


def _retenir(
    propres: list[PlanCompte],
    autres: list[tuple[Collectivite, list[PlanCompte]]],
    territoire: Territoire,
    voulue: Collectivite | None,
) -> tuple[list[PlanCompte], list[tuple[Collectivite, list[PlanCompte]]]]:
    """Plans that concern a part of the territory; all of them without any."""
    if voulue is None:
        return propres, autres
    tous = [*propres, *(compte for _, comptes in autres for compte in comptes)]
    gardes = territoire.retenir((compte.plan for compte in tous), voulue)
    retenus = [(membre, [c for c in comptes if c.plan.pk in gardes]) for membre, comptes in autres]
    return [c for c in propres if c.plan.pk in gardes], [(m, comptes) for m, comptes in retenus if comptes]


def _afficher(compte: PlanCompte) -> PlanAffiche:
    plan = compte.plan
    annees = f"{INSECABLE}–{INSECABLE}".join(str(jour.year) for jour in (plan.debut, plan.fin) if jour)
    noms = {
        role: ", ".join(p.personne.nom for p in plan.personnes.all() if p.role == role)
        for role in (RolePersonne.PILOTE, RolePersonne.ELU_REFERENT)
    }
    return PlanAffiche(
        compte,
        StatutPlan.libelle_de(plan.statut),
        annees,
        noms[RolePersonne.PILOTE],
        noms[RolePersonne.ELU_REFERENT],
        composer_barre_statuts(compte.par_statut),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: Requete, siren: str) -> HttpResponse:
    """A new plan."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.creer_plan", collectivite)
    formulaire = _formulaire(request, collectivite, None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            plan = creer_plan(
                collectivite, personnes=formulaire.personnes(), perimetre=formulaire.cleaned_data["perimetre"],
                par=request.user, le=timezone.now(), **formulaire.champs(),
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
                plan, formulaire.champs(), personnes=formulaire.personnes(),
                perimetre=formulaire.cleaned_data["perimetre"], par=request.user, le=timezone.now(),
            )  # fmt: skip
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
    exiger(request.user, "plans.creer_plan", collectivite)
    nommee = FormulaireCopie(request.POST, auto_id="copie_%s")
    if nommee.is_valid():
        try:
            copie = dupliquer_plan(plan, collectivite, nommee.cleaned_data["nom"], par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            nommee.add_error("nom", refus.messages)
        else:
            messages.success(request, f"« {copie.nom} » est une copie du plan : changez-en les dates et les statuts.")
            originaux = fiches_du_plan_for(request.user, collectivite, plan)
            avertir_mesures(request, originaux, fiches_du_plan_for(request.user, collectivite, copie))
            return redirect("plan", siren, copie.pk)
    return _page_formulaire(request, collectivite, plan, _formulaire(request, collectivite, plan, rempli=False), nommee)


def _formulaire(
    request: Requete, collectivite: Collectivite, plan: Plan | None, *, rempli: bool = True
) -> FormulairePlan:
    parents = [p for p in list_plans_parents_for(request.user, collectivite) if plan is None or p.pk != plan.pk]
    anciens = [p for p in list_plans_for(request.user, collectivite) if plan is None or p.pk != plan.pk]
    donnees = request.POST if rempli and request.method == "POST" else None
    return FormulairePlan(
        donnees, parents=parents, anciens=anciens, initial=_initial(plan), territoire=territoire_of(collectivite),
        perimetre=perimetre_of(plan) if plan is not None else (),
    )  # fmt: skip


def _initial(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"statut": StatutPlan.EN_ELABORATION, "ponderation": "egal", "langue": LanguePlan.FRANCAIS}
    champs = FormulairePlan.base_fields.keys() - A_PART
    initial = {champ: getattr(plan, champ) for champ in champs}
    initial |= {"parent": plan.parent_id, "remplace": plan.remplace_id}
    personnes = list(plan.personnes.select_related("personne"))
    for champ, role in ROLES_DU_PLAN.items():
        initial[champ] = ", ".join(p.personne.nom for p in personnes if p.role == role)
    return initial


def _page_formulaire(
    request: Requete,
    collectivite: Collectivite,
    plan: Plan | None,
    formulaire: FormulairePlan,
    copie: FormulaireCopie | None = None,
) -> HttpResponse:
    joints = list_joints_du_plan_for(request.user, plan).filter(deliberation=True) if plan is not None else None
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "formulaire": formulaire,
        "deliberation": joints.first() if joints is not None else None,
        **(_validation(request, plan) if plan is not None else {}),
        "copie": copie or (FormulaireCopie(auto_id="copie_%s", initial={"nom": nom_de_copie(plan)}) if plan else None),
    }
    statut = 422 if formulaire.errors or copie else 200
    return render(request, "plans/plan_formulaire.html", contexte, status=statut)


def _validation(request: Requete, plan: Plan) -> dict[str, Any]:
    """Whether its fiches are validated, in a sentence, and whether the person sets it."""
    circuit = circuit_of(plan)
    if circuit is None:
        phrase = "Les fiches de ce plan ne passent par aucune validation."
    else:
        noms = [personne.nom_complet for personne in designes_of(plan, circuit)]
        par = enumerer(noms) if noms else "toute personne qui a le rôle « Édition »"
        phrase = f"Les fiches de ce plan sont validées par {par}."
    return {"validation": phrase, "regle_validation": peut(request.user, "plans.regler_validation", plan)}
