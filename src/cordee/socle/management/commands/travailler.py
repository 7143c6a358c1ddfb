"""`cordee travailler`: runs the deferred jobs, and the periodic rounds."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading
from typing import Any

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.travaux import battre

logger = logging.getLogger(__name__)
PERIODE = 30
"""Seconds between two beats."""


class Command(Commande):
    help = (
        "Exécute les travaux demandés (imports, exports) et les rondes régulières (notifications, échéances, ménage). "
        "À laisser tourner à côté du site ; plusieurs peuvent tourner à la fois."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--une-fois", action="store_true", help="fait ce qui attend, puis s'arrête")
        parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
            raise ErreurDeSaisie("Le réglage TASKS n'emploie pas la base de données : il n'y a rien à exécuter ici.")
        # A task of the engine ends by a line of its own log: ours say what a person can act on.
        logging.getLogger("django_tasks").setLevel(logging.WARNING)
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        ouvrier = construire_ouvrier(une_fois=options["une_fois"])
        if options["une_fois"]:
            battre(timezone.now())
            ouvrier.run()
            return
        self.dire("Au travail : Ctrl+C pour arrêter.")
        self.stdout.flush()
        Battement(parent=options["parent"]).start()
        ouvrier.configure_signals()
        ouvrier.run()


def construire_ouvrier(*, une_fois: bool) -> Worker:
    """The engine's own worker: one job at a time, a look at the queue each second."""
    return Worker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        interval=0 if une_fois else 1,
        batch=une_fois,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


class Battement(threading.Thread):
    """Beats beside the jobs, so that a long import does not hold up the notifications. With `parent`, ends the program
    when the process that started it is gone."""

    def __init__(self, *, parent: int = 0, periode: float = PERIODE) -> None:
        super().__init__(name="battement", daemon=True)
        self.parent, self.periode = parent, periode
        self.arret = threading.Event()

    def run(self) -> None:
        """Until the program ends."""
        attente = 0.0
        while not self.arret.wait(min(attente, 2.0)):
            if self.parent and os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            attente -= 2.0
            if attente <= 0:
                self.battre()
                attente = self.periode
        connections.close_all()

    def battre(self) -> None:
        """One beat. A database that is away for a while must not end it."""
        close_old_connections()
        try:
            battre(timezone.now())
        except DatabaseError:
            logger.exception("Battement : la base de données ne répond pas")
        finally:
            close_old_connections()
