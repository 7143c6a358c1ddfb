"""Order of the values, links, measures: docs/calculs/repartitions.md, « Compter » and « Mesurer »."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.repartitions import (
    AILLEURS,
    PAR_PROPRIETE,
    Cellule,
    Mesure,
    Part,
    Repartition,
    Valeur,
    croiser,
    echelle,
    mesurer,
    ordonner,
)


def libelles(cle: str, comptes: dict[str, int], noms: dict[str, str] | None = None) -> list[str]:
    return [valeur.libelle for valeur in ordonner(PAR_PROPRIETE[cle], comptes, noms or {})]


def test_une_liste_fermee_garde_son_ordre_et_ne_montre_pas_ce_que_rien_n_a() -> None:
    assert libelles("statut", {"sans": 1, "realise": 1, "en_cours": 2, "bloque": 0}) == [
        "En cours", "Réalisé", "Sans statut",
    ]  # fmt: skip


def test_les_noms_vont_du_plus_cite_au_moins_cite_puis_par_ordre_naturel() -> None:
    noms = {"1": "Lot 10", "2": "Lot 9", "3": "Ana"}
    assert libelles("pilote", {"1": 2, "2": 2, "3": 5, "sans": 9}, noms) == ["Ana", "Lot 9", "Lot 10", "Sans pilote"]


def test_les_annees_vont_de_la_derniere_a_la_premiere_et_les_axes_comme_le_plan() -> None:
    assert libelles("note_annee", {"2024": 9, "2026": 1, "sans": 2}) == ["2026", "2024", "Sans note"]
    assert libelles("axe", {"8": 1, "3": 4}, {"8": "1 Rouler", "3": "2 Planter"}) == ["1 Rouler", "2 Planter"]
    assert libelles("plan", {AILLEURS: 1, "sans": 1, "4": 1}, {"4": "PCAET"}) == [
        "PCAET", "Dans un plan d'ailleurs", "Sans plan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("propriete", "valeur", "adresse", "mene"),
    [
        ("statut", "en_cours", {"statut": ["en_cours", "bloque"]}, True),
        ("pilote", "3", {}, True),
        ("pilote", "3", {"pilote": ["3", "4"]}, True),
        ("pilote", "5", {"pilote": ["3", "4"]}, False),
        ("mesure", "avec", {"mesure": ["cae_1.1"]}, False),
        ("partage", "seule", {"forme": ["confidentielle"]}, False),
        ("partage", "seule", {"forme": ["seule"]}, True),
        ("plan", AILLEURS, {}, False),
    ],
)
def test_une_valeur_mene_a_sa_liste_quand_l_adresse_peut_le_dire(
    propriete: str, valeur: str, adresse: dict[str, list[str]], mene: bool
) -> None:
    assert PAR_PROPRIETE[propriete].peut_mener(valeur, lire_filtres(adresse)) is mene


def test_ce_qui_se_mesure() -> None:
    prevus = {1: Fourchette(Decimal(10), Decimal(12)), 2: Fourchette(Decimal(5), Decimal(5))}
    assert mesurer({1, 2, 3}, Mesure.NOMBRE, {}, {}) == 3
    assert mesurer({1, 2, 3}, Mesure.AVANCEMENT, {1: 100.0, 3: 50.0}, {}) == 75
    assert mesurer({2}, Mesure.AVANCEMENT, {1: 100.0}, {}) is None
    assert mesurer({1, 2, 3}, Mesure.BUDGET, {}, prevus) == Fourchette(Decimal(15), Decimal(17))
    assert mesurer({3}, Mesure.BUDGET, {}, prevus) is None


def test_les_barres_sont_a_l_echelle_du_plus_grand_ou_de_cent() -> None:
    petite, grande = (Part(Valeur(str(n), ""), n, n) for n in (10, 40))
    assert echelle([petite, grande], Mesure.NOMBRE)(petite) == 0.25
    assert echelle([petite, grande], Mesure.AVANCEMENT)(petite) == 0.1
    assert echelle([], Mesure.NOMBRE)(Part(Valeur("", ""), 0, None)) == 0
    assert Repartition(PAR_PROPRIETE["pilote"], (petite, grande), 40).compte_double


def test_un_croisement_garde_ses_douze_premieres_colonnes() -> None:
    colonnes = [Valeur(str(rang), "") for rang in range(14)]
    croisement = croiser([Valeur("a", "")], colonnes, {("a", "0"): Cellule(1, 1)})
    assert (len(croisement.colonnes), [v.cle for v in croisement.autres]) == (12, ["12", "13"])
