"""Values of a collectivité. Each function takes the collectivité, and reads in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cordee.indicateurs.domain.series import SourceConnue
from cordee.indicateurs.models import Indicateur, IndicateurCollectivite, Source, Valeur
from cordee.territoires.models import Collectivite

PROFONDEUR = 2
"""Levels that a confidential indicateur hides under it."""


def valeurs_of(collectivite: Collectivite, indicateurs: Iterable[Indicateur | int]) -> dict[int, list[Valeur]]:
    """Values by indicateur id, oldest first, every source; an indicateur without value has an empty list. One query.

    Give it indicateurs that the reader may see (`list_indicateurs_for`)."""
    ids = [i.pk if isinstance(i, Indicateur) else i for i in indicateurs]
    valeurs: dict[int, list[Valeur]] = {pk: [] for pk in ids}
    for valeur in Valeur.objects.filter(collectivite=collectivite, indicateur__in=ids).order_by("date_valeur", "pk"):
        valeurs[valeur.indicateur_id].append(valeur)
    return valeurs


def valeurs_nationales_of(
    collectivites: Mapping[int, bool], identifiants: Iterable[str]
) -> dict[int, dict[str, list[Valeur]]]:
    """Values of national indicateurs, by collectivité (its id; whether the reader sees what it keeps confidential) and
    identifiant, oldest first. What is confidential is not there, nor what is under it. Two queries, and two more when
    something may be hidden."""
    nationaux = Indicateur.objects.filter(identifiant__in=list(identifiants))
    connus = {pk: identifiant for pk, identifiant in nationaux.values_list("pk", "identifiant") if identifiant}
    caches = _caches_of([pk for pk, voit in collectivites.items() if not voit])
    lues: dict[int, dict[str, list[Valeur]]] = {pk: {i: [] for i in connus.values()} for pk in collectivites}
    valeurs = Valeur.objects.filter(collectivite__in=list(collectivites), indicateur__in=list(connus))
    for valeur in valeurs.order_by("date_valeur", "pk"):
        if (valeur.collectivite_id, valeur.indicateur_id) not in caches:
            lues[valeur.collectivite_id][connus[valeur.indicateur_id]].append(valeur)
    return lues


def _caches_of(collectivites: list[int]) -> set[tuple[int, int]]:
    """(collectivité, indicateur) that are confidential there, children and grandchildren included."""
    suivis = IndicateurCollectivite.objects.filter(collectivite__in=collectivites, confidentiel=True)
    caches = set(suivis.values_list("collectivite_id", "indicateur_id")) if collectivites else set()
    if caches:
        enfants: dict[int, list[int]] = {}
        for enfant, parent in Indicateur.parents.through.objects.values_list("from_indicateur_id", "to_indicateur_id"):
            enfants.setdefault(parent, []).append(enfant)
        for _ in range(PROFONDEUR):
            caches |= {(c, enfant) for c, parent in caches for enfant in enfants.get(parent, ())}
    return caches


def valeur_for(collectivite: Collectivite, indicateur: Indicateur, date_valeur: date) -> Valeur | None:
    """What the collectivité itself entered at this date."""
    return Valeur.objects.filter(
        collectivite=collectivite, indicateur=indicateur, date_valeur=date_valeur, source__isnull=True
    ).first()


def suivis_of(collectivite: Collectivite, indicateurs: Iterable[Indicateur | int]) -> dict[int, IndicateurCollectivite]:
    """What the collectivité says of each of these indicateurs, by indicateur id; nothing said, no entry. One query."""
    ids = [i.pk if isinstance(i, Indicateur) else i for i in indicateurs]
    return {
        suivi.indicateur_id: suivi
        for suivi in IndicateurCollectivite.objects.filter(collectivite=collectivite, indicateur__in=ids)
    }


def sources_of(valeurs: Mapping[int, Iterable[Valeur]]) -> dict[str, SourceConnue]:
    """Names and ranks of the sources of these values, by code. One query, none when all is the collectivité's own."""
    codes = {v.source_id for siennes in valeurs.values() for v in siennes if v.source_id is not None}
    if not codes:
        return {}
    return {s.code: SourceConnue(s.libelle, s.ordre) for s in Source.objects.filter(code__in=codes)}


def valeur_for_pk(collectivite: Collectivite, indicateur: Indicateur, pk: int) -> Valeur | None:
    """A value that the collectivité itself entered, by its id."""
    return (
        Valeur.objects.filter(collectivite=collectivite, indicateur=indicateur, pk=pk, source__isnull=True)
        .select_related("collectivite", "indicateur")
        .first()
    )
