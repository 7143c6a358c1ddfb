"""Initial points, tree, navigation."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.referentiels.domain.arbres import HIERARCHIE_COURTE, POINTS_TACHES, arbre

from cordee.referentiels.domain import (
    DefinitionNoeud,
    DefinitionReferentiel,
    IdentifiantInvalide,
    Niveau,
    StructureInvalide,
    build_from_points,
    build_referentiel,
    index_navigation,
    is_hidden,
)
from cordee.referentiels.domain.points import compute_points


def _definition(nom: str, *noeuds: DefinitionNoeud) -> DefinitionReferentiel:
    return DefinitionReferentiel(nom, nom.upper(), "1.0.0", noeuds)


ECI = (
    DefinitionNoeud("1", points=90),
    DefinitionNoeud("1.1", points=30),
    DefinitionNoeud("1.1.0", pourcentage=0),
    DefinitionNoeud("1.1.1"),
    DefinitionNoeud("1.1.2"),
    DefinitionNoeud("1.2", points=10),
    DefinitionNoeud("1.2.1", pourcentage=20),
    DefinitionNoeud("1.2.2", pourcentage=80),
    DefinitionNoeud("1.2.2.1", points=1),
    DefinitionNoeud("1.2.2.2", points=7),
)


def test_les_points_descendent_en_parts_egales_ou_en_pourcentages_puis_remontent() -> None:
    referentiel = build_referentiel(_definition("eci", *ECI))
    points = dict(zip(referentiel.ids, referentiel.points.tolist(), strict=True))
    assert points == {
        "eci": 40,
        "eci_1": 40,
        "eci_1.1": 30,
        "eci_1.1.0": 0,
        "eci_1.1.1": 15,
        "eci_1.1.2": 15,
        "eci_1.2": 10,
        "eci_1.2.1": 2,
        "eci_1.2.2": 8,
        "eci_1.2.2.1": 1,
        "eci_1.2.2.2": 7,
    }
    parts = dict(zip(referentiel.ids, referentiel.pourcentages.tolist(), strict=True))
    assert parts["eci_1.1"] == 75
    assert parts["eci_1.1.0"] == 0
    assert math.isnan(parts["eci"])


def test_des_pourcentages_qui_ne_font_pas_cent_sont_refuses() -> None:
    faux = (*ECI[:7], DefinitionNoeud("1.2.2", pourcentage=70))
    with pytest.raises(StructureInvalide, match=r"eci_1\.2 » totalisent 90 %"):
        build_referentiel(_definition("eci", *faux))


def test_te_ne_lit_que_les_points_des_sous_mesures() -> None:
    referentiel = build_referentiel(
        _definition(
            "te",
            DefinitionNoeud("1", points=78),
            DefinitionNoeud("1.1"),
            DefinitionNoeud("1.1.1", points=6),
            DefinitionNoeud("1.1.1.1", points=2),
            DefinitionNoeud("1.1.1.1.a", points=1.5),
            DefinitionNoeud("1.1.1.1.b", points=0.5),
            DefinitionNoeud("1.1.1alter", points=3),
        )
    )
    points = dict(zip(referentiel.ids, referentiel.points.tolist(), strict=True))
    assert (points["te"], points["te_1.1.1"], points["te_1.1.1.1.a"]) == (2, 2, 1)
    assert math.isnan(points["te_1.1.1alter"])
    assert not referentiel.redistribute


def test_une_sous_mesure_te_sans_points_est_refusee() -> None:
    noeuds = [DefinitionNoeud(identifiant) for identifiant in ("1", "1.1", "1.1.1", "1.1.1.1")]
    with pytest.raises(StructureInvalide, match=r"te_1\.1\.1\.1"):
        build_referentiel(_definition("te", *noeuds))


@given(st.lists(st.floats(0.1, 50), min_size=1, max_size=6))
def test_la_somme_des_enfants_fait_les_points_du_parent(points: list[float]) -> None:
    calcul = compute_points([list(range(1, len(points) + 1))] + [[]] * len(points), [None, *points], [None] * 7)
    assert calcul.points[0] == pytest.approx(sum(points))
    assert sum(part or 0 for part in calcul.pourcentages[1 : len(points) + 1]) == pytest.approx(100)


@pytest.mark.parametrize(
    ("identifiants", "message"),
    [
        (("1", "1"), "deux fois"),
        (("1", "1.1.1"), "pas de parent"),
        (("1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"), "niveaux"),
        ((), "au moins une mesure"),
    ],
)
def test_une_structure_bancale_est_refusee(identifiants: tuple[str, ...], message: str) -> None:
    with pytest.raises((StructureInvalide, IdentifiantInvalide), match=message):
        build_referentiel(_definition("eci", *(DefinitionNoeud(identifiant) for identifiant in identifiants)))


def test_une_hierarchie_sans_sous_mesure_ou_trop_profonde_est_refusee() -> None:
    for hierarchie in (
        (Niveau.REFERENTIEL, Niveau.MESURE),
        (Niveau.REFERENTIEL, Niveau.AXE, Niveau.SOUS_MESURE),
        (*HIERARCHIE_COURTE, Niveau.TACHE),
    ):
        with pytest.raises(StructureInvalide, match="hiérarchie"):
            build_from_points([("eci", None), ("eci_1", 1.0)], hierarchie=hierarchie)


def test_la_hierarchie_est_celle_du_referentiel_sauf_si_on_la_donne() -> None:
    assert len(_definition("cae").hierarchie) == 6
    assert DefinitionReferentiel("eci", "ECI", "1.0.0", (), HIERARCHIE_COURTE).hierarchie == HIERARCHIE_COURTE


def test_un_arbre_a_une_racine_et_une_seule() -> None:
    with pytest.raises(StructureInvalide, match="une racine"):
        build_from_points([("eci", None), ("cae", None), ("cae_1", 1.0)])


def test_l_arbre_repond_sur_ses_noeuds() -> None:
    referentiel = arbre(POINTS_TACHES)
    assert referentiel.children("eci_2.1") == ("eci_2.1.1", "eci_2.1.2")
    assert referentiel.parent("eci_2.1") == "eci_2"
    assert referentiel.parent("eci") is None
    assert referentiel.subtree("eci_2.1") == ("eci_2.1", "eci_2.1.1", "eci_2.1.2")
    assert referentiel.leaves("eci_2") == ("eci_2.0", "eci_2.1.1", "eci_2.1.2", "eci_2.2")
    assert referentiel.niveau("eci_2.1.1") is Niveau.TACHE
    assert referentiel.niveaux[0] is Niveau.REFERENTIEL
    assert referentiel.of_niveau(Niveau.MESURE) == ("eci_1", "eci_2")
    assert referentiel.of_niveau(Niveau.SOUS_AXE) == ()
    assert referentiel.mesure_of("eci_2.1.1") == "eci_2"
    assert referentiel.mesure_of("eci") == "eci"
    assert "eci_2" in referentiel
    assert "eci_3" not in referentiel
    assert list(referentiel) == list(referentiel.ids)
    assert referentiel.feuilles.sum() == 6
    with pytest.raises(IdentifiantInvalide, match="eci_3"):
        referentiel.position("eci_3")
    with pytest.raises(ValueError, match="read-only"):
        referentiel.points[0] = 1


def test_les_voisins_sont_de_meme_profondeur_et_passent_d_un_parent_a_l_autre() -> None:
    voisins = index_navigation(arbre())
    assert (voisins["eci_1.2"].precedent, voisins["eci_1.2"].suivant) == ("eci_1.1", "eci_2.0")
    assert (voisins["eci_1"].precedent, voisins["eci_2"].suivant) == (None, None)
    assert voisins["eci"].parent is None


def test_un_noeud_cache_disparait_des_listes_et_des_voisins() -> None:
    voisins = index_navigation(arbre(), {"eci_2", "eci_2.0", "eci_2.1", "eci_2.2"})
    assert set(voisins) == {"eci", "eci_1", "eci_1.1", "eci_1.2"}
    assert voisins["eci"].enfants == ("eci_1",)
    assert voisins["eci_1.2"].suivant is None


def test_seul_te_cache_ce_qui_est_desactive() -> None:
    assert is_hidden("te", desactive=True)
    assert not is_hidden("te", desactive=False)
    assert not is_hidden("cae", desactive=True)
