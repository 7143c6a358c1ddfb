"""Open data of a published plan, under the same filters as its list; the feed of its news."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordee.publication.domain.filtres import FiltresPublics, lire_filtres
from cordee.publication.domain.reglages import NomsMontres
from cordee.publication.exports import (
    COLONNES,
    Entete,
    Entree,
    ecrire_csv,
    ecrire_flux,
    ecrire_json,
    ecrire_xlsx,
    ligne_ouverte,
)
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.fiches import fiches_publiques
from cordee.publication.queries.plan import nouveautes_of, titres_of
from cordee.publication.views.cadre import LICENCE, LICENCE_ADRESSE, Site, ouvrir, ouvrir_apercu, publique
from cordee.socle.requetes import Requete

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def colonnes_de(publication: PublicationPlan) -> tuple[str, ...]:
    """Columns of the open data: those that the settings open."""
    tues = {
        "acteurs": not publication.montre_structures,
        "personnes": publication.noms_montres is NomsMontres.AUCUN,
        "budgets": not publication.montre_budgets,
        "financeurs": not publication.montre_financeurs,
        "notes": not publication.montre_notes,
        "indicateurs": not publication.montre_indicateurs,
    }
    return tuple(cle for cle in COLONNES if not tues.get(cle))


@publique
def donnees(request: HttpRequest, adresse: str) -> HttpResponse:
    """What can be downloaded, what its columns are, and what may be done with it."""
    return _composer(ouvrir(request, adresse))


@require_safe
def apercu(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The same before it is public."""
    return _composer(ouvrir_apercu(request, siren, pk))


def _composer(site: Site) -> HttpResponse:
    contexte = {
        "total": site.plan.resume.total,
        "colonnes": [COLONNES[cle] for cle in colonnes_de(site.publication)],
        "description": f"Les actions du plan « {site.publication.plan.nom} » en CSV, Excel et JSON, sous {LICENCE}.",
    }
    return site.rendre("publication/donnees.html", contexte)


@publique
def en_csv(request: HttpRequest, adresse: str) -> HttpResponse:
    """The fiches in CSV."""
    site, filtres = _lire(request, adresse)
    octets = ecrire_csv((ligne_ouverte(f, ou) for f, ou in _fiches(site, filtres)), colonnes_de(site.publication))
    return _fichier(site, octets, "text/csv; charset=utf-8", "csv")


@publique
def en_json(request: HttpRequest, adresse: str) -> HttpResponse:
    """The fiches in JSON."""
    site, filtres = _lire(request, adresse)
    return _fichier(site, ecrire_json(_entete(site), _fiches(site, filtres)), "application/json", "json")


@publique
def en_xlsx(request: HttpRequest, adresse: str) -> HttpResponse:
    """The fiches in a workbook."""
    site, filtres = _lire(request, adresse)
    lignes = [ligne_ouverte(fiche, ou) for fiche, ou in _fiches(site, filtres)]
    return _fichier(site, ecrire_xlsx(_entete(site), lignes), XLSX, "xlsx")


def _lire(request: HttpRequest, adresse: str) -> tuple[Site, FiltresPublics]:
    return ouvrir(request, adresse), lire_filtres(dict(request.GET.lists()))


def _fiches(site: Site, filtres: FiltresPublics) -> list[tuple[Any, str]]:
    vu = site.plan
    ids = vu.filtrer(filtres)
    completes = fiches_publiques(site.publication, vu.montrees, ids, vu.chemins_de(ids))
    return [(fiche, site.absolue(site.adresse("fiche", fiche.ref))) for fiche in completes]


def _entete(site: Site) -> Entete:
    plan = site.publication.plan
    return Entete(
        plan.nom, plan.collectivite.nom, plan.collectivite.siren, LICENCE, LICENCE_ADRESSE,
        site.absolue(site.adresse("plan")), plan.collectivite.fictive, colonnes_de(site.publication),
    )  # fmt: skip


def _fichier(site: Site, octets: bytes, genre: str, extension: str) -> HttpResponse:
    nom = f"{site.publication.adresse}.{extension}"
    return HttpResponse(octets, content_type=genre, headers={"Content-Disposition": f'attachment; filename="{nom}"'})


@publique
def flux(request: HttpRequest, adresse: str) -> HttpResponse:
    """The last changes of statut, for feed readers."""
    site = ouvrir(request, adresse)
    plan = site.publication.plan
    nouveautes = nouveautes_of(site.plan)
    titres = titres_of(site.plan, {n.ref for n in nouveautes})
    page = site.absolue(site.adresse("plan"))
    entrees = [
        Entree(
            f"{titres[n.ref].intitule} : {n.statut.libelle.lower()}",
            f"L'action « {titres[n.ref].intitule} » est maintenant à l'état « {n.statut.libelle} ».",
            site.absolue(site.adresse("fiche", n.ref)), f"{page}#nouveaute-{n.ecriture}", n.le,
        )
        for n in nouveautes
        if n.ref in titres
    ]  # fmt: skip
    octets = ecrire_flux(
        f"{plan.nom}, {plan.collectivite.nom}", "Les actions qui changent d'état", page,
        site.absolue(request.path), entrees or [_ouverture(site, page)],
    )  # fmt: skip
    return HttpResponse(octets, content_type="application/atom+xml; charset=utf-8")


def _ouverture(site: Site, page: str) -> Entree:
    """The first news: the plan is public. A feed has one at least, and its date is not that of the reading."""
    publiee_le = site.publication.publiee_le
    assert publiee_le is not None
    nom = site.publication.plan.nom
    return Entree(f"{nom} est publié", f"Le plan « {nom} » se lit en ligne.", page, f"{page}#ouverture", publiee_le)
