"""Where an indicator starts from and where it goes, however the file says it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.plans.domain.imports.test_publie import seule
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.entetes import libelle_de
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.suivi import lire_indicateurs, lire_indicateurs_dates
from cordee.plans.domain.imports.valeurs_indicateurs import colonne_d_indicateur, lire_initiale
from cordee.plans.domain.listes import Frequence, NatureIndicateur

PAGE = Path(__file__).parents[4] / "docs" / "calculs" / "import.md"
TABLE = PAGE.read_text(encoding="utf-8").partition("| column | holds |\n|---|---|\n")[2].partition("\n\n")[0]
TETE = "Fiche action 1 : Isoler\nObjectifs : Réduire.\nPilote : CC\n"


@pytest.mark.parametrize("ligne", TABLE.splitlines())
def test_une_colonne_dit_ce_qu_elle_tient_d_un_indicateur(ligne):
    entete, cle = (cellule.strip() for cellule in ligne.strip("|").split("|"))
    assert colonne_d_indicateur(entete) == cle


@pytest.mark.parametrize(
    "texte",
    [
        "Logements (nb) (valeur initiale : 120 en 2020 ; cible : 5 000 en 2030)",
        "Logements (nb), valeur de référence (2020) : 120, cible 2030 : 5 000",
        "Logements (nb) ; état initial 2020 : 120 ; objectif (2030) : 5 000",
        "Logements (nb) – cible : 5 000 en 2030, valeur de départ : 120 (2020)",
        "Logements : cible : 5 000 nb en 2030 ; T0 : 120 nb (2020)",
    ],
)
def test_la_valeur_initiale_se_lit_apres_le_nom_et_sa_cible_aussi(texte):
    (lu,) = lire_indicateurs(texte, NatureIndicateur.RESULTAT)
    assert (lu.nom.rstrip(" :"), lu.unite, lu.cible, lu.annee_cible) == ("Logements", "nb", Decimal(5000), 2030)
    assert lu.resultats == ((2020, 120.0),)


def test_une_valeur_initiale_sans_annee_est_rendue_en_mots():
    ((lu, initiale),) = lire_indicateurs_dates("Surface : valeur initiale : 12,5 ha", NatureIndicateur.IMPACT)
    assert (lu.nom, lu.unite, lu.resultats, initiale) == ("Surface", "ha", (), "12.5 ha")
    assert lire_initiale("Surface : valeur initiale : 1,2,3") is None
    assert lire_indicateurs("valeur initiale : 12", NatureIndicateur.IMPACT) == []


def test_les_lignes_sous_un_indicateur_le_completent():
    lecture = lire_texte_colle(
        TETE + "Indicateurs : Surface\nNombre de logements\nUnité : logements\nValeur initiale : 120 (2020)\n"
        "Cible : 500 en 2030\nSource : l'agence\nIndicateur de résultat : Énergie consommée\n"
        "- Valeur de référence : 1 200 MWh\n- Objectif 2030 : 800\nTaux de satisfaction\nPublic cible : habitants\n"
    )
    fiche = seule(lecture)
    surface, logements, energie, taux = fiche.indicateurs
    assert (surface.nom, taux.nom, fiche.public_cible) == ("Surface", "Taux de satisfaction", "habitants")
    assert (logements.unite, logements.cible, logements.annee_cible, logements.source) == (
        "logements", Decimal(500), 2030, "l'agence",
    )  # fmt: skip
    assert logements.resultats == ((2020, 120.0),)
    assert (energie.nature, energie.cible, energie.annee_cible) == (NatureIndicateur.RESULTAT, Decimal(800), 2030)
    assert fiche.description == "Valeur initiale de « Énergie consommée » : 1 200 MWh"
    assert [avis.lieu.ligne for avis in lecture.avis] == [11]


def test_des_mots_semblables_sans_indicateur_au_dessus_sont_ce_qu_ils_etaient():
    fiche = seule(lire_texte_colle(TETE + "Indicateurs\nCible : élus\nContexte\nValeur : 12 pages\n"))
    assert (fiche.public_cible, fiche.contexte, fiche.indicateurs) == ("élus", "Valeur : 12 pages", ())


def test_les_colonnes_d_un_tableau_d_indicateurs_disent_les_annees():
    fiche = seule(
        lire_texte_colle(
            TETE
            + "Nom de l'indicateur\tUnité\tValeur initiale (2020)\t2023\tCible 2026\tCible 2030\tFréquence de suivi\n"
            "Logements\tnb\t120\t200\t300\t500\tAnnuelle\nÉnergie\tMWh\tinconnue\t\t\t800 MWh\t\n"
        )
    )
    logements, energie = fiche.indicateurs
    assert (logements.resultats, logements.objectifs) == (((2020, 120.0), (2023, 200.0)), ((2026, 300.0),))
    assert (logements.cible, logements.annee_cible, logements.frequence) == (500, 2030, Frequence.ANNUELLE)
    assert (energie.resultats, energie.cible, energie.annee_cible) == ((), 800, 2030)
    assert fiche.description == "Valeur initiale de « Énergie » : inconnue"


def test_une_rangee_d_etiquettes_donne_ses_valeurs_a_l_indicateur():
    fiche = seule(
        lire_texte_colle(
            TETE
            + "Indicateurs\tÉnergie\tValeur initiale\t1 200 MWh (2019)\nValeur cible\t800 MWh en 2030\nBudget\t12 k€\n"
        )
    )
    (energie,) = fiche.indicateurs
    assert (energie.unite, energie.resultats, energie.cible) == ("MWh", ((2019, 1200.0),), 800)
    assert fiche.budgets[0].prevu == 12000


def test_les_colonnes_a_droite_des_indicateurs_d_un_tableur_sont_les_leurs():
    entetes = [
        "Action",
        "Pilote",
        "Indicateurs",
        "Unité",
        "Valeur initiale",
        "Année de référence",
        "Valeur cible",
        "Source",
    ]
    lignes = [
        ["Isoler", "CC", "Surface isolée", "m²", 0, 2020, 5000, "CC"],
        ["Produire", "SDE", "Puissance\nÉnergie", "kWc\nMWh", "12\n30", "2021\n2022", "800\n900", "SDE\nSDE"],
        ["Planter", "CC", "Arbres", None, "peu", None, None, None],
        ["Rouler", "CC", "Vélos\nBus", "nb", None, None, None, None],
        ["Marcher", "CC", None, "km", None, None, None, None],
    ]
    lecture = lire_fichier(classeur({"Plan": [entetes, *lignes]}), "plan.xlsx")
    isoler, produire, planter, rouler, marcher = lecture.fiches()
    assert [(i.nom, i.unite, i.resultats, i.cible, i.source) for f in (isoler, produire) for i in f.indicateurs] == [
        ("Surface isolée", "m²", ((2020, 0.0),), 5000, "CC"), ("Puissance", "kWc", ((2021, 12.0),), 800, "SDE"),
        ("Énergie", "MWh", ((2022, 30.0),), 900, "SDE"),
    ]  # fmt: skip
    assert planter.description == "Valeur initiale de « Arbres » : peu"
    assert [i.nom for i in rouler.indicateurs] == ["Vélos", "Bus"]
    assert (rouler.description, marcher.description) == ("Valeurs des indicateurs : nb", "Valeurs des indicateurs : km")
    assert libelle_de("indicateur:annee_initiale") == "Valeurs de l'indicateur : annee initiale"
