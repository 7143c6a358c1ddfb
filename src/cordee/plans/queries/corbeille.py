"""What can still be taken back in a collectivité: deleted plans and fiches, changes made on many fiches at once."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.queries.partage import VERBE_QUITTER
from cordee.territoires.models import Collectivite

VERBE_SUPPRESSION = "plans.supprimer_plan"
VERBE_VERSEMENT = "plans.verser_panier"
"""The gesture that turns a basket into fiches."""
VERBE_SUGGESTION = "plans.accepter_suggestion"
"""The gesture that ties a mesure or an indicator that was suggested."""

VERBE_BUDGET = "plans.ecrire_budget"
"""The gesture that writes the whole budget of a fiche."""

VERBE_RETOUR = "plans.revenir_a_la_version_validee"
"""The gesture that gives a fiche the content of its validated version."""


def list_fiches_supprimees(collectivite: Collectivite) -> QuerySet[Fiche]:
    """Deleted fiches of the collectivité, those that went with the fiche above aside, the last deleted first."""
    supprimees = Fiche.objects.filter(collectivite=collectivite, supprimee_le__isnull=False)
    seules = supprimees.filter(Q(parent__isnull=True) | Q(parent__supprimee_le__isnull=True))
    return seules.select_related("parent").order_by("-supprimee_le", "-pk")


def list_plans_supprimes(collectivite: Collectivite) -> QuerySet[GesteGroupe]:
    """Deletions of plans that are still kept and that nobody took back, the last one first."""
    gestes = GesteGroupe.objects.filter(collectivite=collectivite, verbe=VERBE_SUPPRESSION, annule_le__isnull=True)
    return gestes.select_related("par", "collectivite").order_by("-le", "-pk")


def plan_supprime_for(collectivite: Collectivite, pk: int) -> GesteGroupe | None:
    """The deletion of one plan of the collectivité, taken back or not."""
    gestes = GesteGroupe.objects.filter(collectivite=collectivite, verbe=VERBE_SUPPRESSION, pk=pk)
    return gestes.select_related("collectivite").first()


def list_lots(collectivite: Collectivite) -> QuerySet[GesteGroupe]:
    """Bulk edits, fiches made from the library, and those that the collectivité no longer carries, that are still kept,
    the last one first."""
    gestes = Q(verbe__startswith="plans.lot_") | Q(verbe__in=[VERBE_QUITTER, VERBE_VERSEMENT])
    lots = GesteGroupe.objects.filter(gestes, collectivite=collectivite)
    return lots.select_related("par").order_by("-le", "-pk")


def geste_du_budget_for(fiche: Fiche, pk: int) -> GesteGroupe | None:
    """A budget of this fiche written at once."""
    return GesteGroupe.objects.filter(verbe=VERBE_BUDGET, avant__fiche=fiche.pk, pk=pk).first()


def retour_for(fiche: Fiche, pk: int) -> GesteGroupe | None:
    """A return of this fiche to its validated version, that nobody took back."""
    gestes = GesteGroupe.objects.filter(verbe=VERBE_RETOUR, annule_le__isnull=True, avant__fiche=fiche.pk)
    return gestes.filter(pk=pk).first()


def geste_rapide_for(pk: int) -> GesteGroupe | None:
    """A basket turned into fiches, or a suggestion accepted: the caller asks the right on what it touched."""
    gestes = GesteGroupe.objects.filter(verbe__in=[VERBE_VERSEMENT, VERBE_SUGGESTION], pk=pk)
    return gestes.select_related("collectivite").first()
