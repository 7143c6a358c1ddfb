"""The source files of the program, for the tests that read them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.conftest import RACINE

PAQUET = RACINE / "src" / "cordee"
ORDRE = (
    "outils", "socle", "comptes", "journal", "territoires", "documents", "indicateurs", "referentiels", "plans",
    "aides", "labellisation", "contrats", "gouvernance", "api", "publication", "demo", "config",
)  # fmt: skip
"""Applications from the lowest to the highest."""


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the program but the migrations, parsed."""
    return tuple(
        (chemin, ast.parse(chemin.read_text(encoding="utf-8")))
        for chemin in sorted(PAQUET.rglob("*.py"))
        if "migrations" not in chemin.parts
    )


def application_de(chemin: Path) -> str:
    """Application of a file."""
    return chemin.relative_to(PAQUET).parts[0]


@cache
def gabarits() -> tuple[Path, ...]:
    """Every template."""
    return tuple(sorted(PAQUET.rglob("templates/**/*.html"))) + tuple(sorted(PAQUET.rglob("templates/**/*.txt")))
