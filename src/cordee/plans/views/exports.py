"""Taking a plan or a fiche out of the application: the panel of the export, one fiche, its print view."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import deposer_fichier
from cordee.documents.queries import list_documents_for
from cordee.plans.actions.exports import consigner_export, demander_export
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import Niveau
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.domain.listes import LanguePlan
from cordee.plans.exports.fabrique import Fichier, fabriquer_fiches
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.logo import OCTETS_MAX, TYPES, verifier_logo
from cordee.plans.exports.presentation import Contexte, preparer
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.exports import CHOISIES, FILTREES, TOUT, FormulaireExport, lire_ids
from cordee.plans.models import Fiche, Plan
from cordee.plans.permissions import obtenir_fiche, obtenir_plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.dossier import fiches_completes, noms_des_mesures
from cordee.plans.queries.dossier_autour import annees_des_notes, compter_confidentielles, place_of
from cordee.plans.queries.filtres import fiches_du_niveau, filter_fiches
from cordee.plans.queries.filtres_champs import definitions_demandees
from cordee.plans.queries.liste import list_fiches_du_plan, racines_par_id
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.validation import circuit_of, en_circuit_for
from cordee.plans.queries.versions_exportees import fiche_en_version_validee, poser_validations
from cordee.plans.queries.visibilite import est_confidentielle, list_fiches_for
from cordee.plans.tasks.exports import adresse_des_fiches, construire_export, hote
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

FICHES_DIRECTES = 300
"""Up to so many fiches, a spreadsheet is made while one waits; longer exports are jobs."""
LOGOS_MAX = 50
DE_LA_LISTE = {
    Niveau.FICHES: "Les fiches de la liste filtrée",
    Niveau.TOUTES: "Les fiches et sous-fiches de la liste",
    Niveau.SOUS: "Les sous-fiches de la liste",
}
FORMATS_D_UNE_FICHE = (FormatExport.PDF, FormatExport.DOCX, FormatExport.ODT, FormatExport.JSON, FormatExport.ICS)


@require_http_methods(["GET", "HEAD", "POST"])
def exporter(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The panel: format, scope, parts. The address carries the filters of the list that one comes from, and
    the fiches ticked there (`ids`, or `fiche` from the bar of the table)."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    return _panneau(request, collectivite, plan)


@require_http_methods(["GET", "HEAD", "POST"])
def exporter_toutes(request: Requete, siren: str) -> HttpResponse:
    """The same panel for the list of every fiche of a collectivité."""
    return _panneau(request, obtenir_collectivite(request.user, siren), None)


def _panneau(request: Requete, collectivite: Collectivite, plan: Plan | None) -> HttpResponse:
    exiger(request.user, "plans.exporter", collectivite)
    envoye = request.method == "POST"
    parametres = QueryDict(request.POST.get("liste", "")) if envoye else request.GET
    toutes = list_fiches_du_plan(request.user, collectivite, plan)
    visibles = toutes.filter(parent__isnull=True)
    filtrees, niveau = _filtrees(request.user, parametres, toutes, collectivite, plan)
    ids = lire_ids(request.POST.getlist("ids") if envoye else request.GET.getlist("ids") + request.GET.getlist("fiche"))
    choisies = list(toutes.filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
    portee = CHOISIES if choisies else FILTREES if filtrees is not None else TOUT
    formulaire = FormulaireExport(
        request.POST if envoye else None, request.FILES if envoye else None, filtrees=filtrees, choisies=choisies,
        annees=annees_des_notes(visibles), logos=_logos(request, collectivite), initial={"portee": portee},
        se_valide=plan is not None and circuit_of(plan) is not None,
        racines=_racines(toutes, [*(filtrees or ()), *choisies], niveau),
    )  # fmt: skip
    if envoye and formulaire.is_valid():
        try:
            demande = _avec_logo(request, collectivite, formulaire)
            return _rendre(request, collectivite, plan, demande, visibles)
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "formulaire": formulaire,
        "formats": [(f, formulaire["format"].value() == f) for f in FormatExport],
        "portees": _portees(
            visibles.count(), filtrees, choisies, str(formulaire["portee"].value() or TOUT), plan, niveau
        ),
        "confidentielles": compter_confidentielles(request.user, collectivite, plan),
        "depose": peut(request.user, "documents.deposer", collectivite),
        "liste": parametres.urlencode(),
        "ids": ",".join(str(fiche) for fiche in choisies),
        "retour": _liste_de(collectivite, plan) + (f"?{parametres.urlencode()}" if parametres else ""),
    }
    return render(request, "plans/exports/panneau.html", contexte, status=422 if formulaire.errors else 200)


def _logos(request: Requete, collectivite: Collectivite) -> list[tuple[int, str]]:
    """Images that the person sees in the library, newest first."""
    images = list_documents_for(request.user, collectivite).filter(type_mime__in=TYPES).order_by("-depose_le", "-pk")
    return list(images.values_list("pk", "nom")[:LOGOS_MAX])


def _avec_logo(request: Requete, collectivite: Collectivite, formulaire: FormulaireExport) -> DemandeExport:
    """What was asked. A logo that was sent is kept in the library first, checked as any other file; raises
    DonneeRefusee or Refus."""
    demande, envoye = formulaire.demande(), formulaire.cleaned_data["logo_fichier"]
    if envoye is None or demande.format is not FormatExport.PPTX:
        return demande
    verifier_logo(envoye.read(OCTETS_MAX + 1))
    envoye.seek(0)
    document = deposer_fichier(collectivite, envoye, par=request.user, le=timezone.now())
    return replace(demande, logo=document.pk)


def _liste_de(collectivite: Collectivite, plan: Plan | None) -> str:
    """Where one comes from."""
    siren = collectivite.siren
    return reverse("plan", args=[siren, plan.pk]) if plan is not None else reverse("fiches", args=[siren])


def _filtrees(
    utilisateur: Utilisateur,
    parametres: QueryDict,
    toutes: QuerySet[Fiche],
    collectivite: Collectivite,
    plan: Plan | None,
) -> tuple[list[int] | None, Niveau]:
    """Ids of the fiches that pass the filters of the list, in its order, and whether they are sous-fiches; None for
    whole fiches without any filter. `toutes` are those of the plan, with their sous-fiches."""
    filtres = lire_filtres(dict(parametres.lists()))
    champs = definitions_demandees(utilisateur, collectivite, plan, filtres)
    filtres = filtres.retenir(champs)
    if not filtres.nombre and filtres.niveau is Niveau.FICHES:
        return None, filtres.niveau
    ordre = arbre_of(plan).ordre() if plan is not None else ()
    jour, vues = timezone.localdate(), list_fiches_for(utilisateur, collectivite)
    par_numero = {champ.pk: champ for champ in champs}
    regard = Regard(
        collectivite, jour, plan, ordre, vues, par_numero, utilisateur, lambda: resumer(toutes, jour).avancements
    )
    trouvees = filter_fiches(fiches_du_niveau(toutes, filtres.niveau), filtres, regard)
    return list(trouvees.values_list("pk", flat=True)), filtres.niveau


def _racines(toutes: QuerySet[Fiche], pks: list[int], niveau: Niveau) -> dict[int, int] | None:
    """The fiche at the top of each of these, when they are not whole fiches: then only they leave."""
    lues = racines_par_id(toutes, pks) if pks else {}
    exactes = niveau is not Niveau.FICHES or any(pk != racine for pk, racine in lues.items())
    return lues if exactes else None


def _portees(
    total: int,
    filtrees: list[int] | None,
    choisies: list[int],
    portee: str,
    plan: Plan | None,
    niveau: Niveau,
) -> list[tuple[str, str, int, bool]]:
    """Value, words, number of fiches and whether it is chosen, for each scope that makes sense."""
    lignes = [(TOUT, "Le plan entier" if plan is not None else "Toutes les fiches de la collectivité", total)]
    if filtrees is not None:
        lignes.append((FILTREES, DE_LA_LISTE[niveau], len(filtrees)))
    if choisies:
        lignes.append((CHOISIES, "Les fiches cochées", len(choisies)))
    return [(valeur, mots, nombre, valeur == portee) for valeur, mots, nombre in lignes]


def _rendre(
    request: Requete, collectivite: Collectivite, plan: Plan | None, demande: DemandeExport, visibles: QuerySet[Fiche]
) -> HttpResponse:
    """The file at once when it is quick, else a job that « Mes documents » follows."""
    nombre = visibles.count() if demande.fiches is None else len(demande.fiches)
    if not demande.format.long and 0 < nombre <= FICHES_DIRECTES:
        return _telecharger(construire_export(request.user, collectivite, plan, demande, le=timezone.now()))
    demander_export(plan, collectivite, demande, par=request.user, le=timezone.now())
    messages.success(request, "Votre fichier se prépare : il arrive ici, et vous pouvez continuer pendant ce temps.")
    return redirect("travaux")


def _telecharger(fichier: Fichier) -> HttpResponse:
    entetes = {"Content-Disposition": f'attachment; filename="{fichier.nom}"', "Cache-Control": "private, no-store"}
    return HttpResponse(fichier.octets, content_type=fichier.mime, headers=entetes)


@require_safe
def exporter_fiche(request: Requete, siren: str, pk: int) -> HttpResponse:
    """One fiche as a file: `?format=pdf|docx|odt|json|ics`; `&version=12`, as it was validated in the plan 12."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.voir_fiche", fiche)
    voulu = request.GET.get("format", "pdf")
    choisi = FormatExport(voulu) if voulu in {str(f) for f in FORMATS_D_UNE_FICHE} else FormatExport.PDF
    completes, contexte, _ = _lire(request, collectivite, fiche)
    if (version := lire_entier(request.GET.get("version", ""))) is not None:
        place = en_circuit_for(request.user, fiche, version) or introuvable()
        completes = [fiche_en_version_validee(request.user, place, completes[0]) or introuvable()]
        contexte = replace(contexte, plan=place.plan.nom)
    try:
        fichier = fabriquer_fiches(choisi, completes, contexte, le=timezone.now(), hote=hote())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("fiche", siren, pk)
    consigner_export(fiche, choisi, int(est_confidentielle(fiche)), par=request.user, le=timezone.now())
    return _telecharger(fichier)


