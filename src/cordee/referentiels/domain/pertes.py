"""Where the calculation of the reference costs points, how many, and which statut gives them back.

The three behaviours are kept because money and stars hang on the score being that of the reference; they are told here.
Source: docs/calculs/scores.md, « Ce que la référence cache ».
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.identifiants import Niveau
from cordee.referentiels.domain.scores import Scores
from cordee.referentiels.domain.statuts import StatutAvancement


class NaturePerte(StrEnum):
    """Why points are out of reach."""

    FACTEUR_SOUS_ZERO = "facteur_sous_zero"
    LIGNE_VIDE = "ligne_vide"
    SANS_RECEVEUR = "sans_receveur"

    @property
    def label(self) -> str:
        """Short reason shown on screen."""
        return _LABELS[self]


_LABELS = {
    NaturePerte.FACTEUR_SOUS_ZERO: "Réduite à zéro, une partie compte encore",
    NaturePerte.LIGNE_VIDE: "Tout est non concerné, la sous-mesure compte encore",
    NaturePerte.SANS_RECEVEUR: "Points sans mesure sœur pour les recevoir",
}


@dataclass(frozen=True, slots=True)
class Perte:
    """Points out of reach at a node, and what to do: give ``statut`` to the nodes ``a_modifier``.

    ``statut`` is ``None``, and ``a_modifier`` empty, when no statut gives the points back (they depend on the answers
    of personnalisation). For ``SANS_RECEVEUR``, the nodes are those to declare concernés again, with the advice « pas
    fait » until they are done. ``points`` is rounded to three decimals.
    """

    identifiant: str
    nature: NaturePerte
    points: float
    statut: StatutAvancement | None
    a_modifier: tuple[str, ...]


def find_pertes(scores: Scores, colonne: int = 0) -> tuple[Perte, ...]:
    """Every loss of one collectivité, in the order of the référentiel."""
    examen = _Examen(scores, colonne)
    pertes = []
    for rang in range(len(scores.referentiel)):
        for perte in (examen.find_facteur(rang), examen.find_ligne_vide(rang), examen.find_sans_receveur(rang)):
            if perte is not None and perte.points > 0:
                pertes.append(perte)
    return tuple(pertes)


class _Examen:
    """One collectivité's score, opened to look for losses."""

    def __init__(self, scores: Scores, colonne: int) -> None:
        self._referentiel = scores.referentiel
        seuls = scores.statuts.take(colonne)
        self._stockes = seuls.stockes[:, 0].tolist()
        self._codes = seuls.codes[:, 0].tolist()
        self._concerne = scores.concerne[:, colonne].tolist()
        self._desactive = scores.desactive[:, colonne].tolist()
        self._potentiels = scores.points_potentiels[:, colonne].tolist()
        self._faits = scores.points_faits[:, colonne].tolist()
        self._poses: dict[int, float] = {}
        if scores.effets is not None:
            effets = scores.effets.take(colonne)
            self._poses = dict(zip(effets.lignes.tolist(), effets.facteurs.tolist(), strict=True))
        self._facteurs = self._compute_facteurs()

    def find_facteur(self, rang: int) -> Perte | None:
        """A factor that starts again under a factor 0: the node still asks for points nobody expects of it."""
        parent = int(self._referentiel.parents[rang])
        if rang not in self._poses or parent < 0 or self._facteurs[parent] != 0.0 or not self._concerne[rang]:
            return None
        porte_statut = self._referentiel.niveau(self._referentiel.ids[rang]) in (Niveau.SOUS_MESURE, Niveau.TACHE)
        return self._perte(
            rang,
            NaturePerte.FACTEUR_SOUS_ZERO,
            self._potentiels[rang] - self._faits[rang],
            (rang,) if porte_statut else (),
            StatutAvancement.NON_CONCERNE,
        )

    def find_ligne_vide(self, rang: int) -> Perte | None:
        """An empty row that keeps a node in when all its children are out: its potentiel cannot be earned."""
        enfants = self._referentiel.enfants[rang]
        if not self._concerne[rang] or not enfants or any(self._concerne[enfant] for enfant in enfants):
            return None
        if not self._stockes[rang] or self._codes[rang]:
            return None
        return self._perte(rang, NaturePerte.LIGNE_VIDE, self._potentiels[rang], (rang,), StatutAvancement.NON_CONCERNE)

    def find_sans_receveur(self, rang: int) -> Perte | None:
        """Children out whose points have no concerned sibling with points to go to."""
        referentiel, enfants = self._referentiel, self._referentiel.enfants[rang]
        if not referentiel.redistribute or referentiel.depths[rang] < referentiel.profondeur_mesure:
            return None
        if self._facteurs[rang] == 0.0:  # nothing is expected here: taking out what a nested factor left is no loss
            return None
        dedans = [enfant for enfant in enfants if self._concerne[enfant]]
        if not dedans or any(self._initial(enfant) for enfant in dedans):
            return None
        perdants = [enfant for enfant in enfants if not self._concerne[enfant] and self._initial(enfant)]
        return self._perte(
            rang,
            NaturePerte.SANS_RECEVEUR,
            sum(self._initial(enfant) for enfant in perdants),
            tuple(enfant for enfant in perdants if not self._desactive[enfant]),
            StatutAvancement.PAS_FAIT,
        )

    def _perte(
        self, rang: int, nature: NaturePerte, points: float, a_modifier: tuple[int, ...], statut: StatutAvancement
    ) -> Perte:
        ids = self._referentiel.ids
        noms = tuple(ids[autre] for autre in a_modifier)
        return Perte(ids[rang], nature, round3(points), statut if noms else None, noms)

    def _compute_facteurs(self) -> list[float | None]:
        """Factor that applies at each node, ``None`` where no factor does."""
        facteurs: list[float | None] = []
        for rang, parent in enumerate(self._referentiel.parents.tolist()):
            herite = facteurs[parent] if parent >= 0 else None
            facteurs.append(self._poses[rang] * (herite or 1.0) if rang in self._poses else herite)
        return facteurs

    def _initial(self, rang: int) -> float:
        """Potentiel before any statut."""
        points, facteur = float(self._referentiel.points[rang]), self._facteurs[rang]
        if facteur is not None and points == points and points:
            return facteur * points
        enfants = self._referentiel.enfants[rang]
        if enfants:
            return sum(self._initial(enfant) for enfant in enfants)
        return points if points == points else 0.0
