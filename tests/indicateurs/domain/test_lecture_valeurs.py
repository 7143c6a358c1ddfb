"""A table of values of a collectivité."""

from __future__ import annotations

import pytest

from cordee.indicateurs.domain.lecture_valeurs import COLONNES_MAX, LIGNES_MAX, Cellule, Lecture, lire_valeurs
from cordee.indicateurs.domain.rapprochement import Annuaire, Connu

BOIS, HAIES = Connu(1, "Bois énergie", "MWh", "cae_1.a"), Connu(2, "Haies plantées", "km")


def lire(*rangees: list[Cellule]) -> Lecture:
    return lire_valeurs(rangees, Annuaire.construire([BOIS, HAIES]))


def test_les_annees_de_notre_export_se_relisent() -> None:
    lecture = lire(
        [],
        ["Identifiant", "Nom", "Source", "2023 Résultat", "2024", "2030 Objectif", "Remarque"],
        ["cae_1.a", "Bois énergie", "Collectivité", "1 234,5", 12.0, "", "vu"],
        ["", "haies plantees", "", "", None, "40", ""],
        ["", "", "", "", "", "", ""],
    )
    assert not lecture.erreurs
    assert [(v.ligne, v.indicateur, v.annee, v.champ, v.nombre) for v in lecture.valeurs] == [
        (3, BOIS, 2023, "resultat", 1234.5),
        (3, BOIS, 2024, "resultat", 12.0),
        (4, HAIES, 2030, "objectif", 40.0),
    ]


def test_une_annee_lue_comme_un_nombre_reste_une_annee() -> None:
    lecture = lire(["Indicateur", 2024.0], ["Haies plantées", 3.0])
    assert [(v.annee, v.nombre) for v in lecture.valeurs] == [(2024, 3.0)]


def test_les_lignes_des_autres_sources_sont_laissees() -> None:
    lecture = lire(["Nom", "Source", "2024"], ["Haies plantées", "INSEE", 3.0])
    assert (lecture.valeurs, lecture.passees) == ([], 1)


def test_un_nom_inconnu_est_dit_sans_etre_devine() -> None:
    lecture = lire(["Code", "Nom", "2024"], ["zz_9", "", 3.0], ["", "Bosquets", 3.0], ["zz_9", "Haies plantées", 3.0])
    assert lecture.inconnus == {2: "zz_9", 3: "Bosquets"}
    assert [v.indicateur for v in lecture.valeurs] == [HAIES]


def test_chaque_erreur_dit_sa_ligne_et_sa_colonne() -> None:
    lecture = lire(
        ["Nom", "2024 Résultat", "2025"],
        ["Haies plantées", "beaucoup", 3.0],
        ["", "", 4.0],
        ["Haies plantées", 5.0, 3.0],
        ["Bois énergie"],
    )
    assert [str(erreur) for erreur in lecture.erreurs] == [
        "ligne 2, colonne « 2024 Résultat » : « beaucoup » n'est pas un nombre : écrivez par exemple 1 234,5, sans "
        "unité.",
        "ligne 3 : Cette ligne ne nomme pas d'indicateur.",
        "ligne 4, colonne « 2025 » : « Haies plantées » a déjà une valeur pour cette année, à la ligne 2.",
    ]


@pytest.mark.parametrize(
    ("rangees", "phrase"),
    [
        ([], "Le fichier est vide."),
        ([[None, ""]], "Le fichier est vide."),
        ([["Nom", "Valeur"]], "Aucune colonne d'année"),
        ([["Truc", "2024"]], "Il manque une colonne « Nom » ou « Identifiant »."),
        ([["Nom", "2024"], *[["Bois énergie", 1.0]] * (LIGNES_MAX + 1)], "Plus de 5000 lignes"),
        ([["Nom", *["2024"] * (COLONNES_MAX + 1)]], "Plus de 400 colonnes"),
    ],
)
def test_un_tableau_sans_queue_ni_tete_est_refuse(rangees: list[list[Cellule]], phrase: str) -> None:
    lecture = lire(*rangees)
    assert not lecture.valeurs
    assert phrase in str(lecture.erreurs[0])
