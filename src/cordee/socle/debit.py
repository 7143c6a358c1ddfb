"""How many times something passed in the current slice of time, counted in the cache: nothing of it is stored."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def compter_passage(nom: str, periode: int, le: datetime) -> tuple[int, int]:
    """Counts one more passage under a name in the slice of `periode` seconds. Returns how many there are in it, this
    one included, and how many seconds remain before the next slice. Each process of the site counts for itself."""
    maintenant = le.timestamp()
    tranche = int(maintenant // periode)
    cle = f"{nom}:{tranche}"
    cache.add(cle, 0, periode * 2)
    try:
        faits = cache.incr(cle)
    except ValueError:  # the entry was dropped in between: the count starts again
        cache.set(cle, 1, periode * 2)
        faits = 1
    return faits, max(1, int((tranche + 1) * periode - maintenant + 0.999))


def empreinte_du_visiteur(request: HttpRequest) -> str:
    """What tells a visitor from another for a count: their network address, keyed so that it cannot be read back.
    Behind a front server of the house, the address is the last one that this server added."""
    adresse = str(request.META.get("REMOTE_ADDR", ""))
    transmises = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if transmises[-1].strip() and _est_interne(adresse):
        adresse = transmises[-1].strip()
    return hashlib.blake2b(adresse.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()


def _est_interne(adresse: str) -> bool:
    try:
        return ipaddress.ip_address(adresse).is_private
    except ValueError:  # a local socket has no address
        return True
