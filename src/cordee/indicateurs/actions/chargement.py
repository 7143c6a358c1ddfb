"""Loading the national indicateurs: the bundled nomenclature, and the official file over it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.domain.definitions import Definition, cle_recherche, cle_titre, cle_tri, lire_livrees
from cordee.indicateurs.domain.lecture_officielle import bornes_de, lire_officielles
from cordee.indicateurs.enums import Segmentation, Thematique
from cordee.indicateurs.models import (
    Indicateur,
    IndicateurCategorie,
    IndicateurMesure,
    IndicateurThematique,
    Source,
)
from cordee.journal.actions import consigner
from cordee.socle.permissions import Refus

LIVREES = Path(__file__).resolve().parents[1] / "donnees" / "indicateurs.tsv"
SOURCES = (
    ("rare", "RARE-OREC, observatoires régionaux", 10),
    ("citepa", "CITEPA", 20),
    ("aldo", "ALDO", 30),
    ("insee", "INSEE", 40),
    ("pcaet", "PCAET déposé", 50),
    ("snbc", "SNBC territorialisée", 90),
)
"""Producers of open data, in the order in which their values are retained."""
PLATS = (
    "titre", "titre_court", "titre_long", "unite", "precision", "borne_min", "borne_max", "sans_valeur_utilisateur",
    "participation_score", "valeur_calcule", "expr_cible", "expr_seuil", "libelle_cible_seuil",
)  # fmt: skip
"""Columns that a definition gives as they are."""
DEDUITS = (
    "cle_titre", "cle_recherche", "cle_tri", "description_officielle", "version", "clef", "prioritaire",
    "est_agregation", "segmentation",
)  # fmt: skip
D_UN_GROUPEMENT = ("s_", "petr_")
"""Families of the official file that one groupement made for its members: everybody else would see them for nothing."""
CHAMPS = (*PLATS, *DEDUITS)
Lien = TypeVar("Lien", IndicateurThematique, IndicateurMesure, IndicateurCategorie)


@dataclass(frozen=True)
class BilanIndicateurs:
    """How many were read, made, changed, and left out because they belong to one groupement."""

    lus: int
    nouveaux: int
    modifies: int
    ecartes: int = 0

    @property
    def inchange(self) -> bool:
        """Whether all of it was already there."""
        return not self.nouveaux and not self.modifies


class Essai(Exception):
    """Carries the result of a dry run out of the transaction that it undoes."""

    def __init__(self, bilan: BilanIndicateurs) -> None:
        super().__init__()
        self.bilan = bilan


def lire_donnees_livrees(fichier: Path = LIVREES) -> list[Definition]:
    """The bundled definitions, in the order of the nomenclature."""
    with fichier.open(encoding="utf-8", newline="") as ouvert:
        return lire_livrees(csv.DictReader(ouvert, delimiter="\t", quoting=csv.QUOTE_NONE))


@transaction.atomic
def charger_indicateurs(*, par: Utilisateur | None, le: datetime, fichier: Path = LIVREES) -> BilanIndicateurs:
    """Loads the bundled definitions and the names of the sources. A definition that came from the official file stays
    as that file says. Run again, it writes nothing."""
    _exiger_installation(par)
    definitions = lire_donnees_livrees(fichier)
    Source.objects.bulk_create(
        [Source(code=code, libelle=libelle, ordre=ordre) for code, libelle, ordre in SOURCES], ignore_conflicts=True
    )
    officielles = set(
        Indicateur.objects.filter(identifiant__isnull=False).exclude(version="").values_list("identifiant", flat=True)
    )
    bilan = _poser([d for d in definitions if d.identifiant not in officielles], "", le=le)
    return BilanIndicateurs(len(definitions), bilan.nouveaux, bilan.modifies)


def importer_indicateurs(
    contenu: bytes, *, version: str, par: Utilisateur | None, le: datetime, essai: bool = False
) -> BilanIndicateurs:
    """Lays the official CSV over what is loaded, all or nothing; an indicateur that is no longer in the file stays,
    those of one groupement are left out. `essai` does everything, then takes it back. Raises ImportRefuse with every
    error by line and column."""
    _exiger_installation(par)
    connus = {
        identifiant: bornes_de(cible, seuil)
        for identifiant, cible, seuil in Indicateur.objects.filter(identifiant__isnull=False).values_list(
            "identifiant", "expr_cible", "expr_seuil"
        )
        if identifiant is not None
    }
    lues = lire_officielles(contenu, thematiques=Thematique.values, connus=connus)
    definitions = [d for d in lues if not d.identifiant.startswith(D_UN_GROUPEMENT)]
    try:
        with transaction.atomic():
            bilan = replace(_poser(definitions, version, le=le), ecartes=len(lues) - len(definitions))
            if bilan.nouveaux or bilan.modifies:
                _consigner_import(bilan, version, par=par, le=le)
            if essai:
                raise Essai(bilan)
    except Essai as fait:
        return fait.bilan
    return bilan


def _consigner_import(bilan: BilanIndicateurs, version: str, *, par: Utilisateur | None, le: datetime) -> None:
    premier = Indicateur.objects.filter(identifiant__isnull=False).order_by("pk")[0]
    resume = f"Import officiel de {bilan.lus} indicateurs, version {version}"
    details = {"nouveaux": bilan.nouveaux, "modifies": bilan.modifies}
    consigner(premier, "indicateurs.importer_indicateurs", resume, par=par, le=le, details=details)


def _exiger_installation(par: Utilisateur | None) -> None:
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut charger les indicateurs.")


def _poser(definitions: Sequence[Definition], version: str, *, le: datetime) -> BilanIndicateurs:
    """Writes definitions that are new or different, then their links."""
    connus = {i.identifiant: i for i in Indicateur.objects.filter(identifiant__isnull=False)}
    nouveaux, modifies = [], []
    for definition in definitions:
        champs = _champs(definition, version)
        indicateur = connus.get(definition.identifiant)
        if indicateur is None:
            nouveaux.append(Indicateur(identifiant=definition.identifiant, created_at=le, modified_at=le, **champs))
        elif any(getattr(indicateur, champ) != valeur for champ, valeur in champs.items()):
            for champ, valeur in champs.items():
                setattr(indicateur, champ, valeur)
            indicateur.modified_at = le
            modifies.append(indicateur)
    Indicateur.objects.bulk_create(nouveaux, batch_size=200)
    Indicateur.objects.bulk_update(modifies, [*CHAMPS, "modified_at"], batch_size=50)
    cles = {identifiant: pk for identifiant, pk in Indicateur.objects.values_list("identifiant", "pk") if identifiant}
    touches = _relier(definitions, cles)
    a_part = touches - {i.pk for i in (*nouveaux, *modifies)}
    return BilanIndicateurs(len(definitions), len(nouveaux), len(modifies) + len(a_part))


def _champs(definition: Definition, version: str) -> dict[str, Any]:
    """Columns of a definition. `cle_recherche` holds the identifiant and every title."""
    categories = {categorie.lower() for categorie in definition.categories}
    titres = (definition.titre, definition.titre_court, definition.titre_long)
    champs: dict[str, Any] = {champ: getattr(definition, champ) for champ in PLATS}
    return champs | {
        "cle_titre": cle_titre(definition.titre),
        "cle_recherche": cle_recherche(definition.identifiant, *titres),
        "cle_tri": cle_tri(definition.identifiant),
        "description_officielle": definition.description,
        "version": version,
        "clef": "clef" in categories,
        "prioritaire": "pcaet" in categories,
        "est_agregation": "agregation" in categories,
        "segmentation": next((s.value for s in Segmentation if s.value in categories), ""),
    }


def _relier(definitions: Sequence[Definition], cles: dict[str, int]) -> set[int]:
    """Thématiques, mesures, catégories and parents; ids of the indicateurs whose links changed."""
    voulus = {cles[d.identifiant]: d for d in definitions}
    touches = _remplacer(IndicateurThematique, "thematique", {pk: d.thematiques for pk, d in voulus.items()})
    touches |= _remplacer(IndicateurMesure, "mesure_code", {pk: d.mesures for pk, d in voulus.items()})
    touches |= _remplacer(IndicateurCategorie, "categorie", {pk: d.categories for pk, d in voulus.items()})
    lien = Indicateur.parents.through
    attendus = {(pk, cles[parent]) for pk, d in voulus.items() for parent in d.parents}
    presents = {
        (enfant, parent): pk
        for pk, enfant, parent in lien.objects.values_list("pk", "from_indicateur_id", "to_indicateur_id")
        if enfant in voulus
    }
    lien.objects.filter(pk__in=[pk for paire, pk in presents.items() if paire not in attendus]).delete()
    lien.objects.bulk_create(
        [lien(from_indicateur_id=e, to_indicateur_id=p) for e, p in sorted(attendus - presents.keys())]
    )
    return touches | {enfant for enfant, _ in attendus ^ presents.keys()}


def _remplacer(modele: type[Lien], colonne: str, voulus: dict[int, Iterable[str]]) -> set[int]:
    """Makes the links of these indicateurs those wanted, in their order; rewrites only what differs."""
    presents: dict[int, list[str]] = {pk: [] for pk in voulus}
    for pk, valeur in _gestionnaire(modele).order_by("pk").values_list("indicateur_id", colonne):
        if pk in presents:
            presents[pk].append(valeur)
    changes = {pk for pk, valeurs in voulus.items() if presents[pk] != list(valeurs)}
    if changes:
        _gestionnaire(modele).filter(indicateur__in=changes).delete()
        _gestionnaire(modele).bulk_create(
            [modele(indicateur_id=pk, **{colonne: valeur}) for pk in sorted(changes) for valeur in voulus[pk]]
        )
    return changes


def _gestionnaire(modele: type[Model]) -> Any:
    return modele._default_manager
