"""What is expected of people: blocages whose lifting they are waited for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Blocage
from cordee.plans.queries.relances import FicheVue, vues_of
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.models import Collectivite

FINIS = [statut for statut in StatutFiche if statut.est_fini]


@dataclass(frozen=True, slots=True)
class AttenduVu:
    """What is expected of the person, and the fiche that waits, as they see it."""

    blocage: Blocage
    vue: FicheVue


def list_poses() -> QuerySet[Blocage]:
    """What blocks now: neither lifted, nor on a fiche that is deleted or finished."""
    poses = Blocage.objects.filter(leve_le__isnull=True, fiche__supprimee_le__isnull=True)
    return poses.exclude(fiche__statut__in=FINIS)


def _attendus_de(utilisateur: Utilisateur) -> QuerySet[Blocage]:
    return list_poses().filter(personne_attendue__utilisateur=utilisateur)


def list_attendus_de(utilisateur: Utilisateur) -> list[AttenduVu]:
    """What is expected of the person, whatever the territory, on fiches that they see; what presses first. Six queries
    whatever its number, one when there is nothing."""
    poses = list(_attendus_de(utilisateur).order_by(F("attendu_le").asc(nulls_last=True), "pk"))
    vues = vues_of(utilisateur, {blocage.fiche_id for blocage in poses}) if poses else {}
    return [AttenduVu(blocage, vues[blocage.fiche_id]) for blocage in poses if blocage.fiche_id in vues]


def count_attendus(utilisateur: Utilisateur, collectivite: Collectivite) -> int:
    """How many things are expected of the person on the fiches that they see there. One query."""
    fiches = list_fiches_for(utilisateur, collectivite).order_by().values("pk")
    return _attendus_de(utilisateur).filter(fiche__in=fiches).count()


def list_a_relancer(du: date, au: date) -> QuerySet[Blocage]:
    """What blocks and is awaited between two days, both included."""
    dates = list_poses().filter(attendu_le__gte=du, attendu_le__lte=au)
    return dates.select_related("fiche__parent", "personne_attendue__utilisateur")


def deja_prevenus(blocages: Iterable[Blocage], genre: str) -> set[tuple[int, int]]:
    """Blocage and account of those who were told, in that kind, something that stands."""
    dites = Notification.objects.filter(
        genre=genre, objet_type=Blocage._meta.label_lower, objet_id__in=[str(b.pk) for b in blocages]
    ).exclude(etat=EtatNotification.ANNULEE)
    return {(int(objet), qui) for objet, qui in dites.values_list("objet_id", "destinataire_id")}
