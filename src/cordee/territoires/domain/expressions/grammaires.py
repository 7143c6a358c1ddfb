"""The two dialects of the language and the words each of them reserves."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["BOOLEENS", "FONCTIONS", "MOTS_DE_LIAISON", "Grammaire", "TypeFormule"]


class Grammaire(StrEnum):
    """PERSONNALISATION: rules of nodes, visibility, thresholds. INDICATEUR: computed indicators, score indicatif."""

    PERSONNALISATION = "personnalisation"
    INDICATEUR = "indicateur"


class TypeFormule(StrEnum):
    """What a formula is for. The first three are the rules of a node."""

    DESACTIVATION = "desactivation"
    REDUCTION = "reduction"
    SCORE = "score"
    VISIBILITE = "visibilite"
    BORNE = "borne"  # cible or limite of an indicator
    SCORE_INDICATIF = "score_indicatif"
    INDICATEUR_CALCULE = "indicateur_calcule"

    @property
    def grammaire(self) -> Grammaire:
        indicateurs = (TypeFormule.SCORE_INDICATIF, TypeFormule.INDICATEUR_CALCULE)
        return Grammaire.INDICATEUR if self in indicateurs else Grammaire.PERSONNALISATION


BOOLEENS = {"vrai": True, "oui": True, "faux": False, "non": False}
MOTS_DE_LIAISON = frozenset({"si", "alors", "sinon", "et", "ou"})

_COMMUNES = {"identite", "reponse", "min", "max"}
FONCTIONS: dict[Grammaire, frozenset[str]] = {
    Grammaire.PERSONNALISATION: frozenset(_COMMUNES | {"score", "referentiel"}),
    Grammaire.INDICATEUR: frozenset(_COMMUNES | {"val", "opt_val", "cible", "limite"}),
}
