"""Where fiches take place: territories, how many fiches concern each, and the contours that the installation has."""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from cordee.plans.domain.carte import Contour, read_contours
from cordee.plans.models import Fiche, Partage
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite


@dataclass
class Territoires:
    """Communes and EPCI around a collectivité by id, and the EPCI of each commune."""

    communes: dict[int, Collectivite] = field(default_factory=dict)
    epcis: dict[int, Collectivite] = field(default_factory=dict)
    epci_de: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lieux:
    """Ids of the fiches that concern each commune and each EPCI, and of those that name no commune."""

    par_commune: dict[int, list[int]]
    par_epci: dict[int, list[int]]
    sans_commune: list[int]


def load_territoires(collectivite: Collectivite, communes: Set[int]) -> Territoires:
    """The collectivité itself, its members to two levels, and these communes with their EPCI. One query, two when
    a commune belongs to none of them."""
    liens = Appartenance.objects.filter(
        Q(groupement=collectivite)
        | Q(groupement__appartenances__groupement=collectivite)
        | Q(membre__in=communes, groupement__nature=Nature.EPCI)
    )
    territoires = Territoires()
    _ranger(territoires, collectivite)
    for lien in liens.select_related("membre", "groupement").order_by("membre__cle_recherche", "pk").distinct():
        _ranger(territoires, lien.membre)
        if lien.membre.nature == Nature.COMMUNE and lien.groupement.nature == Nature.EPCI:
            territoires.epci_de[lien.membre_id] = lien.groupement_id
    inconnues = communes - territoires.communes.keys() - territoires.epcis.keys()
    if inconnues:
        for collectivite in Collectivite.objects.filter(pk__in=inconnues).order_by("cle_recherche"):
            territoires.communes[collectivite.pk] = collectivite
    return territoires


def _ranger(territoires: Territoires, collectivite: Collectivite) -> None:
    if collectivite.nature == Nature.COMMUNE:
        territoires.communes[collectivite.pk] = collectivite
    elif collectivite.nature == Nature.EPCI:
        territoires.epcis[collectivite.pk] = collectivite


def list_communes_citees(fiches: QuerySet[Fiche]) -> list[tuple[int, int]]:
    """(fiche, commune) of each commune that a fiche concerns. One query."""
    lignes = Fiche.communes.through.objects.filter(fiche__in=fiches.order_by().values("pk"))
    return list(lignes.order_by("fiche_id").values_list("fiche_id", "collectivite_id"))


def list_porteurs(fiches: QuerySet[Fiche]) -> list[tuple[int, int]]:
    """(fiche, collectivité) of the owner and of those that carry each fiche. Two queries."""
    partages = Partage.objects.filter(fiche__in=fiches.order_by().values("pk"))
    return [
        *fiches.order_by().values_list("pk", "collectivite_id"),
        *partages.order_by("pk").values_list("fiche_id", "collectivite_id"),
    ]


def load_lieux(cites: list[tuple[int, int]], porteurs: list[tuple[int, int]], territoires: Territoires) -> Lieux:
    """Fiches by territory: once in each commune, once in each EPCI that carries them or has one of their communes."""
    par_commune: dict[int, dict[int, None]] = {}
    par_epci: dict[int, dict[int, None]] = {}
    for fiche, commune in cites:
        par_commune.setdefault(commune, {})[fiche] = None
        if commune in territoires.epci_de:
            par_epci.setdefault(territoires.epci_de[commune], {})[fiche] = None
        elif commune in territoires.epcis:
            par_epci.setdefault(commune, {})[fiche] = None
    for fiche, porteur in porteurs:
        if porteur in territoires.epcis:
            par_epci.setdefault(porteur, {})[fiche] = None
    situees = {fiche for fiche, _ in cites}
    return Lieux(
        {cle: list(fiches) for cle, fiches in par_commune.items()},
        {cle: list(fiches) for cle, fiches in par_epci.items()},
        list(dict.fromkeys(fiche for fiche, _ in porteurs if fiche not in situees)),
    )


def titres_of(fiches: QuerySet[Fiche]) -> dict[int, tuple[str, str, str]]:
    """Title (with its number), statut and language of each fiche (queries.liste.with_langue), in the order of the
    query."""
    return {
        pk: (f"{code} {titre}" if code else titre, statut, langue or "")
        for pk, code, titre, statut, langue in fiches.values_list(  # type: ignore[misc]  # an annotation
            "pk", "code", "titre", "statut", "langue_du_plan"
        )
    }


def load_contours() -> dict[str, Contour]:
    """Contours of the installation (setting CORDEE_CONTOURS) by SIREN or INSEE code; empty without any, or when the
    file cannot be read. The file is read again when it changes."""
    chemin = Path(settings.CORDEE_CONTOURS) if settings.CORDEE_CONTOURS else None
    if chemin is None or not chemin.is_file():
        return {}
    return _read(str(chemin), chemin.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(chemin: str, _version: int) -> dict[str, Contour]:
    try:
        contours = read_contours(json.loads(Path(chemin).read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}
    return {contour.code: contour for contour in contours}
