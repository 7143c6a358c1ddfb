"""What deserves a look before a plan is published."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.plans.models import Placement
from cordee.publication.domain.discretion import count_courriels
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.publications import fiches_montrables, fiches_publiees_of
from cordee.publication.queries.recherche import TEXTES, TITRE

CITEES = 5


@dataclass(frozen=True, slots=True)
class Verification:
    """`montrees`, `gardees` and `a_valider`: fiches (without sous-fiches) that the public reads, those that stay inside
    as confidential, and those that wait for a validation; `courriels`: (id, title) of the first fiches whose texts hold
    an e-mail address, `avec_courriel` how many; `sans_statut` and `sans_texte`: fiches that say little."""

    montrees: int
    gardees: int
    a_valider: int
    courriels: tuple[tuple[int, str], ...]
    avec_courriel: int
    sans_statut: int
    sans_texte: int


def verifier(publication: PublicationPlan) -> Verification:
    """Counts over the fiches of the plan. Three queries."""
    places = Placement.objects.filter(plan=publication.plan_id)
    toutes = places.filter(fiche__supprimee_le__isnull=True).values("fiche").distinct().count()
    montrables = fiches_montrables(places).filter(parent__isnull=True).count()
    montrees = fiches_publiees_of(publication)
    courriels: dict[int, str] = {}
    racines = sans_statut = sans_texte = 0
    colonnes = ("pk", "racine_id", "statut", *TEXTES)
    titres: dict[int, str] = {}
    for pk, racine, statut, *textes in montrees.order_by("profondeur", "pk").values_list(*colonnes):
        if pk == racine:
            racines += 1
            sans_statut += not statut
            sans_texte += not any(textes[TITRE:])
            titres[pk] = " ".join(texte for texte in textes[:2] if texte)
        if racine in titres and any(count_courriels(texte) for texte in textes):
            courriels[racine] = titres[racine]
    return Verification(
        racines, toutes - montrables, montrables - racines, tuple(list(courriels.items())[:CITEES]), len(courriels),
        sans_statut, sans_texte,
    )  # fmt: skip
