"""Two moments of a référentiel side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.outils.texte import limacer
from cordee.referentiels.exports import ecrire_comparaison
from cordee.referentiels.forms.comparaison import INCONNU, FormulaireComparaison
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement
from cordee.referentiels.queries.comparaison import Comparaison, comparer, list_reponses_changees, repere_for
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux, list_snapshots_for
from cordee.referentiels.views.entete import composer_entete
from cordee.referentiels.views.mots import titrer
from cordee.referentiels.views.tableau_comparaison import (
    annoncer_versions,
    codes_gardes,
    compter_potentiels,
    ecrire_reponses,
    lister_lignes,
    lister_principaux,
    repondre,
)
from cordee.socle.requetes import Requete

TOUT = "tout"
A_CHOISIR = ("Choisissez ", "deux moments", " : ce qui a changé de l'un à l'autre se lira ici.")


@require_safe
def comparaison(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """The page, or its table as a CSV file (`?format=csv`)."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    le = timezone.now()
    actuel = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    formulaire = FormulaireComparaison(
        request.GET,
        jalons=list_snapshots_for(engagement.collectivite, referentiel),
        aujourdhui=timezone.localdate(le),
    )
    comparee = _comparer(engagement, formulaire, actuel, le)
    if comparee is not None and request.GET.get("format") == "csv":
        return _exporter(request, comparee)
    if comparee is not None and formulaire.date_saisie:
        return redirect(_adresse(request, comparee.avant.ref, comparee.apres.ref))
    entete = composer_entete(engagement, actuel, "comparaison")
    contexte = {
        "collectivite": engagement.collectivite,
        "rubrique": "etat_des_lieux",
        "entete": replace(entete, reponse=A_CHOISIR if comparee is None else repondre(comparee)),
        "formulaire": formulaire,
    }
    if comparee is not None:
        contexte |= _composer(request, comparee, siren)
    return render(request, "referentiels/comparaison.html", contexte)


def _comparer(
    engagement: Engagement, formulaire: FormulaireComparaison, actuel: EtatDesLieux, le: datetime
) -> Comparaison | None:
    """The comparison asked for; None when the two moments are not both known, which the form then says."""
    if not formulaire.is_valid():
        return None
    cotes = {}
    for cote in ("de", "a"):
        cotes[cote] = repere_for(engagement, formulaire.cleaned_data[cote], actuel, le=le)
        if cotes[cote] is None:
            formulaire.add_error(cote, INCONNU)
    avant, apres = cotes["de"], cotes["a"]
    return None if avant is None or apres is None else comparer(actuel.charge, avant, apres)


def _composer(request: Requete, comparee: Comparaison, siren: str) -> dict[str, Any]:
    """What the page shows of a comparison. The address keeps the filter and what is unfolded."""
    toutes = request.GET.get("lignes") == "toutes"
    depliees = set(request.GET.getlist("deplie")) - set(request.GET.getlist("replie"))
    lignes = lister_lignes(
        comparee, siren=siren, seulement_changees=not toutes, depliees=depliees, tout=TOUT in depliees
    )
    titres = (titrer(comparee.avant), titrer(comparee.apres))
    return {
        "comparee": comparee,
        "titres": titres,
        "moments": tuple(zip(titres, (comparee.avant, comparee.apres), strict=True)),
        "lignes": lignes,
        "toutes": toutes,
        "depliees": sorted(depliees),
        "tout": TOUT in depliees,
        "mesures": sum(ligne.classe == "n3" for ligne in lignes),
        "principaux": lister_principaux(comparee, siren=siren),
        "reponses": ecrire_reponses(list_reponses_changees(comparee)),
        "potentiels": compter_potentiels(comparee),
        "versions": annoncer_versions(comparee),
        "inverse": _adresse(request, comparee.apres.ref, comparee.avant.ref),
        "adresse": _adresse(request, comparee.avant.ref, comparee.apres.ref),
    }


def _adresse(request: Requete, de: str, a: str) -> str:
    """This page for two references, with the same filter."""
    parametres = {"de": de, "a": a}
    if request.GET.get("lignes") == "toutes":
        parametres["lignes"] = "toutes"
    return f"{request.path}?{urlencode(parametres)}"


def _exporter(request: Requete, comparee: Comparaison) -> HttpResponse:
    """The table as it is filtered, every level unfolded, after a line for the whole référentiel."""
    codes = codes_gardes(comparee, seulement_changees=request.GET.get("lignes") != "toutes")
    contenu = ecrire_comparaison(
        [comparee.racine, *(comparee.lignes[code] for code in codes)],
        dict(comparee.libelles),
        avant=titrer(comparee.avant),
        apres=titrer(comparee.apres),
    )
    nom = limacer(f"{comparee.charge.code} {comparee.avant.ref} {comparee.apres.ref}", 80)
    reponse = HttpResponse(contenu, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="comparaison-{nom}.csv"'
    return reponse
