"""Creating, changing, suspending and deleting webhooks; sending again, and trying."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string

from cordee.api.actions.livraison import envoyer, prendre_livraison
from cordee.api.actions.prevenir import ne_plus_prevenir
from cordee.api.actions.reperage import ouvrir_lecture
from cordee.api.domain.delais import DOUBLE_SIGNATURE
from cordee.api.domain.types import CHOISIS, TypeEvenement
from cordee.api.enums import EN_ATTENTE, EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.api.models.webhooks import NOM_MAX
from cordee.api.permissions.webhooks import QUI_GERE
from cordee.api.queries.secrets import CleChangee, empreinte_de, secret_de, secret_of
from cordee.api.queries.webhooks import list_plans_suivables, sorties_permises
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.socle.clients.envoi_http import AdresseRefusee, lire_adresse
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

NOMBRE_MAX = 20
"""Webhooks of one collectivité."""
DELAI_A_L_ECRAN = 8.0
"""Seconds that somebody waits for the result of a trial."""
CHAMPS = ("nom", "adresse", "evenements", "plan_ref", "confidentielles", "noms")


@transaction.atomic
def creer_webhook(collectivite: Collectivite, champs: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> Webhook:
    """A new webhook; what happens from `le` on is for it. Its secret is read with `queries.secrets.secret_of`."""
    exiger(par, "api.gerer_webhooks", collectivite, raison=QUI_GERE)
    lus = _lire(collectivite, champs, par)
    if Webhook.objects.filter(collectivite=collectivite).count() >= NOMBRE_MAX:
        raise DonneeRefusee(f"Une collectivité a {NOMBRE_MAX} webhooks au plus : supprimez-en un qui ne sert plus.")
    webhook = Webhook(collectivite=collectivite, cree_le=le, cree_par=par, **lus)
    _donner_secret(webhook)
    webhook.save()
    ouvrir_lecture(le=le)
    _consigner(webhook, "creer_webhook", f"A créé le webhook « {webhook.nom} »", par=par, le=le, details=_dits(webhook))
    return webhook


@transaction.atomic
def modifier_webhook(webhook: Webhook, champs: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> Webhook:
    """Changes everything that a person chooses; what already waits leaves to the new address."""
    verrouille = _ouvrir(webhook, par)
    avant = _dits(verrouille)
    for nom, valeur in _lire(verrouille.collectivite, champs, par, garde=verrouille.plan_ref).items():
        setattr(verrouille, nom, valeur)
    apres = _dits(verrouille)
    changes = {nom: [avant[nom], apres[nom]] for nom in CHAMPS if avant[nom] != apres[nom]}
    if changes:
        if "adresse" in changes:
            verrouille.repos_jusqu_a = None
        verrouille.save(update_fields=[*CHAMPS, "repos_jusqu_a"])
        _consigner(
            verrouille, "modifier_webhook", f"A modifié le webhook « {verrouille.nom} »", par=par, le=le,
            details={"champs": changes},
        )  # fmt: skip
    return verrouille


@transaction.atomic
def regenerer_secret(webhook: Webhook, *, par: Utilisateur, le: datetime) -> Webhook:
    """A new secret; the one before signs beside it for DOUBLE_SIGNATURE, when it can still be made."""
    verrouille = _ouvrir(webhook, par)
    try:
        secret_of(verrouille)
    except CleChangee:
        verrouille.graine_precedente, verrouille.precedente_jusqu_a = "", None
    else:
        verrouille.graine_precedente, verrouille.precedente_jusqu_a = verrouille.graine, le + DOUBLE_SIGNATURE
    _donner_secret(verrouille)
    verrouille.save(update_fields=["graine", "empreinte", "graine_precedente", "precedente_jusqu_a"])
    _consigner(verrouille, "regenerer_secret", f"A régénéré le secret du webhook « {verrouille.nom} »", par=par, le=le)
    return verrouille


@transaction.atomic
def suspendre_webhook(webhook: Webhook, *, par: Utilisateur, le: datetime) -> Webhook:
    """Nothing leaves any more; what happens waits."""
    verrouille = _ouvrir(webhook, par)
    if not verrouille.actif:
        raise DonneeRefusee("Ce webhook est déjà suspendu.")
    verrouille.actif, verrouille.suspendu_le, verrouille.raison = False, le, f"par {par.nom_complet}"[:200]
    verrouille.save(update_fields=["actif", "suspendu_le", "raison"])
    _consigner(verrouille, "suspendre_webhook", f"A suspendu le webhook « {verrouille.nom} »", par=par, le=le)
    return verrouille


@transaction.atomic
def reprendre_webhook(webhook: Webhook, *, envoyer_attente: bool, par: Utilisateur, le: datetime) -> int:
    """Takes up again. What waited, and what was given up, leaves from now on with ten new attempts; without
    `envoyer_attente`, it is given up. Returns how many deliveries will leave."""
    verrouille = _ouvrir(webhook, par)
    if verrouille.actif:
        raise DonneeRefusee("Ce webhook n'est pas suspendu.")
    if envoyer_attente:
        gardees = verrouille.livraisons.filter(etat__in=[*EN_ATTENTE, EtatLivraison.ABANDONNEE]).exclude(
            type=TypeEvenement.ESSAI
        )
        nombre = gardees.update(etat=EtatLivraison.A_ENVOYER, essais=0, prochain_essai=le)
    else:
        verrouille.livraisons.filter(etat__in=EN_ATTENTE).update(
            etat=EtatLivraison.ECARTEE, prochain_essai=None, erreur="Écartée à la reprise du webhook."
        )
        nombre = 0
    verrouille.actif, verrouille.suspendu_le, verrouille.raison = True, None, ""
    verrouille.echecs, verrouille.en_echec_depuis, verrouille.repos_jusqu_a = 0, None, None
    verrouille.save(
        update_fields=["actif", "suspendu_le", "raison", "echecs", "en_echec_depuis", "repos_jusqu_a"]
    )  # fmt: skip
    ne_plus_prevenir(verrouille, le=le)
    _consigner(verrouille, "reprendre_webhook", f"A repris le webhook « {verrouille.nom} »", par=par, le=le)
    return nombre


@transaction.atomic
def supprimer_webhook(webhook: Webhook, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a webhook with its deliveries; what it sent stays where it was sent."""
    verrouille = _ouvrir(webhook, par)
    ne_plus_prevenir(verrouille, le=le)
    _consigner(
        verrouille, "supprimer_webhook", f"A supprimé le webhook « {verrouille.nom} »", par=par, le=le,
        details=_dits(verrouille),
    )  # fmt: skip
    verrouille.delete()


