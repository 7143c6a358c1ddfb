"""The bundled cards: complete, well written, and every code that they cite exists."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from cordee.outils.texte import normaliser
from cordee.plans.domain.bibliotheque import ModeleFiche, Typologie, lire_bibliotheque, lire_liens
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.thematiques import THEMATIQUES

DONNEES = files("cordee.plans") / "donnees"
DOSSIER = DONNEES / "bibliotheque"
LIENS = lire_liens((DONNEES / "liens_bibliotheque.toml").read_text(encoding="utf-8"))
MODELES = lire_bibliotheque(
    *(chemin.read_text(encoding="utf-8") for chemin in sorted(DOSSIER.iterdir(), key=lambda chemin: chemin.name)),
    liens=LIENS,
)
PROFONDEUR_MESURE = {"cae": 3, "eci": 2, "te": 3}
"""Number of parts of the identifier of a mesure, by référentiel."""


def colonne(paquet: str, fichier: str, nom: str) -> set[str]:
    texte = (files(paquet) / "donnees" / fichier).read_text(encoding="utf-8")
    return {ligne[nom] for ligne in csv.DictReader(texte.splitlines(), delimiter="\t")}


COMPETENCES = colonne("cordee.territoires", "competences.tsv", "code")
MESURES = {
    f"{referentiel}_{identifiant}"
    for referentiel, profondeur in PROFONDEUR_MESURE.items()
    for identifiant in colonne("cordee.referentiels", f"{referentiel}.tsv", "identifiant")
    if identifiant.count(".") == profondeur - 1
}
INDICATEURS = colonne("cordee.indicateurs", "indicateurs.tsv", "identifiant")
chaque_modele = pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.code)


def test_plus_de_cent_fiches_couvrent_les_onze_thematiques() -> None:
    par_thematique = Counter(modele.thematique for modele in MODELES)
    assert len(MODELES) >= 110
    assert set(par_thematique) == set(THEMATIQUES)
    assert min(par_thematique.values()) >= 5


@chaque_modele
def test_chaque_code_cite_existe(modele: ModeleFiche) -> None:
    assert set(modele.mesures) <= MESURES
    assert set(modele.competences) <= COMPETENCES
    assert set(modele.indicateurs_nationaux) <= INDICATEURS


@chaque_modele
def test_chaque_fiche_est_bien_ecrite(modele: ModeleFiche) -> None:
    premier_mot = modele.titre.removeprefix("Se ").split()[0]
    assert re.search(r"(er|ir|re)$", premier_mot), "un titre commence par un infinitif"
    assert not modele.titre.endswith(".")
    assert len(re.findall(r"[.?!](?:\s|$)", modele.resume)) == 1, "le résumé tient en une phrase"
    assert 3 <= len(re.findall(r"[.?!](?:\s|$)", modele.description)) <= 6
    assert 1 <= len(re.findall(r"[.?!](?:\s|$)", modele.objectifs)) <= 2
    assert all(not etape.endswith(".") for etape in modele.etapes)
    assert "  " not in modele.description


def test_aucun_texte_ne_sert_deux_fois() -> None:
    for champ in ("titre", "resume", "description", "objectifs"):
        textes = Counter(normaliser(getattr(modele, champ)) for modele in MODELES)
        assert [texte for texte, fois in textes.items() if fois > 1] == []


def test_les_fiches_servent_la_plupart_des_mesures_climat_air_energie() -> None:
    servies = {mesure for modele in MODELES for mesure in modele.mesures if mesure.startswith("cae_")}
    assert len(servies) >= 50


def test_chaque_fiche_sert_les_referentiels_et_chaque_type_et_levier_a_des_fiches() -> None:
    assert all(any(mesure.startswith("te_") for mesure in modele.mesures) for modele in MODELES)
    assert {modele.typologie for modele in MODELES} == set(Typologie)
    leviers = {levier for modele in MODELES for levier in modele.leviers}
    assert set(NOMS_LEVIERS) - leviers == {"bus_cars", "batiments_agricoles", "methane"}, "leviers sans fiche"


def test_chaque_adresse_sert_et_ne_vient_qu_une_fois() -> None:
    cites = {lien for modele in MODELES for lien in modele.liens}
    assert cites == set(LIENS.values())
    for champ in ("nom", "adresse"):
        assert len({getattr(lien, champ) for lien in cites}) == len(cites)
