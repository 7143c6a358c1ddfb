from __future__ import annotations

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "cordee.comptes"
    label = "comptes"
    verbose_name = "Comptes"
