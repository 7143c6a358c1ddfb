"""Writing plans and their axes. Each route reads, calls an action, answers.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Status

from cordee.api.actions.axes import ecrire_axe
from cordee.api.queries.demarche import DemarcheLue, lire_demarche_du_plan
from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.plans import plan as lire_plan_entier
from cordee.api.views.plans import routes
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.communs import Numero, lire_corps
from cordee.api.views.schemas.plans import PlanDetaille
from cordee.api.views.schemas.plans_ecrits import (
    AxeCree,
    AxeEcrit,
    AxeEnvoye,
    DemarcheVue,
    FichesDeplacees,
    PlanCree,
    PlanEnvoye,
    SuppressionDemandee,
    SuppressionPlan,
)
from cordee.plans.actions.axes import creer_axe, supprimer_axe
from cordee.plans.actions.plans import creer_plan, modifier_plan, supprimer_plan
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Axe, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.arbre import axe_for
from cordee.socle.permissions import introuvable

ECRIRE = ["Écrire les plans"]
PERSONNES = {"pilotes": RolePersonne.PILOTE, "referents": RolePersonne.ELU_REFERENT}
TOUJOURS = ("nom", "statut", "ponderation", "langue", "confidentiel")
TEXTES: tuple[str, ...] = ("nom", "code", "description")
JOURS = ("debut", "fin", "deliberation_le")


def _obtenir(request: RequeteApi, pk: int) -> Plan:
    return obtenir_plan(request.user, request.collectivite.siren, pk)[1]


def _lire(envoi: dict[str, Any]) -> tuple[dict[str, Any], dict[RolePersonne, list[str]]]:
    """Columns and people of a plan: null empties a text, a date or the list of people, and is refused where a plan
    always has a value."""
    vides = [(nom, "Cette clé ne se vide pas.") for nom in TOUJOURS if nom in envoi and envoi[nom] is None]
    if vides:
        raise SaisieRefusee(*vides)
    personnes = {role: envoi.pop(cle) or [] for cle, role in PERSONNES.items() if cle in envoi}
    return {nom: "" if valeur is None and nom not in JOURS else valeur for nom, valeur in envoi.items()}, personnes


@routes.post(
    "plans",
    response={201: PlanDetaille},
    summary="Créer un plan",
    operation_id="creer_plan",
    url_name="creer_plan",
    tags=ECRIRE,
)
def creer(request: RequeteApi, corps: PlanCree, response: HttpResponse) -> Status[Any]:
    """Un plan vide. Répond le plan, et son adresse dans Location."""
    champs, personnes = _lire(lire_corps(corps))
    cree = creer_plan(request.collectivite, **champs, personnes=personnes, par=request.user, le=timezone.now())
    response["Location"] = request.build_absolute_uri(reverse("api:plan", args=[cree.pk]))
    return Status(201, lire_plan_entier(request, cree.pk))


@routes.patch(
    "plans/{int:plan}", response=PlanDetaille, summary="Modifier un plan", operation_id="modifier_plan",
    url_name="modifier_plan", tags=ECRIRE,
)  # fmt: skip
def modifier(request: RequeteApi, plan: Numero, corps: PlanEnvoye) -> dict[str, Any]:
    """Change les clés données, et aucune autre ; null vide un texte, une date ou une liste."""
    vu = _obtenir(request, plan)
    champs, personnes = _lire(lire_corps(corps))
    modifier_plan(vu, champs, personnes=personnes, par=request.user, le=timezone.now())
    return lire_plan_entier(request, plan)


@routes.delete(
    "plans/{int:plan}", response=SuppressionPlan, summary="Supprimer un plan", operation_id="supprimer_plan",
    url_name="supprimer_plan", tags=ECRIRE,
)  # fmt: skip
def supprimer(request: RequeteApi, plan: Numero, parametres: Query[SuppressionDemandee]) -> dict[str, int]:
    """Met le plan et ses axes à la corbeille, d'où l'écran les restaure. Ses fiches restent, « sans plan », à moins
    d'`avec_fiches=true`."""
    vu = _obtenir(request, plan)
    supprimees = supprimer_plan(vu, avec_fiches=parametres.avec_fiches, par=request.user, le=timezone.now())
    return {"fiches_supprimees": supprimees}


def _lire_parent(plan: Plan, pk: int | None) -> Axe | None:
    if pk is None:
        return None
    parent = axe_for(plan, pk)
    if parent is None:
        raise SaisieRefusee(("parent", f"L'axe {pk} n'est pas dans le plan « {plan.nom} »."))
    return parent


