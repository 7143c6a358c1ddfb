"""What the screens of the instantanés share: finding one, its fiches as a person sees them, two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.changements import Changement
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.instantanes import LigneFigee, Rapprochee, Synthese, rapprocher, synthetiser
from cordee.plans.domain.versions import comparer_versions
from cordee.plans.exports.comparaison import AUJOURDHUI, Comparaison, Moment
from cordee.plans.models import FicheFigee, Instantane, Plan
from cordee.plans.queries.dossier import Portee, plan_complet
from cordee.plans.queries.figeage import RACINE, arbre_a_figer
from cordee.plans.queries.instantanes import (
    figees_of,
    instantane_of,
    jour_de,
    lignes_of,
    versions_of,
)
from cordee.plans.queries.instantanes_du_jour import lignes_du_jour
from cordee.socle.permissions import introuvable
from cordee.territoires.models import Collectivite

HORS_AXE = "Hors axe"


def obtenir_instantane(plan: Plan, pk: int, *, supprime: bool = False, pris: bool | None = None) -> Instantane:
    """One of the plan, or 404; `pris`: only one that was taken (True), or that is in preparation (False)."""
    instantane = instantane_of(plan, pk, supprime=supprime)
    if instantane is None or (pris is not None and instantane.est_ouvert is pris):
        introuvable()
    instantane.plan = plan
    return instantane


def noms_des_axes(arbre: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """First-level axes by number: `1. Se loger`; what is outside any axe last."""
    noms = {axe["ref"]: nom_de_l_axe(axe) for axe in arbre if axe["niveau"] == 1}
    return {**noms, RACINE: HORS_AXE}


def nom_de_l_axe(axe: Mapping[str, Any]) -> str:
    """Its number is said once, whether its name begins with it or not."""
    return axe["nom"] if axe["nom"].startswith(axe["numero"]) else f"{axe['numero']} {axe['nom']}"


@dataclass
class Cote:
    """One side of a comparison: an instantané, or today (None)."""

    utilisateur: Utilisateur
    collectivite: Collectivite
    plan: Plan
    aujourdhui: date
    instantane: Instantane | None = None
    lues: list[LigneFigee] | None = None

    @cached_property
    def lignes(self) -> list[LigneFigee]:
        """Its fiches, as the person sees them."""
        if self.lues is not None:
            return self.lues
        if self.instantane is None:
            return lignes_du_jour(self.utilisateur, self.collectivite, self.plan, self.aujourdhui)
        return lignes_of(self.utilisateur, self.collectivite, [self.instantane])[self.instantane.pk]

    @cached_property
    def synthese(self) -> Synthese:
        """What they add up to."""
        porteur = self.plan if self.instantane is None else self.instantane
        return synthetiser(self.lignes, Ponderation(porteur.ponderation))

    @cached_property
    def arbre(self) -> list[dict[str, Any]]:
        """Its axes."""
        return arbre_a_figer(self.plan) if self.instantane is None else self.instantane.arbre

    @property
    def moment(self) -> Moment:
        """As exports read it."""
        if self.instantane is None:
            return Moment(AUJOURDHUI, self.aujourdhui, self.synthese)
        return Moment(self.instantane.nom, jour_de(self.instantane) or self.aujourdhui, self.synthese)


@dataclass
class Face:
    """Two moments side by side, the oldest first."""

    avant: Cote
    apres: Cote
    details: dict[int, tuple[Changement, ...]] = field(default_factory=dict)

    @cached_property
    def rapprochees(self) -> list[Rapprochee]:
        """Every fiche of both."""
        return rapprocher(self.avant.lignes, self.apres.lignes)

    @cached_property
    def comparaison(self) -> Comparaison:
        """As screens and exports read it."""
        axes = noms_des_axes([*self.avant.arbre, *self.apres.arbre])
        return Comparaison(
            plan=self.avant.plan.nom,
            collectivite=self.avant.collectivite.nom,
            avant=self.avant.moment,
            apres=self.apres.moment,
            rapprochees=self.rapprochees,
            axes={axe: nom for axe, nom in axes.items() if axe != RACINE} | {RACINE: HORS_AXE},
            details=self.details,
        )

    def detailler(self) -> None:
        """Reads the versions of all the fiches that differ, for exports."""
        refs = {r.ligne.ref for r in self.rapprochees}
        versions = [_versions(cote, refs) for cote in (self.avant, self.apres)]
        for ref in refs:
            if changements := comparer_versions(versions[0].get(ref), versions[1].get(ref)):
                self.details[ref] = changements


def _versions(cote: Cote, refs: set[int]) -> dict[int, Any]:
    if cote.instantane is None:
        complet = plan_complet(cote.utilisateur, cote.collectivite, cote.plan, Portee(courriels=False))
        return {fiche.ref: fiche for fiche in fiches_du_plan(complet) if fiche.ref in refs}
    figees = figees_of(cote.instantane)
    lues = versions_of(cote.utilisateur, cote.collectivite, figees)
    return {figee.ref: lues[figee.pk] for figee in figees if figee.pk in lues}


def mettre_face_a_face(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan, instantane: Instantane, avec: Instantane | None
) -> Face:
    """An instantané and another, or today (None), the oldest first. The fiches of two instantanés are read together."""
    commun = (utilisateur, collectivite, plan, timezone.localdate())
    if avec is None:
        return Face(Cote(*commun, instantane), Cote(*commun))
    assert instantane.pris_le is not None
    assert avec.pris_le is not None
    paire = sorted((instantane, avec), key=lambda i: (i.pris_le, i.pk))
    lues = lignes_of(utilisateur, collectivite, paire)
    cotes = [Cote(*commun, i, lues[i.pk]) for i in paire]
    return Face(cotes[0], cotes[1])


def obtenir_version(
    utilisateur: Utilisateur, collectivite: Collectivite, instantane: Instantane, figee: FicheFigee | None
) -> Any:
    """The version of a frozen fiche as the person reads it, None when they do not see it."""
    return versions_of(utilisateur, collectivite, [figee]).get(figee.pk) if figee is not None else None
