"""The plan that the national platform exports: bands above the headers, notes by year, budgets and steps in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.domain.imports.test_tableaux import arbre, lire

from cordee.plans.domain.listes import StatutFiche, TypeBudget, UniteBudget

BANDES = [
    "Présentation de l'action", None, None, "Gestion des accès", "Étapes", "Notes de suivi et points de vigilance",
    None, "Budget", None, None, None, "Autres informations liées", "Indicateurs de suivi",
]  # fmt: skip
ENTETES = [
    "Axe (x)", "Sous-axe (x.x)", "Titre de la fiche action", "Confidentialité de la fiche", "Nom et statut de l'étape",
    "2023", "2024", "Budgets de fonctionnement", "Budgets d'investissement", "Financeur 1", "Montant (TTC)",
    "Fiches des plans liées", "Indicateurs liés",
]  # fmt: skip
FUSIONS = {"Actions": [(0, 0, 0, 2), (0, 5, 0, 6), (0, 7, 0, 10)]}
ECOLES = [
    "1. Se loger", None, "Rénover les écoles", "Non", "Audit : réalisé \nTravaux : non réalisé", "Retard du lot 2",
    "Reprise", "2025 :\n  - 10000 € HT prévisionnels\n  - 5000 € HT dépensés\n  - 0.5 ETP prévisionnels",
    "Total en € HT (étalé dans le temps):\n  - 250000 € HT prévisionnels", "Région", 50000, "Planter des haies",
    "Consommation (GWh)\nÉmissions (teq CO2)",
]  # fmt: skip


def exporter(*lignes, fusions=FUSIONS):
    lecture = lire([BANDES, ENTETES, *lignes], fusions=fusions)
    assert lecture.erreurs == []
    return lecture


@pytest.mark.parametrize("fusions", [FUSIONS, {}])
def test_les_annees_sous_les_notes_sont_des_notes(fusions):
    ecoles = next(exporter(ECOLES, fusions=fusions).fiches())
    assert [(note.date, note.texte) for note in ecoles.notes] == [
        (date(2023, 12, 31), "Retard du lot 2"),
        (date(2024, 12, 31), "Reprise"),
    ]
    assert ecoles.calendrier == ""


def test_une_annee_sous_le_titre_du_tableau_reste_une_annee():
    lecture = lire([["Tableau de suivi"], ["Action", "Pilote", "2025", "2026"], ["Isoler", "CC", "x", None]])
    fiche = next(lecture.fiches())
    assert (fiche.notes, fiche.debut.jour.year) == ((), 2025)


def test_les_etapes_deviennent_des_sous_fiches():
    ecoles, audit, travaux = list(exporter(ECOLES).fiches())[:3]
    assert [(sous.titre, sous.statut) for sous in ecoles.sous_fiches] == [
        ("Audit", StatutFiche.REALISE),
        ("Travaux", StatutFiche.A_VENIR),
    ]
    assert ecoles.sous_fiches == [audit, travaux]


@pytest.mark.parametrize(
    ("texte", "statuts"),
    [("- Étude : en cours\n• Chantier : à venir", [StatutFiche.EN_COURS, StatutFiche.A_VENIR]), ("Étudier, bâtir", [])],
)
def test_des_etapes_racontees_restent_un_texte(texte, statuts):
    fiche = next(lire([["Action", "Étapes"], ["Isoler", texte], ["Rouler", None]]).fiches())
    assert [sous.statut for sous in fiche.sous_fiches] == statuts
    assert fiche.description == ("" if statuts else texte)


def test_les_budgets_ecrits_en_lignes_deviennent_des_montants():
    budgets = next(exporter(ECOLES).fiches()).budgets
    assert {(b.type, b.unite, b.annee, b.prevu, b.reel) for b in budgets} == {
        (TypeBudget.FONCTIONNEMENT, UniteBudget.HT, 2025, Decimal(10000), Decimal(5000)),
        (TypeBudget.FONCTIONNEMENT, UniteBudget.ETP, 2025, Decimal("0.5"), None),
        (TypeBudget.INVESTISSEMENT, UniteBudget.HT, None, Decimal(250000), None),
    }


def test_un_total_ne_s_ajoute_pas_aux_annees():
    texte = (
        "2025 :\n- 10 € HT prévisionnels\nTotal en € HT (non étalé dans le temps):\n- 10 € HT prévisionnels\n"
        "Total en ETP (étalé dans le temps):\n- 2 ETP prévisionnels"
    )
    fiche = next(lire([["Action", "Budgets de fonctionnement"], ["Isoler", texte]]).fiches())
    assert [(b.annee, b.prevu) for b in fiche.budgets] == [(2025, Decimal(10)), (None, Decimal(2))]


def test_axes_seuls_fiches_non_classees_et_liens():
    lecture = exporter(
        ["1. Se loger"],
        ECOLES,
        ["1. Se loger", "1.1 Le neuf"],
        ["(Fiche non classée)", None, "Planter des haies", "Oui"],
    )
    assert arbre(lecture) == {
        (): ["Planter des haies"],
        ("Se loger",): ["Rénover les écoles"],
        ("Se loger", "Le neuf"): [],
    }
    haies, ecoles = list(lecture.fiches())[:2]
    assert ([lien.titre for lien in ecoles.liens], haies.confidentiel) == (["Planter des haies"], True)
    assert [(i.nom, i.unite) for i in ecoles.indicateurs] == [("Consommation", "GWh"), ("Émissions", "teq CO2")]
