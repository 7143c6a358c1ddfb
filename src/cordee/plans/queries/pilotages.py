"""Who pilots indicateurs and mesures in a collectivité."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import list_indicateurs_for
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Etiquette, Personne, PilotageIndicateur, PilotageMesure
from cordee.plans.queries.releves import lit_l_entier
from cordee.referentiels.models import Engagement, Mesure
from cordee.territoires.models import Collectivite

Pilotable = Indicateur | Mesure
MODELES: dict[type[Model], tuple[type[PilotageIndicateur] | type[PilotageMesure], str]] = {
    Indicateur: (PilotageIndicateur, "indicateur"),
    Mesure: (PilotageMesure, "mesure"),
}
"""Rows of each, and their column."""


@dataclass
class Pilotage:
    """Names of the people and of the services, in the order in which they were given."""

    pilotes: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pilotes or self.services)


def pilotages_of(
    collectivite: Collectivite, genre: type[Pilotable], pks: Collection[int | str]
) -> dict[int | str, Pilotage]:
    """Who pilots each of these, by id; those that nobody pilots are absent. One query."""
    modele, colonne = MODELES[genre]
    lues = modele._default_manager.filter(**{"collectivite": collectivite, f"{colonne}__in": list(pks)})
    dits: defaultdict[int | str, Pilotage] = defaultdict(Pilotage)
    for pk, personne, service in lues.order_by("pk").values_list(f"{colonne}_id", "personne__nom", "service__nom"):
        (dits[pk].pilotes if personne else dits[pk].services).append(personne or service)
    return dict(dits)


def pilotage_of(collectivite: Collectivite, objet: Pilotable) -> Pilotage:
    """Who pilots one. One query."""
    return pilotages_of(collectivite, type(objet), [objet.pk]).get(objet.pk, Pilotage())


def indicateurs_pilotes_par(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Indicateur]:
    """Indicateurs that the person pilots there, among those that they may see, by name."""
    siens = PilotageIndicateur.objects.filter(collectivite=collectivite, personne__utilisateur=utilisateur)
    visibles = list_indicateurs_for(collectivite, confidentiels=lit_l_entier(utilisateur, collectivite))
    return visibles.filter(pk__in=siens.values("indicateur")).order_by("cle_titre", "pk")


def mesures_pilotees_par(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Mesure]:
    """Mesures that the person pilots there, in the référentiels that the collectivité has opened, in their order."""
    siennes = PilotageMesure.objects.filter(collectivite=collectivite, personne__utilisateur=utilisateur)
    ouverts = Engagement.objects.filter(collectivite=collectivite).values("referentiel")
    mesures = Mesure.objects.filter(pk__in=siennes.values("mesure"), referentiel__in=ouverts)
    return mesures.order_by("referentiel_id", "ordre")


MOI, SANS = "moi", "sans"


def options_de_pilotes(utilisateur: Utilisateur, collectivite: Collectivite) -> list[tuple[str, str]]:
    """People who pilot an indicateur there; nothing when nobody does. One query."""
    cites = PilotageIndicateur.objects.filter(collectivite=collectivite, personne__isnull=False)
    personnes = Personne.objects.filter(pk__in=cites.values("personne")).order_by("cle_recherche")
    noms = [(str(pk), nom) for pk, nom in personnes.values_list("pk", "nom")]
    return [(MOI, "Moi"), *noms, (SANS, "Sans pilote")] if noms else []


def options_de_services(utilisateur: Utilisateur, collectivite: Collectivite) -> list[tuple[str, str]]:
    """The same for services."""
    cites = PilotageIndicateur.objects.filter(collectivite=collectivite, service__isnull=False)
    services = Etiquette.objects.filter(pk__in=cites.values("service")).order_by("cle_recherche")
    noms = [(str(pk), nom) for pk, nom in services.values_list("pk", "nom")]
    return [*noms, (SANS, "Sans service")] if noms else []


def filter_pilotes(
    indicateurs: QuerySet[Any], utilisateur: Utilisateur, collectivite: Collectivite, valeur: str
) -> QuerySet[Any]:
    """Indicateurs that a person pilots, oneself, or nobody."""
    return _filter(indicateurs, collectivite, valeur, "personne", Q(personne__utilisateur=utilisateur))


def filter_services(
    indicateurs: QuerySet[Any], utilisateur: Utilisateur, collectivite: Collectivite, valeur: str
) -> QuerySet[Any]:
    """Indicateurs that a service pilots, or none."""
    return _filter(indicateurs, collectivite, valeur, "service", Q(pk__in=[]))


def _filter(
    indicateurs: QuerySet[Any], collectivite: Collectivite, valeur: str, colonne: str, miens: Q
) -> QuerySet[Any]:
    pilotages = PilotageIndicateur.objects.filter(collectivite=collectivite, **{f"{colonne}__isnull": False})
    if valeur == SANS:
        return indicateurs.exclude(pk__in=pilotages.values("indicateur"))
    retenus = pilotages.filter(miens) if valeur == MOI else pilotages.filter(**{colonne: valeur})
    return indicateurs.filter(pk__in=retenus.values("indicateur"))


def dire_pilotes(collectivite: Collectivite, pks: Collection[int]) -> dict[int, str]:
    """Names of the people of each indicateur. One query."""
    return {int(pk): ", ".join(p.pilotes) for pk, p in pilotages_of(collectivite, Indicateur, pks).items()}


def dire_services(collectivite: Collectivite, pks: Collection[int]) -> dict[int, str]:
    """The same of services. One query."""
    return {int(pk): ", ".join(p.services) for pk, p in pilotages_of(collectivite, Indicateur, pks).items()}


def noms_proposes(collectivite: Collectivite) -> tuple[list[str], list[str]]:
    """People and services that the collectivité names already. Two queries."""
    personnes = Personne.objects.filter(collectivite=collectivite).order_by("cle_recherche")
    services = Etiquette.objects.filter(collectivite=collectivite, genre=GenreEtiquette.SERVICE)
    return (
        list(personnes.values_list("nom", flat=True)[:300]),
        list(services.order_by("cle_recherche").values_list("nom", flat=True)[:300]),
    )


def pilotages_cites(objets: Collection[Personne | Etiquette]) -> list[PilotageIndicateur | PilotageMesure]:
    """Rows that name these people or these services. Two queries."""
    pks = [objet.pk for objet in objets if isinstance(objet, Personne)]
    services = [objet.pk for objet in objets if isinstance(objet, Etiquette)]
    cites = Q(personne__in=pks) | Q(service__in=services)
    return [*PilotageIndicateur.objects.filter(cites), *PilotageMesure.objects.filter(cites)]
