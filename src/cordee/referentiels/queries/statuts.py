"""Statuts and comments of a collectivité, now or as of an instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cordee.referentiels.domain import Avancement, StatutAvancement, StatutStocke
from cordee.referentiels.models import Commentaire, HistoriqueCommentaire, HistoriqueStatut, Statut
from cordee.territoires.models import Collectivite


def statuts_of(collectivite: Collectivite, referentiel: str, *, le: datetime | None = None) -> dict[str, StatutStocke]:
    """Stored rows by node code. As of an instant: the latest history row of each node up to it, unless it tells that
    nothing is stored any more."""
    if le is None:
        lignes = Statut.objects.filter(collectivite=collectivite, mesure__referentiel=referentiel).values_list(
            "mesure_id", "avancement", "fait", "programme", "pas_fait", "concerne"
        )
        return {m: _stocke(a, None if f is None else (f, p, n), c) for m, a, f, p, n, c in lignes}
    historique = (
        HistoriqueStatut.objects.filter(collectivite=collectivite, mesure__referentiel=referentiel, modified_at__lte=le)
        .order_by("modified_at", "id")
        .values_list("mesure_id", "avancement", "detail", "concerne")
    )
    dernieres = {m: (a, d, c) for m, a, d, c in historique}
    return {m: _stocke(a, d, c) for m, (a, d, c) in dernieres.items() if a}


def _stocke(avancement: str, detail: Sequence[Any] | None, concerne: bool) -> StatutStocke:
    statut = StatutAvancement(avancement)
    triplet = Avancement.of(detail) if detail is not None and statut is StatutAvancement.DETAILLE else None
    return StatutStocke(statut, triplet, concerne)


def lignes_statut(collectivite: Collectivite, codes: Iterable[str]) -> dict[str, Statut]:
    """Statut rows of these nodes with their author, for the mesure page."""
    return {
        s.mesure_id: s
        for s in Statut.objects.filter(collectivite=collectivite, mesure__in=list(codes)).select_related("modifie_par")
    }


def commentaires_of(collectivite: Collectivite, codes: Iterable[str]) -> dict[str, Commentaire]:
    """Non-empty comments of these nodes, with their author."""
    return {
        c.mesure_id: c
        for c in Commentaire.objects.filter(collectivite=collectivite, mesure__in=list(codes))
        .exclude(texte="")
        .select_related("modifie_par")
    }


def codes_commentes(collectivite: Collectivite, referentiel: str) -> frozenset[str]:
    """Codes of the nodes that carry a comment."""
    return frozenset(
        Commentaire.objects.filter(collectivite=collectivite, mesure__referentiel=referentiel)
        .exclude(texte="")
        .values_list("mesure_id", flat=True)
    )


def list_historique_statuts_for(collectivite: Collectivite) -> QuerySet[HistoriqueStatut]:
    """Changes of statuts, newest first."""
    return HistoriqueStatut.objects.filter(collectivite=collectivite).select_related(
        "mesure", "modifie_par", "precedent_par"
    )


def list_historique_commentaires_for(collectivite: Collectivite) -> QuerySet[HistoriqueCommentaire]:
    """Changes of comments, newest first."""
    return HistoriqueCommentaire.objects.filter(collectivite=collectivite).select_related(
        "mesure", "modifie_par", "precedent_par"
    )


def historique_of_noeuds(collectivite: Collectivite, codes: Iterable[str], limite: int) -> list[HistoriqueStatut]:
    """Latest changes of statut of these nodes."""
    return list(list_historique_statuts_for(collectivite).filter(mesure__in=list(codes))[:limite])
