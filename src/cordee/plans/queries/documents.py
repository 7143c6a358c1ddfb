"""Documents around a fiche or a plan: those attached that a person may have, and those of the libraries that they may
attach."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.outils.texte import normaliser
from cordee.plans.models import Fiche, FicheDocument, Plan, PlanDocument
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, collectivites_of
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


def _contributions(utilisateur: Utilisateur) -> set[int]:
    roles = roles_par_collectivite(utilisateur)
    return {c for c, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang}


def q_donne(utilisateur: Utilisateur) -> Q:
    """Condition on what attaches a document: a confidential one is for those who contribute where it is kept."""
    return Q(document__confidentiel=False) | Q(document__collectivite__in=_contributions(utilisateur))


def list_joints_for(utilisateur: Utilisateur, fiche: Fiche) -> QuerySet[FicheDocument]:
    """Documents attached to a fiche that the person sees; confidential ones for those who contribute where they are
    kept."""
    joints = FicheDocument.objects.filter(fiche=fiche).select_related("document__collectivite", "ajoute_par")
    return joints.filter(q_donne(utilisateur))


def joint_for(utilisateur: Utilisateur, fiche: Fiche, pk: int) -> FicheDocument | None:
    """One of them, with its fiche."""
    return list_joints_for(utilisateur, fiche).select_related("fiche__collectivite").filter(pk=pk).first()


def list_joints_du_plan_for(utilisateur: Utilisateur, plan: Plan) -> QuerySet[PlanDocument]:
    """The same for a plan that the person sees, its délibération first."""
    joints = PlanDocument.objects.filter(plan=plan).select_related("document__collectivite", "ajoute_par")
    return joints.filter(q_donne(utilisateur))


def joint_du_plan_for(utilisateur: Utilisateur, plan: Plan, pk: int) -> PlanDocument | None:
    """One of them, with its plan."""
    return list_joints_du_plan_for(utilisateur, plan).select_related("plan__collectivite").filter(pk=pk).first()


def bibliotheque_for(utilisateur: Utilisateur, objet: Fiche | Plan, depuis: Collectivite) -> Collectivite | None:
    """Where a document that this person attaches is kept: the collectivité from which they look when they contribute
    there, else another that carries the fiche and where they do."""
    possibles = collectivites_of(objet) & _contributions(utilisateur)
    if depuis.pk in possibles:
        return depuis
    return Collectivite.objects.filter(pk__in=possibles).order_by("cle_recherche").first()


def list_documents_proposes(utilisateur: Utilisateur, objet: Fiche | Plan) -> QuerySet[Document]:
    """Documents that the person sees in the libraries of those who carry the fiche (in that of the plan), and that it
    has not yet."""
    portee = collectivites_of(objet) & roles_par_collectivite(utilisateur).keys()
    lus = Q(collectivite__in=portee, confidentiel=False)
    documents = Document.objects.filter(lus | Q(collectivite__in=portee & _contributions(utilisateur)))
    joints: QuerySet[Any, Any] = objet.documents.values("document")
    return documents.exclude(pk__in=joints).order_by("cle_recherche", "pk")


def document_ecrit(utilisateur: Utilisateur, objet: Fiche | Plan, texte: str) -> Document | None:
    """The document that somebody wrote: its number (`#12 …` as it is proposed), else the only one of that name."""
    possibles = list_documents_proposes(utilisateur, objet)
    if texte.startswith("#"):
        numero = texte[1:].split()[0] if texte[1:].split() else ""
        return possibles.filter(pk=int(numero)).first() if numero.isascii() and numero.isdigit() else None
    cle = normaliser(texte)
    trouves = list(possibles.filter(cle_recherche=cle)[:2]) if cle else []
    return trouves[0] if len(trouves) == 1 else None
