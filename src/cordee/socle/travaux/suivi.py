"""How a running job tells where it stands, and learns that nobody wants it any more."""

from __future__ import annotations

import time
from datetime import datetime

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from cordee.socle.models import Travail

INTERVALLE = 0.5
"""Seconds between two writes of the progress."""
ETAPE_MAX, NOM_MAX = 200, 200
DUREE_TABLEAU = 24 * 3600
"""Seconds during which the shared board remembers a job."""


class TravailAnnule(Exception):
    """The person no longer wants this job: let it through, the transaction of the job is rolled back."""


class Suivi:
    """Handle of one running job.

    Progress goes to the row of the job, except inside a transaction of the job itself: nobody else would see it there,
    and on SQLite nobody else could write it. It then goes to a board shared by the processes (cache `travaux`).
    """

    def __init__(self, travail: Travail, *, intervalle: float = INTERVALLE) -> None:
        self.travail = travail
        self.intervalle = intervalle
        self.profondeur = _profondeur()
        self.avancement = 0
        self.etape = ""
        self.nom_fichier = self.type_mime = self.lien = self.message = ""
        self._ecrit_a: float | None = None

    def avancer(self, fraction: float, etape: str = "") -> None:
        """Says that `fraction` (0 to 1) of the work is done, and which step begins. Cheap: call it at each row.
        Raises TravailAnnule when the person cancelled."""
        if caches["travaux"].get(_cle_annulation(self.travail.pk)):
            raise TravailAnnule
        etape = (etape or self.etape)[:ETAPE_MAX]
        # 100 is said by the end of the job only; a step that counts from its own zero does not bring the bar back.
        avancement = max(self.avancement, min(99, int(fraction * 100)))
        nouveau = (avancement, etape) != (self.avancement, self.etape)
        repos = self._ecrit_a is None or time.monotonic() - self._ecrit_a >= self.intervalle
        if not repos and not (nouveau and etape != self.etape):
            return
        self.avancement, self.etape, self._ecrit_a = avancement, etape, time.monotonic()
        self._ecrire(timezone.now())

    def rendre_fichier(self, nom: str, octets: bytes, type_mime: str) -> None:
        """The result is a file, that only the person will be able to download under this name."""
        if self.travail.fichier:
            self.travail.fichier.delete(save=False)
        extension = nom.rpartition(".")[2].lower() if "." in nom else "bin"
        self.travail.fichier.save(f"{self.travail.pk}/resultat.{extension[:10]}", ContentFile(octets), save=False)
        self.nom_fichier, self.type_mime = nom[-NOM_MAX:], type_mime

    def rendre_lien(self, chemin: str) -> None:
        """The result is a page: its path, e.g. the preview of an import."""
        self.lien = chemin

    def rendre_message(self, message: str) -> None:
        """A French sentence that sums up what was done: « 118 fiches créées, 4 mises à jour. »"""
        self.message = message

    def _ecrire(self, le: datetime) -> None:
        if _profondeur() > self.profondeur:
            caches["travaux"].set(_cle_avancement(self.travail.pk), (self.avancement, self.etape, le), DUREE_TABLEAU)
            return
        ecrits = Travail.objects.filter(pk=self.travail.pk, annulation_demandee=False).update(
            avancement=self.avancement, etape=self.etape, vu_le=le
        )
        if not ecrits:
            raise TravailAnnule


def _profondeur() -> int:
    """How many transactions and savepoints are open."""
    return len(connection.savepoint_ids) + connection.in_atomic_block


def _cle_avancement(pk: int) -> str:
    return f"avancement-{pk}"


def _cle_annulation(pk: int) -> str:
    return f"annulation-{pk}"


def demander_annulation(pk: int) -> None:
    """Tells the process that runs this job to stop, even inside a transaction."""
    caches["travaux"].set(_cle_annulation(pk), True, DUREE_TABLEAU)


def lire_tableau(pk: int) -> tuple[int, str, datetime] | None:
    """Progress, step and instant last told from inside a transaction."""
    lu: tuple[int, str, datetime] | None = caches["travaux"].get(_cle_avancement(pk))
    return lu


def effacer_tableau(pk: int) -> None:
    """Forgets what the board knew of an ended job."""
    caches["travaux"].delete_many([_cle_avancement(pk), _cle_annulation(pk)])
