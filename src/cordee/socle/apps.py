from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SocleConfig(AppConfig):
    name = "cordee.socle"
    label = "socle"
    verbose_name = "Socle"

    def ready(self) -> None:
        """Registers the permission codes of every application, then their jobs, rounds and kinds of notification."""
        autodiscover_modules("permissions")
        autodiscover_modules("tasks")
