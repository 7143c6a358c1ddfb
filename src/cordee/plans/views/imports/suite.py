"""From the file to the plan: its columns, its preview, its result, its undoing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.texte import accorder
from cordee.plans.actions.imports import (
    annuler_import,
    appliquer_import,
    champs_de,
    choisir_colonnes,
    choisir_reglages,
    demander_import,
    mettre_a_part,
    service_choisi,
    tableau_de,
)
from cordee.plans.domain.imports.axes_annonces import EtatAxe
from cordee.plans.domain.imports.comptes import Compte, annoncer, rassembler
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.messages import FormatImport
from cordee.plans.forms.imports import FormulaireColonnes
from cordee.plans.models import Import
from cordee.plans.permissions import obtenir_import
from cordee.plans.queries.imports import TEXTE_COLLE, changees_depuis
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.requetes import Requete

DIRECTES = 150
"""Up to so many fiches, the import is made while one waits; a longer one is a job."""
PAR_PAGE = 50
VUES = ("tout", *(str(etat) for etat in Etat))


@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The field of each column of a spreadsheet, with some of its cells."""
    collectivite, depot = obtenir_import(request.user, siren, pk)
    try:
        tableau, proposees = tableau_de(depot)
    except DonneeRefusee as refus:
        messages.error(request, " ".join(refus.messages))
        return redirect("importer", siren)
    heriter = {True: "oui", False: "non"}.get(depot.options.get("heriter"), "")
    formulaire = FormulaireColonnes(
        request.POST if request.method == "POST" else None,
        colonnes=proposees,
        champs=champs_de(depot),
        initial={"heriter": heriter},
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            choisir_colonnes(
                depot, formulaire.champs(), heriter=formulaire.heritage(), feuille=tableau.feuille.nom,
                ligne=tableau.entete + 1, par=request.user, le=timezone.now(),
            )  # fmt: skip
            return redirect("importer_apercu", siren, pk)
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "depot": depot,
        "tableau": tableau,
        "formulaire": formulaire,
        "lignes": formulaire.lignes(),
    }
    return render(request, "plans/imports/colonnes.html", contexte, status=422 if formulaire.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def apercu(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What the import will change, then what it changed. POST makes it."""
    collectivite, depot = obtenir_import(request.user, siren, pk)
    if depot.etat == Import.Etat.DEPOSE:
        return redirect("importer_colonnes", siren, pk)
    fautes: list[str] = []
    if request.method == "POST":
        try:
            if "a_part" in request.POST:
                mettre_a_part(depot, par=request.user, le=timezone.now())
                return redirect("importer_apercu", siren, pk)
            return _importer(request, siren, depot)
        except DonneeRefusee as refus:
            fautes = refus.messages
    vue = request.GET.get("voir", "tout")
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "depot": depot,
        "colle": depot.nom_fichier == TEXTE_COLLE,
        "fautes": fautes,
        "assistant": service_choisi().est_regle and depot.format in (FormatImport.PUBLIE, FormatImport.ASSISTE),
        **_presenter(depot, vue if vue in VUES else "tout", request.GET.get("page")),
    }
    return render(request, "plans/imports/apercu.html", contexte, status=422 if fautes else 200)


def _importer(request: Requete, siren: str, depot: Import) -> HttpResponse:
    avec = "reglages" in request.POST
    if depot.bilan.get("reglages") and not avec and not _presenter(depot, "tout", None)["a_ecrire"]:
        raise DonneeRefusee("Les fiches sont déjà à jour : cochez la case pour reprendre les réglages du plan.")
    choisir_reglages(depot, avec, par=request.user, le=timezone.now())
    if len(depot.bilan.get("fiches", ())) > DIRECTES:
        demander_import(depot, par=request.user, le=timezone.now())
        messages.success(request, "L'import commence : la barre avance ici, vous pouvez continuer pendant ce temps.")
        return redirect("travaux")
    resultat = appliquer_import(depot, par=request.user, le=timezone.now())
    suite = " Réglages du plan mis à jour." if resultat.trace.get("reglages") else ""
    messages.success(request, f"{resultat.phrase()}{suite} L'import s'annule en une fois.")
    return redirect("importer_apercu", siren, depot.pk)


def _presenter(depot: Import, vue: str, page: str | None) -> dict[str, Any]:
    """The preview cut into pages, and where the import stands."""
    bilan = depot.bilan
    nombres = bilan.get("nombres", {})
    comptes = {etat: _compter(bilan, etat) for etat in Etat}
    a_ecrire = Compte(
        comptes[Etat.CREEE].fiches + comptes[Etat.MODIFIEE].fiches,
        comptes[Etat.CREEE].sous + comptes[Etat.MODIFIEE].sous,
    )
    fiches = [fiche for fiche in bilan.get("fiches", ()) if vue in ("tout", fiche["etat"])]
    fait = depot.etat == Import.Etat.APPLIQUE
    return {
        "bilan": bilan,
        "erreurs": rassembler(bilan.get("erreurs", ())),
        "avis": rassembler(bilan.get("avis", ())),
        "nombres": nombres,
        "annonce": annoncer(
            comptes[Etat.CREEE],
            comptes[Etat.MODIFIEE],
            comptes[Etat.INCHANGEE],
            axes=_compter_axes(bilan, EtatAxe.NOUVEAU),
        ),
        "en_pages": any(fiche.get("page") is not None for fiche in bilan.get("fiches", ())),
        "axes": bilan["axes"] if isinstance(bilan.get("axes"), list) else [],
        "a_ecrire": _a_ecrire(a_ecrire, bilan),
        "vue": vue,
        "vues": [
            ("tout", "Toutes", sum(nombres.values())),
            ("creee", "Nouvelles", nombres.get("creee", 0)),
            ("modifiee", "Mises à jour", nombres.get("modifiee", 0)),
            ("inchangee", "Inchangées", nombres.get("inchangee", 0)),
        ],
        "page": Paginator(fiches, PAR_PAGE).get_page(page),
        "requete": urlencode({"voir": vue}) if vue != "tout" else "",
        "fait": fait,
        "annule": depot.etat == Import.Etat.ANNULE,
        "en_cours": depot.etat == Import.Etat.EN_COURS,
        "changees": changees_depuis(depot) if fait else [],
    }


def _compter(bilan: dict[str, Any], etat: Etat) -> Compte:
    fiches = [fiche for fiche in bilan.get("fiches", ()) if fiche["etat"] == etat]
    sous = sum(fiche["profondeur"] > 0 for fiche in fiches)
    return Compte(len(fiches) - sous, sous)


def _compter_axes(bilan: dict[str, Any], etat: str) -> int:
    """Axes of the preview in this case; an import prepared before they were named has a mere figure."""
    axes = bilan.get("axes", [])
    return sum(axe["etat"] == etat for axe in axes) if isinstance(axes, list) else 0


def _a_ecrire(fiches: Compte, bilan: dict[str, Any]) -> str:
    """What the button writes: fiches, else axes; empty when nothing changes."""
    if fiches.total:
        return str(fiches)
    axes = bilan.get("axes", [])
    nombre = len(axes) if isinstance(axes, list) else axes
    return f"{nombre} {accorder(nombre, 'axe')}" if nombre else ""


@require_POST
def annuler(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Undoes the import; `garder` leaves what was changed since."""
    _, depot = obtenir_import(request.user, siren, pk)
    try:
        nombre = annuler_import(depot, garder_changees="garder" in request.POST, par=request.user, le=timezone.now())
        messages.success(request, f"L'import est annulé : {nombre} fiches retirées ou rendues à leur état d'avant.")
        if gardes := depot.bilan.get("reglages_gardes"):
            messages.warning(request, f"Réglages du plan changés depuis, laissés tels quels : {', '.join(gardes)}.")
    except DonneeRefusee as refus:
        messages.error(request, " ".join(refus.messages))
    return redirect("importer_apercu", siren, pk)
