"""Telling that the statut of a fiche changed, whatever the door. What came back to where it was is not told. Called by
the actions that write the statut, in their transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cordee.comptes.actions.notifications import Demande, annuler_par_pk, annuler_plusieurs, notifier_plusieurs
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.prevenir import BLOQUEE, DEBLOQUEE
from cordee.plans.actions.prevenir_attendus import ATTENDU
from cordee.plans.models import Fiche
from cordee.plans.queries.concernes import dits_du_blocage, pilotes_des_plans_par_fiche, porteurs_par_fiche

STATUT = "plans.statut_change"
STATUT_DU_PLAN = "plans.statut_change_au_plan"
GENRES = (STATUT, STATUT_DU_PLAN)


def statut_au_depart(notification: Notification) -> str:
    """The statut before the first of the changes that the notification gathers."""
    return str(min(notification.parametres.items())[1])


def prevenir_statuts(avant: Mapping[int, str], *, par: Utilisateur, le: datetime) -> None:
    """Those who carry these fiches, then the pilotes of their plans, are told that the statut is no longer that of
    `avant`. Several changes make one message, said from where the first one started; whoever makes a change knows
    where the fiche stands, and has nothing more to be told; nor has whoever is told at that instant what blocks it, or
    that it may resume. The number of queries does not depend on that of the fiches."""
    fiches = [f for f in Fiche.objects.filter(pk__in=list(avant)).select_related("parent") if f.statut != avant[f.pk]]
    if not fiches:
        return
    annuler_plusieurs(fiches, le=le, genre=GENRES, destinataires=[par])
    porteurs, au_plan = porteurs_par_fiche(fiches), pilotes_des_plans_par_fiche(fiches)
    dits = dits_du_blocage(fiches, (BLOQUEE, DEBLOQUEE, ATTENDU), le)
    dites: list[Notification] = []
    for genre in GENRES:
        demandes = [
            Demande(
                fiche,
                [u for qui, u in porteurs[fiche.pk].items() if qui not in dits.get(fiche.pk, ())] if genre == STATUT
                else [u for qui, u in au_plan[fiche.pk].items() if qui not in porteurs[fiche.pk]],
                parametres={le.isoformat(): avant[fiche.pk]},
                collectivite_id=fiche.collectivite_id,
            )
            for fiche in fiches
        ]  # fmt: skip
        dites += notifier_plusieurs(demandes, genre, par=par, le=le, ensemble=GENRES)
    statuts = {str(fiche.pk): fiche.statut for fiche in fiches}
    if revenues := [n.pk for n in dites if statut_au_depart(n) == statuts[n.objet_id]]:
        annuler_par_pk(revenues, le=le)
