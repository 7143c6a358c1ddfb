"""docs/calculs/leviers.md: values retained and objectives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.trajectoire import (
    Mode,
    Nombre,
    ObjectifLevier,
    ObjectifSecteur,
    Releve,
    completer_par_les_membres,
    compute_objectifs,
    relever,
)
from cordee.plans.queries.leviers import referentiel_des_leviers

R = referentiel_des_leviers()
SOURCES = {"rare": ("RARE-OREC", 10), "insee": ("INSEE", 40), "snbc": ("SNBC territorialisée", 90)}


@dataclass(frozen=True)
class Ligne:
    annee: int
    resultat: float | None = None
    objectif: float | None = None
    source_id: str | None = None
    mois: int = 1

    @property
    def date_valeur(self) -> date:
        return date(self.annee, self.mois, 1)


def lire(identifiant: str, lignes: list[Ligne], mode: Mode) -> tuple[float | None, float | None]:
    releve = relever({identifiant: lignes}, mode, R.rythme, SOURCES)[identifiant]
    return (releve.depart and releve.depart.valeur, releve.but and releve.but.valeur)


@pytest.mark.parametrize(
    ("identifiant", "lignes", "depart", "territoire", "rythme"),
    [
        ("cae_1.c", [Ligne(2019, 430.23), Ligne(2030, objectif=311.3)], 430.23, 311.3, 247.37),
        ("cae_1.d", [Ligne(2015, 100), Ligne(2019, 95)], 95, None, 40.49),
        ("cae_1.h", [Ligne(2013, 20), Ligne(2017, 16), Ligne(2019, objectif=15, source_id="snbc")], 15, None, 11.54),
        (
            "cae_1.g",
            [
                Ligne(2019, 50, source_id="rare"),
                Ligne(2030, objectif=41),
                Ligne(2030, objectif=40, source_id="snbc"),
            ],
            50, 41, 40,
        ),
        ("cae_63.ca", [Ligne(2019, 1.2)], 1.2, None, None),
    ],
)  # fmt: skip
def test_les_valeurs_retenues_sont_celles_de_la_page(
    identifiant: str, lignes: list[Ligne], depart: float, territoire: float | None, rythme: float | None
) -> None:
    """« Valeurs retenues »."""
    assert lire(identifiant, lignes, Mode.TERRITOIRE) == (depart, territoire)
    assert lire(identifiant, lignes, Mode.RYTHME) == (depart, rythme)


def test_ce_qui_est_saisi_passe_avant_les_sources_et_la_derniere_date_de_l_annee_l_emporte() -> None:
    lignes = [Ligne(2019, 5, source_id="rare"), Ligne(2019, 4), Ligne(2019, 6, source_id="insee", mois=6)]
    releve = relever({"cae_1.c": lignes}, Mode.TERRITOIRE, {}, SOURCES)["cae_1.c"]
    assert releve.depart == Nombre(6, "INSEE")
    releve = relever({"cae_1.c": lignes[:2]}, Mode.TERRITOIRE, {}, SOURCES)["cae_1.c"]
    assert releve.depart == Nombre(4, "saisi")
    inconnue = relever({"cae_1.c": [Ligne(2019, 5, source_id="ailleurs")]}, Mode.TERRITOIRE, {}, SOURCES)["cae_1.c"]
    assert inconnue.depart == Nombre(5, "ailleurs")


def test_une_annee_2015_hors_de_ce_qui_est_connu_ne_se_prolonge_pas() -> None:
    assert lire("cae_1.c", [Ligne(2016, 10), Ligne(2018, 8)], Mode.RYTHME) == (None, None)


def test_les_transports_sans_nombre_sont_la_route_et_le_reste_s_il_est_connu() -> None:
    lignes = {"cae_1.k": [], "cae_1.e": [Ligne(2019, 90), Ligne(2030, objectif=60)], "cae_1.f": [Ligne(2019, 10)]}
    releve = relever(lignes, Mode.TERRITOIRE, R.rythme, SOURCES)["cae_1.k"]
    assert releve == Releve(Nombre(100, "saisi"), Nombre(60, "saisi"))
    sans_route = relever({"cae_1.f": [Ligne(2019, 10)]}, Mode.TERRITOIRE, R.rythme, SOURCES)["cae_1.k"]
    assert sans_route == Releve()


def releve(depart: float | None, but: float | None) -> Releve:
    return Releve(None if depart is None else Nombre(depart, "saisi"), None if but is None else Nombre(but, "saisi"))


def objectif_de(code: str, releves: dict[str, Releve], region: str) -> ObjectifLevier:
    secteurs = compute_objectifs(R, releves, region)
    return next(levier for secteur in secteurs for levier in secteur.leviers if levier.code == code)


@pytest.mark.parametrize(
    ("code", "region", "releves", "objectif", "effort"),
    [
        ("chaudieres_fioul_residentiel", "44", {"cae_1.c": releve(430.23, 311.3)}, -51.14, 51_140),
        ("industrie", "44", {"cae_1.i": releve(300, 210), "cae_1.csc": releve(None, 2)}, -92, 92_000),
        ("forets", "44", {"cae_63.b": releve(7.81, 5.5), "cae_63.e": releve(0.63, 1.9)}, 1.04, None),
        ("haies", "93", {"cae_63.ca": releve(1.2, 3.2)}, -1.48, 1_480),
        ("chaudieres_gaz_tertiaire", "94", {"cae_1.d": releve(20, 10)}, 0, None),
    ],
)
def test_l_objectif_d_un_levier_est_celui_de_la_page(
    code: str, region: str, releves: dict[str, Releve], objectif: float, effort: float | None
) -> None:
    """« Objectif d'un levier »."""
    trouve = objectif_de(code, releves, region)
    assert trouve.objectif == objectif
    assert trouve.manquants == ()
    assert trouve.effort == (None if effort is None else pytest.approx(effort))


