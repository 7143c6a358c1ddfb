"""Reading webhooks and their deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cordee.api.domain.evenements import FICHE, PLAN
from cordee.api.domain.types import TypeEvenement
from cordee.api.enums import EN_ATTENTE, EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.clients.envoi_http import Sorties
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.queries import list_membres_for


def sorties_permises() -> Sorties:
    """What the installation lets out."""
    return Sorties(settings.CORDEE_WEBHOOKS_HTTP, frozenset(hote.lower() for hote in settings.CORDEE_WEBHOOKS_HOTES))


def list_webhooks_for(collectivite: Collectivite) -> QuerySet[Webhook]:
    """Webhooks of a collectivité by name, with `en_attente` and `abandonnees`."""
    return (
        Webhook.objects.filter(collectivite=collectivite)
        .select_related("collectivite")
        .annotate(
            en_attente=Count("livraisons", filter=Q(livraisons__etat__in=EN_ATTENTE)),
            abandonnees=Count("livraisons", filter=Q(livraisons__etat=EtatLivraison.ABANDONNEE)),
        )
        .order_by("nom", "pk")
    )


def webhook_for(collectivite: Collectivite, pk: int) -> Webhook | None:
    """One webhook of the collectivité, with its counts."""
    return list_webhooks_for(collectivite).select_related("cree_par").filter(pk=pk).first()


def list_livraisons_for(webhook: Webhook, etat: str = "") -> QuerySet[Livraison]:
    """Deliveries of a webhook, latest first, without their bodies; those in one state only."""
    livraisons = webhook.livraisons.defer("corps", "reponse", "donnees").order_by("-pk")
    return livraisons.filter(etat=etat) if etat in EtatLivraison.values else livraisons


def livraison_for(webhook: Webhook, pk: int) -> Livraison | None:
    """One delivery of the webhook."""
    return Livraison.objects.filter(webhook=webhook, pk=pk).select_related("webhook__collectivite").first()


def list_plans_suivables(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Plan]:
    """Plans of the collectivité that a webhook may follow alone."""
    return list(list_plans_for(utilisateur, collectivite).order_by("cle_tri", "pk"))


def noms_des_plans(webhooks: Iterable[Webhook]) -> dict[int, str]:
    """Names of the plans that these webhooks follow; those that were deleted are absent."""
    refs = {webhook.plan_ref for webhook in webhooks if webhook.plan_ref is not None}
    return dict(Plan.objects.filter(pk__in=refs).values_list("pk", "nom")) if refs else {}


def noms_des_objets(livraisons: Iterable[Livraison]) -> dict[tuple[str, int], str]:
    """Titles of the fiches and names of the plans that these deliveries are about, for somebody who administers the
    collectivité; those that are gone for good are absent. Two queries."""
    objets = {(livraison.objet, livraison.numero) for livraison in livraisons}
    fiches = [numero for objet, numero in objets if objet == FICHE]
    plans = [numero for objet, numero in objets if objet == PLAN]
    titres = Fiche.objects.filter(pk__in=fiches).values_list("pk", "titre") if fiches else ()
    noms = Plan.objects.filter(pk__in=plans).values_list("pk", "nom") if plans else ()
    return {(FICHE, pk): titre for pk, titre in titres} | {(PLAN, pk): nom for pk, nom in noms}


def administrateurs_of(collectivite: Collectivite) -> list[Utilisateur]:
    """Accounts of the people who administer a collectivité."""
    membres = list_membres_for(collectivite).filter(role=Role.ADMINISTRATION, utilisateur__is_active=True)
    return [membre.utilisateur for membre in membres]


def livraisons_dues(le: datetime, sauf: Iterable[int] = ()) -> QuerySet[Livraison]:
    """Deliveries that may leave at this instant, oldest first: their hour has come, their webhook is at work (and not
    one of `sauf`), and nothing older about the same object waits."""
    avant = Livraison.objects.filter(
        webhook=OuterRef("webhook"), objet=OuterRef("objet"), numero=OuterRef("numero"), etat__in=EN_ATTENTE,
        pk__lt=OuterRef("pk"),
    ).exclude(numero=0)  # fmt: skip
    return (
        Livraison.objects.filter(
            Q(webhook__repos_jusqu_a=None) | Q(webhook__repos_jusqu_a__lte=le),
            etat__in=EN_ATTENTE,
            prochain_essai__lte=le,
            webhook__actif=True,
        )
        .filter(~Exists(avant))
        .exclude(webhook__in=list(sauf))
        .order_by("pk")
    )


def webhooks_par_pk(pks: Iterable[int]) -> dict[int, Webhook]:
    """These webhooks with their collectivité, by id: what notifications are worded from."""
    return {
        webhook.pk: webhook for webhook in list(Webhook.objects.filter(pk__in=list(pks)).select_related("collectivite"))
    }


def abandonnees_par_webhook(pks: Iterable[int]) -> dict[int, int]:
    """How many deliveries of these webhooks were given up, by webhook. One query."""
    abandonnees = Livraison.objects.filter(webhook__in=list(pks), etat=EtatLivraison.ABANDONNEE).order_by()
    return dict(abandonnees.exclude(type=TypeEvenement.ESSAI).values_list("webhook").annotate(nombre=Count("pk")))


def administrateurs_par_webhook(webhooks: Iterable[Webhook]) -> dict[int, set[int]]:
    """Ids of the people who administer the collectivité of each webhook. One query."""
    liste = list(webhooks)
    membres = Membre.objects.filter(
        collectivite__in={w.collectivite_id for w in liste}, role=Role.ADMINISTRATION
    ).values_list("collectivite_id", "utilisateur_id")
    par_collectivite: dict[int, set[int]] = {}
    for collectivite, utilisateur in membres:
        par_collectivite.setdefault(collectivite, set()).add(utilisateur)
    return {w.pk: par_collectivite.get(w.collectivite_id, set()) for w in liste}
