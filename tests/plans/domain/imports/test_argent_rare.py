"""Amounts that are said by their header, in words, or without a funder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import TypeBudget


def lire(*lignes: list[Any]) -> LectureImport:
    return lire_fichier(classeur({"Plan": list(lignes)}), "plan.xlsx")


def publiee(*lignes: str) -> tuple[LectureImport, FicheComplete]:
    lecture = lire_texte_colle("\n".join(("Titre : Isoler", "Contexte : c", "Objectifs : o", *lignes)))
    return lecture, lecture.plan.fiches[0]


@pytest.mark.parametrize(
    ("entete", "ecrit", "euros"),
    [
        ("Budget (M€)", 1.5, 1_500_000),
        ("Budget (k€)", 12, 12_000),
        ("Budget (k€)", "1,5 M€", 1_500_000),
        ("Budget (M€)", "environ 12 000 €", 12_000),
        ("Budget (k€)", "45 k", 45_000),
        ("Budget (k€)", "12 HT", 12_000),
        ("Budget", 12, 12),
    ],
)
def test_un_nombre_nu_est_dans_l_unite_de_son_entete(entete: str, ecrit: Any, euros: int) -> None:
    (ligne,) = lire(["Titre", entete, "Statut", "Partenaires"], ["A", ecrit, "En cours", "CC"]).plan.fiches[0].budgets
    assert ligne.prevu == euros


@pytest.mark.parametrize("ecrit", ["environ 12 000 €", "12 000 € par an"])
def test_un_montant_approche_ou_annuel_est_repris_et_dit(ecrit: str) -> None:
    lecture = lire(["Titre", "Budget", "Statut", "Partenaires"], ["A", ecrit, "En cours", "CC"])
    assert lecture.plan.fiches[0].budgets[0].prevu == 12_000
    assert f"« {ecrit} » est lu 12 000 €." in [message.texte for message in lecture.avis]


def test_l_avis_et_le_montant_d_un_financeur_suivent_l_unite_de_l_entete() -> None:
    lecture = lire(
        ["Titre", "Budget (k€)", "Financeur", "Montant (k€)", "Statut"], ["A", "environ 12", "DETR", 5, "En cours"]
    )
    (fiche,) = lecture.plan.fiches
    assert (fiche.budgets[0].prevu, [f.montant for f in fiche.financements]) == (12_000, [5_000])
    assert "« environ 12 » est lu 12 000 €." in [message.texte for message in lecture.avis]


def test_un_montant_sans_financeur_est_refuse_sauf_s_il_est_nul() -> None:
    lecture = lire(
        ["Titre", "Statut", "Financeur", "Montant"], ["A", "En cours", None, 500], ["B", "En cours", "&", 0],
        ["C", "En cours", "DETR", "à préciser"],
    )  # fmt: skip
    assert [(m.lieu.ligne, m.lieu.colonne) for m in lecture.erreurs] == [(2, "D")]
    a, b, c = lecture.plan.fiches
    assert (a.financements, b.financements) == ((), ())
    assert [(f.financeur, f.montant) for f in c.financements] == [("DETR", None)]
    assert c.financements_texte == "à préciser"


def test_une_colonne_de_financeur_vide_ou_nulle_n_ajoute_rien() -> None:
    lecture = lire(["Titre", "Statut", "DETR", "Partenaires"], ["A", "En cours", 0, "CC"], ["B", "En cours", 300, "CC"],
                   ["C", "En cours", "NC", "CC"])  # fmt: skip
    assert [[f.montant for f in fiche.financements] for fiche in lecture.plan.fiches] == [[], [Decimal(300)], []]
    assert lecture.erreurs == []


def test_une_fiche_publiee_garde_en_mots_ce_qui_n_est_pas_un_montant() -> None:
    lecture, fiche = publiee("Budget", "Année\tInvestissement\tFonctionnement", "2024\t200 ou 500 €\t1 000 €")
    assert [(b.type, b.annee, b.prevu) for b in fiche.budgets] == [(TypeBudget.FONCTIONNEMENT, 2024, 1000)]
    assert fiche.financements_texte == "200 ou 500 €"
    assert lecture.erreurs == []


@pytest.mark.parametrize(
    ("ecrit", "mots"), [("12 000 €", ""), ("12 000 € pour le diagnostic", "12 000 € pour le diagnostic")]
)
def test_une_phrase_qui_dit_un_montant_est_un_budget_et_reste_lisible(ecrit: str, mots: str) -> None:
    _, fiche = publiee(f"Budget : {ecrit}")
    assert (fiche.budgets[0].prevu, fiche.financements_texte) == (12_000, mots)
