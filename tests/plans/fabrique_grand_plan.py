"""A plan of hundreds of fiches, written in a few queries: what lists are measured on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.plans.factories import LE, AxeFactory, PlanFactory, etiquette_nommee, personne_nommee

from cordee.outils.texte import cle_naturelle, normaliser
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur, RolePersonne, StatutFiche, TypeBudget
from cordee.plans.models import Acteur, Fiche, FichePersonne, LigneBudget, Placement, Plan

STATUTS = list(StatutFiche)


def grand_plan(nombre: int, *, axes: int = 10) -> Plan:
    """A plan of `nombre` fiches in `axes` axes, each with a pilote, a service, a budget, dates and a sous-fiche."""
    plan = PlanFactory(nom="Grand plan")
    branches = [AxeFactory(plan=plan) for _ in range(axes)]
    pilotes = [personne_nommee(plan.collectivite, f"Personne {rang}") for rang in range(5)]
    service = etiquette_nommee(plan.collectivite, GenreEtiquette.SERVICE, "Mobilités")
    fiches = Fiche.objects.bulk_create([_fiche(plan, rang) for rang in range(nombre)])
    dessous = Fiche.objects.bulk_create([_fiche(plan, rang, parent=fiche) for rang, fiche in enumerate(fiches)])
    Placement.objects.bulk_create(
        Placement(fiche=fiche, plan=plan, axe=branches[rang % axes], position=rang) for rang, fiche in enumerate(fiches)
    )
    toutes = [*fiches, *dessous]
    FichePersonne.objects.bulk_create(
        FichePersonne(fiche=fiche, personne=pilotes[rang % 5], role=RolePersonne.PILOTE)
        for rang, fiche in enumerate(toutes)
    )
    Acteur.objects.bulk_create(
        Acteur(fiche=fiche, etiquette=service, role=RoleActeur.SERVICE_PILOTE) for fiche in fiches
    )
    LigneBudget.objects.bulk_create(
        LigneBudget(fiche=fiche, type=TypeBudget.INVESTISSEMENT, prevu=Decimal(1000)) for fiche in fiches
    )
    indexer_fiches(fiche.pk for fiche in toutes)
    return plan


def _fiche(plan: Plan, rang: int, parent: Fiche | None = None) -> Fiche:
    titre = f"Isoler le bâtiment {rang}" if parent is None else f"Étudier le bâtiment {rang}"
    debut = date(2025, 1, 1) + timedelta(days=rang)
    return Fiche(
        collectivite=plan.collectivite, parent=parent, profondeur=0 if parent is None else 1, titre=titre,
        cle_recherche=normaliser(titre), cle_tri=cle_naturelle(titre), statut=STATUTS[rang % len(STATUTS)],
        debut=debut, fin=debut + timedelta(days=200), cree_le=LE, modifie_le=LE,
    )  # fmt: skip
