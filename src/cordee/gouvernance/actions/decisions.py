"""Taking a décision, changing it, saying what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cordee.comptes.actions.notifications import annuler_notifications, notifier
from cordee.comptes.models import Utilisateur
from cordee.gouvernance.domain import EtatDecision
from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion
from cordee.gouvernance.permissions import QUI_TIENT
from cordee.journal.actions import consigner
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.actions.registre import Registre
from cordee.plans.models import Personne
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

DECISION_MAX = 4000
CONFIEE = "gouvernance.decision_confiee"


@transaction.atomic
def prendre_decision(
    reunion: Reunion,
    texte: str,
    *,
    point: PointOrdreDuJour | None = None,
    responsable: str = "",
    echeance: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> Decision:
    """A décision of a réunion, about the fiche of its point if there is one. The person charged with it (a name;
    members are recognised) is told."""
    exiger(par, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    if point is not None and point.reunion_id != reunion.pk:
        raise DonneeRefusee("Ce point est d'une autre réunion : rechargez la page.")
    lu = lire_texte(texte, "Décision", DECISION_MAX, obligatoire=True, lignes=True)
    decision = Decision.objects.create(
        reunion=reunion, point=point, fiche=point.fiche if point else None, texte=lu, echeance=echeance,
        responsable=_personne(reunion, responsable), cree_le=le,
    )  # fmt: skip
    _consigner(decision, "prendre_decision", f"A noté une décision : « {lu[:200]} »", par=par, le=le)
    _prevenir(decision, par=par, le=le)
    return decision


@transaction.atomic
def modifier_decision(
    decision: Decision,
    *,
    texte: str,
    responsable: str,
    echeance: date | None,
    etat: str,
    par: Utilisateur,
    le: datetime,
) -> Decision:
    """Changes the whole of a décision. `reglee_le` follows its state."""
    exiger(par, "gouvernance.tenir_reunion", decision.reunion, raison=QUI_TIENT)
    if etat not in EtatDecision._value2member_map_:
        raise DonneeRefusee("Cet état n'existe pas : choisissez « à faire », « faite » ou « abandonnée ».")
    ouverte = (
        Decision.objects.select_for_update(of=("self",)).select_related("reunion__collectivite").get(pk=decision.pk)
    )
    avant = ouverte.responsable_id
    ouverte.texte = lire_texte(texte, "Décision", DECISION_MAX, obligatoire=True, lignes=True)
    ouverte.responsable, ouverte.echeance = _personne(ouverte.reunion, responsable), echeance
    _regler(ouverte, etat, le)
    ouverte.save(update_fields=["texte", "responsable", "echeance", "etat", "reglee_le"])
    _consigner(ouverte, "modifier_decision", f"A modifié la décision « {ouverte.texte[:200]} »", par=par, le=le)
    if ouverte.responsable_id != avant:
        annuler_notifications(ouverte, le=le, genre=CONFIEE)
        _prevenir(ouverte, par=par, le=le)
    return ouverte


@transaction.atomic
def regler_decision(decision: Decision, etat: str, *, par: Utilisateur, le: datetime) -> Decision:
    """Says only what became of it."""
    nom = decision.responsable.nom if decision.responsable else ""
    return modifier_decision(
        decision, texte=decision.texte, responsable=nom, echeance=decision.echeance, etat=etat, par=par, le=le
    )


@transaction.atomic
def retirer_decision(decision: Decision, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a décision, whose words stay in the trail."""
    exiger(par, "gouvernance.tenir_reunion", decision.reunion, raison=QUI_TIENT)
    annuler_notifications(decision, le=le, genre=CONFIEE)
    _consigner(decision, "retirer_decision", f"A retiré la décision « {decision.texte[:200]} »", par=par, le=le)
    decision.delete()


def _regler(decision: Decision, etat: str, le: datetime) -> None:
    if etat == decision.etat:
        return
    decision.etat = etat
    decision.reglee_le = None if etat == EtatDecision.A_FAIRE else le.date()


def _personne(reunion: Reunion, nom: str) -> Personne | None:
    lu = lire_texte(nom, "Responsable", 170)
    return Registre(reunion.collectivite).personne(lu) if lu else None


def _prevenir(decision: Decision, *, par: Utilisateur, le: datetime) -> None:
    qui = decision.responsable
    if qui is not None and qui.utilisateur is not None and decision.etat == EtatDecision.A_FAIRE:
        notifier([qui.utilisateur], CONFIEE, decision, par=par, le=le, collectivite_id=decision.reunion.collectivite_id)


def _consigner(decision: Decision, verbe: str, resume: str, **options: Any) -> None:
    """In the trail of the réunion; a confidential one, or a décision about a fiche, does not say its words there."""
    reunion = decision.reunion
    tue = reunion.confidentielle or decision.fiche_id is not None
    phrase = "A travaillé sur une décision" if tue else resume
    consigner(
        reunion, f"gouvernance.{verbe}", phrase, collectivite_id=reunion.collectivite_id,
        details={"decision": decision.pk, "texte": decision.texte}, **options,
    )  # fmt: skip
