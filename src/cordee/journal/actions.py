"""Writing in the audit trail, in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture

NOM_MAX, RESUME_MAX = 170, 400
"""Lengths of the columns: PostgreSQL refuses what SQLite lets through."""


def consigner(
    objet: Model,
    verbe: str,
    resume: str,
    *,
    par: Utilisateur | None,
    le: datetime,
    collectivite_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> Ecriture:
    """Adds one entry. `verbe` is the permission-like code of the action (`referentiels.renseigner_statut`); `par` is
    None for what the installation does by itself (loading of reference data)."""
    return Ecriture.objects.create(
        acteur=par,
        acteur_nom=par.nom_complet[:NOM_MAX] if par else "",
        collectivite_id=collectivite_id,
        verbe=verbe,
        objet_type=objet._meta.label_lower,
        objet_id=str(objet.pk),
        resume=resume[:RESUME_MAX],
        details=dict(details or {}),
        le=le,
    )


def consigner_plusieurs(
    objets: Iterable[tuple[Model, str, Mapping[str, Any]]],
    verbe: str,
    *,
    par: Utilisateur | None,
    le: datetime,
    collectivite_id: int | None = None,
) -> None:
    """The same for many objects at once, in one query: each with its sentence and its details."""
    Ecriture.objects.bulk_create(
        [
            Ecriture(
                acteur=par,
                acteur_nom=par.nom_complet[:NOM_MAX] if par else "",
                collectivite_id=collectivite_id,
                verbe=verbe,
                objet_type=objet._meta.label_lower,
                objet_id=str(objet.pk),
                resume=resume[:RESUME_MAX],
                details=dict(details),
                le=le,
            )
            for objet, resume, details in objets
        ],
        batch_size=500,
    )
