"""Whom the circuit of validation tells, and of what. A proposal taken back before the message leaves is not told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cordee.comptes.actions.notifications import Demande, annuler_plusieurs, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.plans.actions.prevenir import pilotes_par_pk
from cordee.plans.models import Fiche, Plan, Validation
from cordee.plans.queries.validation import auteurs_of, list_a_rappeler, valideurs_of

PROPOSEE = "plans.fiche_proposee"
VALIDEE = "plans.fiche_validee"
RENVOYEE = "plans.fiche_renvoyee"
ATTENDUE = "plans.validation_attendue"


def prevenir_propositions(validations: Sequence[Validation], plan: Plan, *, par: Utilisateur, le: datetime) -> None:
    """Those who validate are told; several proposals one after the other make one message."""
    valideurs = valideurs_of(plan, plan.circuit)
    demandes = [Demande(v, valideurs, collectivite_id=plan.collectivite_id) for v in validations]
    notifier_plusieurs(demandes, PROPOSEE, par=par, le=le, ensemble=(PROPOSEE,))


def prevenir_issues(
    validations: Sequence[Validation], genre: str, plan: Plan, *, par: Utilisateur, le: datetime
) -> None:
    """The pilotes of the fiche and who proposed it are told what became of it; those who validate have nothing more to
    be told."""
    if not validations:
        return
    annuler_propositions(validations, le=le)
    fiches = {f.pk: f for f in Fiche.objects.filter(pk__in=[v.fiche_id for v in validations])}
    pilotes, auteurs = pilotes_par_pk(fiches.values()), auteurs_of(validations)
    demandes = [
        Demande(v, [*pilotes[v.fiche_id], *auteurs.get(v.fiche_id, ())], collectivite_id=plan.collectivite_id)
        for v in validations
    ]
    notifier_plusieurs(demandes, genre, par=par, le=le, ensemble=(VALIDEE, RENVOYEE))


def annuler_propositions(validations: Sequence[Validation], *, le: datetime) -> None:
    """What nobody heard of yet is no longer to be told."""
    if validations:
        annuler_plusieurs(validations, le=le, genre=PROPOSEE)


def annuler_issues(validations: Sequence[Validation], *, le: datetime) -> None:
    """A validation that is undone before it was told is not told."""
    if validations:
        annuler_plusieurs(validations, le=le, genre=VALIDEE)


def rappeler_propositions(*, le: datetime) -> int:
    """Those who validate are told once of each proposal that has waited too long (« Rappel »). Returns how many
    messages that makes."""
    demandes: list[Demande] = []
    valideurs: dict[int, list[Utilisateur]] = {}
    for validation in list_a_rappeler(le):
        plan = validation.plan
        if plan.pk not in valideurs:
            valideurs[plan.pk] = valideurs_of(plan, plan.circuit)
        demandes.append(
            Demande(
                validation, valideurs[plan.pk], cle=f"proposition:{validation.derniere_id}",
                collectivite_id=plan.collectivite_id,
            )
        )  # fmt: skip
    return len(notifier_plusieurs(demandes, ATTENDUE, par=None, le=le, delai=timedelta(0), une_fois=True))
