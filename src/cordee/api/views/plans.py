"""Plans: the list, one plan with its axes and figures, its fiches, the whole of it.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from cordee.api.queries.plans import PlanLu, lire_plan, nommer_statuts
from cordee.api.views.fiches import lister
from cordee.api.views.filtres import Demandes, decrire_parametres
from cordee.api.views.lecture import lier_suite
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.communs import Numero, Pagination
from cordee.api.views.schemas.fiches import PageFiches
from cordee.api.views.schemas.plans import PagePlans, PlanDetaille, PlanEntier
from cordee.plans.actions.exports import consigner_export
from cordee.plans.domain.argent import ENSEMBLE
from cordee.plans.domain.avancement import Compte
from cordee.plans.domain.colonnes_cellules import ecrire_nombre
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.objet_json import plan_en_objet
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.arbre import BrancheAxe
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.dossier_autour import compter_confidentielles
from cordee.plans.queries.plans import PlanCompte, list_plans_comptes
from cordee.socle.permissions import exiger

routes = Router(tags=["Plans"])


@routes.get("plans", response=PagePlans, summary="Les plans", operation_id="plans", url_name="plans")
def plans(request: RequeteApi, parametres: Query[Pagination]) -> dict[str, Any]:
    """Les plans de la collectivité que la clé voit, avec leur synthèse."""
    comptes = list_plans_comptes(request.user, [request.collectivite], timezone.localdate())
    tous = sorted(comptes.get(request.collectivite.pk, ()), key=lambda compte: compte.plan.pk)
    suivants = [compte for compte in tous if compte.plan.pk > parametres.apres]
    page = suivants[: parametres.par_page]
    return {
        "total": len(tous),
        "elements": [_decrire(compte) for compte in page],
        "suivante": lier_suite(request, apres=page[-1].plan.pk) if len(suivants) > len(page) else None,
    }


def _decrire(compte: PlanCompte) -> dict[str, Any]:
    personnes: dict[str, list[str]] = {}
    for citee in compte.plan.personnes.all():
        personnes.setdefault(citee.role, []).append(citee.personne.nom)
    synthese = {
        "total": compte.total,
        "par_statut": nommer_statuts(compte.par_statut),
        "en_retard": compte.en_retard,
        "avancement": compte.compte.avancement,
    }
    return _nommer(compte.plan, personnes) | {"synthese": synthese}


def _nommer(plan: Plan, personnes: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "nom": plan.nom,
        "code": plan.code,
        "type": plan.type,
        "type_lisible": plan.type_lisible,
        "statut": plan.statut,
        "confidentiel": plan.confidentiel,
        "debut": plan.debut,
        "fin": plan.fin,
        "pilotes": sorted(personnes.get(RolePersonne.PILOTE, ()), key=str.casefold),
        "referents": sorted(personnes.get(RolePersonne.ELU_REFERENT, ()), key=str.casefold),
        "adresse": reverse("plan", args=[plan.collectivite.siren, plan.pk]),
    }


@routes.get("plans/{int:plan}", response=PlanDetaille, summary="Un plan", operation_id="plan", url_name="plan")
def plan(request: RequeteApi, plan: Numero) -> dict[str, Any]:
    """Le plan, l'arbre de ses axes avec leurs fiches, et sa synthèse : avancement, statuts, retards, budgets."""
    collectivite, vu = obtenir_plan(request.user, request.collectivite.siren, plan)
    lu = lire_plan(request.user, collectivite, vu, timezone.localdate())
    autour = lu.autour
    personnes = {str(role): noms for role, noms in autour.personnes.items()}
    par_axe = lu.fiches_par_axe()
    return _nommer(vu, personnes) | {
        "synthese": {
            "total": lu.resume.total,
            "par_statut": nommer_statuts(lu.resume.par_statut),
            "en_retard": lu.resume.en_retard,
            "avancement": lu.avancement.plan.avancement,
        },
        "description": vu.description,
        "ponderation": vu.ponderation,
        "langue": vu.langue,
        "deliberation_le": vu.deliberation_le,
        "deliberation_numero": vu.deliberation_numero,
        "perimetre": [nom for _, nom in autour.perimetre],
        "rassemble_dans": autour.parent and {"id": autour.parent.pk, "nom": autour.parent.nom},
        "remplace": autour.remplace and {"id": autour.remplace.pk, "nom": autour.remplace.nom},
        "axes": [_axe(branche, lu, par_axe) for branche in lu.arbre.racines],
        "fiches_hors_axes": par_axe.get(None, []),
        **_argent(lu),
    }


def _axe(branche: BrancheAxe, lu: PlanLu, par_axe: dict[int | None, list[int]]) -> dict[str, Any]:
    axe = branche.axe
    compte = lu.avancement.axes.get(axe.pk, Compte())
    return {
        "id": axe.pk,
        "numero": branche.numero,
        "nom": axe.nom,
        "description": axe.description,
        "avancement": compte.avancement,
        "realisees": compte.realisees,
        "total": compte.total,
        "fiches": par_axe.get(axe.pk, []),
        "axes": [_axe(enfant, lu, par_axe) for enfant in branche.enfants],
    }


def _argent(lu: PlanLu) -> dict[str, Any]:
    """Sums by kind and unit: HT, TTC and ETP are never added."""
    autour = lu.autour
    return {
        "budgets": [
            {
                "unite": str(unite),
                "type": "ensemble" if nature == ENSEMBLE else nature,
                "prevu": ecrire_nombre(somme.prevu.bas) if somme.prevu else None,
                "prevu_max": ecrire_nombre(somme.prevu.haut) if somme.prevu else None,
                "reel": ecrire_nombre(somme.reel),
                "fiches": somme.fiches,
            }
            for unite, sommes in sorted(autour.budgets.items())
            for nature, somme in sommes.items()
        ],
        "financements_acquis": [
            {"base": str(base), "montant": ecrire_nombre(montant)} for base, montant in sorted(autour.acquis.items())
        ],
        "couts_evites": [
            {"montant": ecrire_nombre(montant), "base": str(base), "rythme": str(rythme)}
            for montant, base, rythme in autour.couts_evites
        ],
    }


@routes.get(
    "plans/{int:plan}/fiches",
    response=PageFiches,
    summary="Les fiches d'un plan",
    operation_id="fiches_du_plan",
    url_name="fiches_du_plan",
    openapi_extra={"parameters": decrire_parametres(plan=True)},
)
def fiches_du_plan(request: RequeteApi, plan: Numero, parametres: Demandes) -> dict[str, Any]:
    """Les fiches d'un plan, avec les filtres, les tris et la recherche de l'écran, sous les mêmes noms."""
    vu = obtenir_plan(request.user, request.collectivite.siren, plan)[1]
    return lister(request, parametres, vu)


@routes.get(
    "plans/{int:plan}/complet",
    response=PlanEntier,
    summary="Un plan entier",
    operation_id="plan_complet",
    url_name="plan_complet",
)
def complet(request: RequeteApi, plan: Numero) -> dict[str, Any]:
    """Le plan, ses axes et toutes ses fiches en une fois, exactement comme l'export JSON : un autre Cordée le relit.
    Ce qui est confidentiel y est si la clé le voit, et le journal le dit."""
    collectivite, vu = obtenir_plan(request.user, request.collectivite.siren, plan)
    exiger(request.user, "plans.exporter", collectivite)
    entier = plan_complet(request.user, collectivite, vu)
    confidentielles = compter_confidentielles(request.user, collectivite, vu)
    consigner_export(vu, FormatExport.JSON, confidentielles, par=request.user, le=timezone.now())
    return plan_en_objet(entier, timezone.localdate())
