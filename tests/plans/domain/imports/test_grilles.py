"""Tables and lists in figures of a published fiche: fundings, budgets, indicators, objectives, impacts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.lecture import lire_texte_colle
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import (
    BaseMontant,
    DomaineImpact,
    Frequence,
    NatureIndicateur,
    StatutFinancement,
    TypeBudget,
    UniteBudget,
)

CORPS = ("Contexte : c", "Objectifs : o", "Porteur : CC")


def lire(*lignes: str) -> LectureImport:
    lecture = lire_texte_colle("\n".join(("# Isoler", *CORPS, *lignes)))
    assert lecture.erreurs == []
    return lecture


def une(*lignes: str) -> FicheComplete:
    return lire(*lignes).plan.fiches[0]


def test_un_financement_par_rangee() -> None:
    fiche = une(
        "Financeur\tDispositif\tMontant\tTaux\tÉtat",
        "ADEME\tFonds chaleur\t12 000 € TTC\t40 %\tDemandé en 2025",
        "Région\t\t500\t140 %\t",
        "Fondation\t\tentre 200 et 500 €\t\t",
        f"{'x' * 201}\t\t10 €\t\t",
        "\tFonds vert\t20 €\t\t",
        "Total\t\t12 500 €\t\t",
    )
    ademe, region = fiche.financements
    assert (ademe.financeur, ademe.dispositif, ademe.montant, ademe.base, ademe.taux, ademe.annee) == (
        "ADEME", "Fonds chaleur", 12_000, BaseMontant.TTC, Decimal("0.4"), 2025,
    )  # fmt: skip
    assert (region.montant, region.base, region.taux, region.statut) == (
        500, BaseMontant.HT, None, StatutFinancement.ENVISAGE,
    )  # fmt: skip
    assert fiche.financements_texte.split("\n\n")[0] == "Fondation – entre 200 et 500 €"
    assert fiche.financements_texte.endswith("Fonds vert – 20 €")


def test_ce_qui_n_est_pas_une_page_d_aide_reste_en_mots() -> None:
    fiche = une("Financeur\tMontant\tAides-territoires", "ADEME\t10\t4f4e-renover", "Région\t20\tvoir avec elle")
    assert [f.aide for f in fiche.financements] == ["https://aides-territoires.beta.gouv.fr/aides/4f4e-renover/", ""]
    assert fiche.financements_texte == "voir avec elle"


def test_un_financeur_sans_montant_reste_un_financeur() -> None:
    (financement,) = une("Financeur\tMontant\tTaux", "Département\t-\t").financements
    assert (financement.financeur, financement.montant, financement.base) == ("Département", None, BaseMontant.HT)


def test_un_indicateur_par_rangee() -> None:
    fiche = une(
        "Indicateur\tUnité\tNature\tDernière valeur\tCible\tSuivi\tFréquence\tSource",
        "Toits isolés\tm²\trésultat\t120 en 2024\t1 200 en 2030\tservice patrimoine\tAnnuelle\trelevés",
        "Trajets. Vélos vendus\t\t\t\t\tSource : enquête ; Mensuelle\t\t",
        "\t\tréalisation\t\t12\t\t\t",
        "Toits isolés\tm²\t\t\t\t\t\t",
    )
    toits, trajets = fiche.indicateurs
    assert (toits.nom, toits.unite, toits.nature, toits.cible, toits.annee_cible, toits.resultats) == (
        "Toits isolés", "m²", NatureIndicateur.RESULTAT, 1200, 2030, ((2024, 120.0),),
    )  # fmt: skip
    assert (toits.responsable, toits.frequence, toits.source) == (
        "service patrimoine", Frequence.ANNUELLE, "relevés",
    )  # fmt: skip
    assert (trajets.nom, trajets.source, trajets.cible) == ("Trajets. Vélos vendus", "enquête", None)


def test_nos_documents_ecrivent_l_unite_apres_le_nom() -> None:
    fiche = une(
        "Indicateur\tNature\tDernière valeur\tCible\tSuivi", "Toits isolés (m²)\tRésultat\t120\t1 200\t",
        "Trajets\tRésultat\t\t\t",
    )  # fmt: skip
    assert [(i.nom, i.unite, i.cible) for i in fiche.indicateurs] == [
        ("Toits isolés", "m²", 1200),
        ("Trajets", "", None),
    ]


def test_un_budget_par_annee() -> None:
    fiche = une(
        "Budget TTC", "Année\tInvestissement\tFonctionnement réalisé\tTotal", "2024\t1 000 €\t300 €\t1 300 €",
        "2025\t-\t200 €\t", "Sans détail d'année\t50 €\t\t", "Total\t1 050 €\t500 €\t",
    )  # fmt: skip
    assert [(b.type, b.annee, b.prevu, b.reel) for b in fiche.budgets] == [
        (TypeBudget.INVESTISSEMENT, 2024, 1000, None), (TypeBudget.FONCTIONNEMENT, 2024, None, 300),
        (TypeBudget.FONCTIONNEMENT, 2025, None, 200), (TypeBudget.INVESTISSEMENT, None, 50, None),
    ]  # fmt: skip
    assert {b.unite for b in fiche.budgets} == {UniteBudget.TTC}


def test_une_liste_de_fiches_ne_dit_que_ce_qu_aucune_ne_dit() -> None:
    lecture = lire_texte_colle(
        "\n".join(("Axe\tFiche\tPilote", "Habiter\tIsoler\tCC", "Habiter\tPlanter\tCC", "# Isoler", *CORPS))
    )
    assert [texte for _, texte in lecture.non_repris] == ["Habiter – Planter – CC"]


def test_une_liste_de_fiches_sous_une_fiche_n_en_est_pas_les_sous_actions() -> None:
    lecture = lire("Axe\tFiche\tPilote", "Habiter\tIsoler\tCC", "Axe 2 : Bouger\t\tCC", "Habiter\tPlanter\tCC")
    assert [(f.titre, f.sous_fiches) for f in lecture.plan.fiches] == [("Isoler", [])]
    assert [texte for _, texte in lecture.non_repris] == ["Habiter – Planter – CC"]


def test_des_objectifs_tous_chiffres_n_ajoutent_rien_en_mots() -> None:
    fiche = une("Objectifs chiffrés", "Toits : 12")
    assert (fiche.objectifs, len(fiche.objectifs_chiffres)) == ("o", 1)


def test_des_objectifs_et_des_impacts_en_chiffres() -> None:
    fiche = une(
        "Objectifs chiffrés", "Réduire la consommation : 20 % en 2026", "Agir vite", "Toits : 12",
        "Impacts détaillés", "GES : Fort, 310 tCO2e/an en 2030 (les écoles)", "Eau : forte baisse des prélèvements",
        "Énergie : 12", "Bonheur : grand", "GES : faible",
    )  # fmt: skip
    assert [(o.libelle, o.valeur, o.unite, o.echeance) for o in fiche.objectifs_chiffres] == [
        ("Réduire la consommation", 20, "%", 2026), ("Toits", 12, "", None),
    ]  # fmt: skip
    assert fiche.objectifs.split("\n\n") == ["o", "Agir vite", "Impacts attendus : Bonheur : grand"]
    eau, energie, ges = fiche.impacts
    assert (eau.domaine, eau.niveau, eau.commentaire) == (DomaineImpact.EAU, None, "forte baisse des prélèvements")
    assert (energie.valeur, energie.unite) == (12, DomaineImpact.ENERGIE.unite)
    assert (ges.niveau, ges.valeur, ges.horizon, ges.commentaire) == (1, None, None, "")


@pytest.mark.parametrize(("effets", "objectifs"), [("Sobriété", "o"), ("Sobriété, bonheur", "o\n\nSobriété, bonheur")])
def test_des_effets_attendus_sont_des_codes_ou_des_objectifs(effets: str, objectifs: str) -> None:
    assert une("Effets attendus", effets).objectifs == objectifs


def test_des_documents_sans_adresse_sont_dits() -> None:
    lecture = lire("Documents", "plan des toits")
    assert [texte for _, texte in lecture.non_repris] == ["Documents : plan des toits"]


def test_une_note_se_lit_dans_une_rangee() -> None:
    (note,) = une("Notes de suivi", "12 mars 2024\ttoits finis").notes
    assert (note.date, note.texte) == (date(2024, 3, 12), "toits finis")


def test_les_sous_actions_d_un_tableau_sont_nommees_par_leur_colonne_ou_qu_elle_soit() -> None:
    fiche = une("N°\tActions\tPilote\tCalendrier", "1\tAuditer\tCC\t2025", "2\tPoser\tSDE\t2026")
    assert [(s.titre, s.code, s.debut.jour.year) for s in fiche.sous_fiches] == [
        ("Auditer", "1", 2025),
        ("Poser", "2", 2026),
    ]
