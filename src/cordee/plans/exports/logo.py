"""The logo of a slide show: a PNG or a JPEG that PowerPoint reads, of a reasonable size."""

from __future__ import annotations

import io

from PIL import Image

from cordee.socle.erreurs import DonneeRefusee

TYPES = ("image/png", "image/jpeg")
OCTETS_MAX, COTE_MAX = 5_000_000, 6_000
REFUS = (
    "Le logo doit être une image PNG ou JPEG lisible, de 5 Mo et 6 000 pixels de côté au plus : choisissez-en une "
    "autre."
)


def verifier_logo(octets: bytes) -> bytes:
    """The same bytes. Raises DonneeRefusee when they are no such image."""
    if not 0 < len(octets) <= OCTETS_MAX:
        raise DonneeRefusee(REFUS)
    try:
        with Image.open(io.BytesIO(octets), formats=("PNG", "JPEG")) as image:
            cotes = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as erreur:
        raise DonneeRefusee(REFUS) from erreur
    if max(cotes) > COTE_MAX:
        raise DonneeRefusee(REFUS)
    return octets
