from __future__ import annotations

from django.apps import AppConfig


class GouvernanceConfig(AppConfig):
    name = "cordee.gouvernance"
    label = "gouvernance"
    verbose_name = "Gouvernance"
