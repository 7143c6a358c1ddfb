"""A workstation: the embedded database, no HTTPS, readable errors. `make demo` and the `cordee` program use it by
default."""

from __future__ import annotations

from cordee.config.env import env

from .base import *
from .base import DONNEES

DEBUG = env.bool("DEBUG", default=False)
(DONNEES / "statiques").mkdir(parents=True, exist_ok=True)


def _cle_locale() -> str:
    """A secret of this installation, made once and kept beside its database."""
    from django.core.management.utils import get_random_secret_key

    fichier = DONNEES / "cle-secrete"
    if not fichier.is_file():
        fichier.write_text(get_random_secret_key(), encoding="utf-8")
        fichier.chmod(0o600)
    return fichier.read_text(encoding="utf-8")


SECRET_KEY = env.str("CLE_SECRETE", "") or _cle_locale()
CORDEE_CATALOGUE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
