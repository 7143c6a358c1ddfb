"""E-mail addresses taken away, words looked for."""

from __future__ import annotations

import pytest

from cordee.publication.domain.discretion import MASQUE, count_courriels, masquer_courriels
from cordee.publication.domain.recherche import contient, motifs_de


@pytest.mark.parametrize("ecrit", ["a.b@serac.fr", "mailto:a@serac.fr", "A-B+c@mail.haut-serac.example"])
def test_un_courriel_est_retire_du_texte(ecrit: str) -> None:
    assert masquer_courriels(f"Écrire à {ecrit} avant mars.") == f"Écrire à {MASQUE} avant mars."
    assert count_courriels(f"{ecrit}, {ecrit}") == 2


def test_une_arobase_seule_n_est_pas_un_courriel() -> None:
    assert masquer_courriels("@Lise, à 3 € @ 20 %") == "@Lise, à 3 € @ 20 %"
    assert count_courriels("rien") == 0


@pytest.mark.parametrize(
    ("cherche", "texte", "trouve"),
    [
        ("velo", "Des vélos partagés", True),
        ("vélos", "le vélo", True),
        ("rénover", "La rénovation des écoles", True),
        ("mairie école", "L'école, puis la mairie", True),
        ("mairie gare", "La mairie", False),
        ("elo", "Le vélo", False),
        ("la", "La mairie", True),
        ("1.2", "Action 1.2", True),
        ("(", "Une parenthèse (", False),
    ],
)
def test_chaque_mot_cherche_doit_commencer_un_mot_du_texte(cherche: str, texte: str, trouve: bool) -> None:
    motifs = motifs_de(cherche)
    assert (bool(motifs) and contient([texte], motifs)) is trouve


def test_les_mots_peuvent_etre_dans_des_morceaux_differents() -> None:
    assert contient(["Relier les bourgs", "Sérac"], motifs_de("bourg serac"))
