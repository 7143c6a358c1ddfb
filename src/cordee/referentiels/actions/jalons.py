"""Freezing scores: N0, named jalons, past dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import fin_de_jour, jour_long
from cordee.outils.texte import limacer
from cordee.referentiels.actions.scores import totaux
from cordee.referentiels.domain import Scores
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Snapshot
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

COLONNES = (
    "points_referentiel",
    "points_potentiels",
    "points_faits",
    "points_programmes",
    "points_pas_faits",
    "points_non_renseignes",
    "taches_renseignees",
    "taches_total",
    "concerne",
    "desactive",
    "statut",
)
VERSION_CHARGE = 1
LONGUEUR_NOM = 300
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@transaction.atomic
def figer_score(
    engagement: Engagement,
    nom: str,
    *,
    par: Utilisateur,
    le: datetime,
    jalon: TypeJalon = TypeJalon.DATE_PERSONNALISEE,
    au: date | None = None,
) -> Snapshot:
    """Keeps the whole score under a name: today's, or the one of a past day (`au`, end of that day). The N0 is
    unique. Raises `DonneeRefusee` for an empty or taken name, a future date, a second N0."""
    exiger(par, "referentiels.figer_score", engagement)
    nom = _nettoyer_nom(nom)
    if au is not None and au > timezone.localdate(le):
        raise DonneeRefusee(f"Le {jour_long(au)} est à venir : choisissez aujourd'hui ou une date passée.")
    instant = le if au is None else min(fin_de_jour(au, timezone.get_current_timezone()), le)
    _refuser_doublon(engagement, jalon, nom)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel, le=None if au is None else instant)
    snapshot = _creer(engagement, etat, jalon, nom, instant, par=par, le=le)
    consigner(
        snapshot,
        "referentiels.figer_score",
        f"A figé le jalon « {nom} » ({engagement.referentiel.nom})",
        par=par,
        le=le,
        collectivite_id=engagement.collectivite_id,
        details={"points_faits": snapshot.points_faits, "points_potentiels": snapshot.points_potentiels},
    )
    return snapshot


def _nettoyer_nom(nom: str) -> str:
    nom = " ".join(nom.replace("\0", "").split())
    if not nom:
        raise DonneeRefusee("Donnez un nom au jalon, par exemple « Avant la conférence des maires ».")
    if len(nom) > LONGUEUR_NOM:
        raise DonneeRefusee(f"Le nom du jalon dépasse {LONGUEUR_NOM} caractères : raccourcissez-le.")
    return nom


def _refuser_doublon(engagement: Engagement, jalon: TypeJalon, nom: str, *, sauf: int = 0) -> None:
    """One N0, and no two jalons of the same name; `sauf` is the jalon being renamed."""
    existants = Snapshot.objects.filter(
        collectivite=engagement.collectivite_id, referentiel=engagement.referentiel_id
    ).exclude(pk=sauf)
    if jalon == TypeJalon.ETAT_INITIAL and existants.filter(jalon=jalon).exists():
        raise DonneeRefusee("Le N0 est déjà figé : il n'y en a qu'un. Donnez un autre nom à ce jalon.")
    # Compared here: SQLite ignores the case of plain letters only.
    if nom.casefold() in {pris.casefold() for pris in existants.values_list("nom", flat=True)}:
        raise DonneeRefusee(f"Un jalon s'appelle déjà « {nom} » : choisissez un autre nom.")


def _creer(
    engagement: Engagement,
    etat: EtatDesLieux,
    jalon: TypeJalon,
    nom: str,
    instant: datetime,
    *,
    par: Utilisateur,
    le: datetime,
) -> Snapshot:
    return Snapshot.objects.create(
        collectivite=engagement.collectivite,
        referentiel=engagement.referentiel,
        referentiel_version=etat.charge.version,
        jalon=jalon,
        ref=_reference_libre(engagement, jalon, nom),
        nom=nom,
        date=instant,
        charge_version=VERSION_CHARGE,
        charge=composer_charge(etat.scores),
        reponses=etat.situation.visibilite.reponses,
        cree_par=par,
        created_at=le,
        modified_at=le,
        **totaux(etat.scores),
    )


def _reference_libre(engagement: Engagement, jalon: TypeJalon, nom: str) -> str:
    """Short unique reference for addresses: `n0`, or a slug of the name with a number when it is taken. Never what an
    address reads as today or as a date."""
    base = "n0" if jalon == TypeJalon.ETAT_INITIAL else limacer(nom, 26) or "jalon"
    if base == "aujourdhui" or DATE.fullmatch(base):
        base = f"jalon-{base}"
    prises = set(
        Snapshot.objects.filter(
            collectivite=engagement.collectivite_id, referentiel=engagement.referentiel_id, ref__startswith=base
        ).values_list("ref", flat=True)
    )
    reference, suite = base, 2
    while reference in prises:
        reference, suite = f"{base}-{suite}", suite + 1
    return reference


def composer_charge(scores: Scores) -> dict[str, Any]:
    """Detail kept in a jalon: for each node, the values of COLONNES in this order."""
    lignes = scores.noeuds()
    return {
        "colonnes": list(COLONNES),
        "noeuds": {code: [getattr(ligne, c) for c in COLONNES] for code, ligne in lignes.items()},
    }


@transaction.atomic
def renommer_jalon(snapshot: Snapshot, nom: str, *, par: Utilisateur, le: datetime) -> Snapshot:
    """New name for a named jalon (N0 and audit jalons keep theirs)."""
    engagement = _engagement_de(snapshot)
    exiger(par, "referentiels.figer_score", engagement)
    _refuser_jalon_fixe(snapshot)
    nom = _nettoyer_nom(nom)
    if nom == snapshot.nom:
        return snapshot
    _refuser_doublon(engagement, TypeJalon.DATE_PERSONNALISEE, nom, sauf=snapshot.pk)
    avant, snapshot.nom, snapshot.modified_at = snapshot.nom, nom, le
    snapshot.save(update_fields=["nom", "modified_at"])
    consigner(
        snapshot,
        "referentiels.renommer_jalon",
        f"A renommé le jalon « {avant} » en « {nom} »",
        par=par,
        le=le,
        collectivite_id=snapshot.collectivite_id,
    )
    return snapshot


@transaction.atomic
def supprimer_jalon(snapshot: Snapshot, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a named jalon; the audit trail keeps its totals."""
    exiger(par, "referentiels.figer_score", _engagement_de(snapshot))
    _refuser_jalon_fixe(snapshot)
    consigner(
        snapshot,
        "referentiels.supprimer_jalon",
        f"A supprimé le jalon « {snapshot.nom} »",
        par=par,
        le=le,
        collectivite_id=snapshot.collectivite_id,
        details={"points_faits": snapshot.points_faits, "points_potentiels": snapshot.points_potentiels},
    )
    snapshot.delete()


def _engagement_de(snapshot: Snapshot) -> Engagement:
    return Engagement.objects.select_related("collectivite", "referentiel").get(
        collectivite=snapshot.collectivite_id, referentiel=snapshot.referentiel_id
    )


def _refuser_jalon_fixe(snapshot: Snapshot) -> None:
    if snapshot.jalon != TypeJalon.DATE_PERSONNALISEE:
        raise DonneeRefusee(
            f"« {snapshot.nom} » ne se renomme ni ne se supprime : c'est la référence du contrat ou d'un audit."
        )
