"""What the figures of a dashboard count beside fiches: plans, indicateurs, stars, and what a person pilots."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.indicateurs.queries.definitions import list_indicateurs_for
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.pesees import suivis_vus
from cordee.plans.queries.releves import lit_l_entier
from cordee.plans.queries.visibilite import list_plans_for
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.models import Collectivite


@dataclass(frozen=True, slots=True)
class Etoiles:
    """Stars that the current score of a référentiel would earn; `part` is what is fait, 0 to 1."""

    referentiel: str
    nom: str
    etoiles: int
    part: float


@dataclass(frozen=True, slots=True)
class Reperes:
    """Of a collectivité: its plans, favourite and own indicateurs, stars by référentiel."""

    plans: int
    favoris: int
    personnalises: int
    etoiles: list[Etoiles]


def reperes_of(utilisateur: Utilisateur, collectivite: Collectivite) -> Reperes:
    """As the person sees them. Four queries."""
    visibles = list_indicateurs_for(collectivite, confidentiels=lit_l_entier(utilisateur, collectivite))
    favoris = IndicateurCollectivite.objects.filter(collectivite=collectivite, favori=True)
    engagements = Engagement.objects.filter(collectivite=collectivite).exclude(mode=Mode.ARCHIVE)
    return Reperes(
        plans=list_plans_for(utilisateur, collectivite).count(),
        favoris=visibles.filter(pk__in=favoris.values("indicateur")).count(),
        personnalises=visibles.filter(collectivite=collectivite).count(),
        etoiles=[
            Etoiles(
                e.referentiel_id,
                e.referentiel.code.upper(),
                e.etoiles,
                e.ratio_fait,
            )
            for e in engagements.select_related("referentiel").order_by("referentiel")
            if e.points_potentiels
        ],
    )


def count_indicateurs_des_fiches(utilisateur: Utilisateur, collectivite: Collectivite, ids: str) -> int:
    """Indicateurs that follow these fiches, each once. One query."""
    cites = Q(pk__in=suivis_vus(utilisateur).filter(fiche__in=parmi(ids)).values("indicateur"))
    visibles = list_indicateurs_for(collectivite, confidentiels=lit_l_entier(utilisateur, collectivite))
    return visibles.filter(cites).count()
