"""Counting passages without keeping who passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from cordee.socle.debit import compter_passage, empreinte_du_visiteur

LE = datetime(2026, 3, 10, 9, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sans_memoire() -> None:
    cache.clear()


def test_les_passages_d_une_tranche_se_comptent_et_la_suivante_recommence() -> None:
    assert compter_passage("porte", 60, LE) == (1, 50)
    assert compter_passage("porte", 60, LE + timedelta(seconds=20)) == (2, 30)
    assert compter_passage("autre", 60, LE) == (1, 50)
    assert compter_passage("porte", 60, LE + timedelta(seconds=50)) == (1, 60)


def test_un_compte_oublie_entretemps_repart_de_un(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_: False)
    assert compter_passage("porte", 60, LE) == (1, 50)


def test_derriere_un_serveur_de_la_maison_c_est_l_adresse_qu_il_a_ajoutee() -> None:
    def empreinte(pair: str, transmises: str = "") -> str:
        entetes = {"HTTP_X_FORWARDED_FOR": transmises} if transmises else {}
        return empreinte_du_visiteur(RequestFactory().get("/", REMOTE_ADDR=pair, **entetes))

    directe = empreinte("203.0.113.7")
    assert empreinte("10.0.0.2", "198.51.100.1, 203.0.113.7") == directe
    assert empreinte("", "203.0.113.7") == directe
    assert empreinte("8.8.8.8", "203.0.113.7") == empreinte("8.8.8.8") != directe
    assert "203.0.113.7" not in directe
