"""`cordee importer_competences`: which collectivité exercises which competence, from a CSV, all or nothing."""

from __future__ import annotations

import argparse
import csv
import io
from typing import Any

from django.utils import timezone

from cordee.referentiels.actions.competences import declarer_et_recalculer
from cordee.referentiels.management.commands.importer_referentiel import lire_fichier
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.actions.competences import Declaration

COLONNES = ("siren", "competence", "exercee")
VALEURS = {"oui": True, "1": True, "vrai": True, "non": False, "0": False, "faux": False}


class Command(Commande):
    help = "Importe les compétences exercées (CSV : siren, competence en code BANATIC, exercee par oui ou non)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", help="fichier CSV, en UTF-8, séparé par des virgules ou des points-virgules")

    def handle(self, *args: Any, **options: Any) -> None:
        declarations = lire_declarations(lire_fichier(options["fichier"]))
        try:
            collectivites, scores = declarer_et_recalculer(declarations, par=None, le=timezone.now())
        except DonneeRefusee as erreur:
            raise ErreurDeSaisie(erreur.messages) from erreur
        self.dire(
            f"Import enregistré : {len(declarations)} lignes, {collectivites} collectivités mises à jour, "
            f"{scores} scores recalculés."
        )


def lire_declarations(contenu: bytes) -> list[Declaration]:
    """Rows of the file. Raises `ErreurDeSaisie` with every bad line."""
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise ErreurDeSaisie("Le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage.") from erreur
    separateur = ";" if ";" in texte.partition("\n")[0] else ","
    lecteur = csv.DictReader(io.StringIO(texte, newline=""), delimiter=separateur)
    manquantes = [colonne for colonne in COLONNES if colonne not in (lecteur.fieldnames or ())]
    if manquantes:
        raise ErreurDeSaisie(f"Il manque la colonne {', '.join(manquantes)} : la première ligne doit les nommer.")
    declarations, erreurs = [], []
    for ligne in lecteur:
        exercee = VALEURS.get((ligne["exercee"] or "").strip().lower())
        if exercee is None:
            erreurs.append(f"Ligne {lecteur.line_num} : écrivez oui ou non dans la colonne « exercee ».")
            continue
        declarations.append(Declaration((ligne["siren"] or "").strip(), (ligne["competence"] or "").strip(), exercee))
    if erreurs:
        raise ErreurDeSaisie(erreurs)
    return declarations
