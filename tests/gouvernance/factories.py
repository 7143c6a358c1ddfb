"""Réunions and décisions as tests need them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory
from tests.plans.factories import FicheFactory, etiquetee, etiquette_nommee
from tests.territoires.factories import CollectiviteFactory

from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur
from cordee.plans.models import Fiche

LE = datetime(2027, 3, 12, 9, tzinfo=UTC)
JOUR = date(2027, 3, 12)
COPIL = "COPIL climat"


class ReunionFactory(factory.django.DjangoModelFactory[Reunion]):
    """A réunion of the COPIL, planned for 12 March 2027."""

    class Meta:
        model = Reunion

    class Params:
        tenue = factory.Trait(etat="tenue")
        nom_instance = COPIL

    collectivite = factory.SubFactory(CollectiviteFactory)
    instance = factory.LazyAttribute(
        lambda moi: etiquette_nommee(moi.collectivite, GenreEtiquette.INSTANCE, moi.nom_instance)
    )
    jour = JOUR
    cree_le = LE
    modifie_le = LE


class PointFactory(factory.django.DjangoModelFactory[PointOrdreDuJour]):
    """A point about no fiche."""

    class Meta:
        model = PointOrdreDuJour

    reunion = factory.SubFactory(ReunionFactory)
    titre = factory.Sequence(lambda rang: f"Point {rang}")
    position = factory.LazyAttribute(lambda moi: PointOrdreDuJour.objects.filter(reunion=moi.reunion).count())


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    """A décision still to be done, without deadline."""

    class Meta:
        model = Decision

    class Params:
        en_retard = factory.Trait(echeance=date(2020, 1, 1))
        faite = factory.Trait(etat="faite", reglee_le=JOUR)

    reunion = factory.SubFactory(ReunionFactory)
    texte = factory.Sequence(lambda rang: f"Écrire au préfet, lettre {rang}")
    cree_le = LE


def fiche_suivie(reunion: Reunion, **champs: Any) -> Fiche:
    """A fiche of the collectivité that cites the instance of the réunion."""
    fiche: Fiche = FicheFactory(collectivite=reunion.collectivite, **champs)
    etiquetee(fiche, reunion.instance.nom, RoleActeur.INSTANCE)
    return fiche
