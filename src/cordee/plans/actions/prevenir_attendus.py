"""Telling somebody that the lifting of a blocage is expected of them, then that it no longer is. Called by the other
actions, in their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cordee.comptes.actions.notifications import Demande, annuler_plusieurs, notifier, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.plans.models import Blocage
from cordee.plans.queries.attendus import deja_prevenus

ATTENDU = "plans.attendu_de_moi"
ATTENTE_DEPASSEE = "plans.attente_depassee"
LEVEE = "levee"
"""Key of what says that nothing is expected any more."""


def compte_attendu(blocage: Blocage) -> Utilisateur | None:
    """The account of the person of whom something is expected."""
    return blocage.personne_attendue.utilisateur if blocage.personne_attendue is not None else None


def prevenir_attendu(blocage: Blocage, *, par: Utilisateur, le: datetime) -> None:
    """The person is told at once that something is expected of them."""
    if (attendu := compte_attendu(blocage)) is not None:
        notifier([attendu], ATTENDU, blocage, par=par, le=le, collectivite_id=blocage.fiche.collectivite_id)


def prevenir_levees(blocages: Sequence[Blocage], *, par: Utilisateur, le: datetime) -> None:
    """Nothing is expected any more: what waited is not told, and those who had been told are told so."""
    attendus = [blocage for blocage in blocages if blocage.personne_attendue_id is not None]
    if not attendus:
        return
    annuler_plusieurs(attendus, le=le, genre=(ATTENDU, ATTENTE_DEPASSEE))
    prevenus = deja_prevenus(attendus, ATTENDU)
    demandes = [
        Demande(b, [u], cle=LEVEE, collectivite_id=b.fiche.collectivite_id)
        for b in attendus
        if (u := compte_attendu(b)) is not None and (b.pk, u.pk) in prevenus
    ]
    notifier_plusieurs(demandes, ATTENDU, par=par, le=le)


def annuler_levees(blocages: Sequence[Blocage], *, le: datetime) -> None:
    """It is expected again: nobody is told that it was lifted."""
    if attendus := [blocage for blocage in blocages if blocage.personne_attendue_id is not None]:
        annuler_plusieurs(attendus, le=le, genre=ATTENDU, cle=LEVEE)
