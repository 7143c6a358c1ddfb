"""docs/calculs/indicateurs.md §Unités."""

from __future__ import annotations

import pytest

from cordee.indicateurs.actions.chargement import lire_donnees_livrees
from cordee.indicateurs.domain.unites import VARIANTES, cle, normaliser_unite


@pytest.mark.parametrize(
    ("ecrite", "gardee"),
    [
        ("nb", "nombre"),
        ("Nb", "nombre"),
        ("Nombre", "nombre"),
        ("euros/habitant", "€/hab"),
        ("m3", "m³"),
        ("kg/m2", "kg/m²"),
        ("km / 1000 hab.", "km/1 000 hab"),
        ("ktéqC02", "kteq CO2"),
        ("tCO2e", "teq CO2"),
        ("tonne/ha", "tonnes/ha"),
        ("kWh/hab.an", "kWh/hab/an"),
        ("Milliers de trajets / jour", "milliers de trajets/jour"),
        ("kWh / habitant", "kWh/hab"),
        ("trous de golf", "trous de golf"),
        ("  ", ""),
        ("COPIL/an", "COPIL/an"),
        ("Wc/hab", "Wc/hab"),
        ("MWh", "MWh"),
    ],
)
def test_une_unite_a_une_seule_graphie(ecrite: str, gardee: str) -> None:
    assert normaliser_unite(ecrite) == gardee
    assert normaliser_unite(gardee) == gardee


def test_chaque_variante_de_la_table_mene_a_sa_graphie() -> None:
    for gardee, variantes in VARIANTES.items():
        assert normaliser_unite(gardee) == gardee
        for variante in variantes:
            assert normaliser_unite(variante) == gardee, variante


def test_deux_graphies_de_la_table_ne_se_confondent_pas() -> None:
    cles = [cle(ecrite) for gardee, variantes in VARIANTES.items() for ecrite in {gardee, *variantes}]
    par_cle: dict[str, set[str]] = {}
    for gardee, variantes in VARIANTES.items():
        for ecrite in (gardee, *variantes):
            par_cle.setdefault(cle(ecrite), set()).add(gardee)
    assert len(cles) >= len(par_cle)
    assert not {c: gardees for c, gardees in par_cle.items() if len(gardees) > 1}


def test_les_donnees_livrees_n_ont_plus_de_variante() -> None:
    unites = {definition.unite for definition in lire_donnees_livrees()}
    assert all(normaliser_unite(unite) == unite for unite in unites)
    assert len({cle(unite) for unite in unites}) == len(unites) == 55
