"""Choosing the days at which a collectivité is reminded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.reglages_rappels import SILENCE_MAX, SILENCE_MIN, ecrire_jours, lire_jours
from cordee.plans.domain.retard import REPERES, Reperes
from cordee.plans.models import ReglageRappels
from cordee.plans.queries.reglages_rappels import lire_reperes
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

QUI_REGLE = "Les jours des rappels se règlent avec le rôle « Administration »."


@transaction.atomic
def regler_rappels(collectivite: Collectivite, reperes: Reperes, *, par: Utilisateur, le: datetime) -> Reperes:
    """The days of this collectivité from now on; those of everybody take its row away. A mark that was passed before is
    not announced."""
    exiger(par, "plans.regler_rappels", collectivite, raison=QUI_REGLE)
    Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    lus = _verifier(reperes)
    avant = lire_reperes(ReglageRappels.objects.filter(collectivite=collectivite).first())
    if lus == avant:
        return lus
    if lus == REPERES:
        ReglageRappels.objects.filter(collectivite=collectivite).delete()
    else:
        ReglageRappels.objects.update_or_create(
            collectivite=collectivite,
            defaults={
                "avant": list(lus.avant), "apres": list(lus.apres), "silence": lus.silence,
                "modifie_le": le, "modifie_par": par,
            },
        )  # fmt: skip
    consigner(
        collectivite, "plans.regler_rappels", "A réglé les jours des rappels", par=par, le=le,
        collectivite_id=collectivite.pk,
        details={
            "champs": {
                "avant": [ecrire_jours(avant.avant), ecrire_jours(lus.avant)],
                "apres": [ecrire_jours(avant.apres), ecrire_jours(lus.apres)],
                "silence": [avant.silence, lus.silence],
            }
        },
    )  # fmt: skip
    return lus


def _verifier(reperes: Reperes) -> Reperes:
    """The same, in order, each day once; raises `DonneeRefusee`."""
    try:
        avant = lire_jours(" ".join(map(str, reperes.avant)), "Avant l'échéance")
        apres = lire_jours(" ".join(map(str, reperes.apres)), "Après l'échéance")
    except ValeurRefusee as faute:
        raise DonneeRefusee(str(faute)) from faute
    if not SILENCE_MIN <= reperes.silence <= SILENCE_MAX:
        raise DonneeRefusee(f"« Sans nouvelles » : entre {SILENCE_MIN} et {SILENCE_MAX} jours.")
    return Reperes(avant, tuple(sorted(apres)), reperes.silence)
