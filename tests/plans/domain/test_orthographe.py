"""A search that finds nothing, corrected with the words of the titles."""

from __future__ import annotations

import pytest

from cordee.plans.domain.orthographe import corriger

TITRES = ["Rénover l\u2019école Jules-Ferry", "Rénovation thermique", "Réseau de chaleur", "Karim Benali"]


@pytest.mark.parametrize(
    ("tape", "propose"),
    [
        ("rénnovation", "rénovation"), ("rennover ecole", "rénover ecole"), ("reseau challeur", "reseau chaleur"),
        ("benaly", "benali"),
        # Nothing to correct, nothing near, or too short to tell.
        ("écoles", ""), ("zzzz", ""), ("le de", ""), ("eau", ""),
    ],
)  # fmt: skip
def test_un_mot_que_personne_n_a_ecrit_devient_le_plus_proche(tape: str, propose: str) -> None:
    assert corriger(tape, TITRES) == propose
