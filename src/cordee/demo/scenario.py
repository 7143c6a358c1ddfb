"""What the collectivités of the demonstration declare, month after month: a pure, deterministic story.

Each leaf has a « maturity » drawn from its identifier: it is done when the level of its axe reaches that maturity,
programmed a little before, filled in when its turn has come. A collectivité thus moves forward by small steps, with a
few setbacks.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from cordee.demo.territoire import Niveau
from cordee.referentiels.domain import Avancement, Referentiel, Saisie, StatutAvancement
from cordee.referentiels.domain import Niveau as Etage

MOIS = 48
MOIS_N0 = 12
"""The N0 is frozen a year after the start."""
PART_PAR_SOUS_MESURE = 0.3
PART_DETAILLEE = 0.06
PART_NON_CONCERNEE = 0.035
PART_QUI_RECULE = 0.012
INERTIE_AXE = 0.12


@dataclass(frozen=True)
class Trait:
    """Draw of one node, always the same for a collectivité."""

    maturite: float
    tour: float
    detaille: bool
    non_concerne: bool
    recul: int | None


def _trait(siren: str, noeud: str) -> Trait:
    alea = random.Random(f"{siren}/{noeud}")
    maturite, tour = alea.random(), alea.random()
    detaille, non_concerne = alea.random() < PART_DETAILLEE, alea.random() < PART_NON_CONCERNEE
    recul = alea.randrange(MOIS_N0 + 4, MOIS - 2) if alea.random() < PART_QUI_RECULE else None
    return Trait(maturite, tour, detaille, non_concerne, recul)


def noeuds_renseignes(arbre: Referentiel, siren: str) -> tuple[str, ...]:
    """Nodes that carry the statuts: for each sous-mesure, itself or its tâches."""
    noeuds: list[str] = []
    for sous_mesure in arbre.of_niveau(Etage.SOUS_MESURE):
        taches = arbre.children(sous_mesure)
        en_bloc = random.Random(f"{siren}/bloc/{sous_mesure}").random() < PART_PAR_SOUS_MESURE
        noeuds += [sous_mesure] if en_bloc or not taches else taches
    return tuple(noeuds)


def niveau_au_mois(niveau: Niveau, mois: int, axe: float) -> tuple[float, float]:
    """(level, share filled in) at a month, for an axe ahead or behind by `axe`."""
    if mois <= MOIS_N0:
        part = mois / MOIS_N0
        return niveau.n0 * (0.75 + 0.25 * part) + axe, niveau.renseigne * 0.93 * part
    part = (mois - MOIS_N0) / (MOIS - MOIS_N0)
    montee = niveau.n0 + (niveau.aujourd_hui - niveau.n0) * (part**1.15)
    return montee + axe, niveau.renseigne * (0.93 + 0.07 * part)


def _voulu(
    trait: Trait, niveau: float, renseigne: float, programme: float, mois: int
) -> tuple[StatutAvancement, Avancement | None] | None:
    """Statut of a node at a month, None while its turn has not come."""
    if trait.tour > renseigne:
        return None
    if trait.detaille and not trait.non_concerne and abs(trait.maturite - niveau) < 0.25:
        fait = round(min(max(0.5 + (niveau - trait.maturite) * 2, 0.05), 0.95) * 20) / 20
        prevu = round((1 - fait) * 0.6 * 20) / 20
        return StatutAvancement.DETAILLE, Avancement(fait, prevu, round(1 - fait - prevu, 2))
    return _statut_simple(trait, niveau, programme, mois), None


def _statut_simple(trait: Trait, niveau: float, programme: float, mois: int) -> StatutAvancement:
    if trait.non_concerne:
        return StatutAvancement.NON_CONCERNE
    recule = trait.recul is not None and mois >= trait.recul
    if trait.maturite < niveau and not recule:
        return StatutAvancement.FAIT
    return StatutAvancement.PROGRAMME if trait.maturite < niveau + programme else StatutAvancement.PAS_FAIT


def raconter(
    arbre: Referentiel, siren: str, niveau: Niveau, ecartes: frozenset[str] = frozenset()
) -> Iterator[tuple[int, list[Saisie]]]:
    """For each month from 1 to MOIS, the statuts that change that month. `ecartes` are the désactivés nodes."""
    traits = {noeud: _trait(siren, noeud) for noeud in noeuds_renseignes(arbre, siren) if noeud not in ecartes}
    axes = {
        noeud: random.Random(f"{siren}/axe/{arbre.identifiant}/{noeud.split('.')[0]}").uniform(
            -INERTIE_AXE, INERTIE_AXE
        )
        for noeud in traits
    }
    derniers: dict[str, tuple[StatutAvancement, Avancement | None]] = {}
    for mois in range(1, MOIS + 1):
        saisies = []
        for noeud, trait in traits.items():
            level, renseigne = niveau_au_mois(niveau, mois, axes[noeud])
            voulu = _voulu(trait, level, renseigne, niveau.programme, mois)
            if voulu is not None and derniers.get(noeud) != voulu:
                derniers[noeud] = voulu
                saisies.append(Saisie(noeud, *voulu))
        if saisies:
            yield mois, saisies
