"""Webhooks of a collectivité: the list, one of them with its deliveries, and what is done to them."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.api.actions.webhooks import (
    creer_webhook,
    envoyer_essai,
    modifier_webhook,
    regenerer_secret,
    renvoyer_livraison,
    reprendre_webhook,
    supprimer_webhook,
    suspendre_webhook,
)
from cordee.api.domain.types import CHOISIS
from cordee.api.enums import EtatLivraison
from cordee.api.forms.webhooks import FormulaireWebhook, initiales
from cordee.api.models import Livraison, Webhook
from cordee.api.permissions.webhooks import obtenir_livraison, obtenir_territoire, obtenir_webhook
from cordee.api.queries.secrets import CleChangee, secret_of
from cordee.api.queries.webhooks import (
    list_livraisons_for,
    list_plans_suivables,
    list_webhooks_for,
    noms_des_objets,
    noms_des_plans,
    sorties_permises,
)
from cordee.outils.texte import accorder
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

PAR_PAGE = 25
A_MONTRER = "webhook_secret"
"""Key of the session: the webhook whose secret is shown once, on the next page."""


@require_safe
def webhooks(request: Requete, siren: str) -> HttpResponse:
    """The list, with the health of each."""
    collectivite = obtenir_territoire(request.user, siren)
    liste = list(list_webhooks_for(collectivite))
    plans = noms_des_plans(liste)
    contexte = {
        **_commun(collectivite),
        "webhooks": [(webhook, _plan(webhook, plans)) for webhook in liste],
        "au_travail": sum(webhook.actif for webhook in liste),
        "en_peine": sum(not w.actif or w.en_echec_depuis is not None for w in liste),
    }
    return render(request, "api/webhooks.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: Requete, siren: str) -> HttpResponse:
    """A new webhook; its secret is on the page that follows."""
    collectivite = obtenir_territoire(request.user, siren)
    formulaire = _formulaire(request, collectivite, {"evenements": [str(type_) for type_ in CHOISIS]})
    if request.method == "POST" and formulaire.is_valid():
        try:
            webhook = creer_webhook(collectivite, formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            request.session[A_MONTRER] = webhook.pk
            messages.success(request, f"Le webhook « {webhook.nom} » est créé.")
            return redirect("webhook_secret", siren, webhook.pk)
    return _page_formulaire(request, collectivite, formulaire, None)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What a person chose of a webhook."""
    webhook = obtenir_webhook(request.user, siren, pk)
    formulaire = _formulaire(request, webhook.collectivite, initiales(vars(webhook)), webhook.plan_ref)
    if request.method == "POST" and formulaire.is_valid():
        try:
            modifier_webhook(webhook, formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, "Le webhook est enregistré.")
            return redirect("webhook", siren, pk)
    return _page_formulaire(request, webhook.collectivite, formulaire, webhook)


