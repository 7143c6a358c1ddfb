"""Reading jobs: each person sees their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import QuerySet

from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.socle.travaux.suivi import lire_tableau

if TYPE_CHECKING:
    from cordee.comptes.models import Utilisateur


MEMOIRE = timedelta(hours=2)
"""How long it is remembered that the end of a job was seen."""


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


def list_finis_entre(debut: datetime, fin: datetime) -> QuerySet[Travail]:
    """Jobs that somebody asked for and that ended in between, well or badly; not those that they cancelled."""
    return Travail.objects.filter(
        etat__in=[EtatTravail.FINI, EtatTravail.ECHOUE], fin_le__gt=debut, fin_le__lte=fin, demande_par__isnull=False
    )


def noter_fins_vues(travaux: Iterable[Travail], *, le: datetime) -> None:
    """The person has the end of these jobs before their eyes: nobody needs to tell them."""
    vues = {_cle_fin(t.pk): True for t in travaux if t.est_termine and t.fin_le is not None and t.fin_le > le - MEMOIRE}
    if vues:
        caches["travaux"].set_many(vues, MEMOIRE.total_seconds())


def fins_vues(pks: Iterable[int]) -> set[int]:
    """Those of these jobs whose end was seen."""
    par_cle = {_cle_fin(pk): pk for pk in pks}
    return {par_cle[cle] for cle in caches["travaux"].get_many(par_cle)}


def _cle_fin(pk: int) -> str:
    return f"fin-vue-{pk}"


def filter_prets(travaux: QuerySet[Travail]) -> QuerySet[Travail]:
    """Ended jobs whose file was not downloaded yet."""
    return travaux.filter(etat=EtatTravail.FINI, recupere_le=None).exclude(fichier="")
