"""Indicateurs of the tests.

IndicateurFactory()                              a national indicateur, `test_1`, in MWh
IndicateurFactory(personnalise=True)             one of a collectivité of its own; `collectivite=` says whose
IndicateurFactory(regroupement=True)             one that takes no entry
IndicateurFactory(thematiques=["agri_alim"], parents=[autre], mesures=["cae_1.1.1"])
ValeurFactory(indicateur=…, collectivite=…, annee=2024, resultat=12.5)      also `source=SourceFactory()`
SuiviFactory(indicateur=…, collectivite=…, confidentiel=True)
editrice(collectivite)                           a new person who may write there; also `personne(collectivite, role)`
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import factory
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.domain.definitions import cle_recherche, cle_titre, cle_tri
from cordee.indicateurs.models import (
    Indicateur,
    IndicateurCollectivite,
    IndicateurMesure,
    IndicateurThematique,
    Source,
    Valeur,
)
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


class IndicateurFactory(factory.django.DjangoModelFactory[Indicateur]):
    """A national indicateur, unless `personnalise` or `collectivite` says otherwise."""

    class Meta:
        model = Indicateur
        skip_postgeneration_save = True

    class Params:
        personnalise = factory.Trait(identifiant=None, collectivite=factory.SubFactory(CollectiviteFactory))
        regroupement = factory.Trait(sans_valeur_utilisateur=True)

    identifiant = factory.Sequence(lambda rang: f"test_{rang + 1}")
    collectivite = None
    titre = factory.Sequence(lambda rang: f"Consommation d'énergie {rang + 1}")
    cle_titre = factory.LazyAttribute(lambda moi: cle_titre(moi.titre))
    cle_recherche = factory.LazyAttribute(lambda moi: cle_recherche(moi.identifiant or "", moi.titre))
    cle_tri = factory.LazyAttribute(lambda moi: cle_tri(moi.identifiant or moi.cle_titre))
    unite = "MWh"
    created_at = LE
    modified_at = LE

    @classmethod
    def _create(cls, model_class: type[Indicateur], *args: Any, **champs: Any) -> Indicateur:
        if champs.get("collectivite") is not None:
            champs["identifiant"] = None
        return super()._create(model_class, *args, **champs)

    @factory.post_generation
    def thematiques(self: Indicateur, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for code in extracted or ():
            IndicateurThematique.objects.create(indicateur=self, thematique=code)

    @factory.post_generation
    def mesures(self: Indicateur, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for code in extracted or ():
            IndicateurMesure.objects.create(indicateur=self, mesure_code=code)

    @factory.post_generation
    def parents(self: Indicateur, create: bool, extracted: Iterable[Indicateur] | None, **kwargs: Any) -> None:
        self.parents.add(*(extracted or ()))


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    """A producer of open data."""

    class Meta:
        model = Source

    code = factory.Sequence(lambda rang: f"source{rang}")
    libelle = factory.LazyAttribute(lambda moi: f"Observatoire {moi.code}")
    ordre = 10


class ValeurFactory(factory.django.DjangoModelFactory[Valeur]):
    """A result of 2024 entered by the collectivité."""

    class Meta:
        model = Valeur

    class Params:
        annee = 2024

    collectivite = factory.SubFactory(CollectiviteFactory)
    indicateur = factory.SubFactory(IndicateurFactory)
    date_valeur = factory.LazyAttribute(lambda moi: date(moi.annee, 1, 1))
    resultat = 12.5
    created_at = LE
    modified_at = LE


class SuiviFactory(factory.django.DjangoModelFactory[IndicateurCollectivite]):
    """What a collectivité says of an indicateur."""

    class Meta:
        model = IndicateurCollectivite

    collectivite = factory.SubFactory(CollectiviteFactory)
    indicateur = factory.SubFactory(IndicateurFactory)
    modified_at = LE


def personne(collectivite: Collectivite, role: Role | None) -> Utilisateur:
    """A new person with this role there, or without any."""
    if role is None:
        return UtilisateurFactory()
    return MembreFactory(collectivite=collectivite, role=role).utilisateur


def editrice(collectivite: Collectivite) -> Utilisateur:
    """A new person who may write there."""
    return personne(collectivite, Role.EDITION)
