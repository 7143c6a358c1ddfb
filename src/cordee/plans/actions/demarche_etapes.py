"""Steps of a démarche PCAET: each evaluates its guards inside its transaction, then writes state and history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche import SaisieRefusee, ecrire, exiger_conduite, nettoyer, verrouiller
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.actions.prevenir_demarche import prevenir_transition
from cordee.plans.domain.listes import StatutPlan
from cordee.plans.domain.pcaet import (
    PREMIER_JOUR,
    REGLES,
    REQUISES,
    InstanceAvis,
    Piece,
    SensAvis,
    Transition,
    adoptable_des,
    echeance_avis,
    refus,
)
from cordee.plans.models import AvisDemarche, DemarchePcaet, EtatDemarche, Plan
from cordee.plans.queries.demarche import avis_of, est_pilote_de, pieces_of, pilotes_of, situation_of
from cordee.plans.queries.demarche_dossier import manques_of
from cordee.plans.queries.demarche_export import dossier_en_json
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut

MOTIF_MAX = 2000


@transaction.atomic
def transmettre_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Sends the project for opinions: freezes the deadline, asks the three opinions, keeps the dossier as it is."""
    ici = _franchissable(demarche, Transition.TRANSMETTRE, par=par, le=le)
    jour = timezone.localdate(le)
    _envoyer(ici, jour, hors_plateforme=False, evaluee=Piece.EES in pieces_of(ici))
    dossier = dossier_en_json(ici)
    return _franchir(ici, Transition.TRANSMETTRE, par=par, le=le, details={"dossier": dossier})


@transaction.atomic
def declarer_envoi(
    demarche: DemarchePcaet,
    envoye_le: date,
    *,
    ees_jointe: bool = True,
    ees_motif: str = "",
    par: Utilisateur,
    le: datetime,
) -> DemarchePcaet:
    """Records a project that was sent by post: the deadlines run from that day. Without the report of environmental
    assessment (`ees_jointe`) it says why, and the autorité environnementale is not asked."""
    ici = _franchissable(demarche, Transition.DECLARER_ENVOI, par=par, le=le)
    if envoye_le > timezone.localdate(le):
        raise SaisieRefusee({"envoye_le": "La date d'envoi est à venir : donnez celle où le dossier est parti."})
    debut = ici.lance_le or PREMIER_JOUR
    if envoye_le < debut:
        quoi = "le lancement de la démarche" if ici.lance_le else "le PCAET lui-même"
        raise SaisieRefusee({"envoye_le": f"Le dossier n'a pas pu partir avant {quoi}, le {jour_long(debut)}."})
    ici.ees_motif = nettoyer(ees_motif, MOTIF_MAX, "Pourquoi sans évaluation environnementale") or ici.ees_motif
    if not ees_jointe and not ici.ees_motif:
        raise SaisieRefusee({"ees_motif": "Dites pourquoi le dossier est parti sans évaluation environnementale."})
    ici.save(update_fields=["ees_motif"])
    _envoyer(ici, envoye_le, hors_plateforme=True, evaluee=ees_jointe)
    motif = f"Envoi hors plateforme le {jour_long(envoye_le)}"
    return _franchir(ici, Transition.DECLARER_ENVOI, par=par, le=le, motif=motif)


