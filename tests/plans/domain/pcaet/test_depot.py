"""The life of a link, and the dossier that it shows (docs/calculs/pcaet.md, « Dépôt par lien »)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.pcaet.depot import (
    JOURS_MAX,
    EtatLien,
    dernier_jour_propose,
    empreinte_du_jeton,
    etat_du_lien,
    fabriquer_jeton,
    tableaux_transmis,
)

FIN = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("jour", "revoque", "depose", "etat"),
    [
        (date(2026, 6, 10), False, False, EtatLien.OUVERT),
        (date(2026, 6, 11), False, False, EtatLien.EXPIRE),
        (date(2026, 6, 10), False, True, EtatLien.DEPOSE),
        (date(2026, 6, 11), False, True, EtatLien.EXPIRE),
        (date(2026, 5, 1), True, True, EtatLien.FERME),
    ],
)
def test_l_etat_d_un_lien_un_jour(jour: date, revoque: bool, depose: bool, etat: EtatLien) -> None:
    assert etat_du_lien(expire_le=FIN, revoque=revoque, depose=depose, jour=jour) is etat


@pytest.mark.parametrize(
    ("echeance", "jour", "propose"),
    [
        (date(2026, 5, 10), date(2026, 3, 10), date(2026, 6, 9)),
        (date(2026, 5, 10), date(2026, 6, 1), date(2026, 7, 1)),
        (None, date(2026, 6, 1), date(2026, 7, 1)),
    ],
)
def test_le_dernier_jour_propose(echeance: date | None, jour: date, propose: date) -> None:
    assert dernier_jour_propose(echeance, jour) == propose


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_le_jour_propose_est_permis(echeance: date, jour: date) -> None:
    assert jour < dernier_jour_propose(echeance, jour) <= jour + timedelta(days=JOURS_MAX)


def test_un_jeton_ne_se_devine_pas_et_ne_se_garde_pas() -> None:
    premier, second = fabriquer_jeton(), fabriquer_jeton()
    assert premier != second
    assert len(premier) >= 43
    assert premier not in empreinte_du_jeton(premier)
    assert empreinte_du_jeton(premier) == empreinte_du_jeton(premier) != empreinte_du_jeton(second)


def test_les_tableaux_transmis_rangent_les_annees() -> None:
    base = {"volet": "Gaz à effet de serre", "poste": "", "unite": "tCO2e"}
    valeurs = [
        {**base, "secteur": "Résidentiel", "nature": "Objectif", "annee": 2030, "valeur": 5.0},
        {**base, "secteur": "Résidentiel", "nature": "Constat", "annee": 2019, "valeur": 9.0},
        {**base, "secteur": "Déchets", "nature": "Constat", "annee": 2019, "valeur": 1.0},
    ]
    (tableau,) = tableaux_transmis(valeurs, lambda valeur: f"{valeur:.0f}")
    assert tableau.colonnes == ["Constat 2019", "Objectif 2030"]
    assert tableau.rangees == [("Résidentiel", ["9", "5"]), ("Déchets", ["1", ""])]
