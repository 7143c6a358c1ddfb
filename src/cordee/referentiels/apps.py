from __future__ import annotations

from django.apps import AppConfig


class ReferentielsConfig(AppConfig):
    name = "cordee.referentiels"
    label = "referentiels"
    verbose_name = "Référentiels"
