"""From the request to the end of a job."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cordee.socle.enums import EtatTravail
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.travaux.registre import genre_de_travail
from cordee.socle.travaux.suivi import Suivi, TravailAnnule, demander_annulation, effacer_tableau, lire_tableau

if TYPE_CHECKING:
    from cordee.comptes.models import Utilisateur

logger = logging.getLogger(__name__)
LIBELLE_MAX = 200
CONSERVATION = timedelta(days=30)
"""How long jobs and their files are kept."""
SILENCE = timedelta(minutes=30)
"""After so long without a sign of life, a running job is taken for dead."""
ATTENTE = timedelta(minutes=15)
"""After so long in the queue, a job is put in it again: it may have been lost between two programs."""
PANNE = (
    "Une erreur imprévue a arrêté ce travail ; rien n'a été enregistré à moitié. Recommencez ; si l'erreur revient, "
    "prévenez la personne qui administre Cordée en lui donnant l'heure."
)
INTERROMPU = "Ce travail a été interrompu avant la fin, sans doute par un arrêt du serveur. Recommencez."
ABANDON = "Annulé à votre demande."


@transaction.atomic
def lancer_travail(
    genre: str,
    *,
    libelle: str,
    parametres: Mapping[str, Any],
    par: Utilisateur | None,
    le: datetime,
    collectivite_id: int | None = None,
) -> Travail:
    """Asks for a job, that begins once the transaction is over. `parametres` is JSON: ids, never objects. The caller
    has asked the permission. Raises LookupError for an unknown kind."""
    genre_de_travail(genre)
    travail = Travail.objects.create(
        genre=genre, libelle=libelle[:LIBELLE_MAX], demande_par_id=par.pk if par else None,
        collectivite_id=collectivite_id, parametres=dict(parametres), cree_le=le, vu_le=le,
    )  # fmt: skip
    transaction.on_commit(partial(mettre_en_file, travail.pk))
    return travail


def mettre_en_file(travail_id: int) -> None:
    """The one door to the engine: another one (TASKS setting) changes nothing else."""
    executer_travail.enqueue(travail_id)


@task()
def executer_travail(travail_id: int) -> None:
    """Runs a job that waits; does nothing when it has begun, was cancelled or is gone, so it may be queued twice."""
    le = timezone.now()
    attend = Travail.objects.filter(pk=travail_id, etat=EtatTravail.EN_ATTENTE)
    if not attend.update(etat=EtatTravail.EN_COURS, debut_le=le, vu_le=le):
        return
    travail = Travail.objects.select_related("demande_par").get(pk=travail_id)
    suivi = Suivi(travail)
    try:
        genre_de_travail(travail.genre).executer(travail, suivi)
    except TravailAnnule:
        _fermer(travail, EtatTravail.ANNULE, ABANDON)
    except DonneeRefusee as refus:
        _fermer(travail, EtatTravail.ECHOUE, "\n".join(refus.messages))
    except Exception:
        logger.exception("Travail %s (%s) : erreur imprévue", travail.pk, travail.genre)
        _fermer(travail, EtatTravail.ECHOUE, PANNE)
    except BaseException:  # the worker is told to stop at once
        _fermer(travail, EtatTravail.ECHOUE, INTERROMPU)
        raise
    else:
        travail.nom_fichier, travail.type_mime, travail.lien = suivi.nom_fichier, suivi.type_mime, suivi.lien
        travail.avancement = 100
        _fermer(travail, EtatTravail.FINI, suivi.message, "avancement", "fichier", "nom_fichier", "type_mime", "lien")
    finally:
        effacer_tableau(travail.pk)


def _fermer(travail: Travail, etat: EtatTravail, message: str, *champs: str) -> None:
    """Last write of a job. One that ended well stays so, even if somebody cancelled it too late."""
    travail.etat, travail.message, travail.etape, travail.fin_le = etat, message, "", timezone.now()
    if etat != EtatTravail.FINI and travail.fichier:
        travail.fichier.delete(save=False)
        travail.fichier = ""
    travail.save(update_fields=["etat", "message", "etape", "fin_le", *champs])


def annuler_travail(travail: Travail, *, par: Utilisateur, le: datetime) -> Travail:
    """Cancels one's own job: at once when it waits; when it runs, at the next step that it tells. Nothing of it stays.
    Raises DonneeRefusee when it has ended."""
    # First the board: on SQLite, the row cannot be written while the job holds its transaction.
    demander_annulation(travail.pk)
    attend = Travail.objects.filter(pk=travail.pk, etat=EtatTravail.EN_ATTENTE)
    if attend.update(etat=EtatTravail.ANNULE, message=ABANDON, fin_le=le):
        effacer_tableau(travail.pk)
    else:
        Travail.objects.filter(pk=travail.pk, etat=EtatTravail.EN_COURS).update(annulation_demandee=True)
    travail.refresh_from_db()
    if travail.etat in {EtatTravail.FINI, EtatTravail.ECHOUE}:
        effacer_tableau(travail.pk)
        raise DonneeRefusee("Ce travail est déjà terminé : il n'y a plus rien à annuler.")
    return travail


def supprimer_travail(travail: Travail, *, par: Utilisateur, le: datetime) -> None:
    """Takes one's own ended job off the list, with its file. What it did stays done."""
    if not travail.est_termine:
        raise DonneeRefusee("Ce travail n'est pas terminé : annulez-le d'abord, ou attendez sa fin.")
    _effacer(travail)


def noter_telechargement(travail: Travail, *, le: datetime) -> None:
    """The file was fetched: it no longer counts as new."""
    Travail.objects.filter(pk=travail.pk, recupere_le=None).update(recupere_le=le)


def _effacer(travail: Travail) -> None:
    if travail.fichier:
        travail.fichier.delete(save=False)
    travail.delete()


def entretenir_travaux(le: datetime) -> int:
    """Closes the jobs that died, queues again those that were lost, deletes those older than CONSERVATION. Returns how
    many were touched."""
    touches = 0
    for travail in Travail.objects.filter(etat=EtatTravail.EN_COURS, vu_le__lt=le - SILENCE):
        lu = lire_tableau(travail.pk)
        if lu is None or lu[2] < le - SILENCE:
            _fermer(travail, EtatTravail.ECHOUE, INTERROMPU)
            effacer_tableau(travail.pk)
            touches += 1
    for pk in Travail.objects.filter(etat=EtatTravail.EN_ATTENTE, vu_le__lt=le - ATTENTE).values_list("pk", flat=True):
        Travail.objects.filter(pk=pk).update(vu_le=le)
        mettre_en_file(pk)
        touches += 1
    finis = [EtatTravail.FINI, EtatTravail.ECHOUE, EtatTravail.ANNULE]
    for travail in Travail.objects.filter(etat__in=finis, cree_le__lt=le - CONSERVATION):
        _effacer(travail)
        touches += 1
    return touches
