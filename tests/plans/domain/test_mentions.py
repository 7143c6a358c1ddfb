"""Whom « @ » names, and how the name is said when it names nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cordee.plans.domain.mentions import citations, nom_ambigu, nom_cite, par_noms, trouver


@dataclass
class Personne:
    prenom: str
    nom: str


INES, AUTRE_INES, PAUL = Personne("Inès", "Allemand"), Personne("Inès", "Roux"), Personne("Paul", "Vial")
CONNUS = par_noms([INES, AUTRE_INES, PAUL])


@pytest.mark.parametrize(
    ("citation", "trouvee"),
    [("Inès Allemand peux-tu", INES), ("vial paul", PAUL), ("Paul", PAUL), ("Inès", None), ("Marie", None)],
)
def test_la_plus_longue_suite_de_mots_qui_nomme_une_seule_personne_l_emporte(citation, trouvee) -> None:
    assert trouver(citation, CONNUS) is trouvee


def test_plusieurs_personnes_du_meme_prenom_ne_se_confondent_pas_avec_personne() -> None:
    assert nom_ambigu("Inès", CONNUS)
    assert not nom_ambigu("Inès Roux", CONNUS)
    assert not nom_ambigu("Marie", CONNUS)


@pytest.mark.parametrize(
    ("texte", "cites"),
    [
        ("Bonjour @Marie Roux, vu ?", ["Marie Roux"]),
        ("(@Marie)", ["Marie"]),
        ("Écrire à contact@exemple.fr", []),
        ("@ seul", []),
    ],
)
def test_une_adresse_de_courriel_ne_cite_personne(texte, cites) -> None:
    assert citations(texte) == cites


@pytest.mark.parametrize(
    ("citation", "nom"), [("Marie Roux peux-tu", "Marie Roux"), ("marie peux-tu", "marie"), ("Marie", "Marie")]
)
def test_le_nom_s_arrete_au_premier_mot_sans_majuscule(citation, nom) -> None:
    assert nom_cite(citation) == nom
