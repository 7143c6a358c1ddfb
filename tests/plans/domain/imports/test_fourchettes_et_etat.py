"""docs/calculs/import.md, « En-têtes »: ranges, costs avoided, aids, dates of the state in any spreadsheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.fabrique_imports import classeur, ligne, modele

from cordee.plans.domain.fiche import FicheComplete, FinancementCite, LigneBudget, PlanComplet
from cordee.plans.domain.imports.differences import comparer
from cordee.plans.domain.imports.entetes import libelle_de, reconnaitre_entete
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import BaseMontant, RythmeCout, StatutFiche, TypeBudget


def lire(**colonnes: object) -> LectureImport:
    """One action with these columns, underscores for blanks."""
    return lire_fichier(
        classeur({"Plan": [["Titre de l'action", *colonnes], ["Isoler", *colonnes.values()], ["Former"]]}), "p.xlsx"
    )


@pytest.mark.parametrize(
    ("entete", "cle", "libelle"),
    [
        ("Investissement 2026 prévu au plus, € HT", "budget:investissement:2026:ht:max",
         "Budget d'investissement au plus 2026"),
        ("Investissement étalé prévu, € HT", "budget:investissement::ht::etale",
         "Budget d'investissement étalé sur les années"),
        ("Budget investissement au plus", "budget:investissement:::max", "Budget d'investissement au plus"),
        ("Coût évité (€)", "cout_evite", "Coût évité"),
        ("Date de l'état", "etat_le", "Date de l'état"),
        ("Aide (Aides-territoires)", "aide", "Aide du financeur (Aides-territoires)"),
        ("Coût évité : HT ou TTC", "choix:cout_evite_base", "Coût évité : HT ou TTC"),
    ],
)  # fmt: skip
def test_chaque_en_tete_est_reconnu(entete: str, cle: str, libelle: str) -> None:
    assert reconnaitre_entete(entete)[0] == cle
    assert libelle_de(cle) == libelle


def test_un_cout_evite_dit_sa_base_et_son_rythme_dans_sa_cellule() -> None:
    fiche = next(lire(**{"Coût évité": "12 000 € TTC par an"}).fiches())
    assert (fiche.cout_evite, fiche.cout_evite_base, fiche.cout_evite_rythme) == (
        Decimal(12000), BaseMontant.TTC, RythmeCout.PAR_AN,
    )  # fmt: skip
    vide = next(lire(**{"Coût évité": "à chiffrer"}).fiches())
    assert vide.cout_evite is None


@pytest.mark.parametrize(
    ("ecrite", "jour"),
    [
        ("12/03/2026", date(2026, 3, 12)),
        ("mars 2026", date(2026, 3, 31)),
        ("dès mars 2026", date(2026, 3, 1)),
        (" ", None),
    ],
)
def test_la_date_de_l_etat_est_un_jour(ecrite: str | None, jour: date | None) -> None:
    assert next(lire(**{"Date de l'état": ecrite}).fiches()).etat_le == jour


@pytest.mark.parametrize(
    ("colonnes", "dit"),
    [
        ({"Date de l'état": "hier"}, "n'est pas une date"),
        ({"Date de l'état": "en continu"}, "n'est pas un jour"),
        ({"Coût évité : HT ou TTC": "peut-être"}, "écrivez HT, TTC"),
        ({"Aide (Aides-territoires)": "https://exemple.fr/a"}, "n'a pas de financeur"),
        ({"Financeur 1": "ADEME", "Aide (Aides-territoires)": "https://exemple.fr/a"}, "Aides-territoires"),
        ({"Budget investissement au plus": "15000"}, "donnez les deux"),
        ({"Budget investissement": "20000", "Budget investissement au plus": "15000"}, "donnez les deux"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_une_erreur_qui_dit_quoi_faire(colonnes: dict[str, str], dit: str) -> None:
    assert any(dit in erreur.texte for erreur in verifier(lire(**colonnes)).erreurs)


def test_un_montant_etale_n_a_pas_d_annee() -> None:
    ligne = LigneBudget(TypeBudget.INVESTISSEMENT, annee=2026, prevu=Decimal(1), est_etale=True)
    lecture = LectureImport(PlanComplet("P", fiches=[FicheComplete("A", budgets=(ligne,))]))
    assert ["videz l'année 2026" in erreur.texte for erreur in verifier(lecture).erreurs] == [True]


def test_un_seul_montant_arrete_la_fourchette_qui_etait_la() -> None:
    avant = LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(10), prevu_max=Decimal(15), est_etale=True)
    dite = LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(20))
    (ecart,) = comparer(
        PlanComplet("P", fiches=[FicheComplete("A", budgets=(dite,))]),
        PlanComplet("P", fiches=[FicheComplete("A", budgets=(avant,))]),
    )
    (delta,) = ecart.deltas
    assert (delta.arrivants[0].prevu, delta.arrivants[0].prevu_max, delta.arrivants[0].est_etale) == (20, None, True)
    assert (delta.avant, delta.apres) == (
        "Investissement, étalé sur les années : 10 à 15 € HT", "Investissement, étalé sur les années : 20 € HT",
    )  # fmt: skip


def test_un_statut_qui_dit_sa_date_la_donne_a_l_etat() -> None:
    fiche = next(lire(Statut="En cours, 40 % au 3 mars 2026 : deux écoles").fiches())
    assert (fiche.statut, fiche.avancement, fiche.etat_le, fiche.etat_precision) == (
        StatutFiche.EN_COURS, 40, date(2026, 3, 3), "deux écoles",
    )  # fmt: skip
    sans = next(lire(Statut="En cours au 3 truc 2026").fiches())
    assert sans.etat_le is None


@pytest.mark.parametrize("dernier", ["Région", None])
def test_une_aide_suit_le_financeur_d_avant(dernier: str | None) -> None:
    aide = "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover/"
    colonnes = {"Financeur 1": "ADEME", "Montant € HT": "10", "Aides-territoires": "4f4e-renover"}
    fiche = next(lire(**colonnes, **{"Financeur 2": dernier}).fiches())
    autres = (FinancementCite("Région"),) if dernier else ()
    assert fiche.financements == (FinancementCite("ADEME", montant=Decimal(10), aide=aide), *autres)


def test_une_mesure_de_plus_se_dit_sous_le_nom_de_sa_page() -> None:
    existant = PlanComplet("P", ref=9, fiches=[FicheComplete("Isoler", ref=1, mesures=("cae_1.1.1",))])
    lu = PlanComplet("P", ref=9, fiches=[FicheComplete("Isoler", ref=1, mesures=("cae_1.1.1", "autre"))])
    (ecart,) = comparer(lu, existant)
    assert [(c.libelle, c.avant, c.apres) for c in ecart.changements] == [
        ("Mesures liées", "CAE 1.1.1", "CAE 1.1.1, autre")
    ]


@pytest.mark.parametrize(
    ("colonnes", "lignes"),
    [
        ({"Budget": "10–20 k€"}, [("investissement", None, 10000, 20000)]),
        ({"Budget (k€)": "10 à 20"}, [("investissement", None, 10000, 20000)]),
        ({"Budget (M€)": "1 - 2"}, [("investissement", None, 1_000_000, 2_000_000)]),
        ({"Fonctionnement 2026": "< 40 000 €"}, [("fonctionnement", 2026, 0, 40000)]),
        ({"ETP": "1 à 2 ETP"}, [("fonctionnement", None, 1, 2)]),
        ({"Budget": "2026 : 10 à 20 k€\n2027 : 5 000 €"},
         [("investissement", 2026, 10000, 20000), ("investissement", 2027, 5000, None)]),
        ({"Investissement": "10 à 20 k€", "Coût d'investissement": "5 000 €"},
         [("investissement", None, 15000, 25000)]),
        ({"Investissement": "5 000 €", "Coût d'investissement": "10 à 20 k€"},
         [("investissement", None, 15000, 25000)]),
    ],
)  # fmt: skip
def test_une_fourchette_dans_une_seule_case_est_un_budget(
    colonnes: dict[str, str], lignes: list[tuple[str, int | None, int, int | None]]
) -> None:
    lecture = lire(**colonnes)
    assert not lecture.erreurs
    budgets = next(lecture.fiches()).budgets
    assert [(str(b.type), b.annee, b.prevu, b.prevu_max) for b in budgets] == lignes
    assert any(" est lu " in avis.texte and " à " in avis.texte for avis in lecture.avis), "l'aperçu dit la lecture"
    assert not next(lecture.fiches()).financements_texte


def test_les_mots_autour_d_une_fourchette_sont_gardes() -> None:
    fiche = next(lire(Budget="Étude et maîtrise d'œuvre : 10 000 à 20 000 €").fiches())
    assert [(b.prevu, b.prevu_max) for b in fiche.budgets] == [(10000, 20000)]
    assert "maîtrise d'œuvre" in fiche.financements_texte


@pytest.mark.parametrize(("colonne", "case"), [
    ("Dépenses réalisées 2024", "10 à 20 k€"),
    ("DETR", "10 000 à 20 000 €"),
    ("Coût évité", "10 000 à 20 000 €"),
    ("Budget", "200 à 500 € par logement"),
])  # fmt: skip
def test_ailleurs_une_fourchette_reste_en_mots(colonne: str, case: str) -> None:
    lecture = lire(**{colonne: case})
    fiche = next(lecture.fiches())
    assert not fiche.budgets
    assert not fiche.financements
    assert fiche.cout_evite is None
    assert case in fiche.financements_texte
    assert any("n'est pas un seul montant" in avis.texte for avis in lecture.avis)


def test_la_case_du_modele_officiel_prend_une_fourchette_et_refuse_le_reste() -> None:
    lecture = lire_fichier(modele(ligne(titre="Isoler", budget="entre 10 000 et 20 000 €")), "m.xlsx")
    assert not lecture.erreurs
    assert [(b.prevu, b.prevu_max) for b in next(lecture.fiches()).budgets] == [(10000, 20000)]
    refusee = lire_fichier(modele(ligne(titre="Isoler", budget="10 000 ou 20 000 €")), "m.xlsx")
    assert ["plusieurs nombres" in erreur.texte for erreur in refusee.erreurs] == [True]


def test_une_fourchette_relue_ne_change_rien() -> None:
    lue, relue = lire(Budget="10–20 k€"), lire(Budget="10 000 à 20 000 €")
    assert [ecart.etat for ecart in comparer(relue.plan, lue.plan)] == ["inchangee", "inchangee"]