@transaction.atomic
def remettre_en_file(livraison: Livraison, *, par: Utilisateur, le: datetime) -> Livraison:
    """The delivery leaves again, with ten new attempts and what its object is now. Its event keeps its identifier."""
    webhook = _ouvrir(livraison.webhook, par)
    remises = Livraison.objects.filter(pk=livraison.pk)
    if not remises.update(etat=EtatLivraison.A_ENVOYER, essais=0, prochain_essai=le):
        raise DonneeRefusee("Cette livraison n'existe plus : revenez à la page du webhook.")
    _consigner(
        webhook, "renvoyer_livraison", f"A renvoyé une livraison du webhook « {webhook.nom} »", par=par, le=le,
        details={"livraison": livraison.pk, "type": livraison.type},
    )  # fmt: skip
    livraison.refresh_from_db()
    return livraison


def renvoyer_livraison(livraison: Livraison, *, par: Utilisateur, le: datetime) -> Livraison:
    """Sends a delivery again at once, whatever became of it, even by a suspended webhook: somebody waits for the
    result. When it fails, the queue goes on."""
    return _envoyer_a_l_ecran(remettre_en_file(livraison, par=par, le=le), le)


@transaction.atomic
def preparer_essai(webhook: Webhook, *, par: Utilisateur, le: datetime) -> Livraison:
    """A delivery that speaks of nothing, made once."""
    verrouille = _ouvrir(webhook, par)
    _consigner(verrouille, "essayer_webhook", f"A essayé le webhook « {verrouille.nom} »", par=par, le=le)
    return Livraison.objects.create(
        webhook=verrouille, evenement=uuid.uuid4(), type=TypeEvenement.ESSAI, le=le, cree_le=le, prochain_essai=le,
        donnees={"acteur": par.nom_complet if verrouille.noms else ""},
    )  # fmt: skip


