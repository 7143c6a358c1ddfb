"""What every write around a fiche or a plan does: ask the right, lock it, mark it, say it in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import rendre_vide
from cordee.plans.actions.fiches import toucher_fiche
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.models import Fiche, Plan
from cordee.plans.permissions import qui_peut_modifier
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

ANNEES = (1990, 2100)
MONTANT_MAX = Decimal(999_999_999_999)
QUANTITE_MAX = Decimal(10) ** 11
QUI_MODIFIE_LE_PLAN = (
    "Changer un plan demande le rôle « Édition » : demandez-le à une personne qui administre la collectivité (page "
    "« Membres et rôles »)."
)


def ouvrir(fiche: Fiche, *, par: Utilisateur, code: str = "plans.modifier_fiche", raison: str = "") -> Fiche:
    """The fiche locked until the end of the transaction, once the right is asked. Raises `Refus`, or `DonneeRefusee`
    when a colleague has deleted it."""
    exiger(par, code, fiche, raison=raison or qui_peut_modifier())
    verrouillee = (
        Fiche.objects.select_for_update(of=("self",))
        .select_related("collectivite", "parent", "parent__parent")
        .filter(pk=fiche.pk, supprimee_le__isnull=True)
        .first()
    )
    if verrouillee is None:
        raise DonneeRefusee("Cette fiche a été supprimée entre-temps : demandez à la restaurer, ou rechargez le plan.")
    return verrouillee


def noter(
    fiche: Fiche,
    verbe: str,
    resume: str,
    *,
    par: Utilisateur,
    le: datetime,
    champs: Mapping[str, list[Any]] | None = None,
    details: Mapping[str, Any] | None = None,
    cherche: bool = True,
) -> None:
    """Marks the fiche as changed, writes the trail, and feeds the search when it reads what changed (`cherche`)."""
    toucher_fiche(fiche, par=par, le=le)
    if cherche:
        indexer_fiches([fiche.pk])
    consigner(
        fiche,
        f"plans.{verbe}",
        resume,
        par=par,
        le=le,
        collectivite_id=fiche.collectivite_id,
        details={**({"champs": dict(champs)} if champs else {}), **(details or {})},
    )


def ouvrir_plan(plan: Plan, *, par: Utilisateur, code: str = "plans.modifier_plan", raison: str = "") -> Plan:
    """The plan locked until the end of the transaction, once the right is asked. Raises `Refus`, or `DonneeRefusee`
    when a colleague has deleted it."""
    exiger(par, code, plan, raison=raison or QUI_MODIFIE_LE_PLAN)
    verrouille = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").filter(pk=plan.pk).first()
    if verrouille is None:
        raise DonneeRefusee("Ce plan a été supprimé entre-temps : revenez à la liste des plans.")
    return verrouille


def noter_au_plan(
    plan: Plan,
    verbe: str,
    resume: str,
    *,
    par: Utilisateur,
    le: datetime,
    champs: Mapping[str, list[Any]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Marks the plan as changed and writes the trail."""
    plan.modifie_le, plan.modifie_par = le, par
    plan.save(update_fields=["modifie_le", "modifie_par"])
    consigner(
        plan, f"plans.{verbe}", resume, par=par, le=le, collectivite_id=plan.collectivite_id,
        details={**({"champs": dict(champs)} if champs else {}), **(details or {})},
    )  # fmt: skip


def lire_texte(texte: str, libelle: str, maximum: int, *, obligatoire: bool = False, lignes: bool = False) -> str:
    """Clean text; raises `DonneeRefusee` when it is empty though expected, or too long."""
    propre = texte.replace("\r\n", "\n").replace("\0", "")
    propre = rendre_vide(propre.strip() if lignes else " ".join(propre.split()))
    if obligatoire and not propre:
        raise DonneeRefusee(f"« {libelle} » est vide : écrivez quelques mots.")
    if len(propre) > maximum:
        raise DonneeRefusee(f"« {libelle} » dépasse {maximum} caractères ({len(propre)}) : raccourcissez.")
    return propre


def lire_annee(annee: int | None, libelle: str = "Année") -> int | None:
    """The year, within reason."""
    if annee is not None and not ANNEES[0] <= annee <= ANNEES[1]:
        raise DonneeRefusee(f"« {libelle} » attend une année entre {ANNEES[0]} et {ANNEES[1]} : {annee} reçu.")
    return annee


def lire_montant(montant: Decimal | None, libelle: str, maximum: Decimal = MONTANT_MAX) -> Decimal | None:
    """An amount that is not negative and fits its column."""
    if montant is not None and not (montant.is_finite() and 0 <= montant <= maximum):
        raise DonneeRefusee(f"« {libelle} » attend un nombre positif, sans dépasser {maximum:f}.")
    return montant


def lire_quantite(quantite: Decimal | None, libelle: str) -> Decimal | None:
    """A number, negative or not, that fits its column."""
    if quantite is not None and not (quantite.is_finite() and abs(quantite) <= QUANTITE_MAX):
        raise DonneeRefusee(f"« {libelle} » attend un nombre raisonnable : vérifiez l'unité.")
    return quantite
