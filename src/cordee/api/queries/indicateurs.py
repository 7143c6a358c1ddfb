"""Values of a collectivité as a program reads them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from cordee.indicateurs.models import Indicateur, Valeur
from cordee.territoires.models import Collectivite

SIENNE = "collectivite"
"""What a value that the collectivité entered itself has for source, in an address."""


def list_valeurs_of(collectivite: Collectivite, indicateurs: QuerySet[Indicateur]) -> QuerySet[Valeur]:
    """Values of these indicateurs, which the reader may see, by id."""
    valeurs = Valeur.objects.filter(collectivite=collectivite, indicateur__in=indicateurs.order_by().values("pk"))
    return valeurs.select_related("indicateur").order_by("pk")


def filter_valeurs(
    valeurs: QuerySet[Valeur],
    *,
    indicateurs: Collection[int] = (),
    identifiants: Collection[str] = (),
    annees: tuple[int | None, int | None] = (None, None),
    sources: Collection[str] = (),
    depuis: datetime | None = None,
) -> QuerySet[Valeur]:
    """Those of one of these indicateurs (by number or by identifiant), years (both included), sources, changed since;
    what is empty does not filter."""
    if indicateurs or identifiants:
        choisis = Q(indicateur__in=list(indicateurs)) | Q(indicateur__identifiant__in=list(identifiants))
        valeurs = valeurs.filter(choisis)
    if annees[0] is not None:
        valeurs = valeurs.filter(date_valeur__year__gte=annees[0])
    if annees[1] is not None:
        valeurs = valeurs.filter(date_valeur__year__lte=annees[1])
    if sources:
        siennes = Q(source__isnull=True) if SIENNE in sources else Q()
        valeurs = valeurs.filter(Q(source__in=list(sources)) | siennes)
    return valeurs.filter(modified_at__gte=depuis) if depuis is not None else valeurs
