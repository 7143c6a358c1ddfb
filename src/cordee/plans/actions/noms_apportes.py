"""Names, indicators, links and added fields that a gesture brings to a collectivité: counted before and after it, and
taken away with it when nothing cites them any more."""

from __future__ import annotations

from collections.abc import Mapping

from cordee.documents.models import Document
from cordee.indicateurs.models import Indicateur
from cordee.plans.models import ChampPersonnalise, Etiquette, Personne
from cordee.territoires.models import Collectivite

Noms = dict[str, set[int]]


def noms_connus(collectivite: Collectivite) -> Noms:
    """Ids of those that the collectivité has, by kind. One query a kind."""
    return {
        modele.__name__.lower(): set(
            modele._default_manager.filter(collectivite=collectivite).values_list("pk", flat=True)
        )
        for modele in (Etiquette, Personne, Indicateur, Document, ChampPersonnalise)
    }


def noms_apportes(avant: Noms, collectivite: Collectivite) -> dict[str, list[int]]:
    """Those that came since `avant`, as a trace keeps them."""
    return {genre: sorted(pks - avant[genre]) for genre, pks in noms_connus(collectivite).items()}


def supprimer_noms(apportes: Mapping[str, list[int]]) -> None:
    """Deletes those that nothing cites."""
    Etiquette.objects.filter(
        pk__in=apportes.get("etiquette", []), acteurs__isnull=True, financements__isnull=True
    ).delete()
    Personne.objects.filter(
        pk__in=apportes.get("personne", []), fiches__isnull=True, plans__isnull=True, attendus__isnull=True
    ).delete()
    Indicateur.objects.filter(pk__in=apportes.get("indicateur", []), fiches__isnull=True, axes__isnull=True).delete()
    ChampPersonnalise.objects.filter(pk__in=apportes.get("champpersonnalise", []), valeurs__isnull=True).delete()
    Document.objects.filter(pk__in=apportes.get("document", []), fiches__isnull=True, plans__isnull=True).delete()