def _decrire_axe(axe: Axe) -> dict[str, Any]:
    return {
        "id": axe.pk,
        "plan": axe.plan_id,
        "parent": axe.parent_id,
        "rang": axe.position,
        "code": axe.code,
        "nom": axe.nom,
        "description": axe.description,
    }


@routes.post(
    "plans/{int:plan}/axes", response={201: AxeEcrit}, summary="Ajouter un axe", operation_id="creer_axe",
    url_name="creer_axe", tags=ECRIRE,
)  # fmt: skip
def ajouter_axe(request: RequeteApi, plan: Numero, corps: AxeCree) -> Status[Any]:
    """Un axe du plan, ou un sous-axe (`parent`), le dernier de ses voisins si `rang` ne dit rien."""
    vu = _obtenir(request, plan)
    envoi = lire_corps(corps)
    cree = creer_axe(
        vu, envoi["nom"], parent=_lire_parent(vu, envoi.get("parent")), rang=envoi.get("rang"),
        code=envoi.get("code") or "", description=envoi.get("description") or "", par=request.user, le=timezone.now(),
    )  # fmt: skip
    return Status(201, _decrire_axe(cree))


@routes.patch(
    "plans/{int:plan}/axes/{int:axe}", response=AxeEcrit, summary="Modifier un axe", operation_id="modifier_axe",
    url_name="modifier_axe", tags=ECRIRE,
)  # fmt: skip
def changer_axe(request: RequeteApi, plan: Numero, axe: Numero, corps: AxeEnvoye) -> dict[str, Any]:
    """Change les clés données ; `parent` ou `rang` déplace l'axe, avec tout ce qui est dessous."""
    vu = _obtenir(request, plan)
    actuel = axe_for(vu, axe) or introuvable()
    envoi = lire_corps(corps)
    deplace = bool(envoi.keys() & {"parent", "rang"})
    parent = _lire_parent(vu, envoi["parent"]) if "parent" in envoi else actuel.parent
    textes = {nom: str(envoi[nom] or "") for nom in TEXTES if nom in envoi}
    ecrit = ecrire_axe(
        actuel, textes, (parent, envoi.get("rang")) if deplace else None, par=request.user, le=timezone.now()
    )
    return _decrire_axe(ecrit)


@routes.delete(
    "plans/{int:plan}/axes/{int:axe}", response=FichesDeplacees, summary="Supprimer un axe",
    operation_id="supprimer_axe", url_name="supprimer_axe", tags=ECRIRE,
)  # fmt: skip
def retirer_axe(request: RequeteApi, plan: Numero, axe: Numero) -> dict[str, int]:
    """Supprime l'axe et ceux du dessous ; leurs fiches remontent d'un cran et restent dans le plan."""
    actuel = axe_for(_obtenir(request, plan), axe) or introuvable()
    return {"fiches_deplacees": supprimer_axe(actuel, par=request.user, le=timezone.now())}


@routes.get(
    "plans/{int:plan}/demarche", response=DemarcheVue, summary="La démarche PCAET d'un plan",
    operation_id="demarche_du_plan", url_name="demarche_du_plan",
)  # fmt: skip
def demarche(request: RequeteApi, plan: Numero) -> dict[str, Any]:
    """Où en est le dossier réglementaire du plan, ce qui lui manque, et chaque étape qui part de son état, avec ses
    conditions. Une étape se franchit sur l'écran."""
    lue = lire_demarche_du_plan(request.user, request.collectivite, _obtenir(request, plan), timezone.localdate())
    return _decrire_demarche(lue or introuvable())


def _decrire_demarche(lue: DemarcheLue) -> dict[str, Any]:
    demarche = lue.demarche
    return {
        "id": demarche.pk,
        "nom": demarche.nom,
        "etat": demarche.etat,
        "etat_lisible": demarche.etat_lisible.libelle,
        "obligation": demarche.obligation or None,
        "lance_le": demarche.lance_le,
        "transmis_le": demarche.transmis_le,
        "echeance_avis": demarche.echeance_avis,
        "adopte_le": demarche.adopte_le,
        "archive_le": demarche.archive_le,
        "manques": [manque.phrase for manque in lue.manques if manque.bloquant],
        "etapes": [
            {
                "transition": str(transition),
                "libelle": transition.libelle,
                "possible": all(verdict.tenu for verdict in verdicts),
                "gardes": [{"garde": v.garde, "tenu": v.tenu, "phrase": v.phrase} for v in verdicts],
            }
            for transition, verdicts in lue.etapes
        ],
        "adresse": demarche.get_absolute_url(),
    }
