"""Our spreadsheet: written, read back, edited by people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.plans.strategies import LONG, plans

from cordee.plans.domain.colonnes import Feuilles, ecrire_plan, fiches_du_plan, poser_chemins
from cordee.plans.domain.colonnes_feuilles import (
    AXES,
    CHAMPS_AXES,
    CLES_TABLES,
    COLONNES,
    FICHES,
    GROUPES,
    MARQUE,
    PLACEMENTS,
    PLAN,
    TABLES,
    entete_axe,
    entete_titre,
)
from cordee.plans.domain.colonnes_lecture import LectureClasseur, lire_classeur, lire_plan, version_de
from cordee.plans.domain.fiche import (
    ActeurCite,
    AxeComplet,
    FicheComplete,
    IndicateurCite,
    LigneBudget,
    NoteCitee,
    PersonneCitee,
    PlanComplet,
)
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne, StatutFiche, TypeBudget

MODELE_OFFICIEL = {
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Structure pilote", "Moyens humains et techniques", "Partenaires",
    "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne", "Financements",
    "Statut", "Niveau de priorité", "Date de début", "Date de fin", "Action en amélioration continue", "Mesures liées",
}  # fmt: skip


def petit_plan() -> PlanComplet:
    releve = FicheComplete("Relever chaque mois", code="1.1.a", statut=StatutFiche.EN_COURS)
    energie = FicheComplete("Suivre l'énergie", code="1.1", sous_fiches=[releve])
    velo = FicheComplete("Ouvrir des voies cyclables", code="2.1")
    return poser_chemins(
        PlanComplet(
            "Plan climat",
            axes=[
                AxeComplet("Bâtiments", axes=[AxeComplet("Écoles", fiches=[velo])], fiches=[energie, velo]),
                AxeComplet("Axe vide", description="À remplir"),
            ],
        )
    )


def rang(feuilles: Feuilles, feuille: str, entete: str) -> int:
    return feuilles[feuille][0].index(entete)


def changer(feuilles: Feuilles, feuille: str, ligne: int, entete: str, valeur: Any) -> None:
    """`ligne` as a spreadsheet counts them: 2 is the first under the header."""
    feuilles[feuille][ligne - 1][rang(feuilles, feuille, entete)] = valeur


def ajouter(feuilles: Feuilles, feuille: str, **cellules: Any) -> None:
    feuilles[feuille].append([cellules.get(str(entete)) for entete in feuilles[feuille][0]])


def messages(lecture: LectureClasseur) -> list[tuple[str, int | None, str]]:
    return [(a.feuille, a.ligne, a.colonne) for a in lecture.anomalies]


@given(plans())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_un_plan_ecrit_puis_relu_est_le_meme(plan: PlanComplet) -> None:
    lecture = lire_classeur(ecrire_plan(plan))
    assert lecture.anomalies == []
    assert lecture.plan == plan


def test_les_entetes_du_modele_officiel_sont_gardees() -> None:
    assert set(ecrire_plan(petit_plan())[FICHES][0]) >= MODELE_OFFICIEL


def test_chaque_entete_est_unique_et_chaque_bande_existe() -> None:
    for feuille in (FICHES, PLACEMENTS, AXES, *(table.feuille for table in TABLES)):
        entetes = ecrire_plan(petit_plan())[feuille][0]
        assert len(entetes) == len(set(entetes)), feuille
    assert {colonne.groupe for colonne in COLONNES} <= set(GROUPES)
    assert len({champ.entete for champ in (*CLES_TABLES, *CHAMPS_AXES)}) == 7
    assert (entete_axe(4), entete_titre(3)) == ("Axe de niveau 4", "Titre de niveau 4")


def test_une_fiche_placee_deux_fois_n_a_qu_une_ligne() -> None:
    plan = petit_plan()
    feuilles = ecrire_plan(plan)
    assert [ligne[3] for ligne in feuilles[FICHES][1:]] == [
        "Suivre l'énergie", "Suivre l'énergie", "Ouvrir des voies cyclables",
    ]  # fmt: skip
    assert len(feuilles[PLACEMENTS]) == 2
    velo = lire_plan(feuilles).axes[0].axes[0].fiches[0]
    assert velo.chemins == (("Bâtiments",), ("Bâtiments", "Écoles"))
    assert velo is not plan.axes[0].fiches[1]
    assert [fiche.code for fiche in fiches_du_plan(plan)] == ["1.1", "2.1"]


def test_un_texte_plus_long_qu_une_cellule_revient_entier() -> None:
    plan = petit_plan()
    plan.axes[0].fiches[0].contexte = LONG.strip()
    feuilles = ecrire_plan(plan)
    assert max(len(v) for f in feuilles.values() for ligne in f for v in ligne if isinstance(v, str)) < 32_767
    assert lire_plan(feuilles) == plan


def test_un_texte_qui_ressemble_a_une_suite_reste_ce_qu_il_est() -> None:
    plan = petit_plan()
    plan.axes[0].fiches[0].contexte = "voir |[suite 9]"
    assert lire_plan(ecrire_plan(plan)) == plan


@pytest.mark.parametrize("marque", [[], [["autre", 1]], [["cordee.plan"]], [["cordee.plan", "x"]]])
def test_un_autre_fichier_n_est_pas_reconnu(marque: list[list[Any]]) -> None:
    assert version_de({MARQUE: marque}) is None
    assert version_de({}) is None
    assert lire_classeur({MARQUE: marque}).anomalies[0].feuille == MARQUE


def test_un_fichier_d_une_version_suivante_est_refuse() -> None:
    feuilles = ecrire_plan(petit_plan()) | {MARQUE: [["cordee.plan", 2.0]]}
    assert version_de(feuilles) == 2
    assert lire_classeur(feuilles).anomalies[0].message == "Ce fichier ne vient pas de cette version de Cordée."


def test_chaque_cellule_illisible_est_dite_avec_sa_ligne_et_sa_colonne() -> None:
    feuilles = ecrire_plan(petit_plan())
    changer(feuilles, FICHES, 2, "Statut", "Peut-être")
    changer(feuilles, FICHES, 2, "Date de fin", "bientôt")
    changer(feuilles, FICHES, 3, "Avancement (%)", 12.5)
    changer(feuilles, FICHES, 4, "Confidentielle", "un peu")
    ajouter(feuilles, "Budget", Action="Suivre l'énergie", Type="Investissement", Prévu="beaucoup")
    ajouter(feuilles, "Impacts", **{"Code de l'action": "1.1", "Domaine": "GES", "Niveau": "Énorme"})
    lecture = lire_classeur(feuilles)
    assert messages(lecture) == [
        (FICHES, 2, "Statut"),
        (FICHES, 2, "Date de fin"),
        (FICHES, 3, "Avancement (%)"),
        (FICHES, 4, "Confidentielle"),
        ("Impacts", 2, "Niveau"),
        ("Budget", 2, "Prévu"),
    ]
    assert lecture.anomalies[0].message.startswith("« Peut-être » n'est pas dans la liste : À venir")
    assert len(lecture.plan.axes[0].fiches) == 2


def test_une_ligne_ajoutee_a_la_main_cree_fiche_et_axes() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(
        feuilles,
        FICHES,
        **{
            "Axe (x)": "bâtiments",
            "Sous-axe (x.x)": "Piscine",
            "Titre de l'action": "Couvrir le bassin",
            "Personne pilote": "Inès Allemand <ines@exemple.fr> ; Paul Roux",
            "Partenaires": "CCI ; « Collectif A ; B »",
            "Catégorie (Patrimoine, Compétences, Territoire)": "patrimoine\nInconnue",
            "Date de fin": "06/2027",
        },
    )
    ajouter(feuilles, "Budget", Action="couvrir le bassin", Type="investissement", Prévu="12 500,50 €")
    ajouter(feuilles, "Notes", Action="Couvrir le bassin", Date=datetime(2026, 3, 2, tzinfo=UTC), Note="Devis reçu")
    lecture = lire_classeur(feuilles)
    assert lecture.anomalies == []
    batiments = lecture.plan.axes[0]
    assert [axe.nom for axe in batiments.axes] == ["Écoles", "Piscine"]
    fiche = batiments.axes[1].fiches[0]
    assert fiche.ref is None
    assert fiche.personnes == (PersonneCitee("Inès Allemand", RolePersonne.PILOTE, "ines@exemple.fr"),
                               PersonneCitee("Paul Roux"))  # fmt: skip
    assert fiche.acteurs == (
        ActeurCite("CCI", RoleActeur.PARTENAIRE),
        ActeurCite("Collectif A ; B", RoleActeur.PARTENAIRE),
    )
    assert fiche.classements == {Genre.CATEGORIE: ("patrimoine", "Inconnue")}
    assert fiche.budgets == (LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal("12500.50")),)
    assert fiche.notes == (NoteCitee(date(2026, 3, 2), "Devis reçu"),)
    assert fiche.chemins == (("Bâtiments", "Piscine"),)
    assert lecture.lignes[-1] == (fiche, 5)


def test_une_fiche_change_d_axe_quand_on_change_le_nom_de_l_axe() -> None:
    feuilles = ecrire_plan(petit_plan())
    changer(feuilles, FICHES, 4, "Axe (x)", "Axe vide")
    plan = lire_plan(feuilles)
    assert [fiche.code for fiche in plan.axes[1].fiches] == ["2.1"]


def test_une_sous_action_ajoutee_a_la_main_suit_son_action() -> None:
    feuilles = ecrire_plan(petit_plan())
    nouvelle = {"Axe (x)": "Bâtiments", "Titre de l'action": "Suivre l'énergie", "Titre de la sous-action": "Alerter"}
    ajouter(feuilles, FICHES, **nouvelle)
    assert [sous.titre for sous in lire_plan(feuilles).axes[0].fiches[0].sous_fiches] == [
        "Relever chaque mois", "Alerter",
    ]  # fmt: skip


def test_une_sous_action_sans_action_est_dite() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(feuilles, FICHES, **{"Titre de l'action": "Inconnue", "Titre de la sous-action": "Alerter"})
    changer(feuilles, FICHES, 2, "Repère de l'action parente", "L2")  # of its own sous-action
    ajouter(feuilles, FICHES, **{"Axe (x)": "Bâtiments"})
    assert messages(lire_classeur(feuilles)) == [
        (FICHES, 6, "Titre de l'action"),
        (FICHES, 3, "Titre de l'action"),
        (FICHES, 5, "Titre de l'action"),
    ]


def test_les_lignes_qui_ne_trouvent_pas_leur_fiche_ou_leur_axe_sont_dites() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(feuilles, "Notes", Action="Inconnue", Date=date(2026, 1, 1), Note="Rien")
    ajouter(feuilles, "Notes", Repère="L1", Note="Sans date")
    ajouter(feuilles, PLACEMENTS, **{"Action": "Suivre l'énergie", "Autre axe": "Nulle part"})
    ajouter(feuilles, PLACEMENTS, **{"Action": "Suivre l'énergie", "Autre axe": "axe vide"})
    ajouter(feuilles, AXES, Description="sans nom")
    changer(feuilles, FICHES, 4, "Repère", "L1")
    feuilles[PLAN] = [["Nom du plan", None]]
    lecture = lire_classeur(feuilles)
    assert messages(lecture) == [
        (PLAN, None, "Nom du plan"),
        (AXES, 5, "Nom de l'axe"),
        (FICHES, 4, "Repère"),
        (PLACEMENTS, 3, "Autre axe"),
        ("Notes", 2, "Action"),
        ("Notes", 3, "Date"),
    ]
    assert [fiche.code for fiche in lecture.plan.axes[1].fiches] == ["1.1"]


def test_une_fiche_inconnue_n_est_placee_nulle_part_et_se_dit_une_fois() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(feuilles, PLACEMENTS, **{"Action": "Inconnue", "Autre axe": "Axe vide"})
    lecture = lire_classeur(feuilles)
    assert messages(lecture) == [(PLACEMENTS, 3, "Action")]
    assert lecture.plan.axes[1].fiches == []


def test_une_cellule_requise_et_illisible_se_dit_une_fois() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(feuilles, "Notes", Action="Suivre l'énergie", Date="bientôt", Note="Devis reçu")
    lecture = lire_classeur(feuilles)
    assert messages(lecture) == [("Notes", 2, "Date")]
    assert lecture.plan.axes[0].fiches[0].notes == ()


def test_les_axes_ajoutes_ou_noues_sont_remis_d_aplomb() -> None:
    feuilles = ecrire_plan(petit_plan())
    ajouter(feuilles, AXES, **{"Nom de l'axe": "Crèches", "Dans l'axe": "bâtiments", "N°": 1.4})
    changer(feuilles, AXES, 2, "Repère de l'axe parent", "X2")  # inside its own sous-axe
    lecture = lire_classeur(feuilles)
    assert messages(lecture) == [(AXES, 3, "Repère de l'axe parent")]
    ecoles = next(axe for axe in lecture.plan.axes if axe.nom == "Écoles")
    assert [axe.nom for axe in ecoles.axes] == ["Bâtiments"]
    assert [(axe.nom, axe.numero) for axe in ecoles.axes[0].axes] == [("Crèches", "1.4")]


def test_les_annees_d_un_indicateur_ont_chacune_leurs_colonnes() -> None:
    plan = petit_plan()
    plan.axes[0].fiches[0].indicateurs = (
        IndicateurCite(
            "Bâtiments suivis", "bâtiments", resultats=((2024, 30.0), (2025, 41.0)), objectifs=((2026, 80.0),)
        ),
    )
    feuilles = ecrire_plan(plan)
    assert feuilles["Indicateurs"][0][-6:] == [
        "Résultat 2024", "Objectif 2024", "Résultat 2025", "Objectif 2025", "Résultat 2026", "Objectif 2026",
    ]  # fmt: skip
    changer(feuilles, "Indicateurs", 2, "Objectif 2024", "trop")
    assert messages(lire_classeur(feuilles)) == [("Indicateurs", 2, "Objectif 2024")]
