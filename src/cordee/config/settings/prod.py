"""Production: HTTPS, PostgreSQL recommended, every secret from the environment."""

from __future__ import annotations

from cordee.config.env import env

from .base import *

SECRET_KEY = env.str("CLE_SECRETE")
SECURE_SSL_REDIRECT = env.bool("HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
CORDEE_REMPLACER_VERSION = False
