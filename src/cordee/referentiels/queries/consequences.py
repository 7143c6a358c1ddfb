"""What answers of personnalisation do to the points, today's and every other, computed together by the real engine.

A `Simulation` gathers hypotheses (other answers, or the same without some effects), then scores each opened
référentiel once, one column per distinct hypothesis. Only the rules of the nodes that cite a changed question are
evaluated again. Source: docs/calculs/personnalisation.md, « Conséquences »; docs/calculs/scores.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

import numpy as np

from cordee.referentiels.domain import Consequence, Effets, Scores, Statuts, compute_scores
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.scores import FormuleEnContexte
from cordee.territoires.domain.expressions import Contexte, ErreurExpression, parse, questions_citees
from cordee.territoires.domain.personnalisation import consequences
from cordee.territoires.domain.questions import Question, Reponse
from cordee.territoires.domain.visibilite import evaluer_visibilite
from cordee.territoires.queries import Situation

QUART = 25
SEUIL = 0.0005
"""Points are rounded to three decimals: below half of the last one, nothing changed."""

Modifications = dict[str, Consequence | None]
Cle = frozenset[tuple[object, ...]]
Reponses = Mapping[str, Reponse | None]


class Genre(StrEnum):
    """What happens to a node from one hypothesis to another."""

    DESACTIVE = "desactive"
    REACTIVE = "reactive"
    REDUIT = "reduit"
    AUGMENTE = "augmente"


@dataclass(frozen=True, slots=True)
class Changement:
    """A node that another answer touches, with its points potentiels in the two hypotheses."""

    noeud: str
    genre: Genre
    avant: float
    apres: float


@dataclass(frozen=True, slots=True)
class Issue:
    """Totals of a référentiel under one hypothesis; `ratio` is the score réalisé, from 0 to 1."""

    potentiel: float
    faits: float
    ratio: float


@dataclass(frozen=True, eq=False)
class Terrain:
    """One opened référentiel of a collectivité: what is declared (one column) and the effects of today's answers."""

    engagement: Engagement
    charge: ReferentielCharge
    statuts: Statuts
    effets: dict[str, Consequence]

    @property
    def code(self) -> str:
        """Code of the référentiel."""
        return self.charge.code

    @property
    def nom(self) -> str:
        """Name of the référentiel."""
        return self.charge.nom


@dataclass(frozen=True, eq=False)
class Hypothese:
    """Answers other than today's. `actives` are the questions then asked; `modifications` and `colonnes` follow the
    order of the terrains."""

    actives: tuple[str, ...]
    modifications: tuple[Modifications, ...]
    colonnes: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Palier:
    """Values of a proportion, from `debut` to `fin` percent, that have the same effect."""

    debut: int
    fin: int
    hypothese: Hypothese

    @property
    def est_une_valeur(self) -> bool:
        """Whether the points follow the value there: the palier is one value among others."""
        return self.debut == self.fin


def _montrable(groupes: Sequence[Sequence[int]], rang: int, parts: Sequence[int]) -> bool:
    """Among values that each have their own effect, keep the first, the last, and those at a quarter of the scale."""
    if len(groupes[rang]) > 1 or rang in (0, len(groupes) - 1):
        return True
    isolee = len(groupes[rang - 1]) > 1 and len(groupes[rang + 1]) > 1
    return isolee or parts[groupes[rang][0]] % QUART == 0


def _cle(modifications: Modifications) -> Cle:
    """What makes two hypotheses the same."""
    return frozenset(
        (noeud, c and c.desactive, c and c.reduction, c and id(c.score)) for noeud, c in modifications.items()
    )


@dataclass(eq=False)
class _Lot:
    """Columns to score for one terrain. Column 0 is today; equal hypotheses share a column."""

    terrain: Terrain
    colonnes: dict[Cle, int] = field(default_factory=lambda: {frozenset(): 0})
    modifications: list[Modifications] = field(default_factory=lambda: [{}])

    def inscrire(self, modifications: Modifications) -> int:
        colonne = self.colonnes.setdefault(_cle(modifications), len(self.modifications))
        if colonne == len(self.modifications):
            self.modifications.append(modifications)
        return colonne

    def calculer(self) -> Scores:
        arbre, n = self.terrain.charge.arbre, len(self.modifications)
        cas = [
            {noeud: c for noeud, c in {**self.terrain.effets, **modifs}.items() if c is not None}
            for modifs in self.modifications
        ]
        return compute_scores(arbre, repeter(self.terrain.statuts, n), Effets.of_dicts(arbre, cas))


def repeter(statuts: Statuts, n: int) -> Statuts:
    """The rows of one collectivité, in `n` identical columns."""
    return Statuts(
        np.repeat(statuts.etats, n, axis=1),
        np.tile(statuts.lignes, n),
        np.repeat(np.arange(n), len(statuts.lignes)),
        np.tile(statuts.details, (n, 1)),
    )


def alleger(consequence: Consequence | None) -> Consequence | None:
    """The consequence, None when it changes nothing."""
    if (
        consequence is None
        or consequence.desactive
        or consequence.reduction is not None
        or consequence.score is not None
    ):
        return consequence
    return None


