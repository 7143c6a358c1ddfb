"""Two scores side by side: docs/calculs/historique.md, « Comparer deux jalons »."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.domain import Niveau, StatutAvancement, build_from_points
from cordee.referentiels.domain.comparaison import (
    CHAMPS,
    LigneScore,
    compare_lignes,
    list_mouvements,
    read_lignes,
)

POINTS = {
    "te-test": 42.0, "te-test_1": 32.0, "te-test_1.1": 32.0, "te-test_1.1.1": 10.0, "te-test_1.1.2": 15.0,
    "te-test_1.1.3": 2.0, "te-test_1.1.10": 5.0, "te-test_2": 10.0, "te-test_2.1": 10.0, "te-test_2.1.1": 10.0,
}  # fmt: skip
ARBRE = build_from_points(POINTS.items())


def ligne(faits: float, potentiel: float, **champs: object) -> LigneScore:
    return LigneScore(points_faits=faits, points_potentiels=potentiel, **champs)  # type: ignore[arg-type]


AVANT = {"te-test_1.1.1": ligne(4, 10), "te-test_1.1.2": ligne(5, 15), "te-test_2.1.1": ligne(3, 10)}
APRES = {
    "te-test_1.1.1": ligne(6, 10), "te-test_1.1.2": ligne(5, 5), "te-test_1.1.3": ligne(1, 2),
    "te-test_2.1.1": ligne(1, 10),
}  # fmt: skip


def test_le_tableau_de_la_page() -> None:
    comparees = compare_lignes(AVANT, APRES, ARBRE)
    obtenu = {
        code.partition("_")[2]: (
            comparee.ecart.points_faits, comparee.ecart.points_potentiels, comparee.avant is None, comparee.is_changee
        )
        for code, comparee in comparees.items()
    }  # fmt: skip
    assert obtenu == {
        "1.1.1": (2, 0, False, True),
        "1.1.2": (0, -10, False, True),
        "1.1.3": (1, 2, True, True),
        "2.1.1": (-2, 0, False, True),
    }


def test_les_noeuds_suivent_l_arbre_et_non_l_ordre_des_jalons() -> None:
    inverse = dict(reversed(APRES.items()))
    assert list(compare_lignes(AVANT, inverse, ARBRE)) == list(compare_lignes(AVANT, APRES, ARBRE))


def test_un_noeud_retire_reprend_sa_place() -> None:
    avant = {**AVANT, "te-test_1.1.9": ligne(1, 1), "te-test_1.1.10": ligne(0, 5)}
    comparees = compare_lignes(avant, {**APRES, "te-test_1.1.10": ligne(0, 5)}, ARBRE)
    codes = [code.partition("_")[2] for code in comparees]
    assert codes == ["1.1.1", "1.1.2", "1.1.3", "1.1.9", "1.1.10", "2.1.1"]
    retire = comparees["te-test_1.1.9"]
    assert (retire.apres, retire.ecart.points_faits, retire.is_changee) == (None, -1, True)


def test_un_noeud_trop_profond_est_laisse() -> None:
    profond = "te-test_1.1.1.1.1.1"
    assert profond not in compare_lignes({profond: ligne(1, 1)}, APRES, ARBRE)


def test_un_statut_qui_change_sans_points_est_un_changement() -> None:
    avant = {"te-test_1.1.1": ligne(0, 0)}
    apres = {"te-test_1.1.1": ligne(0, 0, statut=StatutAvancement.FAIT)}
    comparee = compare_lignes(avant, apres, ARBRE)["te-test_1.1.1"]
    assert comparee.is_changee
    assert not comparee.is_potentiel_change


def test_les_gains_et_les_pertes_viennent_du_plus_grand_au_plus_petit() -> None:
    mouvements = list_mouvements(compare_lignes(AVANT, APRES, ARBRE).values(), Niveau.MESURE)
    assert [m.identifiant for m in mouvements.gains] == ["te-test_1.1.1", "te-test_1.1.3"]
    assert [m.identifiant for m in mouvements.pertes] == ["te-test_2.1.1"]
    assert (
        list_mouvements(compare_lignes(AVANT, APRES, ARBRE).values(), Niveau.MESURE, 1).gains[0].ecart.points_faits == 2
    )


def test_un_jalon_se_relit_par_le_nom_de_ses_colonnes() -> None:
    lignes = read_lignes(
        ["inconnue", "statut", "points_faits"], {"te-test_1.1.1": ["?", "fait", 2.5], "te-test": ["?", None, 3.0]}
    )
    assert lignes["te-test_1.1.1"] == LigneScore(points_faits=2.5, statut=StatutAvancement.FAIT)
    assert lignes["te-test"] == LigneScore(points_faits=3.0)


def test_une_part_sans_potentiel_est_nulle() -> None:
    assert ligne(0, 0).ratio_fait == 0
    assert ligne(0, 0, taches_renseignees=1, taches_total=4).completude == 0.25


milliemes = st.integers(0, 500_000).map(lambda n: n / 1000)
scores = st.dictionaries(st.sampled_from(sorted(POINTS)), st.builds(ligne, milliemes, milliemes))


@given(avant=scores, apres=scores)
def test_comparer_dans_l_autre_sens_change_tous_les_signes(
    avant: dict[str, LigneScore], apres: dict[str, LigneScore]
) -> None:
    aller, retour = compare_lignes(avant, apres, ARBRE), compare_lignes(apres, avant, ARBRE)
    assert list(aller) == list(retour)
    for code, comparee in aller.items():
        assert comparee.ecart.points_faits == -retour[code].ecart.points_faits
        assert comparee.is_changee == retour[code].is_changee


@given(score=scores)
def test_un_score_compare_a_lui_meme_ne_change_nulle_part(score: dict[str, LigneScore]) -> None:
    assert not any(comparee.is_changee for comparee in compare_lignes(score, score, ARBRE).values())


@given(score=scores)
def test_ce_qu_un_jalon_garde_se_relit_a_l_identique(score: dict[str, LigneScore]) -> None:
    noeuds = {code: [getattr(ligne, champ) for champ in CHAMPS] for code, ligne in score.items()}
    assert read_lignes(CHAMPS, noeuds) == score
