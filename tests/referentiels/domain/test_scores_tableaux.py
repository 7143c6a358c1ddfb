"""The worked tables of docs/calculs/scores.md, line by line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.referentiels.domain.arbres import (
    FAIT,
    LIGNE_VIDE,
    NON_CONCERNE,
    PAS_FAIT,
    POINTS_TACHES,
    PROGRAMME,
    arbre,
    detaille,
    noter,
)

from cordee.referentiels.domain import CalculImpossible, Consequence, ScoreNoeud, StatutStocke


class Plafond:
    """Score rule: the smaller of the scores of mesures 1 and 2."""

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        assert set(scores) == {"eci", "eci_1", "eci_1.1", "eci_1.2", "eci_2", "eci_2.0", "eci_2.1", "eci_2.2"}
        assert len(scores) == 8
        return min(scores["eci_1"], scores["eci_2"])


class Constante:
    """Score rule that always says the same."""

    def __init__(self, valeur: object) -> None:
        self.valeur = valeur

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        return self.valeur  # type: ignore[return-value]


def parts(score: ScoreNoeud) -> tuple[float, float, float, float]:
    return (score.points_faits, score.points_programmes, score.points_pas_faits, score.points_non_renseignes)


def test_une_sous_mesure_faite_donne_ses_points() -> None:
    scores = noter(arbre(), {"eci_1.1": FAIT})
    assert parts(scores.noeud("eci_1.1")) == (10, 0, 0, 0)
    assert parts(scores.noeud("eci_1")) == (10, 0, 0, 20)
    assert not scores.noeud("eci_1").renseigne
    assert parts(scores.racine()) == (10, 0, 0, 90)
    assert (scores.racine().taches_renseignees, scores.racine().taches_total) == (1, 5)


@pytest.mark.parametrize(("statut", "attendu"), [(PROGRAMME, (0, 10, 0, 90)), (PAS_FAIT, (0, 0, 10, 90))])
def test_programme_et_pas_fait_ont_leur_part(statut: StatutStocke, attendu: tuple[float, ...]) -> None:
    assert parts(noter(arbre(), {"eci_1.1": statut}).racine()) == attendu


def test_un_avancement_detaille_partage_les_points_et_la_tache() -> None:
    scores = noter(arbre(), {"eci_1.1": detaille(0.2, 0.7, 0.1)})
    assert parts(scores.racine()) == (2, 7, 1, 90)
    assert scores.noeud("eci_1.1").taches_faites == 0.2
    assert scores.racine().taches_renseignees == 1


def test_les_points_d_une_sous_mesure_non_concernee_vont_a_sa_soeur_notee() -> None:
    scores = noter(arbre(), {"eci_2.1": NON_CONCERNE, "eci_2.2": FAIT})
    assert scores.noeud("eci_2.1").points_potentiels == 0
    assert scores.noeud("eci_2.2").points_potentiels == scores.noeud("eci_2.2").points_faits == 70
    assert scores.noeud("eci_2.0").points_potentiels == 0
    assert (scores.noeud("eci_2").taches_renseignees, scores.noeud("eci_2").taches_total) == (2, 3)
    assert scores.noeud("eci_2").renseigne
    assert parts(scores.racine()) == (70, 0, 0, 30)


def test_sans_redistribution_ces_points_sortent_du_potentiel() -> None:
    scores = noter(arbre(redistribute=False), {"eci_2.1": NON_CONCERNE, "eci_2.2": FAIT})
    assert (scores.noeud("eci_2").points_potentiels, scores.noeud("eci_2").points_faits) == (5, 5)
    assert scores.racine().points_potentiels == 35
    assert parts(scores.racine()) == (5, 0, 0, 30)


def test_une_mesure_desactivee_ne_donne_rien_aux_autres() -> None:
    scores = noter(arbre(), {"eci_2.2": FAIT}, {"eci_1": Consequence(desactive=True)})
    for noeud in ("eci_1", "eci_1.1", "eci_1.2"):
        assert scores.noeud(noeud).points_potentiels == 0
        assert scores.noeud(noeud).desactive
    assert (scores.racine().points_potentiels, scores.racine().points_faits) == (70, 5)
    assert not scores.racine().desactive


@pytest.mark.parametrize(("facteur", "racine"), [(0.2, 76), (1.2, 106)])
def test_une_reduction_s_applique_a_la_mesure_et_a_ses_descendants(facteur: float, racine: float) -> None:
    scores = noter(arbre(), {"eci_1.1": FAIT}, {"eci_1": Consequence(reduction=facteur)})
    assert scores.noeud("eci_1").points_potentiels == scores.noeud("eci_1").points_potentiels_perso == 30 * facteur
    assert scores.noeud("eci_1.1").points_faits == 10 * facteur
    assert scores.noeud("eci_1.1").points_potentiels_perso is None
    assert scores.racine().points_potentiels == racine
    assert scores.racine().points_potentiels_perso is None


def test_une_reduction_sur_un_noeud_sans_points_propres_passe_par_ses_enfants() -> None:
    """Kept in by its row although all its children are out, it keeps the reduced sum of their points."""
    scores = noter(
        arbre({**POINTS_TACHES, "eci_2.1": None}),
        {"eci_2.1": LIGNE_VIDE, "eci_2.1.1": NON_CONCERNE, "eci_2.1.2": NON_CONCERNE},
        {"eci_2.1": Consequence(reduction=0.2)},
    )
    assert scores.noeud("eci_2.1").points_potentiels == 13
    assert scores.noeud("eci_2.1").points_potentiels_perso == 0


def test_une_regle_de_score_abaisse_les_points_faits_jusqu_aux_feuilles() -> None:
    scores = noter(
        arbre(), {"eci_1.1": FAIT, "eci_1.2": FAIT, "eci_2.2": FAIT}, {"eci_1": Consequence(score=Plafond())}
    )
    assert scores.noeud("eci_1").points_faits == 2.143
    assert scores.noeud("eci_1.1").points_faits == 0.714
    assert scores.noeud("eci_1.2").points_faits == 1.429
    assert scores.racine().points_faits == 7.143


def test_une_regle_de_score_atteint_aussi_les_taches() -> None:
    scores = noter(
        arbre(POINTS_TACHES),
        {"eci_2.1.1": FAIT, "eci_2.1.2": detaille(0.4, 0.6, 0)},
        {"eci_2.1": Consequence(score=Constante(0.5))},
    )
    assert scores.noeud("eci_2.1.1").points_faits == pytest.approx(40 * 0.65, abs=1e-3)
    assert scores.noeud("eci_2.1.2").points_faits == pytest.approx(10 * 0.65, abs=1e-3)
    assert scores.noeud("eci_2.1").points_faits == 32.5
    assert scores.noeud("eci_2.1").points_programmes == 15


def test_une_regle_de_score_sans_valeur_ou_sans_rien_de_fait_ne_change_rien() -> None:
    statuts = {"eci_1.1": FAIT}
    sans = noter(arbre(), statuts).noeuds()
    assert noter(arbre(), statuts, {"eci_1": Consequence(score=Constante(None))}).noeuds() == sans
    assert noter(arbre(), statuts, {"eci_2": Consequence(score=Constante(1.0))}).noeuds() == sans


@pytest.mark.parametrize("valeur", [True, "texte", -0.5, float("nan"), float("inf")])
def test_une_regle_de_score_qui_ne_donne_pas_un_score_arrete_le_calcul(valeur: object) -> None:
    with pytest.raises(CalculImpossible, match="eci_1"):
        noter(arbre(), {"eci_1.1": FAIT}, {"eci_1": Consequence(score=Constante(valeur))})


def test_des_points_demesures_arretent_le_calcul() -> None:
    with pytest.raises(CalculImpossible, match="réduction"):
        noter(arbre(), {}, {"eci": Consequence(reduction=1000), "eci_1": Consequence(reduction=1000)})
    with pytest.raises(CalculImpossible, match="règles"):
        noter(
            arbre({**POINTS_TACHES, "eci_2.1.1": 40_000.0}),
            {"eci_2.1.1": FAIT},
            {"eci": Consequence(score=Constante(900))},
        )


def test_a_un_facteur_sous_un_facteur_nul_repart_de_un() -> None:
    scores = noter(arbre(), {}, {"eci_1": Consequence(reduction=0), "eci_1.1": Consequence(reduction=0.5)})
    assert scores.noeud("eci_1.1").points_potentiels == 5
    assert scores.noeud("eci_1.2").points_potentiels == 0
    assert scores.noeud("eci_1").points_potentiels == 5
    assert scores.noeud("eci_1").points_potentiels_perso == 0


def test_b_une_ligne_vide_garde_le_potentiel_sans_aucun_point_a_gagner() -> None:
    toutes = {"eci_2.1.1": NON_CONCERNE, "eci_2.1.2": NON_CONCERNE}
    avec = noter(arbre(POINTS_TACHES), {**toutes, "eci_2.1": LIGNE_VIDE}).noeud("eci_2.1")
    assert avec.concerne
    assert avec.points_potentiels == 65
    assert parts(avec) == (0, 0, 0, 0)
    sans = noter(arbre(POINTS_TACHES), toutes)
    assert not sans.noeud("eci_2.1").concerne
    assert sans.noeud("eci_2.2").points_potentiels == 70


def test_c_des_points_sans_soeur_notee_sont_perdus() -> None:
    scores = noter(arbre(), {"eci_2.1": NON_CONCERNE, "eci_2.2": NON_CONCERNE})
    assert scores.noeud("eci_2").concerne
    assert scores.noeud("eci_2").points_potentiels == 0
    assert scores.racine().points_potentiels == 30


def test_un_statut_de_sous_mesure_l_emporte_sur_ses_taches_meme_non_concernees() -> None:
    scores = noter(arbre(POINTS_TACHES), {"eci_2.1": PAS_FAIT, "eci_2.1.1": NON_CONCERNE, "eci_2.1.2": NON_CONCERNE})
    assert scores.noeud("eci_2.1").points_pas_faits == 65
    assert scores.noeud("eci_2.1").taches_pas_faites == 2
    assert scores.noeud("eci_2.1").taches_pas_concernees == 0


def test_une_mesure_non_concernee_compte_toutes_ses_feuilles() -> None:
    score = noter(arbre(POINTS_TACHES), {"eci_2": NON_CONCERNE}).noeud("eci_2")
    assert (score.taches_total, score.taches_renseignees, score.taches_pas_concernees) == (4, 4, 4)
    assert score.renseigne
