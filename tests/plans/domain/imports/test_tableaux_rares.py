"""Rows and columns of a table that are not what they seem: totals, notes, repeated headers, formulas that fail."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plans.fabrique_imports import Formule, classeur, ligne, modele

from cordee.plans.domain.fiche import FicheComplete, PersonneCitee, PlanComplet
from cordee.plans.domain.imports.choix_cellules import lire_codes
from cordee.plans.domain.imports.correspondance import Correspondance
from cordee.plans.domain.imports.differences import Etat, comparer
from cordee.plans.domain.imports.groupes import poser_deltas
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.suivi import lire_indicateurs
from cordee.plans.domain.listes import Genre, NatureIndicateur, RoleActeur

ENTETES = ["Titre", "Statut", "Partenaires", "Pilote"]
ERREUR = Formule("1/0", "#DIV/0!")


def lire(
    *lignes: list[Any], fusions: tuple[tuple[int, int, int, int], ...] = (), choix: Correspondance | None = None
) -> LectureImport:
    return lire_fichier(classeur({"Plan": list(lignes)}, {"Plan": list(fusions)}), "plan.xlsx", choix)


def titres(lecture: LectureImport) -> list[str]:
    return [fiche.titre for fiche in lecture.fiches()]


def test_l_entete_repete_a_chaque_page_n_est_pas_une_fiche() -> None:
    lecture = lire(ENTETES, ["A", "En cours", "CC", "x"], ENTETES, ["B", "En cours", "CC", "x"])
    assert (titres(lecture), lecture.erreurs) == (["A", "B"], [])


def test_une_formule_en_erreur_n_est_dite_que_la_ou_elle_compte() -> None:
    lecture = lire(
        ENTETES, ["A", ERREUR, "CC", "x"], [ERREUR, "En cours", "CC", "x"], ["Total", ERREUR, None, None],
        ["B", "En cours", "CC", "x"],
    )  # fmt: skip
    assert [(e.lieu.ligne, e.lieu.colonne) for e in lecture.erreurs] == [(2, "B"), (3, "A")]
    assert titres(lecture) == ["A", "B"]


def test_une_phrase_seule_apres_le_tableau_est_une_note() -> None:
    lecture = lire(
        ENTETES, ["A", "En cours", "CC", "x"], [None, None, "Document de travail", None],
        [None, None, "Ne pas diffuser", None],
    )  # fmt: skip
    assert titres(lecture) == ["A"]
    assert [texte for _, texte in lecture.non_repris] == ["Document de travail", "Ne pas diffuser"]


def test_dans_le_modele_une_note_sous_le_tableau_n_est_pas_un_axe_et_un_axe_vide_en_reste_un() -> None:
    lecture = lire_fichier(
        modele(
            ligne(axe="1. Habitat", titre="Isoler"),
            ligne(axe="Sources d'énergie"),
            ligne(axe="NB : montants à consolider"),
        ),
        "plan.xlsx",
    )
    assert [axe.nom for axe in lecture.plan.axes] == ["Habitat", "Sources d'énergie"]
    assert [(lieu.ligne, texte) for lieu, texte in lecture.non_repris] == [(5, "NB : montants à consolider")]


def test_une_ligne_qui_ne_remplit_qu_une_colonne_laissee_de_cote_n_en_est_pas_une() -> None:
    lecture = lire(
        ["Titre", "Statut", "Partenaires", "Divers"], ["A", "En cours", "CC", "x"], [None, None, None, "y"],
        ["B", "En cours", "CC", None], choix=Correspondance({"divers": "ignorer"}),
    )  # fmt: skip
    assert (titres(lecture), lecture.erreurs) == (["A", "B"], [])
    assert [texte for _, texte in lecture.non_repris] == ["2 cellules, dont « x »"]


def test_un_titre_fusionne_et_vide_ne_se_dit_qu_une_fois() -> None:
    lecture = lire(
        ENTETES, [None, "En cours", "CC", "x"], [None, "En cours", "CMA", "x"], ["B", "En cours", "CC", "x"],
        fusions=((1, 0, 2, 0),),
    )  # fmt: skip
    assert [e.lieu.ligne for e in lecture.erreurs] == [2]
    assert titres(lecture) == ["B"]


def test_un_total_egal_a_son_detail_ne_se_dit_pas() -> None:
    lecture = lire(
        ["Titre", "Budget 2024", "Budget 2025", "Budget total", "Statut"], ["A", 100, 200, 300, "En cours"],
        ["B", 100, None, 300, "En cours"],
    )  # fmt: skip
    assert [m.lieu.ligne for m in lecture.avis if "n'est pas la somme" in m.texte] == [3]


@pytest.mark.parametrize(
    ("entetes", "valeurs", "attendus"),
    [
        (["Action", "Objet", "Libellé"], [["1.1", "x" * 301, "Isoler"], ["1.2", "y", "Rouler"]], ["Isoler", "Rouler"]),
        (["Action", "Remarque", "Observations"], [["1.1", "x", "y"], ["1.2", "y", "z"]], []),
    ],
)
def test_sans_titre_connu_une_colonne_de_textes_courts_en_tient_lieu(
    entetes: list[str], valeurs: list[list[str]], attendus: list[str]
) -> None:
    suite = ["Statut", "Partenaires", "Pilote", "Objectifs"]
    lecture = lire([*entetes, *suite], *([*ligne, "En cours", "CC", "y", "z"] for ligne in valeurs))
    assert titres(lecture) == attendus
    assert bool(lecture.erreurs) is not bool(attendus)


def test_une_colonne_de_numeros_pleine_de_phrases_est_laissee_de_cote() -> None:
    phrase = "Une longue phrase qui n'est pas un numéro"
    lecture = lire(["Titre", "N°", "Statut", "Partenaires"], ["A", phrase, "En cours", "CC"])
    assert lecture.plan.fiches[0].code == ""
    assert [texte for _, texte in lecture.non_repris] == [f"1 cellule, dont « {phrase} »"]


def test_un_objectif_strategique_apres_le_titre_est_un_objectif_avant_un_axe() -> None:
    apres = lire(["Titre", "Objectif stratégique", "Statut", "Partenaires"], ["A", "Réduire", "En cours", "CC"])
    avant = lire(["Objectif stratégique", "Titre", "Statut", "Partenaires"], ["Réduire", "A", "En cours", "CC"])
    assert (apres.plan.fiches[0].objectifs, apres.plan.axes) == ("Réduire", [])
    assert [axe.nom for axe in avant.plan.axes] == ["Réduire"]


def test_un_nom_de_liste_qui_tient_une_virgule_se_lit_entier() -> None:
    lus = lire_codes("Culture, identité collective, sport\nNature, environnement, air", Genre.THEMATIQUE)
    assert (len(lus.codes), lus.corriges, lus.inconnus) == (2, [], [])


@pytest.mark.parametrize(
    ("ecrit", "noms"),
    [
        ("Nombre d'écoles, objectif : 1,2,3 en 2026", ["Nombre d'écoles, objectif : 1,2,3 en 2026"]),
        ("(km)", []),
        ("Néant ; Trajets", ["Trajets"]),
    ],
)
def test_un_indicateur_garde_ce_qui_n_est_pas_une_cible(ecrit: str, noms: list[str]) -> None:
    lus = lire_indicateurs(ecrit, NatureIndicateur.REALISATION)
    assert [(lu.nom, lu.cible) for lu in lus] == [(nom, None) for nom in noms]


def test_une_personne_de_moins_s_en_va_et_ne_fait_venir_personne() -> None:
    ancienne = FicheComplete("A", ref=1, personnes=(PersonneCitee("Marie Paul"), PersonneCitee("Jean Petit")))
    lue = FicheComplete("A", personnes=(PersonneCitee("PAUL Marie"),))
    (ecart,) = comparer(PlanComplet("P", fiches=[lue]), PlanComplet("P", fiches=[ancienne]))
    (delta,) = ecart.deltas
    assert (ecart.etat, len(delta.partants), delta.arrivants) == (Etat.MODIFIEE, 1, ())
    assert (delta.avant, delta.apres) == ("Marie Paul, Jean Petit", "Marie Paul")
    assert poser_deltas(FicheComplete("A"), [delta]).personnes == ()


def test_des_structures_en_double_dans_une_cellule_n_en_font_qu_une() -> None:
    lecture = lire(ENTETES, ["A", "En cours", "CC ; cc", "x"])
    assert lecture.plan.fiches[0].noms(RoleActeur.PARTENAIRE) == ["CC"]


@pytest.mark.parametrize("entete", ["Thème / axe", "Rubrique interne"])
def test_un_petit_tableau_dont_une_colonne_est_inconnue_garde_toutes_ses_lignes(entete: str) -> None:
    csv = f"{entete};Action;Statut\nHabitat;Isoler les écoles;En cours\nMobilité;Pédaler;À venir\n"
    lecture = lire_fichier(csv.encode(), "suivi.csv")
    assert (titres(lecture), lecture.erreurs) == (["Isoler les écoles", "Pédaler"], [])
