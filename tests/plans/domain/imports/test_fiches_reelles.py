"""How collectivités lay out their fiches: numbers, names of documents, several labels on a line, lists."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.plans.domain.imports.test_publie import axes, seule

from cordee.plans.domain.imports.choix_cellules import lire_effet
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.lecture import lire_texte_colle
from cordee.plans.domain.imports.publie.libelles import decouper_suites, est_du_bruit, rubrique_de
from cordee.plans.domain.listes import DomaineImpact, RoleActeur, RolePersonne, StatutFiche

SUITE = "Objectifs : Réduire.\nPilote : CC\nCalendrier : 2025\n"


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("FA 1.2.3 Rénover", ("1.2.3", "Rénover")),
        ("FA12 – Rénover", ("12", "Rénover")),
        ("A1 Rénover", ("A1", "Rénover")),
        ("B3.2 L'eau", ("B3.2", "L'eau")),
        ("T3 2025", ("", "T3 2025")),
        ("CO2 Réduire", ("", "CO2 Réduire")),
        ("Fabriquer", ("", "Fabriquer")),
    ],
)
def test_le_numero_d_une_action_s_ecrit_de_bien_des_facons(texte, attendu):
    assert decouper_titre(texte) == attendu


def test_une_fiche_fa_est_une_fiche_et_le_nom_du_document_n_est_pas_un_axe():
    lecture = lire_texte_colle(
        f"CRTE du Pays de Bray\nFICHES ACTIONS\nFA 2.1 Rénover la mairie\n{SUITE}FA 2.2 Planter\n{SUITE}"
    )
    assert [(f.code, f.titre) for f in lecture.plan.fiches] == [("2.1", "Rénover la mairie"), ("2.2", "Planter")]
    assert [texte for _, texte in lecture.non_repris] == ["CRTE du Pays de Bray", "FICHES ACTIONS"]


def test_l_axe_sous_le_titre_et_le_titre_redit_sont_compris():
    lecture = lire_texte_colle(
        f"# Fiche action 2.1 Rénover\nFiche action 2.1\tRénover\nAxe 2 : Énergie\nRénover\n{SUITE}"
    )
    assert (axes(lecture), seule(lecture).titre, lecture.non_repris) == (["Énergie"], "Rénover", [])


def test_un_titre_en_capitales_coupe_par_la_page_est_entier():
    lecture = lire_texte_colle(f"FICHE ACTION N°5\nACCOMPAGNER LES AGRICULTEURS\nVERS LE STOCKAGE DU CARBONE\n{SUITE}")
    assert seule(lecture).titre == "ACCOMPAGNER LES AGRICULTEURS VERS LE STOCKAGE DU CARBONE"
    entier = lire_texte_colle(f"FICHE ACTION N°5 RÉNOVER LES BÂTIMENTS\nET LES ÉCOLES\nAXE 2 ÉNERGIE\n{SUITE}")
    assert (seule(entier).titre, axes(entier)) == ("RÉNOVER LES BÂTIMENTS ET LES ÉCOLES", ["ÉNERGIE"])


def test_les_lignes_d_un_sommaire_sont_listees():
    lecture = lire_texte_colle(f"Sommaire\nFiche action 1 Isoler ............ 3\nFiche action 1 Isoler\n{SUITE}")
    assert (seule(lecture).titre, axes(lecture)) == ("Isoler", [])
    assert [texte for _, texte in lecture.non_repris] == ["Sommaire", "Fiche action 1 Isoler ............ 3"]


def test_une_phrase_qui_parle_du_plan_climat_reste_dans_son_champ():
    assert est_du_bruit("Plan climat des Vallées")
    fiche = seule(
        lire_texte_colle(
            f"Fiche action 1 : Isoler\n{SUITE}Contexte\nFroid.\nPlan climat : voir l'objectif 3\nPCAET à revoir.\n"
        )
    )
    assert fiche.contexte == "Froid.\nPlan climat : voir l'objectif 3\nPCAET à revoir."


def test_plusieurs_rubriques_sur_une_ligne_sont_lues_chacune():
    lecture = lire_texte_colle(
        "Fiche action 4.1 : Former les agents\nPilote : Service RH\tÉlu référent : Mme Durand\n"
        "Début : 2024 Fin : 2025\nObjectifs : Réduire. Indicateurs : Nombre d'agents\n"
        "Statut : En cours     Priorité : Haute\nBudget : 5 000 € Financement : Région\n"
    )
    fiche = seule(lecture)
    assert fiche.noms(RoleActeur.SERVICE_PILOTE) == ["Service RH"]
    assert fiche.personnes_de_role(RolePersonne.ELU_REFERENT) == ["Durand"]
    assert (fiche.debut.jour.year, fiche.fin.jour.year, fiche.objectifs) == (2024, 2025, "Réduire.")
    assert ([i.nom for i in fiche.indicateurs], fiche.statut) == (["Nombre d'agents"], StatutFiche.EN_COURS)
    assert (fiche.budgets[0].prevu, fiche.financements_texte) == (Decimal(5000), "Région")
    assert lecture.non_repris == []
    assert decouper_suites("Contexte : la ville Bidule : non") == ["Contexte : la ville Bidule : non"]
    assert decouper_suites("Contexte : a\nFin : 2025") == ["Contexte : a\nFin : 2025"]


def test_une_liste_numerotee_sous_une_rubrique_n_ouvre_ni_rubrique_ni_fiche():
    fiche = seule(
        lire_texte_colle(
            "Fiche action 12 : Trier\nContexte\nTrop.\nDescriptif\nPeser.\nÉtapes\n1. Diagnostic\n2. Formation\n"
            "Pilote\nCC\n"
        )
    )
    assert (fiche.contexte, fiche.description) == ("Trop.", "Peser.\n\n1. Diagnostic\n2. Formation")
    numerotees = seule(
        lire_texte_colle("Fiche action 12 : Trier\n1. Contexte\nTrop.\n2. Objectifs\nMoins.\n3. Pilote\nCC\n")
    )
    assert (numerotees.contexte, numerotees.objectifs) == ("Trop.", "Moins.")


def test_un_autre_mot_pour_la_meme_rubrique_n_ouvre_pas_de_fiche_mais_son_pluriel_oui():
    une = lire_texte_colle("Fiche action 1 : Trier\nDescription\nA.\nPilote\nCC\nPublic\nTous.\nActions à mener\nB.\n")
    assert seule(une).description == "A.\n\nB."
    deux = lire_texte_colle(
        "# Un\nObjectif\nA.\nPilote\nCC\nPublic\nTous.\n# Deux\nObjectifs\nB.\nPilote\nCC\nPublic\nTous.\n"
    )
    assert [f.titre for f in deux.fiches()] == ["Un", "Deux"]


def test_des_communes_sous_partenaires_sont_des_partenaires():
    fiche = seule(
        lire_texte_colle(f"Fiche action 1 : Trier\n{SUITE}Partenaires\nCommunes\nCommunes, Région\nCommunes\nAuriac\n")
    )
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Communes", "Région"]
    assert fiche.communes == ("Auriac",)


@pytest.mark.parametrize(
    ("texte", "cle"),
    [
        ("Budget et financement", "moyens_financiers"),
        ("Chef de file", "porteur"),
        ("Actions à mener", "texte:description"),
        ("Indicateurs d'activité", "indicateurs:realisation"),
        ("Comment évaluer ?", "indicateurs"),
        ("Niveau de maturité", "statut"),
        ("Lien avec les autres stratégies", "texte:references"),
        ("Intitulé du projet", "titre"),
    ],
)
def test_d_autres_mots_de_rubriques(texte, cle):
    assert rubrique_de(texte).cle == cle


@pytest.mark.parametrize(
    ("texte", "domaine"),
    [
        ("Gains GES attendus", DomaineImpact.GES),
        ("Gains énergétiques attendus", DomaineImpact.ENERGIE),
        ("Économies d'énergie attendues", DomaineImpact.ENERGIE),
        ("Diminution des émissions", DomaineImpact.GES),
    ],
)
def test_un_gain_attendu_dit_son_domaine(texte, domaine):
    assert lire_effet(texte) is domaine


def test_le_plan_d_actions_d_une_rangee_est_une_description():
    fiche = seule(lire_texte_colle(f"Fiche action 1 : Trier\n{SUITE}Plan d'actions\tPeser, composter.\n"))
    assert fiche.description == "Peser, composter."
