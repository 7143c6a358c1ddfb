"""The entrance of the public site: published plans and their search, accessibility, legal notice, search engines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cordee.outils.nombres import INSECABLE
from cordee.plans.domain.listes import StatutFiche
from cordee.publication.domain.annuaire import CRITERES, PlanSitue, libelle_de, lire_recherche
from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.exports import ecrire_plan_du_site
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.portail import fiches_a_indexer, fiches_trouvees, publications_trouvees
from cordee.publication.queries.publications import list_publications, publication_en_ligne_of, statuts_par_plan
from cordee.publication.views.cadre import (
    PartStatut,
    composer_parts,
    dire_avancement,
    dire_parts,
    publique,
    rendre,
    resumer_texte,
)
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite


@dataclass(frozen=True, slots=True)
class PlanAffiche:
    """A published plan in the list."""

    publication: PublicationPlan
    annees: str
    chapeau: str
    reponse: str
    parts: list[PartStatut]
    mots: str


@publique
def accueil(request: HttpRequest) -> HttpResponse:
    """Territories and their published plans, by région, département, kind, type of plan and population; with `?q=`,
    plans and fiches that hold the words."""
    jour = timezone.localdate()
    toutes = list(list_publications(jour))
    situes = [situer(publication) for publication in toutes]
    recherche = lire_recherche(request.GET.dict(), situes)
    gardees = {plan.cle for plan in recherche.garder(situes)}
    publiees = [publication for publication in toutes if publication.pk in gardees]
    texte = recherche.texte
    comptes = statuts_par_plan(publiees)
    retenues = publications_trouvees(publiees, texte) if texte else publiees
    territoires: dict[int, tuple[Collectivite, list[PlanAffiche]]] = {}
    for publication in retenues:
        plan = publication.plan
        _, plans = territoires.setdefault(plan.collectivite_id, (plan.collectivite, []))
        plans.append(_afficher(publication, dict(comptes.get(plan.pk, {}))))
    trouvees = fiches_trouvees(publiees, texte, jour) if texte else []
    contexte = {
        "texte": texte,
        "territoires": list(territoires.values()),
        "nombre": len(toutes),
        "choix": [(cle, CRITERES[cle], valeurs) for cle, valeurs in recherche.choix(situes).items()],
        "puces": [
            (CRITERES[cle], libelle_de(cle, valeur, situes), f"?{recherche.adresse(sans=cle)}")
            for cle, valeur in recherche.criteres.items()
        ],
        "sans_texte": f"?{recherche.adresse(sans='q')}",
        "retenues": len(retenues),
        "trouvees": [
            (t.intitule, StatutFiche.libelle_de(t.statut, "Sans statut"), t.statut or "sans_statut", t.plan,
             reverse("public_fiche", args=[t.adresse, t.ref]))
            for t in trouvees
        ],
        "canonique": request.build_absolute_uri(reverse("public")),
        "cachee": bool(texte or recherche.criteres),
        "description": "Les plans de transition que les collectivités publient : leurs actions, où elles en sont, "
        "leurs résultats et leurs données.",
    }  # fmt: skip
    return rendre("publication/accueil.html", contexte)


def situer(publication: PublicationPlan) -> PlanSitue:
    """Where a published plan is."""
    plan, ou = publication.plan, publication.plan.collectivite
    departements = tuple(code for code in ou.departements.split(",") if code)
    return PlanSitue(
        publication.pk, ou.region, departements, ou.nature, plan.type, ou.population, Nature(ou.nature).label
    )


def _afficher(publication: PublicationPlan, statuts: dict[str, int]) -> PlanAffiche:
    plan = publication.plan
    parts = composer_parts(statuts)
    annees = f"{INSECABLE}–{INSECABLE}".join(str(j.year) for j in (plan.debut, plan.fin) if j)
    chapeau = resumer_texte(masquer_courriels(publication.presentation or plan.description), "")
    return PlanAffiche(publication, annees, chapeau, dire_avancement(statuts), parts, dire_parts(parts))


@publique
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The statement of accessibility: what is true of it."""
    return _texte(
        request,
        "publication/accessibilite.html",
        "Où en est l'accessibilité de ces pages, et comment signaler un obstacle.",
    )


@publique
def mentions(request: HttpRequest) -> HttpResponse:
    """Who publishes, who hosts, under which licence, and what is kept of visitors: nothing."""
    return _texte(
        request,
        "publication/mentions.html",
        "Qui publie ces pages, sous quelle licence, et ce qui est gardé des visites.",
    )


@publique
def lien(request: HttpRequest, plan: int) -> HttpResponse:
    """The link to the public page of a plan, for the pages of the applications below; nothing when it has none."""
    publication = publication_en_ligne_of(plan, timezone.localdate())
    if publication is None:
        return HttpResponse(status=204)
    return rendre("publication/lien.html", {"publication": publication})


def _texte(request: HttpRequest, gabarit: str, description: str) -> HttpResponse:
    contexte = {
        "rubrique": Path(gabarit).stem,
        "editeur": settings.CORDEE_EDITEUR,
        "hebergeur": settings.CORDEE_HEBERGEUR,
        "contact": settings.CORDEE_CONTACT,
        "publications": list(list_publications(timezone.localdate())),
        "canonique": request.build_absolute_uri(request.path),
        "description": description,
    }
    return rendre(gabarit, contexte)


@publique
def plan_du_site(request: HttpRequest) -> HttpResponse:
    """Every page that search engines may show, each once."""
    jour = timezone.localdate()
    publiees = [une for une in list_publications(jour) if une.indexable]
    chemins = [reverse(nom) for nom in ("public", "public_accessibilite", "public_mentions")]
    for une in publiees:
        noms = ["public_plan", "public_fiches", "public_donnees"]
        noms += ["public_indicateurs"] if une.montre_indicateurs else []
        chemins += [reverse(nom, args=[une.adresse]) for nom in noms]
    chemins += [reverse("public_fiche", args=[adresse, pk]) for pk, adresse in fiches_a_indexer(publiees, jour)]
    octets = ecrire_plan_du_site(request.build_absolute_uri(chemin) for chemin in chemins)
    return HttpResponse(octets, content_type="application/xml; charset=utf-8")


@publique
def robots(request: HttpRequest) -> HttpResponse:
    """Robots read the public pages, and nothing of the working space."""
    lignes = (
        "User-agent: *", f"Allow: {reverse('public')}", f"Allow: {reverse('pcaet_publies')}", "Allow: /static/",
        "Disallow: /", "", f"Sitemap: {request.build_absolute_uri(reverse('public_plan_du_site'))}", "",
    )  # fmt: skip
    return HttpResponse("\n".join(lignes), content_type="text/plain; charset=utf-8")
