"""Files that leave the référentiels. They take prepared data and never query."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cordee.referentiels.domain.comparaison import LigneComparee, LigneScore
from cordee.referentiels.domain.identifiants import numero_of

BOM = "\ufeff"
FORMULES = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be run as a formula by a spreadsheet."""

Cellule = str | float | int | None


def ecrire_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> bytes:
    """A table as French spreadsheets open it with a double click: UTF-8 with BOM, semicolons, decimal commas."""
    tampon = io.StringIO()
    sortie = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    sortie.writerow([_ecrire(cellule) for cellule in entetes])
    sortie.writerows([_ecrire(cellule) for cellule in ligne] for ligne in lignes)
    return (BOM + tampon.getvalue()).encode()


def _ecrire(cellule: Cellule) -> str:
    """Numbers lose their useless zeros; a text is never taken for a formula."""
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return f"'{cellule}" if cellule.startswith(FORMULES) else cellule
    if isinstance(cellule, float):
        texte = f"{cellule:.4f}".rstrip("0").rstrip(".").replace(".", ",")
        return "0" if texte == "-0" else texte
    return str(cellule)


def ecrire_comparaison(lignes: Iterable[LigneComparee], libelles: dict[str, str], *, avant: str, apres: str) -> bytes:
    """The comparison of two moments, one line a node, in the order given. `avant` and `apres` name the two sides."""
    entetes = ["N°", "Niveau", "Intitulé"]
    for quoi in ("Points faits", "Points programmés", "Potentiel", "Part faite (%)", "Statut"):
        entetes += [f"{quoi}, {avant}", f"{quoi}, {apres}"]
        if quoi in ("Points faits", "Potentiel"):
            entetes.append("Écart" if quoi == "Points faits" else "Écart de potentiel")
    return ecrire_csv(entetes, (_ligne(ligne, libelles) for ligne in lignes))


def _ligne(ligne: LigneComparee, libelles: dict[str, str]) -> list[Cellule]:
    cotes = (ligne.avant, ligne.apres)
    return [
        numero_of(ligne.identifiant) or "Total",
        ligne.niveau.label,
        libelles.get(ligne.identifiant, ligne.identifiant),
        *(_points(cote, "points_faits") for cote in cotes),
        ligne.ecart.points_faits,
        *(_points(cote, "points_programmes") for cote in cotes),
        *(_points(cote, "points_potentiels") for cote in cotes),
        ligne.ecart.points_potentiels,
        *(None if cote is None else round(cote.ratio_fait * 100, 2) for cote in cotes),
        *("" if cote is None or cote.statut is None else cote.statut.label for cote in cotes),
    ]


def _points(cote: LigneScore | None, champ: str) -> float | None:
    """Empty when that side's version does not have the node."""
    valeur: float | None = None if cote is None else getattr(cote, champ)
    return valeur
