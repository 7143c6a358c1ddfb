"""Reminders about the démarches PCAET: asked each day, worded when they are read or sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche_rappels import GENRE, rappeler_demarches
from cordee.plans.actions.prevenir_demarche import ETAPE, PUBLIEE, cle_d_avis
from cordee.plans.domain.pcaet import EtatPcaet, Rappel, SensAvis, Transition, fin_des_avis, rappels
from cordee.plans.models import DemarchePcaet
from cordee.plans.queries.demarche import avis_of, cycle_of, demarches_par_pk, derniers_rappels, prevenus_of
from cordee.socle.travaux import declarer_ronde


def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """The words of each reminder; nothing when what it asked is done, or when the person no longer edits there. The
    same reminder at other dates (another palier, a deadline that moved) is said by the latest one alone."""
    demarches = demarches_par_pk(int(notification.objet_id) for notification in notifications)
    qui = {pk: {u.pk for u in personnes} for pk, personnes in prevenus_of(demarches.values()).items()}
    derniers = derniers_rappels(notifications)
    messages: list[Message | None] = []
    for notification in notifications:
        demarche = demarches.get(int(notification.objet_id))
        depasse = notification.pk not in derniers
        if demarche is None or depasse or notification.destinataire_id not in qui[demarche.pk]:
            messages.append(None)
            continue
        rappel = _toujours_vrai(demarche, notification, le)
        lien = demarche.get_absolute_url()
        messages.append(Message(rappel.phrase, lien, demarche.nom, demarche.collectivite.nom) if rappel else None)
    return messages


def _toujours_vrai(demarche: DemarchePcaet, notification: Notification, le: datetime) -> Rappel | None:
    """The reminder as it stands that day: opinions that were expected may have become silent since."""
    trouves = rappels(
        cycle_of(demarche),
        timezone.localtime(le).date(),
        fin_avis=fin_des_avis(avis_of(demarche), demarche.echeance_avis),
        active=demarche.etat_lisible.est_active,
    )
    code = str(notification.parametres.get("code", ""))
    return next((rappel for rappel in trouves if rappel.code == code), None)


def rediger_etapes(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """A step, as long as it holds, to those who still are to be told."""
    demarches = demarches_par_pk(int(notification.objet_id) for notification in notifications)
    qui = {pk: {u.pk for u in personnes} for pk, personnes in prevenus_of(demarches.values()).items()}
    messages: list[Message | None] = []
    for notification in notifications:
        demarche = demarches.get(int(notification.objet_id))
        dit = None
        if demarche is not None and notification.destinataire_id in qui[demarche.pk]:
            dit = _dire_etape(demarche, notification.cle)
        if demarche is None or dit is None:
            messages.append(None)
            continue
        messages.append(Message(dit[0], demarche.get_absolute_url(), dit[1], demarche.collectivite.nom))
    return messages


def _dire_etape(demarche: DemarchePcaet, cle: str) -> tuple[str, str] | None:
    """What is said of a step and its detail; None when it does not hold any more."""
    avis = next((avis for avis in demarche.avis.all() if cle_d_avis(avis.pk) == cle), None)
    nom = f"« {demarche.nom} »"
    if avis is not None and avis.sens:
        return f"{avis.libelle} : avis reçu sur {nom}", f"{SensAvis.libelle_de(avis.sens)}."
    tient, verbe, detail = _etapes(demarche).get(cle, (False, "", ""))
    return (f"{nom} {verbe}", detail) if tient else None


def _etapes(demarche: DemarchePcaet) -> dict[str, tuple[bool, str, str]]:
    """Whether each step holds now, what became of the démarche, and a detail, by key."""
    etat = demarche.etat_lisible
    partie = etat is not EtatPcaet.EN_ELABORATION
    delai = f"Avis attendus avant le {jour_long(demarche.echeance_avis)}." if demarche.echeance_avis else ""
    vote = f"Adopté le {jour_long(demarche.adopte_le)}." if demarche.adopte_le else ""
    jugee = etat in {EtatPcaet.INSTRUIT, EtatPcaet.ADOPTE}
    publiee = demarche.publie_le is not None
    return {
        Transition.TRANSMETTRE: (partie, "est parti pour avis", delai),
        Transition.DECLARER_ENVOI: (partie, "est parti pour avis", delai),
        Transition.REPRENDRE: (not partie, "revient en élaboration", ""),
        Transition.CONSTATER_AVIS: (jugee, "a reçu ses avis, qui sont constatés", "Le projet peut être adopté."),
        Transition.ADOPTER: (etat is EtatPcaet.ADOPTE, "est adopté", vote),
        PUBLIEE: (publiee, "est publié", "Chacun peut le lire sans compte."),
    }


def rappeler(le: datetime) -> None:
    """Each day."""
    rappeler_demarches(par=None, le=le)


declarer_genre(
    GENRE,
    "Échéance d'une démarche PCAET",
    "Avis attendus, bilan à mi-parcours ou évaluation à déposer, adoption en retard.",
    rediger,
)
declarer_genre(
    ETAPE,
    "Étape d'une démarche PCAET",
    "Envoi pour avis, avis reçu, adoption, publication d'une démarche dont vous êtes pilote, ou pilote du plan.",
    rediger_etapes,
)
declarer_ronde("plans.demarches_pcaet", rappeler)
