"""Our own spreadsheet, come back after somebody worked on it: each fault has its row and its column."""

from __future__ import annotations

from typing import Any

from tests.plans.fabrique_imports import Formule, classeur

from cordee.plans.domain.colonnes import ecrire_plan
from cordee.plans.domain.colonnes_feuilles import FICHES
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import FormatImport, LectureImport

Feuilles = dict[str, list[list[Any]]]


def exporte() -> Feuilles:
    fiches = [FicheComplete("Isoler", code="1"), FicheComplete("Rouler", code="2")]
    return ecrire_plan(PlanComplet("Plan climat", axes=[AxeComplet("Se loger", fiches=fiches)]))


def ecrire(feuilles: Feuilles, ligne: int, entete: str, valeur: Any) -> None:
    feuilles[FICHES][ligne - 1][feuilles[FICHES][0].index(entete)] = valeur


def relire(feuilles: Feuilles) -> LectureImport:
    lecture = lire_fichier(classeur(feuilles), "plan.xlsx")
    assert lecture.format is FormatImport.EXPORT
    return lecture


def test_une_formule_en_erreur_est_dite_a_sa_place() -> None:
    feuilles = exporte()
    ecrire(feuilles, 3, "Titre de l'action", "Rouler")
    ecrire(feuilles, 3, "Statut", Formule("1/0", "#DIV/0!"))
    (erreur,) = relire(feuilles).erreurs
    assert (erreur.lieu.feuille, erreur.lieu.ligne, erreur.lieu.entete) == (FICHES, 3, "Statut")
    assert erreur.texte.startswith("La formule de cette cellule est en erreur (#DIV/0!)")


def test_une_valeur_inconnue_donne_la_lettre_de_sa_colonne() -> None:
    feuilles = exporte()
    feuilles[FICHES] = [
        [ligne[feuilles[FICHES][0].index("Titre de l'action")], "Peut-être"] for ligne in feuilles[FICHES]
    ]
    feuilles[FICHES][0][1] = "Statut"
    erreurs = relire(feuilles).erreurs
    assert [(e.lieu.ligne, e.lieu.colonne, e.lieu.entete) for e in erreurs] == [(2, "B", "Statut"), (3, "B", "Statut")]


def test_une_fiche_qui_finit_avant_de_commencer_est_dite_sur_sa_ligne() -> None:
    feuilles = exporte()
    ecrire(feuilles, 3, "Date de début", "2027")
    ecrire(feuilles, 3, "Date de fin", "2026")
    (erreur,) = relire(feuilles).erreurs
    assert (erreur.lieu.feuille, erreur.lieu.ligne) == (FICHES, 3)
    assert erreur.texte.startswith("La fin (31/12/2026) est avant le début (01/01/2027)")


def test_une_colonne_retiree_n_a_pas_de_lettre() -> None:
    feuilles = exporte()
    rang = feuilles[FICHES][0].index("Titre de l'action")
    for ligne in feuilles[FICHES]:
        del ligne[rang]
    erreurs = relire(feuilles).erreurs
    assert {(e.lieu.colonne, e.lieu.entete) for e in erreurs} == {("", "Titre de l'action")}


def test_un_export_d_une_version_suivante_est_refuse_entier() -> None:
    feuilles = exporte() | {"_cordee": [["cordee.plan", 99]]}
    lecture = relire(feuilles)
    assert [e.texte for e in lecture.erreurs] == ["Ce fichier ne vient pas de cette version de Cordée."]
    assert list(lecture.fiches()) == []
