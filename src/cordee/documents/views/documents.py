"""The documents of a collectivité: list, deposit, download, change, delete."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from cordee.documents.actions import (
    ajouter_lien,
    deposer_fichier,
    rendre_confidentiel,
    renommer_document,
    supprimer_document,
)
from cordee.documents.domain import nom_de_telechargement
from cordee.documents.forms import FormulaireDepot, FormulaireDocument, FormulaireLien
from cordee.documents.permissions import RAISON_DEPOT, RAISON_GESTION, obtenir_document
from cordee.documents.queries import list_documents_for, search_documents, usages_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50
TRIS = {"nom": ("cle_recherche", "id"), "recents": ("-depose_le", "-id")}


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: Requete, siren: str) -> HttpResponse:
    """The list; a POST deposits a file or adds a link (`geste`)."""
    collectivite = obtenir_collectivite(request.user, siren)
    depot, lien = FormulaireDepot(prefix="depot"), FormulaireLien(prefix="lien")
    if request.method != "POST":
        return _page(request, collectivite, depot, lien)
    exiger(request.user, "documents.deposer", collectivite, raison=RAISON_DEPOT)
    if request.POST.get("geste") == "lien":
        fait = _garder(request, collectivite, lien := FormulaireLien(request.POST, prefix="lien"))
    else:
        fait = _garder(request, collectivite, depot := FormulaireDepot(request.POST, request.FILES, prefix="depot"))
    return redirect("documents", siren) if fait else _page(request, collectivite, depot, lien, status=422)


@require_safe
def telecharger(request: Requete, siren: str, pk: int) -> HttpResponseBase:
    """The file, as a download; a link leads to its address."""
    _, document = obtenir_document(request.user, siren, pk)
    exiger(request.user, "documents.voir", document)
    if document.adresse:
        return redirect(document.adresse)
    nom = nom_de_telechargement(document.nom, document.fichier.name or "")
    return repondre_fichier(document.fichier, nom, document.type_mime)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Name and confidentiality."""
    collectivite, document = obtenir_document(request.user, siren, pk)
    exiger(request.user, "documents.gerer", document, raison=RAISON_GESTION)
    actuel = {"nom": document.nom, "confidentiel": document.confidentiel}
    formulaire = FormulaireDocument(request.POST if request.method == "POST" else None, initial=actuel)
    if request.method == "POST" and formulaire.is_valid():
        try:
            document = renommer_document(document, formulaire.cleaned_data["nom"], par=request.user, le=timezone.now())
            confidentiel = formulaire.cleaned_data["confidentiel"]
            rendre_confidentiel(document, confidentiel, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("nom", refus.messages)
        else:
            messages.success(request, f"« {document.nom} » est enregistré.")
            return redirect("documents", siren)
    contexte = {"collectivite": collectivite, "rubrique": "documents", "document": document, "formulaire": formulaire}
    return render(request, "documents/modifier.html", contexte, status=422 if formulaire.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes."""
    collectivite, document = obtenir_document(request.user, siren, pk)
    exiger(request.user, "documents.gerer", document, raison=RAISON_GESTION)
    contexte: dict[str, Any] = {"collectivite": collectivite, "rubrique": "documents", "document": document}
    if request.method != "POST":
        return render(request, "documents/supprimer.html", {**contexte, "usages": usages_of(document)})
    try:
        supprimer_document(document, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return render(request, "documents/supprimer.html", {**contexte, "refus": refus.messages}, status=422)
    messages.success(request, f"« {document.nom} » est supprimé.")
    return redirect("documents", siren)


def _garder(request: Requete, collectivite: Collectivite, formulaire: Form) -> bool:
    """Whether the document is kept; a refusal goes to the form."""
    if not formulaire.is_valid():
        return False
    valeurs, le = dict(formulaire.cleaned_data), timezone.now()
    try:
        if isinstance(formulaire, FormulaireLien):
            document = ajouter_lien(collectivite, valeurs.pop("adresse"), **valeurs, par=request.user, le=le)
        else:
            document = deposer_fichier(collectivite, valeurs.pop("fichier"), **valeurs, par=request.user, le=le)
    except DonneeRefusee as refus:
        formulaire.add_error("adresse" if isinstance(formulaire, FormulaireLien) else "fichier", refus.messages)
        return False
    if document.depose_le == le:
        messages.success(request, f"« {document.nom} » est dans les documents.")
    else:
        messages.info(request, f"Ce document y était déjà, sous le nom « {document.nom} ».")
    return True


def _page(
    request: Requete, collectivite: Collectivite, depot: FormulaireDepot, lien: FormulaireLien, status: int = 200
) -> HttpResponse:
    texte, tri = request.GET.get("q", "").strip(), request.GET.get("tri", "nom")
    tous = list_documents_for(request.user, collectivite)
    trouves = search_documents(tous, texte).order_by(*TRIS.get(tri, TRIS["nom"]))
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "documents",
        "page": page,
        "lignes": [(document, peut(request.user, "documents.gerer", document)) for document in page.object_list],
        "total": tous.count() if texte else page.paginator.count,
        "texte": texte,
        "tri": tri if tri in TRIS else "nom",
        "requete": urlencode({"q": texte, "tri": tri}) if texte or tri != "nom" else "",
        "depot": depot,
        "lien": lien,
        "deposable": peut(request.user, "documents.deposer", collectivite),
        "taille_max": settings.CORDEE_TAILLE_MAX,
    }
    return render(request, "documents/documents.html", contexte, status=status)
