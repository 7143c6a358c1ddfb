"""HTML to PDF/UA, without any network: only our own static files may be read.

WeasyPrint is imported when a PDF is asked for: it needs system libraries (Pango), which the rest of the program does
without.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from cordee.socle.erreurs import DonneeRefusee

RACINE = "https://statiques.invalid/"
"""Address under which a page to print names our static files; `.invalid` never resolves."""
FINE, INSECABLE = "\u202f", "\u00a0"

BIBLIOTHEQUES_ABSENTES = (
    "Le PDF demande des bibliothèques qui ne sont pas installées sur ce serveur (Pango). Exportez en DOCX, ou demandez "
    "à la personne qui administre Cordée d'installer Pango."
)


def lire_statique(adresse: str) -> bytes:
    """Content of one of our static files, by its address under `RACINE`. Raises ValueError for anything else."""
    chemin = adresse.removeprefix(RACINE)
    if chemin == adresse:
        raise ValueError(f"adresse refusée : {adresse}")
    try:
        fichier = finders.find(chemin)
    except SuspiciousFileOperation as erreur:
        raise ValueError(f"adresse refusée : {adresse}") from erreur
    if not isinstance(fichier, str):
        raise ValueError(f"fichier statique introuvable : {chemin}")
    return Path(fichier).read_bytes()


def ecrire_pdf(html: str) -> bytes:
    """Tagged PDF/UA-1 of a whole HTML document that names static files under `RACINE`.

    Raises DonneeRefusee when the system libraries are missing. Our fonts have no thin no-break space: their plain one
    is thin already."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as erreur:  # pragma: no cover - depends on the machine
        raise DonneeRefusee(BIBLIOTHEQUES_ABSENTES) from erreur

    class Statiques(URLFetcher):  # type: ignore[misc]
        """Reads our static files, refuses the rest."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            types = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
            nature = types.get(Path(url).suffix, "application/octet-stream")
            return URLFetcherResponse(url, lire_statique(url), {"Content-Type": nature})

    document = weasyprint.HTML(
        string=html.replace(FINE, INSECABLE), base_url=RACINE, url_fetcher=Statiques(allowed_protocols=())
    )
    octets: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return octets
