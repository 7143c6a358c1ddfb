"""docs/calculs/repartitions.md, « Relevés mensuels »."""

from __future__ import annotations

from datetime import date

from cordee.plans.domain.releves import MOIS_RECONSTITUES, FicheRacontee, list_mois_passes, reconstituer

A = FicheRacontee(date(2026, 1, 15), "realise", ((date(2026, 2, 10), "a_venir"), (date(2026, 3, 20), "en_cours")))
B = FicheRacontee(date(2026, 2, 5), "en_cours")


def test_l_exemple_de_la_page() -> None:
    mois = list_mois_passes(date(2026, 1, 15), date(2026, 4, 2))
    assert reconstituer([A, B], mois) == {
        date(2026, 1, 1): {"a_venir": 1}, date(2026, 2, 1): {"en_cours": 2},
        date(2026, 3, 1): {"realise": 1, "en_cours": 1},
    }  # fmt: skip


def test_une_fiche_ne_compte_pas_avant_sa_creation_et_un_mois_vide_est_absent() -> None:
    assert B.statut_au(date(2026, 2, 4)) is None
    assert reconstituer([B], [date(2026, 1, 1)]) == {}


def test_trois_ans_au_plus_et_jamais_le_mois_courant() -> None:
    mois = list_mois_passes(date(2015, 6, 1), date(2026, 4, 2))
    assert (len(mois), mois[0], mois[-1]) == (MOIS_RECONSTITUES, date(2023, 4, 1), date(2026, 3, 1))
    assert list_mois_passes(date(2026, 4, 1), date(2026, 4, 2)) == []
