"""Rarer turns of the reading, the diff and the checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.fabrique_imports import classeur, document, ligne, modele, odt

from cordee.plans.domain.fiche import (
    AxeComplet,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LigneBudget,
    ObjectifChiffre,
    PersonneCitee,
    PlanComplet,
)
from cordee.plans.domain.imports.differences import Etat, comparer
from cordee.plans.domain.imports.entetes import libelle_de
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import LectureImport, Lieu, Message, citer
from cordee.plans.domain.imports.noms import (
    Annuaire,
    Connu,
    lire_nom,
    semble_un_service,
    semble_une_personne,
    separer_personnes,
)
from cordee.plans.domain.imports.resolution import Connaissances, resoudre
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import (
    DomaineImpact,
    Genre,
    GenreEtiquette,
    NatureIndicateur,
    RoleActeur,
    StatutFiche,
    TypeBudget,
)


def lire(*lignes, nom: str = "p.xlsx"):
    return lire_fichier(classeur({"A": list(lignes)}), nom)


def une(entetes, valeurs):
    lecture = lire(entetes, valeurs)
    return lecture, lecture.plan.fiches[0]


# Names --------------------------------------------------------------------------------------------------------------


def test_une_fonction_apres_un_nom_est_la_sienne_et_non_quelqu_un():
    assert separer_personnes("Odile Garcin, Vice-présidente, Paul Vial, 1er adjoint") == [
        "Odile Garcin (Vice-présidente)", "Paul Vial (1er adjoint)",
    ]  # fmt: skip
    assert lire_nom("Odile Garcin (Vice-présidente)").nom == "Odile Garcin"
    assert separer_personnes("Maire, Paul Vial") == ["Maire", "Paul Vial"], "nobody before it"


def test_les_noms_se_lisent_avec_civilite_fonction_et_adresse():
    assert lire_nom("M. DUPONT Jean - directeur").nom == "DUPONT Jean"
    lu = lire_nom("camille.roux@exemple.fr")
    assert (lu.nom, lu.email) == ("Camille Roux", "camille.roux@exemple.fr")
    assert lire_nom("Mme Marie Paul (DGS)").fonction == "DGS"
    assert separer_personnes("Marie Paul et Jean Petit, Service eau et déchets") == [
        "Marie Paul", "Jean Petit", "Service eau et déchets",
    ]  # fmt: skip
    assert semble_une_personne("Jean de La Tour")
    assert not semble_une_personne("CC DU VAL")
    assert semble_un_service("Direction des eaux")


def test_un_annuaire_trouve_par_cle_par_adresse_et_propose():
    connus = [Connu(1, "Marie Paul", "marie@exemple.fr", "membre"), Connu(2, "Jean Petit"), Connu(3, "Petit Jean")]
    annuaire = Annuaire(connus, personnes=True)
    assert annuaire.chercher("PAUL Marie").unique.ident == 1
    assert annuaire.chercher("M. Paul <MARIE@exemple.fr>").unique.ident == 1
    assert annuaire.chercher("Jean Petit").est_ambigue
    assert annuaire.chercher("Maria Paul").proches[0].ident == 1
    assert annuaire.chercher("???").trouves == ()
    assert Annuaire([Connu(4, "ADEME")], personnes=False).chercher("ademe").unique.ident == 4


def test_la_resolution_donne_l_orthographe_connue_et_dit_une_fois_les_noms_proches():
    lecture = lire_fichier(
        modele(
            ligne(titre="A", pilote="PAUL Marie", partenaires="ademe, Chambre d'agricultur",
            mesures="cae_1.1 ; cae_9.9"),
            ligne(titre="B", pilote="Maria Paul", partenaires="Chambre d'agricultur", financeur="ADEME", montant=1),
        ), "p.xlsx",
    )  # fmt: skip
    lecture.plan.fiches[0].communes = ("Haut", "Ailleurs")
    partenaires = Annuaire([Connu(1, "ADEME"), Connu(2, "Chambre d'agriculture")], personnes=False)
    connues = Connaissances(
        personnes=Annuaire([Connu(1, "Marie Paul")], personnes=True),
        etiquettes={GenreEtiquette.PARTENAIRE: partenaires},
        mesures=frozenset({"cae_1.1"}),
        communes=frozenset({"haut"}),
    )
    resoudre(lecture, connues)
    a, b = lecture.plan.fiches
    assert (a.personnes[0].nom, b.personnes[0].nom) == ("Marie Paul", "Maria Paul")
    assert a.noms(RoleActeur.PARTENAIRE) == ["ADEME", "Chambre d'agricultur"]
    assert (a.mesures, a.communes, b.financements[0].financeur) == (("cae_1.1",), ("Haut",), "ADEME")
    textes = [m.texte for m in lecture.avis]
    assert sum("ressemble" in t for t in textes) == 2
    assert any("cae_9.9" in t for t in textes)
    assert any("Ailleurs" in t for t in textes)
    assert lecture.non_repris[-1][1] == "Communes concernées : Ailleurs"


# Cells --------------------------------------------------------------------------------------------------------------


def test_les_textes_trop_longs_et_les_noms_demesures():
    entetes = [
        "Titre",
        "Participation",
        "Partenaires",
        "Personne pilote",
        "Précision de l'état",
        "Calendrier",
        "Financeur",
    ]
    lecture, fiche = une(
        entetes, ["A", "x" * 2001, "y" * 201, "Jean " + "Z" * 170, "e" * 301, "2024 : " + "c" * 300, "f" * 201]
    )
    assert [(m.lieu.colonne, m.lieu.ligne) for m in lecture.erreurs] == [("E", 2), ("B", 2)] or len(
        lecture.erreurs
    ) == 2
    assert fiche.noms(RoleActeur.PARTENAIRE) == []
    assert all(morceau in fiche.description for morceau in ("y" * 201, "Z" * 170, "c" * 300))
    assert (fiche.personnes, fiche.financements_texte) == ((), "f" * 201)


def test_les_periodes_dans_une_colonne_de_debut_et_les_dates_inconnues():
    lecture = lire(
        ["Titre", "Date de début", "Date de fin", "Calendrier"], ["A", "2020 - 2026", None, None],
        ["B", "à définir", "fin 2024", date(2025, 3, 1)], ["C", None, "en continu", 2025], ["D", None, None, 12],
        ["E", "d'ici 2030", None, "chaque année"],
    )  # fmt: skip
    a, b, c, d, e = lecture.plan.fiches
    assert (a.debut.jour.year, a.fin.jour.year) == (2020, 2026)
    assert (b.debut.jour, b.fin.jour) == (date(2025, 3, 1), date(2024, 12, 31))
    assert (c.fin.jour.year, c.amelioration_continue, c.calendrier) == (2025, True, "2025")
    assert (d.calendrier, e.amelioration_continue) == ("", True)
    assert {m.lieu.ligne for m in lecture.erreurs} == {3, 5}


def test_codes_liens_et_cases_sur_plusieurs_colonnes():
    entetes = [
        "Titre",
        "N°",
        "Statut",
        "Actions liées",
        "Documents",
        "Notes",
        "Mesures liées",
        "Effets attendus",
        "Temps de mise en œuvre",
    ]
    lecture, fiche = une(
        entetes, ["Isoler", "2.1 – Isoler", "En cours", "1.2 ; 3.1 Rouler ; Pédaler", "un classeur", "sans date",
        "rien", "Réduction des déchet", "bientôt"]
    )  # fmt: skip
    assert (fiche.code, fiche.calendrier) == ("2.1", "bientôt")
    assert [(lien.code, lien.titre) for lien in fiche.liens] == [("1.2", "1.2"), ("3.1", "Rouler"), ("", "Pédaler")]
    assert all(mot in fiche.description for mot in ("un classeur", "sans date", "rien"))
    assert fiche.classements[Genre.EFFET] == ("dechets",)
    assert any("est lu « Réduction des déchets »" in m.texte for m in lecture.avis)


def test_une_colonne_intitulee_action_qui_ne_tient_que_des_numeros_est_le_numero():
    lecture = lire(
        ["Action", "Libellé", "Statut", "Pilote"], ["A1", "Isoler", "En cours", "CC"], ["A2", "Rouler", None, None]
    )
    assert [(f.code, f.titre) for f in lecture.plan.fiches] == [("A1", "Isoler"), ("A2", "Rouler")]


def test_les_sous_sous_actions():
    entetes = ["Titre de l'action", "Titre de la sous-action", "Titre de la sous-sous-action", "Statut"]
    lecture = lire(
        entetes, ["A", None, None, "En cours"], ["A", "B", None, None], ["A", "B", "C", None], ["A", "X", "D", None],
        ["A", None, "E", None],
    )  # fmt: skip
    sous = lecture.plan.fiches[0].sous_fiches[0]
    assert (sous.titre, [s.titre for s in sous.sous_fiches]) == ("B", ["C", "E"])
    assert [m.lieu.ligne for m in lecture.erreurs] == [5]


def test_libelles_des_champs():
    assert libelle_de("budget:investissement:2024:ttc") == "Budget d'investissement 2024 € TTC"
    assert libelle_de("budget::2024:ht:reel") == "Montant dépensé, budget 2024"
    assert libelle_de("budget:fonctionnement:2025:etp") == "ETP 2025"
    assert libelle_de("financeur:2") == "Financeur 2"
    assert libelle_de("impact:ges") == "Impact : ges"
    assert libelle_de("codes:secteur:tertiaire") == "Secteurs réglementaires : tertiaire"
    assert libelle_de("annee:2025") == "Active en 2025"
    assert libelle_de("finance:DETR") == "Financement : DETR"
    assert libelle_de("inconnue") == "inconnue"


def test_un_tableau_de_contrat_avec_ses_financeurs_en_colonnes():
    lecture = lire(
        ["Thématique", "Intitulé du projet", "Coût total HT", "DETR", "Région (k€)", "Autofinancement",
        "État d'avancement",
         "Budget de fonctionnement", "Élu référent"],
        ["Mobilité", "Voie verte", "250 000 €", "50 000", 30, "170 000", "Études en cours",
        "2024 : 1 000 €\n2025 : 2 000 €",
         "Mme Claire DURAND, vice-présidente"],
    )  # fmt: skip
    fiche = lecture.plan.fiches[0]
    assert [(f.financeur, f.montant) for f in fiche.financements] == [
        ("DETR", 50000), ("Région", 30000), ("Autofinancement", 170000),
    ]  # fmt: skip
    assert [(b.annee, b.prevu) for b in fiche.budgets] == [(2024, 1000), (2025, 2000)]
    assert (fiche.statut, fiche.etat_precision) == (StatutFiche.EN_COURS, "Études en cours")
    assert fiche.classements[Genre.THEMATIQUE] == ("mobilite_transport",)
    assert [p.nom for p in fiche.personnes] == ["Claire DURAND"]
    assert lecture.erreurs == []


# Messages and checks ------------------------------------------------------------------------------------------------


def test_les_lieux_se_disent_en_francais():
    lieu = Lieu("Plan", 3, "B", "Titre")
    assert str(lieu) == "feuille « Plan », ligne 3, colonne B (Titre)"
    assert str(Lieu("", None, "", "Titre")) == "« Titre »"
    assert str(Lieu("", 2, "C")) == "ligne 2, colonne C"
    lecture = LectureImport(PlanComplet(""))
    lecture.erreur("Non.", lieu)
    lecture.avertir("Bon.")
    assert [str(m) for m in lecture.messages] == ["Feuille « Plan », ligne 3, colonne B (Titre) : Non.", "Bon."]
    assert isinstance(lecture.messages[0], Message)
    assert citer("x" * 90).endswith("… »")


def test_la_verification_dit_ce_que_la_base_ne_peut_garder():
    profonde = AxeComplet(
        "1", axes=[AxeComplet("2", axes=[AxeComplet("3", axes=[AxeComplet("4", axes=[AxeComplet("5")])])])]
    )
    fiche = FicheComplete(
        "", avancement=200, statut=StatutFiche.EN_COURS,
        budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=1, prevu=Decimal(-1)),),
        financements=(FinancementCite("F", taux=Decimal(2)),), indicateurs=(IndicateurCite("I",
        cible=Decimal(10) ** 15),),
        impacts=(Impact(DomaineImpact.GES),), objectifs_chiffres=(ObjectifChiffre("O"),),
        sous_fiches=[FicheComplete("a", sous_fiches=[FicheComplete("b", sous_fiches=[FicheComplete("c")])])],
    )  # fmt: skip
    plan = PlanComplet("P", axes=[profonde, AxeComplet("x" * 301)], fiches=[fiche])
    textes = " ".join(m.texte for m in verifier(LectureImport(plan)).erreurs)
    for morceau in (
        "niveau 5",
        "300 caractères",
        "deux niveaux",
        "Titre",
        "Avancement",
        "montant",
        "démesurée",
        "année",
        "taux",
    ):
        assert morceau in textes, morceau


# Differences --------------------------------------------------------------------------------------------------------


def plan(*fiches, axe="", ref=None) -> PlanComplet:
    return PlanComplet(
        "P", ref=ref, axes=[AxeComplet(axe, fiches=list(fiches))] if axe else [], fiches=[] if axe else list(fiches)
    )


def etats(lu, existant) -> list[Etat]:
    return [ecart.etat for ecart in comparer(lu, existant)]


@pytest.mark.parametrize(
    ("lue", "ancienne", "etat"),
    [
        (FicheComplete("Isoler"), FicheComplete("ISOLER", ref=1), Etat.MODIFIEE),
        (FicheComplete("Isoler"), FicheComplete("Isoler", ref=1), Etat.INCHANGEE),
        (FicheComplete("Autre", code="1"), FicheComplete("Isoler", code="1", ref=1), Etat.MODIFIEE),
        (FicheComplete("Isoler", code="2"), FicheComplete("Isoler", code="1", ref=1), Etat.CREEE),
        (FicheComplete("Rouler"), FicheComplete("Isoler", ref=1), Etat.CREEE),
    ],
)
def test_le_rapprochement(lue, ancienne, etat):
    assert etats(plan(lue), plan(ancienne)) == [etat]
    assert etats(plan(lue), None) == [Etat.CREEE]


def test_une_fiche_n_en_met_a_jour_qu_une_et_notre_export_retrouve_par_numero():
    assert etats(plan(FicheComplete("A"), FicheComplete("a")), plan(FicheComplete("A", ref=1))) == [
        Etat.INCHANGEE, Etat.CREEE,
    ]  # fmt: skip
    renommee = FicheComplete("Autre nom", ref=7)
    assert etats(plan(renommee, ref=3), plan(FicheComplete("Nom", ref=7), ref=3)) == [Etat.MODIFIEE]
    assert etats(plan(renommee, ref=4), plan(FicheComplete("Nom", ref=7), ref=3)) == [Etat.CREEE]


def test_les_ensembles_se_remplacent_ou_se_completent():
    ancienne = FicheComplete(
        "A", ref=1, personnes=(PersonneCitee("Jean Petit"),),
        budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2024, prevu=Decimal(10)),),
        indicateurs=(IndicateurCite("I", nature=NatureIndicateur.IMPACT, resultats=((2023, 1.0),)),),
        classements={Genre.SECTEUR: ("tertiaire",)}, communes=("Haut",),
    )  # fmt: skip
    lue = FicheComplete(
        "A", personnes=(PersonneCitee("PETIT Jean"), PersonneCitee("Marie Paul")),
        budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2025, prevu=Decimal(20)),),
        indicateurs=(IndicateurCite("i", cible=Decimal(3), resultats=((2023, 9.0), (2024, 2.0))),),
        classements={Genre.SECTEUR: ("residentiel",)}, communes=("haut",),
    )  # fmt: skip
    (ecart,) = comparer(plan(lue), plan(ancienne))
    dits = {c.champ: (c.avant, c.apres) for c in ecart.changements}
    assert dits["personnes:pilote"] == ("Jean Petit", "Jean Petit, Marie Paul")
    assert dits["budgets"][1] == "Investissement 2024 : 10 € HT, Investissement 2025 : 20 € HT"
    assert dits["classements:secteur"] == ("Tertiaire", "Résidentiel")
    assert "communes" not in dits
    delta = next(d for d in ecart.deltas if d.groupe.nom == "indicateurs")
    assert delta.arrivants[0].resultats == ((2023, 1.0), (2024, 2.0))
    assert (delta.arrivants[0].nature, delta.arrivants[0].cible) == (NatureIndicateur.IMPACT, 3)


def test_une_fiche_change_d_axe_et_ses_sous_fiches_se_comparent():
    ancienne = FicheComplete("A", ref=1, sous_fiches=[FicheComplete("S", ref=2)])
    lue = FicheComplete("A", sous_fiches=[FicheComplete("S", statut=StatutFiche.REALISE), FicheComplete("T")])
    ancien, nouveau = plan(ancienne, axe="1. Se loger"), plan(lue, axe="Bouger")
    from cordee.plans.domain.colonnes import poser_chemins

    poser_chemins(ancien)
    ecarts = comparer(nouveau, ancien)
    assert [(e.etat, e.deplacer) for e in ecarts] == [
        (Etat.MODIFIEE, True), (Etat.MODIFIEE, False), (Etat.CREEE, False),
    ]  # fmt: skip
    assert comparer(plan(FicheComplete("A"), axe="Se loger"), ancien)[0].etat is Etat.INCHANGEE


# Published fiches ---------------------------------------------------------------------------------------------------


def test_une_fiche_suivante_s_ouvre_quand_les_memes_rubriques_reviennent():
    corps = "Contexte : a\nObjectifs : b\nPorteur : CC\nCalendrier : 2024\n"
    lecture = lire_texte_colle(f"Isoler les écoles\n{corps}Rouler à vélo\n{corps}**Semer des haies**\n{corps}")
    assert [f.titre for f in lecture.fiches()] == ["Isoler les écoles", "Rouler à vélo", "Semer des haies"]


def test_le_texte_sous_une_sous_action_et_une_rubrique_dans_une_rangee():
    texte = (
        "Titre : A\nContexte : c\nSous-actions\nÉtudier le sujet avec les communes\nSous-action 2\nFaire"
        "\nObjectifs\nTexte\n"
        "\tPilote\tCC\nBudget\t2024\t10 000 €\n2025\t20 000 €\nMoyens humains : 0,5 ETP\nPriorité : ☐ haute\n"
    )
    lecture = lire_texte_colle(texte)
    fiche = next(lecture.fiches())
    assert [s.titre for s in fiche.sous_fiches] == ["Étudier le sujet avec les communes", "Faire"]
    assert "20 000 €" in fiche.financements_texte
    assert (fiche.moyens, fiche.priorite) == ("0,5 ETP", None)


def test_de_longues_lignes_au_dessus_du_titre_ne_sont_pas_des_axes():
    longue = "Une phrase de présentation du document qui dure longtemps. " * 6
    lecture = lire_texte_colle(f"{longue}\n# Isoler\nContexte : a\nObjectifs : b\nPilotage\n{'mot ' * 60}")
    fiche = next(lecture.fiches())
    assert (fiche.titre, lecture.plan.axes) == ("Isoler", [])
    assert longue.strip() in [texte for _, texte in lecture.non_repris]
    assert fiche.moyens.startswith("mot mot")


def test_des_tableaux_word_imbriques_des_tabulations_et_un_odt_cite():
    fiche = next(lire_fichier(document("Titre\tA", "Contexte\tc", "Objectifs\tb"), "f.docx").fiches())
    assert (fiche.titre, fiche.contexte, fiche.objectifs) == ("A", "c", "b")
    corps = (
        '<text:section><text:p text:style-name="Heading_20_1">Fiche 3 : Semer</text:p></text:section>'
        "<text:p>Contexte : c<text:note><text:p>bas</text:p></text:note><text:line-break/>Objectifs : b</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Pilote</text:p></table:table-cell>"
        '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="2"><text:list><text:list-item>'
        "<text:p>CC</text:p></text:list-item></text:list></table:table-cell></table:table-row></table:table>"
    )
    fiche = next(lire_fichier(odt(corps), "f.odt").fiches())
    assert (fiche.code, fiche.titre, fiche.contexte, fiche.objectifs) == ("3", "Semer", "c", "b")
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC"]
