"""Running the `cordee` program inside the suite."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.db import connections

from cordee.config.programme import main


class Fin(NamedTuple):
    """How a command ended."""

    code: int
    sortie: str
    erreurs: str


def lancer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Fin:
    """`cordee <arguments>`, in this process: its connection to the database stays open for the rest of the test."""
    code = 0
    fermer, connections.close_all = connections.close_all, lambda: None
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as sortie:
        code = int(sortie.code or 0)
    finally:
        connections.close_all = fermer
    lu = capsys.readouterr()
    return Fin(code, lu.out, lu.err)
