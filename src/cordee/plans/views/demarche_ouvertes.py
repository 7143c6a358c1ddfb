"""Open data of a démarche PCAET, and the dossier that a transmission kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cordee.plans.exports.demarche import ecrire_entetes, ecrire_json
from cordee.plans.permissions import obtenir_demarche
from cordee.plans.queries.demarche import passage_for
from cordee.plans.queries.demarche_export import document_ouvert, ligne_ouverte
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete


@require_safe
def donnees_ouvertes(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The national « Entête » in CSV, or with `?format=json` the heading and the dossier."""
    ici = obtenir_demarche(request.user, siren, pk)
    if request.GET.get("format") == "json":
        return _fichier(ecrire_json(document_ouvert(ici)), "application/json", f"pcaet-{siren}-{pk}.json")
    return _fichier(ecrire_entetes([ligne_ouverte(ici)]), "text/csv; charset=utf-8", f"pcaet-{siren}-{pk}-entete.csv")


@require_safe
def dossier_transmis(request: Requete, siren: str, pk: int, passage: int) -> HttpResponse:
    """The dossier as it was when it was transmitted."""
    trouve = passage_for(obtenir_demarche(request.user, siren, pk), passage)
    if trouve is None:
        return introuvable()
    jour = trouve.le.date().isoformat()
    return _fichier(ecrire_json(trouve.details["dossier"]), "application/json", f"pcaet-{siren}-transmis-{jour}.json")


def _fichier(octets: bytes, genre: str, nom: str) -> HttpResponse:
    reponse = HttpResponse(octets, content_type=genre)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
