"""What can still be taken back in a collectivité: deleted fiches, changes made on many fiches at once."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cordee.plans.models import Fiche, GesteGroupe
from cordee.territoires.models import Collectivite


def list_fiches_supprimees(collectivite: Collectivite) -> QuerySet[Fiche]:
    """Deleted fiches of the collectivité, those that went with the fiche above aside, the last deleted first."""
    supprimees = Fiche.objects.filter(collectivite=collectivite, supprimee_le__isnull=False)
    seules = supprimees.filter(Q(parent__isnull=True) | Q(parent__supprimee_le__isnull=True))
    return seules.select_related("parent").order_by("-supprimee_le", "-pk")


def list_lots(collectivite: Collectivite) -> QuerySet[GesteGroupe]:
    """Bulk edits that are still kept, the last one first."""
    lots = GesteGroupe.objects.filter(collectivite=collectivite, verbe__startswith="plans.lot_")
    return lots.select_related("par").order_by("-le", "-pk")
