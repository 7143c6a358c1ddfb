"""Axes that a document names once for all that follows."""

from __future__ import annotations

from cordee.plans.domain.imports.bandeaux import lire_bandeau
from cordee.plans.domain.imports.codes import decouper_titre

_RANGS = {
    "axe": 0, "ambition": 0, "pilier": 0, "defi": 0, "orientation": 1, "objectif strategique": 1, "sous axe": 1,
    "volet": 1, "objectif": 2, "objectif operationnel": 2, "sous orientation": 2, "programme": 2,
}  # fmt: skip
"""How deep each word usually stands."""


def prolonger(precedents: tuple[str, ...], nouveaux: tuple[str, ...]) -> tuple[str, ...]:
    """The axes once these are named: « Orientation 1.2 » takes the place of « Orientation 1.1 » and stays under
    « Axe 1 »."""
    if not nouveaux or not precedents:
        return nouveaux or precedents
    genres = [_genre(nom) for nom in precedents]
    genre = _genre(nouveaux[0])
    if genre in genres:
        return (*precedents[: genres.index(genre)], *nouveaux)
    numero, dessus = decouper_titre(nouveaux[0], axe=True)[0], decouper_titre(precedents[-1], axe=True)[0]
    plus_bas = genre in _RANGS and genres[-1] in _RANGS and _RANGS[genre] > _RANGS[genres[-1]]
    if plus_bas or (dessus and numero.startswith(f"{dessus}.")):
        return (*precedents, *nouveaux)
    return nouveaux


def _genre(nom: str) -> str:
    bandeau = lire_bandeau(nom)
    return bandeau.genre if bandeau is not None else ""
