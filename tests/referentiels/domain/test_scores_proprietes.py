"""What must hold of every score, on référentiels and statuts drawn at random."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.referentiels.domain.modele_naif import Effet, Ligne, calculer
from tests.referentiels.domain.tirages import arbres, effets, effets_of, lignes, naif, statuts_of

from cordee.referentiels.domain import Referentiel, build_from_points, compute_scores
from cordee.referentiels.domain import calcul as moteur

PRECISION = 0.0031
"""Four buckets rounded apart may be off by half a thousandth each, and the potentiel too."""


MILLIEME = 0.0011
"""A sum that ends on half a thousandth may be rounded either way."""


def _attendu(referentiel: Referentiel, stockes: dict[str, Ligne], consequences: dict[str, Effet]) -> dict[str, Any]:
    return calculer(
        naif(referentiel),
        stockes,
        consequences,
        niveau_mesure=referentiel.profondeur_mesure,
        redistribuer=referentiel.redistribute,
    )


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_le_calcul_en_tableaux_donne_au_bit_pres_le_calcul_noeud_par_noeud(data: st.DataObject) -> None:
    referentiel = data.draw(arbres())
    cas = [
        (data.draw(lignes(referentiel)), data.draw(effets(referentiel))) for _ in range(data.draw(st.integers(1, 3)))
    ]
    scores = compute_scores(
        referentiel,
        statuts_of(referentiel, [stockes for stockes, _ in cas]),
        effets_of(referentiel, [consequences for _, consequences in cas]),
    )
    for obtenu, (stockes, consequences) in zip(scores.as_dicts(), cas, strict=True):
        assert obtenu == _attendu(referentiel, stockes, consequences)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_le_resultat_ne_depend_ni_des_blocs_ni_des_tranches_ni_des_fils(data: st.DataObject) -> None:
    referentiel = data.draw(arbres())
    nombre = data.draw(st.integers(1, 7))
    stockes = [data.draw(lignes(referentiel)) for _ in range(nombre)]
    consequences = [data.draw(effets(referentiel)) for _ in range(nombre)]
    ensemble = compute_scores(referentiel, statuts_of(referentiel, stockes), effets_of(referentiel, consequences))
    with pytest.MonkeyPatch.context() as reglages:
        reglages.setattr(moteur, "CELLULES_PAR_BLOC", data.draw(st.integers(1, 4)) * len(referentiel))
        reglages.setattr(moteur, "CELLULES_PAR_TRANCHE", data.draw(st.integers(1, 12)))
        par_blocs = compute_scores(
            referentiel, statuts_of(referentiel, stockes), effets_of(referentiel, consequences), fils=3
        )
    assert list(par_blocs.as_dicts()) == list(ensemble.as_dicts())
    for colonne in range(nombre):
        seul = compute_scores(
            referentiel,
            ensemble.statuts.take(colonne),
            ensemble.effets.take(colonne) if ensemble.effets is not None else None,
        )
        assert seul.noeuds() == ensemble.noeuds(colonne)
        assert seul.etoiles[0] == par_blocs.etoiles[colonne] == ensemble.etoiles[colonne]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_les_quatre_parts_font_le_potentiel_quand_aucune_regle_de_score_ne_joue(data: st.DataObject) -> None:
    referentiel = data.draw(arbres())
    stockes = {
        noeud: ligne
        for noeud, ligne in data.draw(lignes(referentiel)).items()
        if noeud not in referentiel or not referentiel.children(noeud) or ligne.avancement != "non_renseigne"
    }
    scores = compute_scores(
        referentiel,
        statuts_of(referentiel, [stockes]),
        effets_of(referentiel, [data.draw(effets(referentiel, regles=False))]),
    )
    parts = scores.points_faits + scores.points_programmes + scores.points_pas_faits + scores.points_non_renseignes
    assert np.abs(parts - scores.points_potentiels).max() <= PRECISION
    assert (scores.taches_renseignees <= scores.taches_total[:, None]).all()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_la_redistribution_garde_le_total_de_la_mesure(data: st.DataObject) -> None:
    referentiel = data.draw(arbres(feuilles_notees=True).filter(lambda arbre: arbre.redistribute))
    retires = data.draw(st.sets(st.sampled_from(referentiel.ids)))
    scores = compute_scores(referentiel, statuts_of(referentiel, [{noeud: Ligne(concerne=False) for noeud in retires}]))
    for mesure in (
        noeud for noeud in referentiel if referentiel.depths[referentiel.index[noeud]] >= referentiel.profondeur_mesure
    ):
        score = scores.noeud(mesure)
        if score.concerne and score.points_potentiels:
            freres_perdus = any(
                scores.noeud(noeud).concerne
                and not scores.noeud(noeud).points_potentiels
                and referentiel.children(noeud)
                for noeud in referentiel.subtree(mesure)
            )
            if not freres_perdus and referentiel.depths[referentiel.index[mesure]] == referentiel.profondeur_mesure:
                assert score.points_potentiels == pytest.approx(score.points_referentiel, abs=MILLIEME)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_marquer_fait_ne_fait_jamais_baisser_les_points_faits(data: st.DataObject) -> None:
    referentiel = data.draw(arbres())
    stockes = data.draw(lignes(referentiel))
    libres = [
        noeud
        for noeud in referentiel.leaves(referentiel.ids[0])
        if noeud not in stockes or (stockes[noeud].concerne and stockes[noeud].avancement != "detaille")
    ]
    consequences = data.draw(effets(referentiel, regles=False))
    if not libres:
        return
    feuille = data.draw(st.sampled_from(libres))
    avant, apres = compute_scores(
        referentiel,
        statuts_of(referentiel, [stockes, {**stockes, feuille: Ligne("fait")}]),
        effets_of(referentiel, [consequences, consequences]),
    ).points_faits.T
    assert (apres >= avant).all()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_l_ordre_des_noeuds_donnes_ne_compte_pas(data: st.DataObject) -> None:
    referentiel = data.draw(arbres())
    noeuds = [
        (noeud, None if points != points else points)
        for noeud, points in zip(referentiel.ids, referentiel.points.tolist(), strict=True)
    ]
    melanges = build_from_points(
        data.draw(st.permutations(noeuds)), hierarchie=referentiel.hierarchie, redistribute=referentiel.redistribute
    )
    stockes = data.draw(lignes(referentiel))
    remue = dict(data.draw(st.permutations(list(stockes.items()))))
    assert melanges.ids == referentiel.ids
    ici = compute_scores(referentiel, statuts_of(referentiel, [stockes])).noeuds()
    la = compute_scores(melanges, statuts_of(melanges, [remue])).noeuds()
    assert {noeud: asdict(score) for noeud, score in ici.items()} == {
        noeud: asdict(score) for noeud, score in la.items()
    }
