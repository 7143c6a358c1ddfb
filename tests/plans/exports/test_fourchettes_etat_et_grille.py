"""Ranges, what is spread, costs avoided, aids and dates of the state: said everywhere, and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from zipfile import ZipFile

import pytest
from tests.plans.exemples import LE, an, fiche_energie
from tests.plans.exports.test_aller_retour import importer
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import (
    AxeComplet,
    DateConnue,
    FicheComplete,
    FinancementCite,
    Impact,
    LigneBudget,
    PlanComplet,
)
from cordee.plans.domain.formats import FormatExport, Options
from cordee.plans.domain.imports.differences import comparer
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.listes import (
    BaseMontant,
    DomaineImpact,
    RythmeCout,
    StatutFiche,
    TypeBudget,
    UniteBudget,
)
from cordee.plans.exports.bilan import etablir_bilan
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.csv_plan import csv_du_plan
from cordee.plans.exports.fabrique import fabriquer_plan
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.livret import composer
from cordee.plans.exports.livret_odt import fiches_en_odt
from cordee.plans.exports.modele_import import COLONNES
from cordee.plans.exports.montants import tableaux_des_budgets
from cordee.plans.exports.presentation import Contexte, etat, preparer

AIDE = "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover-les-ecoles/"
CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")
INVESTISSEMENT, FONCTIONNEMENT = TypeBudget.INVESTISSEMENT, TypeBudget.FONCTIONNEMENT


def chiffree() -> FicheComplete:
    """A fiche with everything that this page tests, and three sous-actions, one of them without any date."""
    return FicheComplete(
        "Rénover les écoles", code="1.1", ref=1, statut=StatutFiche.EN_COURS, avancement=30, etat_le=date(2026, 3, 1),
        etat_precision="deux écoles sur six", cout_evite=Decimal(12000), cout_evite_base=BaseMontant.HT,
        cout_evite_rythme=RythmeCout.PAR_AN, impacts=(Impact(DomaineImpact.ATTENUATION),),
        budgets=(
            LigneBudget(INVESTISSEMENT, UniteBudget.HT, 2026, Decimal(10000), None, Decimal(15000)),
            LigneBudget(INVESTISSEMENT, UniteBudget.HT, 2027, Decimal(40000), Decimal(38000)),
            LigneBudget(FONCTIONNEMENT, UniteBudget.HT, None, Decimal(2000), Decimal(500), Decimal(3500), True),
        ),
        financements=(FinancementCite("ADEME", montant=Decimal(9000), aide=AIDE),
                      FinancementCite("Région", montant=Decimal(500))),
        sous_fiches=[
            FicheComplete("Isoler", statut=StatutFiche.REALISE, etat_le=date(2025, 12, 12), debut=an(2024),
                          fin=an(2025, fin=True),
                          sous_fiches=[FicheComplete("Choisir", fin=DateConnue(date(2024, 3, 31)))]),
            FicheComplete("Former", statut=StatutFiche.A_VENIR, calendrier="deux fois par an"),
        ],
    )  # fmt: skip


def plan() -> PlanComplet:
    return poser_chemins(PlanComplet("Plan climat", axes=[AxeComplet("Bâtiments", fiches=[chiffree()])]))


def dits(fiche: FicheComplete) -> tuple[object, ...]:
    """What must not be lost."""
    return (
        fiche.etat_le, fiche.cout_evite, fiche.cout_evite_base, fiche.cout_evite_rythme,
        sorted((b.type, b.annee or 0, b.prevu, b.prevu_max, b.reel, bool(b.est_etale)) for b in fiche.budgets),
        [(f.financeur, f.montant, f.aide) for f in fiche.financements],
        [sous.etat_le for sous in fiche.sous_fiches],
    )  # fmt: skip


@pytest.mark.django_db
def test_le_classeur_importe_rend_tout() -> None:
    (fiche,) = importer(classeur_du_plan(plan()), "plan.xlsx").axes[0].fiches
    assert dits(fiche) == dits(chiffree())


def test_le_csv_se_relit_avec_ses_fourchettes_et_ce_qui_est_etale() -> None:
    octets = csv_du_plan(plan())
    cellules = next(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert cellules["Investissement 2026 prévu au plus, € HT"] == "15000"
    assert cellules["Fonctionnement étalé prévu, € HT"] == "2000"
    assert [cellules[f"Budget {mot}, € HT (calculé)"] for mot in ("prévu", "prévu au plus", "réel")] == [
        "52000,00", "58500,00", "38500,00",
    ]  # fmt: skip
    lecture = lire_fichier(octets, "plan.csv")
    assert lecture.erreurs == []
    assert dits(next(lecture.fiches())) == dits(chiffree())


@pytest.mark.parametrize(("ecrire", "nom"), [(fiches_en_docx, "f.docx"), (fiches_en_odt, "f.odt")])
def test_un_document_se_relit_sans_prendre_la_grille_pour_des_mots(ecrire: Callable[..., bytes], nom: str) -> None:
    lecture = lire_fichier(ecrire([preparer(chiffree(), CONTEXTE)], CONTEXTE), nom)
    assert (lecture.erreurs, lecture.non_repris) == ([], [])
    fiche = next(lecture.fiches())
    assert dits(fiche) == dits(chiffree())
    assert (fiche.statut, fiche.avancement, fiche.etat_precision) == (StatutFiche.EN_COURS, 30, "deux écoles sur six")
    assert (fiche.calendrier, [s.titre for s in fiche.sous_fiches]) == ("", ["Isoler", "Former"])
    (ecart, *_) = comparer(lecture.plan, PlanComplet("P", fiches=[chiffree()]))
    assert ecart.changements == []


def test_le_document_lie_l_aide_a_sa_page() -> None:
    fiche = [preparer(chiffree(), CONTEXTE)]
    relations = ZipFile(io.BytesIO(fiches_en_docx(fiche, CONTEXTE))).read("word/_rels/document.xml.rels").decode()
    assert AIDE in relations
    contenu = ZipFile(io.BytesIO(fiches_en_odt(fiche, CONTEXTE))).read("content.xml").decode()
    assert f'xlink:href="{AIDE}"' in contenu
    assert f'<a href="{AIDE}">4f4e-renover-les-ecoles</a>' in page_de_fiches(fiche, CONTEXTE)


def test_un_financement_sans_aide_n_a_pas_de_colonne_d_aide() -> None:
    tableau = preparer(fiche_energie(), CONTEXTE).financements
    assert tableau is not None
    assert "Aides-territoires" not in tableau.entetes


def test_la_page_imprimee_dit_la_grille_en_mots() -> None:
    page = page_de_fiches([preparer(chiffree(), CONTEXTE)], CONTEXTE)
    assert 'aria-label="Calendrier des sous-actions, par semestre"' in page
    assert page.count(">prévu</span>") == 5
    assert '<th scope="row" class="fp-g2">1.1. Choisir</th>' in page
    assert "Deux fois par an</td>" in page
    sans = preparer(chiffree(), replace(CONTEXTE, options=Options(sous_fiches=False)))
    assert sans.grille is None


def test_les_tableaux_disent_les_fourchettes_et_ce_qui_est_etale() -> None:
    (tableau,) = tableaux_des_budgets(chiffree().budgets)
    assert [ligne[0] for ligne in tableau.lignes] == ["2026", "2027", "Étalé sur les années"]
    assert tableau.lignes[0][1] == "10\u00a0000 à 15\u00a0000\u00a0€"
    assert tableau.totaux[0][1] == "50\u00a0000 à 55\u00a0000\u00a0€"


def test_le_livret_dit_les_couts_evites_a_part_du_budget() -> None:
    livret = composer(plan(), CONTEXTE)
    assert livret.couts_evites.replace("\u00a0", " ") == "Coûts évités : 12 000 € HT par an."
    assert "52 000 à 58 500 € HT prévus" in livret.phrase.replace("\u00a0", " ")
    assert composer(plan(), replace(CONTEXTE, options=Options(budgets=False))).couts_evites == ""
    groupe = etablir_bilan(plan(), LE).plan
    assert groupe.couts_evites == [(Decimal(12000), BaseMontant.HT, RythmeCout.PAR_AN)]


@pytest.mark.parametrize("format_", [FormatExport.DOCX, FormatExport.ODT, FormatExport.PDF, FormatExport.PPTX])
def test_chaque_document_d_un_plan_se_fabrique(format_: FormatExport) -> None:
    assert fabriquer_plan(format_, plan(), CONTEXTE, le=datetime.combine(LE, time(12))).octets


@pytest.mark.parametrize(
    ("fiche", "dit"),
    [
        (FicheComplete("T", statut=StatutFiche.EN_COURS, etat_le=date(2026, 3, 1)), "En cours au 1er\u00a0mars 2026"),
        (FicheComplete("T", avancement=30, etat_le=date(2026, 3, 2)), "30\u00a0% au 2\u00a0mars 2026"),
        (FicheComplete("T", etat_le=date(2026, 3, 2)), ""),
    ],
)
def test_l_etat_dit_sa_date_quand_il_dit_quelque_chose(fiche: FicheComplete, dit: str) -> None:
    assert etat(fiche) == dit


def test_notre_modele_se_remplit_avec_ses_nouvelles_colonnes() -> None:
    entetes, _, exemples = zip(*COLONNES, strict=True)
    lecture = lire_fichier(classeur({"Actions": [list(entetes), list(exemples)]}), "modele.xlsx")
    assert lecture.erreurs == []
    fiche = next(lecture.fiches())
    assert fiche.budgets == (LigneBudget(INVESTISSEMENT, prevu=Decimal(180000), prevu_max=Decimal(220000)),)
    assert (fiche.cout_evite, fiche.cout_evite_base, fiche.cout_evite_rythme) == (
        Decimal(9000), BaseMontant.HT, RythmeCout.PAR_AN,
    )  # fmt: skip
    assert (fiche.etat_le, fiche.financements[0].aide[-22:]) == (date(2026, 3, 12), "1a2b-renover-les-ecoles/"[-22:])
