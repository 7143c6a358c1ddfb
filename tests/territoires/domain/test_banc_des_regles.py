"""The benchmark runs, and the limit holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.regles import LIMITE_MS, mesurer


@pytest.mark.parametrize("officielles", [True, False])
def test_les_288_regles_s_evaluent_dans_la_limite(
    officielles: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    dossier = request.getfixturevalue("dossier_partage") if officielles else tmp_path
    monkeypatch.setenv("CORDEE_PARTAGE", str(dossier))
    mesures = mesurer()
    assert (mesures["nombre"], mesures["officielles"]) == (288, officielles)
    assert mesures["regles_288_ms"] < LIMITE_MS
