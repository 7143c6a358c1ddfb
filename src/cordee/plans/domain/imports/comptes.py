"""How many fiches and sous-actions an import is about, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cordee.outils.texte import accorder


@dataclass(frozen=True, slots=True)
class Compte:
    """Fiches, and the sous-actions under them."""

    fiches: int = 0
    sous: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.fiches + self.sous

    def __str__(self) -> str:
        """`1 fiche et 2 sous-actions`; `0 fiche` when there is none of either."""
        fiches = f"{self.fiches} {accorder(self.fiches, 'fiche', 'fiches')}"
        sous = f"{self.sous} {accorder(self.sous, 'sous-action', 'sous-actions')}"
        if not self.sous:
            return fiches
        return f"{fiches} et {sous}" if self.fiches else sous


def annoncer(creees: Compte, modifiees: Compte, inchangees: Compte, *, axes: int = 0) -> str:
    """`1 nouvelle fiche, 2 sous-actions, 4 mises à jour, 10 inchangées, 3 nouveaux axes`."""
    parties = []
    if creees.fiches or not (creees.sous or modifiees.total or inchangees.total or axes):
        parties.append(f"{creees.fiches} {accorder(creees.fiches, 'nouvelle fiche', 'nouvelles fiches')}")
        if creees.sous:
            parties.append(f"{creees.sous} {accorder(creees.sous, 'sous-action', 'sous-actions')}")
    elif creees.sous:
        parties.append(f"{creees.sous} {accorder(creees.sous, 'nouvelle sous-action', 'nouvelles sous-actions')}")
    if modifiees.total:
        parties.append(f"{modifiees.total} {accorder(modifiees.total, 'mise à jour', 'mises à jour')}")
    if inchangees.total:
        parties.append(f"{inchangees.total} {accorder(inchangees.total, 'inchangée', 'inchangées')}")
    if axes:
        parties.append(f"{axes} {accorder(axes, 'nouvel axe', 'nouveaux axes')}")
    return ", ".join(parties)


def raconter(creees: Compte, modifiees: Compte, inchangees: Compte) -> str:
    """The same once done: `1 fiche et 2 sous-actions créées, 4 mises à jour.`"""
    parties = [f"{creees} {accorder(creees.total, 'créée', 'créées')}"]
    if modifiees.total:
        parties.append(f"{modifiees.total} {accorder(modifiees.total, 'mise à jour', 'mises à jour')}")
    if inchangees.total:
        parties.append(f"{inchangees.total} {accorder(inchangees.total, 'inchangée', 'inchangées')}")
    return f"{', '.join(parties)}."


def rassembler(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages of a preview, those that say the same of one column said once, with all their rows: `lignes` is
    `5 à 8, 12`, pages when `en_pages`."""
    groupes: dict[tuple[Any, ...], tuple[dict[str, Any], list[int]]] = {}
    for message in messages:
        page = message.get("page")
        rang = page if page is not None else message["ligne"]
        en_pages = page is not None
        cle = (message["texte"], message["feuille"], message["colonne"], message["entete"], rang is None, en_pages)
        _, rangs = groupes.setdefault(cle, ({**message, "en_pages": en_pages}, []))
        if rang is not None:
            rangs.append(rang)
    return [
        {**message, "lignes": etendues(rangs), "plusieurs": len(set(rangs)) > 1} for message, rangs in groupes.values()
    ]


def etendues(rangs: Iterable[int]) -> str:
    """Row numbers in words, three in a row or more as a range: `5 à 8, 12`."""
    suites: list[list[int]] = []
    for rang in sorted(set(rangs)):
        if suites and rang == suites[-1][-1] + 1:
            suites[-1].append(rang)
        else:
            suites.append([rang])
    morceaux = [f"{suite[0]} à {suite[-1]}" if len(suite) > 2 else ", ".join(map(str, suite)) for suite in suites]
    return ", ".join(morceaux)
