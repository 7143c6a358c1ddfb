"""A little HTTP server that plays a service of conversation: it answers what it is told to, and remembers what it was
asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from cordee.socle.clients.conversation import Service


class FauxAssistant:
    """`reponses` are given one after the other, the last one again and again: a text, or (status, bytes)."""

    def __init__(self, *reponses: Any) -> None:
        self.reponses = list(reponses)
        self.demandes: list[dict[str, Any]] = []
        self.cles: list[str] = []
        self.adresse = ""

    @property
    def service(self) -> Service:
        """The service that it plays."""
        return Service(self.adresse, "petit-modele", "clé".encode("latin-1").hex(), "Assistant d'essai", delai=5)

    def repondre(self) -> tuple[int, bytes]:
        """The next answer."""
        dite = self.reponses.pop(0) if len(self.reponses) > 1 else self.reponses[0]
        if isinstance(dite, tuple):
            return dite
        texte = dite if isinstance(dite, str) else json.dumps(dite)
        return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": texte}}]}).encode()


@contextmanager
def faux_assistant(*reponses: Any) -> Iterator[FauxAssistant]:
    """The server, for the time of the block."""
    faux = FauxAssistant(*reponses)

    class Guichet(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            corps = self.rfile.read(int(self.headers["Content-Length"]))
            faux.demandes.append(json.loads(corps))
            faux.cles.append(self.headers.get("Authorization", ""))
            code, octets = faux.repondre()
            self.send_response(code)
            self.send_header("Content-Length", str(len(octets)))
            if code == 302:
                self.send_header("Location", "http://ailleurs.invalid/")
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    serveur = HTTPServer(("127.0.0.1", 0), Guichet)
    faux.adresse = f"http://127.0.0.1:{serveur.server_port}/v1"
    fil = Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield faux
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
