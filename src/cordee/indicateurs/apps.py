from __future__ import annotations

from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "cordee.indicateurs"
    label = "indicateurs"
    verbose_name = "Indicateurs"
