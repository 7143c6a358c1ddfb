"""Rows of the objectives by year of an indicator, as the page of a fiche shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cordee.indicateurs.domain.valeurs import Point, objectifs_propres, resultats_retenus
from cordee.indicateurs.models import Valeur
from cordee.outils.nombres import formater
from cordee.plans.forms.objectifs_annuels import ObjectifsTypes
from cordee.plans.models import Fiche

ANNEES_MAX = 12
"""Years proposed at most when nothing is written yet."""


@dataclass(frozen=True, slots=True)
class ObjectifVu:
    """A year: what is in the cell, what the database said, the result beside."""

    annee: int
    texte: str
    lu: str
    resultat: str
    faute: str = ""


@dataclass(frozen=True, slots=True)
class ObjectifsVus:
    """The rows, and the last one where another year is typed."""

    annees: list[ObjectifVu] = field(default_factory=list)
    annee_plus: str = ""
    valeur_plus: str = ""
    faute_plus: str = ""


def voir_objectifs(
    valeurs: Sequence[Valeur], fiche: Fiche, jour: date, *, cible: int | None, types: ObjectifsTypes | None
) -> ObjectifsVus:
    """Years that have an objective, those of the fiche and that of its target (`cible`); `types` is what was typed and
    refused."""
    objectifs, resultats = _par_annee(objectifs_propres(valeurs)), _par_annee(resultats_retenus(valeurs))
    annees = {*objectifs, *_annees_de(fiche, jour)} | ({cible} if cible is not None else set())
    if types is not None:
        annees |= set(types.textes)
    textes, fautes, lus = dict(objectifs), {}, dict(objectifs)
    if types is not None:
        textes, fautes, lus = {**textes, **types.textes}, types.fautes, {**lus, **types.lus}
    rangees = [
        ObjectifVu(a, textes.get(a, ""), lus.get(a, ""), resultats.get(a, ""), fautes.get(a, ""))
        for a in sorted(annees)
    ]
    if types is None or 0 not in types.fautes:
        return ObjectifsVus(rangees)
    return ObjectifsVus(rangees, types.annee_plus, types.valeur_plus, types.fautes[0])


def _par_annee(points: list[Point]) -> dict[int, str]:
    """The last of each year, as it is typed."""
    return {point.le.year: formater(point.valeur, 6, souple=True) for point in points}


def _annees_de(fiche: Fiche, jour: date) -> range:
    debut = max(fiche.debut.year if fiche.debut else jour.year, jour.year - 1)
    fin = fiche.fin.year if fiche.fin and fiche.fin.year >= debut else debut + 3
    return range(debut, min(fin, debut + ANNEES_MAX - 1) + 1)
