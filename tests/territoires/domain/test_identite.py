"""Identity, as the rules see it."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.identite import (
    SousType,
    TypeIdentite,
    construire_identite,
    drom_de_region,
    etiquettes_population,
)


@pytest.mark.parametrize(
    ("nature", "soustype"),
    [
        ("CC", SousType.EPCI_A_FISCALITE_PROPRE),
        ("METRO", SousType.EPCI_A_FISCALITE_PROPRE),
        ("ept", SousType.EPCI_A_FISCALITE_PROPRE),
        ("SIVOM", SousType.SYNDICAT),
        ("PETR", SousType.POLE),
        ("INCONNUE", None),
        (None, None),
    ],
)
def test_la_nature_insee_donne_le_sous_type(nature: str | None, soustype: SousType | None) -> None:
    identite = construire_identite(type_collectivite="epci", nature_insee=nature)
    assert (identite.type, identite.soustype) == (TypeIdentite.EPCI, soustype)


@pytest.mark.parametrize(
    ("type_collectivite", "nature", "attendu", "presume"),
    [
        ("epci", None, TypeIdentite.EPCI, False),
        ("test", None, TypeIdentite.EPCI, False),
        ("petr", "PETR", TypeIdentite.EPCI, False),
        ("commune", None, TypeIdentite.COMMUNE, False),
        ("region", None, TypeIdentite.COMMUNE, True),
    ],
)
def test_un_type_inattendu_compte_comme_commune_et_le_dit(
    type_collectivite: str, nature: str | None, attendu: TypeIdentite, presume: bool
) -> None:
    identite = construire_identite(type_collectivite=type_collectivite, nature_insee=nature)
    assert (identite.type, identite.type_presume) == (attendu, presume)


@pytest.mark.parametrize(
    ("population", "moins", "plus"),
    [
        (None, set(), set()),
        (2_999, {3_000, 5_000, 10_000, 20_000, 50_000, 100_000}, set()),
        (3_000, {5_000, 10_000, 20_000, 50_000, 100_000}, {3_000}),
        (19_490, {20_000, 50_000, 100_000}, {3_000}),
        (20_000, {50_000, 100_000}, {3_000, 20_000}),
        (100_000, set(), {3_000, 20_000, 50_000, 100_000}),
        (800_000, set(), {3_000, 20_000, 50_000, 100_000, 300_000, 800_000}),
    ],
)
def test_le_seuil_exact_est_du_cote_de_plus_de(population: int | None, moins: set[int], plus: set[int]) -> None:
    attendues = {f"moins_de_{seuil}" for seuil in moins} | {f"plus_de_{seuil}" for seuil in plus}
    assert etiquettes_population(population) == attendues


def test_une_localisation_inconnue_n_est_ni_outre_mer_ni_metropole() -> None:
    faits = construire_identite(type_collectivite="commune").faits
    assert faits == {("type", "commune")}


def test_un_drom_ou_la_metropole_se_lit_dans_les_faits() -> None:
    for drom, nom in ((True, "dom"), (False, "metropole")):
        assert ("localisation", nom) in construire_identite(type_collectivite="commune", drom=drom).faits


def test_hors_aire_urbaine_se_lit_dans_les_faits() -> None:
    faits = construire_identite(type_collectivite="commune", dans_aire_urbaine=False).faits
    assert {valeur for champ, valeur in faits if champ == "dans_aire_urbaine"} == {"non", "faux", "false"}


def test_la_region_dit_l_outre_mer() -> None:
    assert drom_de_region("04") is True
    assert drom_de_region("84") is False
    assert drom_de_region(None) is False
    assert drom_de_region("04", est_test=True) is None
