"""What the EPCI of the demonstration emit, consume and produce, and what they aim at: invented numbers, told for the
whole valley and shared between them."""

from __future__ import annotations

from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.demo.territoire import SIREN_AIGUILLES, SIREN_ORSIERE, SIREN_SERAC
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Indicateur
from cordee.territoires.models import Collectivite

PARTS = {SIREN_SERAC: 0.49, SIREN_ORSIERE: 0.19, SIREN_AIGUILLES: 0.32}
ANNEES = (2015, 2017, 2019, 2021, 2023)
RESULTATS: dict[str, tuple[float, ...]] = {
    "cae_1.c": (52.1, 51.4, 49.8, 46.9, 43.7),
    "cae_1.d": (24.6, 24.0, 22.9, 21.5, 19.8),
    "cae_1.k": (88.4, 89.9, 90.6, 82.7, 84.2),
    "cae_1.g": (41.2, 40.8, 40.1, 39.5, 38.9),
    "cae_1.i": (14.3, 13.9, 13.2, 12.4, 11.9),
    "cae_1.h": (7.4, 7.1, 6.8, 6.5, 6.1),
    "cae_1.j": (2.4, 2.3, 2.2, 2.1, 2.1),
    "cae_2.e": (318, 314, 309, 301, 287),
    "cae_2.f": (142, 140, 137, 131, 126),
    "cae_2.m": (331, 336, 338, 309, 316),
    "cae_2.i": (38, 38, 37, 37, 36),
    "cae_2.k": (74, 73, 70, 68, 66),
    "cae_24.a": (121_000, 126_000, 134_000, 141_000, 152_000),
    "cae_25.a": (187_000, 171_000, 192_000, 204_000, 219_000),
}
"""Results of the years, in the unit of the indicateur."""
EN_2019_ET_2030: dict[str, tuple[float, float]] = {
    "cae_1.c": (49.8, 30.5), "cae_1.d": (22.9, 12.0), "cae_1.k": (90.6, 64.0), "cae_1.g": (40.1, 34.6),
    "cae_1.ga": (8.2, 6.1), "cae_1.gb": (23.4, 20.8), "cae_1.gc": (8.5, 7.7), "cae_1.i": (13.2, 9.4),
    "cae_1.h": (6.8, 4.3), "cae_1.j": (2.2, 1.5), "cae_63.b": (61.0, 66.5), "cae_63.e": (2.1, 3.4),
    "cae_63.ca": (1.4, 3.2), "cae_63.cb": (4.8, 5.6), "cae_63.db": (-1.9, -0.9),
}  # fmt: skip
"""Value of 2019 and objective of 2030 of what the leviers are computed on."""


def saisir_les_valeurs(collectivites: dict[str, Collectivite], personnes: dict[str, Utilisateur], le: datetime) -> None:
    """Writes them in each EPCI, by the person who runs its plan; the PETR is their sum."""
    indicateurs = {i.identifiant: i for i in Indicateur.objects.filter(identifiant__in=[*RESULTATS, *EN_2019_ET_2030])}
    for siren, part in PARTS.items():
        collectivite, par = collectivites[siren], personnes[siren]
        for identifiant, valeurs in RESULTATS.items():
            for annee, valeur in zip(ANNEES, valeurs, strict=True):
                saisir_valeur(
                    collectivite, indicateurs[identifiant], annee, resultat=round(valeur * part, 2), par=par, le=le
                )
        for identifiant, (depart, but) in EN_2019_ET_2030.items():
            indicateur = indicateurs[identifiant]
            saisir_valeur(collectivite, indicateur, 2019, resultat=round(depart * part, 2), par=par, le=le)
            saisir_valeur(collectivite, indicateur, 2030, objectif=round(but * part, 2), par=par, le=le)
