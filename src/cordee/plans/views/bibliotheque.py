"""The library of model fiches: the list with its filters, and one card."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.plans.domain.bibliotheque_choix import SANS_COMPETENCE, Tri
from cordee.plans.models import LignePanier
from cordee.plans.queries.bibliotheque import (
    MesureServie,
    SituationBibliotheque,
    competences_citees,
    find_modele,
    mesures_citees,
    mesures_servies,
    noms_competences,
    situation_bibliotheque_for,
)
from cordee.plans.queries.bibliotheque_filtres import (
    Filtres,
    Propositions,
    comptes_par_champ,
    lire_filtres,
    puces_de,
    repondre,
    selectionner,
)
from cordee.plans.queries.indicateurs import titres_nationaux
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 24
MESURES_DITES = 3
"""Mesures told at length above the cards, when they filter."""
REMPLIR = "plans.creer_fiche"
"""Whoever may create fiches fills the basket."""
QUI_PEUT = (
    "Votre rôle permet de lire la bibliothèque. Pour remplir le panier et créer des fiches, demandez le rôle "
    "« Édition » à une personne qui administre la collectivité (page « Membres et rôles »)."
)


def contexte_commun(request: Requete, situation: SituationBibliotheque, retour: str) -> dict[str, Any]:
    """What every screen of the library shows around its content. `retour` is where the gestures lead back."""
    return {
        "collectivite": situation.collectivite,
        "rubrique": "plans",
        "panier": situation.cartes_du_panier,
        "modifiable": peut(request.user, REMPLIR, situation.collectivite),
        "qui_peut": QUI_PEUT,
        "marques": LignePanier.Marque.choices,
        "retour": retour,
    }


@require_safe
def lister(request: Requete, siren: str) -> HttpResponse:
    """Cards that pass the filters of the address; for htmx, what changes with them."""
    collectivite = obtenir_collectivite(request.user, siren)
    filtres = lire_filtres(dict(request.GET.lists()))
    situation = situation_bibliotheque_for(request.user, collectivite)
    contexte = contexte_commun(request, situation, request.get_full_path())
    contexte |= _contexte_liste(filtres, situation, collectivite, request.GET.get("page", "1"))
    contexte["partiel"] = request.htmx.target == "resultats" and not request.htmx.history_restore_request
    gabarit = "plans/bibliotheque_resultats.html" if contexte["partiel"] else "plans/bibliotheque.html"
    return render(request, gabarit, contexte)


def _contexte_liste(
    filtres: Filtres, situation: SituationBibliotheque, collectivite: Collectivite, numero: str
) -> dict[str, Any]:
    competences = {SANS_COMPETENCE: "Aucune compétence particulière"} | competences_citees()
    codes = mesures_citees()
    mesures = mesures_servies([*codes, *filtres.mesures], collectivite)
    proposees = {m.code: f"{m.nom}, {m.libelle}" if m.libelle else m.nom for m in mesures if m.code in codes}
    selection = selectionner(filtres, situation.portee, Propositions(proposees, competences))
    page = Paginator(selection.modeles, PAR_PAGE).get_page(numero)
    return {
        "filtres": filtres,
        "puces": puces_de(filtres, competences),
        "groupes": selection.groupes,
        "comptes": comptes_par_champ(selection.groupes),
        "autres_mesures": [code for code in filtres.mesures if code not in proposees],
        "tris": [(str(tri), tri.libelle) for tri in Tri],
        "page": page,
        "requete": filtres.adresse().removeprefix("?"),
        "cartes": [situation.carte(modele) for modele in page],
        "reponse": repondre(len(selection.modeles), filtres, situation.portee),
        "ecartees": selection.ecartees,
        "adresse_elargie": filtres.adresse(avec=("elargir", "1")),
        "mesures": _dites(filtres, mesures),
        "connues": bool(situation.exercees),
    }


def _dites(filtres: Filtres, mesures: list[MesureServie]) -> list[MesureServie]:
    """Mesures told at length above the cards."""
    return [m for m in mesures if m.code in filtres.mesures][:MESURES_DITES]


@require_safe
def modele(request: Requete, siren: str, code: str) -> HttpResponse:
    """One card, in the layout of a fiche."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = find_modele(code)
    if trouve is None:
        introuvable()
    situation = situation_bibliotheque_for(request.user, collectivite)
    contexte = contexte_commun(request, situation, request.get_full_path())
    contexte |= {
        "carte": situation.carte(trouve),
        "indicateurs_nationaux": titres_nationaux(trouve.indicateurs_nationaux),
        "mesures": mesures_servies(trouve.mesures, collectivite),
        "competences": noms_competences(trouve.competences),
        "connues": bool(situation.exercees),
    }
    return render(request, "plans/bibliotheque_modele.html", contexte)
