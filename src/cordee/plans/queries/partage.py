"""Collectivités with which a fiche may be carried."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cordee.plans.models import Fiche, Partage, Placement
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

GROUPEMENTS = [nature for nature in Nature if nature.est_groupement]
PORTEUSES = [nature for nature in Nature if nature not in {Nature.DEPARTEMENT, Nature.REGION}]


def list_partageables_for(fiche: Fiche) -> QuerySet[Collectivite]:
    """Collectivités of the same territory as the owner, itself apart: the groupements to which it belongs (PETR), their
    members (sister EPCIs), and its own members when it is a groupement."""
    au_dessus = Collectivite.objects.filter(
        appartenances_membres__membre=fiche.collectivite_id, nature__in=GROUPEMENTS
    ).values("pk")
    soeurs = Q(appartenances__groupement__in=au_dessus)
    dessous = Q(appartenances__groupement=fiche.collectivite_id, appartenances__groupement__nature__in=GROUPEMENTS)
    return (
        Collectivite.objects.filter(Q(pk__in=au_dessus) | soeurs | dessous)
        .filter(nature__in=PORTEUSES)
        .exclude(pk=fiche.collectivite_id)
        .distinct()
        .order_by("cle_recherche")
    )


def list_partages_for(fiche: Fiche) -> QuerySet[Partage]:
    """Collectivités that carry the fiche with its owner, oldest first."""
    return Partage.objects.filter(fiche=fiche).select_related("collectivite", "par")


def placements_dans(fiche: Fiche, collectivite: Collectivite) -> QuerySet[Placement]:
    """Where the fiche is in the plans of a collectivité."""
    return Placement.objects.filter(fiche=fiche, plan__collectivite=collectivite)
