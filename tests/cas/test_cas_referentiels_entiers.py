"""Whole référentiels scored by the reference: every node of every case."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cordee.referentiels.domain import (
    Avancement,
    Consequence,
    DefinitionReferentiel,
    Effets,
    FormuleExpression,
    Referentiel,
    ScoreNoeud,
    Scores,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_from_points,
    build_referentiel,
    calculer_cas,
    compute_scores,
    node_id,
    read_official,
)
from cordee.territoires.domain.expressions import parse

TOLERANCE = 0.0011
REFERENTIELS = ("cae", "eci", "te")
POINTS = {
    "pointReferentiel": "points_referentiel",
    "pointPotentiel": "points_potentiels",
    "pointPotentielPerso": "points_potentiels_perso",
    "pointFait": "points_faits",
    "pointProgramme": "points_programmes",
    "pointPasFait": "points_pas_faits",
    "pointNonRenseigne": "points_non_renseignes",
    "faitTachesAvancement": "taches_faites",
    "programmeTachesAvancement": "taches_programmees",
    "pasFaitTachesAvancement": "taches_pas_faites",
}
DRAPEAUX = ("concerne", "desactive", "renseigne")


@dataclass(frozen=True)
class Lot:
    """The cases of one référentiel, computed at once."""

    referentiel: Referentiel
    cas: list[dict[str, Any]]
    colonnes: list[str]
    statut_codes: list[str]
    scores: Scores
    entree: dict[str, Any]

    def attendus(self, rang: int) -> Iterator[tuple[str, dict[str, Any], ScoreNoeud]]:
        obtenus = self.scores.noeuds(rang)
        lignes = self.cas[rang]["scores"]
        assert set(lignes) == set(obtenus)
        for noeud, ligne in lignes.items():
            yield noeud, dict(zip(self.colonnes, ligne, strict=True)), obtenus[noeud]


def lire_gz(chemin: Path) -> dict[str, Any]:
    with gzip.open(chemin, "rt", encoding="utf-8") as flux:
        contenu: dict[str, Any] = json.load(flux)
    return contenu


def _statut(brut: list[float], codes: list[str]) -> StatutStocke:
    detail = Avancement.of(brut[2:]) if len(brut) > 2 else None
    return StatutStocke(StatutAvancement(codes[int(brut[0])]), detail, bool(brut[1]))


def _consequence(brut: list[Any]) -> Consequence:
    desactive, reduction, formule = brut
    return Consequence(
        None if desactive is None else bool(desactive),
        reduction,
        FormuleExpression(parse(formule)) if formule else None,
    )


def _entree_json(cas: list[dict[str, Any]], codes: list[str]) -> dict[str, Any]:
    return {
        "cas": [
            {
                "statuts": {
                    noeud: {
                        "avancement": codes[int(brut[0])],
                        "detail": brut[2:] or None,
                        "concerne": bool(brut[1]),
                    }
                    for noeud, brut in un["statuts"].items()
                },
                "consequences": {
                    noeud: {
                        "desactive": None if brut[0] is None else bool(brut[0]),
                        "reduction": brut[1],
                        "score": brut[2],
                    }
                    for noeud, brut in un["consequences"].items()
                },
            }
            for un in cas
        ]
    }


@pytest.fixture(scope="module", params=REFERENTIELS)
def lot(request: pytest.FixtureRequest, dossier_partage: Path) -> Lot:
    nom = request.param
    arbre = lire_gz(dossier_partage / "vectors" / f"tree_{nom}.json.gz")
    donnees = lire_gz(dossier_partage / "vectors" / f"{nom}.json.gz")
    referentiel = build_from_points((noeud[0], noeud[4]) for noeud in arbre["nodes"])
    cas, codes = donnees["cases"], donnees["avancementCodes"]
    statuts = [{noeud: _statut(brut, codes) for noeud, brut in un["statuts"].items()} for un in cas]
    effets = [{noeud: _consequence(brut) for noeud, brut in un["consequences"].items()} for un in cas]
    scores = compute_scores(referentiel, Statuts.of_dicts(referentiel, statuts), Effets.of_dicts(referentiel, effets))
    return Lot(referentiel, cas, donnees["cols"], donnees["statutCodes"], scores, _entree_json(cas, codes))


def test_les_points_de_chaque_noeud_sont_ceux_de_la_reference(lot: Lot) -> None:
    for rang, cas in enumerate(lot.cas):
        for noeud, attendu, obtenu in lot.attendus(rang):
            for colonne, champ in POINTS.items():
                valeur = getattr(obtenu, champ)
                if attendu[colonne] is None:
                    assert valeur is None, (cas["profile"], noeud, champ)
                else:
                    assert valeur == pytest.approx(attendu[colonne], abs=TOLERANCE), (cas["profile"], noeud, champ)


def test_les_taches_sont_celles_de_la_reference_sauf_sous_une_mesure_non_concernee(lot: Lot) -> None:
    """The reference counts only the direct leaves of a node out; we count all its leaves: what is left to fill in and
    what counts stay the same, and the totals too wherever no such node is below."""
    for rang in range(len(lot.cas)):
        exacts = _comptes_comparables(lot, rang)
        for noeud, attendu, obtenu in lot.attendus(rang):
            total, faites = attendu["totalTachesCount"], attendu["completedTachesCount"]
            hors = attendu["pasConcerneTachesAvancement"]
            assert obtenu.taches_total - obtenu.taches_renseignees == total - faites
            assert obtenu.taches_total - obtenu.taches_pas_concernees == total - hors
            assert obtenu.taches_total >= total
            if noeud in exacts:
                assert (obtenu.taches_total, obtenu.taches_renseignees) == (total, faites)


def _comptes_comparables(lot: Lot, rang: int) -> set[str]:
    """Nodes under which nothing out has children that are not leaves."""
    referentiel = lot.referentiel
    douteux: set[str] = set()
    for noeud in referentiel:
        enfants = referentiel.children(noeud)
        if not lot.scores.noeud(noeud, rang).concerne and any(referentiel.children(enfant) for enfant in enfants):
            courant: str | None = noeud
            while courant is not None:
                douteux.add(courant)
                courant = referentiel.parent(courant)
    return set(referentiel) - douteux


def test_les_drapeaux_et_le_statut_affiche_sont_ceux_de_la_reference(lot: Lot) -> None:
    for rang, cas in enumerate(lot.cas):
        for noeud, attendu, obtenu in lot.attendus(rang):
            for drapeau in DRAPEAUX:
                assert getattr(obtenu, drapeau) is bool(attendu[drapeau]), (cas["profile"], noeud, drapeau)
            code = attendu["statut"]
            assert obtenu.statut == (lot.statut_codes[code] if code >= 0 else None), (cas["profile"], noeud)


def test_les_etoiles_sont_celles_de_la_reference(lot: Lot) -> None:
    assert lot.scores.etoiles.tolist() == [cas["etoiles"] for cas in lot.cas]


def test_le_json_rend_les_memes_valeurs_pour_tous_les_noeuds(lot: Lot) -> None:
    sortie = calculer_cas(lot.referentiel, lot.entree)
    assert json.loads(json.dumps(sortie)) == sortie
    for rang, cas in enumerate(sortie["cas"]):
        assert list(cas) == list(lot.referentiel.ids)
        for noeud, score in lot.scores.noeuds(rang).items():
            assert cas[noeud] == {champ: getattr(score, champ) for champ in cas[noeud]}


@pytest.mark.parametrize("nom", REFERENTIELS)
def test_le_fichier_officiel_donne_les_points_les_regles_et_les_liens_de_la_reference(
    dossier_partage: Path, nom: str
) -> None:
    arbre = lire_gz(dossier_partage / "vectors" / f"tree_{nom}.json.gz")
    fichier = dossier_partage / "data" / "referentiels" / f"referentiel-{nom}-structure.csv"
    noeuds = read_official(fichier.read_bytes(), nom)
    referentiel = build_referentiel(DefinitionReferentiel(nom, nom, "1.0.0", tuple(noeuds)))
    assert [noeud[0] for noeud in arbre["nodes"]] == list(referentiel.ids)
    points = {noeud[0]: float("nan") if noeud[4] is None else noeud[4] for noeud in arbre["nodes"]}
    assert dict(zip(referentiel.ids, referentiel.points.tolist(), strict=True)) == pytest.approx(points, nan_ok=True)
    regles = {
        (node_id(nom, noeud.identifiant), regle, formule) for noeud in noeuds for regle, formule in noeud.regles.items()
    }
    assert regles == {tuple(regle) for regle in arbre["regles"]}
    liens = {(node_id(nom, noeud.identifiant), origine, poids) for noeud in noeuds for origine, poids in noeud.origines}
    manquants = liens - {tuple(lien) for lien in arbre["origines"]}
    assert liens >= {tuple(lien) for lien in arbre["origines"]}
    assert manquants == ({("te_1.2.3.1", "cae_1.3.2.2", 0.33)} if nom == "te" else set())
