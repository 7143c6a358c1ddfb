"""Writing in the audit trail, in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture

NOM_MAX, RESUME_MAX = 170, 400
"""Lengths of the columns: PostgreSQL refuses what SQLite lets through."""
_porte: ContextVar[str] = ContextVar("porte", default="")


@contextmanager
def passer_par(porte: str) -> Iterator[None]:
    """What is written inside says that its person came by that door (« par l'API (clé …) »), not by the screens."""
    avant = _porte.set(porte)
    try:
        yield
    finally:
        _porte.reset(avant)


def _signer(par: Utilisateur | None) -> str:
    """Name of the actor, and the door by which they came; a name too long gives way to the door."""
    if par is None:
        return ""
    suite = f", {_porte.get()}" if _porte.get() else ""
    return par.nom_complet[: NOM_MAX - len(suite)] + suite


def _avec_la_porte(details: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(details or {}), **({"porte": _porte.get()} if _porte.get() else {})}


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
        acteur_nom=_signer(par),
        collectivite_id=collectivite_id,
        verbe=verbe,
        objet_type=objet._meta.label_lower,
        objet_id=str(objet.pk),
        resume=resume[:RESUME_MAX],
        details=_avec_la_porte(details),
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
                acteur_nom=_signer(par),
                collectivite_id=collectivite_id,
                verbe=verbe,
                objet_type=objet._meta.label_lower,
                objet_id=str(objet.pk),
                resume=resume[:RESUME_MAX],
                details=_avec_la_porte(details),
                le=le,
            )
            for objet, resume, details in objets
        ],
        batch_size=500,
    )
