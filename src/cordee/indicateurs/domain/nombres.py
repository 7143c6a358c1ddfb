"""Numbers as people write them in a field or a cell (docs/calculs/indicateurs.md §Nombres)."""

from __future__ import annotations

import math
import re

_ESPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_GROUPES = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?")
_SIMPLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_FRANCAIS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?(?:\d+,\d*|,\d+)")
_ANGLAIS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}")


class NombreIllisible(ValueError):
    """The text is no number; `str()` is a French sentence that says what to write."""


def lire_nombre(texte: str | float | None) -> float | None:
    """`1 234,5 %` -> 1234.5; None for an empty text. Raises NombreIllisible."""
    if texte is None:
        return None
    if isinstance(texte, int | float) and not isinstance(texte, bool):
        return _fini(float(texte), str(texte))
    ecrit = str(texte).strip().replace("\u2212", "-")
    brut = ecrit.removesuffix("%").strip()
    if not brut:
        if ecrit:
            raise _illisible(ecrit)
        return None
    if _ESPACES.search(brut):
        if not _GROUPES.fullmatch(brut):
            raise _illisible(ecrit)
        brut = _ESPACES.sub("", brut)
    if _FRANCAIS.fullmatch(brut):
        brut = brut.replace(".", "").replace(",", ".")
    elif _ANGLAIS.fullmatch(brut):
        brut = brut.replace(",", "")
    elif _POINTS.fullmatch(brut):
        brut = brut.replace(".", "")
    if not _SIMPLE.fullmatch(brut):
        raise _illisible(ecrit)
    return _fini(float(brut), ecrit)


def _fini(valeur: float, ecrit: str) -> float:
    if not math.isfinite(valeur):
        raise _illisible(ecrit)
    return valeur


def _illisible(ecrit: str) -> NombreIllisible:
    montre = ecrit if len(ecrit) <= 40 else ecrit[:39] + "…"
    return NombreIllisible(f"« {montre} » n'est pas un nombre : écrivez par exemple 1 234,5, sans unité.")
