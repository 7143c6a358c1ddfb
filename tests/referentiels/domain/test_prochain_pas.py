"""The next useful step: hold what is decided, then fill in, then do."""

from __future__ import annotations

from tests.referentiels.domain.arbres import FAIT, NON_CONCERNE, PAS_FAIT, PROGRAMME, arbre, noter

from cordee.referentiels.domain import StatutStocke
from cordee.referentiels.domain.prochain_pas import NaturePas, ProchainPas, find_prochain_pas


def pas(noeud: str, **statuts: StatutStocke) -> ProchainPas:
    lignes = {"eci_" + cle.removeprefix("m").replace("_", "."): statut for cle, statut in statuts.items()}
    return find_prochain_pas(noeud, arbre().children(noeud), noter(arbre(), lignes).noeuds())


def test_ce_qui_est_programme_passe_avant_tout() -> None:
    trouve = pas("eci_2", m2_2=PROGRAMME)
    assert trouve == ProchainPas(NaturePas.TENIR, ("eci_2.2",), 5)


def test_sans_rien_de_programme_on_renseigne_ce_qui_pese_le_plus() -> None:
    assert pas("eci_2") == ProchainPas(NaturePas.RENSEIGNER, ("eci_2.1", "eci_2.2"), 70)


def test_ce_qui_n_a_pas_de_points_se_renseigne_aussi() -> None:
    assert pas("eci_2", m2_1=FAIT, m2_2=FAIT) == ProchainPas(NaturePas.RENSEIGNER, ("eci_2.0",))


def test_ce_qui_n_est_pas_fait_vient_en_dernier() -> None:
    assert pas("eci_1", m1_1=FAIT, m1_2=PAS_FAIT) == ProchainPas(NaturePas.FAIRE, ("eci_1.2",), 20)


def test_tout_fait_il_n_y_a_plus_rien_a_gagner() -> None:
    assert pas("eci_1", m1_1=FAIT, m1_2=FAIT).nature is NaturePas.FINI


def test_un_noeud_ecarte_du_score_ne_demande_rien() -> None:
    assert pas("eci_1", m1=NON_CONCERNE).nature is NaturePas.HORS


def test_deux_noeuds_au_plus_dans_leur_ordre() -> None:
    trouve = pas("eci_2", m2_0=PROGRAMME, m2_1=PROGRAMME, m2_2=PROGRAMME)
    assert trouve == ProchainPas(NaturePas.TENIR, ("eci_2.1", "eci_2.2"), 70)
