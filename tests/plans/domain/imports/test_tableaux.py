"""Spreadsheets filled by people: the official template and all the others."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.plans.exemples import plan_complet
from tests.plans.fabrique_imports import MODELE, classeur, ligne, modele
from tests.plans.tables_import import table

from cordee.plans.domain.imports.bandeaux import lire_bandeau
from cordee.plans.domain.imports.correspondance import Correspondance, appliquer, decrire, empreinte, reperes
from cordee.plans.domain.imports.entetes import libelle_de, reconnaitre_entete
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle, ouvrir
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Lieu
from cordee.plans.domain.listes import (
    DomaineImpact,
    Genre,
    Participation,
    Precision,
    Priorite,
    RoleActeur,
    StatutFiche,
    TempsMiseEnOeuvre,
    TypeBudget,
    UniteBudget,
)
from cordee.plans.exports.classeur import classeur_du_plan

OFFICIEL = Path(os.environ.get("CORDEE_PARTAGE", Path(__file__).parents[5] / "shared")) / "data" / "plans"


def lire(lignes, nom: str = "p.xlsx", **options):
    return lire_fichier(classeur({"Actions": lignes}, options.pop("fusions", None)), nom, **options)


def arbre(lecture) -> dict:
    """Titles by path of axes."""
    trouve: dict = {}

    def descendre(axes, chemin):
        for axe in axes:
            trouve[(*chemin, axe.nom)] = [f.titre for f in axe.fiches]
            descendre(axe.axes, (*chemin, axe.nom))

    trouve[()] = [f.titre for f in lecture.plan.fiches]
    descendre(lecture.plan.axes, ())
    return {cle: titres for cle, titres in trouve.items() if titres or cle}


def plan_fiches(plan):
    return LectureImport(plan).fiches()


def lieux(messages) -> list[tuple[int | None, str]]:
    return [(m.lieu.ligne, m.lieu.colonne) for m in messages]


@pytest.mark.parametrize(("entete", "champ"), table("En-têtes"))
def test_en_tetes(entete, champ):
    assert reconnaitre_entete(entete)[0] == champ


# Template -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not OFFICIEL.is_dir(), reason="the official template is not here")
def test_le_modele_officiel_tel_quel_n_a_pas_de_fiche_et_le_dit():
    octets = (OFFICIEL / "modele-import-pa.xlsx").read_bytes()
    apercu = ouvrir(octets, "modele.xlsx")
    assert (apercu.format, apercu.a_verifier) == (FormatImport.MODELE, False)
    assert all(colonne.cle != "ignorer" for colonne in apercu.tableau.colonnes)
    assert len(apercu.tableau.colonnes) == 33
    lecture = lire_fichier(octets, "modele.xlsx")
    assert list(lecture.fiches()) == []
    assert "consignes" in lecture.erreurs[0].texte


def test_une_fiche_ecrite_sur_la_ligne_des_consignes_est_lue():
    consigne = ligne(axe="Champ texte", titre="Champ texte", structure="Champ texte\n(séparateur virgule)")
    melee = ligne(axe="1. A", titre="Isoler", debut="Saisissez une date sous le format JJ/MM/AAAA", structure="CC")
    lecture = lire_fichier(modele(consigne, melee), "p.xlsx")
    assert arbre(lecture) == {("A",): ["Isoler"]}
    assert lecture.plan.axes[0].fiches[0].debut is None


def test_toutes_les_colonnes_du_modele_sont_reprises():
    lecture = lire_fichier(
        modele(
            ligne(axe="1. A", titre="1.1 Isoler", descriptif="D", instances="COPIL, COTECH", objectifs="O",
                  indicateurs="Un ; Deux", structure="CC", moyens="M", partenaires="Région, ADEME (Lille, Douai)",
                  service="Bâtiments", pilote="Marie Paul, Jean Petit", elu="Mme Renée Charles",
                  participation="Concertation",
                  financements="Texte", financeur="Région", montant=50000, financeur2="État", montant2="12 k€",
                  budget="1,5 M€",
                  statut="En retard", priorite="Élevé", debut=date(2024, 3, 1), fin="T2 2026", continu="VRAI",
                  mesures="cae_1.2.3 ; sans numéro", liees="1.2 Pédaler", notes="12/01/2024 : vu\nsans date",
                  documents="Étude https://exemple.fr/a ; classeur"),
        ), "p.xlsx",
    )  # fmt: skip
    f = lecture.plan.axes[0].fiches[0]
    assert (f.code, f.titre, f.objectifs, f.moyens, f.financements_texte) == ("1.1", "Isoler", "O", "M", "Texte")
    assert f.noms(RoleActeur.INSTANCE) == ["COPIL", "COTECH"]
    assert f.noms(RoleActeur.PARTENAIRE) == ["Région", "ADEME (Lille, Douai)"]
    assert [p.nom for p in f.personnes] == ["Marie Paul", "Jean Petit", "Renée Charles"]
    assert [(x.financeur, x.montant) for x in f.financements] == [("Région", 50000), ("État", 12000)]
    assert (f.budgets[0].prevu, f.budgets[0].annee) == (Decimal(1_500_000), None)
    assert (f.statut, f.priorite, f.participation) == (
        StatutFiche.EN_COURS, Priorite.ELEVEE, Participation.CONCERTATION,
    )  # fmt: skip
    assert (f.fin.jour, f.fin.precision, f.amelioration_continue) == (date(2026, 6, 30), Precision.MOIS, True)
    assert [i.nom for i in f.indicateurs] == ["Un", "Deux"]
    assert (f.mesures, f.liens[0].code, f.liens[0].titre) == (("cae_1.2.3",), "1.2", "Pédaler")
    assert (f.notes[0].texte, f.documents[0].adresse) == ("vu\nsans date", "https://exemple.fr/a")
    assert "sans numéro" in f.description
    assert lecture.erreurs == []
    assert any("retard" in m.texte for m in lecture.avis)


def test_colonnes_deplacees_supprimees_et_en_tetes_mal_tapes():
    entetes = ["  TITRE de la Fiche action ", "Axe (x)", "Statut", "Sous-axe\n(x.x)", "Elu e referent e",
    "Structure pilote",
               "Direction ou service pilote", "Personne pilote"]  # fmt: skip
    lecture = lire(
        [[], ["Mon plan"], entetes, ["Isoler", "1. A", "En cours", "1.1 B", "Jean Petit", "CC", None, "Marie Paul"]]
    )
    assert lecture.format is FormatImport.MODELE
    assert arbre(lecture) == {("A",): [], ("A", "B"): ["Isoler"]}


def test_les_sous_actions_trouvent_leur_action_ou_le_disent():
    lecture = lire_fichier(
        modele(
            ligne(axe="1. A", titre="Isoler", sous_titre="Avant l'action"),
            ligne(axe="1. A", titre="1.1 Isoler"),
            ligne(axe="1. A", sous_titre="Après, sans son nom"),
            ligne(axe="2. B", titre="Isoler", sous_titre="Dans un autre axe"),
            ligne(axe="3. C", sous_titre="Sans rien au-dessus"),
        ), "p.xlsx",
    )  # fmt: skip
    assert [s.titre for s in lecture.plan.axes[0].fiches[0].sous_fiches] == ["Avant l'action", "Après, sans son nom"]
    assert lieux(lecture.erreurs) == [(6, "E"), (7, "E")]


def test_les_doubles_les_titres_absents_et_trop_longs_sont_tous_dits():
    lecture = lire_fichier(
        modele(
            ligne(axe="1. A", titre="Isoler"), ligne(axe="1. A", titre="ISOLER"), ligne(axe="2. B", titre="Isoler"),
            ligne(axe="2. B", descriptif="sans titre"), ligne(axe="2. B", titre="x" * 301), ligne(axe="y" * 301,
            titre="Z"),
            ligne(axe="2. B", titre="Dates", debut="2026", fin="2024"), ligne(axe="2. B", titre="M", montant=5),
        ), "p.xlsx",
    )  # fmt: skip
    assert lieux(lecture.erreurs) == [(4, "D"), (6, "D"), (7, "D"), (8, "A"), (9, "AB"), (10, "S")]
    assert "lignes 3 et 4" in lecture.erreurs[0].texte


def test_une_ligne_d_axe_seul_est_un_axe_vide_et_les_lignes_sans_axe_vont_a_la_racine():
    lecture = lire_fichier(
        modele(
            ligne(axe="1. A", titre="Un"), ligne(axe="1. A", titre="Deux"), ligne(axe="2. Vide"), ligne(titre="Racine")
        ),
        "p.xlsx",
    )
    assert arbre(lecture) == {(): ["Racine"], ("A",): ["Un", "Deux"], ("Vide",): []}
    assert any("racine" in m.texte for m in lecture.avis)


def test_les_axes_donnes_une_fois_sont_repris():
    rangees = [ligne(axe="1. A", sous_axe="1.1 B", titre="Un"), ligne(titre="Deux"), ligne(axe="2. C", titre="Trois"),
               ligne(titre="Quatre")]  # fmt: skip
    assert arbre(lire_fichier(modele(*rangees), "p.xlsx"))[("C",)] == ["Trois", "Quatre"]
    force = lire_fichier(modele(*rangees), "p.xlsx", Correspondance(heriter=False))
    assert arbre(force)[()] == ["Deux", "Quatre"]


def test_un_seul_montant_pour_deux_financeurs_est_porte_par_le_premier():
    lecture = lire_fichier(modele(ligne(titre="A", financeur="Région, État", montant=100)), "p.xlsx")
    assert [(f.financeur, f.montant) for f in lecture.plan.fiches[0].financements] == [("Région", 100), ("État", None)]


# Any spreadsheet ----------------------------------------------------------------------------------------------------


def test_un_tableau_de_suivi_ordinaire():
    lecture = lire([
        ["Plan climat de la CC"], [],
        ["N°", "Orientation", "Action", "Pilote", "Partenaires", "Échéance", "État", "Coût (k€ TTC)", 2024, 2025,
        "Inconnue"],
        [1.1, "Axe 1 : Habitat", "Isoler", "Marie Paul", "ADEME", "2026", "engagée", 12, 1000, 2000, "à garder"],
        [1.2, None, "Chauffer", "Service habitat", "CD05", "T2 2025", "à lancer", 15, None, None, None],
        [2.1, "Axe 2 : Mobilité", "Pédaler", "CC du Val", None, "en continu", "50 %", "à chiffrer", None, None, None],
        [2.2, None, "Rouler", None, None, date(2025, 6, 1), 0.25, None, None, None, None],
        ["TOTAL", None, None, None, None, None, None, 27],
    ])  # fmt: skip
    assert lecture.format is FormatImport.TABLEUR
    assert arbre(lecture) == {("Habitat",): ["Isoler", "Chauffer"], ("Mobilité",): ["Pédaler", "Rouler"]}
    isoler, chauffer = lecture.plan.axes[0].fiches
    pedaler, rouler = lecture.plan.axes[1].fiches
    assert (isoler.code, isoler.personnes[0].nom) == ("1.1", "Marie Paul")
    assert [(b.annee, b.prevu) for b in isoler.budgets] == [(2024, 1000), (2025, 2000)]
    assert (chauffer.budgets[0].prevu, chauffer.budgets[0].unite) == (15000, UniteBudget.TTC)
    assert chauffer.noms(RoleActeur.SERVICE_PILOTE) == ["Service habitat"]
    assert pedaler.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC du Val"]
    assert (pedaler.amelioration_continue, pedaler.avancement) == (True, 50)
    assert (rouler.avancement, rouler.fin.jour) == (25, date(2025, 6, 1))
    assert "n'est pas la somme" in " ".join(m.texte for m in lecture.avis)
    assert lecture.non_repris == [
        (Lieu("Actions", 1), "Plan climat de la CC"),
        (Lieu("Actions", None, "K", "Inconnue"), "1 cellule, dont « à garder »"),
    ]


def test_des_bandeaux_une_grille_d_annees_et_des_en_tetes_sur_deux_lignes():
    lecture = lire([
        ["N°", "Action", "Descriptif", "Porteur", "2023", "2024", "2025"],
        ["AXE 1 - SOBRIÉTÉ"], ["1.1 Bâtiments"], ["1", "Isoler", "d", "CC", None, "x", "x"],
        ["2", "Éclairer", "d", "Ville", "x", "études", None], ["AXE 2 - MOBILITÉ"], ["3", "Rouler", "d", "CC", None,
        None, "x"],
    ])  # fmt: skip
    assert arbre(lecture)[("SOBRIÉTÉ", "Bâtiments")] == ["Isoler", "Éclairer"]
    isoler, eclairer = lecture.plan.axes[0].axes[0].fiches
    assert (isoler.debut.jour.year, isoler.fin.jour.year, isoler.budgets) == (2024, 2025, ())
    assert eclairer.calendrier == "2024 : études"
    deux = lire(
        [["Titre", "Pilote", "Budget", None, None, "Statut"], [None, None, "2024", "2025", "2026", None],
         ["Isoler", "CC", 100, 200, None, "En cours"]],
        fusions={"Actions": [(0, 2, 0, 4)]},
    )  # fmt: skip
    assert [(b.annee, b.prevu) for b in deux.plan.fiches[0].budgets] == [(2024, 100), (2025, 200)]


def test_des_cellules_fusionnees_valent_pour_toutes_leurs_lignes():
    lecture = lire(
        [["Axe", "Action", "Indicateurs", "Partenaires"], ["A1", "Isoler", "Un", "P1"], [None, None, "Deux", "P2"],
         [None, "Chauffer", "Trois", "P3"]],
        fusions={"Actions": [(1, 0, 3, 0), (1, 1, 2, 1)]},
    )  # fmt: skip
    assert arbre(lecture) == {("A1",): ["Isoler", "Chauffer"]}
    isoler = lecture.plan.axes[0].fiches[0]
    assert ([i.nom for i in isoler.indicateurs], isoler.noms(RoleActeur.PARTENAIRE)) == (["Un", "Deux"], ["P1", "P2"])


def test_une_feuille_par_axe():
    entetes = ["Action", "Pilote", "Statut", "Début"]
    lecture = lire_fichier(
        classeur({"Se loger": [entetes, ["Isoler", "CC", "En cours", "2024"]], "Notes": [["rien"]],
                  "Bouger": [entetes, ["Pédaler", "CC", "Réalisé", "2023"]]}), "p.xlsx",
    )  # fmt: skip
    assert arbre(lecture) == {("Se loger",): ["Isoler"], ("Bouger",): ["Pédaler"]}


def test_les_autres_colonnes_qu_on_rencontre():
    entetes = ["Titre", "Description", "Commentaires", "Budget investissement", "Budget de fonctionnement", "ETP",
               "Dépenses",
               "Cibles", "Thématique", "Effets attendus", "Secteurs", "Impact GES", "Impacts", "Temps de mise en œuvre",
               "Public cible", "Communes", "Avancement", "Participation", "Confidentialité", "Note de suivi 2024",
               "Tags",
               "Calendrier", "Points de vigilance"]  # fmt: skip
    valeurs = ["A", "d", "c", 100, "50 € TTC", 0.5, 30, "Élus, Truc", "Mobilité et transport", "Sobriété", "Logement",
               "120 tCO2e/an", "Adaptation (fort), Autre", "moins d'un an", "Habitants", "Haut, Bas", "45 %",
               "On en parle",
               "Non", "Tout va", "vélo", "2024-2026", "Le gel"]  # fmt: skip
    lecture = lire([entetes, valeurs])
    f = lecture.plan.fiches[0]
    assert f.description == "d\n\nCommentaires : c"
    assert {(b.type, b.unite): (b.prevu, b.reel) for b in f.budgets} == {
        (TypeBudget.INVESTISSEMENT, UniteBudget.HT): (Decimal(100), Decimal(30)),
        (TypeBudget.FONCTIONNEMENT, UniteBudget.TTC): (Decimal(50), None),
        (TypeBudget.FONCTIONNEMENT, UniteBudget.ETP): (Decimal("0.50"), None),
    }
    assert f.classements[Genre.THEMATIQUE] == ("mobilite_transport",)
    assert f.classements[Genre.SECTEUR] == ("residentiel",)
    assert set(f.classements[Genre.CIBLE]) == {"elus_locaux", "grand_public"}
    assert f.noms(RoleActeur.ETIQUETTE) == ["Truc", "vélo"]
    assert {i.domaine: (i.niveau, i.valeur) for i in f.impacts} == {
        DomaineImpact.GES: (None, Decimal(120)), DomaineImpact.ADAPTATION: (3, None),
    }  # fmt: skip
    assert "Autre" in f.objectifs
    assert (f.temps, f.avancement, f.confidentiel) == (TempsMiseEnOeuvre.MOINS_D_UN_AN, 45, False)
    assert (f.participation, f.participation_texte) == (None, "On en parle")
    assert (f.communes, f.notes[0].texte, f.vigilance) == (("Haut", "Bas"), "Tout va", "Le gel")
    assert (f.debut.jour.year, f.fin.jour.year) == (2024, 2026)


def test_les_cellules_illisibles_sont_des_erreurs_de_leur_cellule():
    entetes = ["Titre", "Statut", "Priorité", "Début", "Avancement", "Confidentiel", "Date de fin"]
    lecture = lire(
        [entetes, ["A", None, None, "31/02/2025", "120 %", "peut-être", "n/a"], ["B", None, None, None, 300]]
    )
    assert lieux(lecture.erreurs) == [(2, "D"), (2, "E"), (2, "F"), (3, "E")]


def test_un_numero_pris_pour_une_date_est_rendu():
    lecture = lire(
        [["N°", "Action", "Statut"], [date(2024, 2, 1), "A", "En cours"], ["Chapitre premier du plan", "B", None]]
    )
    assert lecture.plan.fiches[0].code == "1.2"
    assert any("pris ce numéro" in m.texte for m in lecture.avis)


def test_une_correspondance_s_applique_et_se_reconnait():
    lignes = [["Chantier", "Chantier", "Argent 2025", "Vide"], ["Isoler", "Région", 100, None]]
    octets = classeur({"S": lignes})
    apercu = ouvrir(octets, "s.xlsx")
    assert apercu.a_verifier
    assert reperes(["A", "a", ""]) == ["a", "a #2", "colonne 3"]
    champs = {"chantier": "titre", "chantier #2": "financeur", "argent 2025": "montant", "vide": "n'importe quoi"}
    choix = Correspondance(champs, "S", 1)
    lecture = lire_fichier(octets, "s.xlsx", choix)
    assert [(f.financeur, f.montant) for f in lecture.plan.fiches[0].financements] == [("Région", 100)]
    tableau = ouvrir(octets, "s.xlsx", choix).tableau
    assert empreinte(tableau) == empreinte(
        ouvrir(classeur({"T": lignes}), "t.xlsx", replace(choix, feuille="T")).tableau
    )
    assert [p.exemples for p in decrire(tableau)] == [("Isoler",), ("Région",), ("100",), ()]
    budget = appliquer(tableau, Correspondance({"argent 2025": "budget:investissement"}))
    assert libelle_de(budget.colonnes[2].cle).startswith("Budget d'investissement")
    sans_titre = lire_fichier(octets, "s.xlsx", Correspondance({"chantier": "ignorer"}, "S", 1))
    assert "Aucune colonne ne donne le titre" in sans_titre.erreurs[0].texte


def test_un_fichier_ou_rien_ne_se_reconnait_le_dit():
    assert "Aucune" in lire_fichier(classeur({"A": [["bonjour"]]}), "p.xlsx").erreurs[0].texte
    assert "Ce classeur est vide" in lire_fichier(classeur({"A": []}), "p.xlsx").erreurs[0].texte
    assert "Aucune fiche" in lire_texte_colle("Bonjour à tous.").erreurs[0].texte


def test_des_lignes_copiees_d_un_tableur():
    texte = "Axe (x)\tTitre de l'action\tStatut\tDate de fin\tPartenaires\n1. Rouler\tPédaler\tEn cours\t2027\tVille"
    assert arbre(lire_texte_colle(texte)) == {("Rouler",): ["Pédaler"]}


def test_notre_export_relu_est_le_meme_plan_et_dit_ses_erreurs():
    plan = plan_complet()
    lecture = lire_fichier(classeur_du_plan(plan), "export.xlsx")
    assert lecture.format is FormatImport.EXPORT
    assert lecture.erreurs == []
    for fiche in (*plan_fiches(plan), *lecture.fiches()):  # the columns give the actors their order
        fiche.acteurs = tuple(sorted(fiche.acteurs, key=lambda acteur: (acteur.role, acteur.nom)))
    assert lecture.plan == plan
    assert all(id(fiche) in lecture.origines for fiche in lecture.fiches())


def test_bandeaux():
    assert lire_bandeau("Axe 2 : Se déplacer").genre == "axe"
    assert lire_bandeau("2.1 Rénover").numerote
    assert lire_bandeau("II. Bouger").genre == "lettre"
    assert lire_bandeau("Isoler les écoles") is None
    assert lire_bandeau("x") is None
    assert len(MODELE) == 33
