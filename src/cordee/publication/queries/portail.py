"""What the entrance of the public site reads across every publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.publications import adresses_canoniques, fiches_publiees_of
from cordee.publication.queries.recherche import search_fiches, search_publications

TROUVEES = 40
"""Fiches shown of a search over every plan."""


@dataclass(frozen=True, slots=True)
class FicheTrouvee:
    """A fiche that holds the words, and the publication where its page is."""

    ref: int
    intitule: str
    statut: str
    plan: str
    adresse: str


def publications_trouvees(publiees: Sequence[PublicationPlan], texte: str) -> list[PublicationPlan]:
    """Plans that hold the words. No query."""
    return search_publications(publiees, texte)


def fiches_trouvees(publiees: Sequence[PublicationPlan], texte: str, jour: date) -> list[FicheTrouvee]:
    """The first fiches that hold the words, whatever their plan, each once. Names and structures are not read: what
    one publication shows, another may keep. At most six queries."""
    if not publiees:
        return []
    montrees = fiches_publiees_of(*publiees)
    ids = search_fiches(montrees, texte)[:TROUVEES]
    if not ids:
        return []
    adresses = adresses_canoniques(ids, jour)
    noms = {une.adresse: une.plan.nom for une in publiees}
    lues = {
        pk: (masquer_courriels(f"{code} {titre}" if code else titre), statut)
        for pk, code, titre, statut in montrees.filter(pk__in=ids).values_list("pk", "code", "titre", "statut")
    }
    return [FicheTrouvee(pk, *lues[pk], noms[adresses[pk]], adresses[pk]) for pk in ids if pk in adresses]


def fiches_a_indexer(publiees: Sequence[PublicationPlan], jour: date) -> list[tuple[int, str]]:
    """(fiche, address of the publication of its canonical page) of every fiche shown by these publications, when that
    page is one of theirs. Two queries."""
    if not publiees:
        return []
    ids = list(fiches_publiees_of(*publiees).filter(parent__isnull=True).order_by("pk").values_list("pk", flat=True))
    proposees = {une.adresse for une in publiees}
    return sorted(
        (pk, adresse) for pk, adresse in adresses_canoniques(ids, jour).items() if adresse in proposees
    )  # fmt: skip
