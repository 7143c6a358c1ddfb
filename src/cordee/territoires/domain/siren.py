"""SIREN: the nine-digit number of every French body. The ninth digit checks the others (Luhn)."""

from __future__ import annotations

import re

__all__ = ["completer_siren", "nettoyer_siren", "siren_valide"]

_FORME = re.compile(r"[0-9]{9}")
_SEPARATEURS = re.compile(r"[\s.\-]+")
# Luhn: every second digit from the right is doubled, and the digits of the double are added (7 -> 14 -> 5).
_SIMPLE = {str(chiffre): chiffre for chiffre in range(10)}
_DOUBLE = {str(chiffre): sum(divmod(2 * chiffre, 10)) for chiffre in range(10)}


def nettoyer_siren(texte: str) -> str:
    """What a person typed or pasted, without spaces (no-break ones included), dots or hyphens: `240 500 439` ->
    `240500439`. Anything else is kept, so that `siren_valide` can refuse it."""
    return _SEPARATEURS.sub("", texte)


def siren_valide(texte: str) -> bool:
    """Whether the text is exactly nine ASCII digits whose Luhn sum is a multiple of ten. Nine zeros pass the sum and
    identify nobody: refused."""
    if _FORME.fullmatch(texte) is None or texte == "000000000":
        return False
    somme = sum(map(_SIMPLE.__getitem__, texte[::2])) + sum(map(_DOUBLE.__getitem__, texte[1::2]))
    return somme % 10 == 0


def completer_siren(base: str) -> str:
    """The eight first digits with the ninth that makes them well formed: for invented bodies."""
    return next(base + cle for cle in _SIMPLE if siren_valide(base + cle))
