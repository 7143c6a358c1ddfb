"""Following a fiche: notes, what blocks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.blocages import dire_blocage
from cordee.plans.actions.composition.ecriture import ANNEES, lire_texte, noter, ouvrir
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.prevenir import (
    annuler_blocages,
    annuler_deblocages,
    prevenir_blocage,
    prevenir_deblocages,
)
from cordee.plans.actions.prevenir_attendus import annuler_levees, prevenir_attendu, prevenir_levees
from cordee.plans.actions.registre import Registre
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Blocage, Fiche, Note
from cordee.plans.queries.visibilite import collectivites_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut

NOTE_MAX = 10_000


# -- notes -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_note(fiche: Fiche, texte: str, jour: date, *, par: Utilisateur, le: datetime) -> Note:
    """Writes a follow-up note of a day; a year may have several."""
    ouverte = ouvrir(fiche, par=par)
    note = Note.objects.create(
        fiche=ouverte,
        texte=lire_texte(texte, "Note de suivi", NOTE_MAX, obligatoire=True, lignes=True),
        date=_lire_jour(jour),
        auteur=par,
        auteur_nom=par.nom_complet[:170],
        cree_le=le,
        modifie_le=le,
    )
    noter(
        ouverte, "ajouter_note", f"A écrit un suivi de « {ouverte.titre} »", par=par, le=le,
        champs={"note": [None, debut_de(note.texte)]}, details={"note": note.pk},
    )  # fmt: skip
    return note


@transaction.atomic
def modifier_note(note: Note, texte: str, jour: date, *, par: Utilisateur, le: datetime) -> Note:
    """Changes the text or the day of a note."""
    ouverte = ouvrir(note.fiche, par=par)
    avant = note.texte
    lu = lire_texte(texte, "Note de suivi", NOTE_MAX, obligatoire=True, lignes=True)
    if (lu, _lire_jour(jour)) == (avant, note.date):
        return note
    note.texte, note.date, note.modifie_le = lu, jour, le
    note.save(update_fields=["texte", "date", "modifie_le"])
    noter(
        ouverte, "modifier_note", f"A modifié un suivi de « {ouverte.titre} »", par=par, le=le,
        champs={"note": [debut_de(avant), debut_de(lu)]}, details={"note": note.pk},
    )  # fmt: skip
    return note


@transaction.atomic
def supprimer_note(note: Note, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a note; the trail keeps its text."""
    ouverte = ouvrir(note.fiche, par=par)
    texte, jour = note.texte, note.date
    note.delete()
    noter(
        ouverte, "supprimer_note", f"A supprimé un suivi de « {ouverte.titre} »", par=par, le=le,
        champs={"note": [debut_de(texte), None]}, details={"texte": texte, "date": jour.isoformat()},
    )  # fmt: skip


def _lire_jour(jour: date) -> date:
    if not ANNEES[0] <= jour.year <= ANNEES[1]:
        raise DonneeRefusee(f"La date d'une note est entre {ANNEES[0]} et {ANNEES[1]} : corrigez-la.")
    return jour


def debut_de(texte: str) -> str:
    """Beginning of a note, as the trail keeps it."""
    return texte if len(texte) <= 200 else texte[:199] + "…"


# -- where it stands --------------------------------------------------------------------------------------------------
@transaction.atomic
def faire_le_point(fiche: Fiche, statut: str, texte: str, *, par: Utilisateur, le: datetime) -> None:
    """Where a fiche stands, in one gesture: its statut, and a note of the day when something is written."""
    if texte.strip():
        ajouter_note(fiche, texte, timezone.localdate(le), par=par, le=le)
    changer_statut(fiche, statut, par=par, le=le)


