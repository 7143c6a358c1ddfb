"""Which part of a territory a plan concerns. Collectivités are numbers; `dessous` gives the members of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Dessous = Mapping[int, Collection[int]]


def etendre(collectivites: Iterable[int], dessous: Dessous) -> set[int]:
    """These collectivités and all that is below them."""
    etendue: set[int] = set()
    a_voir = list(collectivites)
    while a_voir:
        if (courante := a_voir.pop()) not in etendue:
            etendue.add(courante)
            a_voir += dessous.get(courante, ())
    return etendue


def simplifier(choisies: Collection[int], entiere: int, dessous: Dessous) -> set[int]:
    """The same perimeter in fewer words: what is below a chosen one goes without saying, and so does everything when
    every member of the whole (`entiere`) is chosen: the perimeter is then empty, « tout le territoire »."""
    membres = set(dessous.get(entiere, ()))
    if entiere in choisies or (membres and membres <= set(choisies)):
        return set()
    couvertes = {bas for haut in choisies for bas in etendre([haut], dessous) if bas != haut}
    return set(choisies) - couvertes


def est_concernee(voulue: int, perimetre: Collection[int], entiere: int, dessous: Dessous) -> bool:
    """Whether a plan of this perimeter (empty: the whole of `entiere`) concerns a collectivité, all of it or a part."""
    return bool(etendre([voulue], dessous) & etendre(perimetre or [entiere], dessous))
