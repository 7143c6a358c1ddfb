"""Keeping what plans add up to, month by month. Nobody does it: it is told in no trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import debut_de_mois
from cordee.plans.domain.releves import list_mois_passes, reconstituer
from cordee.plans.models import Plan, RelevePlan
from cordee.plans.queries.releves import (
    Etat,
    a_des_releves,
    list_collectivites_a_relever,
    mesurer_plans,
    raconter_plans,
)
from cordee.territoires.models import Collectivite

Mesures = Iterable[tuple[Plan | None, bool, Etat]]


def relever_tout(*, par: Utilisateur | None, le: datetime) -> int:
    """The current month of every collectivité that has fiches; returns how many. Each in a transaction of its own: one
    that fails does not hold the others."""
    collectivites = list_collectivites_a_relever()
    for collectivite in collectivites:
        relever_plans(collectivite, par=par, le=le)
    return len(collectivites)


@transaction.atomic
def relever_plans(collectivite: Collectivite, *, par: Utilisateur | None, le: datetime) -> None:
    """Writes the current month again; the first time, also the months that the trail can tell."""
    verrouillee = Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    jour = timezone.localdate(le)
    if not a_des_releves(verrouillee):
        _ecrire(verrouillee, _passe(verrouillee, le))
    RelevePlan.objects.filter(collectivite=verrouillee, mois=debut_de_mois(jour)).delete()
    _ecrire(verrouillee, mesurer_plans(verrouillee, jour))


def _passe(collectivite: Collectivite, le: datetime) -> Mesures:
    jour = timezone.localdate(le)
    for plan, entier, fiches in raconter_plans(collectivite):
        mois = list_mois_passes(min(fiche.creee_le for fiche in fiches), jour)
        for debut, comptes in reconstituer(fiches, mois).items():
            yield plan, entier, Etat(debut, comptes, reconstitue=True)


def _ecrire(collectivite: Collectivite, mesures: Mesures) -> None:
    RelevePlan.objects.bulk_create(
        [
            RelevePlan(
                collectivite=collectivite,
                plan=plan,
                entier=entier,
                mois=etat.mois,
                par_statut=dict(etat.par_statut),
                en_retard=etat.en_retard,
                avancement=etat.avancement,
                prevu_bas=etat.prevu.bas if etat.prevu else None,
                prevu_haut=etat.prevu.haut if etat.prevu else None,
                reel=etat.reel,
                reconstitue=etat.reconstitue,
            )
            for plan, entier, etat in mesures
        ],
        batch_size=500,
    )
