"""The audit trail of the plans of a collectivité: what was done, on which plan, by whom."""

from __future__ import annotations

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.territoires.models import Collectivite

GENRES: dict[str, tuple[str, Q]] = {
    "plans": ("Plans et axes", Q(objet_type__in=["plans.plan", "plans.axe"]) & ~Q(verbe="plans.exporter")),
    "fiches": ("Fiches", Q(objet_type="plans.fiche") & ~Q(verbe__in=["plans.exporter", "plans.modifier_en_lot"])),
    "lots": ("Modifications groupées", Q(verbe__in=["plans.modifier_en_lot", "plans.annuler_lot"])),
    "imports": ("Imports", Q(objet_type="plans.import")),
    "exports": ("Exports confidentiels", Q(verbe="plans.exporter")),
    "demarches": ("Démarches PCAET", Q(objet_type="plans.demarchepcaet")),
}
"""Kinds of entries, by the word of the address: what they are called, which they are."""


def list_ecritures_des_plans(
    collectivite: Collectivite, *, plan: Plan | None = None, genre: str = "", acteur: int | None = None
) -> QuerySet[Ecriture]:
    """Entries on plans and fiches of the collectivité, newest first; of one plan, its axes and the fiches that are in
    it now. They name what is confidential: whoever reads them must be able to see it."""
    ecritures = Ecriture.objects.filter(collectivite_id=collectivite.pk, verbe__startswith="plans.")
    if plan is not None:
        ecritures = ecritures.filter(_du_plan(plan))
    if genre in GENRES:
        ecritures = ecritures.filter(GENRES[genre][1])
    if acteur is not None:
        ecritures = ecritures.filter(acteur=acteur)
    return ecritures.select_related("acteur").order_by("-le", "-pk")


def list_acteurs(collectivite: Collectivite) -> list[Utilisateur]:
    """People who did something there, by name."""
    qui = Ecriture.objects.filter(collectivite_id=collectivite.pk, verbe__startswith="plans.").values("acteur")
    return list(Utilisateur.objects.filter(pk__in=qui).order_by("nom", "prenom", "pk"))


def _du_plan(plan: Plan) -> Q:
    placees = Placement.objects.filter(plan=plan).values("fiche")
    lignees = Q(pk__in=placees) | Q(parent__in=placees) | Q(parent__parent__in=placees)
    fiches, axes = Fiche.objects.filter(lignees), Axe.objects.filter(plan=plan)
    return (
        Q(objet_type="plans.plan", objet_id=str(plan.pk))
        | Q(objet_type="plans.axe", objet_id__in=axes.values_list(Cast("pk", CharField())))
        | Q(objet_type="plans.fiche", objet_id__in=fiches.values_list(Cast("pk", CharField())))
    )
