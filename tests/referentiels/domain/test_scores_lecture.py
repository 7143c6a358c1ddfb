"""What a ``Scores`` gives out: columns, nodes, ratios, stars."""

from __future__ import annotations

import numpy as np
import pytest
from tests.referentiels.domain.arbres import (
    FAIT,
    NON_CONCERNE,
    PAS_FAIT,
    POINTS_TACHES,
    POINTS_VALLEE,
    PROGRAMME,
    arbre,
    detaille,
    noter,
)

from cordee.referentiels.domain import (
    Consequence,
    IdentifiantInvalide,
    StatutAvancement,
    Statuts,
    compute_scores,
)


def test_les_colonnes_et_les_noeuds_disent_la_meme_chose() -> None:
    referentiel = arbre()
    scores = noter(referentiel, {"eci_1.1": FAIT, "eci_2.1": NON_CONCERNE}, {"eci_1": Consequence(reduction=0.5)})
    for noeud, score in scores.noeuds().items():
        rang = referentiel.index[noeud]
        for champ in (
            "points_potentiels",
            "points_faits",
            "points_programmes",
            "points_pas_faits",
            "points_non_renseignes",
            "taches_renseignees",
            "taches_faites",
            "taches_programmees",
            "taches_pas_faites",
            "taches_pas_concernees",
            "concerne",
            "desactive",
            "renseigne",
        ):
            assert getattr(scores, champ)[rang, 0] == getattr(score, champ), champ
        assert scores.taches_total[rang] == score.taches_total
        assert scores.points_referentiel[rang] == score.points_referentiel
        perso = scores.points_potentiels_perso[rang, 0]
        assert score.points_potentiels_perso == (None if np.isnan(perso) else perso)
    assert scores.noeud("eci_1.1") == scores.noeuds()["eci_1.1"]
    assert repr(scores) == "<Scores eci de 1 collectivité(s)>"
    assert len(scores) == scores.n == 1


def test_les_colonnes_ne_se_modifient_pas() -> None:
    with pytest.raises(ValueError, match="read-only"):
        noter(arbre(), {}).points_faits[0, 0] = 1


def test_aucune_collectivite_donne_un_resultat_vide() -> None:
    referentiel = arbre()
    scores = compute_scores(referentiel, Statuts.of_dicts(referentiel, []))
    assert list(scores.as_dicts()) == []
    assert scores.points_faits.shape == (len(referentiel), 0)
    assert scores.etoiles.shape == (0,)


def test_un_noeud_inconnu_est_refuse() -> None:
    with pytest.raises(IdentifiantInvalide, match=r"eci_9"):
        noter(arbre(), {}).noeud("eci_9")


def test_les_ratios_se_lisent_sur_les_points_et_sur_les_taches_quand_il_n_y_a_pas_de_points() -> None:
    scores = noter(arbre(), {"eci_1.1": detaille(0.2, 0.7, 0.1), "eci_2.0": detaille(0.5, 0.25, 0.25)})
    avec, sans = scores.noeud("eci_1.1"), scores.noeud("eci_2.0")
    assert (avec.ratio_fait, avec.ratio_programme, avec.ratio_pas_fait) == (0.2, 0.7, 0.1)
    assert avec.ratio_non_renseigne == 0
    assert (sans.ratio_fait, sans.ratio_programme, sans.ratio_pas_fait) == (0.5, 0.25, 0.25)
    assert scores.noeud("eci_2.1").ratio_non_renseigne == 1
    assert scores.racine().completude == 0.4
    assert not scores.racine().is_complet
    assert avec.is_complet


def test_une_mesure_sans_points_n_en_a_pas_de_referentiel() -> None:
    score = noter(arbre({"eci": 0.0, "eci_1": None}), {}).noeud("eci_1")
    assert score.points_referentiel is None
    assert score.points_potentiels == 0


def test_les_etoiles_se_comptent_sur_les_points_arrondis() -> None:
    assert noter(arbre(), {}).etoiles.tolist() == [1]
    assert noter(arbre(), {"eci_2.1": FAIT, "eci_1.1": FAIT}).etoiles.tolist() == [5]
    assert noter(arbre(), {"eci_2.1": FAIT}).etoiles.tolist() == [4]
    assert noter(arbre(), {}, {"eci": Consequence(desactive=True)}).etoiles.tolist() == [1]


def test_le_statut_affiche_d_une_sous_mesure_dit_d_ou_vient_son_avancement() -> None:
    scores = noter(
        arbre(POINTS_TACHES),
        {"eci_1.1": PROGRAMME, "eci_2.1.1": PAS_FAIT, "eci_2.2": NON_CONCERNE},
        {"eci_2.0": Consequence(desactive=True)},
    )
    affiches = {noeud: score.statut for noeud, score in scores.noeuds().items()}
    assert affiches == {
        "eci": None,
        "eci_1": None,
        "eci_1.1": StatutAvancement.PROGRAMME,
        "eci_1.2": None,
        "eci_2": None,
        "eci_2.0": StatutAvancement.NON_CONCERNE,
        "eci_2.1": StatutAvancement.DETAILLE_A_LA_TACHE,
        "eci_2.1.1": StatutAvancement.PAS_FAIT,
        "eci_2.1.2": None,
        "eci_2.2": StatutAvancement.NON_CONCERNE,
    }


def test_les_taches_d_une_sous_mesure_globale_ne_sont_pas_renseignables() -> None:
    scores = noter(arbre(POINTS_TACHES), {"eci_2.1": FAIT, "eci_2.1.1": PAS_FAIT})
    assert scores.noeud("eci_2.1").statut is StatutAvancement.FAIT
    assert scores.noeud("eci_2.1.1").statut is StatutAvancement.NON_RENSEIGNABLE
    assert scores.noeud("eci_2.1.2").statut is StatutAvancement.NON_RENSEIGNABLE


def test_l_arbre_garde_ses_points_dans_le_score() -> None:
    scores = noter(arbre(), {})
    assert {noeud: score.points_referentiel for noeud, score in scores.noeuds().items()} == POINTS_VALLEE
