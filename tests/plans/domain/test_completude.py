"""docs/calculs/plans.md, « Complétude »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.completude import (
    ChampAttendu,
    FicheRenseignee,
    compute_completude,
    compute_completude_plan,
    find_un_an_avant,
)
from cordee.plans.domain.listes import StatutFiche

AUJOURDHUI = date(2025, 11, 25)
PLEINE = FicheRenseignee(
    1, True, True, False, StatutFiche.EN_COURS, True, True, True, True, date(2023, 1, 1), date(2025, 6, 1)
)


def test_une_fiche_pleine_est_complete() -> None:
    completude = compute_completude(PLEINE, AUJOURDHUI)
    assert (completude.ratio, completude.manquants, completude.a_l_essentiel) == (1, (), True)


def test_une_fiche_vide_manque_de_tout_sauf_de_suivi_tant_qu_elle_est_jeune() -> None:
    completude = compute_completude(FicheRenseignee(1, creee_le=AUJOURDHUI), AUJOURDHUI)
    assert completude.ratio == 0
    assert completude.manquants == tuple(champ for champ in ChampAttendu if champ is not ChampAttendu.SUIVI)


@pytest.mark.parametrize(
    ("champ", "attribut", "vide"),
    [
        (ChampAttendu.TITRE, "titre", False),
        (ChampAttendu.DESCRIPTION, "description", False),
        (ChampAttendu.STATUT, "statut", ""),
        (ChampAttendu.PILOTE, "pilote", False),
        (ChampAttendu.OBJECTIFS, "objectifs", False),
        (ChampAttendu.INDICATEURS, "indicateurs", False),
        (ChampAttendu.BUDGET, "budget", False),
        (ChampAttendu.SUIVI, "derniere_note", None),
    ],
)
def test_chaque_champ_vide_manque(champ: ChampAttendu, attribut: str, vide: object) -> None:
    completude = compute_completude(replace(PLEINE, **{attribut: vide}), AUJOURDHUI)
    assert completude.manquants == (champ,)
    assert completude.a_l_essentiel is (attribut not in {"titre", "description", "statut", "pilote"})


def test_le_contexte_vaut_une_description() -> None:
    assert compute_completude(replace(PLEINE, description=False, contexte=True), AUJOURDHUI).ratio == 1


@pytest.mark.parametrize(
    ("creee_le", "derniere_note", "manque"),
    [
        (date(2024, 11, 25), None, False),
        (date(2024, 11, 24), None, True),
        (date(2024, 11, 24), date(2024, 11, 24), True),
        (date(2024, 11, 24), date(2024, 11, 25), False),
        (None, None, False),
    ],
)
def test_le_suivi_recent_concerne_les_fiches_de_plus_d_un_an(
    creee_le: date | None, derniere_note: date | None, manque: bool
) -> None:
    completude = compute_completude(replace(PLEINE, creee_le=creee_le, derniere_note=derniere_note), AUJOURDHUI)
    assert (ChampAttendu.SUIVI in completude.manquants) is manque


def test_un_an_avant_le_29_fevrier_est_le_28() -> None:
    assert find_un_an_avant(date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize(("sans_pilote", "a_completer"), [(2, ()), (3, (0, 1, 2))])
def test_un_champ_rempli_a_moins_de_80_pour_cent_donne_la_liste_des_fiches(
    sans_pilote: int, a_completer: tuple[int, ...]
) -> None:
    fiches = [replace(PLEINE, id=n, pilote=n >= sans_pilote) for n in range(10)]
    lignes = compute_completude_plan(fiches, AUJOURDHUI).list_a_completer()
    assert [ligne.a_completer for ligne in lignes] == ([a_completer] if a_completer else [])


def test_on_ne_demande_rien_aux_fiches_abandonnees() -> None:
    fiches = [replace(PLEINE, id=n) for n in range(8)]
    fiches += [replace(PLEINE, id=n, pilote=False, statut=StatutFiche.ABANDONNE) for n in (8, 9)]
    completude = compute_completude_plan(fiches, AUJOURDHUI)
    assert completude.ratio == 1
    assert [ligne.concernees for ligne in completude.lignes] == [8] * 8


def test_un_plan_sans_fiche_n_a_pas_de_completude() -> None:
    completude = compute_completude_plan([], AUJOURDHUI)
    assert completude.ratio is None
    assert {ligne.ratio for ligne in completude.lignes} == {None}
    assert completude.list_a_completer() == []


fiches_tirees = st.builds(
    FicheRenseignee,
    st.integers(1, 9),
    *[st.booleans()] * 3,
    st.sampled_from([*StatutFiche, "", None]),
    *[st.booleans()] * 4,
    st.one_of(st.none(), st.dates(date(2020, 1, 1), AUJOURDHUI)),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), AUJOURDHUI)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(fiches_tirees, max_size=8))
def test_les_lignes_d_un_plan_partagent_les_fiches_concernees(fiches: list[FicheRenseignee]) -> None:
    completude = compute_completude_plan(fiches, AUJOURDHUI)
    assert completude.ratio is None or 0 <= completude.ratio <= 1
    comptees = [fiche for fiche in fiches if fiche.statut != StatutFiche.ABANDONNE]
    for ligne in completude.lignes:
        assert ligne.remplies + len(ligne.a_completer) == ligne.concernees <= len(comptees)
