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
from cordee.plans.actions.demarche import ecrire, exiger_conduite, nettoyer, verrouiller
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.domain.listes import StatutPlan
from cordee.plans.domain.pcaet import (
    REGLES,
    REQUISES,
    InstanceAvis,
    SensAvis,
    Transition,
    echeance_avis,
    refus,
)
from cordee.plans.models import AvisDemarche, DemarchePcaet, EtatDemarche
from cordee.plans.queries.demarche import est_pilote_de, pilotes_of, situation_of
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
    _envoyer(ici, jour, hors_plateforme=False)
    dossier = dossier_en_json(ici)
    return _franchir(ici, Transition.TRANSMETTRE, par=par, le=le, details={"dossier": dossier})


@transaction.atomic
def declarer_envoi(demarche: DemarchePcaet, envoye_le: date, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Records a project that was sent by post: the deadline runs from that day."""
    ici = _franchissable(demarche, Transition.DECLARER_ENVOI, par=par, le=le)
    if envoye_le > timezone.localdate(le):
        raise DonneeRefusee("La date d'envoi est à venir : donnez celle où le dossier est parti.")
    _envoyer(ici, envoye_le, hors_plateforme=True)
    motif = f"Envoi hors plateforme le {jour_long(envoye_le)}"
    return _franchir(ici, Transition.DECLARER_ENVOI, par=par, le=le, motif=motif)


@transaction.atomic
def reprendre_elaboration(demarche: DemarchePcaet, motif: str, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Takes the project back before any opinion, saying why. The transmission stays in the history."""
    ici = _franchissable(demarche, Transition.REPRENDRE, par=par, le=le)
    motif = nettoyer(motif, MOTIF_MAX, "Motif")
    if not motif:
        raise DonneeRefusee("Dites pourquoi le projet est repris : les instances le demanderont.")
    ici.hors_plateforme = False
    ici.save(update_fields=["hors_plateforme"])
    return _franchir(ici, Transition.REPRENDRE, par=par, le=le, motif=motif)


@transaction.atomic
def constater_avis(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Ends the time of the opinions: those that did not come become tacites, each at its own deadline."""
    ici = _franchissable(demarche, Transition.CONSTATER_AVIS, par=par, le=le)
    muets = AvisDemarche.objects.filter(demarche=ici, instance__in=[str(i) for i in REQUISES], sens="")
    tacites = [InstanceAvis.libelle_de(instance) for instance in muets.values_list("instance", flat=True)]
    muets.update(sens=str(SensAvis.TACITE), rendu_le=Coalesce("echeance", Value(ici.echeance_avis)))
    return _franchir(ici, Transition.CONSTATER_AVIS, par=par, le=le, details={"tacites": tacites})


@transaction.atomic
def adopter_demarche(
    demarche: DemarchePcaet, adopte_le: date, numero: str, *, par: Utilisateur, le: datetime
) -> DemarchePcaet:
    """Records the vote: day and number of the délibération. The linked plan becomes adopted with them."""
    ici = _franchissable(demarche, Transition.ADOPTER, par=par, le=le)
    if adopte_le > timezone.localdate(le):
        raise DonneeRefusee("La date d'adoption est à venir : donnez celle de la délibération.")
    if ici.transmis_le is not None and adopte_le < ici.transmis_le:
        raise DonneeRefusee(f"Le plan n'a pas pu être adopté avant sa transmission, le {jour_long(ici.transmis_le)}.")
    ici.adopte_le, ici.deliberation_numero = adopte_le, nettoyer(numero, 60, "Numéro de la délibération")
    ici.save(update_fields=["adopte_le", "deliberation_numero"])
    if ici.plan is not None and peut(par, "plans.modifier_plan", ici.plan):
        champs = {
            "statut": StatutPlan.ADOPTE,
            "deliberation_le": adopte_le,
            "deliberation_numero": ici.deliberation_numero,
        }
        modifier_plan(ici.plan, champs, par=par, le=le)
    return _franchir(ici, Transition.ADOPTER, par=par, le=le, details={"adopte_le": adopte_le.isoformat()})


@transaction.atomic
def archiver_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Closes the démarche, once its final evaluation is deposited."""
    ici = _franchissable(demarche, Transition.ARCHIVER, par=par, le=le)
    ici.archive_le = timezone.localdate(le)
    ici.save(update_fields=["archive_le"])
    return _franchir(ici, Transition.ARCHIVER, par=par, le=le)


def _franchissable(demarche: DemarchePcaet, transition: Transition, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """The démarche locked, when every guard of the step holds now; else the reasons."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    situation = situation_of(
        ici,
        manques_of(ici, masquer=False) if transition in {Transition.TRANSMETTRE, Transition.ADOPTER} else (),
        est_pilote=est_pilote_de(par, ici),
        pilotes=pilotes_of(ici),
        jour=timezone.localdate(le),
    )
    raisons = refus(transition, situation)
    if raisons:
        raise DonneeRefusee(*raisons)
    return ici


def _envoyer(demarche: DemarchePcaet, jour: date, *, hors_plateforme: bool) -> None:
    """Writes the transmission and asks the required opinions, each for its own time; those asked before are asked
    again."""
    demarche.transmis_le, demarche.echeance_avis = jour, echeance_avis(jour)
    demarche.hors_plateforme = hors_plateforme
    demarche.save(update_fields=["transmis_le", "echeance_avis", "hors_plateforme"])
    connues = set(demarche.avis.values_list("instance", flat=True))
    AvisDemarche.objects.bulk_create(
        [AvisDemarche(demarche=demarche, instance=str(i)) for i in REQUISES if i not in connues]
    )
    for instance in InstanceAvis:
        muets = demarche.avis.filter(sens="", instance=str(instance))
        muets.update(demande_le=jour, echeance=instance.echeance(jour))


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
    return demarche
