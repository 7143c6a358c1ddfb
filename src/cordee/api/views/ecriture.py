"""Writing fiches: creating, changing, placing, following, deleting. Each route reads, calls an action, answers.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Status

from cordee.api.actions.fiches import (
    changer_statut_depuis,
    ecrire_budget,
    ecrire_financement,
    modifier_depuis,
    supprimer_depuis,
)
from cordee.api.queries.fiches import list_commentaires_of, list_emplacements_for, list_financements_of
from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.fiches import decrire_commentaire, decrire_note, obtenir, routes
from cordee.api.views.lecture import decrire_budget, decrire_emplacement, decrire_fiche, decrire_financement
from cordee.api.views.porte import RequeteApi
from cordee.api.views.saisie import lire_champs_envoyes, lire_jour, lire_montants, lire_version
from cordee.api.views.schemas.communs import Numero, lire_corps
from cordee.api.views.schemas.fiches import (
    BudgetEcrit,
    BudgetEnvoye,
    CommentaireEnvoye,
    CommentaireVu,
    Creation,
    Emplacement,
    EmplacementEnvoye,
    FicheVue,
    FinancementEnvoye,
    FinancementVu,
    Modification,
    NoteEnvoyee,
    NoteVue,
    StatutEnvoye,
)
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.composition import supprimer_financement
from cordee.plans.actions.fiches import creer_fiche, placer_fiche, retirer_placement
from cordee.plans.actions.suivi import ajouter_note
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.models import Axe, Plan
from cordee.plans.queries.arbre import axe_for
from cordee.plans.queries.visibilite import fiche_for, plan_for
from cordee.socle.permissions import exiger, introuvable

ECRIRE = ["Écrire les fiches"]
ABSENT = "n'existe pas, ou votre clé n'y a pas accès."


@routes.post(
    "fiches",
    response={201: FicheVue},
    summary="Créer une fiche",
    operation_id="creer_fiche",
    url_name="creer_fiche",
    tags=ECRIRE,
)
def creer(request: RequeteApi, corps: Creation, response: HttpResponse) -> Status[Any]:
    """Une fiche, dans un plan ou sans plan, ou une sous-fiche (`parent`). Répond la fiche, et son adresse dans
    Location."""
    envoi = lire_corps(corps)
    if corps.parent is None:
        exiger(request.user, "plans.creer_fiche", request.collectivite)
    plan, axe = _lire_place(request, envoi.pop("plan", None), envoi.pop("axe", None))
    parent = _lire_parent(request, envoi.pop("parent", None))
    champs = lire_champs_envoyes(envoi)
    fiche = creer_fiche(
        request.collectivite, **champs, plan=plan, axe=axe, parent=parent, par=request.user, le=timezone.now()
    )
    response["Location"] = request.build_absolute_uri(reverse("api:fiche", args=[fiche.pk]))
    return Status(201, decrire_fiche(request, fiche))


def _lire_parent(request: RequeteApi, pk: int | None) -> Any:
    if pk is None:
        return None
    parent = fiche_for(request.user, request.collectivite, pk)
    if parent is None:
        raise SaisieRefusee(("parent", f"La fiche {pk} {ABSENT}"))
    return parent


def _lire_place(request: RequeteApi, plan_pk: int | None, axe_pk: int | None) -> tuple[Plan | None, Axe | None]:
    """The plan and the axe asked, among those that the key sees; an axe alone says its plan."""
    if plan_pk is None and axe_pk is None:
        return None, None
    if plan_pk is None:
        raise SaisieRefusee(("plan", "Donnez le plan de l'axe."))
    plan = plan_for(request.user, request.collectivite, plan_pk)
    if plan is None:
        raise SaisieRefusee(("plan", f"Le plan {plan_pk} {ABSENT}"))
    if axe_pk is None:
        return plan, None
    axe = axe_for(plan, axe_pk)
    if axe is None:
        raise SaisieRefusee(("axe", f"L'axe {axe_pk} n'est pas dans le plan « {plan.nom} »."))
    return plan, axe


@routes.patch(
    "fiches/{int:fiche}",
    response=FicheVue,
    summary="Modifier une fiche",
    operation_id="modifier_fiche",
    url_name="modifier_fiche",
    tags=ECRIRE,
)
def modifier(request: RequeteApi, fiche: Numero, corps: Modification) -> dict[str, Any]:
    """Change les champs donnés, et aucun autre ; null vide un champ. Donnez dans If-Match l'ETag lu (ou `version`) : si
    la fiche a changé depuis, rien n'est écrit et la réponse 409 dit les valeurs actuelles."""
    vue = obtenir(request, fiche)
    envoi = lire_corps(corps)
    version = lire_version(request, envoi.pop("version", None))
    champs = lire_champs_envoyes(envoi)
    modifier_depuis(vue, champs, version, par=request.user, le=timezone.now())
    return decrire_fiche(request, obtenir(request, fiche))


