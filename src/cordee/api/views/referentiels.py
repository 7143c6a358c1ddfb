"""Scores of the référentiels that the collectivité opened.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.urls import reverse
from ninja import Path, Query, Router

from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.referentiels import EtatDesLieuxVu, EtatDetaille, FiltresNoeuds
from cordee.referentiels.domain import ScoreNoeud
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement
from cordee.referentiels.queries.definitions import Noeud
from cordee.referentiels.queries.scores import etat_des_lieux, list_engagements_for

routes = Router(tags=["Référentiels"])
Code = Annotated[str, Path(description="Code du référentiel, comme cae, eci ou te.")]


@routes.get(
    "referentiels", response=list[EtatDesLieuxVu], summary="Les états des lieux", operation_id="etats_des_lieux",
    url_name="etats_des_lieux",
)  # fmt: skip
def etats(request: RequeteApi) -> list[dict[str, Any]]:
    """Les référentiels que la collectivité a ouverts, avec leur score courant."""
    return [_decrire(engagement) for engagement in list_engagements_for([request.collectivite])]


def _decrire(engagement: Engagement) -> dict[str, Any]:
    return {
        "referentiel": engagement.referentiel_id,
        "nom": engagement.referentiel.nom,
        "mode": engagement.mode,
        "etoiles": engagement.etoiles,
        "points_potentiels": engagement.points_potentiels,
        "points_faits": engagement.points_faits,
        "points_programmes": engagement.points_programmes,
        "points_pas_faits": engagement.points_pas_faits,
        "points_non_renseignes": engagement.points_non_renseignes,
        "fait": engagement.ratio_fait,
        "programme": engagement.ratio_programme,
        "completude": engagement.completude,
        "calcule_le": engagement.score_le,
        "adresse": reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id]),
    }


@routes.get(
    "referentiels/{referentiel}", response=EtatDetaille, summary="Un état des lieux",
    operation_id="etat_des_lieux", url_name="etat_des_lieux",
)  # fmt: skip
def etat(request: RequeteApi, referentiel: Code, parametres: Query[FiltresNoeuds]) -> dict[str, Any]:
    """Le score courant de chaque nœud du référentiel : axes, mesures, tâches."""
    engagement = obtenir_engagement(request.user, request.collectivite.siren, referentiel)
    lu = etat_des_lieux(request.collectivite, engagement.referentiel)
    scores = lu.scores.noeuds()
    voulus = [noeud for noeud in lu.charge.noeuds if not parametres.niveau or noeud.niveau in parametres.niveau]
    return _decrire(engagement) | {"noeuds": [_decrire_noeud(noeud, scores[noeud.code]) for noeud in voulus]}


def _decrire_noeud(noeud: Noeud, score: ScoreNoeud) -> dict[str, Any]:
    return {
        "code": noeud.code,
        "numero": noeud.numero,
        "niveau": noeud.niveau,
        "libelle": noeud.libelle,
        "concerne": score.concerne,
        "statut": None if score.statut is None else str(score.statut),
        "points_potentiels": score.points_potentiels,
        "points_faits": score.points_faits,
        "points_programmes": score.points_programmes,
        "points_pas_faits": score.points_pas_faits,
        "points_non_renseignes": score.points_non_renseignes,
        "fait": score.ratio_fait,
        "completude": score.completude,
    }
