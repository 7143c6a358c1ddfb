"""`cordee evaluer_regles`: personnalisation rules evaluated from JSON to JSON, without a database."""

from __future__ import annotations

import argparse
from typing import Any

from cordee.outils.texte import accorder
from cordee.socle.commandes import Commande, ErreurDeSaisie, ecrire_json, lire_json
from cordee.territoires.domain.entree_sortie import EntreeInvalide, evaluer_regles


class Command(Commande):
    help = "Évalue des règles de personnalisation pour une identité et des réponses, sans base de données."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--entree", required=True, help="fichier JSON : identité, réponses, règles")
        parser.add_argument("--sortie", required=True, help="fichier JSON où écrire les valeurs")

    def handle(self, *args: Any, **options: Any) -> None:
        entree = lire_json(options["entree"])
        try:
            sortie = evaluer_regles(entree)
        except EntreeInvalide as erreur:
            raise ErreurDeSaisie(erreur.messages) from erreur
        ecrire_json(options["sortie"], sortie)
        nombre = sum(len(cas["valeurs"]) for cas in sortie.get("cas", [sortie]))
        self.dire(f"{nombre} {accorder(nombre, 'valeur écrite', 'valeurs écrites')}.")
