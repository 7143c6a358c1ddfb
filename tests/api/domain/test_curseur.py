"""docs/calculs/webhooks.md, « Curseur »."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.api.domain.curseur import OUBLI, RECUL, Curseur, Trou, avancer, commencer

NEUF = datetime(2026, 3, 10, 9, tzinfo=UTC)
DEMI = timedelta(seconds=30)


def test_le_tableau_de_la_page() -> None:
    curseur = avancer(Curseur(9), [10], NEUF)
    assert curseur == Curseur(10)
    curseur = avancer(curseur, [12, 15], NEUF + DEMI)
    assert curseur == Curseur(15, (Trou(11, 11, NEUF + DEMI), Trou(13, 14, NEUF + DEMI)))
    curseur = avancer(curseur, [11, 16], NEUF + 2 * DEMI)
    assert curseur == Curseur(16, (Trou(13, 14, NEUF + DEMI),))
    assert avancer(curseur, [], NEUF + DEMI + OUBLI - DEMI) == curseur
    assert avancer(curseur, [], NEUF + DEMI + OUBLI) == Curseur(16)


def test_un_numero_attendu_est_au_dessus_ou_dans_un_trou() -> None:
    curseur = Curseur(16, (Trou(13, 14, NEUF),))
    assert [numero for numero in range(10, 19) if curseur.attend(numero)] == [13, 14, 17, 18]


def test_la_premiere_lecture_commence_un_peu_avant() -> None:
    assert commencer(RECUL + 5) == Curseur(5)
    assert commencer(3) == Curseur(0)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(list(range(1, 13))), st.lists(st.integers(1, 5), min_size=1, max_size=12), st.integers(1, 4))
def test_dans_quelque_ordre_que_les_numeros_apparaissent_chacun_est_lu_une_fois(
    ordre: list[int], pas: list[int], lot: int
) -> None:
    """Numbers become visible in any order, a few at a time; each reading takes the lowest that it still expects."""
    curseur, visibles, lus, le = Curseur(), set[int](), list[int](), NEUF
    a_venir = list(ordre)
    for combien in [*pas, *([12] * 13)]:
        visibles |= {a_venir.pop(0) for _ in range(min(combien, len(a_venir)))}
        attendus = sorted(numero for numero in visibles if curseur.attend(numero))[:lot]
        lus += attendus
        curseur, le = avancer(curseur, attendus, le), le + DEMI
    assert sorted(lus) == sorted(ordre)
    assert curseur == Curseur(12)


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_les_trous_sont_exactement_ce_qui_n_a_pas_ete_lu(premiers: set[int], seconds: set[int]) -> None:
    curseur = avancer(Curseur(), premiers, NEUF)
    seconds = {numero for numero in seconds if curseur.attend(numero)}
    curseur = avancer(curseur, seconds, NEUF + DEMI)
    lus = premiers | seconds
    assert curseur.haut == max(lus, default=0)
    assert {n for n in range(1, curseur.haut + 1) if curseur.attend(n)} == set(range(1, curseur.haut + 1)) - lus
