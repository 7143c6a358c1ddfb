"""What every page needs: the name of the installation and whether the catalogue is served."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def habillage(request: HttpRequest) -> dict[str, object]:
    """Context of base.html."""
    return {"catalogue": settings.CORDEE_CATALOGUE}