@require_safe
def webhook(request: Requete, siren: str, pk: int) -> HttpResponse:
    """One webhook: how it goes, what it sends, its latest deliveries."""
    sien = obtenir_webhook(request.user, siren, pk)
    etat = request.GET.get("etat", "")
    etat = etat if etat in EtatLivraison.values else ""
    page = Paginator(list_livraisons_for(sien, etat), PAR_PAGE).get_page(request.GET.get("page"))
    noms = noms_des_objets(page.object_list)
    contexte = {
        **_commun(sien.collectivite),
        "webhook": sien,
        "plan": _plan(sien, noms_des_plans([sien])),
        "page": page,
        "livraisons": [(une, noms.get((une.objet, une.numero), "")) for une in page.object_list],
        "etat": etat,
        "etats": EtatLivraison.choices,
        "requete": f"etat={etat}" if etat else "",
    }
    return render(request, "api/webhook.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The secret, shown once after it was made; otherwise, making another one."""
    sien = obtenir_webhook(request.user, siren, pk)
    if request.method == "POST":
        regenerer_secret(sien, par=request.user, le=timezone.now())
        request.session[A_MONTRER] = sien.pk
        return redirect("webhook_secret", siren, pk)
    montrer = request.session.get(A_MONTRER) == sien.pk
    if montrer and request.method == "GET":
        del request.session[A_MONTRER]
    contexte = {**_commun(sien.collectivite), "webhook": sien, "secret": _lire(sien, montrer)}
    reponse = render(request, "api/webhook_secret.html", contexte)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _lire(sien: Webhook, montrer: bool) -> str:
    if not montrer:
        return ""
    try:
        return secret_of(sien)
    except CleChangee:
        return ""


@require_POST
def essayer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Sends a trial, and shows what came of it."""
    sien = obtenir_webhook(request.user, siren, pk)
    return _montrer_resultat(request, siren, envoyer_essai(sien, par=request.user, le=timezone.now()))


@require_POST
def suspendre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Nothing leaves any more."""
    sien = obtenir_webhook(request.user, siren, pk)
    try:
        suspendre_webhook(sien, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Le webhook « {sien.nom} » est suspendu : ce qui arrive l'attend.")
    return redirect("webhook", siren, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Takes up again, with or without what waited."""
    sien = obtenir_webhook(request.user, siren, pk)
    if request.method != "POST":
        return render(request, "api/webhook_reprendre.html", {**_commun(sien.collectivite), "webhook": sien})
    envoyer = request.POST.get("attente") == "envoyer"
    try:
        partent = reprendre_webhook(sien, envoyer_attente=envoyer, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        suite = f" : {partent} {accorder(partent, 'livraison part', 'livraisons partent')}" if partent else ""
        messages.success(request, f"Le webhook « {sien.nom} » est repris{suite}.")
    return redirect("webhook", siren, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes."""
    sien = obtenir_webhook(request.user, siren, pk)
    if request.method != "POST":
        return render(request, "api/webhook_supprimer.html", {**_commun(sien.collectivite), "webhook": sien})
    supprimer_webhook(sien, par=request.user, le=timezone.now())
    messages.success(request, f"Le webhook « {sien.nom} » est supprimé.")
    return redirect("webhooks", siren)


@require_safe
def livraison(request: Requete, siren: str, pk: int, numero: int) -> HttpResponse:
    """What left, and what was answered."""
    sienne = obtenir_livraison(request.user, siren, pk, numero)
    contexte = {
        **_commun(sienne.webhook.collectivite),
        "webhook": sienne.webhook,
        "livraison": sienne,
        "corps": _indenter(sienne.corps),
    }
    return render(request, "api/webhook_livraison.html", contexte)


@require_POST
def renvoyer(request: Requete, siren: str, pk: int, numero: int) -> HttpResponse:
    """Sends a delivery again, and shows what came of it."""
    sienne = obtenir_livraison(request.user, siren, pk, numero)
    try:
        return _montrer_resultat(request, siren, renvoyer_livraison(sienne, par=request.user, le=timezone.now()))
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("webhook", siren, pk)


def _montrer_resultat(request: Requete, siren: str, sienne: Livraison) -> HttpResponse:
    if sienne.etat == EtatLivraison.ENVOYEE:
        messages.success(request, f"L'outil a répondu {sienne.code} en {sienne.duree} ms : la livraison est arrivée.")
    elif sienne.erreur:
        messages.error(request, sienne.erreur)
    return redirect("webhook_livraison", siren, sienne.webhook_id, sienne.pk)


def _indenter(corps: str) -> str:
    """The body as a person reads it."""
    try:
        return json.dumps(json.loads(corps), ensure_ascii=False, indent=2) if corps else ""
    except ValueError:
        return corps


def _commun(collectivite: Collectivite) -> dict[str, Any]:
    return {"collectivite": collectivite, "rubrique": "webhooks"}


def _plan(webhook: Webhook, noms: dict[int, str]) -> str:
    """The plan that a webhook follows alone, in words."""
    return noms.get(webhook.plan_ref, "un plan supprimé") if webhook.plan_ref is not None else ""


def _formulaire(
    request: Requete, collectivite: Collectivite, initial: dict[str, Any], garde: int | None = None
) -> FormulaireWebhook:
    return FormulaireWebhook(
        request.POST if request.method == "POST" else None,
        initial=initial,
        plans=list_plans_suivables(request.user, collectivite),
        sorties=sorties_permises(),
        garde=garde,
    )


def _page_formulaire(
    request: Requete, collectivite: Collectivite, formulaire: FormulaireWebhook, sien: Webhook | None
) -> HttpResponse:
    contexte = {**_commun(collectivite), "formulaire": formulaire, "webhook": sien}
    return render(request, "api/webhook_formulaire.html", contexte, status=422 if formulaire.errors else 200)
