"""Objectives of several years of an indicateur, written together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isclose

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite


@dataclass(frozen=True, slots=True)
class ObjectifVoulu:
    """What was shown for a year, and what it should be; None for nothing."""

    lu: float | None
    voulu: float | None


@transaction.atomic
def saisir_objectifs(
    collectivite: Collectivite,
    indicateur: Indicateur,
    objectifs: Mapping[int, ObjectifVoulu],
    *,
    par: Utilisateur,
    le: datetime,
) -> int:
    """Writes the objectives that change, all of them or none; how many did. Refused when a colleague changed one of
    them since it was shown, and as `saisir_valeur` refuses."""
    exiger(par, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    propres = Valeur.objects.select_for_update(of=("self",)).filter(
        collectivite=collectivite, indicateur=indicateur, source__isnull=True, date_valeur__year__in=list(objectifs)
    )
    actuels = {valeur.annee: valeur for valeur in propres.order_by("date_valeur", "pk")}
    change = {annee: vu for annee, vu in objectifs.items() if vu.lu != vu.voulu}
    depasses = [
        a for a, vu in sorted(change.items()) if not _memes(actuels[a].objectif if a in actuels else None, vu.lu)
    ]
    if depasses:
        annees = ", ".join(map(str, depasses))
        raise DonneeRefusee(f"L'objectif de {annees} a changé entre-temps : rechargez la page, puis écrivez le vôtre.")
    for annee, vu in sorted(change.items()):
        quand = actuels[annee].date_valeur if annee in actuels else annee
        saisir_valeur(collectivite, indicateur, quand, objectif=vu.voulu, par=par, le=le)
    return len(change)


def _memes(un: float | None, autre: float | None) -> bool:
    """The same number, whatever was lost by showing it."""
    return un == autre if un is None or autre is None else isclose(un, autre, rel_tol=1e-9, abs_tol=1e-6)
