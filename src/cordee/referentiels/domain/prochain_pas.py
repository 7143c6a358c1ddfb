"""The next useful step of a mesure: what to hold, to fill in or to do first.

Source: docs/calculs/scores.md, « Gains et écarts ».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.scores import ScoreNoeud

CITES = 2
"""A step names at most this many nodes: the ones that bring the most."""


class NaturePas(StrEnum):
    """What there is to do."""

    TENIR = "tenir"
    RENSEIGNER = "renseigner"
    FAIRE = "faire"
    FINI = "fini"
    HORS = "hors"


@dataclass(frozen=True, slots=True)
class ProchainPas:
    """``noeuds`` are children of the node asked for, in their order, ``points`` what they hold, to three decimals."""

    nature: NaturePas
    noeuds: tuple[str, ...] = ()
    points: float = 0.0


def find_prochain_pas(noeud: str, enfants: Sequence[str], scores: Mapping[str, ScoreNoeud]) -> ProchainPas:
    """What is programmé first (it is decided already), then what has no statut, then what is pas fait.

    ``enfants`` are the children of ``noeud``; without children the node itself is named.
    """
    if not scores[noeud].concerne:
        return ProchainPas(NaturePas.HORS)
    candidats = [enfant for enfant in enfants if scores[enfant].concerne] or [noeud]
    programmes = _plus_gros(candidats, {code: scores[code].points_programmes for code in candidats})
    if programmes.noeuds:
        return ProchainPas(NaturePas.TENIR, programmes.noeuds, programmes.points)
    vides = _plus_gros(candidats, {code: scores[code].points_non_renseignes for code in candidats})
    if vides.noeuds:
        return ProchainPas(NaturePas.RENSEIGNER, vides.noeuds, vides.points)
    incomplets = tuple(code for code in candidats if not scores[code].is_complet)
    if incomplets:
        return ProchainPas(NaturePas.RENSEIGNER, incomplets[:CITES])
    restes = _plus_gros(candidats, {code: scores[code].points_pas_faits for code in candidats})
    if restes.noeuds:
        return ProchainPas(NaturePas.FAIRE, restes.noeuds, restes.points)
    return ProchainPas(NaturePas.FINI)


def _plus_gros(candidats: Sequence[str], points: Mapping[str, float]) -> ProchainPas:
    """The first nodes by points, those without any left out; ``nature`` is not meant to be read."""
    premiers = sorted((code for code in candidats if points[code] > 0), key=lambda code: -points[code])[:CITES]
    ordre = tuple(code for code in candidats if code in premiers)
    return ProchainPas(NaturePas.FINI, ordre, round3(sum(points[code] for code in ordre)))
