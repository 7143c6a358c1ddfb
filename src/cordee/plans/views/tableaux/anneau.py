"""A ring of at most six parts, each with its own texture; the legend beside it says every number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.plans.views.vues.repartition import Barre

PARTS_MAX = 6
TRAMES = ("a1", "a2", "a3", "a4", "a5", "a6")


@dataclass(frozen=True, slots=True)
class PartAnneau:
    """An arc: its class, its length and where it begins, in percent; its words, its number, its list."""

    classe: str
    longueur: str
    debut: str
    libelle: str
    chiffre: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Anneau:
    """Arcs in order, and the text alternative."""

    parts: tuple[PartAnneau, ...]
    total: int
    mots: str


def composer_anneau(barres: Sequence[Barre], total: int) -> Anneau:
    """Beyond six values, the last ones are drawn together. A value counts for its share of all counts: a ring cannot
    say that some fiches count twice."""
    somme = sum(barre.nombre for barre in barres) or 1
    montrees = list(barres) if len(barres) <= PARTS_MAX else list(barres[: PARTS_MAX - 1])
    reste = sum(barre.nombre for barre in barres[len(montrees) :])
    statuts = all(barre.classe.startswith("pl-s-") for barre in barres)
    parts: list[PartAnneau] = []
    debut = 0.0
    for rang, barre in enumerate(montrees):
        part = 100 * barre.nombre / somme
        classe = barre.classe.replace("pl-s-", "tb-s-") if statuts else f"tb-{TRAMES[rang]}"
        parts.append(
            PartAnneau(classe, f"{part:.2f}", f"{-debut:.2f}", barre.libelle, barre.chiffre, barre.adresse)
        )  # fmt: skip
        debut += part
    if reste:
        part = 100 * reste / somme
        parts.append(PartAnneau(f"tb-{TRAMES[-1]}", f"{part:.2f}", f"{-debut:.2f}", "Les autres", str(reste), ""))
    return Anneau(tuple(parts), total, ", ".join(f"{part.chiffre} {part.libelle.lower()}" for part in parts))