@transaction.atomic
def reprendre_elaboration(demarche: DemarchePcaet, motif: str, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Takes the project back before any opinion, saying why. The transmission stays in the history."""
    ici = _franchissable(demarche, Transition.REPRENDRE, par=par, le=le)
    motif = nettoyer(motif, MOTIF_MAX, "Motif")
    if not motif:
        raise SaisieRefusee({"motif": "Dites pourquoi le projet est repris : les instances le demanderont."})
    ici.hors_plateforme = False
    ici.save(update_fields=["hors_plateforme"])
    return _franchir(ici, Transition.REPRENDRE, par=par, le=le, motif=motif)


@transaction.atomic
def constater_avis(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Ends the time of the opinions: those that did not come become tacites, each at its own deadline."""
    ici = _franchissable(demarche, Transition.CONSTATER_AVIS, par=par, le=le)
    muets = AvisDemarche.objects.filter(
        demarche=ici, instance__in=[str(i) for i in REQUISES], sens="", demande_le__isnull=False
    )
    tacites = [InstanceAvis.libelle_de(instance) for instance in muets.values_list("instance", flat=True)]
    muets.update(sens=str(SensAvis.TACITE), rendu_le=Coalesce("echeance", Value(ici.echeance_avis)))
    return _franchir(ici, Transition.CONSTATER_AVIS, par=par, le=le, details={"tacites": tacites})


@transaction.atomic
def adopter_demarche(
    demarche: DemarchePcaet,
    adopte_le: date,
    numero: str,
    *,
    remplacer: bool = False,
    par: Utilisateur,
    le: datetime,
) -> DemarchePcaet:
    """Records the vote: day and number of the délibération. The linked plan becomes adopted with them; it keeps another
    délibération that it holds unless `remplacer`. No vote before the opinions, or the end of their time."""
    ici = _franchissable(demarche, Transition.ADOPTER, par=par, le=le)
    if adopte_le > timezone.localdate(le):
        raise SaisieRefusee({"adopte_le": "La date d'adoption est à venir : donnez celle de la délibération."})
    if ici.transmis_le is not None and adopte_le < ici.transmis_le:
        depart = jour_long(ici.transmis_le)
        raise SaisieRefusee({"adopte_le": f"Le plan n'a pas pu être adopté avant sa transmission, le {depart}."})
    premier = adoptable_des(avis_of(ici), ici.echeance_avis)
    if premier is not None and adopte_le < premier:
        quand = (
            f"à partir du {jour_long(premier)} : avant, un avis requis n'était pas rendu et son délai courait encore."
        )
        raise SaisieRefusee({"adopte_le": f"L'adoption est possible {quand}"})
    ici.adopte_le, ici.deliberation_numero = adopte_le, nettoyer(numero, 60, "Numéro de la délibération")
    ici.save(update_fields=["adopte_le", "deliberation_numero"])
    if ici.plan is not None and peut(par, "plans.modifier_plan", ici.plan):
        champs: dict[str, Any] = {"statut": StatutPlan.ADOPTE}
        if remplacer or not porte_un_autre_vote(ici.plan, adopte_le, ici.deliberation_numero):
            champs |= {"deliberation_le": adopte_le, "deliberation_numero": ici.deliberation_numero}
        modifier_plan(ici.plan, champs, par=par, le=le)
    return _franchir(ici, Transition.ADOPTER, par=par, le=le, details={"adopte_le": adopte_le.isoformat()})


@transaction.atomic
def archiver_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Closes the démarche, once its final evaluation is deposited."""
    ici = _franchissable(demarche, Transition.ARCHIVER, par=par, le=le)
    ici.archive_le = timezone.localdate(le)
    ici.save(update_fields=["archive_le"])
    return _franchir(ici, Transition.ARCHIVER, par=par, le=le)


def porte_un_autre_vote(plan: Plan, adopte_le: date, numero: str) -> bool:
    """Whether the plan already holds another délibération than this one."""
    autre_jour = plan.deliberation_le is not None and plan.deliberation_le != adopte_le
    return autre_jour or plan.deliberation_numero not in ("", numero)


@transaction.atomic
def desarchiver_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Opens an archived démarche again: its documents may be completed, it can be archived once more."""
    ici = _franchissable(demarche, Transition.DESARCHIVER, par=par, le=le)
    ici.archive_le = None
    ici.save(update_fields=["archive_le"])
    return _franchir(ici, Transition.DESARCHIVER, par=par, le=le)


def _franchissable(demarche: DemarchePcaet, transition: Transition, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """The démarche locked, when every guard of the step holds now; else the reasons."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    situation = situation_of(
        ici,
        manques_of(ici, jour=timezone.localdate(le), masquer=False)
        if transition in {Transition.TRANSMETTRE, Transition.ADOPTER}
        else (),
        est_pilote=est_pilote_de(par, ici),
        pilotes=pilotes_of(ici),
        jour=timezone.localdate(le),
    )
    raisons = refus(transition, situation)
    if raisons:
        raise DonneeRefusee(*raisons)
    return ici


def _envoyer(demarche: DemarchePcaet, jour: date, *, hors_plateforme: bool, evaluee: bool) -> None:
    """Writes the transmission and asks the required opinions, each for its own time; those asked before are asked
    again. The autorité environnementale is asked once it is given the report (`evaluee`)."""
    demarche.transmis_le, demarche.echeance_avis = jour, echeance_avis(jour, evaluee=evaluee)
    demarche.hors_plateforme = hors_plateforme
    demarche.save(update_fields=["transmis_le", "echeance_avis", "hors_plateforme"])
    connues = set(demarche.avis.values_list("instance", flat=True))
    AvisDemarche.objects.bulk_create(
        [AvisDemarche(demarche=demarche, instance=str(i)) for i in REQUISES if i not in connues]
    )
    for instance in InstanceAvis:
        muets = demarche.avis.filter(sens="", instance=str(instance))
        demande = evaluee or instance is not InstanceAvis.MRAE
        muets.update(demande_le=jour if demande else None, echeance=instance.echeance(jour) if demande else None)


def _franchir(
    demarche: DemarchePcaet,
    transition: Transition,
    *,
    par: Utilisateur,
    le: datetime,
    motif: str = "",
    details: dict[str, Any] | None = None,
) -> DemarchePcaet:
    regle = REGLES[transition]
    EtatDemarche.objects.create(
        demarche=demarche,
        transition=str(transition),
        de=str(regle.depuis),
        vers=str(regle.vers),
        motif=motif,
        details=details or {},
        le=le,
        par=par,
        par_nom=par.nom_complet[:170],
    )
    demarche.etat = str(regle.vers)
    demarche.save(update_fields=["etat"])
    resume = f"{transition.libelle} : la démarche « {demarche.nom} » est « {regle.vers.libelle} »"
    ecrire(demarche, f"plans.{transition}", resume, par=par, le=le, motif=motif)
    prevenir_transition(demarche, transition, par=par, le=le)
    return demarche
