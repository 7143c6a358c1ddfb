"""`cordee demo`: from nothing to a territory to visit, in one command."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cordee.demo.construction import construire, est_construite
from cordee.demo.territoire import MOT_DE_PASSE, PERSONNES
from cordee.indicateurs.actions.chargement import charger_indicateurs
from cordee.referentiels.actions.donnees import charger_donnees_referentiels
from cordee.referentiels.actions.questions import charger_questions_et_recalculer
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.territoires.actions.collectivites import charger_collectivites
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Collectivite

EPCI_DE_FRANCE = 1000
"""Fewer than there are: some vanish every year."""
PORT_MAX = 65_535


class Command(Commande):
    help = "Prépare le territoire de démonstration (la première fois) et le sert."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port du site (8000)")
        parser.add_argument("--sans-servir", action="store_true", help="prépare les données et s'arrête")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sans_servir"]:
            refuser_port_pris(options["port"])
        settings.DONNEES.mkdir(parents=True, exist_ok=True)
        le = timezone.now().replace(minute=5, second=0, microsecond=0)
        self._etape("Base de données", lambda: call_command("migrate", verbosity=0))
        self._etape("Questions, indicateurs et référentiels (2 500 nœuds)", lambda: _charger_definitions(le))
        self._etape(
            "EPCI et communes de France",
            lambda: charger_collectivites(par=None, le=le),
            faite=_collectivites_chargees(),
        )
        self._etape(
            "Territoire de démonstration, quatre ans d'histoire",
            lambda: construire(le=le, dire=self.dire),
            faite=est_construite(),
        )
        self._dire_comptes(options["port"])
        if not options["sans_servir"]:
            servir(options["port"])

    def _etape(self, nom: str, faire: Callable[[], Any], *, faite: bool = False) -> None:
        if faite:
            self.dire(f"– {nom} : déjà en place")
            return
        self.dire(f"– {nom}…")
        self.stdout.flush()
        depart = time.monotonic()
        faire()
        self.dire(f"  fait en {time.monotonic() - depart:.1f} s".replace(".", ","))

    def _dire_comptes(self, port: int) -> None:
        self.dire(f"\nComptes de démonstration (mot de passe : {MOT_DE_PASSE})")
        for personne in PERSONNES:
            if personne.affichee:
                roles = ", ".join(Role(role).label.lower() for role in personne.roles.values())
                self.dire(f"  {personne.email:<40} {personne.prenom} {personne.nom}, {personne.fonction} ({roles})")
        if "filebased" in settings.EMAIL_BACKEND:
            self.dire(
                f"\nAucun serveur de courrier n'est réglé : les messages s'écrivent dans {settings.EMAIL_FILE_PATH}"
            )
        self.dire(f"\nPersonnes et chiffres sont inventés. Ouvrez http://localhost:{port}  (Ctrl+C pour arrêter)")
        self.stdout.flush()


def _charger_definitions(le: Any) -> None:
    charger_questions_et_recalculer(par=None, le=le)
    charger_indicateurs(par=None, le=le)
    charger_donnees_referentiels(par=None, le=le)


def _collectivites_chargees() -> bool:
    """Whether the list of France is there, so that a second start takes seconds."""
    return Collectivite.objects.filter(nature=Nature.EPCI, fictive=False).count() > EPCI_DE_FRANCE


def refuser_port_pris(port: int) -> None:
    """Says at once that the port is taken, before any long work."""
    if not 0 < port <= PORT_MAX:
        raise ErreurDeSaisie(f"{port} n'est pas un port : choisissez un nombre entre 1024 et {PORT_MAX}.")
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError as erreur:
            raise ErreurDeSaisie(
                f"Le port {port} est déjà pris : arrêtez l'autre programme, ou ajoutez --port 8001."
            ) from erreur


def servir(port: int) -> None:
    """Starts the worker of the deferred jobs, then replaces this process by the server. The worker watches the process
    that started it, which keeps its number, and ends with it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "cordee.config.settings.dev")
    programme = "from cordee.config.programme import main; main()"
    subprocess.Popen([sys.executable, "-c", programme, "travailler", "--parent", str(os.getpid())])
    commande = [
        sys.executable, "-m", "gunicorn", "cordee.config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--log-level", "warning", "--timeout", "60",
    ]  # fmt: skip
    os.execv(commande[0], commande)