class Simulation:
    """Hypotheses about the answers of one collectivité. Ask with `poser` and `retirer_effet`, then `calculer` once,
    then read."""

    def __init__(self, situation: Situation, terrains: Sequence[Terrain]) -> None:
        self.situation, self.terrains = situation, tuple(terrains)
        self._lots = [_Lot(terrain) for terrain in terrains]
        self._scores: list[Scores] = []
        self._gouvernent = questions_gouvernantes(situation.questions)
        aujourdhui: tuple[Modifications, ...] = tuple({} for _ in terrains)
        self.aujourdhui = Hypothese(situation.visibilite.actives, aujourdhui, tuple(0 for _ in terrains))

    # -- ask ---------------------------------------------------------------------------------------------------------
    def poser(self, reponses: Reponses) -> Hypothese:
        """Today's answers with these instead (None: no answer). Answers that questions depend on are followed through
        visibility, to its fixed point."""
        return self._inscrire(*self._preparer(reponses))

    def paliers(self, question: str, pas: int = 1) -> tuple[Palier, ...]:
        """Every value of a proportion, by steps of `pas` percent, gathered where the effect is the same. Where it
        follows the value, only the quarters and the end are kept."""
        parts = range(0, 101, pas)
        lues = [self._preparer({question: part / 100}) for part in parts]
        cles = [(actives, tuple(_cle(m) for m in modifs)) for actives, modifs in lues]
        groupes = [list(groupe) for _, groupe in groupby(range(len(parts)), key=lambda rang: cles[rang])]
        paliers = []
        for rang, groupe in enumerate(groupes):
            if not _montrable(groupes, rang, parts):
                continue
            hypothese = self._inscrire(*lues[groupe[0]])
            paliers.append(Palier(parts[groupe[0]], parts[groupe[-1]], hypothese))
        return tuple(paliers)

    def retirer_effet(self, terrain: Terrain, noeud: str) -> Hypothese:
        """Today without what personnalisation does to one node."""
        modifications: tuple[Modifications, ...] = tuple({noeud: None} if t is terrain else {} for t in self.terrains)
        return self._inscrire(self.aujourdhui.actives, modifications)

    def _preparer(self, reponses: Reponses) -> tuple[tuple[str, ...], tuple[Modifications, ...]]:
        actives, gardees = self._reponses_gardees(reponses)
        avant = self.situation.visibilite.reponses
        touchees = [q for q in {**avant, **gardees} if gardees.get(q) != avant.get(q)]
        return actives, tuple(self._modifications(terrain, touchees, gardees) for terrain in self.terrains)

    def _inscrire(self, actives: tuple[str, ...], modifications: tuple[Modifications, ...]) -> Hypothese:
        colonnes = tuple(lot.inscrire(modifs) for lot, modifs in zip(self._lots, modifications, strict=True))
        return Hypothese(actives, modifications, colonnes)

    def _reponses_gardees(self, reponses: Reponses) -> tuple[tuple[str, ...], dict[str, Reponse]]:
        visibilite = self.situation.visibilite
        if self._gouvernent.isdisjoint(reponses):
            gardees = visibilite.reponses | {
                q: v for q, v in reponses.items() if v is not None and q in visibilite.actives
            }
            return visibilite.actives, {q: v for q, v in gardees.items() if reponses.get(q, v) is not None}
        effectives = {q: v for q, v in {**self.situation.effectives, **reponses}.items() if v is not None}
        autre = evaluer_visibilite(self.situation.questions, effectives, self.situation.identite)
        return autre.actives, autre.reponses

    def _modifications(
        self, terrain: Terrain, questions: Iterable[str], reponses: Mapping[str, Reponse]
    ) -> Modifications:
        charge = terrain.charge
        noeuds = {noeud for question in questions for noeud in charge.noeuds_par_question.get(question, ())}
        regles = [regle for noeud in noeuds for regle in charge.regles_par_noeud.get(noeud, ())]
        if not regles:
            return {}
        contexte = Contexte(identite=self.situation.identite, reponses=reponses, referentiel=charge.versionne)
        autres = consequences(regles, contexte)
        modifications: Modifications = {}
        for noeud in {regle.noeud for regle in regles}:
            actuelle, lue = terrain.effets.get(noeud), autres.get(noeud)
            score = actuelle.score if actuelle else None
            if lue is not None and lue.score is not None and questions_citees(lue.score):
                score = FormuleEnContexte(lue.score, contexte)
            nouvelle = alleger(Consequence(lue.desactive if lue else None, lue.reduction if lue else None, score))
            if nouvelle != actuelle:
                modifications[noeud] = nouvelle
        return modifications

    # -- read --------------------------------------------------------------------------------------------------------
    def calculer(self) -> Simulation:
        """Scores every hypothesis asked so far."""
        self._scores = [lot.calculer() for lot in self._lots]
        return self

    def scores(self, terrain: Terrain) -> Scores:
        """Scores of a terrain, one column per distinct hypothesis."""
        return self._scores[self.terrains.index(terrain)]

    def issue(self, terrain: Terrain, hypothese: Hypothese) -> Issue:
        """Totals of a référentiel under a hypothesis."""
        rang = self.terrains.index(terrain)
        scores, colonne = self._scores[rang], hypothese.colonnes[rang]
        potentiel, faits = float(scores.points_potentiels[0, colonne]), float(scores.points_faits[0, colonne])
        return Issue(potentiel, faits, faits / potentiel if potentiel else 0.0)

    def points_noeud(self, terrain: Terrain, hypothese: Hypothese, noeud: str) -> float:
        """Points potentiels of a node under a hypothesis."""
        rang = self.terrains.index(terrain)
        return float(
            self._scores[rang].points_potentiels[terrain.charge.arbre.position(noeud), hypothese.colonnes[rang]]
        )

    def enjeu(self, terrain: Terrain, avant: Hypothese, apres: Hypothese) -> float:
        """How much one hypothesis moves the points against another, 0 when nothing does: the change of the potentiel
        of the référentiel, failing that the largest change of points of a node."""
        rang = self.terrains.index(terrain)
        a, b = avant.colonnes[rang], apres.colonnes[rang]
        if a == b:
            return 0.0
        scores = self._scores[rang]
        total = abs(float(scores.points_potentiels[0, b] - scores.points_potentiels[0, a]))
        if total > SEUIL:
            return total
        ecarts = (
            float(np.abs(points[:, b] - points[:, a]).max())
            for points in (scores.points_potentiels, scores.points_faits)
        )
        largest = max(ecarts)
        return largest if largest > SEUIL else 0.0

    def changements(self, terrain: Terrain, avant: Hypothese, apres: Hypothese) -> tuple[Changement, ...]:
        """Nodes treated differently by two hypotheses, in the order of the référentiel. A node under another one that
        is switched off or on with it is left out: the upper one says it all."""
        rang = self.terrains.index(terrain)
        arbre = terrain.charge.arbre
        touches = sorted({*avant.modifications[rang], *apres.modifications[rang]}, key=arbre.position)
        trouves: dict[str, Changement] = {}
        for noeud in touches:
            changement = self._changement(terrain, rang, noeud, avant, apres)
            if changement is not None and not _couvert(arbre.parent(noeud), trouves, arbre.parent, changement.genre):
                trouves[noeud] = changement
        return tuple(trouves.values())

    def _changement(
        self, terrain: Terrain, rang: int, noeud: str, avant: Hypothese, apres: Hypothese
    ) -> Changement | None:
        lus = [hypothese.modifications[rang].get(noeud, terrain.effets.get(noeud)) for hypothese in (avant, apres)]
        eteint_avant, eteint_apres = (bool(c and c.desactive) for c in lus)
        points = [self.points_noeud(terrain, hypothese, noeud) for hypothese in (avant, apres)]
        sans_points = not self._scores[rang].points_referentiel[terrain.charge.arbre.position(noeud)] > 0
        if eteint_avant != eteint_apres:
            genre = Genre.DESACTIVE if eteint_apres else Genre.REACTIVE
            # A node already out for another reason moves nothing; one without points still has something to say.
            return Changement(noeud, genre, *points) if any(points) or sans_points else None
        if abs(points[1] - points[0]) <= SEUIL:
            return None
        return Changement(noeud, Genre.REDUIT if points[1] < points[0] else Genre.AUGMENTE, *points)


