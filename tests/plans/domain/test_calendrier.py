"""docs/calculs/plans.md, « Calendrier »."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.calendrier import Evenement, TypeEvenement, build_mois, list_evenements, read_mois
from cordee.plans.domain.listes import Precision

AUJOURDHUI = date(2025, 11, 25)
NOVEMBRE = date(2025, 11, 1)


def test_une_fiche_donne_un_debut_et_une_echeance() -> None:
    evenements = list_evenements(4, date(2025, 3, 12), date(2025, 11, 30))
    assert evenements == [
        Evenement(4, TypeEvenement.DEBUT, date(2025, 3, 12)),
        Evenement(4, TypeEvenement.ECHEANCE, date(2025, 11, 30)),
    ]
    assert [e.uid for e in evenements] == ["fiche-4-debut", "fiche-4-echeance"]


def test_une_date_a_peu_pres_compte_a_son_premier_ou_a_son_dernier_jour() -> None:
    debut, fin = list_evenements(
        4, date(2025, 3, 12), date(2025, 1, 1), precision_debut=Precision.MOIS, precision_fin=Precision.ANNEE
    )
    assert (debut.jour, fin.jour) == (date(2025, 3, 1), date(2025, 12, 31))


def test_une_fiche_qui_se_repete_n_a_pas_d_echeance_ni_une_fiche_sans_date() -> None:
    assert [e.type for e in list_evenements(4, NOVEMBRE, AUJOURDHUI, amelioration_continue=True)] == ["debut"]
    assert list_evenements(4, None, None) == []


def test_le_mois_se_montre_en_semaines_entieres_depuis_lundi() -> None:
    mois = build_mois(AUJOURDHUI, [], AUJOURDHUI)
    assert mois.premier == NOVEMBRE
    assert mois.semaines[0][0].jour == date(2025, 10, 27)
    assert mois.semaines[-1][-1].jour == date(2025, 11, 30)
    assert [jour.jour for semaine in mois.semaines for jour in semaine if jour.aujourdhui] == [AUJOURDHUI]
    assert not mois.semaines[0][0].dans_le_mois
    assert (mois.precedent, mois.suivant) == (date(2025, 10, 1), date(2025, 12, 1))


def test_les_echeances_viennent_avant_les_debuts_et_les_mois_entiers_a_part() -> None:
    evenements = [
        Evenement(1, TypeEvenement.DEBUT, AUJOURDHUI),
        Evenement(2, TypeEvenement.ECHEANCE, AUJOURDHUI),
        Evenement(3, TypeEvenement.ECHEANCE, date(2025, 11, 30), Precision.MOIS),
        Evenement(4, TypeEvenement.ECHEANCE, date(2025, 12, 31), Precision.ANNEE),
        Evenement(5, TypeEvenement.DEBUT, date(2025, 10, 28)),
    ]
    mois = build_mois(NOVEMBRE, evenements, AUJOURDHUI)
    jour = next(jour for semaine in mois.semaines for jour in semaine if jour.jour == AUJOURDHUI)
    assert [e.fiche for e in jour.evenements] == [2, 1]
    assert [e.fiche for e in mois.sans_jour] == [3]
    assert mois.total == 3


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2025-03", date(2025, 3, 1)),
        ("2025-13", NOVEMBRE),
        ("1200-01", NOVEMBRE),
        ("mars", NOVEMBRE),
        ("", NOVEMBRE),
        ("²-1", NOVEMBRE),
    ],
)
def test_le_mois_d_une_adresse_se_lit_ou_se_remplace(texte: str, attendu: date) -> None:
    assert read_mois(texte, AUJOURDHUI) == attendu


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 12, 1)))
def test_chaque_mois_a_des_semaines_de_sept_jours_et_tous_ses_jours(premier: date) -> None:
    mois = build_mois(premier, [], premier)
    assert {len(semaine) for semaine in mois.semaines} == {7}
    jours = [jour.jour for semaine in mois.semaines for jour in semaine]
    assert jours == sorted(set(jours))
    assert sum(jour.dans_le_mois for semaine in mois.semaines for jour in semaine) in {28, 29, 30, 31}
