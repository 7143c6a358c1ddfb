"""Collectivités that a key knows: its own, those around it, those that carry fiches with it."""

from __future__ import annotations

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite


def list_connues(utilisateur: Utilisateur, collectivite: Collectivite) -> list[tuple[Collectivite, str]]:
    """(collectivité, what it is for ours), by id. What it is said of them is public: identity. Three queries."""
    liens = Appartenance.objects.filter(Q(groupement=collectivite) | Q(membre=collectivite)).select_related(
        "groupement", "membre"
    )
    connues: dict[int, tuple[Collectivite, str]] = {collectivite.pk: (collectivite, "sienne")}
    for lien in liens:
        autre = lien.membre if lien.groupement_id == collectivite.pk else lien.groupement
        genre = "groupement"
        if autre.pk == lien.membre_id:
            genre = "commune" if autre.nature == Nature.COMMUNE else "membre"
        connues.setdefault(autre.pk, (autre, genre))
    vues = list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True).order_by()
    partenaires = Q(fiches_partagees__fiche__in=vues.values("pk")) | Q(fiches__in=vues.values("pk"))
    for autre in Collectivite.objects.filter(partenaires).distinct():
        connues.setdefault(autre.pk, (autre, "partenaire"))
    return [connues[pk] for pk in sorted(connues)]
