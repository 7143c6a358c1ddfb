"""Funders with their amounts in one cell, shares, and budgets by year in words."""

from __future__ import annotations

from decimal import Decimal

from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport


def lire(entetes: list[object], *lignes: list[object]) -> LectureImport:
    lecture = lire_fichier(classeur({"Plan": [["Action", "Description", *entetes], *lignes]}), "plan.xlsx")
    assert lecture.erreurs == []
    return lecture


def test_des_financeurs_avec_leur_montant() -> None:
    lecture = lire(["Financeurs"], ["Isoler", "x", "ADEME : 5 000 €, Région (10 k€ TTC) ; Commune"])
    (fiche,) = lecture.fiches()
    assert [(f.financeur, f.montant, f.base) for f in fiche.financements] == [
        ("ADEME", Decimal(5000), "ht"),
        ("Région", Decimal(10000), "ttc"),
        ("Commune", None, "ht"),
    ]


def test_une_part_dans_la_colonne_d_un_financeur_est_gardee_en_mots() -> None:
    lecture = lire(["DETR"], ["Isoler", "x", "50 %"], ["Pédaler", "y", 0.3], ["Planter", "z", 4000])
    isoler, pedaler, planter = lecture.fiches()
    assert (isoler.financements_texte, pedaler.financements_texte) == ("DETR : 50 %", "DETR : 30 %")
    assert [(f.financeur, f.montant) for f in planter.financements] == [("DETR", Decimal(4000))]
    assert [(m.lieu.ligne, m.lieu.colonne) for m in lecture.avis] == [(2, "C"), (3, "C")]


def test_un_budget_annuel_en_mots_n_est_pas_un_calendrier() -> None:
    lecture = lire(
        ["Budget 2025"], ["Isoler", "x", "à définir"], ["Pédaler", "y", "à chiffrer"], ["Planter", "z", "n.c."]
    )
    assert [(f.debut, f.calendrier) for f in lecture.fiches()] == [(None, "")] * 3
