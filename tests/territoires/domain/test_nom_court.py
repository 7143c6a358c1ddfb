"""Short names of EPCI, on names of the official list."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.nom_court import abreger_nom

NOMS = {
    "CC du Briançonnais": "Briançonnais",
    "CC du Pays des Ecrins": "Pays des Écrins",
    "CC du Guillestrois et du Queyras": "Guillestrois et Queyras",
    "CC Serre-Ponçon": "Serre-Ponçon",
    "CC Serre-Ponçon Val d'Avance": "Serre-Ponçon Val d'Avance",
    "CA Gap-Tallard-Durance": "Gap-Tallard-Durance",
    "CC de l'Oisans": "Oisans",
    "CC de la Vallée de Munster": "Vallée de Munster",
    "CC des Vallées de la Braye et de l'Anille": "Vallées de la Braye et de l'Anille",
    "CC des Albères, de la Côte Vermeille et de l'Illibéris": "Albères, Côte Vermeille et Illibéris",
    "CA de La Rochelle": "La Rochelle",
    "CA Le Grand Périgueux": "Le Grand Périgueux",
    "CC la Domitienne": "La Domitienne",
    "CA d'Epinal": "Épinal",
    "CA du Grand Avignon (COGA)": "Grand Avignon",
    "CA ECLA  (Espace Communautaire Lons Agglomération)": "ECLA",
    "CA de Blois ''Agglopolys''": "Blois",
    'CA "Saintes - Grandes Rives - L\'Agglo"': "Saintes - Grandes Rives - L'Agglo",
    "CC Coeur de Savoie": "Cœur de Savoie",
    "CC de l'Ile de Ré": "Île de Ré",
    "CA Communauté Paris-Saclay": "Paris-Saclay",
    "CA Agglo du Pays de Dreux": "Pays de Dreux",
    "CU Caen la Mer": "Caen la Mer",
    "Bordeaux Métropole": "Bordeaux Métropole",
    "Métropole du Grand Nancy": "Grand Nancy",
    "Métropole d'Aix-Marseille-Provence": "Aix-Marseille-Provence",
    "Métropole Nice Côte d'Azur": "Nice Côte d'Azur",
    "Métropole de Lyon": "Métropole de Lyon",
    "Métropole Européenne de Lille": "Métropole Européenne de Lille",
    "Communauté de communes du Diois": "Diois",
    "Communauté d'agglomération du Pays de Grasse": "Pays de Grasse",
}


@pytest.mark.parametrize(("nom", "court"), NOMS.items())
def test_le_nom_court_dit_le_territoire_sans_sa_nature(nom: str, court: str) -> None:
    assert abreger_nom(nom) == court


def test_un_nom_qui_ne_dirait_plus_rien_n_a_pas_de_nom_court() -> None:
    assert abreger_nom("CC du Sud") == ""


def test_abreger_deux_fois_ne_change_plus_rien() -> None:
    assert [abreger_nom(court) for court in NOMS.values()] == list(NOMS.values())
