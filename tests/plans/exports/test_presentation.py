"""The words of a printed fiche, and the figures of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.exemples import LE, an, fiche_energie, plan_complet

from cordee.plans.domain.fiche import (
    AxeComplet,
    DateConnue,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LigneBudget,
    ObjectifChiffre,
    PlanComplet,
)
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import (
    BaseMontant,
    DomaineImpact,
    Precision,
    StatutFiche,
    StatutFinancement,
    TypeBudget,
    UniteBudget,
)
from cordee.plans.exports.bilan import budget_par_annee, etablir_bilan, par_financeur, prochaines_echeances
from cordee.plans.exports.montants import montant, tableau_des_financements, tableaux_des_budgets, total_budget
from cordee.plans.exports.presentation import (
    calendrier,
    est_en_retard,
    etat,
    impact,
    ligne_indicateur,
    objectif_chiffre,
    periode,
)


def simple(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def jour(annee: int, mois: int = 1, jour_: int = 1, precision: Precision = Precision.JOUR) -> DateConnue:
    return DateConnue(date(annee, mois, jour_), precision)


MOIS = Precision.MOIS


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (an(2020), an(2026, fin=True), "2020 – 2026"),
        (an(2020), an(2020, fin=True), "2020"),
        (jour(2024, 3, 1, MOIS), jour(2026, 6, 30, MOIS), "de mars 2024 à juin 2026"),
        (jour(2026, 12, 1, MOIS), jour(2026, 12, 31, MOIS), "décembre 2026"),
        (jour(2026, 12, 1, MOIS), jour(2026, 12, 31), "de décembre 2026 au 31 décembre 2026"),
        (jour(2026, 3, 12), jour(2026, 3, 12), "le 12 mars 2026"),
        (jour(2024, 4, 1, MOIS), jour(2026, 6, 30), "d'avril 2024 au 30 juin 2026"),
        (jour(2024, 3, 12), None, "à partir du 12 mars 2024"),
        (an(2024), None, "à partir de 2024"),
        (None, an(2026, fin=True), "jusqu'à 2026"),
        (None, jour(2026, 6, 30), "jusqu'au 30 juin 2026"),
        (None, None, ""),
    ],
)
def test_la_periode_se_dit_comme_elle_est_connue(
    debut: DateConnue | None, fin: DateConnue | None, attendu: str
) -> None:
    assert simple(periode(FicheComplete("T", debut=debut, fin=fin))) == attendu


def test_le_calendrier_ajoute_les_mots_de_la_fiche() -> None:
    fiche = FicheComplete("T", debut=an(2024), amelioration_continue=True, calendrier="deux fois par an")
    assert simple(calendrier(fiche)) == "À partir de 2024, chaque année. Deux fois par an"


@pytest.mark.parametrize(
    ("fiche", "attendu"),
    [
        (FicheComplete("T"), ""),
        (FicheComplete("T", statut=StatutFiche.EN_COURS, avancement=45), "En cours, 45 %"),
        (FicheComplete("T", statut=StatutFiche.REALISE, avancement=45), "Réalisé"),
        (FicheComplete("T", avancement=10), "10 %"),
        (FicheComplete("T", etat_precision="à développer"), "à développer"),
        (FicheComplete("T", statut=StatutFiche.BLOQUE, etat_precision="faute de devis"), "Bloqué : faute de devis"),
    ],
)
def test_l_etat_dit_le_statut_l_avancement_et_la_precision(fiche: FicheComplete, attendu: str) -> None:
    assert simple(etat(fiche)) == attendu


def test_le_retard_est_celui_du_jour_de_l_export() -> None:
    fiche = FicheComplete("T", statut=StatutFiche.EN_COURS, fin=jour(2026, 3, 15))
    assert est_en_retard(fiche, LE)
    assert not est_en_retard(fiche, date(2026, 3, 15))


def test_un_objectif_un_impact_un_indicateur_en_une_ligne() -> None:
    assert simple(objectif_chiffre(ObjectifChiffre("Baisser.", Decimal(20), "%", 2026))) == "Baisser : 20 % en 2026"
    assert objectif_chiffre(ObjectifChiffre("Baisser")) == "Baisser"
    assert simple(objectif_chiffre(ObjectifChiffre("Finir", echeance=2027))) == "Finir : en 2027"
    ges = Impact(DomaineImpact.GES, 3, Decimal("1250.5"), "", 2030, "estimé")
    assert simple(impact(ges)) == "Fort, 1 250,5 tCO2e/an en 2030 (estimé)"
    assert impact(Impact(DomaineImpact.GES)) == ""
    assert impact(Impact(DomaineImpact.AIR, commentaire="moins de fumées")) == "moins de fumées"
    ligne = ligne_indicateur(IndicateurCite("Suivis", resultats=((2024, 3.0), (2025, 4.5)), objectifs=((2030, 9.0),)))
    assert (simple(ligne.dernier), simple(ligne.cible), ligne.suivi) == ("4,5 en 2025", "9 en 2030", "")
    assert ligne_indicateur(IndicateurCite("Suivis", cible=Decimal(5))).cible == "5"
    assert ligne_indicateur(IndicateurCite("Suivis")).cible == ""


class TestArgent:
    def test_les_budgets_se_lisent_par_annee_et_par_nature(self) -> None:
        euros, etp = tableaux_des_budgets(fiche_energie().budgets)
        assert euros.entetes == (
            "Année", "Investissement prévu", "Investissement dépensé", "Fonctionnement prévu",
        )  # fmt: skip
        assert [simple(c) for c in euros.lignes[1]] == ["2025", "40 000 €", "18 400 €", "6 500 €"]
        assert [simple(c) for c in euros.totaux[0]] == ["Total", "64 000 €", "40 750 €", "6 500 €"]
        assert (etp.titre, simple(etp.lignes[0][1]), etp.totaux) == ("Moyens humains", "0,5 ETP", ())

    def test_un_montant_sans_annee_vient_en_dernier(self) -> None:
        lignes = (
            LigneBudget(TypeBudget.FONCTIONNEMENT, prevu=Decimal(3)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, annee=2026, prevu=Decimal(2)),
        )
        (tableau,) = tableaux_des_budgets(lignes)
        assert [ligne[0] for ligne in tableau.lignes] == ["2026", "Sans détail par année"]
        assert total_budget(lignes, UniteBudget.HT) == 5
        assert total_budget(lignes, UniteBudget.TTC) is None
        assert total_budget(lignes, UniteBudget.HT, type_=TypeBudget.INVESTISSEMENT) is None

    def test_les_financements_ne_melangent_pas_ht_et_ttc(self) -> None:
        tableau = tableau_des_financements([
            FinancementCite("Région", montant=Decimal(10), statut=StatutFinancement.VERSE),
            FinancementCite("ADEME", montant=Decimal(5), base=BaseMontant.TTC, taux=Decimal("0.125"), annee=2026),
            FinancementCite("État", montant=Decimal(99), statut=StatutFinancement.REFUSE),
            FinancementCite("Europe"),
        ])  # fmt: skip
        assert tableau is not None
        assert [[simple(c) for c in (ligne[2], ligne[4])] for ligne in tableau.totaux] == [
            ["10 € HT", "dont 10 € acquis"], ["5 € TTC", "dont 0 € acquis"],
        ]  # fmt: skip
        assert simple(tableau.lignes[1][3]) == "12,5 %"
        assert tableau.lignes[3][2] == "–"
        assert tableau_des_financements([]) is None
        assert montant(None) == "–"


class TestBilan:
    def test_une_fiche_placee_deux_fois_compte_une_fois_dans_le_plan(self) -> None:
        commune = FicheComplete("C", statut=StatutFiche.REALISE, budgets=fiche_energie().budgets)
        autre = FicheComplete("A", sous_fiches=[FicheComplete("S", statut=StatutFiche.REALISE)])
        axe = AxeComplet("A", axes=[AxeComplet("B", fiches=[commune])], fiches=[commune, autre])
        bilan = etablir_bilan(PlanComplet("P", axes=[axe], fiches=[commune]), LE)
        assert (bilan.plan.fiches, bilan.plan.sous_fiches, bilan.plan.compte.realisees) == (2, 1, 1)
        assert [(b.niveau, b.groupe.fiches) for b in bilan.axes] == [(0, 2), (1, 1)]
        assert bilan.plan.budgets[UniteBudget.HT] == (Fourchette(Decimal(70500), Decimal(70500)), Decimal(40750))
        assert bilan.plan.budget_principal == (UniteBudget.HT, Fourchette(Decimal(70500), Decimal(70500)))
        assert bilan.plan.compte.avancement == 100.0

    def test_un_plan_vide(self) -> None:
        bilan = etablir_bilan(PlanComplet("P"), LE)
        assert (bilan.plan.fiches, bilan.plan.compte.avancement, bilan.plan.budget_principal) == (0, None, None)

    def test_l_argent_par_annee_et_par_financeur(self) -> None:
        fiches = [FicheComplete("F", sous_fiches=[fiche_energie()]), plan_complet(2).axes[0].axes[0].fiches[0]]
        assert budget_par_annee(fiches, UniteBudget.HT)[2025] == (
            Fourchette(Decimal(126501), Decimal(126501)), Decimal(18400),
        )  # fmt: skip
        assert par_financeur(fiches) == {
            BaseMontant.HT: {
                "Département": (Decimal(0), Decimal(20000)),
                "Région": (Decimal(18000), Decimal(0)),
                "ADEME": (Decimal(0), Decimal(12000)),
            }
        }

    def test_les_bases_des_financements_ne_se_melangent_pas(self) -> None:
        accorde = StatutFinancement.ACCORDE
        fiche = FicheComplete(
            "F",
            financements=(
                FinancementCite("ADEME", montant=Decimal(1200), base=BaseMontant.TTC, statut=accorde),
                FinancementCite("ADEME", montant=Decimal(1000), statut=accorde),
                FinancementCite("Région", montant=Decimal(9), statut=StatutFinancement.REFUSE),
            ),
        )
        assert par_financeur([fiche]) == {
            BaseMontant.HT: {"ADEME": (Decimal(1000), Decimal(0))},
            BaseMontant.TTC: {"ADEME": (Decimal(1200), Decimal(0))},
        }

    def test_les_prochaines_echeances_ne_disent_que_ce_qui_reste_a_faire(self) -> None:
        fiches = [
            FicheComplete("Loin", fin=an(2030, fin=True)),
            FicheComplete("Fait", statut=StatutFiche.REALISE, fin=an(2027, fin=True)),
            FicheComplete("Passé", fin=jour(2026, 1, 1)),
            FicheComplete("Sans", sous_fiches=[FicheComplete("Étape", fin=jour(2026, 4, 1))]),
        ]
        assert [f.titre for f in prochaines_echeances(fiches, LE)] == ["Étape", "Loin"]
