"""Giving a kept file to whoever may have it."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from cordee.socle.permissions import introuvable


def repondre_fichier(fichier: FieldFile, nom: str, type_mime: str) -> FileResponse:
    """The file as a download, streamed. Never shown inside the site, whatever it is: what a stranger wrote must not run
    here. 404 when it is no longer there."""
    try:
        flux = fichier.open("rb")
    except (FileNotFoundError, ValueError):
        introuvable()
    reponse = FileResponse(flux, as_attachment=True, filename=nom, content_type=type_mime or "application/octet-stream")
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    reponse.headers["Cache-Control"] = "private, no-store"
    return reponse
