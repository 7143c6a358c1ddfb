"""Objects of notifications, by id. One query each."""

from __future__ import annotations

from collections.abc import Iterable

from cordee.plans.models import Blocage, Commentaire, Partage


def commentaires_par_pk(pks: Iterable[int]) -> dict[int, Commentaire]:
    """Comments that still exist."""
    return {c.pk: c for c in Commentaire.objects.filter(pk__in=list(pks))}


def blocages_par_pk(pks: Iterable[int]) -> dict[int, Blocage]:
    """Blocages that still exist, lifted or not."""
    return {b.pk: b for b in Blocage.objects.filter(pk__in=list(pks))}


def partages_par_pk(pks: Iterable[int]) -> dict[int, Partage]:
    """Sharings that still exist, with their collectivité."""
    return {p.pk: p for p in Partage.objects.filter(pk__in=list(pks)).select_related("collectivite")}
