"""`cordee importer_questions`: the folder of official CSV files of the questions, all or nothing; scores are
recomputed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.outils.texte import accorder
from cordee.referentiels.actions.questions import importer_questions_et_recalculer
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.territoires.domain.lecture_questions import FICHIERS, QuestionsRefusees, lire_questions


class Command(Commande):
    help = "Importe les questions de personnalisation officielles (dossier de quatre CSV), en entier ou pas du tout."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("dossier", help=f"dossier qui contient {', '.join(FICHIERS.values())}")
        parser.add_argument("--essai", action="store_true", help="vérifie tout et n'enregistre rien")

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = Path(options["dossier"])
        if not dossier.is_dir():
            raise ErreurDeSaisie(f"« {dossier} » n'est pas un dossier.")
        contenus = {table: (dossier / nom).read_bytes() for table, nom in FICHIERS.items() if (dossier / nom).is_file()}
        try:
            lues = lire_questions(contenus)
        except QuestionsRefusees as erreur:
            nombre = len(erreur.erreurs)
            raise ErreurDeSaisie(
                [
                    f"Import refusé, rien n'a été enregistré : {nombre} {accorder(nombre, 'erreur')}.",
                    *map(str, erreur.erreurs),
                ]
            ) from erreur
        if options["essai"]:
            nombre = len(lues.questions)
            self.dire(
                f"Essai réussi, rien n'a été enregistré : {nombre} {accorder(nombre, 'question')}, "
                f"{len(lues.choix)} choix."
            )
            return
        bilan, recalcules = importer_questions_et_recalculer(lues, par=None, le=timezone.now())
        self.dire(
            f"Import enregistré : {bilan.questions} {accorder(bilan.questions, 'question')}, {bilan.choix} choix, "
            f"{bilan.thematiques} {accorder(bilan.thematiques, 'thématique')}, "
            f"{bilan.competences} {accorder(bilan.competences, 'compétence')}, "
            f"{recalcules} {accorder(recalcules, 'score recalculé', 'scores recalculés')}."
        )
