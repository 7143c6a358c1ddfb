"""The beat: what the program does by itself, at its hour, once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.socle.models import Ronde
from cordee.socle.travaux.registre import UN_JOUR, GenreRonde, rondes_declarees

logger = logging.getLogger(__name__)
HEURE = 4
"""Daily rounds wait for this hour of the day (local time), when nobody works."""
NOUVEL_ESSAI = timedelta(hours=1)
"""A daily round that failed is tried again after so long."""


def battre(le: datetime) -> list[str]:
    """Runs the rounds that are due at this instant, and returns their codes. One that fails is logged and does not
    prevent the others. Several workers may beat: each round goes to one of them."""
    faites = []
    for genre in rondes_declarees():
        if _prendre(genre, le):
            faites.append(genre.code)
            _executer(genre, le)
    return faites


def _prendre(genre: GenreRonde, le: datetime) -> bool:
    """Whether the round is due and this process is the one that runs it."""
    ronde, _ = Ronde.objects.get_or_create(code=genre.code)
    if not _est_due(genre, ronde, le):
        return False
    inchangee = Q(tentee_le=ronde.tentee_le) if ronde.tentee_le else Q(tentee_le=None)
    return bool(Ronde.objects.filter(inchangee, code=genre.code).update(tentee_le=le))


def _est_due(genre: GenreRonde, ronde: Ronde, le: datetime) -> bool:
    if genre.chaque < UN_JOUR:
        return ronde.tentee_le is None or ronde.tentee_le <= le - genre.chaque
    ici = timezone.localtime(le)
    jour = ici.replace(hour=0, minute=0, second=0, microsecond=0)
    if ronde.reussie_le is not None and (jour.date() - timezone.localtime(ronde.reussie_le).date()) < genre.chaque:
        return False
    recente = ronde.tentee_le is not None and ronde.tentee_le > max(jour, le - NOUVEL_ESSAI)
    return ici.hour >= HEURE and not recente


def _executer(genre: GenreRonde, le: datetime) -> None:
    try:
        genre.executer(le)
    except Exception:
        logger.exception("Ronde %s : erreur imprévue", genre.code)
    else:
        Ronde.objects.filter(code=genre.code).update(reussie_le=le)
