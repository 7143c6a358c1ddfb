"""Answering a question and recomputing, in one transaction, every score that depends on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.scores import recalculer_engagements
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, Snapshot, Verrou
from cordee.socle.permissions import Refus
from cordee.territoires.actions.reponses import enregistrer_reponse
from cordee.territoires.models import Collectivite, Reponse


@transaction.atomic
def repondre(collectivite: Collectivite, question: str, valeur: Any, *, par: Utilisateur, le: datetime) -> Reponse:
    """Keeps an answer (territoires.actions.reponses) and rewrites the current score of each opened référentiel: an
    answer may change the visibility of others, so all of them are recomputed.

    Raises `Refus` when a verrou freezes one of them for this person: an audit freezes answers as it freezes statuts.
    """
    _refuser_sous_verrou(collectivite, par)
    dernier_jalon = Snapshot.objects.filter(collectivite=collectivite, date__lte=le).aggregate(le=Max("date"))["le"]
    reponse = enregistrer_reponse(collectivite, question, valeur, par=par, le=le, fusion_apres=dernier_jalon)
    engagements = (
        Engagement.objects.select_for_update(of=("self",))
        .filter(collectivite=collectivite)
        .exclude(mode=Mode.ARCHIVE)
        .select_related("referentiel", "collectivite")
    )
    recalculer_engagements(engagements, le=le)
    return reponse


def _refuser_sous_verrou(collectivite: Collectivite, par: Utilisateur) -> None:
    verrou = (
        Verrou.objects.filter(collectivite=collectivite, leve_le__isnull=True)
        .exclude(exemptes=par)
        .order_by("pose_le")
        .first()
    )
    if verrou is not None:
        raise Refus(verrou.message)
