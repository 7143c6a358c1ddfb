"""The public page of the indicators of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordee.publication.queries.indicateurs import list_suivis, with_valeurs
from cordee.publication.queries.plan import titres_of
from cordee.publication.views.cadre import Site, ouvrir, ouvrir_apercu, publique, resumer_texte
from cordee.publication.views.fiche import SuiviVu, suivi_vu
from cordee.publication.views.fiches import paginer
from cordee.socle.requetes import Requete

PAR_PAGE = 12
FICHES_CITEES = 5


@dataclass(frozen=True, slots=True)
class IndicateurVu:
    """An indicator with the fiches that it follows: (title, address)."""

    vu: SuiviVu
    fiches: list[tuple[str, str]]
    reste: int


@publique
def indicateurs(request: HttpRequest, adresse: str) -> HttpResponse:
    """The indicators of a published plan."""
    return _composer(ouvrir(request, adresse))


@require_safe
def apercu(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The same before it is public."""
    return _composer(ouvrir_apercu(request, siren, pk))


def _composer(site: Site) -> HttpResponse:
    if not site.publication.montre_indicateurs:
        raise Http404
    suivis = list_suivis(site.plan)
    page = paginer(list(range(len(suivis))), site.request.GET.get("page"), PAR_PAGE)
    montres = with_valeurs([suivis[rang] for rang in page.object_list])
    titres = titres_of(site.plan, {pk for suivi in montres for pk in suivi.fiches[:FICHES_CITEES]})
    vus = [
        IndicateurVu(
            suivi_vu(suivi),
            [
                (titres[pk].intitule, site.adresse("fiche", pk))
                for pk in suivi.fiches[:FICHES_CITEES]
                if pk in titres
            ],
            max(0, len(suivi.fiches) - FICHES_CITEES),
        )
        for suivi in montres
    ]  # fmt: skip
    nom = site.publication.plan.nom
    contexte = {
        "page": page,
        "requete": "",
        "indicateurs": vus,
        "nombre": len(suivis),
        "description": resumer_texte("", f"Les indicateurs du plan « {nom} » : résultats et objectifs par année."),
    }
    return site.rendre("publication/indicateurs.html", contexte)
