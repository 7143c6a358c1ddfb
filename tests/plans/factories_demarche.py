"""Démarches PCAET of the tests.

DemarcheFactory()                     en élaboration, opened at LE in an EPCI of 34,000 inhabitants, without plan
DemarcheFactory(avec_plan=True)       linked to a PCAET without fiche; `plan=` for a known one
DemarcheFactory(transmise=True)       transmitted on 2 February 2026, silence counts on 2 May 2026
DemarcheFactory(instruite=True)       opinions given; DemarcheFactory(adoptee=True)  adopted on 12 March 2026
completer(demarche)                   everything that a transmission waits for
editrice_de(demarche)                 a new person who edits in its collectivité
joindre(demarche, Piece.DELIBERATION) a document attached
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.plans.domain.listes import DomaineImpact, Effet, Genre, RoleActeur, Secteur
from cordee.plans.domain.pcaet import (
    REQUISES,
    TABLEAUX,
    DomaineVulnerabilite,
    EtatPcaet,
    Nature,
    Niveau,
    Obligation,
    Piece,
    SensAvis,
    Volet,
    annees_objectifs,
)
from cordee.plans.models import (
    AvisDemarche,
    Classement,
    DemarchePcaet,
    DocumentDemarche,
    Fiche,
    FicheIndicateur,
    Impact,
    TexteVolet,
    ValeurVolet,
    Vulnerabilite,
)

TRANSMIS_LE = date(2026, 2, 2)
ECHEANCE = date(2026, 5, 2)
ADOPTE_LE = date(2026, 3, 12)
PLUS_TARD = datetime(2026, 5, 4, 9, tzinfo=UTC)
"""4 mai 2026: the opinions are over."""


class DemarcheFactory(factory.django.DjangoModelFactory[DemarchePcaet]):
    """A démarche en élaboration."""

    class Meta:
        model = DemarchePcaet
        skip_postgeneration_save = True

    class Params:
        avec_plan = factory.Trait(
            plan=factory.SubFactory(PlanFactory, collectivite=factory.SelfAttribute("..collectivite"))
        )
        transmise = factory.Trait(etat=str(EtatPcaet.TRANSMIS), transmis_le=TRANSMIS_LE, echeance_avis=ECHEANCE)
        instruite = factory.Trait(etat=str(EtatPcaet.INSTRUIT), transmis_le=TRANSMIS_LE, echeance_avis=ECHEANCE)
        adoptee = factory.Trait(
            etat=str(EtatPcaet.ADOPTE), transmis_le=TRANSMIS_LE, echeance_avis=ECHEANCE, adopte_le=ADOPTE_LE
        )

    collectivite = factory.SubFactory(CollectiviteFactory, population=34_000)
    plan = None
    nom = factory.Sequence(lambda rang: f"PCAET {2026 + rang}")
    obligation = str(Obligation.OBLIGATOIRE)
    population = 34_000
    population_annee = 2026
    lance_le = date(2025, 1, 15)
    information_le = date(2025, 2, 1)
    chef_de_projet = "Anaïs Bès"
    cree_le = LE
    modifie_le = LE

    @factory.post_generation
    def avis_demandes(self: DemarchePcaet, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The three opinions as soon as it was transmitted, given once it is further."""
        if self.transmis_le is None:
            return
        rendus = {} if self.etat == EtatPcaet.TRANSMIS else {"sens": str(SensAvis.FAVORABLE), "rendu_le": ADOPTE_LE}
        for instance in REQUISES:
            AvisDemarche.objects.create(
                demarche=self, instance=str(instance), demande_le=TRANSMIS_LE, echeance=ECHEANCE, **rendus
            )


def editrice_de(demarche: DemarchePcaet) -> Utilisateur:
    """A person who edits in the collectivité of the démarche."""
    return MembreFactory(editeur=True, collectivite=demarche.collectivite).utilisateur


def lectrice_de(demarche: DemarchePcaet) -> Utilisateur:
    """A person who reads there."""
    return MembreFactory(lecteur=True, collectivite=demarche.collectivite).utilisateur


def joindre(demarche: DemarchePcaet, piece: Piece, **champs: Any) -> DocumentDemarche:
    """A document of the collectivité as this piece."""
    document = DocumentFactory(collectivite=demarche.collectivite, nom=piece.libelle, **champs)
    return DocumentDemarche.objects.create(demarche=demarche, document=document, piece=str(piece), joint_le=LE)


def remplir(demarche: DemarchePcaet, volet: Volet, annee: int = 2019, valeur: int = 100) -> None:
    """Fills a whole table: a year of constat and the objectives that it has."""
    tableau = TABLEAUX[volet]
    colonnes = [(Nature.CONSTAT, annee)]
    if tableau.objectifs != "aucun":
        colonnes += [(Nature.OBJECTIF, an) for an in annees_objectifs(LE.date()).toutes]
    ValeurVolet.objects.bulk_create(
        ValeurVolet(
            demarche=demarche, volet=str(volet), poste=ligne.poste, secteur=ligne.secteur, nature=str(nature),
            annee=an, valeur=Decimal(valeur), unite=tableau.unite,
        )
        for ligne in tableau.lignes
        for nature, an in colonnes
    )  # fmt: skip


def fiche_complete(demarche: DemarchePcaet, **champs: Any) -> Fiche:
    """A fiche of the linked plan that says all that the regulation asks, in every sector."""
    fiche: Fiche = FicheFactory(
        dans=demarche.plan, moyens="Un demi-poste", public_cible="Habitants", description="Sobriété numérique", **champs
    )
    etiquetee(fiche, "Syndicat d'énergie", RoleActeur.PARTENAIRE)
    pilotee_par(fiche, "Zoé Guérin")
    Classement.objects.bulk_create(
        [
            *(Classement(fiche=fiche, genre=Genre.SECTEUR, code=str(secteur)) for secteur in Secteur),
            Classement(fiche=fiche, genre=Genre.EFFET, code=str(Effet.BIODIVERSITE)),
        ]
    )
    Impact.objects.create(fiche=fiche, domaine=DomaineImpact.GES)
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur_de(demarche, f"Indicateur de {fiche.titre}"))
    return fiche


def indicateur_de(demarche: DemarchePcaet, titre: str) -> Indicateur:
    """An indicateur of the collectivité."""
    return Indicateur.objects.create(
        collectivite=demarche.collectivite, titre=titre, cle_titre=titre.lower(), cle_recherche=titre.lower(),
        cle_tri=titre.lower()[:90], unite="MWh",
    )  # fmt: skip


def completer(demarche: DemarchePcaet) -> DemarchePcaet:
    """Fills the dossier: tables, texts, vulnerability, one fiche in a plan, upstream documents."""
    if demarche.plan is None:
        demarche.plan = PlanFactory(collectivite=demarche.collectivite)
        demarche.save(update_fields=["plan"])
    for volet, tableau in TABLEAUX.items():
        if tableau.lignes:
            remplir(demarche, volet)
    for volet in (Volet.RESEAUX, Volet.SUIVI):
        TexteVolet.objects.create(demarche=demarche, volet=str(volet), texte="Tout est dit.")
    Vulnerabilite.objects.bulk_create(
        Vulnerabilite(demarche=demarche, domaine=str(d), niveau=str(Niveau.NON_CONCERNE)) for d in DomaineVulnerabilite
    )
    fiche_complete(demarche)
    for piece in (Piece.DIAGNOSTIC, Piece.STRATEGIE, Piece.EES):
        joindre(demarche, piece)
    return demarche
