"""Files and links attached to a plan, and the act by which it was voted among them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.plans.actions.composition.ecriture import lire_texte, noter_au_plan, ouvrir_plan
from cordee.plans.models import Plan, PlanDocument
from cordee.plans.queries.visibilite import collectivites_of
from cordee.socle.erreurs import DonneeRefusee

AILLEURS = "Ce document est d'une autre collectivité : déposez-le dans celle du plan."


@transaction.atomic
def joindre_document_au_plan(
    plan: Plan,
    document: Document,
    *,
    commentaire: str = "",
    deliberation: bool = False,
    par: Utilisateur,
    le: datetime,
) -> PlanDocument:
    """Attaches a document of the library of the plan, which whoever edits the plan sees whole; one that is attached
    already stays as it is.
    `deliberation`: it is the act by which the plan was voted, instead of the one that was."""
    ouvert = ouvrir_plan(plan, par=par)
    refuser_document_du_plan(ouvert, document)
    propre = lire_texte(commentaire, "Commentaire", 300)
    lien, cree = PlanDocument.objects.get_or_create(
        plan=ouvert, document=document, defaults={"commentaire": propre, "ajoute_par": par, "ajoute_le": le}
    )
    if cree:
        noter_au_plan(
            ouvert, "joindre_document", f"A joint « {document.nom} » au plan « {ouvert.nom} »", par=par, le=le,
            champs={"document": [None, document.nom]},
        )  # fmt: skip
    if deliberation:
        _designer(ouvert, lien, par=par, le=le)
    return lien


@transaction.atomic
def modifier_document_du_plan(
    lien: PlanDocument, *, commentaire: str, deliberation: bool, par: Utilisateur, le: datetime
) -> PlanDocument:
    """Changes what is said of an attached document, and whether it is the délibération."""
    ouvert = ouvrir_plan(lien.plan, par=par)
    propre = lire_texte(commentaire, "Commentaire", 300)
    if propre != lien.commentaire:
        avant, lien.commentaire = lien.commentaire, propre
        lien.save(update_fields=["commentaire"])
        noter_au_plan(
            ouvert, "modifier_document", f"A changé ce qui est dit de « {lien.document.nom} »", par=par, le=le,
            champs={"document": [avant, propre]},
        )  # fmt: skip
    if deliberation and not lien.deliberation:
        _designer(ouvert, lien, par=par, le=le)
    elif lien.deliberation and not deliberation:
        lien.deliberation = False
        lien.save(update_fields=["deliberation"])
        _dire_acte(ouvert, lien.document.nom, None, par=par, le=le)
    return lien


@transaction.atomic
def detacher_document_du_plan(lien: PlanDocument, *, par: Utilisateur, le: datetime) -> None:
    """Takes a document off the plan; the document itself stays in the library."""
    ouvert = ouvrir_plan(lien.plan, par=par)
    nom = lien.document.nom
    lien.delete()
    noter_au_plan(
        ouvert, "detacher_document", f"A détaché « {nom} » du plan « {ouvert.nom} »", par=par, le=le,
        champs={"document": [nom, None]},
    )  # fmt: skip


def refuser_document_du_plan(plan: Plan, document: Document) -> None:
    """Refuses a document of another collectivité."""
    if document.collectivite_id not in collectivites_of(plan):
        raise DonneeRefusee(AILLEURS)


def _designer(plan: Plan, lien: PlanDocument, *, par: Utilisateur, le: datetime) -> None:
    """This document is the délibération; the one that was stays attached."""
    actuelle = PlanDocument.objects.filter(plan=plan, deliberation=True).select_related("document").first()
    if actuelle is not None:
        actuelle.deliberation = False
        actuelle.save(update_fields=["deliberation"])
    lien.deliberation = True
    lien.save(update_fields=["deliberation"])
    _dire_acte(plan, actuelle.document.nom if actuelle else None, lien.document.nom, par=par, le=le)


def _dire_acte(plan: Plan, avant: str | None, apres: str | None, *, par: Utilisateur, le: datetime) -> None:
    noter_au_plan(
        plan, "designer_deliberation", f"A changé le document de la délibération du plan « {plan.nom} »", par=par,
        le=le, champs={"deliberation_document": [avant, apres]},
    )  # fmt: skip
