"""Older PCAET of the national file: looked at, then brought in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.texte import accorder
from cordee.plans.actions.demarche_import import (
    ApercuImport,
    Sort,
    dater_adoption,
    importer_entetes,
    previsualiser_import,
)
from cordee.plans.domain.pcaet.lecture_entete import LectureEntetes, lire_entetes
from cordee.plans.forms.demarche_import import FormulaireAdoption, FormulaireImport, reprendre
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.views.demarche import page_de_la_demarche
from cordee.plans.views.demarche_commun import GERER, dire
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@require_http_methods(["GET", "HEAD", "POST"])
def importer(request: Requete, siren: str) -> HttpResponse:
    """A POST with a file shows what it would do; with what the preview carries (`repris`), it does it."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.ouvrir_demarche", collectivite, raison=qui_peut_conduire())
    if request.method != "POST":
        return _page(request, collectivite, FormulaireImport())
    formulaire = FormulaireImport(request.POST, request.FILES)
    if not formulaire.is_valid():
        return _page(request, collectivite, formulaire, status=422)
    lu = formulaire.cleaned_data
    lecture = lire_entetes(lu["lignes"], collectivite.siren, timezone.localdate(), lu["numeros"])
    apercu = previsualiser_import(collectivite, lecture)
    if lu["numeros"] is None or not apercu.ecrit:
        return _page(request, collectivite, formulaire, apercu, lecture, 422 if apercu.fautes else 200)
    try:
        fait = importer_entetes(collectivite, lecture, par=request.user, le=timezone.now())
    except DonneeRefusee:  # somebody opened another one in between: the preview says it now
        apercu = previsualiser_import(collectivite, lecture)
        return _page(request, collectivite, formulaire, apercu, lecture, 422)
    dire(request, _bilan(fait))
    return redirect("demarches", siren)


def _bilan(fait: ApercuImport) -> str:
    creees, changees = fait.compter(Sort.NOUVELLE), fait.compter(Sort.CHANGEE)
    dits = [f"{creees} {accorder(creees, 'démarche reprise', 'démarches reprises')}"] if creees else []
    dits += [f"{changees} {accorder(changees, 'mise à jour', 'mises à jour')}"] if changees else []
    return f"{', '.join(dits)} du fichier national."


def _page(
    request: Requete,
    collectivite: Collectivite,
    formulaire: FormulaireImport,
    apercu: ApercuImport | None = None,
    lecture: LectureEntetes | None = None,
    status: int = 200,
) -> HttpResponse:
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "formulaire": formulaire,
        "apercu": apercu,
        "lecture": lecture,
        "repris": reprendre(lecture.brutes) if lecture is not None and apercu is not None and apercu.ecrit else "",
    }
    return render(request, "plans/demarche/importer.html", contexte, status=status)


@require_POST
def adoption(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Says when an imported plan was adopted."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, GERER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireAdoption(request.POST)
    if formulaire.is_valid():
        try:
            dater_adoption(ici, formulaire.cleaned_data["adopte_le"], par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("adopte_le", refus.messages)
        else:
            dire(request, "La date d'adoption est enregistrée : les bilans se comptent à partir d'elle.")
            return redirect(ici)
    return page_de_la_demarche(request, ici, adoption=formulaire)
