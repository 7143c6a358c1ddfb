"""Indicateurs: definitions, values, and entering one.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from cordee.api.queries.indicateurs import filter_valeurs, list_valeurs_of
from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.lecture import paginer
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.communs import Annee, Numero, lire_corps
from cordee.api.views.schemas.indicateurs import (
    FiltresIndicateurs,
    FiltresValeurs,
    IndicateurDetaille,
    PageIndicateurs,
    PageValeurs,
    ValeurEcrite,
    ValeurEnvoyee,
    ValeursEcrites,
    ValeursEnvoyees,
)
from cordee.indicateurs.actions.import_valeurs import CHAMPS, Nombre, importer_valeurs
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Valeur
from cordee.indicateurs.permissions import obtenir_indicateur, voit_confidentiels
from cordee.indicateurs.queries.definitions import annotate_suivi, list_indicateurs_for, search_indicateurs
from cordee.socle.permissions import introuvable

routes = Router(tags=["Indicateurs"])


def _visibles(request: RequeteApi) -> QuerySet[Any]:
    confidentiels = voit_confidentiels(request.user, request.collectivite)
    return list_indicateurs_for(request.collectivite, confidentiels=confidentiels)


@routes.get(
    "indicateurs", response=PageIndicateurs, summary="Les indicateurs", operation_id="indicateurs",
    url_name="indicateurs",
)  # fmt: skip
def indicateurs(request: RequeteApi, parametres: Query[FiltresIndicateurs]) -> dict[str, Any]:
    """Les indicateurs nationaux et ceux de la collectivité, avec ce qu'elle en dit."""
    trouves = annotate_suivi(_visibles(request), request.collectivite)
    if parametres.q.strip():
        trouves = search_indicateurs(trouves, parametres.q.replace("\0", ""))
    if parametres.renseigne is not None:
        trouves = trouves.filter(rempli=parametres.renseigne)
    if parametres.personnalise is not None:
        trouves = trouves.filter(collectivite__isnull=not parametres.personnalise)
    page, total, suite = paginer(request, trouves.order_by("pk"), parametres.apres, parametres.par_page)
    return {"total": total, "elements": [_decrire(request, un) for un in page], "suivante": suite}


def _decrire(request: RequeteApi, indicateur: Any) -> dict[str, Any]:
    """An indicateur of `annotate_suivi`."""
    return {
        "id": indicateur.pk,
        "identifiant": indicateur.identifiant,
        "titre": indicateur.titre,
        "unite": indicateur.unite,
        "description": indicateur.description,
        "personnalise": indicateur.est_personnalise,
        "decimales": indicateur.precision,
        "favori": indicateur.favori,
        "confidentiel": indicateur.confidentiel,
        "renseigne": indicateur.rempli,
        "saisissable": not indicateur.sans_valeur_utilisateur,
        "adresse": reverse("indicateur", args=[request.collectivite.siren, indicateur.pk]),
    }


@routes.get(
    "indicateurs/valeurs", response=PageValeurs, summary="Les valeurs", operation_id="valeurs", url_name="valeurs"
)
def valeurs(request: RequeteApi, parametres: Query[FiltresValeurs]) -> dict[str, Any]:
    """Résultats et objectifs de la collectivité, toutes sources, une ligne par indicateur et par date."""
    lues = filter_valeurs(
        list_valeurs_of(request.collectivite, _visibles(request)),
        indicateurs=parametres.indicateur,
        identifiants=parametres.identifiant,
        annees=(parametres.annee_min, parametres.annee_max),
        sources=parametres.source,
        depuis=parametres.modifiees_depuis,
    )
    page, total, suite = paginer(request, lues, parametres.apres, parametres.par_page)
    return {"total": total, "elements": [_decrire_valeur(valeur) for valeur in page], "suivante": suite}


def _decrire_valeur(valeur: Valeur) -> dict[str, Any]:
    return {
        "id": valeur.pk,
        "indicateur": valeur.indicateur_id,
        "identifiant": valeur.indicateur.identifiant,
        "annee": valeur.annee,
        "date_valeur": valeur.date_valeur,
        "resultat": valeur.resultat,
        "objectif": valeur.objectif,
        "resultat_commentaire": valeur.resultat_commentaire,
        "objectif_commentaire": valeur.objectif_commentaire,
        "source": valeur.source_id,
        "calculee": valeur.calcul_auto,
        "modifiee_le": valeur.modified_at,
    }


@routes.put(
    "indicateurs/valeurs",
    response=ValeursEcrites,
    summary="Saisir des valeurs",
    operation_id="saisir_valeurs",
    url_name="saisir_valeurs",
)
def saisir_plusieurs(request: RequeteApi, corps: ValeursEnvoyees) -> dict[str, Any]:
    """Des résultats et des objectifs de plusieurs indicateurs et de plusieurs années, d'un coup : tous s'écrivent, ou
    aucun. Un nombre déjà là à l'identique ne compte pas ; pour en vider un, écrivez l'année seule."""
    visibles = _visibles(request).filter(identifiant__in={v.identifiant for v in corps.valeurs if v.identifiant})
    par_identifiant = dict(visibles.values_list("identifiant", "pk"))
    fautes, nombres = [], []
    for rang, envoyee in enumerate(corps.valeurs):
        cible = envoyee.indicateur or par_identifiant.get(envoyee.identifiant or "")
        if cible is None:
            fautes.append((f"valeurs.{rang}", "Donnez un `indicateur`, ou un `identifiant` que la collectivité a."))
            continue
        for champ in CHAMPS:
            if (lu := getattr(envoyee, champ)) is not None:
                nombres.append(Nombre(cible, envoyee.annee, champ, lu))
    if fautes:
        raise SaisieRefusee(*fautes)
    changements = importer_valeurs(request.collectivite, nombres, par=request.user, le=timezone.now())
    return {"recus": len(nombres), "changes": len(changements)}


@routes.get(
    "indicateurs/{int:indicateur}", response=IndicateurDetaille, summary="Un indicateur", operation_id="indicateur",
    url_name="indicateur",
)  # fmt: skip
def indicateur(request: RequeteApi, indicateur: Numero) -> dict[str, Any]:
    """La définition et toutes les valeurs de la collectivité."""
    vus = annotate_suivi(_visibles(request).filter(pk=indicateur), request.collectivite)
    vu = vus.first() or introuvable()
    lues = list_valeurs_of(request.collectivite, vus).order_by("date_valeur", "pk")
    return _decrire(request, vu) | {"valeurs": [_decrire_valeur(valeur) for valeur in lues]}


@routes.put(
    "indicateurs/{int:indicateur}/valeurs/{int:annee}",
    response=ValeurEcrite,
    summary="Saisir une valeur",
    operation_id="saisir_valeur",
    url_name="saisir_valeur",
)
def saisir(request: RequeteApi, indicateur: Numero, annee: Annee, corps: ValeurEnvoyee) -> dict[str, Any]:
    """Le résultat et l'objectif de la collectivité pour une année : seules les clés données changent ; null en vide
    une. Une valeur dont il ne reste rien est supprimée."""
    collectivite, vu = obtenir_indicateur(request.user, request.collectivite.siren, indicateur)
    ecrite = saisir_valeur(collectivite, vu, annee, **lire_corps(corps), par=request.user, le=timezone.now())
    return {"valeur": None if ecrite is None else _decrire_valeur(ecrite)}