@require_safe
def imprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The fiche for the printer of the browser: the page of its PDF, the only layout on paper."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.voir_fiche", fiche)
    completes, contexte, axe = _lire(request, collectivite, fiche)
    page = page_de_fiches(
        [preparer(completes[0], contexte, axe)],
        contexte,
        static("plans/").removesuffix("plans/"),
        ecran=True,
        retour=reverse("fiche", args=[siren, pk]),
        pdf=reverse("fiche_exporter", args=[siren, pk]) + "?" + urlencode({"format": "pdf"}),
        nonce=getattr(request, "csp_nonce", ""),
    )
    return HttpResponse(page)


def _lire(request: Requete, collectivite: Collectivite, fiche: Fiche) -> tuple[list[FicheComplete], Contexte, str]:
    """The fiche with its sous-fiches, what surrounds it, and the line above its title."""
    completes = fiches_completes(request.user, collectivite, [fiche.pk])
    poser_validations(request.user, completes)
    plan, chemin = place_of(request.user, collectivite, fiche)
    completes[0].chemins = (chemin,) if chemin else ()
    contexte = Contexte(
        le=timezone.localdate(),
        plan=plan.nom if plan is not None else "",
        collectivite=collectivite.nom,
        mesures=noms_des_mesures(completes),
        adresse=adresse_des_fiches(collectivite),
        langue=plan.langue if plan is not None else LanguePlan.FRANCAIS.value,
    )
    return completes, contexte, " › ".join(chemin)
