"""The table of a répartition, as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cordee.plans.exports.repartition import csv_de_croisement, csv_de_repartition
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.repartitions import croiser_proprietes, repartir
from cordee.plans.views.liste import composer_cadre
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.repartition import comptables_of, lire_demande
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_safe
def repartition_du_plan(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Of a plan."""
    return _csv(composer_cadre(request, *obtenir_plan(request.user, siren, pk)))


@require_safe
def repartition_des_fiches(request: Requete, siren: str) -> HttpResponse:
    """Of every fiche of a collectivité."""
    return _csv(composer_cadre(request, obtenir_collectivite(request.user, siren), None))


def _csv(cadre: Cadre) -> HttpResponse:
    demande = lire_demande(cadre)
    comptables = comptables_of(cadre, demande)
    if demande.autre is None:
        octets = csv_de_repartition(repartir(comptables, demande.propriete, demande.mesure), demande.mesure)
    else:
        croisement = croiser_proprietes(comptables, demande.propriete, demande.autre, demande.mesure)
        octets = csv_de_croisement(croisement, demande.propriete, demande.autre, demande.mesure)
    entetes = {"Content-Disposition": 'attachment; filename="repartition.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(octets, content_type="text/csv; charset=utf-8", headers=entetes)
