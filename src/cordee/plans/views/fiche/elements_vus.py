"""Parts of the page of a fiche that its templates read one by one: rights of the person, a sous-action, an amount."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cordee.plans.domain.listes import DomaineImpact, StatutFinancement
from cordee.plans.models import Fiche, Financement
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.fiche import Noeud, PageFiche
from cordee.plans.views.fiche.champs_vus import ChampVu
from cordee.socle.permissions import peut


@dataclass(frozen=True, slots=True)
class Droits:
    """What the person may do here; `raison` says why not, and who can."""

    modifier: bool
    lier_mesures: bool
    commenter: bool
    placer: bool
    supprimer: bool
    partager: bool
    quitter: bool
    creer: bool
    raison: str = ""


def lire_droits(page: PageFiche) -> Droits:
    """Rights of the person on the fiche of the page."""
    qui, fiche = page.utilisateur, page.fiche
    modifier = peut(qui, "plans.modifier_fiche", fiche)
    ailleurs = page.collectivite.pk != fiche.collectivite_id and fiche.parent_id is None
    return Droits(
        modifier=modifier,
        lier_mesures=peut(qui, "plans.lier_mesure", fiche),
        commenter=peut(qui, "plans.commenter_fiche", fiche),
        placer=fiche.parent_id is None and peut(qui, "plans.placer_fiche", fiche),
        supprimer=peut(qui, "plans.supprimer_fiche", fiche),
        partager=fiche.parent_id is None and peut(qui, "plans.partager_fiche", fiche),
        quitter=ailleurs and peut(qui, "plans.quitter_partage", page.collectivite),
        creer=peut(qui, "plans.creer_fiche", fiche.collectivite),
        raison="" if modifier else qui_peut_modifier(),
    )


@dataclass
class SousFicheVue:
    """A sous-action with its parts. `rang` among its sisters, from 1."""

    noeud: Noeud
    numero: str
    premiere: bool
    derniere: bool
    modifiable: bool
    champs: dict[str, ChampVu]
    dessous: list[SousFicheVue] = field(default_factory=list)

    @property
    def vides(self) -> list[ChampVu]:
        """Parts that say nothing yet and can be made to."""
        parts = (self.champs[nom] for nom in ("description", "public_cible", "cible", "dates", "pilote"))
        return [c for c in parts if c.vide and c.modifiable and not (c.edition or c.etat)]

    @property
    def fiche(self) -> Fiche:
        """The sous-fiche."""
        return self.noeud.fiche


@dataclass(frozen=True, slots=True)
class ImpactVu:
    """A domain: ticked or not, and what is said of it."""

    domaine: DomaineImpact
    impact: Any


@dataclass(frozen=True, slots=True)
class FinancementVu:
    """A funding and its share of those of its base, between 0 and 1."""

    financement: Financement
    part: float | None

    @property
    def statut(self) -> StatutFinancement:
        """Where it stands."""
        return StatutFinancement(self.financement.statut)
