"""Labelled enumerations."""

from __future__ import annotations

from cordee.outils.choix import ChoixTexte


class Saison(ChoixTexte):
    ETE = "ete", "Été"
    HIVER = "plein_hiver", "L'hiver"


def test_un_membre_vaut_sa_valeur_et_porte_son_libelle() -> None:
    assert Saison.ETE == "ete"
    assert f"{Saison.ETE}" == "ete"
    assert Saison("plein_hiver").libelle == "L'hiver"
    assert Saison.choices() == [("ete", "Été"), ("plein_hiver", "L'hiver")]


def test_le_libelle_d_une_valeur_vide_ou_inconnue_est_celui_que_l_on_donne() -> None:
    assert Saison.libelle_de("ete") == "Été"
    assert Saison.libelle_de("", "—") == "—"
    assert Saison.libelle_de("automne", "?") == "?"
    assert Saison.libelle_de(None) == ""


def test_un_texte_se_lit_sans_accents_ni_casse() -> None:
    assert Saison.lire(" ETE ") is Saison.ETE
    assert Saison.lire("l’hiver") is Saison.HIVER
    assert Saison.lire("Plein hiver") is Saison.HIVER
    assert Saison.lire("") is None
    assert Saison.lire("automne") is None
