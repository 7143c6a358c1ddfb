"""docs/calculs/pcaet.md, « Volets » and « Saisie »: a table on the screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cordee.plans.domain.pcaet import (
    TABLEAUX,
    Cle,
    Colonne,
    Nature,
    Volet,
    annees_objectifs,
    composer_grille,
    grille_lue,
    lire_nom_de_case,
)

C, O = Nature.CONSTAT, Nature.OBJECTIF  # noqa: E741


def codes(volet: Volet, valeurs: dict[Cle, Decimal], en_plus: Colonne | None = None) -> list[str]:
    grille = composer_grille(TABLEAUX[volet], valeurs, annee_courante=2026, en_plus=en_plus)
    return [colonne.code for colonne in grille.colonnes]


@pytest.mark.parametrize(
    ("volet", "valeurs", "en_plus", "attendus"),
    [
        (Volet.GES, {}, None, ["constat-2024", "objectif-2030", "objectif-2050"]),
        (Volet.RESEAUX, {}, None, ["constat-2024"]),
        (Volet.RESEAUX, {}, Colonne(O, 2040), ["constat-2024"]),
        (
            Volet.GES,
            {(".dechets", C, 2019): Decimal(1), (".dechets", O, 2026): Decimal(1)},
            Colonne(C, 2022),
            ["constat-2019", "constat-2022", "objectif-2026", "objectif-2030", "objectif-2050"],
        ),
        (Volet.GES, {}, Colonne(O, 2040), ["constat-2024", "objectif-2030", "objectif-2040", "objectif-2050"]),
        (Volet.GES, {}, Colonne(O, 2026), ["constat-2024", "objectif-2026", "objectif-2030", "objectif-2050"]),
        (Volet.GES, {}, Colonne(C, 2026), ["constat-2024", "constat-2026", "objectif-2030", "objectif-2050"]),
    ],
)
def test_les_colonnes(volet: Volet, valeurs: dict[Cle, Decimal], en_plus: Colonne | None, attendus: list[str]) -> None:
    assert codes(volet, valeurs, en_plus) == attendus


def test_les_annees_demandees_ont_leur_colonne() -> None:
    annees = annees_objectifs(date(2026, 11, 29))
    ges, foret = (
        composer_grille(TABLEAUX[volet], {}, annee_courante=2026, annees=annees)
        for volet in (Volet.GES, Volet.SEQUESTRATION)
    )
    assert [c.annee for c in ges.colonnes] == [2024, 2026, 2030, 2031, 2050]
    assert [c.annee for c in foret.colonnes] == [2024, 2030, 2050]


def test_une_grille_lue_n_a_que_ce_qui_est_rempli() -> None:
    valeurs = {("nox.dechets", O, 2030): Decimal(1), ("nox.dechets", C, 2019): Decimal(3)}
    grille = grille_lue(TABLEAUX[Volet.POLLUANTS], valeurs)
    assert [colonne.code for colonne in grille.colonnes] == ["constat-2019", "objectif-2030"]
    assert [case.valeur for case in grille.cases()] == [Decimal(3), Decimal(1)]
    assert grille_lue(TABLEAUX[Volet.GES], {}).groupes == ()


def test_une_grille_s_additionne_quand_cela_a_un_sens() -> None:
    valeurs = {(".dechets", C, 2019): Decimal(3), (".agriculture", C, 2019): Decimal("4.5")}
    grille = composer_grille(TABLEAUX[Volet.GES], valeurs, annee_courante=2026)
    assert grille.totaux == (Decimal("7.5"), None, None)
    assert [groupe.titre for groupe in grille.groupes] == [""]
    polluants = composer_grille(TABLEAUX[Volet.POLLUANTS], {("nox.dechets", C, 2019): Decimal(3)}, annee_courante=2026)
    assert polluants.totaux == (None, None, None)
    assert len(polluants.groupes) == 6
    assert composer_grille(TABLEAUX[Volet.SUIVI], {}, annee_courante=2026).groupes == ()


@pytest.mark.parametrize("volet", [Volet.GES, Volet.POLLUANTS, Volet.ENR, Volet.SEQUESTRATION])
def test_le_nom_d_une_case_se_relit(volet: Volet) -> None:
    grille = composer_grille(TABLEAUX[volet], {}, annee_courante=2026)
    for case in grille.cases():
        assert lire_nom_de_case(TABLEAUX[volet], case.nom) == case.cle
        assert case.valeur is None


@pytest.mark.parametrize(
    "nom",
    [
        "",
        "csrf",
        "v-.volcans-constat-2019",
        "v-.dechets-souhait-2019",
        "v-.dechets-constat-19",
        "v-.dechets-constat-²019",
    ],
)
def test_un_autre_nom_ne_designe_rien(nom: str) -> None:
    assert lire_nom_de_case(TABLEAUX[Volet.GES], nom) is None


def test_le_titre_d_une_colonne_se_relit_dans_un_tableur() -> None:
    grille = composer_grille(TABLEAUX[Volet.GES], {}, annee_courante=2026)
    assert [colonne.titre for colonne in grille.colonnes] == ["Diagnostic 2024", "Objectif 2030", "Objectif 2050"]
