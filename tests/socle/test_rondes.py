"""Periodic rounds: at their hour, once, whatever happens to the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.socle.fabrique_travaux import seules_rondes

from cordee.socle.models import Ronde
from cordee.socle.travaux import battre, declarer_ronde
from cordee.socle.travaux import rondes as module_rondes

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MERCREDI = datetime(2026, 4, 8, 4, 30, tzinfo=PARIS)


def test_une_ronde_courte_revient_apres_son_delai() -> None:
    passages: list[datetime] = []
    with seules_rondes(minute=passages.append):
        for secondes in (0, 30, 59, 60, 90, 121):
            battre(MERCREDI + timedelta(seconds=secondes))
    assert passages == [MERCREDI, MERCREDI + timedelta(seconds=60), MERCREDI + timedelta(seconds=121)]


def test_une_ronde_quotidienne_passe_une_fois_par_jour_apres_quatre_heures() -> None:
    passages: list[datetime] = []
    with seules_rondes(jour=passages.append):
        for heures in range(-4, 72):
            battre(MERCREDI + timedelta(hours=heures))
    assert passages == [MERCREDI + timedelta(days=n) for n in range(3)]


def test_une_ronde_qui_echoue_est_reprise_une_heure_plus_tard_sans_gener_les_autres(caplog) -> None:
    essais: list[datetime] = []
    autres: list[datetime] = []

    def echouer(le: datetime) -> None:
        essais.append(le)
        if len(essais) < 3:
            raise ZeroDivisionError

    with seules_rondes(a_jour=echouer, b_jour=autres.append):
        for minutes in range(0, 300, 30):
            battre(MERCREDI + timedelta(minutes=minutes))
    assert essais == [MERCREDI + timedelta(hours=n) for n in range(3)]
    assert autres == [MERCREDI]
    assert "essai.a_jour" in caplog.text


def test_un_seul_programme_prend_la_ronde() -> None:
    """Two workers read the same row; the first to write it runs the round."""
    passages: list[datetime] = []

    def doubler(le: datetime) -> None:
        passages.append(le)
        assert not battre(le)

    with seules_rondes(minute=doubler):
        assert battre(MERCREDI) == ["essai.minute"]
    assert passages == [MERCREDI]


def test_une_ronde_prise_entre_la_lecture_et_l_ecriture_n_est_pas_reprise(monkeypatch: pytest.MonkeyPatch) -> None:
    passages: list[datetime] = []
    vraie = module_rondes._est_due

    def prise_par_un_autre(genre, ronde, le) -> bool:
        Ronde.objects.filter(code=genre.code).update(tentee_le=le - timedelta(seconds=1))
        return vraie(genre, ronde, le)

    monkeypatch.setattr(module_rondes, "_est_due", prise_par_un_autre)
    with seules_rondes(minute=passages.append):
        assert battre(MERCREDI) == []
    assert passages == []


def test_un_code_ne_se_declare_qu_une_fois() -> None:
    with seules_rondes(jour=print), pytest.raises(LookupError, match="déjà"):
        declarer_ronde("essai.jour", print)
    assert str(Ronde(code="essai.jour")) == "essai.jour"
