"""Routes of the version 1, and whatever else is asked below them."""

from __future__ import annotations

from django.urls import URLPattern, path

from cordee.api.views.porte import introuvable, ouvrir
from cordee.api.views.v1 import api

_motifs, _, _espace = api.urls
app_name = _espace
urlpatterns: list[URLPattern] = []
for motif in _motifs:
    if isinstance(motif, URLPattern) and motif.name != "api-root":
        motif.callback = ouvrir(motif.callback)
        urlpatterns.append(motif)
urlpatterns.append(path("<path:reste>", introuvable, name="introuvable"))
