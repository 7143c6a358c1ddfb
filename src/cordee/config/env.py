"""Reads the environment once: every setting that an installation may change is named CORDEE_*, and listed in
docs/guide/installer.md."""

from __future__ import annotations

from pathlib import Path

from environs import Env

env = Env(prefix="CORDEE_")
env_brut = Env()
env_brut.read_env(recurse=False)

RACINE = Path(__file__).resolve().parents[3]
"""Root of a checkout; in an installed package, the folder above site-packages, used for nothing but defaults."""


def dossier_donnees() -> Path:
    """Where the embedded database and the uploaded files live: CORDEE_DONNEES, else `donnees-locales` in the checkout
    (or in the current folder when the program is installed without its sources)."""
    defaut = RACINE / "donnees-locales" if (RACINE / "pyproject.toml").is_file() else Path.cwd() / "donnees-cordee"
    return Path(env.str("DONNEES", str(defaut)))
