"""Identifiers of nodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.domain import (
    HIERARCHIES,
    IdentifiantInvalide,
    Niveau,
    alter_base,
    axe_number,
    depth_of,
    is_te_family,
    niveau_of,
    node_id,
    normalize_search_identifier,
    numero_of,
    parent_of,
    referentiel_of,
    roll_up_to_mesure,
    sort_key,
)


def test_le_referentiel_est_le_texte_avant_le_soulignement() -> None:
    assert referentiel_of("cae_1.2.3") == "cae"
    assert referentiel_of("te-test_1") == "te-test"
    assert referentiel_of("te") == "te"


def test_un_referentiel_inconnu_est_refuse() -> None:
    with pytest.raises(IdentifiantInvalide, match="crte"):
        referentiel_of("crte_1")


@pytest.mark.parametrize(("identifiant", "profondeur"), [("cae", 0), ("cae_5", 1), ("5", 1), ("1.2", 2), ("", 0)])
def test_la_profondeur_compte_les_segments(identifiant: str, profondeur: int) -> None:
    assert depth_of(identifiant) == profondeur


def test_le_niveau_depend_de_la_hierarchie_du_referentiel() -> None:
    assert niveau_of("cae_1.2", HIERARCHIES["cae"]) is Niveau.SOUS_AXE
    assert niveau_of("eci_1.2", HIERARCHIES["eci"]) is Niveau.MESURE
    with pytest.raises(IdentifiantInvalide, match="5 niveaux"):
        niveau_of("eci_1.2.3.4.5", HIERARCHIES["eci"])


def test_le_parent_perd_le_dernier_segment() -> None:
    assert parent_of("te_1.1.6.4.a") == "te_1.1.6.4"
    assert parent_of("cae_5") == "cae"
    assert parent_of("cae") is None


def test_une_tache_remonte_a_sa_mesure_et_un_axe_ne_bouge_pas() -> None:
    assert roll_up_to_mesure("te_6.3.5altercom.1.a", HIERARCHIES["te"]) == "te_6.3.5altercom"
    assert roll_up_to_mesure("cae_1", HIERARCHIES["cae"]) == "cae_1"
    assert roll_up_to_mesure("1.2.3.4", HIERARCHIES["cae"]) == "1.2.3"
    assert roll_up_to_mesure("cae_1.2.3.4", (Niveau.REFERENTIEL, Niveau.AXE)) == "cae_1.2.3.4"


def test_un_identifiant_se_complete_une_seule_fois() -> None:
    assert node_id("cae", "1.2") == node_id("cae", "cae_1.2") == "cae_1.2"
    assert node_id("cae", "") == node_id("cae", "cae") == "cae"
    assert numero_of("cae_1.2") == numero_of("1.2") == "1.2"
    assert numero_of("cae") == ""


def test_l_axe_est_le_premier_nombre() -> None:
    assert axe_number("te_6.3.5alter") == 6
    assert axe_number("te") is None


def test_une_mesure_alter_connait_sa_mesure_de_base() -> None:
    assert [alter_base(f"te_6.3.5{suffixe}") for suffixe in ("alter", "altercom", "alteraepci", "")] == [
        "te_6.3.5",
        "te_6.3.5",
        "te_6.3.5",
        None,
    ]


def test_le_tri_est_numerique_et_sans_casse_ni_accents() -> None:
    voulu = ["te", "te_1.1.1", "te_1.1.1alter", "te_1.2", "te_1.2.a", "te_1.2.É", "te_1.10", "te_2"]
    assert sorted([*voulu[4:], *voulu[:4]], key=sort_key) == voulu
    assert sort_key("TE_1.É") == sort_key("te_1.e")


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.lists(st.integers(0, 30), min_size=1, max_size=5))
def test_le_tri_suit_l_ordre_des_nombres(gauche: list[int], droite: list[int]) -> None:
    cles = [sort_key("cae_" + ".".join(map(str, segments))) for segments in (gauche, droite)]
    assert (cles[0] < cles[1]) is (gauche < droite)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("CAE 1 a", "cae_1.a"),
        ("cae 1.2.3", "cae_1.2.3"),
        ("eci_2", "eci_2"),
        ("crte1", "crte_1"),
        ("cae49a-hab", "cae_49.a-hab"),
        ("mobilité", None),
        ("cae", None),
        ("cae_1_2", None),
    ],
)
def test_la_recherche_comprend_un_identifiant_ecrit_a_la_main(texte: str, attendu: str | None) -> None:
    assert normalize_search_identifier(texte) == attendu


def test_la_copie_de_travail_de_te_suit_les_regles_de_te() -> None:
    assert [is_te_family(nom) for nom in ("te", "te-test", "cae")] == [True, True, False]


def test_chaque_niveau_a_son_mot() -> None:
    assert [niveau.label for niveau in Niveau][3:] == ["Mesure", "Sous-mesure", "Tâche"]
