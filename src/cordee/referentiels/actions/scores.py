"""The current score kept with an Engagement, rewritten in the transaction of each change, and its monthly trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.outils.dates import debut_de_mois
from cordee.referentiels.domain import Scores
from cordee.referentiels.models import Engagement, ReleveMensuel
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux
from cordee.territoires.queries import Situation, questions_posees, situation_of


def totaux(scores: Scores) -> dict[str, Any]:
    """Columns of `ScoreGlobal` from the root of a computed score."""
    racine = scores.racine()
    return {
        "points_potentiels": racine.points_potentiels,
        "points_faits": racine.points_faits,
        "points_programmes": racine.points_programmes,
        "points_pas_faits": racine.points_pas_faits,
        "points_non_renseignes": racine.points_non_renseignes,
        "taches_renseignees": racine.taches_renseignees,
        "taches_total": racine.taches_total,
        "etoiles": int(scores.etoiles[0]),
    }


def inscrire_score(engagement: Engagement, etat: EtatDesLieux, *, le: datetime) -> None:
    """Writes the totals on the engagement and on the month's record. Two queries; the caller holds the transaction."""
    valeurs = totaux(etat.scores)
    for champ, valeur in valeurs.items():
        setattr(engagement, champ, valeur)
    engagement.score_empreinte, engagement.score_le = etat.charge.empreinte, le
    engagement.save(update_fields=[*valeurs, "score_empreinte", "score_le"])
    ReleveMensuel.objects.bulk_create(
        [
            ReleveMensuel(
                collectivite_id=engagement.collectivite_id,
                referentiel_id=engagement.referentiel_id,
                mois=debut_de_mois(timezone.localdate(le)),
                **valeurs,
            )
        ],
        update_conflicts=True,
        unique_fields=["collectivite", "referentiel", "mois"],
        update_fields=list(valeurs),
    )


def recalculer_engagements(engagements: Iterable[Engagement], *, le: datetime) -> int:
    """Recomputes the current score of these engagements (after a load of définitions or an answer); how many were."""
    questions = questions_posees()
    situations: dict[int, Situation] = {}
    nombre = 0
    for engagement in engagements:
        collectivite = engagement.collectivite
        if collectivite.pk not in situations:
            situations[collectivite.pk] = situation_of(collectivite, questions=questions)
        etat = etat_des_lieux(collectivite, engagement.referentiel, situation=situations[collectivite.pk])
        inscrire_score(engagement, etat, le=le)
        nombre += 1
    return nombre
