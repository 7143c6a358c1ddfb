"""Feeding the search: called by every action that changes a text which the search reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cordee.outils.racines import raciner
from cordee.plans.models import Fiche, TexteFiche
from cordee.plans.queries.recherche import Textes, textes_par_fiche

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
    textes = textes_par_fiche(ids)
    dessous: dict[int, list[Textes]] = defaultdict(list)
    for lus in textes.values():
        parent = lus.parent
        while parent is not None:
            dessous[parent].append(lus)
            parent = textes[parent].parent if parent in textes else None
    lignes = []
    for pk in ids:
        if (lus_ici := textes.get(pk)) is None:
            continue
        corps = [*lus_ici.corps]
        for sous in dessous[pk]:
            corps += [sous.titre, *sous.noms, *sous.corps]
        lignes.append(
            TexteFiche(
                fiche_id=pk,
                titre=" ".join(raciner(lus_ici.titre)),
                acteurs=" ".join(raciner("\n".join(lus_ici.noms))),
                corps=" ".join(raciner("\n".join(corps))),
            )
        )
    TexteFiche.objects.bulk_create(
        lignes, update_conflicts=True, unique_fields=["fiche"], update_fields=["titre", "acteurs", "corps"]
    )
    TexteFiche.objects.filter(fiche__in=ids, fiche__supprimee_le__isnull=False).delete()