def envoyer_essai(webhook: Webhook, *, par: Utilisateur, le: datetime) -> Livraison:
    """Sends a trial at once."""
    return _envoyer_a_l_ecran(preparer_essai(webhook, par=par, le=le), le)


def _envoyer_a_l_ecran(livraison: Livraison, le: datetime) -> Livraison:
    prise = prendre_livraison(livraison.pk, le=le)
    if prise is None:  # the beat has just taken it
        livraison.refresh_from_db()
        return livraison
    envoyer(prise, le=le, delai=DELAI_A_L_ECRAN)
    return prise


def _ouvrir(webhook: Webhook, par: Utilisateur) -> Webhook:
    """The webhook locked, once the right is asked."""
    exiger(par, "api.gerer_webhooks", webhook.collectivite, raison=QUI_GERE)
    verrouille = (
        Webhook.objects.select_for_update(of=("self",)).select_related("collectivite").filter(pk=webhook.pk).first()
    )
    if verrouille is None:
        raise DonneeRefusee("Ce webhook a été supprimé entre-temps : revenez à la liste.")
    return verrouille


def _lire(
    collectivite: Collectivite, champs: Mapping[str, Any], par: Utilisateur, *, garde: int | None = None
) -> dict[str, Any]:
    """What was chosen, as it is kept; every fault at once. `garde` is the plan followed so far: it may be gone, and
    following it still follows nothing else."""
    nom = " ".join(str(champs["nom"]).split())
    adresse = str(champs["adresse"]).strip()
    evenements = [str(type_) for type_ in CHOISIS if type_ in champs["evenements"]]
    plan = champs.get("plan_ref")
    fautes = []
    if not nom or len(nom) > NOM_MAX:
        fautes.append(f"Donnez un nom au webhook, de {NOM_MAX} caractères au plus : celui de l'outil qui reçoit.")
    try:
        lire_adresse(adresse, sorties_permises())
    except AdresseRefusee as refus:
        fautes.append(str(refus))
    if not evenements:
        fautes.append("Choisissez au moins un événement : sans cela, rien ne partirait.")
    suivables = {suivable.pk: suivable for suivable in list_plans_suivables(par, collectivite)}
    if plan is not None and plan not in suivables and plan != garde:
        fautes.append("Ce plan n'existe plus : choisissez-en un autre, ou tous.")
    if plan in suivables and suivables[plan].confidentiel and not champs.get("confidentielles"):
        fautes.append("Ce plan est confidentiel : comprenez les plans confidentiels, sans quoi rien ne partirait.")
    if fautes:
        raise DonneeRefusee(*fautes)
    return {
        "nom": nom, "adresse": adresse, "evenements": evenements, "plan_ref": plan,
        "confidentielles": bool(champs.get("confidentielles")), "noms": bool(champs.get("noms")),
    }  # fmt: skip


def _donner_secret(webhook: Webhook) -> None:
    webhook.graine = get_random_string(64)
    webhook.empreinte = empreinte_de(secret_de(webhook.graine, settings.SECRET_KEY))


def _dits(webhook: Webhook) -> dict[str, Any]:
    return {nom: getattr(webhook, nom) for nom in CHAMPS}


def _consigner(
    webhook: Webhook, verbe: str, resume: str, *, par: Utilisateur, le: datetime, details: Any = None
) -> None:
    consigner(webhook, f"api.{verbe}", resume, par=par, le=le, collectivite_id=webhook.collectivite_id, details=details)
