"""docs/calculs/webhooks.md, « Délais »."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.api.domain.delais import (
    ESSAIS_MAX,
    a_reussi,
    attente_apres,
    est_a_suspendre,
    met_au_repos,
    repos_apres,
)

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_les_attentes_du_tableau() -> None:
    attentes = [attente_apres(essais) for essais in range(1, ESSAIS_MAX)]
    minutes = [0.5, 2, 8, 32, 128, 512, 720, 720, 720]
    assert attentes == [timedelta(minutes=n) for n in minutes]
    assert sum((a for a in attentes if a is not None), timedelta()) == timedelta(hours=47, minutes=22, seconds=30)
    assert attente_apres(ESSAIS_MAX) is None


def test_les_repos_du_tableau() -> None:
    minutes = [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    assert [repos_apres(echecs) for echecs in range(1, 10)] == [timedelta(minutes=n) for n in minutes]


@given(st.integers(0, 10_000))
def test_aucune_attente_ne_depasse_sa_borne(nombre: int) -> None:
    assert repos_apres(nombre) <= timedelta(hours=1)
    assert (attente_apres(nombre) or timedelta()) <= timedelta(hours=12)


@pytest.mark.parametrize(
    ("code", "reussi", "repos"),
    [
        (200, True, False), (204, True, False), (299, True, False), (302, False, False), (404, False, False),
        (408, False, True), (429, False, True), (500, False, True), (503, False, True), (None, False, True),
    ],
)  # fmt: skip
def test_ce_qu_une_reponse_veut_dire(code: int | None, reussi: bool, repos: bool) -> None:
    assert a_reussi(code) is reussi
    if not reussi:
        assert met_au_repos(code) is repos


def test_la_suspension_demande_dix_echecs_et_deux_jours() -> None:
    depuis = LE - timedelta(hours=48)
    assert est_a_suspendre(500, 10, depuis, LE)
    assert not est_a_suspendre(500, 9, depuis, LE)
    assert not est_a_suspendre(500, 10, depuis + timedelta(seconds=1), LE)
    assert est_a_suspendre(410, 1, LE, LE)
