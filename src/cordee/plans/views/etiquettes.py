"""Names that fiches cite, put in order: the list by genre, and one form a name (rename, merge, tie, delete)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.plans.actions import etiquettes as actions
from cordee.plans.actions.organisations import decrire_organisation
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.domain.organisations import ORGANISATIONS, NatureOrganisation
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.queries.etiquettes import (
    etiquette_for,
    etiquettes_par_pk,
    list_comptes_of,
    list_etiquettes_comptees,
    list_personnes_comptees,
    personne_for,
    personnes_connues,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

QUI_REGLE = "Ranger les noms demande le rôle « Édition » : voyez la page « Membres et rôles »."


@dataclass(frozen=True, slots=True)
class Refus:
    """A gesture that was refused: on which name, what was typed or chosen, and why."""

    sorte: str
    pk: int
    geste: str
    typee: str
    choisie: str
    fautes: list[str]


@require_safe
def etiquettes(request: Requete, siren: str) -> HttpResponse:
    """Every name with the number of fiches that cite it."""
    return _page(request, obtenir_collectivite(request.user, siren))


def _page(request: Requete, collectivite: Collectivite, refus: Refus | None = None) -> HttpResponse:
    par_genre = list_etiquettes_comptees(collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "genres": [(genre, par_genre.get(str(genre), [])) for genre in GenreEtiquette],
        "personnes": list(list_personnes_comptees(collectivite)),
        "comptes": list(list_comptes_of(collectivite)),
        "editable": peut(request.user, "plans.regler", collectivite),
        "raison": QUI_REGLE,
        "total": sum(len(noms) for noms in par_genre.values()),
        "inutiles": sum(1 for noms in par_genre.values() for nom in noms if not nom.usages),
        "refus": refus,
        "organisations": ORGANISATIONS,
        "natures": NatureOrganisation.choices(),
        "typees": request.POST,
    }
    return render(request, "plans/etiquettes.html", contexte, status=422 if refus else 200)


@require_POST
def etiquette(request: Requete, siren: str, pk: int) -> HttpResponse:
    """`geste`: renommer (`nom`), fusionner (`avec`, ids that go into this one), decrire, supprimer."""
    collectivite = _obtenir(request, siren)
    trouvee = etiquette_for(collectivite, pk) or introuvable()
    commun: dict[str, Any] = {"par": request.user, "le": timezone.now()}
    gestes: dict[str, tuple[Callable[[], object], str]] = {
        "renommer": (
            lambda: actions.renommer_etiquette(trouvee, request.POST.get("nom", ""), **commun),
            "Le nom est changé partout.",
        ),
        "fusionner": (
            lambda: actions.fusionner_etiquettes(trouvee, etiquettes_par_pk(collectivite, _avec(request)), **commun),
            f"Les noms sont réunis sous « {trouvee.nom} ».",
        ),
        "decrire": (
            lambda: decrire_organisation(
                trouvee,
                siren=request.POST.get("siren", ""),
                nature=request.POST.get("nature", ""),
                site=request.POST.get("site", ""),
                **commun,
            ),
            f"« {trouvee.nom} » est décrit.",
        ),
        "supprimer": (lambda: actions.supprimer_etiquette(trouvee, **commun), f"« {trouvee.nom} » est supprimé."),
    }
    return _faire(request, collectivite, gestes, ("etiquette", pk), f"genre-{trouvee.genre}")


@require_POST
def personne(request: Requete, siren: str, pk: int) -> HttpResponse:
    """`geste`: renommer, telephoner (`telephone`), fusionner, rattacher (`compte`, id of a member), supprimer."""
    collectivite = _obtenir(request, siren)
    trouvee = personne_for(collectivite, pk) or introuvable()
    commun: dict[str, Any] = {"par": request.user, "le": timezone.now()}

    def rattacher() -> object:
        choisi = request.POST.get("compte", "")
        compte = next((c for c in list_comptes_of(collectivite) if str(c.pk) == choisi), None)
        if compte is None:
            raise DonneeRefusee("Choisissez un membre de la collectivité.")
        return actions.rattacher_personne(trouvee, compte, **commun)

    gestes: dict[str, tuple[Callable[[], object], str]] = {
        "renommer": (
            lambda: actions.renommer_personne(trouvee, request.POST.get("nom", ""), **commun),
            "Le nom est changé partout.",
        ),
        "telephoner": (
            lambda: actions.noter_telephone(trouvee, request.POST.get("telephone", ""), **commun),
            "Le téléphone est enregistré.",
        ),
        "fusionner": (
            lambda: actions.fusionner_personnes(trouvee, personnes_connues(collectivite, _avec(request)), **commun),
            f"Les noms sont réunis sous « {trouvee.nom} ».",
        ),
        "rattacher": (rattacher, "Le nom est rattaché au compte."),
        "supprimer": (lambda: actions.supprimer_personne(trouvee, **commun), f"« {trouvee.nom} » est supprimé."),
    }
    return _faire(request, collectivite, gestes, ("personne", pk), "personnes")


def _obtenir(request: Requete, siren: str) -> Collectivite:
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.regler", collectivite, raison=QUI_REGLE)
    return collectivite


def _avec(request: Requete) -> list[int]:
    return [pk for texte in request.POST.getlist("avec") if (pk := lire_entier(texte)) is not None]


def _faire(
    request: Requete,
    collectivite: Collectivite,
    gestes: dict[str, tuple[Callable[[], object], str]],
    quoi: tuple[str, int],
    ancre: str,
) -> HttpResponse:
    """Does the gesture that the form names and goes back to the list; a refusal is said in that form, still open."""
    nom = request.POST.get("geste", "")
    geste, dit = gestes.get(nom) or introuvable()
    try:
        geste()
    except DonneeRefusee as fautes:
        typee = request.POST.get({"renommer": "nom", "telephoner": "telephone"}.get(nom, ""), "")
        choisie = request.POST.get("avec" if nom == "fusionner" else "compte", "")
        return _page(request, collectivite, Refus(*quoi, nom, typee, choisie, fautes.messages))
    messages.success(request, dit)
    reponse = redirect("etiquettes", collectivite.siren)
    reponse["Location"] += f"#{ancre}"
    return reponse