@routes.delete(
    "fiches/{int:fiche}",
    response={204: None},
    summary="Supprimer une fiche",
    operation_id="supprimer_fiche",
    url_name="supprimer_fiche",
    tags=ECRIRE,
)
def supprimer(request: RequeteApi, fiche: Numero) -> Status[None]:
    """Met la fiche et ses sous-fiches à la corbeille, d'où l'écran les restaure. If-Match est respecté."""
    vue = obtenir(request, fiche)
    supprimer_depuis(vue, lire_version(request, None), par=request.user, le=timezone.now())
    return Status(204, None)


@routes.put(
    "fiches/{int:fiche}/statut",
    response=FicheVue,
    summary="Changer le statut",
    operation_id="changer_statut",
    url_name="changer_statut",
    tags=ECRIRE,
)
def statut(request: RequeteApi, fiche: Numero, corps: StatutEnvoye) -> dict[str, Any]:
    """Le statut, daté d'aujourd'hui. Un statut autre que « bloque » lève les blocages."""
    vue = obtenir(request, fiche)
    envoi = lire_corps(corps)
    version = lire_version(request, envoi.pop("version", None))
    precision = envoi.get("precision")
    champs = {"statut": corps.statut, **({} if precision is None else {"etat_precision": precision})}
    lus = lire_champs_envoyes(champs)
    changer_statut_depuis(vue, lus["statut"] or "", precision, version, par=request.user, le=timezone.now())
    return decrire_fiche(request, obtenir(request, fiche))


@routes.post(
    "fiches/{int:fiche}/emplacements",
    response={201: Emplacement},
    summary="Placer une fiche",
    operation_id="placer_fiche",
    url_name="placer_fiche",
    tags=ECRIRE,
)
def placer(request: RequeteApi, fiche: Numero, corps: EmplacementEnvoye) -> Status[Any]:
    """Place la fiche dans un plan ou un axe ; elle reste où elle était. L'y placer encore ne change que son rang."""
    vue = obtenir(request, fiche)
    plan, axe = _lire_place(request, corps.plan, corps.axe)
    assert plan is not None
    place = placer_fiche(vue, plan, axe, par=request.user, le=timezone.now(), rang=corps.rang)
    return Status(201, decrire_emplacement(place))


@routes.delete(
    "fiches/{int:fiche}/emplacements/{int:emplacement}",
    response={204: None},
    summary="Retirer une fiche d'un plan",
    operation_id="retirer_emplacement",
    url_name="retirer_emplacement",
    tags=ECRIRE,
)
def retirer(request: RequeteApi, fiche: Numero, emplacement: Numero) -> Status[None]:
    """Retire la fiche de cet emplacement. La fiche reste ; sans autre place, elle est « sans plan »."""
    places = list_emplacements_for(request.user, obtenir(request, fiche))
    place = places.filter(pk=emplacement).first() or introuvable()
    retirer_placement(place, par=request.user, le=timezone.now())
    return Status(204, None)


@routes.post(
    "fiches/{int:fiche}/notes",
    response={201: NoteVue},
    summary="Ajouter une note",
    operation_id="ajouter_note",
    url_name="ajouter_note",
    tags=ECRIRE,
)
def noter(request: RequeteApi, fiche: Numero, corps: NoteEnvoyee) -> Status[Any]:
    """Une note de suivi, signée de la personne de la clé."""
    vue = obtenir(request, fiche)
    jour = lire_jour("date", corps.date, timezone.localdate())
    note = ajouter_note(vue, corps.texte, jour, par=request.user, le=timezone.now())
    return Status(201, decrire_note(note))


