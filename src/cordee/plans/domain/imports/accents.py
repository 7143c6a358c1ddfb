"""UTF-8 that some program read as the encoding of Windows: « Ã© » for « é » (docs/calculs/import.md, « Fichiers »)."""

from __future__ import annotations

import re


def _signe(octet: int) -> str:
    """The character that Windows shows for a byte; it shows something even for those that mean nothing."""
    try:
        return bytes([octet]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(octet)


_OCTETS = {_signe(octet): octet for octet in range(0x80, 0x100)}
_SUITE = "".join(re.escape(_signe(octet)) for octet in range(0x80, 0xC0))
_ABIME = re.compile(f"[\u00c2-\u00c5][{_SUITE}]|\u00e2[{_SUITE}]{{2}}|\u00c3 ")
_SIGNE_SUR = re.compile(f"\u00c3[{_SUITE} ]|\u00e2\u20ac")
"""What no French text holds."""


def est_abime(texte: str) -> bool:
    """Whether a text was read in the wrong encoding."""
    return not texte.isascii() and _SIGNE_SUR.search(texte) is not None


def retablir(texte: str) -> str:
    """The text that was meant."""
    return _ABIME.sub(_relire, texte) if est_abime(texte) else texte


def _relire(trouve: re.Match[str]) -> str:
    if trouve[0] == "\u00c3 ":  # its unbreakable space became a plain one
        return "à"
    return bytes(_OCTETS[signe] for signe in trouve[0]).decode("utf-8", "replace")
