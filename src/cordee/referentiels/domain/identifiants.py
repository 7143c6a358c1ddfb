"""Identifiers of the nodes of a référentiel.

A node is named ``<referentiel>_<identifiant>`` (``cae_1.2.3.4.5``), the root by the bare référentiel (``cae``). The
identifiant is made of segments separated by dots; a segment is not always a number (``te_6.3.5altercom``,
``te_1.1.6.4.a``). Source: docs/calculs/scores.md, « Identifiants ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, TypeVar

from cordee.referentiels.domain.erreurs import IdentifiantInvalide


class Niveau(StrEnum):
    """Level of a node in the hierarchy of its référentiel."""

    REFERENTIEL = "referentiel"
    AXE = "axe"
    SOUS_AXE = "sous_axe"
    MESURE = "mesure"
    SOUS_MESURE = "sous_mesure"
    TACHE = "tache"

    @property
    def label(self) -> str:
        """Word shown on screen."""
        return _LABELS[self]


_LABELS: Final = {
    Niveau.REFERENTIEL: "Référentiel",
    Niveau.AXE: "Axe",
    Niveau.SOUS_AXE: "Sous-axe",
    Niveau.MESURE: "Mesure",
    Niveau.SOUS_MESURE: "Sous-mesure",
    Niveau.TACHE: "Tâche",
}

Hierarchie = tuple[Niveau, ...]
HIERARCHIE_COMPLETE: Final[Hierarchie] = tuple(Niveau)
HIERARCHIE_SANS_SOUS_AXE: Final[Hierarchie] = tuple(n for n in Niveau if n is not Niveau.SOUS_AXE)

HIERARCHIES: Final[dict[str, Hierarchie]] = {
    "cae": HIERARCHIE_COMPLETE,
    "eci": HIERARCHIE_SANS_SOUS_AXE,
    "te": HIERARCHIE_COMPLETE,
    "te-test": HIERARCHIE_COMPLETE,
}
"""Known référentiels and the level of each depth."""

T = TypeVar("T")

_MORCEAUX = re.compile(r"(\d+)")
_ALTER = re.compile(r"^(?P<base>.*?)(?P<suffixe>alter[a-z]*)$")
_RECHERCHE = re.compile(r"^(cae|eci|crte)[\s_]*(\d+(?:\.\d+)*)(?:[\s.]*([a-z][a-z-]*))?$")

CleTri = tuple[tuple[tuple[bool, int, str], ...], ...]


def is_te_family(referentiel: str) -> bool:
    """Whether the référentiel is TE or its staging copy, which share every rule."""
    return referentiel in ("te", "te-test")


def referentiel_of(identifiant: str) -> str:
    """Référentiel of a node id: the text before the first ``_``, or the whole text for a root.

    Raises ``IdentifiantInvalide`` when it is not a known référentiel.
    """
    referentiel = identifiant.partition("_")[0]
    if referentiel not in HIERARCHIES:
        raise IdentifiantInvalide(
            f"« {identifiant} » n'appartient à aucun référentiel connu ({', '.join(HIERARCHIES)})."
        )
    return referentiel


def node_id(referentiel: str, identifiant: str) -> str:
    """Full id of a node from its référentiel and its identifiant, already full or not (empty for the root)."""
    if not identifiant or identifiant == referentiel:
        return referentiel
    return identifiant if identifiant.startswith(f"{referentiel}_") else f"{referentiel}_{identifiant}"


def numero_of(identifiant: str) -> str:
    """Part of the id after the référentiel (``1.2.3``), empty for a root; a bare ``1.2.3`` is returned unchanged."""
    if identifiant in HIERARCHIES:
        return ""
    return identifiant.partition("_")[2] if "_" in identifiant else identifiant


def depth_of(identifiant: str) -> int:
    """Number of segments: 0 for a root, 1 for ``cae_5`` or the bare ``5``."""
    numero = numero_of(identifiant)
    return numero.count(".") + 1 if numero else 0


def niveau_of(identifiant: str, hierarchie: Sequence[T]) -> T:
    """Level of a node in ``hierarchie``; raises ``IdentifiantInvalide`` when it is deeper than the hierarchy."""
    depth = depth_of(identifiant)
    if depth >= len(hierarchie):
        raise IdentifiantInvalide(
            f"« {identifiant} » a {depth} niveaux, la hiérarchie n'en compte que {len(hierarchie) - 1}."
        )
    return hierarchie[depth]


def parent_of(identifiant: str) -> str | None:
    """Id without its last segment (``cae_5`` → ``cae``), ``None`` for a root."""
    if "_" not in identifiant:
        return None
    referentiel, _, numero = identifiant.partition("_")
    return f"{referentiel}_{numero.rpartition('.')[0]}" if "." in numero else referentiel


def roll_up_to(identifiant: str, profondeur: int) -> str:
    """Ancestor at ``profondeur``; an id at this depth or above is returned unchanged."""
    courant = identifiant
    while depth_of(courant) > profondeur:
        courant = parent_of(courant) or courant.rpartition(".")[0]
    return courant


def roll_up_to_mesure(identifiant: str, hierarchie: Sequence[str]) -> str:
    """Mesure of a node; unchanged at or above the mesures, or when the hierarchy has no mesure."""
    if Niveau.MESURE not in hierarchie:
        return identifiant
    return roll_up_to(identifiant, list(hierarchie).index(Niveau.MESURE))


def axe_number(identifiant: str) -> int | None:
    """Number of the axe: leading integer of the identifiant, ``None`` for a root."""
    trouve = re.match(r"\d+", numero_of(identifiant))
    return int(trouve.group()) if trouve else None


def alter_base(identifiant: str) -> str | None:
    """Base mesure of an ``alter`` mesure, ``None`` for an ordinary mesure.

    >>> alter_base("te_6.3.5altercom")
    'te_6.3.5'
    """
    trouve = _ALTER.match(identifiant)
    return trouve["base"] if trouve else None


def sort_key(identifiant: str) -> CleTri:
    """Numeric-aware key, blind to case and accents: 1.2 before 1.10, ``1.1.1`` before ``1.1.1alter``."""
    texte = "".join(c for c in unicodedata.normalize("NFD", identifiant) if not unicodedata.combining(c)).casefold()
    return tuple(_segment_key(segment) for segment in re.split(r"[._]", texte))


def _segment_key(segment: str) -> tuple[tuple[bool, int, str], ...]:
    return tuple(
        (False, int(morceau), "") if morceau.isdecimal() else (True, 0, morceau)
        for morceau in _MORCEAUX.split(segment)
        if morceau
    )


def normalize_search_identifier(texte: str) -> str | None:
    """Identifier meant by the text of a search box (``cae 18 a`` → ``cae_18.a``), ``None`` when it is none.

    Accepts the prefixes ``cae``, ``eci`` and the former ``crte``.
    """
    trouve = _RECHERCHE.match(texte.strip().lower())
    if not trouve:
        return None
    prefixe, numeros, lettres = trouve.groups()
    return f"{prefixe}_{numeros}" + (f".{lettres}" if lettres else "")
