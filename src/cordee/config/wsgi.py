"""WSGI entry point."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from cordee.config.memoire import regler_memoire

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.prod")
application = get_wsgi_application()
regler_memoire()
