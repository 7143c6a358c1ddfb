"""The story of the demonstration: pure, always the same."""

from __future__ import annotations

from collections import Counter

import pytest

from cordee.demo.scenario import MOIS, MOIS_N0, niveau_au_mois, noeuds_renseignes, raconter
from cordee.demo.territoire import EPCI, Niveau
from cordee.referentiels.actions.donnees import lire_definition
from cordee.referentiels.domain import Referentiel, StatutAvancement, build_referentiel, check_saisies

SERAC, ORSIERE, _ = (epci.siren for epci in EPCI)


@pytest.fixture(scope="module")
def eci() -> Referentiel:
    return build_referentiel(lire_definition("eci"))


@pytest.fixture(scope="module")
def histoire(eci: Referentiel):
    return list(raconter(eci, SERAC, EPCI[0].niveaux["eci"]))


def test_la_meme_collectivite_vit_toujours_la_meme_histoire(eci: Referentiel, histoire) -> None:
    assert list(raconter(eci, SERAC, EPCI[0].niveaux["eci"])) == histoire


def test_deux_collectivites_vivent_deux_histoires(eci: Referentiel, histoire) -> None:
    assert list(raconter(eci, ORSIERE, EPCI[0].niveaux["eci"])) != histoire


def test_chaque_mois_se_laisse_enregistrer(eci: Referentiel, histoire) -> None:
    for _, saisies in histoire:
        check_saisies(eci, saisies)
    assert [mois for mois, _ in histoire] == sorted({mois for mois, _ in histoire})
    assert {mois for mois, _ in histoire} <= set(range(1, MOIS + 1))


def test_un_mois_ne_redit_pas_ce_que_disait_le_precedent(histoire) -> None:
    derniers: dict[str, object] = {}
    for _, saisies in histoire:
        for saisie in saisies:
            assert derniers.get(saisie.identifiant) != (saisie.statut, saisie.detail)
            derniers[saisie.identifiant] = (saisie.statut, saisie.detail)


def test_tous_les_statuts_s_y_rencontrent_et_quelques_reculs(histoire) -> None:
    comptes = Counter(saisie.statut for _, saisies in histoire for saisie in saisies)
    assert {
        StatutAvancement.FAIT, StatutAvancement.PROGRAMME, StatutAvancement.PAS_FAIT, StatutAvancement.NON_CONCERNE,
        StatutAvancement.DETAILLE,
    } <= set(comptes)  # fmt: skip
    fait: set[str] = set()
    reculs = 0
    for _, saisies in histoire:
        for saisie in saisies:
            reculs += saisie.identifiant in fait and saisie.statut is StatutAvancement.PROGRAMME
            if saisie.statut is StatutAvancement.FAIT:
                fait.add(saisie.identifiant)
    assert reculs


def test_un_noeud_ecarte_n_est_jamais_renseigne(eci: Referentiel) -> None:
    ecartes = frozenset(eci.subtree("eci_1"))
    saisis = {s.identifiant for _, saisies in raconter(eci, SERAC, Niveau(0.3, 0.5, 1.0), ecartes) for s in saisies}
    assert saisis
    assert not saisis & ecartes


def test_chaque_sous_mesure_est_renseignee_d_un_bloc_ou_par_ses_taches(eci: Referentiel) -> None:
    noeuds = set(noeuds_renseignes(eci, SERAC))
    for sous_mesure in eci.of_niveau(next(n for n in eci.hierarchie if n == "sous_mesure")):
        taches = set(eci.children(sous_mesure))
        assert (sous_mesure in noeuds) != bool(taches and taches <= noeuds)


@pytest.mark.parametrize("axe", [-0.1, 0.0, 0.1])
def test_le_niveau_monte_du_n0_a_aujourd_hui(axe: float) -> None:
    niveau = Niveau(0.2, 0.5, 0.9)
    courbe = [niveau_au_mois(niveau, mois, axe) for mois in range(1, MOIS + 1)]
    assert [n for n, _ in courbe] == sorted(n for n, _ in courbe)
    assert [r for _, r in courbe] == sorted(r for _, r in courbe)
    assert courbe[MOIS_N0 - 1][0] == pytest.approx(0.2 + axe)
    assert courbe[-1] == (pytest.approx(0.5 + axe), pytest.approx(0.9))
