"""Choosing what to import, the spreadsheet to fill, the list of imports."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.plans.actions.imports import deposer_import
from cordee.plans.exports.modele_import import modele_d_import
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.imports import FormulaireImport
from cordee.plans.models import Import
from cordee.plans.queries.imports import import_for, list_imports_for, texte_colle_of
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
def importer(request: Requete, siren: str) -> HttpResponse:
    """A file or a pasted text; `?plan=` chooses the plan that receives it, `?reprendre=` the pasted text to correct."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.importer", collectivite)
    envoye = request.method == "POST"
    a_reprendre = lire_entier(request.GET.get("reprendre"))
    depot = import_for(collectivite, a_reprendre) if a_reprendre is not None else None
    formulaire = FormulaireImport(
        request.POST if envoye else None,
        request.FILES if envoye else None,
        plans=list_plans_for(request.user, collectivite),
        initial={
            "plan": request.GET.get("plan", ""),
            "texte": texte_colle_of(depot) if depot else "",
            "nom_plan": depot.nom_plan if depot else "",
            **(_reglages_de(depot) if depot else {}),
        },
    )
    if envoye and formulaire.is_valid():
        octets, nom = formulaire.source()
        try:
            depot = deposer_import(
                collectivite, octets, nom, plan=formulaire.plan_choisi(), nom_plan=formulaire.cleaned_data["nom_plan"],
                reglages=formulaire.reglages(), par=request.user, le=timezone.now(),
            )  # fmt: skip
            etape = "importer_colonnes" if depot.etat == Import.Etat.DEPOSE else "importer_apercu"
            return redirect(etape, siren, depot.pk)
        except DonneeRefusee as refus:
            formulaire.add_error("fichier" if formulaire.cleaned_data.get("fichier") else "texte", refus.messages)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "formulaire": formulaire}
    return render(request, "plans/imports/importer.html", contexte, status=422 if envoye else 200)


def _reglages_de(depot: Import) -> dict[str, str]:
    """What was said of the plan to create, as the form takes it."""
    regles = depot.options.get("plan", {})
    return {nom: ", ".join(valeur) if isinstance(valeur, list) else valeur for nom, valeur in regles.items()}


@require_safe
def modele(request: Requete, siren: str) -> HttpResponse:
    """The spreadsheet to fill."""
    obtenir_collectivite(request.user, siren)
    entetes = {"Content-Disposition": 'attachment; filename="modele-import-plan.xlsx"'}
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(modele_d_import(), content_type=mime, headers=entetes)


@require_safe
def imports(request: Requete, siren: str) -> HttpResponse:
    """Every import of the collectivité."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.importer", collectivite)
    page = Paginator(list_imports_for(collectivite), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"collectivite": collectivite, "rubrique": "plans", "page": page}
    return render(request, "plans/imports/liste.html", contexte)
