"""What nobody sees is no title, and what is left aside is listed."""

from __future__ import annotations

import pytest
from tests.plans.domain.imports.test_publie import seule
from tests.plans.fabrique_imports import classeur

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
