"""Indicateurs as the pages show them: last result, next objective, small curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cordee.indicateurs.domain.graphe import Graphe, composer_graphe
from cordee.indicateurs.domain.series import SourceConnue, preparer_series
from cordee.indicateurs.domain.valeurs import Chemin, Point, chemin_fait, objectif_suivant, resultats_retenus
from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.outils.nombres import formater
from cordee.socle.trajets import Courbe, composer_courbe

ANNEES_COURBE = 15


@dataclass(frozen=True)
class LigneIndicateur:
    """One indicateur of a list. Numbers are written, empty when there is none."""

    indicateur: Indicateur
    thematique: str
    parent: str
    resultat: str
    annee: int | None
    objectif: str
    annee_objectif: int | None
    chemin: Chemin | None
    courbe: Courbe | None
    favori: bool
    confidentiel: bool


def composer_lignes(
    indicateurs: Sequence[Indicateur],
    valeurs: Mapping[int, Sequence[Valeur]],
    rangs: Mapping[str, int],
    aujourdhui: date,
) -> list[LigneIndicateur]:
    """Lines of a list; give it indicateurs with what a list shows (`annotate_suivi`)."""
    return [composer_ligne(i, valeurs.get(i.pk, ()), rangs, aujourdhui) for i in indicateurs]


def composer_ligne(
    indicateur: Indicateur, valeurs: Sequence[Valeur], rangs: Mapping[str, int], aujourdhui: date
) -> LigneIndicateur:
    """One line, of an indicateur with its annotations."""
    points = resultats_retenus(valeurs, dict(rangs))
    dernier = points[-1] if points else None
    objectif = objectif_suivant(valeurs, aujourdhui)
    lu = vars(indicateur)
    return LigneIndicateur(
        indicateur=indicateur,
        thematique=str(Thematique(lu["thematique"]).label) if lu["thematique"] else "",
        parent=lu["dans"] or "",
        resultat=ecrire(dernier, indicateur),
        annee=dernier.le.year if dernier else None,
        objectif=ecrire(objectif, indicateur),
        annee_objectif=objectif.le.year if objectif else None,
        chemin=chemin_fait(points, objectif.valeur if objectif else None, indicateur.precision),
        courbe=_courbe(points),
        favori=lu["favori"],
        confidentiel=lu["confidentiel"],
    )


def ecrire(point: Point | None, indicateur: Indicateur) -> str:
    """The number of a point, without useless zeros."""
    return "" if point is None else formater(point.valeur, indicateur.precision, souple=True)


def graphe_of(indicateur: Indicateur, valeurs: Sequence[Valeur], sources: Mapping[str, SourceConnue]) -> Graphe | None:
    """Chart of an indicateur."""
    return composer_graphe(
        preparer_series(valeurs, sources),
        titre=indicateur.titre,
        unite=indicateur.unite,
        precision=indicateur.precision,
    )


def rangs_of(sources: Mapping[str, SourceConnue]) -> dict[str, int]:
    """Rank of each source."""
    return {code: source.ordre for code, source in sources.items()}


def _courbe(points: Sequence[Point]) -> Courbe | None:
    """Small curve of the last years, each at its place; on the scale of its own highest value."""
    if len(points) < 2:
        return None
    fin = points[-1].le.year
    par_an = {point.le.year: point.valeur for point in points if point.le.year > fin - ANNEES_COURBE}
    haut = max(abs(valeur) for valeur in par_an.values()) or 1.0
    debut = min(par_an)
    return composer_courbe([par_an[a] / haut if a in par_an else None for a in range(debut, fin + 1)])
