"""The CSV of a plan: what it says, and what our own import reads of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from tests.plans.exemples import LE, plan_complet

from cordee.plans.domain.fiche import (
    BlocageCite,
    DateConnue,
    DocumentCite,
    FicheComplete,
    FinancementCite,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    Passage,
    PlanComplet,
)
from cordee.plans.domain.formats import FormatExport, Options
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.listes import (
    BaseMontant,
    NatureIndicateur,
    StatutFiche,
    StatutFinancement,
    TypeBudget,
    TypeLien,
    UniteBudget,
)
from cordee.plans.exports.csv_plan import cellule, csv_du_plan
from cordee.plans.exports.fabrique import fabriquer_plan
from cordee.plans.exports.presentation import Contexte
from cordee.plans.exports.suivi_calcule import Suivis, suivre

MIDI = datetime.combine(date(2026, 3, 2), time(12))


def lire(plan: PlanComplet, options: Options | None = None) -> list[dict[str, str]]:
    fichier = fabriquer_plan(FormatExport.CSV, plan, Contexte(LE, options=options or Options()), le=MIDI)
    texte = fichier.octets.decode("utf-8")
    assert texte.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(texte[1:]), delimiter=";"))


def riche() -> FicheComplete:
    faite = FicheComplete("Relever", ref=2, statut=StatutFiche.REALISE)
    return FicheComplete(
        "Suivre l'énergie", code="2.1", ref=1, statut=StatutFiche.EN_COURS, avancement=None, sous_fiches=[faite],
        fin=DateConnue(date(2026, 3, 6)), modification=Passage(MIDI, "Lise Faure"),
        budgets=(
            LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2024, Decimal(1000), Decimal("900.5")),
            LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.TTC, None, Decimal(300)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.HT, 2024, Decimal(40)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.ETP, 2024, Decimal("0.5")),
        ),
        financements=(
            FinancementCite("ADEME", "Fonds chaleur", Decimal("24000.5"), BaseMontant.HT, Decimal("0.375"),
                            StatutFinancement.ACCORDE, 2025),
            FinancementCite("Région", "", Decimal(500), BaseMontant.TTC),
        ),
        indicateurs=(
            IndicateurCite("Bâtiments suivis", "bâtiments", cible=Decimal("80.5"), annee_cible=2026,
                           resultats=((2024, 30.0), (2025, 41.0))),
            IndicateurCite("Chauffage", "MWh/an", nature=NatureIndicateur.RESULTAT),
        ),
        notes=(NoteCitee(date(2026, 3, 2), "Devis reçu\n\nà signer", "Ada Roux"), NoteCitee(date(2025, 1, 1), "Lancé")),
        documents=(DocumentCite("Étude", "https://exemple.fr/etude.pdf"), DocumentCite("Plan.pdf")),
        liens=(
            LienCite("Isoler", "2.2", TypeLien.FIN_DEBUT), LienCite("Former", "2.3"),
            LienCite("Décider", "2.4", TypeLien.FIN_DEBUT, entrant=True),
        ),
        blocages=(BlocageCite("Le devis manque", MIDI),),
    )  # fmt: skip


def test_une_ligne_par_fiche_dit_le_retard_et_l_avancement_calcules() -> None:
    suivie, relevee = lire(PlanComplet("P", fiches=[riche()]))
    assert suivie["En retard, jours (calculé)"] == "10"
    assert (suivie["Avancement (%)"], suivie["Avancement, % (calculé)"]) == ("", "100")
    assert relevee["En retard, jours (calculé)"] == ""
    bloque = suivie["Ce qui bloque (pour information)"].replace("\u00a0", " ")
    assert bloque == "Le devis manque ; depuis le 2 mars 2026"
    assert (suivie["Modifiée le"], suivie["Modifiée par"]) == ("02/03/2026 12:00", "Lise Faure")
    assert not [entete for entete in suivie if entete.startswith("Repère")]


def test_l_argent_se_lit_par_type_par_annee_et_par_financeur() -> None:
    ligne = lire(PlanComplet("P", fiches=[riche()]))[0]
    assert ligne["Investissement 2024 prévu, € HT"] == "1000"
    assert ligne["Investissement 2024 réel, € HT"] == "900,5"
    assert ligne["Investissement prévu, € TTC"] == "300"
    assert ligne["Budget prévu, € HT (calculé)"] == "1040,00"
    assert ligne["Fonctionnement prévu, € HT (calculé)"] == "40,00"
    assert (ligne["Financeur 1"], ligne["Montant 1"]) == ("ADEME", "24000,5 € HT")
    assert (ligne["Financeur 2"], ligne["Montant 2"]) == ("Région", "500 € TTC")
    assert ligne["Financements détaillés (pour information)"].replace("\u00a0", " ").replace("\u202f", " ") == (
        "ADEME : Fonds chaleur, 37,5 %, Accordé, 2025\nRégion : Envisagé"
    )


def test_le_suivi_et_les_liens_ont_leurs_colonnes() -> None:
    ligne = lire(PlanComplet("P", fiches=[riche()]))[0]
    assert ligne["Indicateurs de réalisation"] == "Bâtiments suivis (unité : bâtiments), cible : 80,5 en 2026"
    assert ligne["Dernières valeurs des indicateurs (calculé)"] == "Bâtiments suivis : 41 bâtiments en 2025"
    assert ligne["Notes de suivi"] == "01/01/2025 : Lancé\n02/03/2026, Ada Roux : Devis reçu\nà signer"
    assert ligne["Actions liées"] == "Doit finir avant le début de : 2.2 Isoler ; Liée à : 2.3 Former"
    assert ligne["Actions qui passent avant (pour information)"] == "2.4 Décider"
    assert ligne["Fichiers joints (pour information)"] == "Plan.pdf"


def test_les_cases_decochees_retirent_leurs_colonnes_sans_changer_ce_qui_est_calcule() -> None:
    sans = Options(
        sous_fiches=False, budgets=False, indicateurs=False, notes=False, liens=False, documents=False, mesures=False
    )
    (ligne,) = lire(PlanComplet("P", fiches=[riche()]), sans)
    assert ligne["Avancement, % (calculé)"] == "100"
    for mot in ("Financeur", "Budget", "Investissement", "Indicateurs", "Notes", "Actions liées", "Documents"):
        assert not [entete for entete in ligne if entete.startswith(mot)], mot


def test_notre_import_le_relit_et_dit_ce_qu_il_laisse() -> None:
    fiche = riche()
    plan = PlanComplet("P", fiches=[fiche])
    octets = csv_du_plan(suivre(plan, Suivis(plan, LE)))
    lecture = lire_fichier(octets, "plan.csv")
    assert lecture.erreurs == []
    lue = next(lecture.fiches())
    assert lue.avancement is None
    assert sorted(lue.budgets, key=repr) == sorted(fiche.budgets, key=repr)
    assert [(f.financeur, f.montant, f.base) for f in lue.financements] == [
        ("ADEME", Decimal("24000.5"), BaseMontant.HT), ("Région", Decimal(500), BaseMontant.TTC),
    ]  # fmt: skip
    assert lue.indicateurs == tuple(replace(i, resultats=()) for i in fiche.indicateurs)
    assert set(lue.notes) == {replace(fiche.notes[0], texte="Devis reçu\nà signer"), fiche.notes[1]}
    assert lue.documents == (fiche.documents[0],)
    assert lue.liens == fiche.liens[:2]
    dits = " ".join(str(lieu) for lieu, _ in lecture.non_repris)
    for colonne in (
        "En retard (calculé)",
        "Complétude, % (calculé)",
        "En retard, jours (calculé)",
        "Avancement, % (calculé)",
        "Fichiers joints",
        "Modifiée par",
    ):
        assert colonne in dits
    assert len(lue.sous_fiches) == 1


def test_chaque_colonne_d_un_grand_plan_est_reconnue_ou_annoncee() -> None:
    lecture = lire_fichier(fabriquer_plan(FormatExport.CSV, plan_complet(5), Contexte(LE), le=MIDI).octets, "plan.csv")
    assert lecture.erreurs == []
    laissees = [lieu.entete for lieu, _ in lecture.non_repris]
    connues = ("(calculé)", "(pour information)", "Poids", "Créée", "Modifiée")
    assert [
        entete for entete in laissees if not entete.endswith(connues[:2]) and not entete.startswith(connues[2:])
    ] == []


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t"])
def test_rien_ne_devient_une_formule(debut: str) -> None:
    assert cellule(f"{debut}1+1") == f"'{debut}1+1"
    avoir = LigneBudget(TypeBudget.FONCTIONNEMENT, prevu=Decimal(-5))
    (ligne,) = lire(PlanComplet("P", fiches=[FicheComplete("=HYPERLINK(1)", budgets=(avoir,))]))
    assert ligne["Titre de l'action"] == "'=HYPERLINK(1)"
    assert ligne["Budget prévu, € HT (calculé)"] == "-5,00"


def test_les_nombres_et_les_dates_sont_francais() -> None:
    valeurs = (None, 12.5, 3, date(2026, 3, 1), MIDI, "texte")
    assert [cellule(v) for v in valeurs] == ["", "12,5", "3", "01/03/2026", "02/03/2026 12:00", "texte"]
