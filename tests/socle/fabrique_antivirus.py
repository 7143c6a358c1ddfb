"""A tiny daemon that speaks ClamAV's INSTREAM: `with Demon() as demon: … demon.adresse … demon.recu`."""

from __future__ import annotations

import socketserver
import struct
import threading
from typing import Any

# The harmless text that every antivirus knows, cut so that none stops on this very file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Demon:
    """Listens on a free port of this machine. `reponse` replaces what it would say."""

    def __init__(self, reponse: bytes | None = None) -> None:
        self.reponse = reponse
        self.recu = b""

    def __enter__(self) -> Demon:
        demon = self

        class Ecoute(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                demon.recu = _recevoir(self.request)
                verdict = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in demon.recu else b"stream: OK\0"
                self.request.sendall(verdict if demon.reponse is None else demon.reponse)

        self.serveur = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ecoute)
        self.adresse = f"127.0.0.1:{self.serveur.server_address[1]}"
        self.fil = threading.Thread(target=self.serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.fil.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.serveur.shutdown()
        self.serveur.server_close()


def _recevoir(prise: Any) -> bytes:
    flux = prise.makefile("rb")
    assert flux.read(10) == b"zINSTREAM\0"
    recu = b""
    while longueur := struct.unpack("!I", flux.read(4))[0]:
        recu += flux.read(longueur)
    return recu
