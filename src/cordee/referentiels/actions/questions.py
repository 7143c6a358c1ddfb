"""Loading and importing questions, with the scores that depend on them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.scores import recalculer_engagements
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.actions.questions import BilanQuestions, charger_questions, importer_questions
from cordee.territoires.domain.lecture_questions import QuestionsOfficielles


@transaction.atomic
def charger_questions_et_recalculer(*, par: Utilisateur | None, le: datetime) -> tuple[BilanQuestions, int]:
    """Loads the bundled questions, then, when something changed, recomputes every opened référentiel; what was read and
    how many scores were rewritten."""
    bilan = charger_questions(par=par, le=le)
    return bilan, 0 if bilan.inchange else _recalculer(le)


@transaction.atomic
def importer_questions_et_recalculer(
    lues: QuestionsOfficielles, *, par: Utilisateur | None, le: datetime
) -> tuple[BilanQuestions, int]:
    """Imports, then recomputes every opened référentiel; what was imported and how many scores were rewritten."""
    bilan = importer_questions(lues, par=par, le=le)
    return bilan, _recalculer(le)


def _recalculer(le: datetime) -> int:
    engagements = Engagement.objects.exclude(mode=Mode.ARCHIVE).select_related("referentiel", "collectivite")
    return recalculer_engagements(engagements, le=le)
