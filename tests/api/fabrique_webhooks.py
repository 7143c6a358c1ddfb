"""A program that receives webhooks: a real HTTP server of this machine, that remembers and answers as it is told.

with recepteur() as outil:
    outil.repondre(500)              the next answer, and all those that follow
    outil.repondre(500, 200)         the next two; the last one stays
    outil.recus                      what came: headers, body
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Recu:
    """One request that came."""

    chemin: str
    entetes: dict[str, str]
    octets: bytes

    @property
    def corps(self) -> dict[str, Any]:
        """The body as JSON."""
        lu: dict[str, Any] = json.loads(self.octets)
        return lu

    @property
    def type(self) -> str:
        """The type of event that it says."""
        return self.entetes["Cordee-Evenement"]


@dataclass
class Recepteur:
    """What the server got, and what it answers."""

    port: int = 0
    recus: list[Recu] = field(default_factory=list)
    codes: list[int] = field(default_factory=lambda: [200])
    texte: str = "merci"
    entetes: dict[str, str] = field(default_factory=dict)
    attente: float = 0.0
    goutte: float = 0.0
    avant: Any = None

    @property
    def adresse(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.port}/cordee"

    @property
    def types(self) -> list[str]:
        """Types of what came, in order."""
        return [recu.type for recu in self.recus]

    def repondre(self, *codes: int) -> None:
        """The next answers; the last one is given again and again."""
        self.codes = list(codes)

    def _code(self) -> int:
        return self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]


@contextmanager
def recepteur(contexte: ssl.SSLContext | None = None) -> Iterator[Recepteur]:
    """A server on a port of its own, closed at the end; encrypted with `contexte`."""
    moi = Recepteur()

    class Porte(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            octets = self.rfile.read(int(self.headers["Content-Length"]))
            moi.recus.append(Recu(self.path, dict(self.headers), octets))
            if moi.avant is not None:
                moi.avant()
            time.sleep(moi.attente)
            texte = moi.texte.encode()
            self.send_response(moi._code())
            for nom, valeur in moi.entetes.items():
                self.send_header(nom, valeur)
            self.send_header("Content-Length", str(len(texte)))
            self.end_headers()
            if moi.goutte:
                self._goutte_a_goutte(texte)
            else:
                self.wfile.write(texte)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the other side hung up
                return

        def _goutte_a_goutte(self, texte: bytes) -> None:
            for octet in texte:
                self.wfile.write(bytes([octet]))
                self.wfile.flush()
                time.sleep(moi.goutte)

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Porte)
    serveur.daemon_threads = True
    if contexte is not None:
        serveur.socket = contexte.wrap_socket(serveur.socket, server_side=True)
    moi.port = serveur.server_address[1]
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    fil.start()
    try:
        yield moi
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
