"""The bundled nomenclature and the order of identifiants."""

from __future__ import annotations

import pytest

from cordee.indicateurs.actions.chargement import lire_donnees_livrees
from cordee.indicateurs.domain.definitions import (
    IDENTIFIANT,
    Definition,
    cle_recherche,
    cle_titre,
    cle_tri,
    ecrire_livrees,
    lire_livrees,
    ordonner,
)
from cordee.indicateurs.enums import Thematique
from cordee.territoires.domain.expressions import TypeFormule, verifier


def definition(identifiant: str, *parents: str) -> Definition:
    return Definition(identifiant=identifiant, titre=identifiant, parents=parents)


def test_les_numeros_se_suivent_comme_on_les_compte() -> None:
    melanges = ["cae_10", "cae_2.b", "cae_2.a", "cae_1.aa", "cae_1.b", "eci_1"]
    assert sorted(melanges, key=cle_tri) == ["cae_1.aa", "cae_1.b", "cae_2.a", "cae_2.b", "cae_10", "eci_1"]


def test_les_cles_ignorent_accents_et_ponctuation() -> None:
    assert cle_titre("Émissions - résidentiel") == cle_titre("emissions, Résidentiel")
    assert cle_recherche("cae_1.a", "", "Émissions") == "cae 1.a emissions"


def test_les_parents_viennent_avant_leurs_enfants() -> None:
    ordre = ordonner(
        [definition("a", "b", "ailleurs"), definition("b", "c", "d"), definition("c"), definition("d", "c")]
    )
    assert [d.identifiant for d in ordre] == ["c", "d", "b", "a"]


@pytest.mark.parametrize(
    "boucle",
    [
        [definition("a", "a")],
        [definition("a", "b"), definition("b", "a")],
        [definition("x", "a"), definition("a", "b"), definition("b", "c"), definition("c", "a")],
    ],
)
def test_une_boucle_est_nommee(boucle: list[Definition]) -> None:
    with pytest.raises(ValueError, match=r"^[abc]$"):
        ordonner(boucle)


def test_une_longue_chaine_s_ordonne() -> None:
    chaine = [definition(f"d{rang}", f"d{rang + 1}") for rang in range(3000)]
    assert ordonner(chaine)[-1].identifiant == "d0"


# -- bundled file ----------------------------------------------------------------------------------------------------
def test_la_nomenclature_livree_est_entiere_et_coherente() -> None:
    livrees = lire_donnees_livrees()
    connus = {d.identifiant for d in livrees}
    assert len(livrees) == len(connus) == 455
    assert not [i for i in connus if i.startswith(("s_", "petr_")) or not IDENTIFIANT.fullmatch(i)]
    assert {parent for d in livrees for parent in d.parents} <= connus
    assert {t for d in livrees for t in d.thematiques} <= set(Thematique.values)
    assert len(ordonner(livrees)) == 455
    assert sum(bool(d.valeur_calcule) for d in livrees) == 69


def test_les_formules_livrees_se_lisent_et_citent_des_indicateurs_connus() -> None:
    livrees = lire_donnees_livrees()
    connus = {d.identifiant: [n for n, e in (("cible", d.expr_cible), ("limite", d.expr_seuil)) if e] for d in livrees}
    fautes = [
        (d.identifiant, faute)
        for d in livrees
        for genre, texte in (
            (TypeFormule.INDICATEUR_CALCULE, d.valeur_calcule),
            (TypeFormule.BORNE, d.expr_cible),
            (TypeFormule.BORNE, d.expr_seuil),
        )
        if texte
        for faute in verifier(texte, genre, indicateurs=connus)
    ]
    assert not fautes


def test_aucune_phrase_officielle_n_est_livree() -> None:
    assert not [d for d in lire_donnees_livrees() if d.description or d.titre_long or d.libelle_cible_seuil]


def test_ce_qui_s_ecrit_se_relit() -> None:
    originale = Definition(
        identifiant="x_1", titre="Haies", unite="km/1 000 hab", precision=0, parents=("x_0",), categories=("a", "b"),
        valeur_calcule="val(x_2)\n + 1", sans_valeur_utilisateur=True, borne_min=0.5,
    )  # fmt: skip
    entete, ligne = ecrire_livrees([originale]).splitlines()
    relue = lire_livrees([dict(zip(entete.split("\t"), ligne.split("\t"), strict=True))])[0]
    assert relue == Definition(
        identifiant="x_1", titre="Haies", unite="km/1 000 hab", precision=0, parents=("x_0",), categories=("a", "b"),
        valeur_calcule="val(x_2) + 1", sans_valeur_utilisateur=True, borne_min=0.5,
    )  # fmt: skip