def test_ce_qui_manque_est_nomme_et_l_objectif_reste_inconnu() -> None:
    manque = objectif_de("covoiturage", {"cae_1.k": releve(100, None)}, "84")
    assert (manque.objectif, manque.manquants, manque.part) == (None, ("cae_1.k",), 5)
    assert objectif_de("forets", {"cae_63.b": releve(1, 2)}, "84").manquants == ("cae_63.e",)
    assert objectif_de("industrie", {}, "84").manquants == ("cae_1.i",)


def test_une_region_sans_parts_laisse_les_leviers_sans_objectif_mais_pas_leurs_secteurs() -> None:
    secteur = compute_objectifs(R, {"cae_1.c": releve(100, 60)}, "04")[0]
    assert secteur.objectif == -40
    assert {(levier.objectif, levier.part, levier.manquants) for levier in secteur.leviers} == {(None, None, ())}


def secteur(nom: str, releves: dict[str, Releve]) -> ObjectifSecteur:
    return next(s for s in compute_objectifs(R, releves, "93") if s.nom == nom)


def test_un_secteur_sans_son_total_est_la_somme_de_ses_sous_secteurs_tous_connus() -> None:
    """« Objectif d'un secteur »."""
    sous = {"cae_1.ga": releve(10, 8), "cae_1.gb": releve(20, 15), "cae_1.gc": releve(12, 11)}
    assert secteur("Agriculture", sous).objectif == -8
    assert secteur("Agriculture", sous | {"cae_1.g": releve(50, 40)}).objectif == -10
    del sous["cae_1.gc"]
    assert (secteur("Agriculture", sous).objectif, secteur("Agriculture", sous).manquants) == (None, ("cae_1.g",))
    assert secteur("Tertiaire", {}).effort is None


def test_un_groupement_ajoute_ses_membres_quand_tous_ont_un_nombre() -> None:
    """« Territory of a groupement »."""
    membres = [{"cae_1.c": releve(10, 8), "cae_1.d": releve(3, None)}, {"cae_1.c": releve(5, None)}]
    complets = completer_par_les_membres({"cae_1.h": releve(2, 1)}, membres, ["cae_1.c", "cae_1.d", "cae_1.h"])
    assert complets["cae_1.c"] == Releve(Nombre(15, "somme de 2 collectivités"), None)
    assert complets["cae_1.d"] == Releve()
    assert complets["cae_1.h"] == releve(2, 1)
    assert completer_par_les_membres({}, [], ["cae_1.c"]) == {"cae_1.c": Releve()}


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.sampled_from(R.regions))
def test_les_leviers_d_un_secteur_rendent_son_objectif_a_l_arrondi_pres(depart: float, but: float, region: str) -> None:
    transports = next(
        s for s in compute_objectifs(R, {"cae_1.k": releve(depart, but)}, region) if s.nom == "Transports"
    )
    somme = sum(levier.objectif or 0 for levier in transports.leviers)
    assert transports.objectif is not None
    assert somme == pytest.approx(transports.objectif, rel=0.021, abs=0.05)
