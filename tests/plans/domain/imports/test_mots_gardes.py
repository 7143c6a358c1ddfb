"""Words in place of a value: an error in the official template, kept in words elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plans.domain.imports.test_publie import seule
from tests.plans.fabrique_imports import classeur, ligne, modele

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle

PAGE = Path(__file__).parents[4] / "docs" / "calculs" / "import.md"
TABLE = (
    PAGE.read_text(encoding="utf-8").partition("| column | cell | kept in |\n|---|---|---|\n")[2].partition("\n\n")[0]
)


@pytest.mark.parametrize("rangee", TABLE.splitlines())
def test_des_mots_en_place_d_une_valeur_sont_gardes_et_dits(rangee):
    entete, cellule, attribut = (partie.strip() for partie in rangee.strip("|").split("|"))
    lecture = lire_fichier(
        classeur({"Plan": [["Action", "Pilote", entete, "Objectifs"], ["Isoler", "CC", cellule, "Réduire"]]}),
        "plan.xlsx",
    )
    assert cellule in getattr(seule(lecture), attribut)
    avis = [avis for avis in lecture.avis if avis.lieu.ligne is not None]
    assert [(a.lieu.ligne, a.lieu.colonne, cellule in a.texte) for a in avis] == [(2, "C", True)]


@pytest.mark.parametrize(
    "cellules",
    [{"budget": "10 ou 15 k€"}, {"debut": "court terme"}, {"statut": "Phase APD"}, {"priorite": "Bof"}],
)
def test_dans_le_modele_officiel_ce_sont_des_erreurs(cellules):
    lecture = lire_fichier(modele(ligne(titre="Isoler", **cellules)), "modele.xlsx")
    assert len(lecture.erreurs) == 1


@pytest.mark.parametrize(
    ("entete", "cellule"),
    [
        ("Budget", "1,500"),
        ("Budget", "-500"),
        ("Échéance", "31/02/2025"),
        ("Échéance", "12345678"),
        ("Avancement", "120 %"),
    ],
)
def test_une_valeur_fausse_reste_une_erreur(entete, cellule):
    plan = classeur({"Plan": [["Action", "Pilote", entete, "Objectifs"], ["Isoler", "CC", cellule, "Réduire"]]})
    assert [(e.lieu.ligne, e.lieu.colonne) for e in lire_fichier(plan, "plan.xlsx").erreurs] == [(2, "C")]


def test_dans_une_fiche_publiee_une_date_impossible_est_gardee_en_mots():
    fiche = seule(
        lire_texte_colle("Fiche action 1 : Isoler\nDébut : 31/02/2025\nObjectifs : O.\nPriorité : Bof\nPilote : CC\n")
    )
    assert (fiche.debut, fiche.calendrier, fiche.description) == (None, "31/02/2025", "Priorité : Bof")


def test_un_avancement_en_mots_parmi_des_pourcentages_est_un_statut():
    parts = ["10 %", "20 %", "30 %", "Phase APD", "2e tranche"]
    lignes = [[f"Rénover la mairie {rang}", "CC", part, "Réduire"] for rang, part in enumerate(parts)]
    lecture = lire_fichier(classeur({"Plan": [["Action", "Pilote", "Avancement", "Objectifs"], *lignes]}), "plan.xlsx")
    assert [(f.avancement, f.etat_precision) for f in lecture.fiches()][2:4] == [(30, ""), (None, "Phase APD")]
    assert [(e.lieu.ligne, e.lieu.colonne) for e in lecture.erreurs] == [(6, "C")]
