"""The suite: SQLite in memory, or the PostgreSQL named by CORDEE_TEST_BASE."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cordee.config.env import env

from .base import *
from .base import SQLITE_OPTIONS

SECRET_KEY = "clef-de-la-suite-de-tests"
DONNEES = Path(tempfile.gettempdir())
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
CORDEE_CATALOGUE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    nom: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": nom} for nom in ("default", "travaux")
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES = {"default": env.dj_db_url("TEST_BASE", default="sqlite:///:memory:")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {k: v for k, v in SQLITE_OPTIONS.items() if k != "init_command"} | {
        "init_command": "PRAGMA foreign_keys=ON;"
    }
AXES_ENABLED = True
