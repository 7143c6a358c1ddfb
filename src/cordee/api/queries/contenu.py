"""What a delivery holds, read when it leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cordee.api.domain.corps import composer, epurer
from cordee.api.domain.evenements import FICHE, PLAN
from cordee.api.domain.portee import revoir
from cordee.api.domain.types import TypeEvenement
from cordee.api.models import Livraison, Webhook
from cordee.api.queries.terrain import abonnement_of, terrain_des
from cordee.comptes.models import Utilisateur
from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.domain.objet_json import fiches_en_objet, plan_en_objet
from cordee.plans.models import Fiche, Placement, Plan
from cordee.plans.queries.dossier import Portee, fiches_completes, plan_complet
from cordee.plans.queries.visibilite import annotate_racine, list_plans_for, plan_for, q_confidentielle
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import lecteur_de

DISPARITIONS = {TypeEvenement.FICHE_SUPPRIMEE, TypeEvenement.FICHE_DEPARTAGEE, TypeEvenement.PLAN_SUPPRIME}
"""Types that are told though their object is gone: it is their point."""


def lecteur_of(webhook: Webhook) -> Utilisateur:
    """Whom the webhook reads as."""
    return lecteur_de(webhook.collectivite, Role.CONTRIBUTION if webhook.confidentielles else Role.LECTURE)


def corps_of(livraison: Livraison, *, le: datetime) -> dict[str, Any] | None:
    """The body of a delivery as things are now; None when there is nothing to tell any more: its object is gone, or
    the webhook no longer sees it."""
    webhook, gardees = livraison.webhook, livraison.donnees
    terrain = terrain_des({*(gardees.get("fiches") or ()), *(gardees.get("supprimees") or ())})
    donnees = revoir(gardees, abonnement_of(webhook), terrain)
    collectivite, lecteur = webhook.collectivite, lecteur_of(webhook)
    objet: dict[str, Any] | None = None
    jour = timezone.localtime(le).date()
    references: list[int] = list(donnees.get("plans") or ())
    if livraison.objet == FICHE:
        portee = Portee(confidentielles=webhook.confidentielles)
        lues = fiches_completes(lecteur, collectivite, [livraison.numero], portee)
        if not lues and not _est_a_dire(livraison):
            return None
        references = _plans_de_la_fiche(livraison.numero)
        objet = fiches_en_objet([epurer(fiche, noms=webhook.noms) for fiche in lues], jour) if lues else None
    elif livraison.objet == PLAN:
        plan = plan_for(lecteur, collectivite, livraison.numero)
        if plan is None and livraison.type not in DISPARITIONS:
            return None
        references = [livraison.numero]
        objet = plan_en_objet(_sans_discussion(plan, lecteur, collectivite), jour) if plan is not None else None
    return composer(
        id=livraison.evenement,
        type=livraison.type,
        le=timezone.localtime(livraison.le),
        collectivite={"siren": collectivite.siren, "nom": collectivite.nom},
        plans=_nommer(references, lecteur, collectivite),
        donnees=donnees,
        adresse=_adresse(livraison, existe=objet is not None),
        reference=livraison.numero or None,
        objet=objet,
    )


def _est_a_dire(livraison: Livraison) -> bool:
    """Whether a fiche that cannot be read may still be told of: that it went, to who could see it."""
    if livraison.type not in DISPARITIONS:
        return False
    fiches = annotate_racine(Fiche.objects.filter(pk=livraison.numero))
    return livraison.webhook.confidentielles or not fiches.filter(q_confidentielle()).exists()


def _sans_discussion(plan: Plan, lecteur: Utilisateur, collectivite: Collectivite) -> PlanComplet:
    return plan_complet(lecteur, collectivite, plan, Portee(fiches=(), echanges=False))


def _plans_de_la_fiche(numero: int) -> list[int]:
    racines = annotate_racine(Fiche.objects.filter(pk=numero)).values("racine_id")  # type: ignore[misc]
    places = Placement.objects.filter(fiche__in=racines).order_by("pk")
    return list(dict.fromkeys(places.values_list("plan_id", flat=True)))


def _nommer(references: list[int], lecteur: Utilisateur, collectivite: Collectivite) -> list[dict[str, Any]]:
    """Those of these plans that the webhook sees."""
    if not references:
        return []
    plans = list_plans_for(lecteur, collectivite).filter(pk__in=references).order_by("cle_tri", "pk")
    return [{"ref": pk, "nom": nom} for pk, nom in plans.values_list("pk", "nom")]


def _adresse(livraison: Livraison, *, existe: bool) -> str:
    """Where a person looks at the object."""
    siren = livraison.webhook.collectivite.siren
    if livraison.objet in {FICHE, PLAN} and existe:
        chemin = reverse(livraison.objet, args=[siren, livraison.numero])
    else:
        chemin = reverse("plans", args=[siren])
    return f"{settings.CORDEE_ADRESSE}{chemin}"
