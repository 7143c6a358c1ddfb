"""Plans and fiches of the tests.

    PlanFactory()                       an adopted PCAET of an EPCI; `confidentiel=True`, `collectivite=`
    AxeFactory(plan=plan, nom="…")      an axe at the end of the plan; `parent=` for a sous-axe
    FicheFactory()                      a fiche « à venir » of an EPCI, in no plan
    FicheFactory(dans=plan)             placed at the root of a plan; `dans=axe` in an axe
    FicheFactory(parent=fiche)          a sous-fiche, last of its sisters
    traits                              en_cours, realisee, bloquee, abandonnee, en_retard, confidentielle
    pilotee_par(fiche, utilisateur)     names a pilote; `role=RolePersonne.ELU_REFERENT` an élu référent
    partagee_avec(fiche, collectivite)  carried with another collectivité

Everything is created and changed at `LE` unless told otherwise. Search rows are written.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle, normaliser
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur, RolePersonne, StatutFiche, StatutPlan, TypePlan
from cordee.plans.models import (
    Acteur,
    Axe,
    Etiquette,
    Fiche,
    FichePersonne,
    Partage,
    Personne,
    Placement,
    Plan,
    Rappel,
)
from cordee.territoires.models import Collectivite

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)
"""10 mars 2026, 10 h in Paris."""
AUJOURDHUI = date(2026, 3, 10)


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """An adopted PCAET."""

    class Meta:
        model = Plan

    collectivite = factory.SubFactory(CollectiviteFactory)
    nom = factory.Sequence(lambda rang: f"Plan climat {2024 + rang}")
    cle_recherche = factory.LazyAttribute(lambda moi: normaliser(moi.nom))
    cle_tri = factory.LazyAttribute(lambda moi: cle_naturelle(moi.nom))
    type = TypePlan.PCAET
    statut = StatutPlan.ADOPTE
    debut = date(2024, 1, 1)
    fin = date(2029, 12, 31)
    cree_le = LE
    modifie_le = LE


class AxeFactory(factory.django.DjangoModelFactory[Axe]):
    """An axe, last among its siblings."""

    class Meta:
        model = Axe

    plan = factory.SubFactory(PlanFactory)
    parent = None
    nom = factory.Sequence(lambda rang: f"Axe {rang}")
    position = factory.LazyAttribute(lambda moi: Axe.objects.filter(plan=moi.plan, parent=moi.parent).count())


class FicheFactory(factory.django.DjangoModelFactory[Fiche]):
    """A fiche « à venir ». Tests that search ask for the fixture `fiches_cherchables`, without which the index of words
    (a third of the time of those that make many fiches) is not written."""

    _cherchables = False

    class Meta:
        model = Fiche
        skip_postgeneration_save = True

    class Params:
        en_cours = factory.Trait(statut=StatutFiche.EN_COURS)
        realisee = factory.Trait(statut=StatutFiche.REALISE)
        bloquee = factory.Trait(statut=StatutFiche.BLOQUE)
        abandonnee = factory.Trait(statut=StatutFiche.ABANDONNE)
        en_retard = factory.Trait(statut=StatutFiche.EN_COURS, debut=date(2025, 1, 1), fin=date(2026, 1, 31))
        confidentielle = factory.Trait(confidentiel=True)

    collectivite = factory.SubFactory(CollectiviteFactory)
    parent = None
    profondeur = factory.LazyAttribute(lambda moi: 0 if moi.parent is None else moi.parent.profondeur + 1)
    position = factory.LazyAttribute(
        lambda moi: 0 if moi.parent is None else Fiche.objects.filter(parent=moi.parent).count()
    )
    titre = factory.Sequence(lambda rang: f"Suivre l'énergie des bâtiments, lot {rang}")
    cle_recherche = factory.LazyAttribute(lambda moi: normaliser(moi.titre))
    cle_tri = factory.LazyAttribute(lambda moi: cle_naturelle(moi.titre))
    statut = StatutFiche.A_VENIR
    cree_le = LE
    modifie_le = LE

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Fiche:
        """A sous-fiche belongs to the collectivité of its parent, a placed fiche to that of its plan."""
        dans, parent = params.pop("dans", None), params.get("parent")
        if dans is not None:
            params.setdefault("collectivite", (dans.plan if isinstance(dans, Axe) else dans).collectivite)
        elif parent is not None:
            params.setdefault("collectivite", parent.collectivite)
        fiche: Fiche = super()._generate(strategy, params)
        if dans is not None:
            placer(fiche, dans)
        if cls._cherchables:
            indexer_fiches([fiche.pk])
        return fiche


def placer(fiche: Fiche, ou: Plan | Axe) -> Placement:
    """Places a fiche at the end of a plan or of an axe."""
    plan, axe = (ou.plan, ou) if isinstance(ou, Axe) else (ou, None)
    rang = Placement.objects.filter(plan=plan, axe=axe).count()
    return Placement.objects.create(fiche=fiche, plan=plan, axe=axe, position=rang)


def personne_nommee(collectivite: Collectivite, qui: Utilisateur | str) -> Personne:
    """The Personne of an account or of a name."""
    if isinstance(qui, Utilisateur):
        return Personne.objects.get_or_create(
            collectivite=collectivite,
            utilisateur=qui,
            defaults={"nom": qui.nom_complet, "cle_recherche": normaliser(f"{qui.nom} {qui.prenom}")},
        )[0]
    return Personne.objects.get_or_create(
        collectivite=collectivite, cle_recherche=normaliser(qui), utilisateur=None, defaults={"nom": qui}
    )[0]


def pilotee_par(fiche: Fiche, qui: Utilisateur | str, role: RolePersonne = RolePersonne.PILOTE) -> FichePersonne:
    """Names a person in a fiche."""
    return FichePersonne.objects.create(fiche=fiche, personne=personne_nommee(fiche.collectivite, qui), role=role)


def etiquetee(fiche: Fiche, nom: str, role: RoleActeur = RoleActeur.ETIQUETTE) -> Acteur:
    """Gives an étiquette (or a structure, a partner…) to a fiche."""
    etiquette = etiquette_nommee(fiche.collectivite, role.genre, nom)
    return Acteur.objects.create(fiche=fiche, etiquette=etiquette, role=role)


def etiquette_nommee(collectivite: Collectivite, genre: GenreEtiquette, nom: str) -> Etiquette:
    """The étiquette of a name."""
    return Etiquette.objects.get_or_create(
        collectivite=collectivite, genre=genre, cle_recherche=normaliser(nom), defaults={"nom": nom}
    )[0]


def partagee_avec(fiche: Fiche, collectivite: Collectivite) -> Partage:
    """Carries the fiche with another collectivité."""
    return Partage.objects.create(fiche=fiche, collectivite=collectivite, le=LE)


class RappelFactory(factory.django.DjangoModelFactory[Rappel]):
    """A reminder that a member put for themselves on a fiche of their collectivité, a week after `AUJOURDHUI`."""

    class Meta:
        model = Rappel

    fiche = factory.SubFactory(FicheFactory)
    destinataire = factory.LazyAttribute(lambda moi: MembreFactory(collectivite=moi.fiche.collectivite).utilisateur)
    auteur = factory.LazyAttribute(lambda moi: moi.destinataire)
    jour = date(2026, 3, 17)
    mot = "Appeler le CAUE"
    cree_le = LE
