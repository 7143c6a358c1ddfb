"""What blocks follows the statut: a fiche that leaves « bloqué » is no longer blocked, whatever the door, and undoing
that gives its blocages back. Called by the actions that write the statut, in their transaction: they have asked the
right, locked the fiches and marked them as changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cordee.comptes.actions.notifications import reprendre_notifications
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import pks_en_attente
from cordee.journal.actions import consigner_plusieurs
from cordee.plans.actions.prevenir import annuler_deblocages, prevenir_deblocages
from cordee.plans.actions.prevenir_attendus import annuler_levees, prevenir_levees
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Blocage, Fiche

Levee = dict[str, list[int]]
"""What was lifted, as it is kept to be undone: ids of the blocages, and of the notifications that nobody needs any
more; empty when nothing blocked."""


def dire_blocage(blocage: Blocage) -> str:
    """What blocks, without naming the fiche that is waited for: not everybody may know that it exists."""
    return blocage.raison or "Attend une autre fiche"


def lever_blocages(fiches: Iterable[Fiche], *, par: Utilisateur, le: datetime) -> Levee:
    """Lifts whatever blocks those of these fiches whose statut no longer is « bloqué »; their pilotes are told."""
    libres = [fiche.pk for fiche in fiches if fiche.statut != StatutFiche.BLOQUE]
    poses = list(
        Blocage.objects.select_for_update(of=("self",))
        .filter(fiche__in=libres, leve_le__isnull=True)
        .select_related("fiche__parent", "personne_attendue__utilisateur")
        .order_by("pk")
    )
    if not poses:
        return {}
    pks = [blocage.pk for blocage in poses]
    levee = {"blocages": pks, "notifications": pks_en_attente(poses)}
    Blocage.objects.filter(pk__in=pks).update(leve_le=le, leve_par=par)
    for blocage in poses:
        blocage.leve_le, blocage.leve_par = le, par
    _consigner(poses, "lever_blocage", "A levé un blocage", leve=True, par=par, le=le)
    prevenir_levees(poses, par=par, le=le)
    prevenir_deblocages(poses, par=par, le=le)
    return levee


def reposer_blocages(
    levee: Mapping[str, Any] | None, fiches: Iterable[Fiche], *, par: Utilisateur, le: datetime
) -> None:
    """Gives back what was lifted to those of these fiches that are « bloqué » again. What waited for a fiche that was
    deleted since, or that now waits for this one, stays lifted."""
    bloques = [fiche.pk for fiche in fiches if fiche.statut == StatutFiche.BLOQUE]
    if not levee or not bloques:
        return
    leves = list(
        Blocage.objects.select_for_update(of=("self",))
        .filter(pk__in=levee["blocages"], fiche__in=bloques, leve_le__isnull=False)
        .exclude(fiche_bloquante__supprimee_le__isnull=False)
        .select_related("fiche")
        .order_by("pk")
    )
    croises = set(
        Blocage.objects.filter(fiche_bloquante__in=bloques, leve_le__isnull=True).values_list(
            "fiche_id", "fiche_bloquante_id"
        )
    )
    reposes = [b for b in leves if (b.fiche_bloquante_id, b.fiche_id) not in croises]
    if not reposes:
        return
    Blocage.objects.filter(pk__in=[b.pk for b in reposes]).update(leve_le=None, leve_par=None, leve_cite="")
    _consigner(reposes, "rouvrir_blocage", "A rouvert un blocage", leve=False, par=par, le=le)
    annuler_deblocages(reposes, le=le)
    annuler_levees(reposes, le=le)
    reprendre_notifications(levee["notifications"], le=le, objets=reposes)


def _consigner(
    blocages: Sequence[Blocage], verbe: str, phrase: str, *, leve: bool, par: Utilisateur, le: datetime
) -> None:
    """One entry a blocage, in the collectivité of its fiche."""
    par_collectivite: dict[int, list[Blocage]] = {}
    for blocage in blocages:
        par_collectivite.setdefault(blocage.fiche.collectivite_id, []).append(blocage)
    for collectivite, siens in par_collectivite.items():
        lignes = []
        for blocage in siens:
            dit = dire_blocage(blocage)
            details = {"champs": {"blocage": [dit, None] if leve else [None, dit]}, "blocage": blocage.pk}
            lignes.append((blocage.fiche, f"{phrase} de « {blocage.fiche.titre} »", details))
        consigner_plusieurs(lignes, f"plans.{verbe}", par=par, le=le, collectivite_id=collectivite)