# -- what blocks -----------------------------------------------------------------------------------------------------
@transaction.atomic
def poser_blocage(
    fiche: Fiche,
    raison: str,
    *,
    fiche_bloquante: Fiche | None = None,
    attendu_de: str = "",
    attendu_le: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> Blocage:
    """Says what stops the fiche: a reason, another fiche, or both. A fiche that is not finished becomes « bloquée »;
    the pilotes concerned are told. `attendu_de` is a name: that of somebody known here is theirs, who is told too;
    another stays as it is written."""
    ouverte = ouvrir(fiche, par=par)
    if fiche_bloquante is not None:
        _refuser_bloquante(ouverte, fiche_bloquante, par)
    lue = lire_texte(raison, "Ce qui bloque", 500, obligatoire=fiche_bloquante is None)
    if ouverte.statut_lisible is not None and ouverte.statut_lisible.est_fini:
        raise DonneeRefusee("Cette fiche est finie : changez son statut avant de dire ce qui la bloque.")
    de = lire_texte(attendu_de, "Attendu de", 170)
    attendue = Registre(ouverte.collectivite, collectivites_of(ouverte)).find_personne(de) if de else None
    blocage = Blocage.objects.create(
        fiche=ouverte,
        raison=lue,
        fiche_bloquante=fiche_bloquante,
        attendu_de=attendue.nom if attendue is not None else de,
        personne_attendue=attendue,
        attendu_le=attendu_le,
        pose_le=le,
        pose_par=par,
    )
    noter(
        ouverte, "poser_blocage", f"A dit ce qui bloque « {ouverte.titre} »", par=par, le=le,
        champs={"blocage": [None, dire_blocage(blocage)]},
        details={"blocage": blocage.pk, "statut_avant": ouverte.statut}, cherche=False,
    )  # fmt: skip
    prevenir_blocage(blocage, par=par, le=le)
    prevenir_attendu(blocage, par=par, le=le)
    if ouverte.statut != StatutFiche.BLOQUE:
        modifier_fiche(ouverte, {"statut": StatutFiche.BLOQUE}, par=par, le=le)
    fiche.statut = ouverte.statut
    return blocage


def _refuser_bloquante(fiche: Fiche, bloquante: Fiche, par: Utilisateur) -> None:
    if bloquante.pk == fiche.pk:
        raise DonneeRefusee(
            "Une fiche ne se bloque pas elle-même : dites ce qui manque, ou choisissez une autre fiche."
        )
    if bloquante.supprimee_le is not None or not peut(par, "plans.voir_fiche", bloquante):
        raise DonneeRefusee("Cette fiche n'existe pas, ou vous n'y avez pas accès : cherchez-la par son titre.")
    if Blocage.objects.filter(fiche=bloquante, fiche_bloquante=fiche, leve_le__isnull=True).exists():
        raise DonneeRefusee(
            f"« {bloquante.titre} » attend déjà cette fiche : elles ne peuvent pas s'attendre l'une l'autre."
        )


@transaction.atomic
def lever_blocage(blocage: Blocage, *, par: Utilisateur, le: datetime) -> Blocage:
    """Says that it no longer blocks. When nothing else does, a fiche « bloquée » goes back to « en cours », or to
    « à venir » when it had not begun; its pilotes are told."""
    ouverte = ouvrir(blocage.fiche, par=par)
    if blocage.leve_le is not None:
        return blocage
    blocage.leve_le, blocage.leve_par = le, par
    blocage.save(update_fields=["leve_le", "leve_par"])
    noter(
        ouverte, "lever_blocage", f"A levé un blocage de « {ouverte.titre} »", par=par, le=le,
        champs={"blocage": [dire_blocage(blocage), None]}, details={"blocage": blocage.pk}, cherche=False,
    )  # fmt: skip
    restent = Blocage.objects.filter(fiche=ouverte, leve_le__isnull=True).exists()
    prevenir_levees([blocage], par=par, le=le)
    if restent:
        annuler_blocages([blocage], le=le)
    else:
        prevenir_deblocages([blocage], par=par, le=le)
    if not restent and ouverte.statut == StatutFiche.BLOQUE:
        modifier_fiche(ouverte, {"statut": statut_apres_blocage(ouverte, le)}, par=par, le=le)
    blocage.fiche.statut = ouverte.statut
    return blocage


@transaction.atomic
def rouvrir_blocage(fiche: Fiche, pk: int, *, par: Utilisateur, le: datetime) -> Blocage:
    """Takes the lifting of a blocage back: it blocks again, and so does the statut. Refused when the fiche is finished
    since, or when what it waits for is no longer seen or waits for it."""
    ouverte = ouvrir(fiche, par=par)
    blocage = Blocage.objects.select_related("fiche_bloquante__collectivite").get(fiche=ouverte, pk=pk)
    if ouverte.statut_lisible is not None and ouverte.statut_lisible.est_fini:
        raise DonneeRefusee("Cette fiche est finie depuis : changez son statut avant de dire ce qui la bloque.")
    if blocage.fiche_bloquante is not None:
        _refuser_bloquante(ouverte, blocage.fiche_bloquante, par)
    blocage.leve_le, blocage.leve_par, blocage.leve_cite = None, None, ""
    blocage.save(update_fields=["leve_le", "leve_par", "leve_cite"])
    noter(
        ouverte, "rouvrir_blocage", f"A rouvert un blocage de « {ouverte.titre} »", par=par, le=le,
        champs={"blocage": [None, dire_blocage(blocage)]}, details={"blocage": blocage.pk}, cherche=False,
    )  # fmt: skip
    if ouverte.statut != StatutFiche.BLOQUE:
        modifier_fiche(ouverte, {"statut": StatutFiche.BLOQUE}, par=par, le=le)
    annuler_deblocages([blocage], le=le)
    annuler_levees([blocage], le=le)
    return blocage


def statut_apres_blocage(fiche: Fiche, le: datetime) -> StatutFiche:
    """« à venir » when the start is still ahead, else « en cours »."""
    return StatutFiche.A_VENIR if fiche.debut is not None and fiche.debut > le.date() else StatutFiche.EN_COURS


@transaction.atomic
def changer_statut(
    fiche: Fiche,
    statut: str,
    *,
    precision: str | None = None,
    lues: Mapping[str, Any] | None = None,
    par: Utilisateur,
    le: datetime,
) -> tuple[Fiche, int]:
    """Changes the statut, as `modifier_fiche` does. Returns the fiche and how many blocages were lifted with it."""
    champs = {"statut": statut} | ({} if precision is None else {"etat_precision": precision})
    poses = Blocage.objects.filter(fiche=fiche, leve_le__isnull=True)
    avant = poses.count()
    modifier_fiche(fiche, champs, par=par, le=le, lues=lues)
    return fiche, avant - poses.count()
