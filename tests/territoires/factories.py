"""Collectivités and roles of the tests.

    CollectiviteFactory()                         an EPCI (`epci=True` says it aloud)
    CollectiviteFactory(petr=True, membres=[a, b])      a PETR of which a and b accept the coordination
    CollectiviteFactory(commune=True, groupements=[epci])     a commune of an EPCI
    MembreFactory(editeur=True, collectivite=epci)      a new person with a role; `utilisateur=` for a known one
    AppartenanceFactory(groupement=petr, membre=epci, coordination_acceptee=False)

Roles: `lecteur` (also the default), `contributeur`, `editeur`, `coordinateur`, `administrateur`. A coordinateur is put
in a PETR unless a collectivité is given. SIREN are valid and start with 000: no real collectivité has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import factory
from tests.comptes.factories import UtilisateurFactory

from cordee.outils.texte import normaliser
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Appartenance, Collectivite, Membre
from cordee.territoires.queries import oublier_roles

DEPUIS_LE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def siren_fictif(rang: int) -> str:
    """A valid SIREN of no real collectivité: 000, the rank on five digits, the Luhn key."""
    base = f"000{rang + 1:05d}"
    somme = sum(int(c) for c in base[::2]) + sum(sum(divmod(2 * int(c), 10)) for c in base[1::2])
    return f"{base}{-somme % 10}"


class CollectiviteFactory(factory.django.DjangoModelFactory[Collectivite]):
    """A community of communes of the Hautes-Alpes, unless a trait says otherwise."""

    class Meta:
        model = Collectivite
        skip_postgeneration_save = True

    class Params:
        epci = factory.Trait(nature=Nature.EPCI, nature_insee="CC")
        petr = factory.Trait(
            nature=Nature.PETR,
            nature_insee="PETR",
            nom=factory.Sequence(lambda rang: f"PETR des Hautes Vallées {rang}"),
            nom_court="",
            population=34_000,
        )
        commune = factory.Trait(
            nature=Nature.COMMUNE,
            nature_insee="",
            nom=factory.Sequence(lambda rang: f"Saint-Véran-{rang}"),
            nom_court="",
            code_insee=factory.Sequence(lambda rang: f"05{rang % 1000:03d}"),
            population=1_200,
        )

    siren = factory.Sequence(siren_fictif)
    nom = factory.Sequence(lambda rang: f"CC de la Vallée {rang}")
    nom_court = factory.LazyAttribute(lambda moi: moi.nom.removeprefix("CC de la "))
    cle_recherche = factory.LazyAttribute(lambda moi: normaliser(moi.nom))
    nature = Nature.EPCI
    nature_insee = "CC"
    population = 12_000
    departements = "05"
    region = "93"
    drom = False

    @factory.post_generation
    def membres(self: Collectivite, create: bool, extracted: Iterable[Collectivite] | None, **kwargs: Any) -> None:
        """`membres=[…]`: collectivités that belong to this one."""
        for membre in extracted or ():
            AppartenanceFactory(groupement=self, membre=membre)

    @factory.post_generation
    def groupements(self: Collectivite, create: bool, extracted: Iterable[Collectivite] | None, **kwargs: Any) -> None:
        """`groupements=[…]`: those to which this one belongs."""
        for groupement in extracted or ():
            AppartenanceFactory(groupement=groupement, membre=self)


class AppartenanceFactory(factory.django.DjangoModelFactory[Appartenance]):
    """An EPCI in a PETR, coordination accepted."""

    class Meta:
        model = Appartenance

    groupement = factory.SubFactory(CollectiviteFactory, petr=True)
    membre = factory.SubFactory(CollectiviteFactory)
    coordination_acceptee = True


class MembreFactory(factory.django.DjangoModelFactory[Membre]):
    """A reader of an EPCI. Roles kept on the person are forgotten, so that the new one counts at once."""

    class Meta:
        model = Membre
        skip_postgeneration_save = True

    class Params:
        lecteur = factory.Trait(role=Role.LECTURE)
        contributeur = factory.Trait(role=Role.CONTRIBUTION)
        editeur = factory.Trait(role=Role.EDITION)
        coordinateur = factory.Trait(
            role=Role.COORDINATION, collectivite=factory.SubFactory(CollectiviteFactory, petr=True)
        )
        administrateur = factory.Trait(role=Role.ADMINISTRATION)

    utilisateur = factory.SubFactory(UtilisateurFactory)
    collectivite = factory.SubFactory(CollectiviteFactory)
    role = Role.LECTURE
    created_at = DEPUIS_LE

    @classmethod
    def _create(cls, model_class: type[Membre], *args: Any, **champs: Any) -> Membre:
        membre = super()._create(model_class, *args, **champs)
        oublier_roles(membre.utilisateur)
        return membre
