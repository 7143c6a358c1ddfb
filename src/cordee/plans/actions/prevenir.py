"""Telling people what happens to their fiches. The words are made when they are sent (tasks.notifications); here is
only who is told what, and when it is no longer worth telling. Called by the other actions, in their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cordee.comptes.actions.notifications import (
    Demande,
    annuler_notifications,
    annuler_plusieurs,
    notifier,
    notifier_plusieurs,
)
from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import (
    Blocage,
    Commentaire,
    CommentairePlan,
    Fiche,
    FichePersonne,
    Partage,
    Personne,
    Plan,
    PlanPersonne,
)
from cordee.territoires.enums import Role
from cordee.territoires.models import Membre

CONFIEE = "plans.fiche_confiee"
SOUS_FICHE_CONFIEE = "plans.sous_fiche_confiee"
CITEE = "plans.cite"
COMMENTEE = "plans.fiche_commentee"
ECHEANCE = "plans.echeance_proche"
RETARD = "plans.echeance_depassee"
BLOQUEE = "plans.fiche_bloquee"
DEBLOQUEE = "plans.fiche_debloquee"
SANS_NOUVELLES = "plans.sans_nouvelles"
PARTAGEE = "plans.fiche_partagee"
A_PREPARER = "plans.fiche_a_preparer"


def genre_confie(fiche: Fiche) -> str:
    """Kind of notification for whoever is given this fiche or sous-fiche."""
    return SOUS_FICHE_CONFIEE if fiche.parent_id else CONFIEE


def prevenir_affectation(fiche: Fiche, personnes: Iterable[Personne], *, par: Utilisateur, le: datetime) -> None:
    """`prevenir_affectations` for one fiche."""
    prevenir_affectations([(fiche, personnes)], par=par, le=le)


def prevenir_affectations(
    arrivees: Iterable[tuple[Fiche, Iterable[Personne]]], *, par: Utilisateur, le: datetime
) -> None:
    """New pilotes with an account are told, after a delay that starts again each time that the same person is given
    something more: one message tells it all."""
    demandes: dict[str, list[Demande]] = {}
    for fiche, personnes in arrivees:
        comptes = [p.utilisateur for p in personnes if p.utilisateur is not None]
        demande = Demande(fiche, comptes, collectivite_id=fiche.collectivite_id)
        demandes.setdefault(genre_confie(fiche), []).append(demande)
    for genre, siennes in demandes.items():
        notifier_plusieurs(siennes, genre, par=par, le=le, ensemble=(CONFIEE, SOUS_FICHE_CONFIEE))


def annuler_affectation(fiche: Fiche, personnes: Iterable[Personne], *, le: datetime) -> None:
    """Those who are no longer pilotes, and who were not told yet, are not told."""
    comptes = [p.utilisateur for p in personnes if p.utilisateur is not None]
    if comptes:
        annuler_notifications(fiche, le=le, genre=genre_confie(fiche), destinataires=comptes)


def pilotes_of(fiche: Fiche) -> list[Utilisateur]:
    """`pilotes_par_pk` of one fiche."""
    return pilotes_par_pk([fiche])[fiche.pk]


def pilotes_par_pk(fiches: Iterable[Fiche]) -> dict[int, list[Utilisateur]]:
    """Accounts of the pilotes of each fiche, or of the nearest fiche above that has one. One query, when the parents
    were read with the fiches."""
    lignees = {}
    for fiche in fiches:
        dessus = [fiche.parent_id, fiche.parent.parent_id] if fiche.parent is not None else []
        lignees[fiche.pk] = [pk for pk in (fiche.pk, *dessus) if pk is not None]
    liens = FichePersonne.objects.filter(
        fiche__in={pk for lignee in lignees.values() for pk in lignee},
        role=RolePersonne.PILOTE,
        personne__utilisateur__isnull=False,
    ).select_related("personne__utilisateur")
    par_fiche: dict[int, list[Utilisateur]] = {}
    for lien in liens:
        assert lien.personne.utilisateur is not None
        par_fiche.setdefault(lien.fiche_id, []).append(lien.personne.utilisateur)
    return {pk: next((par_fiche[p] for p in lignee if p in par_fiche), []) for pk, lignee in lignees.items()}


def pilotes_du_plan(plan: Plan) -> list[Utilisateur]:
    """Accounts of the pilotes of a plan."""
    liens = PlanPersonne.objects.filter(plan=plan, role=RolePersonne.PILOTE, personne__utilisateur__isnull=False)
    return [lien.personne.utilisateur for lien in liens.select_related("personne__utilisateur")]  # type: ignore[misc]


def prevenir_commentaire(
    commentaire: Commentaire | CommentairePlan,
    mentions: Iterable[Utilisateur],
    pilotes: Iterable[Utilisateur],
    collectivite_id: int,
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    """People cited are told so; the pilotes of the fiche or of the plan, and the author of the comment answered, are
    told that somebody commented."""
    cites = list(mentions)
    commun: dict[str, Any] = {"par": par, "le": le, "collectivite_id": collectivite_id}
    notifier(cites, CITEE, commentaire, **commun)
    suivent = {u.pk: u for u in pilotes}
    parent = commentaire.parent
    if parent is not None and parent.auteur is not None and not parent.auteur_cite:
        suivent[parent.auteur.pk] = parent.auteur
    for cite in cites:
        suivent.pop(cite.pk, None)
    notifier(suivent.values(), COMMENTEE, commentaire, **commun)


def annuler_commentaire(commentaire: Commentaire | CommentairePlan, *, le: datetime) -> None:
    """A comment taken back tells nothing more."""
    annuler_notifications(commentaire, le=le)


def prevenir_blocage(blocage: Blocage, *, par: Utilisateur, le: datetime) -> None:
    """The pilotes of the fiche that waits are told why; those of the fiche that blocks are told that one waits; whoever
    something is expected of is told that instead (`prevenir_attendu`)."""
    destinataires = {u.pk: u for u in pilotes_of(blocage.fiche)}
    if blocage.fiche_bloquante is not None:
        destinataires |= {u.pk: u for u in pilotes_of(blocage.fiche_bloquante)}
    if blocage.personne_attendue is not None:
        destinataires.pop(blocage.personne_attendue.utilisateur_id or 0, None)
    notifier(destinataires.values(), BLOQUEE, blocage, par=par, le=le, collectivite_id=blocage.fiche.collectivite_id)


def annuler_blocages(blocages: Sequence[Blocage], *, le: datetime) -> None:
    """Blocages that nobody heard of before they were lifted are not told at all."""
    annuler_plusieurs(blocages, le=le, genre=BLOQUEE)


def prevenir_deblocages(blocages: Sequence[Blocage], *, par: Utilisateur, le: datetime) -> None:
    """The pilotes of the fiches that waited, and that nothing blocks any more, are told; once a fiche, however many
    blocages it had."""
    annuler_blocages(blocages, le=le)
    derniers = {blocage.fiche_id: blocage for blocage in blocages}
    pilotes = pilotes_par_pk(blocage.fiche for blocage in derniers.values())
    demandes = [Demande(b, pilotes[b.fiche_id], collectivite_id=b.fiche.collectivite_id) for b in derniers.values()]
    notifier_plusieurs(demandes, DEBLOQUEE, par=par, le=le)


def annuler_deblocages(blocages: Sequence[Blocage], *, le: datetime) -> None:
    """Blocages that block again were not lifted: nobody is told that they were."""
    annuler_plusieurs(blocages, le=le, genre=DEBLOQUEE)


def prevenir_partages(partages: Sequence[Partage], *, par: Utilisateur, le: datetime) -> None:
    """Those who edit in a collectivité that now carries fiches are told; several fiches shared one after the other are
    told in one message."""
    editeurs = [role for role in Role if role.rang >= Role.EDITION.rang]
    avec = {partage.collectivite_id for partage in partages}
    par_collectivite: dict[int, list[Utilisateur]] = {}
    for membre in Membre.objects.filter(collectivite__in=avec, role__in=editeurs).select_related("utilisateur"):
        par_collectivite.setdefault(membre.collectivite_id, []).append(membre.utilisateur)
    demandes = [
        Demande(p, par_collectivite.get(p.collectivite_id, []), collectivite_id=p.collectivite_id) for p in partages
    ]
    notifier_plusieurs(demandes, PARTAGEE, par=par, le=le, ensemble=(PARTAGEE,))


def annuler_partages(partages: Sequence[Partage], *, le: datetime) -> None:
    """Sharings taken back are told to nobody."""
    annuler_plusieurs(partages, le=le)
