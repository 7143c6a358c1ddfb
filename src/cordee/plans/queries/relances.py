"""What notifications read: fiches that a person sees wherever they are carried, and those to speak of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cordee.comptes.models import Notification, Utilisateur
from cordee.comptes.queries import notifications_pareilles
from cordee.plans.domain.listes import RolePersonne, StatutFiche
from cordee.plans.domain.retard import SILENCE_JOURS, FicheDatee, Relance, TypeRelance, is_still_true
from cordee.plans.models import Fiche, FichePersonne, Partage, Placement
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    annotate_racine,
    exclude_confidentielles,
    list_plans_vus_par,
)
from cordee.socle.models import Ronde
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

RONDE = "plans.relancer_pilotes"
FINIS = [statut for statut in StatutFiche if statut.est_fini]


@dataclass(frozen=True, slots=True)
class FicheVue:
    """A fiche as one person sees it: from which collectivité, and in which plan (empty without any)."""

    fiche: Fiche
    collectivite: Collectivite
    plan: str


def list_visibles_par(utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Every fiche and sous-fiche that a person may see, in whatever collectivité; with `racine_id`."""
    roles = roles_par_collectivite(utilisateur)
    contribue = [c for c, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang]
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True))
    entieres = fiches.filter(_portee_dans(contribue))
    lues = exclude_confidentielles(fiches.filter(_portee_dans(list(roles))), utilisateur)
    return fiches.filter(Q(pk__in=entieres.values("pk")) | Q(pk__in=lues.values("pk")))


def _portee_dans(collectivites: list[int]) -> Q:
    partagee = Partage.objects.filter(collectivite__in=collectivites, fiche=OuterRef("racine_id"))
    return Q(collectivite__in=collectivites) | Q(Exists(partagee))


def vues_of(utilisateur: Utilisateur, pks: Iterable[int]) -> dict[int, FicheVue]:
    """Those of these fiches that the person may see now, by id. Four queries whatever their number."""
    roles = roles_par_collectivite(utilisateur)
    fiches = list(
        list_visibles_par(utilisateur)
        .filter(pk__in=list(pks))
        .select_related("collectivite", "parent", "parent__parent")
    )
    racines = {fiche.racine_id for fiche in fiches}  # type: ignore[attr-defined]
    partages: dict[int, Collectivite] = {}
    for partage in Partage.objects.filter(fiche__in=racines, collectivite__in=list(roles)).select_related(
        "collectivite"
    ):
        partages.setdefault(partage.fiche_id, partage.collectivite)
    plans: dict[int, str] = {}
    placements = Placement.objects.filter(fiche__in=racines, plan__in=list_plans_vus_par(utilisateur))
    for placement in placements.select_related("plan").order_by("pk"):
        plans.setdefault(placement.fiche_id, placement.plan.nom)
    vues = {}
    for fiche in fiches:
        racine = fiche.racine_id  # type: ignore[attr-defined]
        dici = fiche.collectivite if fiche.collectivite_id in roles else partages[racine]
        vues[fiche.pk] = FicheVue(fiche, dici, plans.get(racine, ""))
    return vues


def list_pilotees_par(utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Fiches and sous-fiches of which the person is pilote, among those that they may see; finished ones too."""
    pilote = FichePersonne.objects.filter(
        fiche=OuterRef("pk"), role=RolePersonne.PILOTE, personne__utilisateur=utilisateur
    )
    return list_visibles_par(utilisateur).filter(Exists(pilote))


def list_a_suivre() -> QuerySet[Fiche]:
    """Fiches and sous-fiches that are not finished, nor under a finished one, and that a person with an account
    pilots."""
    pilote = FichePersonne.objects.filter(
        fiche=OuterRef("pk"), role=RolePersonne.PILOTE, personne__utilisateur__is_active=True
    )
    return (
        Fiche.objects.filter(Exists(pilote), supprimee_le__isnull=True)
        .exclude(statut__in=FINIS)
        .exclude(parent__statut__in=FINIS)
        .exclude(parent__parent__statut__in=FINIS)
    )


def datee(fiche: Fiche) -> FicheDatee:
    """What lateness reads of a fiche. Every note and comment marks the fiche as changed: its last change is its last
    news."""
    return FicheDatee(
        id=fiche.pk,
        statut=fiche.statut or None,
        debut=fiche.debut,
        fin=fiche.fin,
        precision_debut=fiche.precision_debut,
        precision_fin=fiche.precision_fin,
        amelioration_continue=fiche.amelioration_continue,
        parent=fiche.parent_id,
        derniere_nouvelle=timezone.localtime(fiche.modifie_le).date(),
    )


def pilotes_par_fiche(fiches: Iterable[int]) -> dict[int, list[Utilisateur]]:
    """Accounts of the pilotes of these fiches, by fiche. One query."""
    pilotes: dict[int, list[Utilisateur]] = {}
    for lien in FichePersonne.objects.filter(
        fiche__in=list(fiches), role=RolePersonne.PILOTE, personne__utilisateur__is_active=True
    ).select_related("personne__utilisateur"):
        assert lien.personne.utilisateur is not None
        pilotes.setdefault(lien.fiche_id, []).append(lien.personne.utilisateur)
    return pilotes


def cle_de_relance(relance: Relance) -> str:
    """What tells one reminder of a fiche from another: its kind, its days, and the day of its mark."""
    jours = "" if relance.type is TypeRelance.SANS_NOUVELLES else f"_j{relance.jours}"
    return f"{relance.type}{jours}:{relance.repere.isoformat()}"


def lire_cle(cle: str) -> tuple[TypeRelance, int, date]:
    """The reverse; the days of a silence are not kept."""
    genre, _, repere = cle.partition(":")
    nom, _, jours = genre.partition("_j")
    return TypeRelance(nom), int(jours or 0), date.fromisoformat(repere)


def dernieres_relances(notifications: Iterable[Notification]) -> set[int]:
    """Ids of the latest reminder of each person, kind and fiche: it replaces the others, even when it left before. One
    query."""
    pareilles = notifications_pareilles(notifications).order_by("pk")
    lues = pareilles.values_list("destinataire_id", "genre", "objet_id", "pk")
    return set({(personne, genre, fiche): pk for personne, genre, fiche, pk in lues}.values())


def est_encore_vraie(notification: Notification, fiche: Fiche, jour: date, silences: Mapping[int, int]) -> bool:
    """Whether a reminder may be said that day: not under a finished fiche, nor once its end moved or it was told.
    `silences` are those that collectivités chose (`silences_reglees`)."""
    dessus = [f for f in (fiche.parent, fiche.parent.parent if fiche.parent else None) if f is not None]
    if any(f.statut in FINIS for f in dessus):
        return False
    return is_still_true(
        datee(fiche), *lire_cle(notification.cle), jour, silences.get(fiche.collectivite_id, SILENCE_JOURS)
    )


def derniere_ronde() -> date | None:
    """Day of the last round of reminders that succeeded."""
    faite = Ronde.objects.filter(code=RONDE, reussie_le__isnull=False).first()
    return timezone.localtime(faite.reussie_le).date() if faite is not None else None
