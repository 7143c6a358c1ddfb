"""What a file says of a référentiel, before any calculation: one ``DefinitionNoeud`` per row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cordee.referentiels.domain.identifiants import HIERARCHIES, Hierarchie

BASES: Final = "bases"
MISE_EN_OEUVRE: Final = "mise en œuvre"
EFFETS: Final = "effets"
CATEGORIES: Final = (BASES, MISE_EN_OEUVRE, EFFETS)
"""Phase of a sous-mesure."""

LABELS: Final = ("te_cae", "te_eci")
"""Families that a TE node may be tagged with."""

THEMATIQUES: Final = {
    "planifier": "Planifier",
    "piloter_cooperer": "Piloter et coopérer",
    "gerer_patrimoine": "Gérer son patrimoine",
    "consommer": "Consommer",
    "preserver_valoriser": "Préserver et valoriser",
    "produire": "Produire",
    "se_deplacer": "Se déplacer",
    "se_loger": "Se loger",
    "se_nourrir": "Se nourrir",
}
"""Thématiques of the planification écologique, key → label."""

ADAPTATIONS: Final = ("exposition_faible", "exposition_partielle", "exposition_forte")

DESACTIVATION: Final = "desactivation"
REDUCTION: Final = "reduction"
SCORE: Final = "score"
TYPES_REGLE: Final = (DESACTIVATION, REDUCTION, SCORE)


@dataclass(frozen=True, slots=True)
class DefinitionNoeud:
    """One row of a référentiel. ``identifiant`` is given without its référentiel (``1.2.3``).

    ``points`` and ``pourcentage`` are what the row says (``None`` when its cell is empty), not yet the points of the
    node. ``origines`` pairs full node ids of CAE and ECI with a weight. ``regles`` maps a type of rule to its formula.
    The last fields hold the wording of the official file, when it is the source.
    """

    identifiant: str
    libelle: str = ""
    aide: str = ""
    points: float | None = None
    pourcentage: float | None = None
    categorie: str = ""
    coremeasure: bool = False
    indicateurs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    thematique: str = ""
    adaptation: str = ""
    origines: tuple[tuple[str, float], ...] = ()
    questions: tuple[str, ...] = ()
    regles: Mapping[str, str] = field(default_factory=dict)
    score_indicatif: str = ""
    nom_officiel: str = ""
    description: str = ""
    contexte: str = ""
    exemples: str = ""
    ressources: str = ""
    perimetre: str = ""
    preuve: str = ""
    desactivation_desc: str = ""
    reduction_desc: str = ""
    score_desc: str = ""
    reduction_potentiel: str = ""

    __hash__ = None  # type: ignore[assignment]  # holds a mapping


@dataclass(frozen=True, slots=True)
class DefinitionReferentiel:
    """A référentiel as its files define it. ``hierarchie`` lists the level of each depth, the root first."""

    identifiant: str
    nom: str
    version: str
    noeuds: tuple[DefinitionNoeud, ...]
    hierarchie: Hierarchie = ()

    __hash__ = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if not self.hierarchie:
            object.__setattr__(self, "hierarchie", HIERARCHIES[self.identifiant])
