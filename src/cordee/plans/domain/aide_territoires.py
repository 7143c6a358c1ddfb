"""The page of an aid on Aides-territoires: how it is typed, how it is kept. Nothing is fetched."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from cordee.plans.domain.champs import ValeurRefusee

SITE: Final = "aides-territoires.beta.gouv.fr"
LONGUEUR_MAX: Final = 300
ATTENDU: Final = f"copiez l'adresse de la page de l'aide, comme https://{SITE}/aides/1a2b-nom-de-l-aide/"
_IDENTIFIANT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
"""Last part of the address of an aid: a few signs, then its name."""


def lire_aide(texte: str) -> str:
    """Address of the page, from what was typed: that address, or the identifier of the aid, which is the end of it.
    Empty for nothing; raises `ValeurRefusee` for any other site and for what is no page."""
    plat = texte.strip()
    if not plat:
        return ""
    if _IDENTIFIANT.fullmatch(plat):
        plat = f"https://{SITE}/aides/{plat}/"
    elif plat.split("/")[0] == SITE:
        plat = f"https://{plat}"
    if not est_une_aide(plat):
        raise ValeurRefusee(f"« {plat[:60]} » n'est pas une page d'Aides-territoires : {ATTENDU}.")
    if len(plat) > LONGUEUR_MAX:
        raise ValeurRefusee(f"L'adresse de l'aide dépasse {LONGUEUR_MAX} caractères : {ATTENDU}.")
    return plat


def est_une_aide(adresse: str) -> bool:
    """Whether a link leads to a page of the site, in https, and to nothing else."""
    if not adresse.isascii() or re.search(r"[\s\\<>\"'`^{|}\x00-\x1f]", adresse):
        return False
    try:
        morceaux = urlsplit(adresse)
    except ValueError:
        return False
    return morceaux.scheme == "https" and morceaux.netloc.lower() == SITE and len(morceaux.path) > 1


def nommer_aide(adresse: str) -> str:
    """The identifier of the aid, which is shorter than its address and gives it back; the address of another page."""
    nom = adresse.removeprefix(f"https://{SITE}/aides/").rstrip("/")
    return nom if _IDENTIFIANT.fullmatch(nom) else adresse
