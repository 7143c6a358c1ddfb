"""Applying a long import, with its progress."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cordee.outils.texte import accorder
from cordee.plans.actions.imports import (
    GENRE,
    GENRE_ASSISTANT,
    appliquer_import,
    echouer_import,
    lire_avec_assistant,
)
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


def lire(travail: Travail, suivi: Suivi) -> None:
    """The job that reads a document with the assistant, step by step."""
    depot = import_par_pk(travail.parametres["import"])
    if depot is None or travail.demande_par is None:
        raise DonneeRefusee(DISPARU)
    nombre = lire_avec_assistant(depot, par=travail.demande_par, le=timezone.now(), avancer=suivi.avancer)
    suivi.rendre_lien(reverse("importer_apercu", args=[depot.collectivite.siren, depot.pk]))
    suivi.rendre_message(f"{nombre} {accorder(nombre, 'fiche relevée', 'fiches relevées')} : relisez l'aperçu.")


declarer_travail(GENRE_ASSISTANT, "Lecture d'un document par l'assistant", lire)
declarer_travail(GENRE, "Import d'un plan", executer)
