"""Collectivités with which a fiche may be carried."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordee.plans.models import Fiche, GesteGroupe, Partage, Placement
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite

GROUPEMENTS = [nature for nature in Nature if nature.est_groupement]
VERBE_QUITTER = "plans.quitter_partage"
"""The gesture of a collectivité that no longer carries a fiche, as it is kept to be taken back."""
PORTEUSES = [nature for nature in Nature if nature not in {Nature.DEPARTEMENT, Nature.REGION}]


def list_partageables_for(fiche: Fiche) -> QuerySet[Collectivite]:
    """`list_partageables_de` the owner of the fiche."""
    return list_partageables_de(fiche.collectivite_id)


def list_partageables_de(proprietaire: int) -> QuerySet[Collectivite]:
    """Collectivités of the same territory as an owner (its id), itself apart: the groupements to which it belongs
    (PETR), their members (sister EPCIs), and its own members when it is a groupement."""
    au_dessus = Collectivite.objects.filter(appartenances_membres__membre=proprietaire, nature__in=GROUPEMENTS)
    membres = Appartenance.objects.filter(
        Q(groupement__in=au_dessus.values("pk")) | Q(groupement=proprietaire, groupement__nature__in=GROUPEMENTS)
    )
    # By ids: joins would walk the 36,000 collectivités of France.
    return (
        Collectivite.objects.filter(Q(pk__in=au_dessus.values("pk")) | Q(pk__in=membres.values("membre")))
        .filter(nature__in=PORTEUSES)
        .exclude(pk=proprietaire)
        .order_by("cle_recherche")
    )


def collectivites_proposees(proprietaire: Collectivite, fiches: Iterable[Fiche]) -> list[Collectivite]:
    """Those with which a collectivité may carry its fiches, and those that carry some of these already, by name."""
    portees = Partage.objects.filter(fiche__in=[fiche.pk for fiche in fiches]).values("collectivite")
    possibles = Q(pk__in=list_partageables_de(proprietaire.pk).order_by().values("pk")) | Q(pk__in=portees)
    return list(Collectivite.objects.filter(possibles).exclude(pk=proprietaire.pk).order_by("cle_recherche"))


def list_partages_for(fiche: Fiche) -> QuerySet[Partage]:
    """Collectivités that carry the fiche with its owner, oldest first."""
    return Partage.objects.filter(fiche=fiche).select_related("collectivite", "par")


def placements_dans(fiche: Fiche, collectivite: Collectivite) -> QuerySet[Placement]:
    """Where the fiche is in the plans of a collectivité."""
    return Placement.objects.filter(fiche=fiche, plan__collectivite=collectivite)


def placements_des(partages: Iterable[Partage]) -> QuerySet[Placement]:
    """Where sharings let their fiches be placed: in the plans of the collectivités that do not own them."""
    siens = Partage.objects.filter(
        pk__in=[partage.pk for partage in partages],
        fiche=OuterRef("fiche"),
        collectivite=OuterRef("plan__collectivite"),
    )
    return Placement.objects.filter(Exists(siens))


def partage_quitte_for(collectivite: Collectivite, pk: int) -> GesteGroupe | None:
    """One fiche that the collectivité no longer carries."""
    gestes = GesteGroupe.objects.filter(collectivite=collectivite, verbe=VERBE_QUITTER, pk=pk)
    return gestes.select_related("collectivite", "par").first()
