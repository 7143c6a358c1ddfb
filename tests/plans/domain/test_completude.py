"""docs/calculs/plans.md, « Complétude »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cordee.plans.domain.completude import (
    ChampAttendu,
    FicheRenseignee,
    LigneCompletude,
    compute_completude,
    essentiels_manquants,
    find_un_an_avant,
    list_a_completer,
)
from cordee.plans.domain.listes import StatutFiche

AUJOURDHUI = date(2025, 11, 25)
PLEINE = FicheRenseignee(
    1, True, True, False, StatutFiche.EN_COURS, True, True, True, True, date(2023, 1, 1), date(2025, 6, 1)
)


def test_une_fiche_pleine_est_complete() -> None:
    completude = compute_completude(PLEINE, AUJOURDHUI)
    assert (completude.ratio, completude.manquants, essentiels_manquants(PLEINE)) == (1, (), ())


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
    fiche = replace(PLEINE, **{attribut: vide})
    assert compute_completude(fiche, AUJOURDHUI).manquants == (champ,)
    essentiel = attribut in {"titre", "description", "statut", "pilote"}
    assert essentiels_manquants(fiche) == ((champ,) if essentiel else ())


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


@pytest.mark.parametrize(("sans_pilote", "a_completer"), [(2, []), (3, [3])])
def test_un_champ_rempli_a_moins_de_80_pour_cent_donne_une_ligne(sans_pilote: int, a_completer: list[int]) -> None:
    lignes = [
        LigneCompletude(ChampAttendu.TITRE, 10, 10),
        LigneCompletude(ChampAttendu.PILOTE, 10 - sans_pilote, 10),
        LigneCompletude(ChampAttendu.SUIVI, 0, 0),
    ]
    assert [ligne.a_completer for ligne in list_a_completer(lignes)] == a_completer


def test_un_champ_qui_ne_concerne_aucune_fiche_n_a_pas_de_part() -> None:
    ligne = LigneCompletude(ChampAttendu.SUIVI, 0, 0)
    assert (ligne.ratio, ligne.a_completer) == (None, 0)
    assert list_a_completer([ligne], seuil=1.0) == []
