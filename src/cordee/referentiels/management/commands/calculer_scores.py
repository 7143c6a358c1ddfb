"""`cordee calculer_scores`: the pure calculation, JSON to JSON, without a database."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from cordee.referentiels.actions.donnees import ORDRE, lire_definition
from cordee.referentiels.domain import (
    DefinitionReferentiel,
    EntreeInvalide,
    ErreurReferentiel,
    ImportRefuse,
    Referentiel,
    build_referentiel,
    calculer_cas,
    is_te_family,
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
    """Tree of an official file. Which référentiel it is: the one in its name when it reads so, else the one whose
    layout and depth it has."""
    contenu, mots = fichier.read_bytes(), re.findall("[a-z]+", fichier.stem.lower())
    arbres: list[Referentiel] = []
    refus: list[ErreurReferentiel] = []
    for code in sorted(ORDRE, key=lambda code: code not in mots):
        try:
            noeuds = tuple(read_official(contenu, code))
            arbres.append(build_referentiel(DefinitionReferentiel(code, code, "", noeuds)))
        except ErreurReferentiel as erreur:
            refus.append(erreur)
    if arbres:
        return max(arbres, key=lambda arbre: (arbre.identifiant in mots, ressemblance(arbre)))
    premier = refus[0]
    messages = [str(e) for e in premier.erreurs] if isinstance(premier, ImportRefuse) else [str(premier)]
    raise ErreurDeSaisie([f"« {fichier.name} » ne se lit pas comme un référentiel.", *messages]) from premier


def ressemblance(arbre: Referentiel) -> int:
    """How much a file read as a référentiel looks like it: only TE tags its nodes and tells where they come from; each
    goes down to the last level of its hierarchy."""
    a_des_origines = any(n.labels or n.origines or n.thematique for n in arbre.definitions.values())
    au_fond = int(arbre.depths.max()) == len(arbre.hierarchie) - 1
    return int(a_des_origines == is_te_family(arbre.identifiant)) + int(au_fond)
