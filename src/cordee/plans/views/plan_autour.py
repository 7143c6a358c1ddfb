"""Documents of a plan and its discussion: the same pieces as on the page of a fiche, on a page each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.comptes.models import Utilisateur
from cordee.documents.domain import nom_de_telechargement
from cordee.documents.queries import search_documents
from cordee.outils.texte import accorder
from cordee.plans.actions.commentaires import (
    QUI_COMMENTE,
    commenter_plan,
    modifier_commentaire,
    regler_commentaire,
)
from cordee.plans.actions.composition.ecriture import QUI_MODIFIE_LE_PLAN
from cordee.plans.actions.documents_plan import joindre_document_au_plan, modifier_document_du_plan
from cordee.plans.actions.retraits_plan import RETIRABLES_DU_PLAN, annuler_retrait_du_plan, retirer_du_plan
from cordee.plans.forms import fiche_lignes as saisies
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import CommentairePlan, GesteGroupe, Plan, PlanDocument
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.documents import joint_du_plan_for, list_documents_proposes
from cordee.plans.queries.lignes_fiche import PROPOSITIONS
from cordee.plans.queries.page_plan import PagePlan, ligne_du_plan_for, retrait_du_plan_for
from cordee.plans.queries.personnes import list_mentions_proposees
from cordee.plans.views.blocs_communs import Bloc, Geste, choisir_document, preciser_mentions
from cordee.plans.views.lignes_communes import PageDeLignes
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

PAGES = {"documents": "plan_documents", "commentaires": "plan_discussion"}
TITRES = {"documents": "Documents du plan", "commentaires": "Discussion"}
RAISONS = {"documents": QUI_MODIFIE_LE_PLAN, "commentaires": QUI_COMMENTE}


@dataclass(frozen=True, slots=True)
class DroitsPlan:
    """What the person may do around the plan."""

    modifier: bool
    commenter: bool


@dataclass
class VuePlan:
    """Everything the templates read; the blocks are those of a fiche (VueFiche)."""

    page: PagePlan
    droits: DroitsPlan
    bloc: str
    saisie: Saisie = field(default_factory=Saisie)
    propose_deliberation: bool = False
    lecture = False
    documents_fixes = False

    @property
    def modifiable(self) -> bool:
        """Whether documents can be attached."""
        return self.droits.modifier

    @property
    def titre(self) -> str:
        """Title of the page."""
        return TITRES[self.bloc]

    @property
    def raison(self) -> str:
        """Why nothing can be written here, and who can."""
        libre = self.droits.modifier if self.bloc == "documents" else self.droits.commenter
        return "" if libre else RAISONS[self.bloc]

    @property
    def reponse(self) -> tuple[str, str, str]:
        """The answer of the page, cut around its number."""
        return self._dire_documents() if self.bloc == "documents" else self._dire_discussion()

    def _dire_documents(self) -> tuple[str, str, str]:
        nombre = len(self.page.documents)
        if not nombre:
            suite = " : joignez sa délibération, ses études, ses comptes rendus." if self.modifiable else "."
            return "", "Aucun document", f" n'est joint au plan{suite}"
        vote = ", dont sa délibération" if any(j.deliberation for j in self.page.documents) else ""
        verbe = accorder(nombre, "est joint", "sont joints")
        return "", f"{nombre} {accorder(nombre, 'document')}", f" {verbe} au plan{vote}."

    def _dire_discussion(self) -> tuple[str, str, str]:
        nombre, regles = self.page.commentaires, self.page.regles
        if not nombre:
            suite = " : ce qui concerne le plan entier se dit ici." if self.droits.commenter else "."
            return "", "Aucun commentaire", f" pour l'instant{suite}"
        ouverts = len(self.page.fils) - regles
        reste = f" ; {ouverts} {accorder(ouverts, 'reste ouvert', 'restent ouverts')}" if regles else ""
        return "", f"{nombre} {accorder(nombre, 'commentaire')}", f" sur le plan{reste}."

    def adresse(self, nom: str, *reste: object) -> str:
        """Address of a gesture on the plan."""
        return reverse(f"plan_{nom}", args=[self.page.collectivite.siren, self.page.plan.pk, *reste])

    def page_du_bloc(self, bloc: str) -> str:
        """Where a block is read."""
        return f"{reverse(PAGES[bloc], args=[self.page.collectivite.siren, self.page.plan.pk])}#bloc-{bloc}"


def _joindre(geste: Geste, saisie: saisies.FormulaireDocumentDuPlan) -> object:
    lu = saisie.cleaned_data
    return joindre_document_au_plan(
        geste.plan, choisir_document(geste, saisie), commentaire=lu["commentaire"], deliberation=lu["deliberation"],
        par=geste.par, le=geste.le,
    )  # fmt: skip


def _modifier_joint(geste: Geste, joint: PlanDocument, saisie: saisies.FormulaireDocumentJoint) -> object:
    return modifier_document_du_plan(joint, **saisie.cleaned_data, par=geste.par, le=geste.le)


def _commenter(geste: Geste, saisie: saisies.FormulaireCommentaire) -> object:
    lu = saisie.cleaned_data
    parent = ligne_du_plan_for(geste.par, geste.plan, "commentaires", lu["parent"]) if lu["parent"] else None
    assert parent is None or isinstance(parent, CommentairePlan)
    return commenter_plan(geste.plan, lu["texte"], parent=parent, par=geste.par, le=geste.le)


def _modifier_commentaire(geste: Geste, ligne: CommentairePlan, saisie: saisies.FormulaireCommentaire) -> object:
    return modifier_commentaire(ligne, saisie.cleaned_data["texte"], par=geste.par, le=geste.le)


BLOCS_DU_PLAN: dict[str, Bloc] = {
    "documents": Bloc(
        "documents", saisies.FormulaireDocumentDuPlan, _joindre, _modifier_joint, code="plans.modifier_plan",
        formulaire_de_ligne=saisies.FormulaireDocumentJoint, dit=("Joint", "Enregistré", "Détaché"),
    ),
    "commentaires": Bloc(
        "commentaires", saisies.FormulaireCommentaire, _commenter, _modifier_commentaire,
        code="plans.commenter_plan", dit=("Envoyé", "Enregistré", "Supprimé"),
        preciser=preciser_mentions,
    ),
}  # fmt: skip


class LignesDePlan(PageDeLignes):
    """Rows around a plan."""

    blocs = BLOCS_DU_PLAN
    retirables = RETIRABLES_DU_PLAN

    def obtenir(self, request: Requete, siren: str, pk: int) -> tuple[Collectivite, Plan]:
        """404 for whoever does not see it."""
        return obtenir_plan(request.user, siren, pk)

    def trouver(self, request: Requete, objet: Plan, bloc: str, pk: int) -> Model | None:
        """None: gone, of another plan, a document that the person does not see."""
        return ligne_du_plan_for(request.user, objet, bloc, pk)

    def retrait_for(self, objet: Plan, pk: int) -> GesteGroupe | None:
        """Of this plan."""
        return retrait_du_plan_for(objet, pk)

    def retirer(self, objet: Plan, bloc: str, ligne: Model, *, par: Utilisateur, le: datetime) -> GesteGroupe:
        """By the action of the block."""
        return retirer_du_plan(objet, bloc, ligne, par=par, le=le)

    def remettre(self, geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
        """As it was."""
        annuler_retrait_du_plan(geste, par=par, le=le)

    def raison(self, code: str) -> str:
        """Commenting, or changing the plan."""
        return QUI_COMMENTE if code == "plans.commenter_plan" else QUI_MODIFIE_LE_PLAN

    def adresse(self, siren: str, pk: int, bloc: str, requete: str = "") -> str:
        """The page of the block."""
        return f"{reverse(PAGES[bloc], args=[siren, pk])}{requete}#bloc-{bloc}"

    def montrer(
        self, request: Requete, collectivite: Collectivite, objet: Any, saisie: Saisie, status: int = 200
    ) -> HttpResponse:
        """With the counts of the tabs."""
        droits = DroitsPlan(
            peut(request.user, "plans.modifier_plan", objet), peut(request.user, "plans.commenter_plan", objet)
        )
        propose = request.GET.get("nature") == "deliberation"
        vue = VuePlan(PagePlan(request.user, collectivite, objet), droits, saisie.nom, saisie, propose)
        contexte = {"collectivite": collectivite, "rubrique": "plans", "plan": objet, "v": vue, "bloc": saisie.nom}
        gabarit = "plans/plan/bloc.html" if request.htmx else "plans/plan/autour.html"
        return render(request, gabarit, contexte, status=status)


PLAN = LignesDePlan()


@require_safe
def documents(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Files and links of the plan; `?nature=deliberation` opens the form for its délibération."""
    return _page(request, siren, pk, "documents")


