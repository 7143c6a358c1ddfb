"""What nobody sees is no title, and what is left aside is listed."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from tests.plans.domain.imports.test_publie import seule
from tests.plans.fabrique_imports import classeur, ods

from cordee.plans.domain.imports import classeurs
from cordee.plans.domain.imports.classeurs import lire_csv
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import FichierRefuse

INVISIBLES = "\u200b\u2060\ufeff\u00ad"


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        (classeur({"Plan": [["Titre de l'action", "Pilote", "Statut"], [INVISIBLES, "CC", "En cours"]]}), "plan.xlsx"),
        (f"Titre de l'action;Pilote;Statut\n{INVISIBLES};CC;En cours\n".encode(), "plan.csv"),
    ],
)
def test_un_titre_de_caracteres_invisibles_est_refuse_comme_vide(octets, nom):
    lecture = lire_fichier(octets, nom)
    assert list(lecture.fiches()) == []
    (erreur,) = lecture.erreurs
    assert (erreur.lieu.ligne, erreur.lieu.colonne) == (2, "A")
    assert erreur.texte.startswith("Cette ligne n'a pas de titre")


def test_les_caracteres_invisibles_d_un_titre_sont_retires():
    lecture = lire_fichier(f"Action;Pilote;Statut\nIso\u200bler{INVISIBLES};CC;En cours\n".encode(), "plan.csv")
    assert [f.titre for f in lecture.fiches()] == ["Isoler"]
    colle = lire_texte_colle(f"Fiche action 1 : Iso\u200bler{INVISIBLES}\nObjectifs : réduire\nPilote : CC\n")
    assert seule(colle).titre == "Isoler"


def test_une_fiche_publiee_sans_titre_visible_le_dit():
    lecture = lire_texte_colle(f"Fiche action\nTitre : {INVISIBLES}\nObjectifs : isoler\nPilote : CC\n")
    assert ["titre de la fiche" in erreur.texte for erreur in lecture.erreurs] == [True]


def test_le_nom_du_document_et_les_numeros_de_page_sont_listes_une_fois():
    texte = "".join(
        f"Fiche action {n} : Agir {n}\nObjectifs : réduire\nPilote : CC\nCalendrier : 2025\nPCAET des Vallées\n{n}\n"
        for n in (1, 2)
    )
    lecture = lire_texte_colle(texte)
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [
        ("ligne 5", "PCAET des Vallées"), ("« en-tête ou pied de page »", "1 / 2"),
    ]  # fmt: skip


def test_les_messages_d_un_csv_parlent_du_fichier_et_non_d_une_feuille(monkeypatch):
    lecture = lire_fichier(b"Action;Pilote;Date de fin\nIsoler;CC;32/13/2025\n", "plan.csv")
    assert [str(erreur).partition(" :")[0] for erreur in lecture.erreurs] == ["Ligne 2, colonne C (Date de fin)"]
    monkeypatch.setattr(classeurs, "LIGNES_MAX", 1)
    with pytest.raises(FichierRefuse, match="Le tableau de ce fichier a des cellules remplies jusqu'à la ligne 2"):
        lire_csv("a;b;c\nd;e;f\n")


def test_les_feuilles_laissees_de_cote_sont_listees():
    lecture = lire_fichier(
        classeur(
            {
                "Lisez-moi": [["Mode d'emploi"], ["À remplir"]],
                "Axe 1 - Eau": [["Action", "Description", "Pilote"], ["Isoler", "x", "CC"]],
                "Bilan": [["Année", "Total"], ["2024", 1000]],
            }
        ),
        "plan.xlsx",
    )
    assert [f.titre for f in lecture.fiches()] == ["Isoler"]
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [
        ("feuille « Lisez-moi »", "2 lignes, dont « Mode d'emploi »"),
        ("feuille « Bilan »", "2 lignes, dont « Année »"),
    ]


def test_des_feuilles_aux_memes_champs_sous_d_autres_mots_sont_lues_ensemble():
    lecture = lire_fichier(
        classeur(
            {
                "Axe 1 - Eau": [["Action", "Description", "Pilote"], ["Isoler", "x", "CC"]],
                "Axe 2 - Air": [["Actions", "Descriptif", "Pilotes"], ["Pédaler", "y", "CC"]],
            }
        ),
        "plan.xlsx",
    )
    assert [(axe.nom, [f.titre for f in axe.fiches]) for axe in lecture.plan.axes] == [
        ("Eau", ["Isoler"]),
        ("Air", ["Pédaler"]),
    ]


def _classeur_annote() -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as ecrit:
        feuille = ecrit.add_worksheet("Plan")
        feuille.write_row(0, 0, ["Action", "Pilote", "Statut", "Description"])
        feuille.write_row(1, 0, ["Isoler", "CC", None, "x"])
        feuille.write_row(2, 0, ["Pédaler", "CC", "En cours", "y"])
        feuille.write_blank(1, 2, None, ecrit.add_format({"bg_color": "#00B050"}))
        feuille.write_blank(2, 4, None, ecrit.add_format({"bg_color": "#FFFFFF"}))
        feuille.write_comment("B2", "Voir avec le service", {"author": ""})
        feuille.set_row(2, None, None, {"hidden": True})
        cachee = ecrit.add_worksheet("Ancien")
        cachee.write_row(0, 0, ["Action", "Pilote"])
        cachee.write_row(1, 0, ["Planter", "CC"])
        cachee.hide()
        listes = ecrit.add_worksheet("Listes")
        listes.write_column(0, 0, ["En cours", "Réalisé"])
        listes.hide()
    return tampon.getvalue()


def test_ce_qui_entoure_les_cellules_d_un_classeur_est_dit():
    lecture = lire_fichier(_classeur_annote(), "plan.xlsx")
    assert [f.titre for f in lecture.fiches()] == ["Isoler", "Pédaler"]
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [
        ("feuille « Plan », ligne 2, colonne B (Pilote)", "commentaire de la cellule : Voir avec le service"),
        ("feuille « Ancien »", "feuille masquée, 2 lignes, dont « Action »"),
    ]
    masquees, couleur = lecture.avis
    assert masquees.texte.startswith("Lignes masquées ou filtrées, lues comme les autres : 3.")
    assert couleur.texte.startswith("Une couleur seule ne se lit pas (1 cellule, dont la ligne 2)")


def test_un_commentaire_et_une_ligne_filtree_d_un_ods_sont_dits():
    cellule = "<table:table-cell office:value-type='string'>{}<text:p>{}</text:p></table:table-cell>".format
    note = "<office:annotation><text:p>Voir</text:p></office:annotation>"
    entete = "".join(cellule("", mot) for mot in ("Action", "Pilote", "Description"))
    lignes = "".join(cellule(dit, mot) for dit, mot in (("", "Isoler"), (note, "CC"), ("", "x")))
    lecture = lire_fichier(
        ods(
            f"<table:table table:name='Plan'><table:table-row>{entete}</table:table-row>"
            f"<table:table-row table:visibility='filter'>{lignes}</table:table-row></table:table>"
        ),
        "plan.ods",
    )
    assert [f.titre for f in lecture.fiches()] == ["Isoler"]
    assert [str(lieu) for lieu, _ in lecture.non_repris] == ["feuille « Plan », ligne 2, colonne B (Pilote)"]
    assert len(lecture.avis) == 1
