from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "cordee.publication"
    label = "publication"
    verbose_name = "Publication"

    def ready(self) -> None:
        """A plan that comes back from the corbeille brings its publication back."""
        from cordee.plans.actions.retour_plan import emporter
        from cordee.publication.actions import garder_anciennes, garder_publications
        from cordee.publication.models import AncienneAdresse, PublicationPlan

        emporter(PublicationPlan, "plan", garder_publications)
        emporter(AncienneAdresse, "publication__plan", garder_anciennes)