@require_safe
def discussion(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What is said of the plan."""
    return _page(request, siren, pk, "commentaires")


def _page(request: Requete, siren: str, pk: int, bloc: str) -> HttpResponse:
    """`?ligne=commentaires:12` opens a row, `?retrait=7` offers to put one back: the way without JavaScript."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    nom, _, ligne = request.GET.get("ligne", "").partition(":")
    saisie = Saisie(bloc, pk)
    if nom == bloc:
        saisie = Saisie(bloc, pk, lire_entier(ligne) or 0)
    elif request.GET.get("nature") == "deliberation":
        saisie = Saisie(bloc, pk, 0)
    numero = lire_entier(request.GET.get("retrait", ""))
    geste = retrait_du_plan_for(plan, numero) if numero is not None else None
    if geste is not None and geste.par_id == request.user.pk and geste.avant["bloc"] == bloc:
        saisie = Saisie(bloc, pk, etat=PLAN.dire_retrait(geste))
    return PLAN.montrer(request, collectivite, plan, saisie)


@require_http_methods(["GET", "POST"])
def lignes(request: Requete, siren: str, pk: int, bloc: str) -> HttpResponse:
    """Reads a block again, or adds a row."""
    return PLAN.lignes(request, siren, pk, bloc)


@require_http_methods(["GET", "POST"])
def ligne(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """Opens a row, or changes it."""
    return PLAN.ligne(request, siren, pk, bloc, ligne)


@require_POST
def supprimer(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """Takes a row away."""
    return PLAN.supprimer(request, siren, pk, bloc, ligne)


@require_POST
def annuler(request: Requete, siren: str, pk: int, retrait: int) -> HttpResponse:
    """Puts back a row that was taken away."""
    return PLAN.annuler(request, siren, pk, retrait)


@require_POST
def regler(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponse:
    """Says that a comment is dealt with, or opens it again (`rouvrir`)."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.commenter_plan", plan, raison=QUI_COMMENTE)
    commentaire = ligne_du_plan_for(request.user, plan, "commentaires", ligne) or introuvable()
    assert isinstance(commentaire, CommentairePlan)
    rouvre = "rouvrir" in request.POST
    regler_commentaire(commentaire, not rouvre, par=request.user, le=timezone.now())
    etat = EtatSaisie("Commentaire rouvert." if rouvre else "Commentaire réglé.")
    return PLAN.repondre(request, collectivite, plan, "commentaires", etat)


@require_safe
def propositions(request: Requete, siren: str, pk: int, quoi: str) -> HttpResponse:
    """Options of a datalist: documents of the library whose name holds the words typed."""
    _, plan = obtenir_plan(request.user, siren, pk)
    if quoi != "documents":
        introuvable()
    trouves = search_documents(list_documents_proposes(request.user, plan), request.GET.get("document", "").lstrip("#"))
    options = [f"#{document.pk} {document.nom}" for document in trouves[:PROPOSITIONS]]
    return render(request, "plans/fiche/propositions.html", {"options": options})


@require_safe
def mentions(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Options of a listbox: the people whom a comment may cite, by the first letters of their names (`?nom=`)."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.commenter_plan", plan, raison=QUI_COMMENTE)
    membres = list_mentions_proposees(request.user, plan, request.GET.get("nom", ""))
    return render(request, "plans/fiche/mentions.html", {"membres": membres, "plusieurs": False})


@require_safe
def telecharger(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponseBase:
    """A file of the plan, as a download, for whoever sees the plan; a link leads to its address."""
    _, plan = obtenir_plan(request.user, siren, pk)
    document = (joint_du_plan_for(request.user, plan, ligne) or introuvable()).document
    if document.adresse:
        return redirect(document.adresse)
    nom = nom_de_telechargement(document.nom, document.fichier.name or "")
    return repondre_fichier(document.fichier, nom, document.type_mime)
