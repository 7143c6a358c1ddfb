"""docs/calculs/leviers.md, « Ce qu'une fiche apporte » and « Couverture »."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.couverture import Apport, Couverture, Taux, compute_couverture, en_tonnes
from cordee.plans.domain.effets import FicheSituee, ImpactDit
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import DomaineImpact, Incertitude, SensImpact
from cordee.plans.domain.trajectoire import Nombre, Releve, compute_objectifs
from cordee.plans.queries.leviers import referentiel_des_leviers

GES, STOCKAGE = DomaineImpact.GES, DomaineImpact.STOCKAGE
SOUS = 31
FICHES = [
    FicheSituee(1, None, "en_cours"),
    FicheSituee(2, None, "a_venir"),
    FicheSituee(3, None, "a_venir"),
    FicheSituee(SOUS, 3, "a_venir"),
    FicheSituee(4, None, "abandonne"),
    FicheSituee(5, None, "en_cours"),
    FicheSituee(6, None, "en_cours"),
    FicheSituee(7, None, "en_cours"),
    FicheSituee(8, None, "en_cours"),
]
PORTES = [
    (1, "covoiturage"), (1, "fret"), (2, "covoiturage"), (SOUS, "covoiturage"), (4, "covoiturage"), (5, "haies"),
    (5, "prairies"), (6, "covoiturage"), (7, "fret"), (8, "covoiturage"),
]  # fmt: skip


def dit(
    fiche: int, valeur: str | None, unite: str = "tCO2e/an", domaine: DomaineImpact = GES, **autres: Any
) -> ImpactDit:
    return ImpactDit(fiche, domaine, valeur=None if valeur is None else Decimal(valeur), unite=unite, **autres)


IMPACTS = [
    dit(1, "-120", horizon=2030, incertitude=Incertitude.MOYENNE),
    dit(2, None),
    dit(3, "0.03", "ktCO2e", horizon=2028),
    dit(SOUS, "10"),
    dit(4, "500"),
    dit(5, "40", domaine=STOCKAGE),
    dit(5, "8"),
    dit(6, "90", horizon=2040),
    dit(7, "20", sens=SensImpact.HAUSSE),
    dit(8, "12", "MWh"),
    dit(8, "3", "m³/an", DomaineImpact.EAU),
]
REFERENTIEL = referentiel_des_leviers()


def couvrir(
    fiches: list[FicheSituee] = FICHES,
    impacts: list[ImpactDit] = IMPACTS,
    portes: list[tuple[int, str]] = PORTES,
    releves: dict[str, Releve] | None = None,
) -> Couverture:
    return compute_couverture(compute_objectifs(REFERENTIEL, releves or {}, "84"), fiches, impacts, portes)


def vu(couverture: Couverture, code: str) -> tuple[Any, ...]:
    levier = next(levier for levier in couverture.leviers if levier.objectif.code == code)
    a = levier.apport
    return (float(a.central), float(a.bas), float(a.haut), levier.chiffrees, levier.sans_chiffre)


def test_les_apports_sont_ceux_de_la_page() -> None:
    couverture = couvrir()
    assert vu(couverture, "covoiturage") == (60, 42, 78, (1,), (2, 3, 6, 8))
    assert vu(couverture, "fret") == (40, 22, 58, (1, 7), ())
    assert vu(couverture, "haies") == (24, 24, 24, (5,), ())
    assert vu(couverture, "prairies") == (24, 24, 24, (5,), ())
    assert vu(couverture, "biogaz") == (0, 0, 0, (), ())
    assert (float(couverture.hors_leviers.central), couverture.fiches_hors_leviers) == (30, (3,))
    assert (couverture.a_verifier, couverture.tardives) == ((8,), (6,))


def test_la_couverture_est_celle_de_la_page() -> None:
    """« Couverture »."""
    couverture = couvrir(releves={"cae_1.k": Releve(Nombre(200, ""), Nombre(75, ""))})
    transports = next(s for s in couverture.secteurs if s.objectif.nom == "Transports")
    covoiturage = next(levier for levier in transports.leviers if levier.objectif.code == "covoiturage")
    assert covoiturage.objectif.effort == 6250
    assert covoiturage.taux is not None
    assert covoiturage.taux == Taux(pytest.approx(0.672), pytest.approx(0.96), pytest.approx(1.248))
    assert transports.taux == Taux(pytest.approx(0.0512), pytest.approx(0.08), pytest.approx(0.1088))
    assert (couverture.effort, float(couverture.apport.central)) == (125_000, 100)
    assert couverture.taux is not None
    haies = next(levier for levier in couverture.leviers if levier.objectif.code == "haies")
    assert haies.taux is None
    assert couvrir().taux is None


def test_une_couverture_depasse_cent_quand_les_fiches_apportent_plus() -> None:
    couverture = couvrir(releves={"cae_1.k": Releve(Nombre(2, ""), Nombre(1, ""))})
    covoiturage = next(levier for levier in couverture.leviers if levier.objectif.code == "covoiturage")
    assert covoiturage.taux is not None
    assert covoiturage.taux.central == pytest.approx(120)


def test_les_fiches_d_un_secteur_ne_se_comptent_qu_une_fois() -> None:
    transports = next(s for s in couvrir().secteurs if s.objectif.nom == "Transports")
    assert transports.fiches == (1, 2, 3, 6, 8, 7)
    assert transports.sans_chiffre == (2, 3, 6, 8)
    assert transports.leviers[1].fiches == (1, 2, 3, 6, 8)


@pytest.mark.parametrize(
    ("unite", "tonnes"),
    [
        ("tCO2e/an", 1), ("tCO₂e / an", 1), ("kg CO2e", "0.001"), ("ktCO2e", 1000), ("MtCO2e/an", 1_000_000),
        ("teq CO2", 1), ("t éq. CO2/an", 1), ("kteq CO2", 1000), ("tonnes CO2", 1), ("tonne équivalent CO2 par an", 1),
        ("tCO2éq/an", 1), ("", 1), ("tonnes de CO2", 1), ("MWh", None), ("mtCO2e", None), ("tCO2e/hab", None),
        ("ménages", None),
    ],
)  # fmt: skip
def test_une_unite_se_lit_en_tonnes_quand_c_est_une_masse_de_co2(unite: str, tonnes: Any) -> None:
    assert en_tonnes(unite, GES) == (None if tonnes is None else Fraction(str(tonnes)))


def test_un_stockage_sans_levier_utcatf_reste_hors_leviers_et_un_destockage_se_retranche() -> None:
    fiches = [FicheSituee(1, None, "en_cours"), FicheSituee(2, None, "en_cours")]
    impacts = [dit(1, "10", domaine=STOCKAGE), dit(2, "4", domaine=STOCKAGE, sens=SensImpact.BAISSE)]
    couverture = couvrir(fiches, impacts, [(1, "elevage"), (2, "haies")])
    assert (couverture.hors_leviers.central, couverture.fiches_hors_leviers) == (10, (1,))
    assert vu(couverture, "haies")[0] == -4
    assert vu(couverture, "elevage")[3:] == ((), (1,))


def test_une_sous_fiche_sans_levier_tire_celui_du_dessus() -> None:
    fiches = [FicheSituee(1, None, "en_cours"), FicheSituee(2, 1, "en_cours"), FicheSituee(3, 2, "en_cours")]
    assert vu(couvrir(fiches, [dit(3, "7")], [(1, "biogaz")]), "biogaz")[:1] == (7,)


@given(
    st.dictionaries(st.integers(1, 12), st.sets(st.sampled_from(sorted(NOMS_LEVIERS)), max_size=4)),
    st.dictionaries(st.integers(1, 12), st.decimals(-1000, 1000, places=2)),
    st.sampled_from([None, *Incertitude]),
)
def test_le_partage_ne_perd_ni_n_ajoute_rien(
    leviers: dict[int, set[str]], quantites: dict[int, Decimal], incertitude: Incertitude | None
) -> None:
    fiches = [FicheSituee(pk, None, "en_cours") for pk in range(1, 13)]
    impacts = [
        ImpactDit(pk, GES, valeur=v, unite="tCO2e/an", sens=SensImpact.BAISSE, incertitude=incertitude)
        for pk, v in quantites.items()
    ]
    couverture = couvrir(fiches, impacts, [(pk, code) for pk, codes in leviers.items() for code in sorted(codes)])
    total = sum((levier.apport for levier in couverture.leviers), couverture.hors_leviers)
    assert total.central == sum((abs(Fraction(v)) for v in quantites.values()), Fraction())
    assert total.bas <= total.central <= total.haut
    assert total.est_sur == (incertitude is None or not total.central)


def test_un_apport_se_partage_exactement() -> None:
    tiers = Apport(Fraction(1), Fraction(1), Fraction(1)).partager(3)
    assert (tiers + tiers + tiers).central == 1