def _couvert(
    parent: str | None, trouves: Mapping[str, Changement], parent_de: Callable[[str], str | None], genre: Genre
) -> bool:
    """Whether an ancestor was already found switched off (or on) the same way."""
    while parent is not None:
        if parent in trouves and trouves[parent].genre is genre and genre in (Genre.DESACTIVE, Genre.REACTIVE):
            return True
        parent = parent_de(parent)
    return False


@lru_cache(maxsize=1024)
def _questions_de(condition: str) -> frozenset[str]:
    """Questions that a condition of visibility cites; none when it cannot be read (its question is then hidden)."""
    try:
        return frozenset(questions_citees(parse(condition)))
    except ErreurExpression:
        return frozenset()


def questions_gouvernantes(questions: Iterable[Question]) -> frozenset[str]:
    """Questions on whose answers the visibility of others depends."""
    conditions = (question.expression_visible.strip() for question in questions)
    return frozenset().union(*(_questions_de(condition) for condition in conditions if condition))


def questions_utiles(questions: Iterable[Question], charges: Iterable[ReferentielCharge]) -> frozenset[str]:
    """Questions that some rule of these référentiels reads, and those that decide whether they are asked."""
    utiles = {question for charge in charges for question in charge.noeuds_par_question}
    par_code = {question.identifiant: question for question in questions}
    restantes = list(utiles & par_code.keys())
    while restantes:
        for citee in questions_gouvernantes([par_code[restantes.pop()]]) & par_code.keys():
            if citee not in utiles:
                utiles.add(citee)
                restantes.append(citee)
    return frozenset(utiles & par_code.keys())
