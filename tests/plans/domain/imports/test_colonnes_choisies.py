"""What somebody sees and chooses of the columns of a spreadsheet."""

from __future__ import annotations

from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.correspondance import Correspondance, appliquer, choisir, decrire
from cordee.plans.domain.imports.lecture import Apercu, lire_fichier, ouvrir
from cordee.plans.domain.imports.reperage import Tableau
from cordee.plans.domain.listes import TypeBudget

ENTETES = ["Titre", "Statut", None, "Budget 2024"]
PLAN = classeur(
    {"Plan": [ENTETES, *([f"Action {rang}", "En cours" if rang < 3 else "À venir", None, rang] for rang in range(5))]}
)


def tableau_de(apercu: Apercu) -> Tableau:
    assert apercu.tableau is not None
    return apercu.tableau


def test_chaque_colonne_se_presente_avec_trois_cellules_differentes() -> None:
    proposees = decrire(tableau_de(ouvrir(PLAN)))
    assert [(proposee.libelle, proposee.exemples) for proposee in proposees] == [
        ("Titre de l'action", ("Action 0", "Action 1", "Action 2")),
        ("Statut", ("En cours", "À venir")),
        ("Budget 2024", ("0", "1", "2")),
    ]


def test_un_budget_choisi_pour_une_colonne_garde_l_annee_de_son_entete() -> None:
    lecture = lire_fichier(PLAN, "p.xlsx", Correspondance({"budget 2024": "budget:fonctionnement"}))
    (ligne,) = lecture.plan.fiches[1].budgets
    assert (ligne.type, ligne.annee, ligne.prevu) == (TypeBudget.FONCTIONNEMENT, 2024, 1)


def test_un_champ_qui_n_existe_pas_laisse_sa_colonne_de_cote() -> None:
    tableau = appliquer(tableau_de(ouvrir(PLAN)), Correspondance({"budget 2024": "budget:inventé"}))
    assert [colonne.cle for colonne in tableau.colonnes if colonne.entete] == ["titre", "statut", "ignorer"]


def test_une_feuille_ou_une_ligne_qui_n_existe_plus_n_est_pas_un_choix() -> None:
    feuilles = ouvrir(PLAN).feuilles
    assert choisir(feuilles, Correspondance(feuille="Plan")) is None
    assert choisir(feuilles, Correspondance(feuille="Autre", ligne=1)) is None
    assert choisir(feuilles, Correspondance(feuille="Plan", ligne=7)) is None
    choisie = choisir(feuilles, Correspondance(feuille="Plan", ligne=2))
    assert choisie is not None
    assert choisie.entete == 1
