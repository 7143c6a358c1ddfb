"""The states of a fiche as the head of its page shows them: a badge and one button."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from cordee.plans.domain.validation import dire_etat, geste_principal
from cordee.plans.models import Fiche
from cordee.plans.queries.fiche import PageFiche
from cordee.plans.queries.validation import EnCircuit, en_circuits_of
from cordee.plans.queries.visibilite import racine_of
from cordee.socle.permissions import peut


@dataclass(frozen=True, slots=True)
class PlaceVue:
    """A plan whose fiches are validated: what is said of this one there, and the words of the button that leads to its
    page, empty when nothing is expected of the person; `mot` is that of who sent it back."""

    place: EnCircuit
    phrase: str
    bouton: str
    adresse: str
    mot: str


def voir_places(page: PageFiche) -> list[PlaceVue]:
    """Those of the plans that the person sees; a sous-fiche says what its fiche says."""
    fiche = page.fiche
    racine = fiche if fiche.parent_id is None else Fiche(pk=racine_of(fiche), collectivite=fiche.collectivite)
    plans = {placement.plan_id: placement.plan for placement in page.placements}
    return [_voir(page, fiche.parent_id is None, place) for place in en_circuits_of(racine, plans.values())]


def _voir(page: PageFiche, entiere: bool, place: EnCircuit) -> PlaceVue:
    bouton = ""
    if entiere:
        ecrit = peut(page.utilisateur, "plans.proposer_fiche", place)
        bouton = geste_principal(place.etat, ecrit=ecrit, valide=peut(page.utilisateur, "plans.valider_fiche", place))
    adresse = reverse("fiche_validation", args=[page.collectivite.siren, place.fiche.pk, place.plan.pk])
    derniere = place.validation.derniere if place.validation is not None else None
    mot = derniere.mot if derniere is not None and place.dit.renvoyee else ""
    return PlaceVue(place, dire_etat(place.dit), bouton, adresse, mot)
