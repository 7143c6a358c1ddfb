"""Tables and headings inside a fiche: plannings, costs, headings of which no field is known."""

from __future__ import annotations

from decimal import Decimal

from tests.plans.domain.imports.test_publie import seule
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle

TETE = "Fiche action 6 : Sensibiliser\nObjectifs : Réduire.\nPilote : PETR\n"


def test_un_planning_coche_donne_ses_annees_et_garde_ses_etapes():
    fiche = seule(
        lire_texte_colle(
            TETE
            + "Étapes\t2024\t2025\t2026\nPréparer\tX\t\t\nAnimer\t\tX\tX\nFinir\t\t\tbilan final\nPlus tard\t\t-\t\n"
            "Poste\tMontant HT\tFinanceur\nAnimation\t10 000 €\tADEME\nTotal\t12 000 €\t\n"
            "Indicateur\tCible 2026\nAteliers\t20\n"
        )
    )
    assert fiche.calendrier == "Préparer : 2024 ; Animer : 2025-2026 ; Finir : 2026 : bilan final ; Plus tard"
    assert (fiche.debut.jour.year, fiche.fin.jour.year) == (2024, 2026)
    assert fiche.financements_texte == "Animation – 10 000 € – ADEME\n\nTotal – 12 000 €"
    assert [(i.nom, i.cible, i.annee_cible) for i in fiche.indicateurs] == [("Ateliers", Decimal(20), 2026)]


def test_des_annees_au_dessus_de_montants_sont_un_budget():
    fiche = seule(
        lire_texte_colle(
            TETE + "\t2024\t2025\nInvestissement\t10 000 €\t5 000 €\nFonctionnement\t-\t1 k€\nTotal\t10 000 €\t6 k€\n"
            "Public cible\tÉlus\n"
        )
    )
    assert [(b.type.value, b.annee, b.prevu) for b in fiche.budgets] == [
        ("investissement", 2024, 10000), ("investissement", 2025, 5000), ("fonctionnement", 2025, 1000),
    ]  # fmt: skip
    assert (fiche.debut, fiche.public_cible) == (None, "Élus")
    autres = seule(lire_texte_colle(TETE + "Année\t2024\t2025\nFréquentation\t10 000\t12 000\n"))
    assert (autres.budgets, autres.titre) == ((), "Sensibiliser")


def test_un_titre_inconnu_du_rang_des_rubriques_est_garde_dans_la_description():
    lecture = lire_texte_colle(
        "# Fiche action 7 : Composter\n## Contexte\nTrop.\n## Gisement d'évitement\n25 t/an\n## Calendrier\n2025\n"
        "### Un détail\nEn été.\n## Pilote\nCC\n"
    )
    fiche = seule(lecture)
    assert (fiche.contexte, fiche.description) == ("Trop.", "Gisement d'évitement :\n25 t/an")
    assert fiche.calendrier == "2025 Un détail En été."
    assert [(avis.lieu.ligne, "« Gisement d'évitement »" in avis.texte) for avis in lecture.avis] == [(4, True)]


def test_le_pied_d_une_page_html_est_liste_et_celui_d_un_article_lu():
    page = (
        "<h1>Fiche action 1 : Isoler</h1><h2>Objectifs</h2><p>O.</p><h2>Pilote</h2><p>CC</p><h2>Contexte</h2>"
        "<article><p>Froid.</p><footer>Voir le diagnostic.</footer></article><footer><p>Mentions légales</p></footer>"
    )
    lecture = lire_fichier(page.encode(), "fiche.html")
    assert seule(lecture).contexte == "Froid.\nVoir le diagnostic."
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [
        ("« en-tête ou pied de page »", "Mentions légales")
    ]


def test_un_montant_par_ligne_va_au_financeur_de_sa_ligne():
    entetes = ["Action", "Pilote", "Objectifs", "Financeurs", "Montant"]
    lignes = [
        ["Isoler", "CC", "O", "ADEME\nRégion", "12 k€ TTC\n8 k€"],
        ["Planter", "CC", "O", "ADEME\nRégion", "12 k€\nNC"],
    ]
    isoler, planter = lire_fichier(classeur({"Plan": [entetes, *lignes]}), "plan.xlsx").fiches()
    assert [(f.financeur, f.montant, f.base.value) for f in isoler.financements] == [
        ("ADEME", 12000, "ttc"), ("Région", 8000, "ht"),
    ]  # fmt: skip
    assert [f.montant for f in planter.financements] == [12000, None]
