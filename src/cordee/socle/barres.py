"""The score bar as numbers ready for its template: percentages written once, with a dot, without useless zeros."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.outils.nombres import pourcent


def largeur(ratio: float) -> str:
    """`0.4183` -> `41.83`, `0` -> `0`: a width in percent for an SVG attribute."""
    return f"{min(max(ratio, 0.0), 1.0) * 100:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Barre:
    """Fait, programmé, pas fait; the rest is non renseigné. `mots` is the text alternative, empty when the row says
    it."""

    fait: str
    l_programme: str
    x_pas_fait: str
    l_pas_fait: str
    mots: str = ""


def composer_barre(fait: float, programme: float, pas_fait: float, *, avec_mots: bool = True) -> Barre:
    """Bar from three ratios of the potential."""
    mots = ""
    if avec_mots:
        reste = max(0.0, 1 - fait - programme - pas_fait)
        mots = (
            f"Fait {pourcent(fait)}, programmé {pourcent(programme)}, pas fait {pourcent(pas_fait)}, "
            f"non renseigné {pourcent(reste)}"
        )
    return Barre(largeur(fait), largeur(programme), largeur(fait + programme), largeur(pas_fait), mots)
