"""Reading jobs: each person sees their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.socle.travaux.suivi import lire_tableau

if TYPE_CHECKING:
    from cordee.comptes.models import Utilisateur


def list_travaux_for(utilisateur: Utilisateur) -> QuerySet[Travail]:
    """Jobs of a person, newest first."""
    return Travail.objects.filter(demande_par=utilisateur.pk)


def travail_for(utilisateur: Utilisateur, pk: int) -> Travail | None:
    """One job of this person, with its progress of this very instant."""
    travail = list_travaux_for(utilisateur).filter(pk=pk).first()
    return None if travail is None else actualiser(travail)


def actualiser(travail: Travail) -> Travail:
    """Gives a running job the progress that it told from inside its transaction."""
    if travail.etat == EtatTravail.EN_COURS and (lu := lire_tableau(travail.pk)) is not None:
        travail.avancement, travail.etape = max(travail.avancement, lu[0]), lu[1] or travail.etape
    return travail


def filter_prets(travaux: QuerySet[Travail]) -> QuerySet[Travail]:
    """Ended jobs whose file was not downloaded yet."""
    return travaux.filter(etat=EtatTravail.FINI, recupere_le=None).exclude(fichier="")
