"""A référentiel seen by axe: where it stands against its N0, and where its points are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.domain import Niveau, ScoreNoeud
from cordee.referentiels.permissions import obtenir_engagement
from cordee.referentiels.queries.accueil import etat_initial_for, ratios_figes
from cordee.referentiels.queries.definitions import Noeud
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.queries.scores import etat_des_lieux as lire_etat
from cordee.referentiels.views.entete import composer_entete
from cordee.referentiels.views.radar import AxeRadar, Radar, composer_radar
from cordee.referentiels.views.tableau import MOUVEMENT, dire_points
from cordee.socle.barres import Barre, composer_barre, largeur
from cordee.socle.requetes import Requete

FILS = {Niveau.SOUS_AXE: ("sous-axe", "sous-axes"), Niveau.MESURE: ("mesure", "mesures")}
PARAMETRE = "detail"


@dataclass(frozen=True)
class LigneAxe:
    """One axe, sous-axe or mesure: its score, its bar, its N0. `requete` filters the tree on it."""

    noeud: Noeud
    score: ScoreNoeud
    barre: Barre
    ratio_n0: float | None
    x_n0: str
    requete: str
    enfants: tuple[LigneAxe, ...] = ()

    @property
    def ecart(self) -> float | None:
        """Points of percentage since N0."""
        return None if self.ratio_n0 is None else (self.score.ratio_fait - self.ratio_n0) * 100

    @property
    def a_gagner(self) -> float:
        """Points left to win."""
        return max(0.0, self.score.points_potentiels - self.score.points_faits)


@require_safe
def par_axe(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """Bars and radar of the axes; their sous-axes (or mesures, in ECI) when the address asks for them."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    etat = lire_etat(engagement.collectivite, engagement.referentiel)
    n0 = etat_initial_for(engagement.collectivite, referentiel)
    axes = composer_axes(etat, ratios_figes(n0) if n0 else {}, detail=PARAMETRE in request.GET)
    contexte = {
        "collectivite": engagement.collectivite,
        "rubrique": "etat_des_lieux",
        "engagement": engagement,
        "entete": composer_entete(engagement, etat, "par_axe"),
        "axes": axes,
        "total": etat.scores.racine(),
        "n0": n0,
        "detail": PARAMETRE in request.GET,
        "fils": nommer_fils(etat),
        "lecture": lire_axes(axes),
        "radar": dessiner_radar(axes),
    }
    return render(request, "referentiels/par_axe.html", contexte)


def composer_axes(etat: EtatDesLieux, figes: Mapping[str, float], *, detail: bool) -> list[LigneAxe]:
    """Axes in order, each with its children when `detail`."""
    return [
        _ligne(etat, axe, figes, f"axe={axe.numero}", etat.charge.arbre.children(axe.code) if detail else ())
        for axe in etat.charge.axes
    ]


def _ligne(
    etat: EtatDesLieux, noeud: Noeud, figes: Mapping[str, float], requete: str, enfants: Iterable[str]
) -> LigneAxe:
    score = etat.scores.noeud(noeud.code)
    ratio_n0 = figes.get(noeud.code)
    fils = (etat.charge.noeud(code) for code in enfants)
    return LigneAxe(
        noeud=noeud,
        score=score,
        barre=composer_barre(score.ratio_fait, score.ratio_programme, score.ratio_pas_fait),
        ratio_n0=ratio_n0,
        x_n0="" if ratio_n0 is None else largeur(ratio_n0),
        requete=requete,
        enfants=tuple(
            _ligne(etat, enfant, figes, f"q={enfant.numero}", ())
            for enfant in fils
            if not etat.scores.noeud(enfant.code).desactive
        ),
    )


def dessiner_radar(axes: list[LigneAxe]) -> Radar | None:
    """Profile of the axes; two of them would make a line."""
    if len(axes) < 3:
        return None
    return composer_radar([AxeRadar(a.noeud.numero, a.noeud.libelle, a.score.ratio_fait, a.ratio_n0) for a in axes])


def nommer_fils(etat: EtatDesLieux) -> str:
    """What is under an axe, in the plural."""
    arbre = etat.charge.arbre
    return FILS[Niveau(arbre.hierarchie[2])][1]


def lire_axes(axes: list[LigneAxe]) -> list[str]:
    """Sentences that say what the chart shows."""
    phrases = []
    concernes = [axe for axe in axes if axe.score.points_potentiels]
    if concernes:
        gros = max(concernes, key=lambda axe: axe.a_gagner)
        if gros.a_gagner:
            phrases.append(f"C'est l'axe {_nommer(gros)} qui a le plus à gagner : {dire_points(gros.a_gagner)}.")
    hausses = [axe for axe in concernes if (axe.ecart or 0.0) >= MOUVEMENT * 100]
    if hausses:
        tete = max(hausses, key=lambda axe: axe.ecart or 0.0)
        nombre, gain = len(hausses), tete.ecart or 0.0
        phrases.append(
            f"Depuis le N0, {nombre} {accorder(nombre, 'axe')} sur {len(concernes)} "
            f"{accorder(nombre, 'progresse', 'progressent')} ; l'axe {_nommer(tete)} le plus, "
            f"de {formater(gain, 1)}{INSECABLE}{accorder(gain, 'point')} de %."
        )
    elif any(axe.ratio_n0 is not None for axe in concernes):
        phrases.append("Aucun axe n'a progressé depuis le N0.")
    return phrases


def _nommer(axe: LigneAxe) -> str:
    return f"{axe.noeud.numero} « {axe.noeud.libelle} »"
