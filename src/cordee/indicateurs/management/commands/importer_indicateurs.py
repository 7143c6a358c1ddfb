"""`cordee importer_indicateurs`: the official CSV of the definitions, all or nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.indicateurs.actions.chargement import importer_indicateurs
from cordee.indicateurs.domain.erreurs import ImportRefuse
from cordee.indicateurs.domain.table_csv import TAILLE_MAX
from cordee.outils.texte import accorder
from cordee.socle.commandes import Commande, ErreurDeSaisie


class Command(Commande):
    help = "Importe le fichier officiel des indicateurs par-dessus ceux qui sont chargés, en entier ou pas du tout."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", help="fichier CSV au format officiel (import-indicateur-definitions.csv)")
        parser.add_argument("--version", dest="version_fichier", default="1.0.0", help="numéro de version (1.0.0)")
        parser.add_argument("--essai", action="store_true", help="vérifie tout et n'enregistre rien")

    def handle(self, *args: Any, **options: Any) -> None:
        contenu = lire_fichier(options["fichier"])
        version = options["version_fichier"].strip()
        if not version or len(version) > 20:
            raise ErreurDeSaisie("Donnez un numéro de version de 20 caractères au plus, comme 1.0.0.")
        try:
            bilan = importer_indicateurs(contenu, version=version, par=None, le=timezone.now(), essai=options["essai"])
        except ImportRefuse as refus:
            nombre = len(refus.erreurs)
            debut = f"Import refusé, rien n'a été enregistré : {nombre} {accorder(nombre, 'erreur')}."
            raise ErreurDeSaisie([debut, *map(str, refus.erreurs)]) from refus
        debut = "Essai réussi, rien n'a été enregistré" if options["essai"] else "Import enregistré"
        self.dire(
            f"{debut} : {bilan.lus} {accorder(bilan.lus, 'indicateur')}, "
            f"{bilan.nouveaux} {accorder(bilan.nouveaux, 'nouveau', 'nouveaux')}, "
            f"{bilan.modifies} {accorder(bilan.modifies, 'modifié')}."
        )
        if bilan.ecartes:
            self.dire(f"Laissés de côté, propres à un groupement : {bilan.ecartes}.")


def lire_fichier(chemin: str) -> bytes:
    """Content of a file of reasonable size."""
    fichier = Path(chemin)
    if not fichier.is_file():
        raise ErreurDeSaisie(f"Le fichier « {fichier} » n'existe pas.")
    if fichier.stat().st_size > TAILLE_MAX:
        raise ErreurDeSaisie(f"« {fichier} » dépasse 20 Mo : ce n'est pas la liste officielle des indicateurs.")
    return fichier.read_bytes()
