"""Spreadsheets with several columns of axes, headings above the header, two columns of titles."""

from __future__ import annotations

import pytest
from tests.plans.domain.imports.test_publie import axes
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.listes import RoleActeur


def lire(*feuilles):
    return lire_fichier(
        classeur({f"Feuille {rang}": list(lignes) for rang, lignes in enumerate(feuilles, 1)}), "plan.xlsx"
    )


@pytest.mark.parametrize(
    ("entetes", "rangee"),
    [
        (["Axe", "Orientation", "Action"], ["Axe 1 : Énergie", "O1 Bâtiment", "Rénover"]),
        (["N° axe", "Libellé axe", "Orientation", "Action"], ["1", "Énergie", "Bâtiment", "Rénover"]),
    ],
)
def test_une_seconde_colonne_d_axes_est_le_niveau_du_dessous(entetes, rangee):
    lecture = lire([[*entetes, "Maître d'ouvrage", "Échéance"], [*rangee, "CC", "2026"]])
    (axe,) = lecture.plan.axes
    assert (axe.nom, [sous.nom.removeprefix("O1 ") for sous in axe.axes]) == ("Énergie", ["Bâtiment"])
    assert [f.titre for f in axe.axes[0].fiches] == ["Rénover"]


def test_une_seconde_colonne_de_titres_est_une_description():
    lecture = lire([["Fiche action", "Objectifs", "Actions à mener", "Projet", "Chef de file"],
                    ["Rénover", "Réduire", "Audit", "Toits", "CC"]])  # fmt: skip
    (fiche,) = lecture.fiches()
    assert (fiche.titre, fiche.description) == ("Rénover", "Audit\n\nProjet : Toits")
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), lecture.non_repris) == (["CC"], [])


def test_l_axe_au_dessus_de_l_en_tete_vaut_pour_les_lignes_du_dessous_et_le_titre_est_liste():
    entetes = ["Action", "Pilote", "Échéance", "Budget"]
    lecture = lire(
        [["Plan d'actions"], ["Axe 1 : Énergie"], entetes, ["Isoler", "CC", "2026", 1], ["Axe 2 : Eau"], entetes,
         ["Puiser", "CC", "2027", 2]]
    )  # fmt: skip
    assert (axes(lecture), [[f.titre for f in a.fiches] for a in lecture.plan.axes]) == (
        ["Énergie", "Eau"], [["Isoler"], ["Puiser"]],
    )  # fmt: skip
    assert [texte for _, texte in lecture.non_repris] == ["Plan d'actions"]


def test_une_feuille_qui_dit_son_axe_ne_le_double_pas_de_son_nom():
    entetes = ["N°", "Action", "Pilote", "Échéance"]
    lecture = lire(
        [["Axe 1 : Énergie"], entetes, ["1.1", "Isoler", "CC", "2026"]], [entetes, ["2.1", "Puiser", "CC", "2027"]]
    )
    assert axes(lecture) == ["Énergie", "Feuille 2"]


def test_une_feuille_de_rubriques_sur_quatre_colonnes_reste_une_fiche():
    lecture = lire(
        [["FICHE ACTION 2.3", None, "Mobilité"], ["Titre", "Créer une voie verte", "Axe", "Axe 2 : Mobilité"],
         ["Maître d'ouvrage", "Département", "Élu référent", "M. Roux"], ["Description", "Relier le bourg à la gare."],
         ["Budget", "800 k€", "Financement", "Région, DETR"]]
    )  # fmt: skip
    assert [(f.code, f.titre) for f in lecture.fiches()] == [("2.3", "Créer une voie verte")]
    assert axes(lecture) == ["Mobilité"]
