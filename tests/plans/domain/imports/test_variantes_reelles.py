"""Files as collectivités make them: what a reader would understand is imported, the rest is said with its place."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import RoleActeur, RolePersonne, StatutFiche, TypeBudget


def lire(*lignes: list[object], nom: str = "Plan") -> LectureImport:
    lecture = lire_fichier(classeur({nom: [list(ligne) for ligne in lignes]}), "plan.xlsx")
    assert lecture.erreurs == []
    return lecture


def seule(*lignes: list[object]) -> FicheComplete:
    (fiche,) = lire(*lignes).fiches()
    return fiche


def test_une_fonction_apres_le_nom_n_est_pas_une_autre_personne() -> None:
    fiche = seule(
        ["Axe", "Action", "Pilote", "Élu référent", "Statut"],
        ["Axe 1", "Vélo", "M. Jean DUPONT (DGS)", "Mme Claire Petit, VP mobilités", "engagée"],
    )
    assert fiche.personnes_de_role(RolePersonne.ELU_REFERENT) == ["Claire Petit"]
    assert fiche.personnes_de_role(RolePersonne.PILOTE) == ["Jean DUPONT"]
    assert (fiche.statut, fiche.etat_precision) == (StatutFiche.EN_COURS, "engagée")


def test_des_en_tetes_abreges_sur_deux_lignes() -> None:
    fiche = seule(
        ["Présentation", "", "Acteurs", "Moyens", "", "Calendrier", ""],
        ["Axe", "Intitulé", "Pilote", "Budget invest.", "Budget fonct.", "Début", "Fin"],
        ["1. Eau", "1.1 Économiser l'eau", "Service eau", "10 000", "5 000", "2025", "2027"],
    )
    assert {(ligne.type, int(ligne.prevu or 0)) for ligne in fiche.budgets} == {
        (TypeBudget.INVESTISSEMENT, 10_000), (TypeBudget.FONCTIONNEMENT, 5_000),
    }  # fmt: skip


@pytest.mark.parametrize("dit", ["En cours (60%)", "En cours à 60 %", "En cours - 60%", "en cours : 60 %"])
def test_un_avancement_dit_avec_le_statut_est_garde(dit: str) -> None:
    fiche = seule(["Action", "Pilote", "Statut", "Description"], ["Vélo", "Service mobilité", dit, "x"])
    assert (fiche.statut, fiche.avancement) == (StatutFiche.EN_COURS, 60)


def test_des_trimestres_coches_donnent_leurs_mois() -> None:
    entetes: list[object] = ["Action", "Responsable", "T1 2026", "T2 2026", "T3 2026", "T4 2026"]
    fiches = list(lire(entetes, ["Bilan", "DD", "X", "X", "", ""], ["Plan", "DD", "", "", "X", "X"]).fiches())
    assert [(f.debut.jour, f.fin.jour) for f in fiches if f.debut and f.fin] == [
        (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31)),
    ]  # fmt: skip


def test_le_jour_de_l_en_tete_date_l_etat_et_la_note() -> None:
    fiche = seule(
        ["Action", "Pilote", "Point d'étape mars 2026", "État d'avancement au 31/12/2025"],
        ["Vélo", "Service mobilité", "Le marché est passé", "En cours"],
    )
    assert (fiche.etat_le, [note.date for note in fiche.notes]) == (date(2025, 12, 31), [date(2026, 3, 31)])


def test_un_saut_de_ligne_dans_un_tableau_markdown() -> None:
    lecture = lire_texte_colle(
        "### Fiche 1.1 Éteindre\n\n| Rubrique | Contenu |\n|---|---|\n| Contexte | La facture pèse |\n"
        "| Objectifs | - Éteindre de 23 h à 5 h <br>- Passer en LED |\n| Pilote | Service technique |\n"
    )
    (fiche,) = lecture.fiches()
    assert fiche.objectifs == "- Éteindre de 23 h à 5 h\n- Passer en LED"


def test_des_questions_pour_rubriques_et_un_objectif_en_liste() -> None:
    document = docx.Document()
    document.add_heading("Action 1.1 – Créer un pôle d'échanges", 1)
    for rubrique, textes in {
        "Constat": ["Gare mal desservie"], "Objectif opérationnel": ["Relier bus et train"], "Qui pilote ?": ["La CA"],
        "Avec qui ?": ["SNCF", "Région"], "Quand ?": ["2026-2028"], "Comment on évalue ?": ["Fréquentation du pôle"],
    }.items():  # fmt: skip
        document.add_heading(rubrique, 2)
        for texte in textes:
            document.add_paragraph(texte, style="List Bullet")
    octets = io.BytesIO()
    document.save(octets)
    lecture = lire_fichier(octets.getvalue(), "fiche.docx")
    (fiche,) = lecture.plan.fiches
    assert (fiche.objectifs, fiche.noms(RoleActeur.PARTENAIRE)) == ("- Relier bus et train", ["SNCF", "Région"])
    assert [indicateur.nom for indicateur in fiche.indicateurs] == ["Fréquentation du pôle"]
    assert lecture.avis == []
