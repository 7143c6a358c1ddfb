"""Filters on added fields in an address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from cordee.plans.domain.champs_personnalises import Definition, OptionDite
from cordee.plans.domain.filtres import Filtres, lire_filtres
from cordee.plans.domain.filtres_champs import BORNES, FiltreChamp, choix_de, dire_filtre, lire_filtres_champs
from cordee.plans.domain.filtres_proposes import Tri
from cordee.plans.domain.genres_de_champs import GenreChamp

COMMISSION = Definition(1, "Commission", GenreChamp.CHOIX, options=(OptionDite(3, "Climat"), OptionDite(4, "Eau")))
FOYERS = Definition(2, "Foyers", GenreChamp.NOMBRE)
VOTE = Definition(3, "Vote", GenreChamp.DATE)
ACCORD = Definition(4, "Accord", GenreChamp.OUI_NON)
TOUS = (COMMISSION, FOYERS, VOTE, ACCORD)


def lire(requete: str) -> Filtres:
    return lire_filtres(parse_qs(requete, keep_blank_values=True)).retenir(TOUS)


def test_les_valeurs_et_les_bornes_se_lisent_et_se_reecrivent() -> None:
    requete = "champ_1=3&champ_1=sans&champ_2_de=10&champ_2_a=50%2C5&champ_3_de=2026-01-01&tri=-champ_2"
    filtres = lire(requete)
    assert [f.champ for f in filtres.champs] == [1, 2, 3]
    assert (filtres.champs[1].bas, filtres.champs[1].haut) == (Decimal(10), Decimal("50.5"))
    assert filtres.champs[2].bas == date(2026, 1, 1)
    assert (filtres.tri, filtres.tri_champ, filtres.decroissant) == (Tri.CHAMP, 2, True)
    assert filtres.nombre == 4
    assert lire(filtres.adresse()) == filtres


def test_ce_que_la_personne_ne_lit_pas_ne_filtre_ni_ne_trie() -> None:
    filtres = lire_filtres({"champ_1": ["3"], "champ_9": ["3"], "tri": ["champ_9"]}).retenir([COMMISSION])
    assert [f.champ for f in filtres.champs] == [1]
    assert (filtres.tri, filtres.tri_champ) == (Tri.PLAN, None)
    assert lire_filtres({"tri": ["champ"]}).tri is Tri.PLAN


@pytest.mark.parametrize(
    "requete", ["champ_1=99", "champ_1=", "champ_x=3", "champ_1_zut=3", "champ_1_de=5", "champ_4=3"]
)
def test_une_valeur_ou_une_cle_inconnue_tombe(requete: str) -> None:
    assert lire(requete).champs == ()


@pytest.mark.parametrize(
    ("requete", "cle", "mots"),
    [
        ("champ_2_de=beaucoup", "de", "n'est pas un nombre"),
        ("champ_3_a=demain", "a", "n'est pas une date"),
        ("champ_2_de=50&champ_2_a=10", "a", "10 est avant 50"),
    ],
)
def test_une_borne_illisible_se_dit_et_ne_filtre_rien(requete: str, cle: str, mots: str) -> None:
    (filtre,) = lire(requete).champs
    assert [(c, mots in faute) for c, faute in filtre.fautes] == [(cle, True)]
    assert filtre.haut is None
    assert filtre.paires()  # kept in the address until it is corrected


def test_chaque_puce_se_retire() -> None:
    filtres = lire("champ_1=3&champ_1=avec&champ_2_de=10&champ_2_a=20&champ_4=oui")
    dits = [mots for f in filtres.champs for _, mots in dire_filtre(TOUS[f.champ - 1], f)]
    assert dits == ["Commission : Climat", "Commission : rempli", "Foyers : de 10 jusqu'à 20", "Accord : oui"]
    assert filtres.sans("champ_1", "3").champs[0].valeurs == ("avec",)
    assert [f.champ for f in filtres.sans("champ_2", BORNES).champs] == [1, 4]
    assert [f.champ for f in filtres.sans("champ_1").champs] == [2, 4]


def test_le_panneau_propose_les_options_puis_rempli_et_vide() -> None:
    assert choix_de(COMMISSION) == [("3", "Climat"), ("4", "Eau"), ("avec", "Rempli"), ("sans", "Vide")]
    assert choix_de(FOYERS) == [("avec", "Rempli"), ("sans", "Vide")]
    assert lire_filtres_champs({"champ_2_de": []}) == ()
    assert FiltreChamp(5).cle == "champ_5"
