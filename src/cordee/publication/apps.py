from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "cordee.publication"
    label = "publication"
    verbose_name = "Publication"
