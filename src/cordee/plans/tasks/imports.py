"""Applying a long import, with its progress."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cordee.plans.actions.imports import GENRE, appliquer_import, echouer_import
from cordee.plans.queries.imports import import_par_pk
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.travaux import Suivi, TravailAnnule, declarer_travail

DISPARU = "Cet import n'existe plus : déposez le fichier de nouveau."


def executer(travail: Travail, suivi: Suivi) -> None:
    """The job. Rights are those of the person at this moment; a failure leaves the import ready to be tried again."""
    depot = import_par_pk(travail.parametres["import"])
    if depot is None or travail.demande_par is None:
        raise DonneeRefusee(DISPARU)
    suivi.rendre_lien(reverse("importer_apercu", args=[depot.collectivite.siren, depot.pk]))
    try:
        resultat = appliquer_import(depot, par=travail.demande_par, le=timezone.now(), avancer=suivi.avancer)
    except (DonneeRefusee, TravailAnnule) as arret:
        messages = arret.messages if isinstance(arret, DonneeRefusee) else []
        echouer_import(depot, messages, par=travail.demande_par, le=timezone.now())
        raise
    suivi.rendre_message(resultat.phrase())


declarer_travail(GENRE, "Import d'un plan", executer)
