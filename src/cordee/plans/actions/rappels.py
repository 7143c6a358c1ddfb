"""Reminders that people put on fiches: putting one, being done with it, putting it off, taking it away. They change
nothing of the fiche; the trail says that there is one and for when, its words stay with its people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.actions.notifications import Demande, annuler_notifications, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.models import Fiche, Rappel
from cordee.plans.models.rappels import MOT_MAX
from cordee.plans.queries.rappels import list_rappelables, list_rappels_du
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

RAPPEL = "plans.rappel"
HORIZON = timedelta(days=3660)
"""Ten years: beyond, the year was mistyped."""
QUI_RAPPELLE = (
    "Poser un rappel pour quelqu'un d'autre demande le rôle « Contribution » ; vous pouvez en poser un pour vous."
)


@transaction.atomic
def poser_rappel(
    fiche: Fiche, jour: date, mot: str = "", *, pour: Iterable[Utilisateur] = (), par: Utilisateur, le: datetime
) -> list[Rappel]:
    """A reminder of the fiche on a day to come, for each of these people: oneself, or others who see it, which asks
    for contributing. Somebody who has the very same already keeps one."""
    exiger(par, "plans.voir_fiche", fiche)
    personnes = {personne.pk: personne for personne in pour}
    if not personnes:
        raise DonneeRefusee("Dites pour qui est le rappel : cochez au moins une personne.")
    if autres := personnes.keys() - {par.pk}:
        exiger(par, "plans.commenter_fiche", fiche, raison=QUI_RAPPELLE)
        if autres - {personne.pk for personne in list_rappelables(par, fiche)}:
            raise DonneeRefusee("Une des personnes ne voit pas cette fiche : choisissez dans la liste.")
    _verifier_jour(jour, le)
    lu = lire_texte(mot, "Mot", MOT_MAX)
    deja = set(
        Rappel.objects.filter(
            fiche=fiche, jour=jour, mot=lu, destinataire__in=list(personnes), fait_le=None, retire_le=None
        ).values_list("destinataire_id", flat=True)
    )
    poses = Rappel.objects.bulk_create(
        [
            Rappel(
                fiche=fiche, destinataire=personne, auteur=par, auteur_nom=par.nom_complet[:170], jour=jour, mot=lu,
                cree_le=le,
            )
            for pk, personne in personnes.items()
            if pk not in deja
        ]
    )  # fmt: skip
    if poses:
        _consigner(poses, fiche, "poser_rappel", f"A posé un rappel sur {{}} pour le {jour_long(jour)}", par, le)
    return poses


@transaction.atomic
def finir_rappel(rappel: Rappel, *, par: Utilisateur, le: datetime) -> Rappel:
    """It is done: nothing more is said of it."""
    return _marquer(rappel, "finir_rappel", "A fini un rappel sur {}", par=par, le=le, fait_le=le)


@transaction.atomic
def reprendre_rappel(rappel: Rappel, *, par: Utilisateur, le: datetime) -> Rappel:
    """It is not done, or not taken away, after all; a day that is past is not said again."""
    return _marquer(
        rappel, "reprendre_rappel", "A repris un rappel sur {}", par=par, le=le, fait_le=None, retire_le=None
    )


@transaction.atomic
def repousser_rappel(rappel: Rappel, jour: date, *, par: Utilisateur, le: datetime) -> Rappel:
    """It is put off to another day to come, and will be said that day."""
    _verifier_jour(jour, le)
    resume = f"A repoussé un rappel sur {{}} au {jour_long(jour)}"
    return _marquer(rappel, "repousser_rappel", resume, par=par, le=le, jour=jour, fait_le=None)


@transaction.atomic
def retirer_rappel(rappel: Rappel, *, par: Utilisateur, le: datetime) -> Rappel:
    """It is taken away; `reprendre_rappel` gives it back."""
    return _marquer(rappel, "retirer_rappel", "A retiré un rappel sur {}", par=par, le=le, retire_le=le)


def envoyer_rappels(*, le: datetime) -> int:
    """Tells the reminders of the day, each once a day that it was put for. Returns how many were told."""
    rappels = list(list_rappels_du(timezone.localtime(le).date()))
    demandes = [
        Demande(r, [r.destinataire], cle=r.jour.isoformat(), collectivite_id=r.fiche.collectivite_id) for r in rappels
    ]
    return len(notifier_plusieurs(demandes, RAPPEL, par=None, le=le, delai=timedelta(0), une_fois=True))


def _verifier_jour(jour: date, le: datetime) -> None:
    aujourdhui = timezone.localtime(le).date()
    if jour <= aujourdhui:
        raise DonneeRefusee("Un rappel part le matin de son jour : choisissez un jour à venir, à partir de demain.")
    if jour > aujourdhui + HORIZON:
        raise DonneeRefusee(f"Le {jour_long(jour)} est dans plus de dix ans : vérifiez l'année.")


def _marquer(rappel: Rappel, verbe: str, resume: str, *, par: Utilisateur, le: datetime, **colonnes: Any) -> Rappel:
    """Writes these columns when one of them changes; what waits to be said no longer does."""
    exiger(par, "plans.regler_rappel", rappel)
    verrouille = Rappel.objects.select_for_update(of=("self",)).select_related("fiche").get(pk=rappel.pk)
    if all(getattr(verrouille, nom) == valeur for nom, valeur in colonnes.items()):
        return verrouille
    for nom, valeur in colonnes.items():
        setattr(verrouille, nom, valeur)
    verrouille.save(update_fields=list(colonnes))
    annuler_notifications(verrouille, le=le)
    _consigner([verrouille], verrouille.fiche, verbe, resume, par, le)
    return verrouille


def _consigner(rappels: list[Rappel], fiche: Fiche, verbe: str, resume: str, par: Utilisateur, le: datetime) -> None:
    details = {"rappels": [rappel.pk for rappel in rappels], "pour": [rappel.destinataire_id for rappel in rappels]}
    consigner(
        fiche, f"plans.{verbe}", resume.format(f"« {fiche.titre} »"), par=par, le=le,
        collectivite_id=fiche.collectivite_id, details=details,
    )  # fmt: skip
