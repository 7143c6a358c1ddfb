"""French stems."""

from __future__ import annotations

import pytest

from cordee.outils.racines import raciner


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Rénovations énergétiques", "rénovation energetique"), ("haies plantées", "planter une haie"),
        ("les ÉCOLES", "école"), ("l'eau d'œuvre", "eau oeuvre"),
        ("vélos", "velo"), ("les élus", "élu"), ("des scénarios", "scenario"),
    ],
)  # fmt: skip
def test_deux_ecritures_ont_les_memes_racines(un, autre) -> None:
    assert sorted(raciner(un)) == sorted(raciner(autre))


def test_les_mots_sans_sujet_tombent_et_les_numeros_restent() -> None:
    assert raciner("La mesure 2.1.1 et celle-ci, avec nous.") == ["mesur", "2.1.1", "cel"]
    assert raciner("de la, pour… ") == []
