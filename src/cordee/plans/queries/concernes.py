"""Whom the changes of a fiche concern: who carries it, and who carries the plans in which it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Blocage, Fiche, FichePersonne, Placement, PlanPersonne

Personnes = dict[int, dict[int, Utilisateur]]
"""Active accounts by id, of each fiche by id."""


def porteurs_par_fiche(fiches: Iterable[Fiche]) -> Personnes:
    """Pilotes and élus référents of each fiche; of the nearest fiche above that has one when it names none in that
    role. One query, when the parents were read with the fiches."""
    lignees = {fiche.pk: lignee_of(fiche) for fiche in fiches}
    nommes: dict[tuple[int, str], dict[int, Utilisateur]] = {}
    liens = FichePersonne.objects.filter(
        fiche__in={pk for lignee in lignees.values() for pk in lignee}, personne__utilisateur__is_active=True
    )
    for lien in liens.select_related("personne__utilisateur"):
        compte = lien.personne.utilisateur
        assert compte is not None
        nommes.setdefault((lien.fiche_id, lien.role), {})[compte.pk] = compte
    return {
        pk: {
            qui: compte
            for role in RolePersonne
            for qui, compte in next((nommes[p, role] for p in lignee if (p, role) in nommes), {}).items()
        }
        for pk, lignee in lignees.items()
    }


def pilotes_des_plans_par_fiche(fiches: Iterable[Fiche]) -> Personnes:
    """Pilotes of the plans in which each fiche, or the one at its top, is placed. Two queries."""
    racines = {fiche.pk: lignee_of(fiche)[-1] for fiche in fiches}
    plans_de: dict[int, set[int]] = {}
    for racine, plan in Placement.objects.filter(fiche__in=set(racines.values())).values_list("fiche_id", "plan_id"):
        plans_de.setdefault(racine, set()).add(plan)
    pilotes: Personnes = {}
    liens = PlanPersonne.objects.filter(
        plan__in={plan for plans in plans_de.values() for plan in plans},
        role=RolePersonne.PILOTE,
        personne__utilisateur__is_active=True,
    )
    for lien in liens.select_related("personne__utilisateur"):
        compte = lien.personne.utilisateur
        assert compte is not None
        pilotes.setdefault(lien.plan_id, {})[compte.pk] = compte
    return {
        pk: {qui: u for plan in plans_de.get(racine, ()) for qui, u in pilotes.get(plan, {}).items()}
        for pk, racine in racines.items()
    }


def dits_du_blocage(fiches: Iterable[Fiche], genres: Collection[str], le: datetime) -> dict[int, set[int]]:
    """Accounts that are about to be told, of a blocage put or lifted at that instant, by id of its fiche; of a finished
    fiche nothing more is said in that way. Two queries, one when nothing was put nor lifted."""
    suivies = [fiche.pk for fiche in fiches if fiche.statut_lisible is None or not fiche.statut_lisible.est_fini]
    instant = Blocage.objects.filter(Q(pose_le=le) | Q(leve_le=le), fiche__in=suivies)
    fiche_de = dict(instant.values_list("pk", "fiche_id"))
    dits: dict[int, set[int]] = {}
    if fiche_de:
        attendent = Notification.objects.filter(
            genre__in=genres,
            objet_type=Blocage._meta.label_lower,
            objet_id__in=[str(pk) for pk in fiche_de],
            etat=EtatNotification.EN_ATTENTE,
        )
        for objet, qui in attendent.values_list("objet_id", "destinataire_id"):
            dits.setdefault(fiche_de[int(objet)], set()).add(qui)
    return dits


def lignee_of(fiche: Fiche) -> list[int]:
    """Ids of a fiche and of those above it, nearest first."""
    dessus = [fiche.parent_id, fiche.parent.parent_id] if fiche.parent is not None else []
    return [pk for pk in (fiche.pk, *dessus) if pk is not None]
