"""What every public page is: read without an account, without cookie, fresh, and the same in the private preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from cordee.outils.texte import accorder
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.permissions import obtenir_plan
from cordee.publication.models import PublicationPlan
from cordee.publication.permissions import AutreAdresse, PagePartie, obtenir_publication
from cordee.publication.queries.plan import PlanPublic
from cordee.publication.queries.publications import publication_of
from cordee.socle.barres import largeur
from cordee.socle.requetes import Requete

Vue = Callable[..., HttpResponseBase]
LICENCE = "Licence Ouverte 2.0"
LICENCE_ADRESSE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ORDRE_DES_STATUTS = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "", "abandonne")
DESCRIPTION_MAX = 180
_MARQUES = re.compile(r"[*_#`]|^\s*(?:[-+>]|\d+\.)\s+", re.MULTILINE)
"""Marks of Markdown, which say nothing outside a page."""


def publique(vue: Vue) -> Vue:
    """Open to everybody, GET only. Nothing of it is served again without asking (`no-cache`), so that what is taken
    back is gone at once; a page that did not change is answered 304."""

    @login_not_required
    @require_safe
    @cache_control(no_cache=True)
    @conditional_page
    @wraps(vue)
    def servie(request: HttpRequest, *args: Any, **cles: Any) -> HttpResponseBase:
        try:
            return vue(request, *args, **cles)
        except AutreAdresse as ailleurs:
            return _suivre(request, str(cles["adresse"]), ailleurs.publication)
        except PagePartie:
            return rendre("publication/partie.html", {"rubrique": "partie"}, status=410)
        except Http404:
            return rendre("publication/introuvable.html", {"rubrique": "introuvable"}, status=404)

    return servie


def _suivre(request: HttpRequest, ancienne: str, publication: PublicationPlan) -> HttpResponse:
    avant, apres = (reverse("public_plan", args=[adresse]) for adresse in (ancienne, publication.adresse))
    return HttpResponsePermanentRedirect(request.get_full_path().replace(avant, apres, 1))


def rendre(gabarit: str, contexte: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page made without the request: neither session nor token, hence no cookie, and one answer for everybody."""
    ouverte = settings.CORDEE_BIBLIOTHEQUE_PUBLIQUE
    commun = {"licence": LICENCE, "licence_adresse": LICENCE_ADRESSE, "bibliotheque_ouverte": ouverte}
    return HttpResponse(render_to_string(gabarit, {**commun, **contexte}), status=status)


@dataclass(frozen=True)
class Site:
    """The pages of one publication, public or in their private preview."""

    request: HttpRequest
    plan: PlanPublic
    apercu: bool

    @property
    def publication(self) -> PublicationPlan:
        """What is shown, and how."""
        return self.plan.publication

    def adresse(self, page: str, *reste: object) -> str:
        """Address of a page: `plan`, `fiches`, `fiche`, `indicateurs`, `donnees`, and the files of the public site."""
        if self.apercu:
            plan = self.publication.plan
            return reverse(f"apercu_{page}", args=[plan.collectivite.siren, plan.pk, *reste])
        return reverse(f"public_{page}", args=[self.publication.adresse, *reste])

    def absolue(self, chemin: str) -> str:
        """An address for elsewhere: canonical link, feed, open data."""
        return self.request.build_absolute_uri(chemin)

    def rendre(self, gabarit: str, contexte: dict[str, Any], *, canonique: str = "") -> HttpResponse:
        """One of the pages, in the frame of the publication. `canonique` is the path of the page that says the same,
        by default this one without its parameters."""
        publication = self.publication
        commun = {
            "site": self,
            "publication": publication,
            "plan": publication.plan,
            "collectivite": publication.plan.collectivite,
            "rubrique": Path(gabarit).stem,
            "adresses": {nom: self.adresse(nom) for nom in ("plan", "fiches", "indicateurs", "donnees")},
            "canonique": self.absolue(canonique or self.request.path),
            "cachee": self.apercu or not publication.indexable,
        }
        return rendre(gabarit, {**commun, **contexte})


def ouvrir(request: HttpRequest, adresse: str) -> Site:
    """The public pages of an address. Raises what `publique` answers."""
    jour = timezone.localdate()
    return Site(request, PlanPublic(obtenir_publication(adresse, jour), jour), apercu=False)


def ouvrir_apercu(request: Requete, siren: str, pk: int) -> Site:
    """The same pages before they are public, for whoever sees the plan: exactly what everybody will read."""
    _, plan = obtenir_plan(request.user, siren, pk)
    return Site(request, PlanPublic(publication_of(plan), timezone.localdate()), apercu=True)


# -- what pages share ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PartStatut:
    """Fiches of one statut in a bar: place and width in percent, as SVG attributes; `part` is a ratio."""

    cle: str
    libelle: str
    nombre: int
    part: float
    x: str
    largeur: str


def composer_parts(par_statut: dict[str, int]) -> list[PartStatut]:
    """Parts of a bar in their fixed order, those without fiche left out."""
    total = sum(par_statut.values())
    parts, x = [], 0.0
    for statut in ORDRE_DES_STATUTS:
        if nombre := par_statut.get(statut, 0):
            part = nombre / total
            libelle = StatutFiche.libelle_de(statut, SANS_STATUT)
            parts.append(PartStatut(statut or "sans_statut", libelle, nombre, part, largeur(x), largeur(part)))
            x += part
    return parts


def dire_parts(parts: list[PartStatut]) -> str:
    """`18 réalisé, 12 en cours`: text alternative of a bar."""
    return ", ".join(f"{part.nombre} {part.libelle.lower()}" for part in parts)


def dire_avancement(par_statut: dict[str, int]) -> str:
    """The answer of a plan in one sentence; fiches given up are counted apart."""
    total = sum(par_statut.values()) - par_statut.get("abandonne", 0)
    faites, en_cours = par_statut.get("realise", 0), par_statut.get("en_cours", 0)
    if not total:
        return "Aucune action n'est encore publiée."
    suite = f" et {en_cours} {accorder(en_cours, 'est', 'sont')} en cours" if en_cours else ""
    if total == 1:
        return f"L'action du plan est {'réalisée' if faites else 'en cours' if en_cours else 'à venir'}."
    if not faites:
        debut = f"Aucune des {total} actions n'est encore réalisée"
        return f"{debut}, {en_cours} {accorder(en_cours, 'est', 'sont')} en cours." if en_cours else f"{debut}."
    return f"{faites} des {total} actions {accorder(faites, 'est réalisée', 'sont réalisées')}{suite}."


def resumer_texte(texte: str, defaut: str) -> str:
    """The beginning of a text on one line, for search engines and shared links."""
    plat = " ".join(_MARQUES.sub("", texte).split()) or defaut
    return plat if len(plat) <= DESCRIPTION_MAX else f"{plat[: DESCRIPTION_MAX - 1].rsplit(' ', 1)[0]}…"
