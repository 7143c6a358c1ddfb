"""The examples of docs/calculs/scores.md on the real référentiels, read from the bundled files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.referentiels.domain.arbres import noter

import cordee.referentiels
from cordee.referentiels.domain import (
    Consequence,
    DefinitionNoeud,
    DefinitionReferentiel,
    Referentiel,
    Scores,
    build_referentiel,
    node_id,
    read_bundled,
)
from cordee.territoires.domain.expressions import Contexte, Valeur, parse
from cordee.territoires.domain.identite import Identite, TypeIdentite

DONNEES = Path(cordee.referentiels.__file__).parent / "donnees"


@cache
def _lire(nom: str) -> tuple[list[DefinitionNoeud], Referentiel]:
    noeuds = read_bundled((DONNEES / f"{nom}.tsv").read_bytes())
    return noeuds, build_referentiel(DefinitionReferentiel(nom, nom, "1.0.0", tuple(noeuds)))


def _noter_commune(reponses: dict[str, Valeur], *, drom: bool = False) -> Scores:
    """A commune's CAE with these answers, no statut."""
    noeuds, referentiel = _lire("cae")
    identite = Identite(TypeIdentite.COMMUNE, None, frozenset(), drom, None)
    contexte = Contexte(identite=identite, reponses=reponses)
    consequences = {}
    for noeud in noeuds:
        valeurs = {regle: parse(texte).evaluer(contexte) for regle, texte in noeud.regles.items() if regle != "score"}
        reduction = valeurs.get("reduction")
        assert reduction is None or isinstance(reduction, (int, float))
        consequences[node_id("cae", noeud.identifiant)] = Consequence(bool(valeurs.get("desactivation")), reduction)
    return noter(referentiel, {}, consequences)


@pytest.mark.parametrize(("nom", "total", "feuilles"), [("cae", 500, 1111), ("eci", 500, 274), ("te", 669.9, 480)])
def test_chaque_referentiel_a_son_total(nom: str, total: float, feuilles: int) -> None:
    racine = noter(_lire(nom)[1], {}).racine()
    assert (racine.points_referentiel, racine.points_potentiels, racine.taches_total) == (total, total, feuilles)


def test_une_sous_mesure_eci_desactivee_se_partage_entre_ses_soeurs() -> None:
    scores = noter(_lire("eci")[1], {}, {"eci_2.4.2": Consequence(desactive=True)})
    soeurs = {noeud[-1]: scores.noeud(noeud).points_potentiels for noeud in scores.referentiel.children("eci_2.4")}
    assert soeurs == {"0": 0, "1": 5, "2": 0, "3": 3, "4": 7, "5": 5}
    assert scores.noeud("eci_2.4").points_potentiels == 20
    assert (scores.noeud("eci_2.4").taches_renseignees, scores.noeud("eci_2.4").taches_total) == (4, 17)


def test_une_commune_sans_recuperation_de_chaleur_garde_deux_points() -> None:
    scores = _noter_commune({"recuperation_cogeneration": False})
    assert scores.noeud("cae_3.2.1").points_potentiels == scores.noeud("cae_3.2.1").points_potentiels_perso == 2
    assert scores.noeud("cae_3.2.1.1").points_potentiels == 2
    assert scores.noeud("cae_3.2.1.2").desactive
    assert scores.noeud("cae_3.2.1.3").desactive
    taches = scores.referentiel.children("cae_3.2.1.1")
    assert [scores.noeud(tache).points_potentiels for tache in taches] == [0.25] * 8
    assert scores.racine().points_potentiels == 489


def test_les_points_d_une_sous_mesure_a_zero_vont_a_deux_soeurs_par_leur_facteur() -> None:
    scores = _noter_commune({"dev_eco_4": False})
    points = [scores.noeud(f"cae_6.3.1.{rang}").points_potentiels for rang in range(1, 6)]
    assert points == [1.2, 1.6, 2.6, 0, 2.6]
    assert scores.noeud("cae_6.3.1").points_potentiels == 8


def test_une_commune_d_outre_mer_voit_sa_mesure_agricole_divisee() -> None:
    scores = _noter_commune({"SAU": True}, drom=True)
    points = [scores.noeud(noeud).points_potentiels for noeud in ("cae_6.4.1", "cae_6.4.1.6", "cae_6.4.1.8")]
    assert points == [6, 1.2, 0.6]


@pytest.mark.parametrize(("part", "plan", "points"), [(0.1, True, 3), (0.5, True, 6), (0.1, False, 2)])
def test_l_habitat_se_reduit_selon_la_part_de_competence(part: float, plan: bool, points: float) -> None:
    scores = _noter_commune({"habitat_2": part, "habitat_3": plan})
    assert scores.noeud("cae_6.2.1").points_potentiels == points
