"""Axes that an import makes or changes, by name, before anything is written: found as `actions.imports.axes` finds them
(docs/calculs/import.md, « Axes annoncés »)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports.differences import cle_chemin


class EtatAxe(StrEnum):
    """What becomes of an axe of the file."""

    NOUVEAU = "nouveau"
    RENOMME = "renomme"
    DECRIT = "decrit"


@dataclass(frozen=True, slots=True)
class AxeAnnonce:
    """An axe made or changed: its path from the first level, its former name when it gets another one, whether no fiche
    of the file is in it nor below it."""

    chemin: tuple[str, ...]
    etat: EtatAxe
    avant: str = ""
    vide: bool = False


def annoncer_axes(lu: PlanComplet, existant: PlanComplet | None) -> list[AxeAnnonce]:
    """Axes of the file that the plan does not have, or has otherwise, in the order of the tree."""
    par_ref = {}
    if existant is not None and lu.ref is not None and lu.ref == existant.ref:
        par_ref = {axe.ref: axe for axe in _tous(existant.axes) if axe.ref is not None}
    return list(_parcourir(lu.axes, existant.axes if existant is not None else [], (), par_ref))


def _parcourir(
    lus: Sequence[AxeComplet], connus: Sequence[AxeComplet], dessus: tuple[str, ...], par_ref: dict[int, AxeComplet]
) -> Iterator[AxeAnnonce]:
    nouveaux: set[tuple[str, ...]] = set()
    for lu in lus:
        chemin = (*dessus, f"{lu.numero} {lu.nom}".strip() if not lu.nom.startswith(lu.numero) else lu.nom)
        connu = par_ref.get(lu.ref) if lu.ref is not None else None
        renomme = connu is not None and connu.nom != lu.nom
        connu = connu or _trouver(lu, connus)
        if connu is None:
            if cle_chemin([lu.nom]) not in nouveaux:
                yield AxeAnnonce(chemin, EtatAxe.NOUVEAU, vide=not _porte_une_fiche(lu))
            nouveaux.add(cle_chemin([lu.nom]))
        elif renomme:
            yield AxeAnnonce(chemin, EtatAxe.RENOMME, connu.nom)
        elif lu.description and lu.description != connu.description:
            yield AxeAnnonce(chemin, EtatAxe.DECRIT)
        yield from _parcourir(lu.axes, connu.axes if connu is not None else [], chemin, par_ref)


def _trouver(lu: AxeComplet, connus: Sequence[AxeComplet]) -> AxeComplet | None:
    memes = [axe for axe in connus if cle_chemin([axe.nom]) == cle_chemin([lu.nom])]
    return next((axe for axe in memes if lu.numero and axe.numero == lu.numero), memes[0] if memes else None)


def _tous(axes: Sequence[AxeComplet]) -> Iterator[AxeComplet]:
    for axe in axes:
        yield axe
        yield from _tous(axe.axes)


def _porte_une_fiche(axe: AxeComplet) -> bool:
    return bool(axe.fiches) or any(_porte_une_fiche(sous) for sous in axe.axes)
