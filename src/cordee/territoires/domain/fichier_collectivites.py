"""The list of French EPCI and communes, as bundled with the program: one compact file, read into frozen values.

Layout (gzipped JSON, written by `tools/compacter_collectivites`), rows instead of objects because keys would weigh more
than the values:

    {"format": 1, "millesime": 2026,
     "departements": {"05": "93", …},                                    département -> région
     "epci": [[siren, nom, nature, population, "05,04", région, outre-mer, [commune, …]], …],
     "communes": [commune, …]}                                           communes that belong to no EPCI
    commune = [siren, code INSEE, nom, population]

Populations are inhabitants (« population totale »), null when unknown. The départements of an EPCI are those of its
communes, the most populated first; its région is that of the first one.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cordee.territoires.domain.siren import siren_valide

__all__ = [
    "FORMAT",
    "CommuneLue",
    "EpciLu",
    "FichierCollectivites",
    "FichierIllisible",
    "departement_de",
    "lire_collectivites",
]

FORMAT = 1
_NOM_MAX = 200
_NATURE_MAX = 8


class FichierIllisible(ValueError):
    """The file is not a list of collectivités that we can load. The message is a French sentence."""


@dataclass(frozen=True, slots=True)
class CommuneLue:
    """One commune of the file. `population`: inhabitants, None when unknown."""

    siren: str
    code_insee: str
    nom: str
    population: int | None
    departement: str
    region: str


@dataclass(frozen=True, slots=True)
class EpciLu:
    """One EPCI of the file. `nature_insee`: CC, CA, CU, METRO or MET69 (Lyon); `departements`: most populated first."""

    siren: str
    nom: str
    nature_insee: str
    population: int | None
    departements: tuple[str, ...]
    region: str
    drom: bool
    communes: tuple[CommuneLue, ...]


@dataclass(frozen=True, slots=True)
class FichierCollectivites:
    """Content of the file; `hors_epci`: communes that belong to no EPCI (a few islands)."""

    millesime: int
    epci: tuple[EpciLu, ...]
    hors_epci: tuple[CommuneLue, ...]

    @property
    def communes(self) -> list[CommuneLue]:
        """Every commune, those of the EPCI first."""
        return [*(commune for epci in self.epci for commune in epci.communes), *self.hors_epci]


def departement_de(code_insee: str) -> str:
    """Département of a commune: `05023` -> `05`, `2A004` -> `2A`, `97411` -> `974`."""
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


def lire_collectivites(contenu: bytes) -> FichierCollectivites:
    """Parses the bytes of the compact file.

    Raises FichierIllisible when these are not a gzipped list in our format, when a SIREN is wrong or written twice, or
    when a value is missing.
    """
    donnees = _decompresser(contenu)
    try:
        regions: Mapping[str, str] = donnees["departements"]
        fichier = FichierCollectivites(
            millesime=int(donnees["millesime"]),
            epci=tuple(_epci(ligne, regions) for ligne in donnees["epci"]),
            hors_epci=tuple(_commune(ligne, regions) for ligne in donnees["communes"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as erreur:
        if isinstance(erreur, FichierIllisible):
            raise
        raise FichierIllisible(
            "La liste des collectivités est incomplète ou abîmée : refaites-la avec tools/compacter_collectivites."
        ) from erreur
    _refuser_doublons(fichier)
    return fichier


def _decompresser(contenu: bytes) -> dict[str, Any]:
    try:
        donnees = json.loads(gzip.decompress(contenu))
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as erreur:
        raise FichierIllisible("Ce fichier n'est pas une liste de collectivités compressée (.json.gz).") from erreur
    if not isinstance(donnees, dict) or donnees.get("format") != FORMAT:
        raise FichierIllisible(
            f"Ce fichier n'est pas une liste de collectivités au format {FORMAT} : refaites-le avec "
            "tools/compacter_collectivites."
        )
    return donnees


def _epci(ligne: list[Any], regions: Mapping[str, str]) -> EpciLu:
    siren, nom, nature, population, departements, region, drom, communes = ligne
    _verifier(siren, nom, population)
    codes = tuple(departements.split(","))
    if not 0 < len(nature) <= _NATURE_MAX or not isinstance(drom, bool) or any(code not in regions for code in codes):
        raise FichierIllisible(f"La nature ou la situation de « {nom} » (SIREN {siren}) est illisible.")
    return EpciLu(
        siren=siren,
        nom=nom,
        nature_insee=nature,
        population=population,
        departements=codes,
        region=region,
        drom=drom,
        communes=tuple(_commune(commune, regions) for commune in communes),
    )


def _commune(ligne: list[Any], regions: Mapping[str, str]) -> CommuneLue:
    siren, code, nom, population = ligne
    _verifier(siren, nom, population)
    departement = departement_de(code)
    if len(code) != 5 or departement not in regions:
        raise FichierIllisible(f"Le code INSEE « {code} » de « {nom} » (SIREN {siren}) n'existe pas.")
    return CommuneLue(siren, code, nom, population, departement, regions[departement])


def _verifier(siren: str, nom: str, population: int | None) -> None:
    if not siren_valide(siren):
        raise FichierIllisible(f"Le SIREN « {siren} » de « {nom} » n'existe pas : sa clé de contrôle est fausse.")
    if not 0 < len(nom) <= _NOM_MAX:
        raise FichierIllisible(f"Le nom de la collectivité de SIREN {siren} est vide ou trop long.")
    if population is not None and (type(population) is not int or population < 0):
        raise FichierIllisible(f"La population de « {nom} » (SIREN {siren}) n'est pas un nombre d'habitants.")


def _refuser_doublons(fichier: FichierCollectivites) -> None:
    vus: set[str] = set()
    lignes: list[EpciLu | CommuneLue] = [*fichier.epci, *fichier.communes]
    for ligne in lignes:
        if ligne.siren in vus:
            raise FichierIllisible(f"Le SIREN {ligne.siren} (« {ligne.nom} ») est écrit deux fois.")
        vus.add(ligne.siren)
    if not fichier.epci:
        raise FichierIllisible("La liste ne contient aucun EPCI.")
