"""Loading everything bundled with the program: référentiels, expected evidence, conditions of stars."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.chargement import BilanChargement, charger_referentiel, niveaux_de
from cordee.referentiels.domain import DefinitionReferentiel, read_bundled
from cordee.referentiels.models import ConditionEtoile, Mesure, PreuveAttendue

DOSSIER = Path(__file__).resolve().parents[1] / "donnees"
ORDRE = ("cae", "eci", "te")
"""TE last: its nodes cite those of the two others."""


def lire_definition(code: str, dossier: Path = DOSSIER) -> DefinitionReferentiel:
    """Définition of a bundled référentiel."""
    identites = tomllib.loads((dossier / "referentiels.toml").read_text(encoding="utf-8"))
    identite = identites[code]
    return DefinitionReferentiel(
        identifiant=code,
        nom=identite["nom"],
        version=identite["version"],
        noeuds=tuple(read_bundled((dossier / f"{code}.tsv").read_text(encoding="utf-8"))),
        hierarchie=niveaux_de(identite["hierarchie"]),
    )


def lire_table(nom: str, dossier: Path = DOSSIER) -> Iterator[dict[str, str]]:
    """Rows of one of our tab-separated files."""
    with (dossier / nom).open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier, delimiter="\t", quoting=csv.QUOTE_NONE)


@transaction.atomic
def charger_donnees_referentiels(
    *, par: Utilisateur | None, le: datetime, dossier: Path = DOSSIER
) -> list[BilanChargement]:
    """Loads the bundled référentiels, then what hangs on their nodes. Run again, it writes nothing."""
    bilans = [charger_referentiel(lire_definition(code, dossier), par=par, le=le) for code in ORDRE]
    connus = set(Mesure.objects.values_list("code", flat=True))
    _charger_preuves(list(lire_table("preuves.tsv", dossier)), connus)
    _charger_conditions([ligne for ligne in lire_table("etoiles.tsv", dossier) if ligne["noeud"] in connus])
    return bilans


def _charger_preuves(lignes: list[dict[str, str]], connus: set[str]) -> None:
    """Evidence, and the nodes that call for it. A document asked by two référentiels is one evidence, filed under the
    first."""
    lien = PreuveAttendue.mesures.through
    premieres = {ligne["code"]: ligne for ligne in reversed(lignes)}
    voulues = {(code, ligne["referentiel"], ligne["nom"]) for code, ligne in premieres.items()}
    voulus = {(ligne["code"], noeud) for ligne in lignes for noeud in ligne["noeuds"].split() if noeud in connus}
    if voulues != set(PreuveAttendue.objects.values_list("code", "referentiel", "nom")):
        PreuveAttendue.objects.exclude(code__in=list(premieres)).delete()
        PreuveAttendue.objects.bulk_create(
            [PreuveAttendue(code=code, referentiel_id=referentiel, nom=nom) for code, referentiel, nom in voulues],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["referentiel", "nom"],
        )
    if voulus != set(lien.objects.values_list("preuveattendue", "mesure")):
        lien.objects.all().delete()
        lien.objects.bulk_create(
            [lien(preuveattendue_id=preuve, mesure_id=noeud) for preuve, noeud in sorted(voulus)], batch_size=500
        )


def _charger_conditions(lignes: list[dict[str, str]]) -> None:
    """What the stars ask."""
    voulues = {
        (
            ligne["referentiel"],
            int(ligne["etoile"]),
            int(ligne["ordre"]),
            ligne["noeud"],
            ligne["objet"],
            float(ligne["min_realise"]),
            float(ligne["min_programme"]) if ligne["min_programme"] else None,
        )
        for ligne in lignes
    }
    colonnes = ("referentiel_id", "etoile", "ordre", "mesure_id", "objet", "min_realise", "min_programme")
    if voulues != set(ConditionEtoile.objects.values_list(*colonnes)):
        ConditionEtoile.objects.all().delete()
        ConditionEtoile.objects.bulk_create(
            ConditionEtoile(**dict(zip(colonnes, valeurs, strict=True))) for valeurs in sorted(voulues, key=str)
        )
