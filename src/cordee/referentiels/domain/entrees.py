"""Inputs of the calculation, as compact arrays: what collectivités declare, what personnalisation changes.

Arrays have one row per node, in the order of the référentiel, and one column per collectivité. What is rare is kept as
lists of cells (row, column, value), sorted by column. Source: docs/calculs/scores.md, « Données du calcul ».
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cordee.referentiels.domain.erreurs import AvancementInvalide, EffetInvalide
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.statuts import (
    DETAIL_ABSENT,
    STORED,
    TOLERANCE_AVANCEMENT,
    StatutAvancement,
    StatutStocke,
)

CODES: Final = {statut: code for code, statut in enumerate(STORED)}
"""Code of each stored avancement in the arrays."""

CODE_DETAILLE: Final = CODES[StatutAvancement.DETAILLE]
MASQUE_CODE: Final = 7
BIT_LIGNE: Final = 8
BIT_NON_CONCERNE: Final = 16
FACTEUR_MAX: Final = 1000.0
"""A réduction is usually between 0 and 2; beyond this bound it is a mistake in a rule."""


class FormuleScore(Protocol):
    """A score rule, read once; evaluated with the score of every node (points faits / potentiel, from 0 to 1)."""

    def evaluer(self, scores: Mapping[str, float], /) -> float | None:
        """Score the node should have, ``None`` to leave it as it is."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What personnalisation changes at one node of one collectivité; ``None`` changes nothing."""

    desactive: bool | None = None
    reduction: float | None = None
    score: FormuleScore | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Statuts:
    """Rows stored by ``n`` collectivités.

    ``etats`` (nodes, n) packs in one byte the code of the avancement, whether a row is stored, and « non concerné ».
    ``details`` (m, 3) are the splits of all the cells (``lignes``, ``colonnes``) whose avancement is « détaillé »,
    sorted by column; a cell stored without split counts as half fait, a quarter programmé, a quarter pas fait.
    """

    etats: NDArray[np.uint8]
    lignes: NDArray[np.int64]
    colonnes: NDArray[np.int64]
    details: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Number of collectivités."""
        return int(self.etats.shape[1])

    @property
    def codes(self) -> NDArray[np.uint8]:
        """Codes of the avancements (``STORED``), shape (nodes, n)."""
        return self.etats & np.uint8(MASQUE_CODE)

    @property
    def stockes(self) -> NDArray[np.bool_]:
        """Where a row is stored, whatever it says."""
        return np.asarray((self.etats & np.uint8(BIT_LIGNE)) != 0)

    @classmethod
    def of_arrays(
        cls,
        codes: NDArray[np.uint8],
        concerne: NDArray[np.bool_],
        stockes: NDArray[np.bool_] | None = None,
        details: tuple[ArrayLike, ArrayLike, ArrayLike] = ((), (), ()),
    ) -> Self:
        """From arrays of shape (nodes, n); by default a row is stored where it says something.

        ``details`` is (rows, columns, splits) of « détaillé » cells. Raises ``AvancementInvalide`` for a bad split.
        """
        if stockes is None:
            stockes = (codes != 0) | ~concerne
        etats = np.where(stockes, codes | BIT_LIGNE, 0).astype(np.uint8)
        etats[stockes & ~concerne] |= BIT_NON_CONCERNE
        lignes, colonnes = (np.asarray(cote, dtype=np.int64) for cote in details[:2])
        parts = np.asarray(details[2], dtype=np.float64).reshape(-1, 3)
        if not ((parts >= 0) & (parts <= 1)).all() or (np.abs(parts.sum(axis=1) - 1) > TOLERANCE_AVANCEMENT).any():
            raise AvancementInvalide("Un avancement détaillé compte trois parts entre 0 et 1 qui totalisent 1.")
        return cls._complete(etats, lignes, colonnes, parts)

    @classmethod
    def of_dicts(cls, referentiel: Referentiel, cas: Sequence[Mapping[str, StatutStocke]]) -> Self:
        """From the stored rows of each collectivité; ids that are not in the référentiel are ignored."""
        etats = np.zeros((len(referentiel), len(cas)), dtype=np.uint8)
        lignes: list[int] = []
        colonnes: list[int] = []
        parts: list[tuple[float, float, float]] = []
        index = referentiel.index
        for colonne, statuts in enumerate(cas):
            connus = [(index[noeud], statut) for noeud, statut in statuts.items() if noeud in index]
            etats[[rang for rang, _ in connus], colonne] = [_etat(statut) for _, statut in connus]
            for rang, statut in connus:
                if statut.avancement is StatutAvancement.DETAILLE and statut.detail is not None:
                    lignes.append(rang)
                    colonnes.append(colonne)
                    parts.append(statut.detail.parts)
        return cls._complete(
            etats,
            np.array(lignes, dtype=np.int64),
            np.array(colonnes, dtype=np.int64),
            np.array(parts, dtype=np.float64).reshape(-1, 3),
        )

    @classmethod
    def _complete(
        cls,
        etats: NDArray[np.uint8],
        lignes: NDArray[np.int64],
        colonnes: NDArray[np.int64],
        parts: NDArray[np.float64],
    ) -> Self:
        """Give every « détaillé » cell its split, by default when it has none; drop the splits of other cells."""
        hauteur = etats.shape[0]
        cles = np.flatnonzero((etats & MASQUE_CODE).T == CODE_DETAILLE)
        details = np.empty((len(cles), len(DETAIL_ABSENT.parts)))
        details[:] = DETAIL_ABSENT.parts
        voulues = colonnes * hauteur + lignes
        utiles = np.isin(voulues, cles)
        details[np.searchsorted(cles, voulues[utiles])] = parts[utiles]
        return cls(etats, cles % hauteur, cles // hauteur, details)

    def take(self, colonne: int) -> Statuts:
        """The rows of one collectivité alone."""
        ici = self.colonnes == colonne
        return Statuts(
            np.ascontiguousarray(self.etats[:, colonne : colonne + 1]),
            self.lignes[ici],
            np.zeros(int(ici.sum()), dtype=np.int64),
            self.details[ici],
        )


def _etat(statut: StatutStocke) -> int:
    return CODES[statut.avancement] | BIT_LIGNE | (0 if statut.concerne else BIT_NON_CONCERNE)


@dataclass(frozen=True, eq=False, slots=True)
class Effets:
    """What personnalisation changes for ``n`` collectivités.

    ``desactive`` (nodes, n) marks the désactivés nodes, their descendants not included. The factors of réduction are
    cells (``lignes``, ``colonnes``, ``facteurs``) sorted by column. ``scores`` lists (row, column, rule), by column.
    """

    desactive: NDArray[np.bool_]
    lignes: NDArray[np.int64]
    colonnes: NDArray[np.int64]
    facteurs: NDArray[np.float64]
    scores: tuple[tuple[int, int, FormuleScore], ...] = field(default=())

    @property
    def n(self) -> int:
        """Number of collectivités."""
        return int(self.desactive.shape[1])

    @classmethod
    def none(cls, referentiel: Referentiel, n: int) -> Self:
        """Nothing changed for ``n`` collectivités."""
        vide = np.empty(0, dtype=np.int64)
        return cls(np.zeros((len(referentiel), n), dtype=bool), vide, vide, np.empty(0))

    @classmethod
    def of_arrays(
        cls,
        desactive: NDArray[np.bool_],
        reductions: tuple[ArrayLike, ArrayLike, ArrayLike] = ((), (), ()),
        scores: Iterable[tuple[int, int, FormuleScore]] = (),
    ) -> Self:
        """From a mask of shape (nodes, n), factors as (rows, columns, values) and score rules.

        Raises ``EffetInvalide`` for a factor that is not between 0 and 1000.
        """
        lignes, colonnes = (np.asarray(cote, dtype=np.int64) for cote in reductions[:2])
        facteurs = np.asarray(reductions[2], dtype=np.float64)
        if not ((facteurs >= 0) & (facteurs <= FACTEUR_MAX)).all():
            raise EffetInvalide(f"Un facteur de réduction est compris entre 0 et {FACTEUR_MAX:g}.")
        ordre = np.argsort(colonnes, kind="stable")
        regles = tuple(sorted(scores, key=lambda regle: regle[1::-1]))
        return cls(desactive, lignes[ordre], colonnes[ordre], facteurs[ordre], regles)

    @classmethod
    def of_dicts(cls, referentiel: Referentiel, cas: Sequence[Mapping[str, Consequence]]) -> Self:
        """From the consequences at each node; ids that are not in the référentiel are ignored."""
        desactive = np.zeros((len(referentiel), len(cas)), dtype=bool)
        reductions: list[tuple[int, int, float]] = []
        scores: list[tuple[int, int, FormuleScore]] = []
        for colonne, consequences in enumerate(cas):
            for noeud, consequence in consequences.items():
                rang = referentiel.index.get(noeud)
                if rang is None:
                    continue
                desactive[rang, colonne] = bool(consequence.desactive)
                if consequence.reduction is not None and not math.isnan(consequence.reduction):
                    reductions.append((rang, colonne, consequence.reduction))
                if consequence.score is not None:
                    scores.append((rang, colonne, consequence.score))
        lignes, colonnes, facteurs = zip(*reductions, strict=True) if reductions else ((), (), ())
        return cls.of_arrays(desactive, (lignes, colonnes, facteurs), scores)

    def take(self, colonne: int) -> Effets:
        """What changes for one collectivité alone."""
        ici = self.colonnes == colonne
        return Effets(
            np.ascontiguousarray(self.desactive[:, colonne : colonne + 1]),
            self.lignes[ici],
            np.zeros(int(ici.sum()), dtype=np.int64),
            self.facteurs[ici],
            tuple((rang, 0, formule) for rang, ailleurs, formule in self.scores if ailleurs == colonne),
        )
