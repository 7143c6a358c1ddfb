from __future__ import annotations

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "cordee.territoires"
    label = "territoires"
    verbose_name = "Territoires"
