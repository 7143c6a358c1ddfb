"""Numbers of fiches: the next one of an axe, and those of a whole plan. Source: docs/calculs/plans.md, « Numéros »."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cordee.outils.texte import normaliser


def cle_numero(code: str) -> str:
    """Key under which two numbers are one: `1.2`, `1.2.`, ` 1.2 `."""
    return normaliser(code).strip(" .")


def next_numero(prefixe: str, pris: Collection[str]) -> str:
    """The number after the last of an axe: `1.3` after `1.2`; `prefixe` is that of the axe, empty outside any axe.
    `pris` are the keys of the numbers of the plan, fiches and axes. A hole is never filled: its number was printed."""
    tete = f"{cle_numero(prefixe)}." if prefixe else ""
    suites = (cle.removeprefix(tete) for cle in pris if cle.startswith(tete))
    rang = max((int(suite) for suite in suites if suite.isdigit()), default=0) + 1
    return f"{prefixe.strip(' .')}.{rang}" if prefixe else str(rang)


@dataclass(frozen=True, slots=True)
class FicheANumeroter:
    """A fiche without a number, and the number of the axe of its first place (empty outside any)."""

    id: int
    prefixe: str


def compose_numeros(
    fiches: Iterable[FicheANumeroter], pris: Collection[str], ailleurs: Mapping[int, Collection[str]]
) -> dict[int, str]:
    """Number of each fiche, in the order given: the next one of its axe that is free in the plan and, in `ailleurs`,
    in the other plans where the fiche stands."""
    occupes = set(pris)
    numeros: dict[int, str] = {}
    for fiche in fiches:
        numero = next_numero(fiche.prefixe, occupes | set(ailleurs.get(fiche.id, ())))
        numeros[fiche.id] = numero
        occupes.add(cle_numero(numero))
    return numeros
