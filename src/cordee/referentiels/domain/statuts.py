"""Statut of a node: what may be written, what is stored, how it splits the points.

Source: docs/calculs/scores.md, « Statut d'un nœud ».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from cordee.referentiels.domain.erreurs import AvancementInvalide, SaisieRefusee

TOLERANCE_AVANCEMENT: Final = 1e-6


class StatutAvancement(StrEnum):
    """Every value a statut may take; only the first five are stored, only ``non_renseignable`` is never written."""

    NON_RENSEIGNE = "non_renseigne"
    FAIT = "fait"
    PROGRAMME = "programme"
    PAS_FAIT = "pas_fait"
    DETAILLE = "detaille"
    NON_CONCERNE = "non_concerne"
    DETAILLE_A_LA_TACHE = "detaille_a_la_tache"
    NON_RENSEIGNABLE = "non_renseignable"

    @property
    def label(self) -> str:
        """Word shown on screen."""
        return _LABELS[self]


_LABELS: Final = {
    StatutAvancement.NON_RENSEIGNE: "Non renseigné",
    StatutAvancement.FAIT: "Fait",
    StatutAvancement.PROGRAMME: "Programmé",
    StatutAvancement.PAS_FAIT: "Pas fait",
    StatutAvancement.DETAILLE: "Détaillé au pourcentage",
    StatutAvancement.NON_CONCERNE: "Non concerné",
    StatutAvancement.DETAILLE_A_LA_TACHE: "Détaillé à la tâche",
    StatutAvancement.NON_RENSEIGNABLE: "Non renseignable",
}

STORED: Final = tuple(StatutAvancement)[:5]
"""Values of the stored avancement; the position is the code used by the arrays of ``Statuts``."""

WRITABLE: Final = tuple(statut for statut in StatutAvancement if statut is not StatutAvancement.NON_RENSEIGNABLE)
"""Values a person may choose."""


@dataclass(frozen=True, slots=True)
class Avancement:
    """Split of a node between fait, programmé and pas fait: three shares between 0 and 1 that make 1.

    Raises ``AvancementInvalide`` otherwise (tolerance 1e-6 on the sum).
    """

    fait: float
    programme: float
    pas_fait: float

    def __post_init__(self) -> None:
        parts = self.parts
        if not all(0 <= part <= 1 for part in parts):
            raise AvancementInvalide("Chaque part de l'avancement doit être comprise entre 0 % et 100 %.")
        if not abs(sum(parts) - 1) <= TOLERANCE_AVANCEMENT:
            raise AvancementInvalide(f"Les trois parts de l'avancement totalisent {sum(parts):.1%} au lieu de 100 %.")

    @classmethod
    def of(cls, parts: Sequence[float]) -> Self:
        """From a sequence of three numbers; raises ``AvancementInvalide`` for another length."""
        if len(parts) != len(("fait", "programme", "pas_fait")):
            raise AvancementInvalide("L'avancement compte trois parts : fait, programmé, pas fait.")
        return cls(*parts)

    @property
    def parts(self) -> tuple[float, float, float]:
        """The three shares, in the order fait, programmé, pas fait."""
        return (self.fait, self.programme, self.pas_fait)


CANONICAL: Final = {
    StatutAvancement.FAIT: Avancement(1, 0, 0),
    StatutAvancement.PROGRAMME: Avancement(0, 1, 0),
    StatutAvancement.PAS_FAIT: Avancement(0, 0, 1),
}
DETAIL_ABSENT: Final = Avancement(0.5, 0.25, 0.25)
"""Split read for a stored « détaillé » that has none."""


@dataclass(frozen=True, slots=True)
class StatutStocke:
    """A stored row: ``avancement`` is one of ``STORED``, « non concerné » is ``concerne`` false."""

    avancement: StatutAvancement = StatutAvancement.NON_RENSEIGNE
    detail: Avancement | None = None
    concerne: bool = True

    @property
    def is_direct(self) -> bool:
        """Whether the row declares an avancement of its own, whatever its children say."""
        return self.avancement is not StatutAvancement.NON_RENSEIGNE

    @property
    def split(self) -> Avancement | None:
        """Split that counts in the score: canonical for a plain avancement, ``None`` when non renseigné."""
        if self.avancement is StatutAvancement.DETAILLE:
            return self.detail or DETAIL_ABSENT
        return CANONICAL.get(self.avancement)


def to_storage(statut: StatutAvancement, detail: Avancement | None = None) -> StatutStocke:
    """Row to store for the statut a person chose.

    A split given with another statut than « détaillé » is ignored; a split that puts everything on one side becomes
    the plain statut; « détaillé » without split becomes non renseigné. Raises ``SaisieRefusee`` for a statut that is
    only computed.
    """
    match statut:
        case StatutAvancement.NON_RENSEIGNABLE:
            raise SaisieRefusee("« Non renseignable » est un statut calculé : choisissez un autre statut.")
        case StatutAvancement.NON_CONCERNE:
            return StatutStocke(concerne=False)
        case StatutAvancement.FAIT | StatutAvancement.PROGRAMME | StatutAvancement.PAS_FAIT:
            return StatutStocke(statut, CANONICAL[statut])
        case StatutAvancement.DETAILLE if detail is not None:
            for plein, canonique in CANONICAL.items():
                if detail == canonique:
                    return StatutStocke(plein)
            return StatutStocke(StatutAvancement.DETAILLE, detail)
        case _:
            return StatutStocke()
