"""The order of the applications and of the layers inside each, checked by import-linter on every run."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import RACINE


def test_les_contrats_d_import_sont_tenus() -> None:
    programme = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    resultat = subprocess.run(
        [sys.executable, "-c", programme, "--no-cache"], cwd=RACINE, capture_output=True, text=True, check=False
    )
    assert resultat.returncode == 0, resultat.stdout[-4000:] + resultat.stderr[-2000:]
