"""A ClamAV daemon, spoken to with its INSTREAM command (man clamd)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

DELAI = 30.0
"""Seconds to connect, and to wait for the answer."""
REPONSE_MAX = 4096


class AntivirusInjoignable(Exception):
    """The daemon does not answer, or did not understand."""


def chercher_virus(morceaux: Iterable[bytes], adresse: str, *, delai: float = DELAI) -> str | None:
    """Name of the virus found in these bytes, None when there is none. `adresse` is `host:port`. Raises
    AntivirusInjoignable: what could not be examined is not safe."""
    hote, _, port = adresse.rpartition(":")
    if not port.isdecimal():
        raise AntivirusInjoignable(f"adresse incomplète : {adresse}")
    try:
        with socket.create_connection((hote.strip("[]"), int(port)), timeout=delai) as prise:
            prise.sendall(b"zINSTREAM\0")
            for morceau in morceaux:
                if morceau:
                    prise.sendall(struct.pack("!I", len(morceau)) + morceau)
            prise.sendall(struct.pack("!I", 0))
            reponse = _lire_reponse(prise)
    except OSError as erreur:
        raise AntivirusInjoignable(str(erreur)) from erreur
    if reponse == "stream: OK":
        return None
    if reponse.startswith("stream: ") and reponse.endswith(" FOUND"):
        return reponse.removeprefix("stream: ").removesuffix(" FOUND")
    raise AntivirusInjoignable(reponse or "réponse vide")


def _lire_reponse(prise: socket.socket) -> str:
    """One answer, ended by a zero byte or by the end of the connection."""
    recu = b""
    while b"\0" not in recu and len(recu) < REPONSE_MAX and (suite := prise.recv(REPONSE_MAX)):
        recu += suite
    return recu.partition(b"\0")[0].decode("utf-8", "replace").strip()
