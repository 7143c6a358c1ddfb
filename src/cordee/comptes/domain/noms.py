"""Names of people, as forms, commands and actions accept them."""

from __future__ import annotations

LONGUEUR_MAXIMALE = 80


class NomRefuse(ValueError):
    """A name that cannot be kept; its message is a French sentence that says what to do."""


def nettoyer_nom(valeur: str, champ: str) -> str:
    """The name with single spaces, 1 to 80 printable characters. `champ` ("le prénom") is how the refusal calls it."""
    propre = " ".join(valeur.split())
    if not propre:
        raise NomRefuse(f"Indiquez {champ}.")
    if len(propre) > LONGUEUR_MAXIMALE:
        raise NomRefuse(f"Raccourcissez {champ} : {LONGUEUR_MAXIMALE} caractères au plus, il en a {len(propre)}.")
    if not propre.isprintable():
        raise NomRefuse(f"Retapez {champ} : il contient un caractère invisible.")
    return propre
