"""What a territory emits, consumes and produces by year (docs/calculs/leviers.md, « Chiffres du territoire »)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cordee.indicateurs.domain.valeurs import LigneValeur, resultats_retenus
from cordee.plans.domain import trajectoire
from cordee.plans.domain.trajectoire import Nombre, ObjectifSecteur, additionner, ajouter_connus, dire_origine

ANNEES_MAX = 6
"""Columns of a chart: the latest years."""
A_DEFAUT: dict[str, tuple[str, ...]] = {**trajectoire.A_DEFAUT, "cae_2.m": ("cae_2.g", "cae_2.h")}
Annees = Mapping[int, Nombre]


@dataclass(frozen=True, slots=True)
class Chapitre:
    """A subject: its title, its unit, and the indicateurs that add up to it, with their short names."""

    titre: str
    unite: str
    parts: tuple[tuple[str, str], ...]


CHAPITRES = (
    Chapitre(
        "Émissions de gaz à effet de serre",
        "kteq CO2",
        (
            ("cae_1.c", "Résidentiel"), ("cae_1.d", "Tertiaire"), ("cae_1.k", "Transports"),
            ("cae_1.g", "Agriculture"), ("cae_1.i", "Industrie"), ("cae_1.h", "Déchets"), ("cae_1.j", "Énergie"),
        ),
    ),
    Chapitre(
        "Consommation finale d'énergie",
        "GWh",
        (
            ("cae_2.e", "Résidentiel"), ("cae_2.f", "Tertiaire"), ("cae_2.m", "Transports"),
            ("cae_2.i", "Agriculture"), ("cae_2.k", "Industrie"), ("cae_2.j", "Déchets"), ("cae_2.l_pcaet", "Énergie"),
        ),
    ),
    Chapitre(
        "Production d'énergie renouvelable",
        "MWh",
        (("cae_24.a", "Chaleur et froid"), ("cae_25.a", "Électricité"), ("cae_3.c", "Gaz")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChapitreRempli:
    """A subject with its years, oldest first, its series (one number or None a year) and who says so."""

    chapitre: Chapitre
    annees: tuple[int, ...]
    series: Mapping[str, tuple[float | None, ...]]
    sources: tuple[str, ...]

    @property
    def total(self) -> float:
        """What the latest year adds up to."""
        return sum(valeurs[-1] or 0 for valeurs in self.series.values())

    @property
    def evolution(self) -> tuple[int, float] | None:
        """The earliest year that says as much as the latest one, and the change since in percent; None without any."""
        dits = [{nom for nom, valeurs in self.series.items() if valeurs[rang] is not None} for rang in self._rangs]
        for rang in self._rangs[:-1]:
            avant = sum(valeurs[rang] or 0 for valeurs in self.series.values())
            if dits[rang] == dits[-1] and avant:
                return self.annees[rang], (self.total / avant - 1) * 100
        return None

    @property
    def _rangs(self) -> range:
        return range(len(self.annees))


@dataclass(frozen=True, slots=True)
class TerritoireEnChiffres:
    """What slides say of the territory: its years, and the objectives of its leviers."""

    chapitres: tuple[ChapitreRempli, ...] = ()
    objectifs: tuple[ObjectifSecteur, ...] = ()


def identifiants_des_chapitres() -> tuple[str, ...]:
    """Every identifiant that the chapters read."""
    parts = [identifiant for chapitre in CHAPITRES for identifiant, _ in chapitre.parts]
    return (*parts, *(autre for autres in A_DEFAUT.values() for autre in autres))


def lire_annees(
    lignes: Mapping[str, Sequence[LigneValeur]], sources: Mapping[str, tuple[str, int]]
) -> dict[str, dict[int, Nombre]]:
    """The retained result of each year, by identifiant; what is missing is made of what stands for it."""
    rangs = {code: rang for code, (_, rang) in sources.items()}
    lus = {
        identifiant: {p.le.year: dire_origine(p, siennes, sources) for p in resultats_retenus(siennes, rangs)}
        for identifiant, siennes in lignes.items()
    }
    for identifiant, autres in A_DEFAUT.items():
        siens = lus.setdefault(identifiant, {})
        for annee in lus.get(autres[0], {}):
            somme = ajouter_connus([lus.get(autre, {}).get(annee) for autre in autres])
            if annee not in siens and somme is not None:
                siens[annee] = somme
    return lus


def additionner_les_membres(
    propres: Mapping[str, Annees], membres: Sequence[Mapping[str, Annees]]
) -> dict[str, dict[int, Nombre]]:
    """Numbers of a groupement, and the sum of all its members for the years where it has none."""
    complets: dict[str, dict[int, Nombre]] = {}
    for identifiant in identifiants_des_chapitres():
        siens = dict(propres.get(identifiant, {}))
        series = [membre.get(identifiant, {}) for membre in membres]
        for annee in {annee for serie in series for annee in serie} - siens.keys():
            somme = additionner([serie.get(annee) for serie in series])
            if somme is not None:
                siens[annee] = somme
        complets[identifiant] = siens
    return complets


def remplir_chapitres(lus: Mapping[str, Annees]) -> list[ChapitreRempli]:
    """The chapters of which something is known; series without a number are left out."""
    remplis = []
    for chapitre in CHAPITRES:
        connues = {nom: lus[i] for i, nom in chapitre.parts if lus.get(i)}
        annees = tuple(sorted({annee for serie in connues.values() for annee in serie})[-ANNEES_MAX:])
        if not annees:
            continue
        series = {
            nom: tuple(serie[annee].valeur if annee in serie else None for annee in annees)
            for nom, serie in connues.items()
            if any(annee in serie for annee in annees)
        }
        origines = dict.fromkeys(
            serie[annee].origine for serie in connues.values() for annee in annees if annee in serie
        )
        remplis.append(ChapitreRempli(chapitre, annees, series, tuple(origines)))
    return remplis
