"""The `cordee` program: Django's management commands under one name, with French messages and exit code 2 on bad
input."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> None:
    """Runs one command. Unknown commands end with code 2 and say what exists."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.dev")
    from django.core.management import ManagementUtility

    arguments = ["cordee", *(sys.argv[1:] if arguments is None else arguments)]
    if len(arguments) < 2 or arguments[1] in {"aide", "-h", "--help"}:
        sys.stdout.write(_aide())
        return
    import django
    from django.core.management import get_commands

    django.setup()
    if arguments[1] not in get_commands():
        sys.stderr.write(f"Commande inconnue : « {arguments[1]} ».\n{_aide()}")
        raise SystemExit(2)
    ManagementUtility(arguments).execute()


def _aide() -> str:
    return """Cordée, les commandes :
  cordee demo                       prépare le territoire de démonstration et sert http://localhost:8000
  cordee travailler                 exécute les imports et exports, envoie les notifications (à laisser tourner)
  cordee envoyer_notifications      envoie les notifications qui attendent, une fois
  cordee livrer_webhooks            envoie aux autres outils ce qui s'est passé sur les plans, une fois
  cordee charger_donnees            charge les référentiels, les indicateurs, les questions et les collectivités livrés
  cordee verifier_donnees           contrôle les données livrées
  cordee importer_referentiel       importe le fichier officiel d'un référentiel (CSV)
  cordee importer_indicateurs       importe le fichier officiel des indicateurs (CSV)
  cordee importer_questions         importe les questions de personnalisation officielles (dossier de CSV)
  cordee importer_competences       importe les compétences exercées par les collectivités (CSV)
  cordee charger_collectivites      met à jour les EPCI et les communes de France, seuls
  cordee importer_plan              importe un plan (tableur, document, texte), ou dit ce qu'il changerait (--essai)
  cordee importer_pcaet             reprend d'anciens PCAET du fichier national
  cordee exporter_plan              exporte un plan (xlsx, docx, pdf, pptx, csv, json, ics)
  cordee calculer_scores            calcule des scores, sans base de données (JSON vers JSON)
  cordee evaluer_regles             évalue des règles de personnalisation, sans base de données (JSON vers JSON)
  cordee creer_compte               crée un compte, et au besoin son droit sur une collectivité
Chaque commande explique ses options avec --help.
"""
