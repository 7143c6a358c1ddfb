"""Open, read-only, archived."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import LE, EngagementFactory, administratrice, personne

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.engagements import changer_mode
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


def test_l_administratrice_ferme_et_le_journal_le_dit() -> None:
    engagement = EngagementFactory()
    changer_mode(engagement, Mode.CONSULTATION, par=administratrice(engagement), le=LE)
    assert Engagement.objects.get().mode == Mode.CONSULTATION
    ecriture = Ecriture.objects.get(verbe="referentiels.changer_mode")
    assert ecriture.resume == "A passé le référentiel Petit référentiel en « Consultation seule »"
    assert ecriture.details == {"avant": "ecriture", "apres": "consultation"}


def test_garder_le_meme_mode_n_ecrit_rien() -> None:
    engagement = EngagementFactory()
    changer_mode(engagement, Mode.ECRITURE, par=administratrice(engagement), le=LE)
    assert not Ecriture.objects.filter(verbe="referentiels.changer_mode").exists()


def test_rouvrir_des_archives_met_le_score_a_jour() -> None:
    engagement = EngagementFactory()
    ines = administratrice(engagement)
    changer_mode(engagement, Mode.ARCHIVE, par=ines, le=LE)
    repondre(engagement.collectivite, "velo", False, par=ines, le=LE)
    engagement.refresh_from_db()
    assert engagement.points_potentiels == 35
    changer_mode(engagement, Mode.CONSULTATION, par=ines, le=LE + timedelta(days=1))
    engagement.refresh_from_db()
    assert (engagement.points_potentiels, engagement.score_le) == (25, LE + timedelta(days=1))


@pytest.mark.parametrize("role", [None, "lecture", "contribution", "edition", "coordination"])
def test_il_faut_administrer_pour_changer_le_mode(role) -> None:
    engagement = EngagementFactory()
    with pytest.raises(Refus):
        changer_mode(engagement, Mode.ARCHIVE, par=personne(engagement, role), le=LE)
    assert Engagement.objects.get().mode == Mode.ECRITURE


def test_un_mode_inconnu_est_une_erreur_de_programme() -> None:
    engagement = EngagementFactory()
    with pytest.raises(ValueError, match="ouvert"):
        changer_mode(engagement, "ouvert", par=administratrice(engagement), le=LE)  # type: ignore[arg-type]
