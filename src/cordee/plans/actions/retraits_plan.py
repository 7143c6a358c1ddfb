"""Taking a document or a comment away from a plan, and putting it back as it was: what actions.retraits does for a
fiche."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from cordee.comptes.actions.notifications import reprendre_notifications
from cordee.comptes.models import Utilisateur
from cordee.plans.actions.commentaires import supprimer_commentaire
from cordee.plans.actions.composition.ecriture import noter_au_plan, ouvrir_plan
from cordee.plans.actions.documents_plan import detacher_document_du_plan, refuser_document_du_plan
from cordee.plans.actions.rangees import Retirable, photographier, remettre, sur_la_ligne, verifier_commentaire
from cordee.plans.domain.composition import LIGNES
from cordee.plans.models import GesteGroupe, Plan, PlanDocument
from cordee.plans.queries.lignes_fiche import VERBE_RETRAIT
from cordee.plans.queries.page_plan import MODELES_DU_PLAN
from cordee.socle.erreurs import DonneeRefusee


@transaction.atomic
def retirer_du_plan(plan: Plan, bloc: str, ligne: Model, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Takes a row of a block away; what is returned puts it back. Raises what the action of that block raises."""
    genre = RETIRABLES_DU_PLAN[bloc]
    avant = {"plan": plan.pk, "bloc": bloc, "dit": genre.dire(ligne), **photographier(ligne)}
    genre.retirer(plan, ligne, par=par, le=le)
    resume = f"Retrait, {LIGNES[genre.mot].lower()} : {avant['dit']}" if avant["dit"] else "Retrait d'un commentaire"
    return GesteGroupe.objects.create(
        collectivite_id=plan.collectivite_id, verbe=VERBE_RETRAIT, resume=resume[:300], avant=avant, par=par, le=le
    )


@transaction.atomic
def annuler_retrait_du_plan(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
    """Puts the row back. Raises `DonneeRefusee` when that is no longer possible: nothing is written then."""
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    avant = verrouille.avant
    genre = RETIRABLES_DU_PLAN[avant["bloc"]]
    plan = Plan.objects.select_related("collectivite").get(pk=avant["plan"])
    ouvert = ouvrir_plan(plan, par=par, code=genre.code)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Ce retrait est déjà annulé.")
    remettre(ouvert, MODELES_DU_PLAN[avant["bloc"]], genre, avant, par=par)
    noter_au_plan(
        ouvert, "annuler_retrait", f"A remis ce qui avait été retiré du plan « {ouvert.nom} »", par=par, le=le,
        champs={genre.mot: [None, avant["dit"]]} if avant["dit"] else None, details={"retrait": verrouille.pk},
    )  # fmt: skip
    reprendre_notifications(avant["notifications"], le=le)
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])


def _verifier_document(plan: Plan, lien: PlanDocument, par: Utilisateur) -> None:
    """Of the same library; it is no longer the délibération when another one has become it."""
    refuser_document_du_plan(plan, lien.document)
    if lien.deliberation and PlanDocument.objects.filter(plan=plan, deliberation=True).exists():
        lien.deliberation = False


RETIRABLES_DU_PLAN: dict[str, Retirable] = {
    "documents": Retirable(
        "document", sur_la_ligne(detacher_document_du_plan), lambda lien: lien.document.nom,
        "Ce document est à nouveau joint au plan : il n'y a rien à remettre.",
        _verifier_document, code="plans.modifier_plan",
    ),
    "commentaires": Retirable(
        "commentaire", sur_la_ligne(supprimer_commentaire), lambda commentaire: "",
        verifier=verifier_commentaire, code="plans.commenter_plan",
    ),
}  # fmt: skip
"""Blocks of a plan whose rows can be taken away, by the word of their address."""
