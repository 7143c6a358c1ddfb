"""History of a collectivité, or of the members of a groupement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.outils.dates import heure, jour_long
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.enums import TypeChangement
from cordee.referentiels.forms.historique import FormulaireHistorique
from cordee.referentiels.queries.accueil import list_membres_visibles
from cordee.referentiels.queries.historique import (
    Ligne,
    charges_of,
    list_contributeurs_for,
    page_historique,
)
from cordee.referentiels.views.fil_historique import composer_fil
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

FILTRES = ("personne", "epci", "type", "referentiel", "noeud", "du", "au")


@require_safe
def historique(request: Requete, siren: str) -> HttpResponse:
    """One page of the feed, with its filters in the address."""
    collectivite = obtenir_collectivite(request.user, siren)
    membres = list_membres_visibles(request.user, collectivite) if collectivite.est_groupement else []
    visees = membres if collectivite.est_groupement else [collectivite]
    charges = charges_of(visees)
    contributeurs = list(list_contributeurs_for(visees))
    formulaire = FormulaireHistorique(
        request.GET,
        contributeurs=contributeurs,
        charges=charges,
        membres=membres,
        aujourdhui=timezone.localdate(),
    )
    gardees = [c for c in visees if formulaire.epci in ("", c.siren)]
    page, lignes = page_historique(gardees, formulaire.filtre, request.GET.get("page"))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "historique",
        "formulaire": formulaire,
        "puces": _puces(request, formulaire),
        "journees": composer_fil(lignes, charges),
        "page": page,
        "adresses": _adresses(request, page),
        "reponse": _repondre(page, lignes, filtre=_est_filtre(formulaire)),
        "filtre": _est_filtre(formulaire),
        "contributeurs": contributeurs,
        "membres": membres,
    }
    return render(request, "referentiels/historique.html", contexte)


def _est_filtre(formulaire: FormulaireHistorique) -> bool:
    return formulaire.filtre.actif or bool(formulaire.epci)


def _repondre(page: Page[Any], lignes: list[Ligne], *, filtre: bool) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    total = page.paginator.count
    if not total:
        return ("", "Aucun changement", " ne correspond à ces filtres." if filtre else " pour l'instant.")
    nombre = f"{formater(total, 0)}{INSECABLE}{accorder(total, 'changement')}"
    if filtre:
        return ("", nombre, f" {accorder(total, 'correspond', 'correspondent')} à ces filtres.")
    if page.number > 1 or not lignes:
        return ("", nombre, " en tout.")
    dernier = timezone.localtime(lignes[0].changement.modified_at)
    return ("", nombre, f", le dernier le {jour_long(dernier)} à {heure(dernier)}.")


# -- addresses -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Puce:
    """A filter in force: what it says, and the address of the page without it."""

    mot: str
    adresse: str


def _puces(request: Requete, formulaire: FormulaireHistorique) -> list[Puce]:
    lu: dict[str, Any] = formulaire.cleaned_data
    puces = []
    for nom in FILTRES:
        valeur = lu.get(nom)
        if not valeur or (nom == "referentiel" and lu.get("noeud")):
            continue
        for une in valeur if nom == "type" else [valeur]:
            puces.append(Puce(_mot(formulaire, nom, une), _sans(request.GET, nom, str(une) if nom == "type" else None)))
    return puces


def _mot(formulaire: FormulaireHistorique, nom: str, valeur: Any) -> str:
    """A filter in words."""
    if nom in ("du", "au"):
        return f"{'Depuis le' if nom == 'du' else 'Jusqu’au'} {jour_long(valeur)}"
    if nom == "type":
        return str(TypeChangement(valeur).label)
    return _libelle(formulaire.fields[nom].choices, str(valeur)).strip()  # type: ignore[attr-defined]


def _libelle(choix: Any, valeur: str) -> str:
    """Words of a choice, grouped or not."""
    for cle, mot in choix:
        if isinstance(mot, (list, tuple)):
            trouve = _libelle(mot, valeur)
            if trouve:
                return trouve
        elif str(cle) == valeur:
            return str(mot)
    return ""


def _sans(requete: QueryDict, nom: str, valeur: str | None) -> str:
    """Address with one filter less, back on the first page."""
    reste = requete.copy()
    reste.pop("page", None)
    if valeur is None:
        reste.pop(nom, None)
    else:
        reste.setlist(nom, [autre for autre in reste.getlist(nom) if autre != valeur])
    return f"?{reste.urlencode()}"


def _adresses(request: Requete, page: Page[Any]) -> dict[str, str]:
    """Pages before and after, with the same filters."""
    adresses = {}
    for nom, existe, numero in (
        ("plus_recents", page.has_previous(), page.number - 1),
        ("plus_anciens", page.has_next(), page.number + 1),
    ):
        if existe:
            suite = request.GET.copy()
            suite["page"] = str(numero)
            adresses[nom] = f"?{suite.urlencode()}"
    return adresses
