"""Points to win, what changed, what the reference hides."""

from __future__ import annotations

import pytest
from tests.referentiels.domain.arbres import (
    FAIT,
    LIGNE_VIDE,
    NON_CONCERNE,
    PAS_FAIT,
    POINTS_TACHES,
    PROGRAMME,
    arbre,
    noter,
)

from cordee.referentiels.domain import (
    Consequence,
    NaturePerte,
    Niveau,
    Perte,
    StatutAvancement,
    StatutStocke,
    compare_scores,
    find_pertes,
    list_gains,
)

S = StatutAvancement


def test_les_gains_vont_du_plus_grand_au_plus_petit_et_taisent_ce_qui_est_acquis() -> None:
    gains = list_gains(noter(arbre(), {"eci_1.1": FAIT, "eci_2.1": PROGRAMME}), Niveau.SOUS_MESURE)
    assert [(gain.identifiant, gain.points) for gain in gains] == [("eci_2.1", 65), ("eci_1.2", 20), ("eci_2.2", 5)]
    assert (gains[0].programmes, gains[0].pas_faits, gains[0].non_renseignes) == (65, 0, 0)


def test_les_ecarts_disent_ce_qui_a_bouge() -> None:
    avant = noter(arbre(), {"eci_1.1": PAS_FAIT})
    apres = noter(arbre(), {"eci_1.1": FAIT, "eci_1.2": NON_CONCERNE})
    ecarts = compare_scores(avant, apres)
    assert (ecarts["eci_1.1"].points_faits, ecarts["eci_1.1"].points_pas_faits) == (30, -10)
    assert ecarts["eci_1.1"].points_potentiels == 20
    assert (ecarts["eci_1.1"].statut_avant, ecarts["eci_1.1"].statut_apres) == (S.PAS_FAIT, S.FAIT)
    assert ecarts["eci_1"].taches_renseignees == 1
    assert ecarts["eci_1"].ratio_fait == 1
    assert not ecarts["eci_1"].is_nul
    assert ecarts["eci_2"].is_nul


def test_un_noeud_absent_d_un_cote_n_a_pas_d_ecart() -> None:
    avant, apres = noter(arbre(), {}), noter(arbre(POINTS_TACHES), {})
    assert "eci_2.1.1" not in compare_scores(avant, apres)


def test_rien_a_dire_d_un_score_ordinaire() -> None:
    statuts = {"eci_1.1": FAIT, "eci_2.1.1": NON_CONCERNE}
    assert find_pertes(noter(arbre(POINTS_TACHES), statuts, {"eci_2": Consequence(reduction=0.5)})) == ()


def test_une_ligne_vide_se_repare_en_disant_non_concerne() -> None:
    statuts = {"eci_2.1": LIGNE_VIDE, "eci_2.1.1": NON_CONCERNE, "eci_2.1.2": NON_CONCERNE}
    assert find_pertes(noter(arbre(POINTS_TACHES), statuts)) == (
        Perte("eci_2.1", NaturePerte.LIGNE_VIDE, 65, S.NON_CONCERNE, ("eci_2.1",)),
    )
    repare = noter(arbre(POINTS_TACHES), {**statuts, "eci_2.1": NON_CONCERNE})
    assert find_pertes(repare) == ()
    assert repare.noeud("eci_2.2").points_potentiels == 70


def test_un_statut_propre_sur_des_taches_non_concernees_ne_perd_rien() -> None:
    statuts = {"eci_2.1": FAIT, "eci_2.1.1": NON_CONCERNE, "eci_2.1.2": NON_CONCERNE}
    assert find_pertes(noter(arbre(POINTS_TACHES), statuts)) == ()


@pytest.mark.parametrize(("desactivee", "a_modifier"), [(False, ("eci_2.1", "eci_2.2")), (True, ("eci_2.2",))])
def test_des_points_sans_soeur_se_reprennent_par_un_statut_sauf_desactivation(
    desactivee: bool, a_modifier: tuple[str, ...]
) -> None:
    statuts = {"eci_2.1": NON_CONCERNE, "eci_2.2": NON_CONCERNE}
    scores = noter(arbre(), statuts, {"eci_2.1": Consequence(desactive=desactivee)})
    assert find_pertes(scores) == (Perte("eci_2", NaturePerte.SANS_RECEVEUR, 70, S.PAS_FAIT, a_modifier),)
    repare: dict[str, StatutStocke] = {**statuts, "eci_2.2": PAS_FAIT}
    assert noter(arbre(), repare).noeud("eci_2").points_potentiels == 70


def test_des_points_tous_desactives_ne_dependent_d_aucun_statut() -> None:
    scores = noter(arbre(), {}, {noeud: Consequence(desactive=True) for noeud in ("eci_2.1", "eci_2.2")})
    assert find_pertes(scores) == (Perte("eci_2", NaturePerte.SANS_RECEVEUR, 70, None, ()),)


def test_sans_redistribution_rien_n_est_perdu_en_route() -> None:
    statuts = {"eci_2.1": NON_CONCERNE, "eci_2.2": NON_CONCERNE}
    assert find_pertes(noter(arbre(redistribute=False), statuts)) == ()


def test_un_facteur_sous_un_facteur_nul_se_repare_en_disant_non_concerne() -> None:
    consequences = {"eci_1": Consequence(reduction=0), "eci_1.1": Consequence(reduction=0.5)}
    assert find_pertes(noter(arbre(), {}, consequences)) == (
        Perte("eci_1.1", NaturePerte.FACTEUR_SOUS_ZERO, 5, S.NON_CONCERNE, ("eci_1.1",)),
    )
    assert find_pertes(noter(arbre(), {"eci_1.1": NON_CONCERNE}, consequences)) == ()
    assert find_pertes(noter(arbre(), {"eci_1.1": FAIT}, consequences)) == ()


def test_un_facteur_sous_zero_sur_une_mesure_ne_se_repare_par_aucun_statut() -> None:
    consequences = {"eci": Consequence(reduction=0), "eci_1": Consequence(reduction=0.5)}
    perte = find_pertes(noter(arbre(), {}, consequences))[0]
    assert (perte.identifiant, perte.points, perte.statut, perte.a_modifier) == ("eci_1", 15, None, ())


def test_un_noeud_sans_points_garde_ceux_de_ses_enfants_dans_le_compte_des_pertes() -> None:
    points = {**POINTS_TACHES, "eci_2.1": None, "eci_2.2": None}
    statuts = {"eci_2.1": NON_CONCERNE}
    assert find_pertes(noter(arbre(points), statuts))[0].points == 65


def test_chaque_nature_se_dit() -> None:
    assert all(nature.label for nature in NaturePerte)
