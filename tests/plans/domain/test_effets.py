"""docs/calculs/impacts.md."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.effets import (
    Effets,
    FicheSituee,
    ImpactDit,
    cle_unite,
    compute_effets,
    compute_leviers,
    list_racines,
)
from cordee.plans.domain.listes import DomaineImpact, SensImpact

A, A1, B, B1, C, D, E, F, G, H, NULLE = range(1, 12)
FICHES = [
    FicheSituee(A, None, "en_cours"),
    FicheSituee(A1, A, "en_cours"),
    FicheSituee(B, None, "a_venir"),
    FicheSituee(B1, B, "a_venir"),
    FicheSituee(C, None, "en_cours"),
    FicheSituee(D, None, ""),
    FicheSituee(E, None, "realise"),
    FicheSituee(F, None, "en_cours"),
    FicheSituee(G, None, "a_venir"),
    FicheSituee(H, None, "abandonne"),
    FicheSituee(NULLE, None, "en_cours"),
]


def ges(fiche: int, valeur: str | None = None, unite: str = "tCO2e/an", horizon: int | None = 2030, **autres: Any):
    nombre = None if valeur is None else Decimal(valeur)
    return ImpactDit(fiche, DomaineImpact.GES, valeur=nombre, unite=unite, horizon=horizon, **autres)


IMPACTS = [
    ges(A, "120"),
    ges(A1, "80"),
    ges(B),
    ges(B1, "30", "tCO₂e / an"),
    ges(C, "5", sens=SensImpact.HAUSSE),
    ges(D, "-40"),
    ges(E, "2", "ktCO2e"),
    ges(F, "10", horizon=2050),
    ges(G, niveau=3),
    ges(H, "500"),
    ges(NULLE, niveau=0),
    ImpactDit(NULLE, DomaineImpact.EMPLOI, valeur=Decimal("0.5")),
]


def lignes(effets: Effets) -> list[tuple[Any, ...]]:
    return [(str(c.domaine), c.unite, c.horizon, c.baisse, c.hausse, c.fiches) for c in effets.cumuls]


def test_le_cumul_est_celui_de_la_page() -> None:
    """« Cumul »."""
    effets = compute_effets(FICHES, IMPACTS)
    assert lignes(effets) == [
        ("ges", "tCO2e/an", 2030, Decimal(190), Decimal(5), (A, B, C, D)),
        ("ges", "tCO2e/an", 2050, Decimal(10), None, (F,)),
        ("ges", "ktCO2e", 2030, Decimal(2), None, (E,)),
        ("emploi", "ETP", None, None, Decimal("0.5"), (NULLE,)),
    ]
    assert effets.total == 8
    etat = effets.domaines[0]
    assert (set(etat.chiffrees), etat.dites, etat.muettes) == ({A, B, C, D, E, F}, (G,), 1)
    assert effets.chiffrees == {A, B, C, D, E, F, NULLE}


def test_ce_qui_est_sous_une_fiche_abandonnee_ne_compte_nulle_part() -> None:
    """« Ce qui compte »."""
    fiches = [
        FicheSituee(1, None, "abandonne"),
        FicheSituee(2, 1, "en_cours"),
        FicheSituee(3, 2, "en_cours"),
        FicheSituee(4, 99, "en_cours"),
    ]
    assert list_racines(fiches) == {}
    assert compute_effets(fiches, [ges(2, "5"), ges(3, "5"), ges(4, "5")]) == Effets(0, (), ())


def test_le_plus_haut_de_la_famille_parle_pour_tout_ce_qui_est_dessous() -> None:
    """« Une famille ne compte pas deux fois »."""
    fiches = [FicheSituee(1, None, ""), FicheSituee(2, 1, ""), FicheSituee(3, 2, ""), FicheSituee(4, 1, "")]
    dessous = [ges(2, "10"), ges(3, "7"), ges(4, "3")]
    assert lignes(compute_effets(fiches, dessous)) == [("ges", "tCO2e/an", 2030, Decimal(13), None, (1,))]
    petite = ImpactDit(3, DomaineImpact.EAU, valeur=Decimal(2))
    avec = compute_effets(fiches, [ges(1, "25"), *dessous, petite])
    assert [(c.baisse, c.fiches) for c in avec.cumuls] == [(Decimal(25), (1,)), (Decimal(2), (1,))]


def test_le_sens_dit_l_emporte_puis_le_signe_puis_l_usage() -> None:
    """« Sens »."""
    un = Decimal(1)
    assert ImpactDit(1, DomaineImpact.STOCKAGE, valeur=un).va is SensImpact.HAUSSE
    assert ImpactDit(1, DomaineImpact.STOCKAGE, valeur=-un).va is SensImpact.BAISSE
    assert ImpactDit(1, DomaineImpact.STOCKAGE, valeur=-un, sens=SensImpact.HAUSSE).va is SensImpact.HAUSSE
    assert ImpactDit(1, DomaineImpact.NOX, valeur=un).va is SensImpact.BAISSE
    assert ImpactDit(1, DomaineImpact.SANTE, valeur=un).va is SensImpact.HAUSSE
    assert ImpactDit(1, DomaineImpact.SANTE).va is SensImpact.HAUSSE


def test_les_unites_se_rapprochent_sans_se_melanger() -> None:
    assert cle_unite("tCO₂e / an") == cle_unite("tCO2e/an")
    assert cle_unite("m³/an") == cle_unite("m3/an")
    assert cle_unite("MW") != cle_unite("mW")
    dits = [ImpactDit(1, DomaineImpact.SANTE, valeur=Decimal(1)), ges(1, "1", " MWh "), ges(1, "1", "")]
    effets = compute_effets([FicheSituee(1, None, "")], dits)
    assert [c.unite for c in effets.cumuls] == ["tCO2e/an", "MWh", ""]


@given(st.lists(st.tuples(st.integers(1, 4), st.decimals(-1000, 1000, places=2)), max_size=12))
def test_la_somme_ne_depend_pas_de_l_ordre(paires: list[tuple[int, Decimal]]) -> None:
    fiches = [FicheSituee(1, None, ""), FicheSituee(2, 1, ""), FicheSituee(3, None, ""), FicheSituee(4, 2, "")]
    dits = [ges(fiche, str(valeur)) for fiche, valeur in paires]
    droit, envers = compute_effets(fiches, dits), compute_effets(fiches[::-1], dits[::-1])
    assert [(c.baisse, c.hausse) for c in droit.cumuls] == [(c.baisse, c.hausse) for c in envers.cumuls]


def test_la_couverture_des_leviers_est_celle_de_la_page() -> None:
    """« Couverture des leviers »."""
    fiches = [
        FicheSituee(1, None, "realise", 100.0),
        FicheSituee(2, None, "en_cours", 50.0),
        FicheSituee(3, None, "abandonne"),
        FicheSituee(4, 1, "en_cours"),
    ]
    portes = [(1, "covoiturage"), (1, "fret"), (2, "covoiturage"), (3, "biogaz"), (4, "haies"), (2, "ancien")]
    secteurs = compute_leviers(fiches, portes)
    leviers = {levier.code: levier for secteur in secteurs for levier in secteur.leviers}
    vus = {code: (lev.fiches, lev.realisees, lev.avancement) for code, lev in leviers.items() if lev.fiches}
    assert vus == {"covoiturage": (2, 1, 75.0), "fret": (1, 1, 100.0)}
    assert (leviers["biogaz"].fiches, leviers["biogaz"].avancement) == (0, None)
    assert len(leviers) == 29
    transports = next(secteur for secteur in secteurs if secteur.nom == "Transports")
    assert (transports.couverts, len(transports.leviers)) == (2, 8)
