"""Publications of the tests.

PublicationFactory()                       a published plan of an EPCI, online; `plan=`, `adresse=`, settings
PublicationFactory(brouillon=True)         settings without publication
PublicationFactory(retiree=True)           published, then taken back
TOUT                                       every setting that shows something, on
fiche_riche(plan)                          a fiche with everything that a publication may show, and what it never does

Published at `LE`, without dates: online whatever the day of the test.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory
from tests.documents.factories import DocumentFactory
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory, ValeurFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.territoires.factories import CollectiviteFactory

from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne, StatutFiche
from cordee.plans.models import (
    Axe,
    Blocage,
    Classement,
    Commentaire,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    Financement,
    Impact,
    LigneBudget,
    Note,
    ObjectifChiffre,
    Plan,
    Reference,
)
from cordee.publication.models import PublicationPlan

TOUT: dict[str, Any] = {
    "noms": "tous", "montre_structures": True, "montre_indicateurs": True, "montre_budgets": True,
    "montre_financeurs": True, "montre_notes": True, "montre_documents": True,
}  # fmt: skip


class PublicationFactory(factory.django.DjangoModelFactory[PublicationPlan]):
    """A published plan."""

    class Meta:
        model = PublicationPlan

    class Params:
        brouillon = factory.Trait(publiee_le=None)
        retiree = factory.Trait(publiee_le=None, retiree_le=LE)

    plan = factory.SubFactory(PlanFactory)
    adresse = factory.Sequence(lambda rang: f"plan-climat-{rang}")
    publiee_le = LE
    modifiee_le = LE


JAMAIS = (
    "Lever le doute avec le préfet", "Le garage refuse de céder", "Point sensible avec la région",
    "agent@serac.example", "Convention secrète", "Suivi caché", "Étape secrète", "Étiquette interne",
)  # fmt: skip
"""Words that no setting shows."""
MONTRES = {
    "montre_structures": ("Service mobilité",),
    "montre_indicateurs": ("Kilomètres de pistes",),
    "montre_budgets": ("48 000",),
    "montre_financeurs": ("Fonds des vallées",),
    "montre_notes": ("Première pierre posée",),
    "montre_documents": ("Plan des pistes",),
}
"""Words that each setting shows."""


def fiche_riche(dans: Plan | Axe, **champs: Any) -> Fiche:
    """With everything around it."""
    fiche: Fiche = FicheFactory(
        dans=dans,
        **{
            "titre": "Relier les bourgs à vélo", "code": "4.3", "statut": StatutFiche.EN_COURS,
            "contexte": "On roule peu.",
            "description": "Douze kilomètres, écrire à agent@serac.example.", "objectifs": "Deux fois plus de trajets.",
            "vigilance": "Point sensible avec la région", "moyens": "Un poste.", **champs,
        },
    )  # fmt: skip
    FicheFactory(parent=fiche, titre="Tracer la première section", statut=StatutFiche.REALISE)
    FicheFactory(parent=fiche, titre="Étape secrète", confidentielle=True)
    FicheFactory(parent=fiche, titre="Étape effacée", supprimee_le=LE)
    Classement.objects.create(fiche=fiche, genre=Genre.THEMATIQUE, code="mobilite_transport")
    Classement.objects.create(fiche=fiche, genre=Genre.SECTEUR, code="transport_routier")
    fiche.communes.add(CollectiviteFactory(commune=True, nom="Sérac-la-Ville"))
    ObjectifChiffre.objects.create(fiche=fiche, libelle="Trajets à vélo", valeur=Decimal(20), unite="%", echeance=2028)
    Impact.objects.create(fiche=fiche, domaine="ges", niveau=2, valeur=Decimal(310), horizon=2030)
    Impact.objects.create(fiche=fiche, domaine="attenuation")
    Impact.objects.create(fiche=fiche, domaine="emploi", valeur=Decimal(-2))
    Reference.objects.create(fiche=fiche, type="sraddet", article="règle 12", adresse="https://exemple.fr/sraddet")
    etiquetee(fiche, "Service mobilité", RoleActeur.SERVICE_PILOTE)
    etiquetee(fiche, "Étiquette interne")
    pilotee_par(fiche, "Ariane Pilote")
    pilotee_par(fiche, "Odile Élue", RolePersonne.ELU_REFERENT)
    LigneBudget.objects.create(fiche=fiche, type="investissement", unite="ht", annee=2026, prevu=48_000, reel=1_000)
    funder = etiquetee(fiche, "Fonds des vallées", RoleActeur.PARTENAIRE_FINANCIER).etiquette
    Financement.objects.create(fiche=fiche, financeur=funder, montant=12_000)
    Note.objects.create(
        fiche=fiche,
        date=LE.date(),
        texte="Première pierre posée",
        auteur_nom="Ariane Pilote",
        cree_le=LE,
        modifie_le=LE,
    )
    Commentaire.objects.create(fiche=fiche, texte="Lever le doute avec le préfet", cree_le=LE)
    Blocage.objects.create(fiche=fiche, raison="Le garage refuse de céder", pose_le=LE)
    for nom, confidentiel in (("Plan des pistes", False), ("Convention secrète", True)):
        document = DocumentFactory(collectivite=fiche.collectivite, nom=nom, confidentiel=confidentiel)
        FicheDocument.objects.create(fiche=fiche, document=document, ajoute_le=LE)
    for titre, cache in (("Kilomètres de pistes", False), ("Suivi caché", True)):
        indicateur = IndicateurFactory(titre=titre)
        FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur, cible=12, annee_cible=2028)
        ValeurFactory(indicateur=indicateur, collectivite=fiche.collectivite, annee=2025, resultat=3.5, objectif=4)
        SuiviFactory(indicateur=indicateur, collectivite=fiche.collectivite, confidentiel=cache)
    indexer_fiches([fiche.pk])
    return fiche