@routes.post(
    "fiches/{int:fiche}/commentaires",
    response={201: CommentaireVu},
    summary="Commenter une fiche",
    operation_id="commenter_fiche",
    url_name="commenter_fiche",
    tags=ECRIRE,
)
def commenter(request: RequeteApi, fiche: Numero, corps: CommentaireEnvoye) -> Status[Any]:
    """Un commentaire signé de la personne de la clé, ou une réponse (`reponse_a`). Les membres cités par leur nom après
    un @ sont prévenus."""
    vue = obtenir(request, fiche)
    parent = None
    if corps.reponse_a is not None:
        parent = list_commentaires_of(vue).filter(pk=corps.reponse_a).first()
        if parent is None:
            raise SaisieRefusee(("reponse_a", f"Le commentaire {corps.reponse_a} n'est pas sur cette fiche."))
    commentaire = commenter_fiche(vue, corps.texte, parent=parent, par=request.user, le=timezone.now())
    return Status(201, decrire_commentaire(commentaire))


@routes.put(
    "fiches/{int:fiche}/budgets",
    response=BudgetEcrit,
    summary="Écrire une ligne de budget",
    operation_id="ecrire_budget",
    url_name="ecrire_budget",
    tags=ECRIRE,
)
def budget(request: RequeteApi, fiche: Numero, corps: BudgetEnvoye) -> dict[str, Any]:
    """La ligne de ce type, de cette unité et de cette année : seuls les montants donnés changent ; null en vide un. Une
    ligne sans plus aucun montant disparaît."""
    vue = obtenir(request, fiche)
    montants = lire_montants(lire_corps(corps), "prevu", "prevu_max", "reel")
    for nom in ("type", "unite", "annee"):
        montants.pop(nom, None)
    ligne = ecrire_budget(
        vue, corps.type, UniteBudget(corps.unite), corps.annee, montants, par=request.user, le=timezone.now()
    )
    return {"ligne": None if ligne is None else decrire_budget(ligne)}


@routes.post(
    "fiches/{int:fiche}/financements",
    response={201: FinancementVu},
    summary="Ajouter un financement",
    operation_id="ajouter_financement",
    url_name="ajouter_financement",
    tags=ECRIRE,
)
def financer(request: RequeteApi, fiche: Numero, corps: FinancementEnvoye) -> Status[Any]:
    """De l'argent d'un financeur, demandé, accordé ou versé."""
    vue = obtenir(request, fiche)
    donnees = lire_montants(lire_corps(corps), "montant", "taux")
    cree = ecrire_financement(vue, None, donnees, par=request.user, le=timezone.now())
    return Status(201, decrire_financement(cree))


@routes.patch(
    "fiches/{int:fiche}/financements/{int:financement}",
    response=FinancementVu,
    summary="Modifier un financement",
    operation_id="modifier_financement",
    url_name="modifier_financement",
    tags=ECRIRE,
)
def refinancer(request: RequeteApi, fiche: Numero, financement: Numero, corps: FinancementEnvoye) -> dict[str, Any]:
    """Change ce qui est donné de ce financement, et rien d'autre."""
    vue = obtenir(request, fiche)
    actuel = list_financements_of(vue).filter(pk=financement).first() or introuvable()
    donnees = lire_montants(lire_corps(corps), "montant", "taux")
    return decrire_financement(ecrire_financement(vue, actuel, donnees, par=request.user, le=timezone.now()))


@routes.delete(
    "fiches/{int:fiche}/financements/{int:financement}",
    response={204: None},
    summary="Retirer un financement",
    operation_id="supprimer_financement",
    url_name="supprimer_financement",
    tags=ECRIRE,
)
def retirer_financement(request: RequeteApi, fiche: Numero, financement: Numero) -> Status[None]:
    """Retire ce financement de la fiche."""
    actuel = list_financements_of(obtenir(request, fiche)).filter(pk=financement).first() or introuvable()
    supprimer_financement(actuel, par=request.user, le=timezone.now())
    return Status(204, None)
