"""The calculation of scores node by node, as the prose says it: what the arrays agree with, to the last bit.

Slow and without any import of the engine: only the tree is shared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Formule = Callable[[Mapping[str, float]], float | None]
PLEINS = {"fait": (1.0, 0.0, 0.0), "programme": (0.0, 1.0, 0.0), "pas_fait": (0.0, 0.0, 1.0)}


@dataclass
class Noeud:
    """One node: what is given, then what is computed."""

    identifiant: str
    profondeur: int
    points: float | None
    enfants: list[Noeud] = field(default_factory=list)
    parent: Noeud | None = None
    potentiel: float = 0.0
    perso: float | None = None
    concerne: bool = True
    desactive: bool = False
    faits: list[float] = field(default_factory=lambda: [0.0] * 4)
    taches: list[float] = field(default_factory=lambda: [0.0] * 5)
    total: int = 1
    renseigne: bool = True
    statut: str | None = None

    def parcours(self) -> list[Noeud]:
        return [self, *(noeud for enfant in self.enfants for noeud in enfant.parcours())]


@dataclass
class Ligne:
    """A stored row."""

    avancement: str = "non_renseigne"
    detail: tuple[float, float, float] | None = None
    concerne: bool = True

    @property
    def triple(self) -> tuple[float, float, float] | None:
        if self.avancement == "detaille":
            return self.detail or (0.5, 0.25, 0.25)
        return PLEINS.get(self.avancement)


@dataclass
class Effet:
    """Consequences at a node."""

    desactive: bool = False
    facteur: float | None = None
    formule: Formule | None = None


def arrondir(valeur: float) -> float:
    return math.floor(valeur * 1000 + 2.0**-52 + 0.5) / 1000


def calculer(
    racine: Noeud,
    lignes: Mapping[str, Ligne],
    effets: Mapping[str, Effet],
    *,
    niveau_mesure: int,
    redistribuer: bool,
) -> dict[str, dict[str, Any]]:
    """All the steps on a fresh tree; node → values rounded as they are given out."""
    _personnaliser(racine, None, effets)
    _desactiver(racine, False, effets)
    _retirer(racine, False, lignes)
    _remonter_retraits(racine, lignes)
    _redistribuer(racine, lignes, niveau_mesure, redistribuer)
    _avancer(racine, lignes)
    scores = {n.identifiant: n.faits[0] / n.potentiel if n.potentiel else 0.0 for n in racine.parcours()}
    _regler(racine, None, scores, lignes, effets)
    _afficher(racine, lignes, niveau_mesure)
    return {noeud.identifiant: _sortie(noeud) for noeud in racine.parcours()}


def _personnaliser(noeud: Noeud, facteur: float | None, effets: Mapping[str, Effet]) -> None:
    points = noeud.points or 0.0
    pose = effets.get(noeud.identifiant, Effet()).facteur
    if pose is not None:
        facteur = pose * (facteur or 1.0)
        noeud.perso = facteur * points
    for enfant in noeud.enfants:
        _personnaliser(enfant, facteur, effets)
    if facteur is not None and points:
        noeud.potentiel = facteur * points
    else:
        noeud.potentiel = sum(enfant.potentiel for enfant in noeud.enfants) if noeud.enfants else points


def _desactiver(noeud: Noeud, herite: bool, effets: Mapping[str, Effet]) -> None:
    noeud.desactive = herite or effets.get(noeud.identifiant, Effet()).desactive
    noeud.concerne = not noeud.desactive
    for enfant in noeud.enfants:
        _desactiver(enfant, noeud.desactive, effets)


def _retirer(noeud: Noeud, herite: bool, lignes: Mapping[str, Ligne]) -> None:
    retire = herite or not lignes.get(noeud.identifiant, Ligne()).concerne
    noeud.concerne = noeud.concerne and not retire
    for enfant in noeud.enfants:
        _retirer(enfant, retire, lignes)


def _remonter_retraits(noeud: Noeud, lignes: Mapping[str, Ligne]) -> None:
    for enfant in noeud.enfants:
        _remonter_retraits(enfant, lignes)
    if noeud.enfants and not any(enfant.concerne for enfant in noeud.enfants) and noeud.identifiant not in lignes:
        noeud.concerne = False


def _multiplier(noeud: Noeud, facteur: float) -> None:
    for descendant in noeud.parcours():
        descendant.potentiel *= facteur


def _redistribuer(noeud: Noeud, lignes: Mapping[str, Ligne], niveau_mesure: int, redistribuer: bool) -> None:
    for enfant in noeud.enfants:
        _redistribuer(enfant, lignes, niveau_mesure, redistribuer)
    if not noeud.concerne or not noeud.enfants:
        return
    if redistribuer and noeud.profondeur >= niveau_mesure:
        receveurs = [enfant for enfant in noeud.enfants if enfant.concerne and enfant.potentiel]
        a_donner = sum(enfant.potentiel for enfant in noeud.enfants if not enfant.concerne)
        for enfant in receveurs:
            _multiplier(enfant, (enfant.potentiel + a_donner / len(receveurs)) / enfant.potentiel)
    concernes = [enfant.potentiel for enfant in noeud.enfants if enfant.concerne]
    if concernes or noeud.identifiant not in lignes:
        noeud.potentiel = sum(concernes)


def _avancer(noeud: Noeud, lignes: Mapping[str, Ligne]) -> None:
    for enfant in noeud.enfants:
        _avancer(enfant, lignes)
    noeud.total = sum(enfant.total for enfant in noeud.enfants) or 1
    triple = lignes.get(noeud.identifiant, Ligne()).triple
    if not noeud.concerne:
        noeud.potentiel = 0.0
        noeud.taches = [0.0, 0.0, 0.0, noeud.total, noeud.total]
    elif triple:
        noeud.faits = [*(part * noeud.potentiel for part in triple), 0.0]
        noeud.taches = [*(part * noeud.total for part in triple), noeud.total, 0]
    elif not noeud.enfants:
        noeud.faits = [0.0, 0.0, 0.0, noeud.potentiel]
        noeud.renseigne = False
    else:
        for rang in range(4):
            noeud.faits[rang] = sum(enfant.faits[rang] for enfant in noeud.enfants)
        for rang in range(5):
            noeud.taches[rang] = sum(enfant.taches[rang] for enfant in noeud.enfants)
        noeud.renseigne = not noeud.faits[3] > 0


def _regler(
    noeud: Noeud,
    multiplicateur: float | None,
    scores: Mapping[str, float],
    lignes: Mapping[str, Ligne],
    effets: Mapping[str, Effet],
) -> None:
    formule = effets.get(noeud.identifiant, Effet()).formule
    if formule is not None and noeud.potentiel:
        voulu = formule(scores)
        if voulu is not None and scores[noeud.identifiant] > 0:
            multiplicateur = voulu / scores[noeud.identifiant]
    if multiplicateur is not None:
        noeud.faits[0] *= multiplicateur
    for enfant in noeud.enfants:
        _regler(enfant, multiplicateur, scores, lignes, effets)
    if noeud.enfants and noeud.identifiant not in lignes:
        noeud.faits[0] = sum(enfant.faits[0] for enfant in noeud.enfants)


def _afficher(noeud: Noeud, lignes: Mapping[str, Ligne], niveau_mesure: int) -> None:
    for enfant in noeud.enfants:
        _afficher(enfant, lignes, niveau_mesure)
    if noeud.profondeur <= niveau_mesure:
        return
    propre = lignes.get(noeud.identifiant, Ligne()).avancement if noeud.concerne else "non_concerne"
    parent = noeud.parent.identifiant if noeud.parent else ""
    if propre == "non_renseigne" and any(enfant.statut for enfant in noeud.enfants):
        noeud.statut = "detaille_a_la_tache"
    elif lignes.get(parent, Ligne()).avancement != "non_renseigne":
        noeud.statut = "non_renseignable"
    else:
        noeud.statut = None if propre == "non_renseigne" else propre


def _sortie(noeud: Noeud) -> dict[str, Any]:
    faits, programmes, pas_faits, non_renseignes = map(arrondir, noeud.faits)
    return {
        "points_referentiel": None if noeud.points is None else arrondir(noeud.points),
        "points_potentiels": arrondir(noeud.potentiel),
        "points_potentiels_perso": None if noeud.perso is None else arrondir(noeud.perso),
        "points_faits": faits,
        "points_programmes": programmes,
        "points_pas_faits": pas_faits,
        "points_non_renseignes": non_renseignes,
        "taches_renseignees": noeud.taches[3],
        "taches_total": noeud.total,
        "taches_faites": arrondir(noeud.taches[0]),
        "taches_programmees": arrondir(noeud.taches[1]),
        "taches_pas_faites": arrondir(noeud.taches[2]),
        "taches_pas_concernees": noeud.taches[4],
        "concerne": noeud.concerne,
        "desactive": noeud.desactive,
        "renseigne": noeud.renseigne,
        "statut": noeud.statut,
    }
