"""Words of the parts of a fiche: lists of codes, names of parts, values of the audit trail."""

from __future__ import annotations

from typing import Any

import pytest

from cordee.plans.domain.composition import codes_de, groupes_de, libelle_de_champ, libelles_de, montrer
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne
from cordee.plans.domain.thematiques import SOUS_THEMATIQUES, THEMATIQUES


@pytest.mark.parametrize("genre", list(Genre))
def test_les_groupes_d_une_liste_la_contiennent_toute_et_dans_son_ordre(genre: Genre) -> None:
    groupes = groupes_de(genre)
    assert [code for _, codes in groupes for code in codes] == list(codes_de(genre))
    assert all(codes for _, codes in groupes)


def test_seules_les_longues_listes_ont_des_titres() -> None:
    titres = {genre: [titre for titre, _ in groupes_de(genre) if titre] for genre in Genre}
    assert titres[Genre.SOUS_THEMATIQUE] == [THEMATIQUES[code] for code, sous in SOUS_THEMATIQUES.items() if sous]
    assert titres[Genre.LEVIER]
    assert not any(titres[genre] for genre in Genre if genre not in {Genre.SOUS_THEMATIQUE, Genre.LEVIER})


def test_des_codes_se_disent_dans_l_ordre_de_la_liste_les_disparus_a_la_fin() -> None:
    premier, second = list(codes_de(Genre.SECTEUR))[:2]
    noms = codes_de(Genre.SECTEUR)
    assert libelles_de(Genre.SECTEUR, ["disparu", second, premier]) == [noms[premier], noms[second], "disparu"]


@pytest.mark.parametrize(
    ("nom", "libelle"),
    [
        ("fin", "Échéance"),
        ("communes", "Communes concernées"),
        ("secteur", Genre.SECTEUR.libelle),
        ("pilote", RolePersonne.PILOTE.libelle),
        ("partenaire", RoleActeur.PARTENAIRE.libelle),
        ("partage", "Partage"),
        ("ancienne_partie", "ancienne_partie"),
    ],
)
def test_une_partie_a_un_nom_a_l_ecran(nom: str, libelle: str) -> None:
    assert libelle_de_champ(nom) == libelle


@pytest.mark.parametrize(
    ("nom", "valeur", "montre"),
    [
        ("fin", "2026-03-31", "31 mars 2026"),
        ("statut", "en_cours", "En cours"),
        ("fin", None, "vide"),
        ("communes", [], "vide"),
        ("communes", ["Aigues", "Bourg"], "Aigues, Bourg"),
        ("secteur", ["tertiaire", "disparu"], "Tertiaire, disparu"),
        ("ancienne_partie", 3, "3"),
    ],
)
def test_une_valeur_de_l_historique_se_lit(nom: str, valeur: Any, montre: str) -> None:
    assert montrer(nom, valeur).replace("\u00a0", " ") == montre
