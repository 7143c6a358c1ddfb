"""What the rows show, read by columns, is what each node's score says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.referentiels.factories import CODE, LIGNES, definition_mini, noeud

from cordee.referentiels.domain import (
    Avancement,
    Consequence,
    Effets,
    Saisie,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_referentiel,
    compute_scores,
    to_storage,
)
from cordee.referentiels.views.lignes_etats import lire_etats

ARBRE = build_referentiel(definition_mini())
PORTEURS = [noeud(ligne[0]) for ligne in LIGNES if ligne[0].count(".") > 2]
CHOIX = [s for s in StatutAvancement if s is not StatutAvancement.NON_RENSEIGNABLE]
SAISIES = st.lists(
    st.builds(Saisie, st.sampled_from(PORTEURS), st.sampled_from(CHOIX), st.just(Avancement(0.2, 0.7, 0.1))), max_size=8
)
DESACTIVES = st.lists(st.sampled_from(PORTEURS), max_size=2, unique=True)


@settings(deadline=None, max_examples=60)
@given(SAISIES, DESACTIVES)
def test_une_ligne_lue_par_colonnes_dit_le_score_de_son_noeud(saisies: list[Saisie], desactives: list[str]) -> None:
    lignes: dict[str, StatutStocke] = {s.identifiant: to_storage(s.statut, s.detail) for s in saisies}
    effets = {code: Consequence(desactive=True) for code in desactives}
    scores = compute_scores(ARBRE, Statuts.of_dicts(ARBRE, [lignes]), Effets.of_dicts(ARBRE, [effets]))
    for (code, score), etat in zip(scores.noeuds().items(), lire_etats(scores), strict=True):
        couverte = score.statut is StatutAvancement.NON_RENSEIGNABLE
        assert etat.fait == round(score.ratio_fait * 1000)
        assert etat.programme == round(score.ratio_programme * 1000)
        assert etat.pas_fait == round(score.ratio_pas_fait * 1000)
        assert etat.gain == (0 if couverte else round(max(0, score.points_potentiels - score.points_faits), 3))
        assert (etat.concerne, etat.desactive) == (score.concerne, score.desactive)
        assert etat.chiffree == (score.concerne and not couverte)
        if code in PORTEURS:
            assert etat.a_renseigner == (score.taches_renseignees < score.taches_total and not couverte)
            attendu = "desactivee" if score.desactive else (score.statut or StatutAvancement.NON_RENSEIGNE).value
            assert etat.statut == attendu


def test_au_dessus_des_sous_mesures_seul_ce_qui_ne_compte_pas_a_un_mot() -> None:
    mesure = noeud("1.1.1")
    effets = {mesure: Consequence(desactive=True)}
    scores = compute_scores(ARBRE, Statuts.of_dicts(ARBRE, [{}]), Effets.of_dicts(ARBRE, [effets]))
    par_code = dict(zip(ARBRE.ids, lire_etats(scores), strict=True))
    assert par_code[mesure].statut == "desactivee"
    assert par_code[noeud("1.1.2")].statut == par_code[CODE].statut == ""
