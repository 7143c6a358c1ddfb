"""Head of every page of a référentiel: one answer, the stars, the bar, the tabs."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import FINE, INSECABLE, accorder
from cordee.referentiels.domain import ProchaineEtoile, find_prochaine_etoile
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.socle.barres import Barre, composer_barre

A_PORTEE = 6.0
"""A star is within reach when it lacks at most this many points of percentage."""


@dataclass(frozen=True)
class Entete:
    """What `referentiels/tete_referentiel.html` displays. `reponse` is (before, number, after): the number stands
    out."""

    engagement: Engagement
    onglet: str
    reponse: tuple[str, str, str]
    rang_etoile: int | None
    etoiles: int
    a_portee: int
    points_faits: str
    points_potentiels: str
    ratio: str
    completude: str
    barre: Barre
    seuil: str


def composer_entete(engagement: Engagement, etat: EtatDesLieux, onglet: str) -> Entete:
    """Head for the tab `onglet` (arbre, par_axe, jalons, comparaison)."""
    racine = etat.scores.racine()
    etoiles = int(etat.scores.etoiles[0])
    prochaine = find_prochaine_etoile(racine.points_faits, racine.points_potentiels)
    reste = 0.0 if prochaine is None else prochaine.seuil - racine.ratio_fait * 100
    return Entete(
        engagement=engagement,
        onglet=onglet,
        reponse=_repondre(racine.points_faits, racine.points_programmes, bool(etat.statuts), prochaine),
        rang_etoile=prochaine.etoile if prochaine else None,
        etoiles=etoiles,
        a_portee=prochaine.etoile if prochaine and reste <= A_PORTEE else 0,
        points_faits=formater(racine.points_faits, 1),
        points_potentiels=formater(racine.points_potentiels, 1, souple=True),
        ratio=pourcent(racine.ratio_fait),
        completude=pourcent(racine.completude, 0),
        barre=composer_barre(racine.ratio_fait, racine.ratio_programme, racine.ratio_pas_fait),
        seuil=f"{prochaine.seuil:g}" if prochaine else "",
    )


def _repondre(
    faits: float, programmes: float, commence: bool, prochaine: ProchaineEtoile | None
) -> tuple[str, str, str]:
    """The sentence at the head of the page, cut around its number."""
    if not commence:
        return ("Rien n'est encore renseigné : commencez par ", "une mesure", " que vous connaissez bien.")
    if prochaine is None:
        return ("Les cinq étoiles sont là, avec ", _points(faits), f" {accorder(faits, 'fait')}.")
    suite = f"{FINE}; ce qui est programmé en vaut {formater(programmes, 1)}." if programmes else "."
    return ("Il manque ", _points(prochaine.points), suite)


def _points(points: float) -> str:
    """`12,4 points`, `0,5 point`."""
    return f"{formater(points, 1)}{INSECABLE}{accorder(points, 'point')}"
