"""`cordee importer_referentiel`: the official CSV of a référentiel, all or nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.referentiels.actions.import_officiel import SOURCE, importer_officiel
from cordee.referentiels.domain import ErreurImport, ErreurReferentiel, ImportRefuse
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee

TAILLE_MAX = 30 * 1024 * 1024


class Command(Commande):
    help = "Importe le fichier officiel d'un référentiel par-dessus celui qui est chargé, en entier ou pas du tout."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", help="fichier CSV au format officiel")
        parser.add_argument("--referentiel", required=True, choices=["cae", "eci", "te"], help="référentiel du fichier")
        parser.add_argument("--version", dest="version_fichier", required=True, help="numéro de version, comme 1.0.1")
        parser.add_argument("--source", default=SOURCE, help="d'où vient le texte, affiché sous chaque extrait")
        parser.add_argument("--licence", default="", help="licence de ce texte, affichée avec sa source")
        parser.add_argument("--essai", action="store_true", help="vérifie tout et n'enregistre rien")

    def handle(self, *args: Any, **options: Any) -> None:
        contenu = lire_fichier(options["fichier"])
        avertissements: list[ErreurImport] = []
        try:
            bilan = importer_officiel(
                contenu,
                options["referentiel"],
                options["version_fichier"],
                par=None,
                le=timezone.now(),
                essai=options["essai"],
                source=options["source"],
                licence=options["licence"],
                avertissements=avertissements,
            )
        except ImportRefuse as erreur:
            nombre = len(erreur.erreurs)
            raise ErreurDeSaisie(
                [
                    f"Import refusé, rien n'a été enregistré : {nombre} {accorder(nombre, 'erreur')}.",
                    *map(str, erreur.erreurs),
                ]
            ) from erreur
        except (ErreurReferentiel, DonneeRefusee) as erreur:
            raise ErreurDeSaisie(str(erreur)) from erreur
        for avertissement in avertissements:
            self.stderr.write(f"À noter, {avertissement}")
        debut = "Essai réussi, rien n'a été enregistré" if options["essai"] else "Import enregistré"
        self.dire(
            f"{debut} : {bilan.referentiel} {bilan.version}, "
            f"{formater(bilan.noeuds, 0)} {accorder(bilan.noeuds, 'nœud')}, "
            f"{bilan.nouveaux} {accorder(bilan.nouveaux, 'nouveau', 'nouveaux')}, "
            f"{bilan.retires} {accorder(bilan.retires, 'retiré')}, "
            f"{bilan.scores_recalcules} {accorder(bilan.scores_recalcules, 'score recalculé', 'scores recalculés')}."
        )


def lire_fichier(chemin: str) -> bytes:
    """Content of a file of reasonable size."""
    fichier = Path(chemin)
    if not fichier.is_file():
        raise ErreurDeSaisie(f"Le fichier « {fichier} » n'existe pas.")
    if fichier.stat().st_size > TAILLE_MAX:
        raise ErreurDeSaisie(f"« {fichier} » dépasse 30 Mo : ce n'est pas un référentiel officiel.")
    return fichier.read_bytes()
