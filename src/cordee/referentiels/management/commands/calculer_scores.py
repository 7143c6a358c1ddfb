"""`cordee calculer_scores`: the pure calculation, JSON to JSON, without a database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cordee.referentiels.actions.donnees import ORDRE, lire_definition
from cordee.referentiels.domain import (
    CalculImpossible,
    DefinitionReferentiel,
    EntreeInvalide,
    ErreurReferentiel,
    ImportRefuse,
    Referentiel,
    build_referentiel,
    calculer_cas,
    read_official,
)
from cordee.socle.commandes import Commande, ErreurDeSaisie, ecrire_json, lire_json


class Command(Commande):
    help = "Calcule les scores d'un ou plusieurs cas, sans base de données."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--referentiel", required=True, help="cae, eci, te, ou le fichier CSV officiel d'un référentiel"
        )
        parser.add_argument("--entree", required=True, help="fichier JSON des cas à calculer")
        parser.add_argument("--sortie", required=True, help="fichier JSON où écrire les scores")

    def handle(self, *args: Any, **options: Any) -> None:
        referentiel = lire_arbre(options["referentiel"])
        entree = lire_json(options["entree"])
        try:
            sortie = calculer_cas(referentiel, entree)
        except EntreeInvalide as erreur:
            raise ErreurDeSaisie(erreur.erreurs) from erreur
        except CalculImpossible as erreur:
            raise ErreurDeSaisie(str(erreur)) from erreur
        ecrire_json(options["sortie"], sortie)
        nombre = len(sortie["cas"])
        self.dire(f"{nombre} cas calculé{'s' if nombre > 1 else ''} sur {len(referentiel)} nœuds.")


def lire_arbre(nom: str) -> Referentiel:
    """Tree of a bundled référentiel (`cae`) or of an official file (`…/referentiel-cae.csv`, read by its content)."""
    if nom in ORDRE:
        return build_referentiel(lire_definition(nom))
    fichier = Path(nom)
    if not fichier.is_file():
        raise ErreurDeSaisie(
            f"« {nom} » n'est ni un référentiel livré ({', '.join(ORDRE)}) ni un fichier : vérifiez le chemin."
        )
    return build_officiel(fichier)


def build_officiel(fichier: Path) -> Referentiel:
    """Tree of an official file. Which référentiel it is: the one whose layout and hierarchy it fits, its name first."""
    contenu = fichier.read_bytes()
    candidats = sorted(ORDRE, key=lambda code: code not in fichier.stem.lower())
    refus: ErreurReferentiel | None = None
    for code in candidats:
        try:
            noeuds = read_official(contenu, code)
            return build_referentiel(DefinitionReferentiel(code, code, "", tuple(noeuds)))
        except ErreurReferentiel as erreur:
            refus = refus or erreur
    messages = [str(e) for e in refus.erreurs] if isinstance(refus, ImportRefuse) else [str(refus)]
    raise ErreurDeSaisie([f"« {fichier.name} » ne se lit pas comme un référentiel.", *messages]) from refus
