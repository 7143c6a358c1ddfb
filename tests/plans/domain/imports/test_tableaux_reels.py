"""Spreadsheets as collectivités keep them: grouping rows, totals, notes, headers on two lines, columns of ticks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.domain.imports.test_tableaux import arbre, lieux, lire
from tests.plans.fabrique_imports import Formule, archive, classeur, ligne, modele, ods, remplacer

from cordee.plans.domain.imports.correspondance import Correspondance
from cordee.plans.domain.imports.dates import Periode, au_premier_jour, lire_periode
from cordee.plans.domain.imports.fichiers import decoder
from cordee.plans.domain.imports.lecture import lire_fichier, ouvrir
from cordee.plans.domain.imports.messages import FichierRefuse, FormatImport
from cordee.plans.domain.listes import DomaineImpact, Genre, Precision, RoleActeur, RolePersonne, StatutFiche


def premiere(lecture):
    return next(lecture.fiches())


def test_lignes_d_axes_fusionnees_totaux_et_notes():
    lecture = lire(
        [
            ["Programme d'actions"],
            ["N°", "Action", "Pilote", "Budget", "Avancement"],
            ["AXE 1 : MIEUX SE LOGER"],
            ["Rénover ensemble"],
            [1, "Ouvrir un guichet", "Service Habitat", "1000", "En cours"],
            ["AXE 2 : BOUGER"],
            [2, "Tracer des pistes", "Département", 500, "Terminé"],
            ["Total général", None, None, 1500],
            ["* hors taxes"],
            ["Source : service climat"],
        ],
        fusions={"Actions": [(2, 0, 2, 4), (3, 0, 3, 4), (5, 0, 5, 4)]},
    )
    assert lecture.erreurs == []
    assert arbre(lecture) == {
        ("MIEUX SE LOGER", "Rénover ensemble"): ["Ouvrir un guichet"],
        ("MIEUX SE LOGER",): [],
        ("BOUGER",): ["Tracer des pistes"],
    }
    un, deux = lecture.fiches()
    assert (un.code, un.statut, deux.statut) == ("1", StatutFiche.EN_COURS, StatutFiche.REALISE)
    assert deux.noms(RoleActeur.MAITRE_OUVRAGE) == ["Département"]
    assert [texte for _, texte in lecture.non_repris] == [
        "* hors taxes", "Source : service climat", "Programme d'actions",
    ]  # fmt: skip


def test_titres_de_groupes_dans_la_colonne_des_actions():
    lignes = [["Action", "Porteur", "Statut"], ["1. Habitat"], ["1.1 Isoler", "CC", "En cours"], ["2. Mobilité"]]
    assert arbre(lire([*lignes, ["2.1 Rouler", "CC", "En cours"]])) == {
        ("Habitat",): ["Isoler"],
        ("Mobilité",): ["Rouler"],
    }
    romains = [["N°", "Action", "Coût"], [None, "I - Énergie"], ["7", "Éteindre", 10], [None, "Sous-total I", 10]]
    assert arbre(lire(romains)) == {("Énergie",): ["Éteindre"]}
    seule = lire([["Action", "Porteur", "Statut"], ["1. Habitat"], ["Isoler", "CC", "En cours"]])
    assert arbre(seule) == {(): ["Habitat", "Isoler"]}


def test_en_tetes_sur_deux_lignes_fusionnees_ou_non():
    lignes = [
        ["Axe", "Action", "Pilotage", None, "Budget (€ HT)", None, "Suivi"],
        [None, None, "Service pilote", "Élu référent", 2026, 2027, "Etat"],
        ["A", "Isoler", "Bâtiments", "Ada Roux", 10, 20, "En cours"],
    ]
    fusions = {"Actions": [(0, 2, 0, 3), (0, 4, 0, 5)]}
    for lecture in (lire([lignes[0], lignes[1], lignes[2]], fusions=fusions), lire([r[:6] for r in lignes])):
        fiche = premiere(lecture)
        assert fiche.noms(RoleActeur.SERVICE_PILOTE) == ["Bâtiments"]
        assert fiche.personnes_de_role(RolePersonne.ELU_REFERENT) == ["Ada Roux"]
        assert [(b.annee, b.prevu) for b in fiche.budgets] == [(2026, Decimal(10)), (2027, Decimal(20))]


def test_une_action_sans_ligne_a_elle_porte_ses_sous_actions():
    lignes = [
        ["Axe", "Action", "Sous-action", "Porteur", "Calendrier"],
        ["A. Sobriété", "A1.1 Rénover", "Étudier", "Service Bâti", "2026"],
        [None, None, "Travailler", None, "2027"],
        [None, "A1.2 Régler", "Mesurer", "Service Bâti", "2028"],
    ]
    lecture = lire(lignes, fusions={"Actions": [(1, 0, 3, 0), (1, 1, 2, 1), (1, 3, 2, 3)]})
    assert lecture.erreurs == []
    renover, regler = lecture.plan.axes[0].fiches
    assert (renover.code, renover.titre, renover.noms(RoleActeur.SERVICE_PILOTE)) == (
        "A1.1",
        "Rénover",
        ["Service Bâti"],
    )
    assert [(s.titre, s.calendrier, s.acteurs) for s in renover.sous_fiches] == [
        ("Étudier", "2026", ()), ("Travailler", "2027", ()),
    ]  # fmt: skip
    assert [s.titre for s in regler.sous_fiches] == ["Mesurer"]
    assert "n'a pas de ligne à elle" in lecture.avis[0].texte
    du_modele = lire_fichier(modele(ligne(titre="Rénover", sous_titre="Étudier")), "m.xlsx")
    assert "ajoutez une ligne pour l'action" in du_modele.erreurs[0].texte


def test_colonnes_de_coches_et_gains_chiffres():
    lecture = lire(
        [
            ["Titre", "Patrimoine", "Territoire", "Adaptation", "GES", "Gain énergie (GWh/an)", "2026", "2027"],
            ["Isoler", "x", None, "☒", "+++", 3.5, "x", "x"],
            ["Planter", None, "X", "non", "+", "2 GWh", None, "x"],
        ]
    )
    un, deux = lecture.fiches()
    assert un.classements[Genre.CATEGORIE] == ("patrimoine",)
    assert [(i.domaine, i.niveau, i.valeur, i.unite, i.commentaire) for i in un.impacts] == [
        (DomaineImpact.ADAPTATION, None, None, "", ""), (DomaineImpact.GES, 3, None, "", ""),
        (DomaineImpact.ENERGIE, None, Decimal("3.50"), "GWh/an", ""),
    ]  # fmt: skip
    assert [i.domaine for i in deux.impacts] == [DomaineImpact.GES, DomaineImpact.ENERGIE]
    assert (deux.impacts[1].valeur, deux.impacts[1].unite) == (Decimal(2), "GWh")
    parle = lire([["Titre", "Pilote", "Gain GES"], ["Isoler", "CC", "12 tCO2e pour les écoles"]])
    assert premiere(parle).impacts[0].commentaire == "12 tCO2e pour les écoles"
    refuse = lire([["Titre", "Pilote", "Gain GES"], ["Isoler", "CC", "entre 2 et 3"]])
    assert (premiere(refuse).impacts[0].valeur, premiere(refuse).impacts[0].commentaire) == (None, "entre 2 et 3")


def test_une_ligne_de_donnees_n_est_jamais_l_en_tete():
    questions = lire([["Réf.", "Quoi ?", "Qui ?", "Combien ?"], ["1", "Planter", "Communes", "15 000 €"]])
    assert (premiere(questions).code, premiere(questions).titre) == ("1", "Planter")
    muettes = [["aa", "bb", "cc"], ["Planter des haies", "Communes", "2027"], ["Isoler", 12, date(2026, 1, 1)]]
    apercu = ouvrir(classeur({"F": muettes}), "p.xlsx")
    assert (apercu.format, apercu.a_verifier, apercu.tableau.entete) == (FormatImport.TABLEUR, True, 0)
    assert "titre des actions" in lire_fichier(classeur({"F": muettes}), "p.xlsx").erreurs[0].texte


def test_deux_colonnes_connues_font_un_tableau():
    lecture = lire([["Action", "Pilote"], ["Planter", "Service Nature"], ["Isoler", "Service Bâti"]])
    assert [f.titre for f in lecture.fiches()] == ["Planter", "Isoler"]


def test_formules_jamais_calculees_quoi_qu_il_y_ait_a_leur_place():
    octets = modele(ligne(titre=Formule("A1", "")), ligne(titre="Isoler", budget=Formule("1+1", 2)))
    feuille = archive_lue(octets, "xl/worksheets/sheet1.xml")
    vides = feuille.replace(b"<v>2</v>", b"<v></v>").replace(b"<v></v>", b"<v/>")
    lecture = lire_fichier(remplacer(octets, xl__worksheets__sheet1_xml=vides), "m.xlsx")
    assert ("jamais été calculée" in lecture.erreurs[0].texte, lieux(lecture.erreurs)) == (True, [(4, "X")])
    cellule = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rangs = ["".join(map(cellule.format, ("Titre", "Statut", "Budget")))]
    rangs.append(
        cellule.format("Isoler") * 1 + cellule.format("En cours") + '<table:table-cell table:formula="of:=1"/>'
    )
    corps = "".join(f"<table:table-row>{rang}</table:table-row>" for rang in rangs)
    libre = lire_fichier(ods(f'<table:table table:name="F">{corps}</table:table>'), "p.ods")
    assert lieux(libre.erreurs) == [(2, "C")]


def archive_lue(octets: bytes, nom: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(octets)) as lue:
        return lue.read(nom)


def test_annees_saisies_dans_des_cellules_de_dates():
    assert lire_periode(date(1905, 7, 18)) == lire_periode(2026)
    fiche = premiere(lire([["Titre", "Date de début", "Date de fin"], ["Isoler", "fin 2026", date(1905, 7, 20)]]))
    assert (fiche.debut.jour, fiche.debut.precision, fiche.fin.jour) == (
        date(2026, 1, 1), Precision.ANNEE, date(2028, 12, 31),
    )  # fmt: skip
    mois, jour = lire_periode("juin 2026"), lire_periode("12/06/2026")
    assert isinstance(mois, Periode)
    assert au_premier_jour(mois.fin).jour == date(2026, 6, 1)
    assert au_premier_jour(jour.fin) == jour.fin


def test_budget_annee_par_annee_dans_une_cellule():
    cellule = "20 000 € en 2026, 30 000 € en 2027"
    fiche = premiere(lire([["Titre", "Statut", "Budget"], ["Isoler", "En cours", cellule]]))
    assert [(b.annee, b.prevu) for b in fiche.budgets] == [(2026, Decimal(20000)), (2027, Decimal(30000))]
    melee = lire([["Titre", "Statut", "Budget"], ["Isoler", "En cours", "20 000 € en 2026, puis 30 000 €"]])
    assert (lieux(melee.avis)[1:], melee.erreurs) == ([(2, "C")], [])
    assert premiere(melee).financements_texte == "20 000 € en 2026, puis 30 000 €"


@pytest.mark.parametrize(
    ("cellule", "pilotes", "services"),
    [
        ("Mme Roux & M. Vial", ["Roux", "Vial"], []),
        ("Ada Roux - Léo VIAL", ["Ada Roux", "Léo VIAL"], []),
        ("Service Eau – Ada Roux", ["Ada Roux"], ["Service Eau"]),
        ("à recruter", [], []),
    ],
)
def test_personnes_d_une_cellule(cellule, pilotes, services):
    for entete in ("Personne pilote", "Porteur"):
        fiche = premiere(lire([["Titre", "Statut", entete], ["Isoler", "En cours", cellule]]))
        assert fiche.personnes_de_role(RolePersonne.PILOTE) == pilotes
        assert fiche.noms(RoleActeur.SERVICE_PILOTE) == services


def test_une_structure_n_est_pas_une_personne():
    lecture = lire([["Titre", "Statut", "Personne pilote"], ["Isoler", "En cours", "CC du Haut-Sérac"]])
    assert premiere(lecture).noms(RoleActeur.MAITRE_OUVRAGE) == ["CC du Haut-Sérac"]
    assert "n'est pas une personne" in lecture.avis[0].texte


@pytest.mark.parametrize("codage", ["cp1252", "mac_roman", "cp850", "utf-8", "utf-8-sig", "utf-16"])
def test_codages_des_tableurs(codage):
    assert decoder("Déjà réalisé à l'été".encode(codage)) == "Déjà réalisé à l'été"


def test_une_archive_vide_de_sens_est_refusee():
    with pytest.raises(ValueError, match="n'est pas de ceux"):
        ouvrir(archive({"a.bin": "rien"}), "p.xlsx")


def test_un_en_tete_sur_deux_lignes_reste_entier_une_fois_choisi():
    octets = classeur(
        {"F": [["Axe", "Action", "Budget", None], [None, None, 2026, 2027], ["A", "Isoler", 1, 2]]},
        {"F": [(0, 2, 0, 3)]},
    )
    tableau = ouvrir(octets, "p.xlsx").tableau
    choisi = ouvrir(octets, "p.xlsx", Correspondance(feuille="F", ligne=tableau.entete + 1)).tableau
    assert choisi == tableau
    assert [c.entete for c in choisi.colonnes] == ["Axe", "Action", "Budget 2026", "Budget 2027"]
    premiere_ligne = ouvrir(octets, "p.xlsx", Correspondance(feuille="F", ligne=1)).tableau
    assert premiere_ligne == tableau


def test_des_calendriers_qui_ne_tiennent_pas_ensemble_vont_dans_la_description():
    longs = [f"{an} : {'étape ' * 30}" for an in (2026, 2027)]
    fiche = premiere(lire([["Titre", "Statut", "Calendrier", "Planning"], ["Isoler", "En cours", *longs]]))
    assert fiche.calendrier.startswith("2026")
    assert "Calendrier : 2027" in fiche.description


def test_un_json_est_refuse_en_disant_quoi_envoyer():
    with pytest.raises(FichierRefuse, match="fichier JSON"):
        ouvrir(b'{"plan": []}', "plan.json")
    assert ouvrir("[x] Atténuation".encode(), "f.txt").format is FormatImport.PUBLIE
