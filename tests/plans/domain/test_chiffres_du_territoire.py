"""docs/calculs/leviers.md, « Chiffres du territoire »."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from cordee.plans.domain.chiffres_du_territoire import (
    additionner_les_membres,
    lire_annees,
    remplir_chapitres,
)
from cordee.plans.domain.trajectoire import Nombre


@dataclass(frozen=True)
class Ligne:
    annee: int
    resultat: float | None
    source_id: str | None = None
    objectif: float | None = None

    @property
    def date_valeur(self) -> date:
        return date(self.annee, 1, 1)


def annees(**series: dict[int, float]) -> dict[str, dict[int, Nombre]]:
    return {
        nom.replace("__", "."): {annee: Nombre(valeur, "saisi") for annee, valeur in serie.items()}
        for nom, serie in series.items()
    }


def test_le_graphique_est_celui_de_la_page() -> None:
    [rempli] = remplir_chapitres(annees(cae_1__c={2019: 50, 2021: 46, 2023: 44}, cae_1__k={2021: 83, 2023: 84}))
    assert rempli.annees == (2019, 2021, 2023)
    assert rempli.series == {"Résidentiel": (50, 46, 44), "Transports": (None, 83, 84)}
    assert rempli.total == 128
    assert rempli.evolution == (2021, pytest.approx(-0.775, abs=0.001))
    assert rempli.sources == ("saisi",)


def test_une_evolution_se_tait_quand_les_annees_ne_disent_pas_la_meme_chose() -> None:
    [rempli] = remplir_chapitres(annees(cae_1__c={2019: 50}, cae_1__k={2023: 84}))
    assert rempli.evolution is None
    assert remplir_chapitres({}) == []


def test_seules_les_six_dernieres_annees_se_montrent() -> None:
    series = annees(cae_24__a={a: float(a) for a in range(2010, 2020)}, cae_25__a={2010: 1.0})
    [rempli] = remplir_chapitres(series)
    assert rempli.annees == tuple(range(2014, 2020))
    assert list(rempli.series) == ["Chaleur et froid"]


def test_le_resultat_retenu_de_chaque_annee_dit_d_ou_il_vient() -> None:
    lignes = {
        "cae_2.g": [Ligne(2019, 8, "rare"), Ligne(2020, 7)],
        "cae_2.h": [Ligne(2019, 2)],
        "cae_2.m": [Ligne(2020, 9)],
    }
    lus = lire_annees(lignes, {"rare": ("RARE-OREC", 10)})
    assert lus["cae_2.m"] == {2019: Nombre(10, "RARE-OREC, saisi"), 2020: Nombre(9, "saisi")}
    assert lus["cae_1.k"] == {}


def test_un_groupement_n_ajoute_que_les_annees_que_tous_ses_membres_disent() -> None:
    membres = [annees(cae_1__c={2019: 5, 2021: 4}), annees(cae_1__c={2019: 7})]
    complets = additionner_les_membres(annees(cae_1__c={2015: 20}), membres)
    assert complets["cae_1.c"] == {2015: Nombre(20, "saisi"), 2019: Nombre(12, "somme de 2 collectivités")}
    assert complets["cae_1.d"] == {}
