"""Hypothesis strategies: small référentiels and everything a collectivité may store on them, odd rows included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st
from tests.referentiels.domain.modele_naif import Effet, Ligne, Noeud

from cordee.referentiels.domain import (
    Avancement,
    Consequence,
    Effets,
    Niveau,
    Referentiel,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_from_points,
)

HIERARCHIES = {
    1: (Niveau.REFERENTIEL, Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE),
    2: (Niveau.REFERENTIEL, Niveau.AXE, Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE),
}
POINTS = (0.0, 0.3, 0.0625, 1.0, 1.2, 2.25, 5.0, 12.0, None)
FACTEURS = (0.0, 0.2, 0.5, 1.0, 1.2, 1.625)
DETAILS = ((0.2, 0.7, 0.1), (0.5, 0.25, 0.25), (0.35, 0.0, 0.65), (1.0, 0.0, 0.0), (1 / 3, 1 / 3, 1 / 3))
AVANCEMENTS = ("non_renseigne", "fait", "programme", "pas_fait", "detaille")


@dataclass(frozen=True)
class Minimum:
    """Score rule: the smaller of two scores, or a constant."""

    noeuds: tuple[str, str]
    constante: float | None

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        if self.constante is not None:
            return self.constante
        trouves = [scores[noeud] for noeud in self.noeuds if noeud in scores]
        return min(trouves) if len(trouves) == len(self.noeuds) else None


@st.composite
def arbres(draw: st.DrawFn, feuilles_notees: bool = False) -> Referentiel:
    """A référentiel of 2 to about 40 nodes; with ``feuilles_notees``, the points of parents sum their children's."""
    niveau_mesure = draw(st.sampled_from((1, 2)))
    ids = ["eci"]
    courants = ["eci"]
    for profondeur in range(niveau_mesure + 2):
        suivants = []
        for parent in courants:
            nombre = draw(st.integers(1 if profondeur == 0 else 0, 3 if profondeur < 2 else 4))
            prefixe = "eci_" if parent == "eci" else f"{parent}."
            suivants += [f"{prefixe}{rang}" for rang in range(nombre)]
        ids += suivants
        courants = suivants[:8]
    points = {identifiant: draw(st.sampled_from(POINTS)) for identifiant in ids}
    if feuilles_notees:
        for identifiant in reversed(ids):
            enfants = [autre for autre in ids if autre.rpartition("." if "." in autre else "_")[0] == identifiant]
            points[identifiant] = sum(points[enfant] or 0.0 for enfant in enfants) if enfants else points[identifiant]
    return build_from_points(
        points.items(), hierarchie=HIERARCHIES[niveau_mesure], redistribute=draw(st.booleans()), version="1.0.0"
    )


def lignes(referentiel: Referentiel) -> st.SearchStrategy[dict[str, Ligne]]:
    """Rows on any node, unknown ones included."""
    ligne = st.builds(
        Ligne,
        avancement=st.sampled_from(AVANCEMENTS),
        detail=st.none() | st.sampled_from(DETAILS),
        concerne=st.sampled_from((True, True, True, False)),
    )
    return st.dictionaries(st.sampled_from([*referentiel.ids, "eci_99.9.9"]), ligne, max_size=25)


def effets(referentiel: Referentiel, *, regles: bool = True) -> st.SearchStrategy[dict[str, Effet]]:
    """Consequences on any node, unknown ones included."""
    ids = st.sampled_from([*referentiel.ids, "eci_99.9.9"])
    formules = st.builds(Minimum, st.tuples(ids, ids), st.none() | st.sampled_from((0.0, 0.4, 1.0)))
    effet = st.builds(
        Effet,
        desactive=st.sampled_from((False, False, True)),
        facteur=st.none() | st.sampled_from(FACTEURS),
        formule=st.none() | formules.map(lambda formule: formule.evaluer) if regles else st.none(),
    )
    return st.dictionaries(ids, effet, max_size=6)


def naif(referentiel: Referentiel) -> Noeud:
    """A fresh tree for the naive model."""
    noeuds: dict[str, Noeud] = {}
    for rang, identifiant in enumerate(referentiel.ids):
        points = float(referentiel.points[rang])
        noeud = Noeud(identifiant, int(referentiel.depths[rang]), None if points != points else points)
        noeuds[identifiant] = noeud
        parent = referentiel.parent(identifiant)
        if parent is not None:
            noeud.parent = noeuds[parent]
            noeuds[parent].enfants.append(noeud)
    return noeuds[referentiel.ids[0]]


@dataclass(frozen=True)
class _Formule:
    fonction: object

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        return self.fonction(scores)  # type: ignore[operator,no-any-return]


def statuts_of(referentiel: Referentiel, cas: list[dict[str, Ligne]]) -> Statuts:
    """The same rows as arrays."""
    return Statuts.of_dicts(
        referentiel,
        [
            {
                noeud: StatutStocke(
                    StatutAvancement(ligne.avancement),
                    Avancement.of(ligne.detail) if ligne.detail else None,
                    ligne.concerne,
                )
                for noeud, ligne in stockes.items()
            }
            for stockes in cas
        ],
    )


def effets_of(referentiel: Referentiel, cas: list[dict[str, Effet]]) -> Effets:
    """The same consequences as arrays."""
    return Effets.of_dicts(
        referentiel,
        [
            {
                noeud: Consequence(
                    effet.desactive, effet.facteur, _Formule(effet.formule) if effet.formule is not None else None
                )
                for noeud, effet in consequences.items()
            }
            for consequences in cas
        ],
    )
