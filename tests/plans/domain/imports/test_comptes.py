"""Fiches and sous-actions of an import, in words."""

from __future__ import annotations

import pytest

from cordee.plans.domain.imports.comptes import Compte, annoncer, etendues, raconter, rassembler

RIEN = Compte()


@pytest.mark.parametrize(
    ("creees", "modifiees", "inchangees", "dit"),
    [
        (Compte(1, 2), RIEN, RIEN, "1 nouvelle fiche, 2 sous-actions"),
        (Compte(3), Compte(1, 3), Compte(10), "3 nouvelles fiches, 4 mises à jour, 10 inchangées"),
        (Compte(0, 2), Compte(1), RIEN, "2 nouvelles sous-actions, 1 mise à jour"),
        (RIEN, RIEN, Compte(1), "1 inchangée"),
        (RIEN, RIEN, RIEN, "0 nouvelle fiche"),
    ],
)
def test_annonce(creees, modifiees, inchangees, dit):
    assert annoncer(creees, modifiees, inchangees) == dit


def test_recit_et_compte():
    assert (
        raconter(Compte(1, 2), Compte(4), Compte(1)) == "1 fiche et 2 sous-actions créées, 4 mises à jour, 1 inchangée."
    )
    assert (str(Compte(0, 1)), str(RIEN), str(Compte(2))) == ("1 sous-action", "0 fiche", "2 fiches")


def test_un_message_repete_dans_une_colonne_se_dit_une_fois_avec_toutes_ses_lignes():
    def message(ligne, texte="Note sans date.", colonne="AF"):
        return {"texte": texte, "feuille": "Plan", "ligne": ligne, "colonne": colonne, "entete": "Notes"}

    repetes = [message(5), message(6, "Autre."), message(7), message(6), message(12), message(9, colonne="B")]
    assert [(m["texte"], m["colonne"], m["lignes"], m["plusieurs"]) for m in rassembler([*repetes, message(None)])] == [
        ("Note sans date.", "AF", "5 à 7, 12", True),
        ("Autre.", "AF", "6", False),
        ("Note sans date.", "B", "9", False),
        ("Note sans date.", "AF", "", False),
    ]
    assert etendues([3, 4, 9]) == "3, 4, 9"
