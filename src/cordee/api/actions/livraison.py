"""From the queue to the other program. Source: docs/calculs/webhooks.md, « Délais » and « Ordre ».

Nothing is locked while the other program is spoken to: a delivery is taken by putting its next attempt off, and what
became of it is written afterwards.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from cordee.api.actions.prevenir import prevenir_abandon, prevenir_suspension
from cordee.api.domain.corps import en_octets
from cordee.api.domain.delais import (
    BAIL,
    CONSERVATION,
    PARTI,
    a_reussi,
    attente_apres,
    est_a_suspendre,
    met_au_repos,
    repos_apres,
)
from cordee.api.domain.signature import signer
from cordee.api.domain.types import TypeEvenement
from cordee.api.enums import EN_ATTENTE, EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.api.models.webhooks import ERREUR_MAX, REPONSE_MAX
from cordee.api.queries.contenu import corps_of
from cordee.api.queries.secrets import CleChangee, secrets_of
from cordee.api.queries.webhooks import livraisons_dues, sorties_permises
from cordee.comptes.models import Utilisateur
from cordee.socle.clients.envoi_http import DELAI, AdresseRefusee, EnvoiImpossible, Reponse, poster

logger = logging.getLogger(__name__)
DUREE = 20.0
"""Seconds of one pass: the beat has other rounds to run."""
PART = 8.0
"""Seconds that one webhook takes of a pass before the others have their turn."""
CLE_CHANGEE = "La clé secrète de l'installation a changé : régénérez le secret, puis donnez-le à l'outil."
DISPARU = "Rien n'est parti : l'objet n'existe plus, ou ce webhook n'y a plus accès."
IMPREVU = "Une erreur imprévue a empêché l'envoi : prévenez la personne qui administre Cordée."


@dataclass(frozen=True, slots=True)
class Resultat:
    """How one attempt went. `erreur` is empty when it succeeded; `interne`: the other program has nothing to do with
    it."""

    corps: str = ""
    code: int | None = None
    reponse: str = ""
    erreur: str = ""
    duree: int = 0
    sans_objet: bool = False
    cle_changee: bool = False
    interne: bool = False

    @property
    def reussi(self) -> bool:
        """Whether it arrived."""
        return a_reussi(self.code)


def livrer(*, le: datetime, duree: float = DUREE) -> int:
    """Sends what is due at this instant, for `duree` seconds at most. Returns how many deliveries arrived."""
    debut = time.monotonic()
    temps: dict[int, float] = defaultdict(float)
    arrivees = 0
    while (ecoule := time.monotonic() - debut) < duree:
        maintenant = le + timedelta(seconds=ecoule)
        servis = [pk for pk, passe in temps.items() if passe >= PART]
        livraison = _prendre(maintenant, servis)
        if livraison is None and not servis:
            break
        if livraison is None:
            temps.clear()  # the others have nothing left
            continue
        depart = time.monotonic()
        arrivees += envoyer(livraison, le=maintenant).reussi
        temps[livraison.webhook_id] += time.monotonic() - depart
    return arrivees


def _prendre(le: datetime, sauf: list[int]) -> Livraison | None:
    """The next delivery to send, taken for BAIL: no other process sends it meanwhile."""
    for candidate in livraisons_dues(le, sauf).values_list("pk", flat=True)[:20]:
        if (prise := prendre_livraison(candidate, le=le)) is not None:
            return prise
    return None


def prendre_livraison(pk: int, *, le: datetime) -> Livraison | None:
    """Takes this delivery if it is due and nobody did; None otherwise."""
    due = Livraison.objects.filter(pk=pk, etat__in=EN_ATTENTE, prochain_essai__lte=le)
    if not due.update(prochain_essai=le + BAIL, essaye_le=le, essais=F("essais") + 1):
        return None
    return Livraison.objects.select_related("webhook__collectivite").get(pk=pk)


def envoyer(livraison: Livraison, *, le: datetime, delai: float = DELAI) -> Resultat:
    """Sends a delivery that was taken, and writes how it went."""
    resultat = _essayer(livraison, le, delai)
    noter_resultat(livraison, resultat, par=None, le=le)
    return resultat


def _essayer(livraison: Livraison, le: datetime, delai: float) -> Resultat:
    webhook = livraison.webhook
    try:
        contenu = corps_of(livraison, le=le)
        if contenu is None:
            return Resultat(erreur=DISPARU, sans_objet=True)
        corps = en_octets(contenu)
        entetes = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Cordee-Webhook/1",
            "Cordee-Evenement": livraison.type,
            "Cordee-Livraison": str(livraison.pk),
            "Cordee-Signature": signer(corps, secrets_of(webhook, le), le),
        }
    except CleChangee:
        return Resultat(erreur=CLE_CHANGEE, cle_changee=True)
    except Exception:
        logger.exception("Livraison %s : le corps n'a pas pu être écrit", livraison.pk)
        return Resultat(erreur=IMPREVU, interne=True)
    try:
        reponse = poster(webhook.adresse, corps, entetes, sorties=sorties_permises(), delai=delai)
    except AdresseRefusee as refus:
        return Resultat(corps.decode(), erreur=str(refus))
    except EnvoiImpossible as panne:
        return Resultat(corps.decode(), erreur=str(panne), duree=panne.duree)
    return Resultat(corps.decode(), reponse.code, reponse.debut, _dire(reponse), reponse.duree)


def _dire(reponse: Reponse) -> str:
    if a_reussi(reponse.code):
        return ""
    if 300 <= reponse.code < 400:
        vers = f" vers {reponse.redirection[:120]}" if reponse.redirection else ""
        return f"Le serveur redirige{vers} : une redirection n'est pas suivie, donnez l'adresse finale."
    if reponse.code == PARTI:
        return "Le serveur répond que cette adresse ne veut plus rien recevoir."
    return f"Le serveur a répondu {reponse.code} au lieu de 200."


@transaction.atomic
def noter_resultat(livraison: Livraison, resultat: Resultat, *, par: Utilisateur | None, le: datetime) -> None:
    """Writes how an attempt went, on the delivery and on its webhook. A trial is made once and suspends nothing."""
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("collectivite").get(
        pk=livraison.webhook_id
    )  # fmt: skip
    essai = livraison.type == TypeEvenement.ESSAI
    livraison.corps, livraison.code = resultat.corps or livraison.corps, resultat.code
    livraison.reponse = resultat.reponse[:REPONSE_MAX]
    livraison.erreur, livraison.duree = resultat.erreur[:ERREUR_MAX], resultat.duree
    attente = attente_apres(livraison.essais) if not essai else None
    livraison.prochain_essai = None
    if resultat.reussi:
        livraison.etat = EtatLivraison.ENVOYEE
        _noter_succes(webhook, le)
    elif resultat.sans_objet:
        livraison.etat = EtatLivraison.ECARTEE
    elif resultat.cle_changee and not essai:
        # Not an attempt: the installation has to be set right first.
        livraison.etat, livraison.essais, livraison.prochain_essai = EtatLivraison.A_ENVOYER, livraison.essais - 1, le
        suspendre(webhook, CLE_CHANGEE, le=le)
    elif attente is not None:
        livraison.etat, livraison.prochain_essai = EtatLivraison.ECHOUEE, le + attente
    else:
        livraison.etat = EtatLivraison.ABANDONNEE
        if not essai:
            prevenir_abandon(webhook, le=le)
    if livraison.etat in {EtatLivraison.ECHOUEE, EtatLivraison.ABANDONNEE} and not (essai or resultat.interne):
        _noter_echec(webhook, resultat.code, le)
    livraison.save(
        update_fields=["corps", "code", "reponse", "erreur", "duree", "etat", "essais", "prochain_essai"]
    )  # fmt: skip


def _noter_succes(webhook: Webhook, le: datetime) -> None:
    webhook.echecs, webhook.en_echec_depuis, webhook.repos_jusqu_a, webhook.reussi_le = 0, None, None, le
    webhook.save(update_fields=["echecs", "en_echec_depuis", "repos_jusqu_a", "reussi_le"])


def _noter_echec(webhook: Webhook, code: int | None, le: datetime) -> None:
    webhook.echecs += 1
    webhook.en_echec_depuis = webhook.en_echec_depuis or le
    if met_au_repos(code):
        webhook.repos_jusqu_a = le + repos_apres(webhook.echecs)
    webhook.save(update_fields=["echecs", "en_echec_depuis", "repos_jusqu_a"])
    if est_a_suspendre(code, webhook.echecs, webhook.en_echec_depuis, le):
        raison = "l'outil a répondu qu'il ne veut plus rien recevoir" if code == PARTI else "aucun envoi n'arrive"
        suspendre(webhook, raison, le=le)


def suspendre(webhook: Webhook, raison: str, *, le: datetime) -> None:
    """Suspends a webhook by itself, and tells those who administer the collectivité."""
    if not webhook.actif:
        return
    webhook.actif, webhook.suspendu_le, webhook.raison = False, le, raison[:200]
    webhook.save(update_fields=["actif", "suspendu_le", "raison"])
    prevenir_suspension(webhook, le=le)


def purger_livraisons(*, le: datetime) -> int:
    """Deletes the deliveries older than CONSERVATION, whatever became of them. Returns how many."""
    return Livraison.objects.filter(cree_le__lt=le - CONSERVATION).delete()[0]
