"""docs/calculs/plans.md, « Chaîne critique »."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.plans.domain.chaine import MARGE_CRITIQUE, Chaine, Maillon, find_chaine
from cordee.plans.domain.listes import TypeLien
from cordee.plans.domain.planning import Dependance, Periode, count_ecart, count_jours_manquants, decaler

A, B, C, D, E, F = range(1, 7)
TABLE = {
    A: Periode(A, date(2026, 1, 1), date(2026, 2, 28)),
    B: Periode(B, date(2026, 3, 1), date(2026, 4, 30)),
    C: Periode(C, date(2026, 5, 15), date(2026, 12, 31)),
    D: Periode(D, date(2025, 1, 1), date(2026, 3, 31)),
    E: Periode(E, date(2026, 5, 1), date(2026, 6, 30)),
    F: Periode(F, date(2024, 1, 1), date(2025, 12, 31), figee=True),
}
LIENS = [Dependance(A, B), Dependance(B, C), Dependance(D, C), Dependance(B, E), Dependance(F, A)]
DEPART = date(2026, 1, 1)


def ids(chaine: Chaine | None) -> list[int]:
    assert chaine is not None
    return [maillon.id for maillon in chaine.maillons]


def test_le_tableau_de_la_page() -> None:
    chaine = find_chaine(TABLE, LIENS)
    assert chaine == Chaine((Maillon(A, 14, 0), Maillon(B, 14, 14), Maillon(C, 0, 0)), date(2026, 12, 31))
    assert chaine.marge == 14
    assert count_ecart(LIENS[2], TABLE[D], TABLE[C]) == -44
    assert ids(find_chaine(TABLE, LIENS, 44)) == [D, C], "un mois et demi de marge ferait partir la chaîne de D"


@pytest.mark.parametrize(
    ("dependance", "de", "vers", "ecart"),
    [
        (Dependance(A, B), (1, 10), (11, 20), 0),
        (Dependance(A, B), (1, 10), (15, 20), -4),
        (Dependance(A, B), (1, 10), (5, 20), 6),
        (Dependance(A, B, decalage=3), (1, 10), (15, 20), -1),
        (Dependance(A, B, TypeLien.DEBUT_DEBUT), (1, 10), (4, 20), -3),
        (Dependance(A, B, TypeLien.FIN_FIN), (1, 10), (4, 12), -2),
        (Dependance(A, B, TypeLien.LIEE), (1, 10), (15, 20), None),
        (Dependance(A, B), (1, None), (15, 20), None),
    ],
)
def test_ce_qu_il_manque_a_une_dependance(
    dependance: Dependance, de: tuple[int, int | None], vers: tuple[int, int], ecart: int | None
) -> None:
    def jour(numero: int | None) -> date | None:
        return date(2026, 1, numero) if numero else None

    periodes = Periode(A, jour(de[0]), jour(de[1])), Periode(B, jour(vers[0]), jour(vers[1]))
    assert count_ecart(dependance, *periodes) == ecart


def test_rien_ne_finit_rien_n_est_critique() -> None:
    assert find_chaine({}, []) is None
    assert find_chaine({A: Periode(A, DEPART)}, []) is None
    assert find_chaine({A: Periode(A, DEPART, DEPART, figee=True)}, []) is None


def test_une_fiche_qui_n_attend_rien_fait_une_chaine_seule() -> None:
    seules = {A: Periode(A, DEPART, date(2026, 3, 1)), B: Periode(B, None, date(2026, 6, 1))}
    assert ids(find_chaine(seules, [])) == [B]
    sans_dates = [Dependance(A, B, TypeLien.LIEE), Dependance(C, B)]
    assert ids(find_chaine(seules | {C: Periode(C, DEPART)}, sans_dates)) == [B], "un lien sans dates ne retient rien"


def test_a_marge_egale_la_chaine_passe_par_le_plus_de_fiches() -> None:
    suite = {
        A: Periode(A, date(2026, 1, 1), date(2026, 1, 31)),
        B: Periode(B, date(2026, 2, 1), date(2026, 2, 28)),
        C: Periode(C, date(2026, 2, 1), date(2026, 3, 31)),
    }
    liens = [Dependance(A, C), Dependance(A, B), Dependance(B, C, TypeLien.DEBUT_DEBUT)]
    assert ids(find_chaine(suite, liens)) == [A, B, C]


def test_une_dependance_deja_rompue_n_a_pas_de_marge() -> None:
    rompues = {A: Periode(A, DEPART, date(2026, 6, 10)), B: Periode(B, date(2026, 6, 1), date(2026, 9, 1))}
    chaine = find_chaine(rompues, [Dependance(A, B)])
    assert chaine is not None
    assert chaine.maillons == (Maillon(A, 0, 0, manquants=10), Maillon(B, 0, 0))


def test_un_cercle_et_ce_qui_le_precede_sont_laisses() -> None:
    liens = [Dependance(A, B), Dependance(B, D), Dependance(D, B), Dependance(B, C)]
    assert ids(find_chaine({pk: TABLE[pk] for pk in (A, B, C, D)}, liens)) == [C]


@st.composite
def plans(tirer: st.DrawFn) -> tuple[dict[int, Periode], list[Dependance]]:
    """A plan whose dates respect its dependencies, which go from a fiche to a later one."""
    nombre = tirer(st.integers(1, 7))
    periodes: dict[int, Periode] = {}
    for pk in range(nombre):
        debut = DEPART + timedelta(days=tirer(st.integers(0, 200)))
        periodes[pk] = Periode(pk, debut, debut + timedelta(days=tirer(st.integers(0, 90))))
    couples = [(de, vers) for de in range(nombre) for vers in range(de + 1, nombre)]
    choisis = tirer(st.lists(st.sampled_from(couples), unique=True, max_size=12)) if couples else []
    types = st.sampled_from([TypeLien.FIN_DEBUT, TypeLien.DEBUT_DEBUT, TypeLien.FIN_FIN])
    liens = [Dependance(de, vers, tirer(types), tirer(st.integers(-5, 20))) for de, vers in choisis]
    tenues = [lien for lien in liens if not count_jours_manquants(lien, periodes[lien.de], periodes[lien.vers])]
    return periodes, tenues


def chemins(depart: int, liens: list[Dependance]) -> list[list[Dependance]]:
    """Every way that starts from a fiche, the empty one included."""
    suites = [[lien, *suite] for lien in liens if lien.de == depart for suite in chemins(lien.vers, liens)]
    return [[], *suites]


def marges(periodes: dict[int, Periode], liens: list[Dependance]) -> dict[int, int]:
    """Marge of each fiche that leads to the end, by trying every way."""
    fin = max(p.fin for p in periodes.values() if p.fin)
    trouvees: dict[int, int] = {}
    for pk in periodes:
        for chemin in chemins(pk, liens):
            if periodes[chemin[-1].vers if chemin else pk].fin == fin:
                marge = sum(-(count_ecart(lien, periodes[lien.de], periodes[lien.vers]) or 0) for lien in chemin)
                trouvees[pk] = min(marge, trouvees.get(pk, marge))
    return trouvees


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_la_chaine_est_celle_que_donne_l_essai_de_tous_les_chemins(
    plan: tuple[dict[int, Periode], list[Dependance]],
) -> None:
    periodes, liens = plan
    chaine = find_chaine(periodes, liens)
    assert chaine is not None
    attendues = marges(periodes, liens)
    assert {m.id: m.marge for m in chaine.maillons}.items() <= attendues.items()
    assert periodes[chaine.maillons[-1].id].fin == chaine.fin == max(p.fin for p in periodes.values() if p.fin)
    assert chaine.maillons[-1].marge == 0
    assert chaine.marge == sum(maillon.libres for maillon in chaine.maillons) <= MARGE_CRITIQUE
    couples = {(lien.de, lien.vers) for lien in liens}
    assert {(a.id, b.id) for a, b in pairwise(chaine.maillons)} <= couples
    critiques = [pk for pk, marge in attendues.items() if marge <= MARGE_CRITIQUE]
    assert periodes[chaine.maillons[0].id].depart == min(periodes[pk].depart for pk in critiques)  # type: ignore[type-var]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.integers(1, 60))
def test_glisser_au_dela_de_la_marge_deplace_la_fin_et_pas_avant(
    plan: tuple[dict[int, Periode], list[Dependance]], jours: int
) -> None:
    """Against `decaler`, which the screens use: the fiches that end the plan move exactly when the marge is passed."""
    periodes, liens = plan
    chaine = find_chaine(periodes, liens)
    assert chaine is not None
    premiere = periodes[chaine.maillons[0].id]
    assert premiere.debut is not None
    assert premiere.fin is not None
    pas = timedelta(days=jours)
    suite = decaler(periodes, liens, Periode(premiere.id, premiere.debut + pas, premiere.fin + pas))
    dernieres = {pk for pk, periode in periodes.items() if periode.fin == chaine.fin} - {premiere.id}
    bougees = {deplacement.apres.id for deplacement in suite.deplacements}
    if premiere.fin != chaine.fin:
        assert bool(dernieres & bougees) == (jours > chaine.marge)
