"""Telling the steps of a démarche PCAET, at the end of the delay, if they still hold. Called by the other actions, in
their transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cordee.comptes.actions.notifications import annuler_notifications, notifier
from cordee.comptes.models import Utilisateur
from cordee.plans.domain.pcaet import Transition
from cordee.plans.models import AvisDemarche, DemarchePcaet
from cordee.plans.queries.demarche import prevenus_of

ETAPE: Final = "plans.demarche_etape"
PUBLIEE: Final = "publier"
ANNONCEES: Final = frozenset(
    {
        Transition.TRANSMETTRE,
        Transition.DECLARER_ENVOI,
        Transition.REPRENDRE,
        Transition.CONSTATER_AVIS,
        Transition.ADOPTER,
    }
)
ENVOIS: Final = (Transition.TRANSMETTRE, Transition.DECLARER_ENVOI)


def prevenir_transition(demarche: DemarchePcaet, transition: Transition, *, par: Utilisateur, le: datetime) -> None:
    """A step was passed. A project taken back before anybody heard that it had left is not told at all."""
    if transition not in ANNONCEES:
        return
    if transition is Transition.REPRENDRE:
        tus = [annuler_notifications(demarche, le=le, genre=ETAPE, cle=str(envoi)) for envoi in ENVOIS]
        if any(tus):
            return
    _prevenir(demarche, str(transition), par, le)


def prevenir_publication(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> None:
    """Everybody may read it from now on."""
    _prevenir(demarche, PUBLIEE, par, le)


def annuler_publication(demarche: DemarchePcaet, *, le: datetime) -> None:
    """Nobody may any more."""
    annuler_notifications(demarche, le=le, genre=ETAPE, cle=PUBLIEE)


def prevenir_avis(demarche: DemarchePcaet, avis: AvisDemarche, *, par: Utilisateur, le: datetime) -> None:
    """An authority has spoken, or what it said is corrected."""
    _prevenir(demarche, cle_d_avis(avis.pk), par, le)


def annuler_avis(demarche: DemarchePcaet, pk: int, *, le: datetime) -> None:
    """It had not."""
    annuler_notifications(demarche, le=le, genre=ETAPE, cle=cle_d_avis(pk))


def cle_d_avis(pk: int) -> str:
    """Key of what is told of an opinion."""
    return f"avis:{pk}"


def _prevenir(demarche: DemarchePcaet, cle: str, par: Utilisateur, le: datetime) -> None:
    notifier(
        prevenus_of([demarche])[demarche.pk], ETAPE, demarche, par=par, le=le, cle=cle,
        collectivite_id=demarche.collectivite_id,
    )  # fmt: skip
