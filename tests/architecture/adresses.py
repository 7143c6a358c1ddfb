"""What a row of the table of rights says (test_droits)."""

from __future__ import annotations

from dataclasses import dataclass

LIT = (200, 200, 200, 200)
REDIRIGE = (302, 302, 302, 302)
"""A fragment asked without htmx leads to its page."""
COMMENTE = (403, 302, 302, 302)
EDITE = (403, 403, 302, 302)
EDITE_UNE_PAGE = (403, 403, 200, 200)
ADMINISTRE = (403, 403, 403, 302)
ADMINISTRE_UNE_PAGE = (403, 403, 403, 200)
Statuts = tuple[int, int, int, int]


@dataclass(frozen=True)
class Adresse:
    """An address under a territory. `arguments` are keys of `Terrain.valeurs`; `lire` and `ecrire` are the statuses of
    a GET and of a POST of `donnees` for each of ROLES, None when the method is not served."""

    nom: str
    arguments: str
    lire: Statuts | None = LIT
    ecrire: Statuts | None = None
    donnees: tuple[tuple[str, str], ...] = ()
