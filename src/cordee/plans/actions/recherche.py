"""Feeding the search: called by every action that changes a text which the search reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from cordee.outils.racines import raciner
from cordee.plans.models import Fiche, TexteFiche
from cordee.plans.queries.recherche import PREFETCH_TEXTES, textes_of

LOT = 500
"""Fiches indexed at once: bounds the memory of an import."""


def indexer_fiches(ids: Iterable[int]) -> None:
    """Writes again what the search reads of these fiches and of those above them."""
    voulus = set(ids)
    if not voulus:
        return
    touches = Fiche.objects.filter(pk__in=voulus).values_list("pk", "parent_id", "parent__parent_id")
    tous = sorted({pk for lignee in touches for pk in lignee if pk is not None})
    for debut in range(0, len(tous), LOT):
        _indexer_lot(tous[debut : debut + LOT])


def _indexer_lot(ids: list[int]) -> None:
    lignees = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    fiches = Fiche.objects.filter(lignees, supprimee_le__isnull=True).prefetch_related(*PREFETCH_TEXTES)
    par_fiche = {fiche.pk: fiche for fiche in fiches}
    dessous: dict[int, list[Fiche]] = defaultdict(list)
    for fiche in par_fiche.values():
        parent = par_fiche.get(fiche.parent_id or 0)
        while parent is not None:
            dessous[parent.pk].append(fiche)
            parent = par_fiche.get(parent.parent_id or 0)
    lignes = []
    for pk in ids:
        if (fiche_lue := par_fiche.get(pk)) is None:
            continue
        titre, acteurs, corps = textes_of(fiche_lue)
        for sous in dessous[pk]:
            titre_dessous, acteurs_dessous, corps_dessous = textes_of(sous)
            corps += [titre_dessous, acteurs_dessous, *corps_dessous]
        lignes.append(
            TexteFiche(
                fiche=fiche_lue,
                titre=" ".join(raciner(titre)),
                acteurs=" ".join(raciner(acteurs)),
                corps=" ".join(raciner("\n".join(corps))),
            )
        )
    TexteFiche.objects.bulk_create(
        lignes, update_conflicts=True, unique_fields=["fiche"], update_fields=["titre", "acteurs", "corps"]
    )
    TexteFiche.objects.filter(fiche__in=ids, fiche__supprimee_le__isnull=False).delete()
