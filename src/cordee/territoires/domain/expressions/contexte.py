"""Everything a formula may read."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as Ensemble
from dataclasses import dataclass, field
from typing import TypeAlias

from cordee.territoires.domain.identite import Identite

from .referentiel import ReferentielVersionne

__all__ = ["Contexte", "Quantite", "Valeur"]

Quantite: TypeAlias = int | float
Valeur: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Contexte:
    """None for a field means that the formula is evaluated without it; an empty mapping, that nothing is in it.

    - `reponses`: question id -> bool (binaire), ratio (proportion) or choix id; missing or None = no answer;
    - `scores`: node id -> score réalisé as a ratio; without it `score(…)` stays in the result as text;
    - `valeurs`: indicator id in lower case -> value; `valeurs_par_source`: the same for `val(id, source)` (when None,
      the source is ignored); `cibles`, `limites`: reference values of indicators.
    """

    identite: Identite | None = None
    reponses: Mapping[str, Valeur] | None = None
    scores: Mapping[str, Quantite | None] | None = None
    referentiel: ReferentielVersionne | None = None
    valeurs: Mapping[str, Quantite | None] | None = None
    valeurs_par_source: Mapping[tuple[str, str], Quantite | None] | None = None
    cibles: Mapping[str, Quantite | None] | None = None
    limites: Mapping[str, Quantite | None] | None = None
    faits: Ensemble[tuple[str, str]] | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faits", None if self.identite is None else self.identite.faits)
