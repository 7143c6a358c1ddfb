"""Reading the list of collectivités: what it says, and every way of being wrong."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from tests.territoires.fichiers import BRIANCON, BRIANCONNAIS, ECRINS, VILLAR, YEU, ligne_epci, octets

from cordee.territoires.actions.collectivites import FICHIER
from cordee.territoires.domain.fichier_collectivites import (
    FichierCollectivites,
    FichierIllisible,
    departement_de,
    lire_collectivites,
)
from cordee.territoires.domain.identite import drom_de_region


@pytest.fixture(scope="module")
def france() -> FichierCollectivites:
    return lire_collectivites(FICHIER.read_bytes())


def test_la_liste_fournie_compte_tous_les_epci_et_leurs_communes(france: FichierCollectivites) -> None:
    assert france.millesime == 2026
    assert len(france.epci) == 1_255
    assert sum(len(epci.communes) for epci in france.epci) == 34_871
    assert [commune.nom for commune in france.hors_epci] == ["Île-de-Bréhat", "Île-de-Sein", "Ouessant", "L'Île-d'Yeu"]
    assert len(france.communes) == 34_875


def test_la_liste_fournie_est_legere() -> None:
    assert FICHIER.stat().st_size < 900_000


def test_les_natures_de_la_liste_sont_celles_de_l_insee(france: FichierCollectivites) -> None:
    natures = [epci.nature_insee for epci in france.epci]
    assert {nature: natures.count(nature) for nature in natures} == {
        "CC": 989,
        "CA": 230,
        "METRO": 21,
        "CU": 14,
        "MET69": 1,
    }


def test_un_epci_a_cheval_garde_son_departement_principal_en_tete(france: FichierCollectivites) -> None:
    serre_poncon = next(epci for epci in france.epci if epci.siren == "200067742")
    assert serre_poncon.departements == ("05", "04")
    assert serre_poncon.region == "93"


def test_l_outre_mer_suit_la_region(france: FichierCollectivites) -> None:
    assert all(epci.drom == drom_de_region(epci.region) for epci in france.epci)
    assert sum(epci.drom for epci in france.epci) == 23


def test_la_population_d_un_epci_est_la_somme_de_ses_communes(france: FichierCollectivites) -> None:
    assert all(epci.population == sum(commune.population or 0 for commune in epci.communes) for epci in france.epci)


def test_une_petite_liste_est_lue_en_entier() -> None:
    fichier = lire_collectivites(octets())
    briancon, villar, yeu = fichier.communes
    assert (briancon.siren, briancon.code_insee, briancon.nom, briancon.population) == tuple(BRIANCON)
    assert (briancon.departement, briancon.region) == ("05", "93")
    assert villar.population is None
    assert (yeu.departement, yeu.region) == ("85", "52")


@pytest.mark.parametrize(
    ("code", "departement"), [("05023", "05"), ("2A004", "2A"), ("97411", "974"), ("98818", "988"), ("75056", "75")]
)
def test_le_departement_se_lit_dans_le_code_de_la_commune(code: str, departement: str) -> None:
    assert departement_de(code) == departement


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"{}",
        gzip.compress(b"pas du JSON", mtime=0),
        gzip.compress(b"\xff", mtime=0),
        octets()[:60],
        gzip.compress(b"[" * 100_000, mtime=0),
    ],
)
def test_un_fichier_d_une_autre_sorte_est_refuse(contenu: bytes) -> None:
    with pytest.raises(FichierIllisible, match="pas une liste de collectivités compressée"):
        lire_collectivites(contenu)


@pytest.mark.parametrize("contenu", [[], {}, {"format": 2}])
def test_un_autre_format_est_refuse(contenu: Any) -> None:
    with pytest.raises(FichierIllisible, match="format 1"):
        lire_collectivites(gzip.compress(json.dumps(contenu).encode(), mtime=0))


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"epci": None}, "incomplète ou abîmée"),
        ({"epci": [["240500439"]]}, "incomplète ou abîmée"),
        ({"epci": [], "communes": []}, "aucun EPCI"),
        ({"millesime": "cette année"}, "incomplète ou abîmée"),
        ({"departements": []}, "n'existe pas|abîmée|illisible"),
        ({"epci": [ligne_epci("240500438", "CC du Briançonnais", [])]}, "clé de contrôle"),
        ({"epci": [ligne_epci(BRIANCONNAIS, "", [])]}, "vide ou trop long"),
        ({"epci": [ligne_epci(BRIANCONNAIS, "x" * 201, [])]}, "vide ou trop long"),
        ({"epci": [ligne_epci(BRIANCONNAIS, "CC", [], -1)]}, "pas un nombre d'habitants"),
        ({"epci": [ligne_epci(BRIANCONNAIS, "CC", [], True)]}, "pas un nombre d'habitants"),
        ({"epci": [[BRIANCONNAIS, "CC", "", 1, "05", "93", False, []]]}, "illisible"),
        ({"epci": [[BRIANCONNAIS, "CC", "CC", 1, "05", "93", "non", []]]}, "illisible"),
        ({"epci": [[BRIANCONNAIS, "CC", "CC", 1, "05,99", "93", False, []]]}, "illisible"),
        ({"communes": [[YEU[0], "99113", "Nulle part", 1]]}, "code INSEE « 99113 »"),
        ({"communes": [[YEU[0], "8511", "Nulle part", 1]]}, "code INSEE « 8511 »"),
        ({"communes": [BRIANCON]}, "écrit deux fois"),
        ({"epci": [ligne_epci(ECRINS, "A", []), ligne_epci(ECRINS, "B", [VILLAR])]}, "écrit deux fois"),
    ],
)
def test_une_liste_fausse_est_refusee_avec_sa_raison(changements: dict[str, Any], message: str) -> None:
    with pytest.raises(FichierIllisible, match=message):
        lire_collectivites(octets(**changements))
