"""Indicators that fiches cite, found by identifiant or by name, without doubles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from cordee.indicateurs.models import Indicateur
from cordee.outils.texte import normaliser
from cordee.plans.domain.fiche import IndicateurCite
from cordee.territoires.models import Collectivite


def indicateurs_par_cle(collectivite: Collectivite, cites: Sequence[IndicateurCite]) -> dict[str, Indicateur]:
    """Known indicators, national and of the collectivité, by identifiant and by normalised title; one's own wins."""
    if not cites:
        return {}
    identifiants = {cite.identifiant for cite in cites if cite.identifiant}
    cles = {normaliser(cite.nom)[:320] for cite in cites}
    trouves = Indicateur.objects.filter(Q(collectivite__isnull=True) | Q(collectivite=collectivite)).filter(
        Q(identifiant__in=identifiants) | Q(cle_titre__in=cles)
    )
    connus: dict[str, Indicateur] = {}
    for indicateur in sorted(trouves, key=lambda i: (i.collectivite_id is not None, -i.pk)):
        if indicateur.identifiant:
            connus[indicateur.identifiant] = indicateur
        connus[indicateur.cle_titre] = indicateur
    return connus


def nouvel_indicateur(collectivite: Collectivite, cite: IndicateurCite, le: datetime) -> Indicateur:
    """An indicator of the collectivité for a name that nothing knows, not yet written."""
    cle = normaliser(cite.nom)
    return Indicateur(
        collectivite=collectivite,
        titre=cite.nom.strip()[:300],
        unite=cite.unite.strip()[:80],
        cle_titre=cle[:320],
        cle_recherche=cle[:1000],
        cle_tri=f"~{cle}"[:90],
        created_at=le,
        modified_at=le,
    )
