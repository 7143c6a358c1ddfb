"""Leviers of the trajectory: objectives, what fiches bring, coverage.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.leviers import FiltresLeviers, LeviersVus
from cordee.plans.domain.couverture import Apport, LevierCouvert, Taux
from cordee.plans.domain.trajectoire import REGIONS, Mode
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.leviers import lire_leviers, territoire_des_leviers

routes = Router(tags=["Leviers"])


@routes.get("leviers", response=LeviersVus, summary="Les leviers", operation_id="leviers", url_name="leviers")
def leviers(request: RequeteApi, parametres: Query[FiltresLeviers]) -> dict[str, Any]:
    """L'objectif de 2030 de chaque levier et ce que les fiches lui apportent, telles que la clé les voit."""
    siren = request.collectivite.siren
    plan = obtenir_plan(request.user, siren, parametres.plan)[1] if parametres.plan is not None else None
    lus = lire_leviers(
        request.user, territoire_des_leviers(request.collectivite), plan, mode=Mode(parametres.mode),
        region=parametres.region if parametres.region in REGIONS else "", aujourdhui=timezone.localdate(),
    )  # fmt: skip
    couverture = lus.couverture
    return {
        "region": lus.region,
        "mode": str(lus.mode),
        "effort": couverture.effort,
        "apport": _apport(couverture.apport),
        "couverture": _taux(couverture.taux),
        "leviers": [
            _decrire(secteur.objectif.nom, levier) for secteur in couverture.secteurs for levier in secteur.leviers
        ],
    }


def _decrire(secteur: str, levier: LevierCouvert) -> dict[str, Any]:
    objectif = levier.objectif
    return {
        "code": objectif.code,
        "nom": objectif.nom,
        "secteur": secteur,
        "indicateurs": list(objectif.base),
        "part": objectif.part,
        "objectif": objectif.objectif,
        "manquants": list(objectif.manquants),
        "effort": objectif.effort,
        "apport": _apport(levier.apport),
        "couverture": _taux(levier.taux),
        "fiches_chiffrees": list(levier.chiffrees),
        "fiches_sans_chiffre": list(levier.sans_chiffre),
    }


def _apport(apport: Apport) -> dict[str, float]:
    return {"central": float(apport.central), "bas": float(apport.bas), "haut": float(apport.haut)}


def _taux(taux: Taux | None) -> float | None:
    return None if taux is None else round(taux.central, 2)
