"""The collector of a server process."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cordee.config.memoire import regler_memoire


@pytest.fixture(autouse=True)
def _rendre_le_ramasse_miettes() -> Iterator[None]:
    seuils = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*seuils)


def test_ce_qui_est_charge_au_depart_n_est_plus_relu() -> None:
    regler_memoire()
    assert gc.get_freeze_count() > 0


def test_le_ramasse_miettes_reste_actif_mais_passe_moins_souvent() -> None:
    gc.set_threshold(700, 10, 10)  # as Python starts; the suite has its own
    avant = gc.get_threshold()[0]
    regler_memoire()
    assert gc.isenabled()
    assert gc.get_threshold()[0] > avant
