"""docs/calculs/plans.md, « Grille du calendrier »."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.grille_calendrier import Etape, compute_grille


def etape(numero: str = "1", debut: date | None = None, fin: date | None = None, **plus: object) -> Etape:
    return Etape(numero, f"Étape {numero}", debut, fin, **plus)  # type: ignore[arg-type]


def pleines(grille, rang: int) -> list[str]:  # type: ignore[no-untyped-def]
    return [c.annee for c, plein in zip(grille.colonnes, grille.rangees[rang].cases, strict=True) if plein]


def test_le_tableau_de_la_page() -> None:
    grille = compute_grille([
        etape("1", date(2024, 1, 1), date(2025, 12, 31)), etape("2", None, date(2025, 3, 31)),
        etape("3", date(2025, 7, 10)), etape("4", mots="Deux fois par an"),
    ])  # fmt: skip
    assert grille is not None
    assert (grille.annees, grille.pas) == ((("2024", 2), ("2025", 2)), "semestre")
    assert [pleines(grille, rang) for rang in range(3)] == [
        ["S1 2024", "S2 2024", "S1 2025", "S2 2025"], ["S1 2025"], ["S2 2025"],
    ]  # fmt: skip
    assert (grille.rangees[3].cases, grille.rangees[3].mots) == ((), "Deux fois par an")


def test_sans_aucune_date_il_n_y_a_pas_de_grille() -> None:
    assert compute_grille([etape(), etape("2", continu=True)], date(2030, 12, 31)) is None
    assert compute_grille([]) is None


@pytest.mark.parametrize(
    ("derniere", "titres"),
    [
        (2024, ["S1", "S2"]),
        (2027, ["S1", "S2"] * 4),
        (2028, ["2024", "2025", "2026", "2027", "2028"]),
        (2035, [str(annee) for annee in range(2024, 2036)]),
        (2036, [f"{annee}–{annee + 1}" for annee in range(2024, 2037, 2)]),
    ],
)
def test_les_colonnes_sont_des_semestres_puis_des_annees_puis_plusieurs(derniere: int, titres: list[str]) -> None:
    grille = compute_grille([etape("1", date(2024, 5, 1), date(derniere, 2, 1))])
    assert grille is not None
    assert [colonne.titre for colonne in grille.colonnes] == titres
    assert grille.pas == ("semestre" if titres[0] == "S1" else "année")


def test_ce_qui_se_repete_ou_n_a_pas_de_fin_va_jusqu_a_celle_de_la_fiche() -> None:
    etapes = [etape("1", date(2024, 1, 1), date(2024, 6, 30), continu=True), etape("2", date(2025, 1, 1))]
    grille = compute_grille(etapes, date(2026, 6, 30))
    assert grille is not None
    assert pleines(grille, 0) == ["S1 2024", "S2 2024", "S1 2025", "S2 2025", "S1 2026", "S2 2026"]
    assert pleines(grille, 1) == ["S1 2025", "S2 2025", "S1 2026", "S2 2026"]
    fermee = compute_grille([etape("1", date(2024, 1, 1), date(2024, 6, 30))], date(2026, 6, 30))
    assert fermee is not None
    assert len(fermee.colonnes) == 2, "une fiche plus longue que ses sous-actions n'allonge pas leur calendrier"


def test_une_sous_action_sans_date_dit_ses_mots_ou_qu_elle_se_repete() -> None:
    datee = etape("1", date(2024, 1, 1), date(2024, 6, 30))
    grille = compute_grille([datee, etape("2"), etape("3", continu=True)])
    assert grille is not None
    assert [rangee.mots for rangee in grille.rangees] == ["", "Sans date", "Chaque année"]
    assert (grille.rangees[0].niveau, grille.rangees[0].intitule) == (1, "1. Étape 1")


def test_les_cases_savent_ou_la_barre_commence_et_finit() -> None:
    grille = compute_grille([
        etape("1", date(2024, 8, 1), date(2025, 3, 1)), etape("1.1", date(2024, 1, 1), date(2025, 12, 1)),
    ])  # fmt: skip
    assert grille is not None
    non, debut, fin = (False, False, False), (True, True, False), (True, False, True)
    assert grille.rangees[0].traits == [non, debut, fin, non]
    assert grille.rangees[1].niveau == 2


jours = st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(st.lists(st.builds(Etape, st.just("1"), st.just("T"), jours, jours, st.booleans()), max_size=6), jours)
def test_une_etape_datee_a_toujours_une_case_d_un_seul_tenant(etapes: list[Etape], fin: date | None) -> None:
    droites = [e for e in etapes if e.debut is None or e.fin is None or e.debut <= e.fin]
    grille = compute_grille(droites, fin)
    if grille is None:
        assert not any(e.est_datee for e in droites)
        return
    assert len(grille.colonnes) <= 12
    for e, rangee in zip(droites, grille.rangees, strict=True):
        assert bool(rangee.cases) is e.est_datee
        if e.est_datee:
            assert sum(commence for _, commence, _ in rangee.traits) == 1
