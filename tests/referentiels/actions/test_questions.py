"""Loading and importing questions, with the scores that depend on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import LE, EngagementFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory
from tests.territoires.fichiers_questions import contenus

from cordee.referentiels.actions.questions import (
    charger_questions_et_recalculer,
    importer_questions_et_recalculer,
)
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.domain.lecture_questions import lire_questions
from cordee.territoires.models import Question

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=1)


def test_importer_recalcule_les_referentiels_ouverts() -> None:
    """The official file deduces `marche` from the competence 3010, which halves a sous-mesure."""
    competence = CompetenceExerceeFactory(exercee=True)
    engagement = EngagementFactory(collectivite=competence.collectivite)
    archive = EngagementFactory(referentiel=engagement.referentiel, mode=Mode.ARCHIVE)
    bilan, recalcules = importer_questions_et_recalculer(lire_questions(contenus()), par=None, le=PLUS_TARD)
    engagement.refresh_from_db()
    assert (bilan.questions, recalcules) == (3, 1)
    assert (engagement.points_potentiels, engagement.score_le) == (32.5, PLUS_TARD)
    assert Engagement.objects.get(pk=archive.pk).score_le == LE


def test_charger_recalcule_seulement_quand_quelque_chose_change() -> None:
    engagement = EngagementFactory()
    bilan, recalcules = charger_questions_et_recalculer(par=None, le=PLUS_TARD)
    assert (bilan.inchange, recalcules) == (False, 1)
    bilan, recalcules = charger_questions_et_recalculer(par=None, le=PLUS_TARD + timedelta(days=1))
    assert (bilan.inchange, recalcules) == (True, 0)
    engagement.refresh_from_db()
    assert engagement.score_le == PLUS_TARD
    assert Question.objects.filter(code="SCoT").exists()
