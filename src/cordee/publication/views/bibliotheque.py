"""The library of model fiches without an account: the list with its filters, one card, and the way to a basket.

The same pages serve a visitor who has no basket (`/public/bibliotheque/`) and those who share one, under its address.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cordee.plans.domain.bibliotheque_choix import SANS_COMPETENCE, Tri
from cordee.plans.models import PanierPublic
from cordee.plans.models.panier import Marque
from cordee.plans.queries.bibliotheque import (
    competences_citees,
    find_modele,
    mesures_citees,
    mesures_servies,
    noms_competences,
)
from cordee.plans.queries.bibliotheque_filtres import (
    Propositions,
    lire_filtres,
    puces_de,
    repondre,
    selectionner,
)
from cordee.plans.queries.indicateurs import titres_nationaux
from cordee.plans.queries.panier_public import SituationPublique, panier_public, situation_publique
from cordee.publication.views.cadre import publique, rendre
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import search_collectivites

PAR_PAGE = 24
PROPOSEES = 8
"""Territories proposed for a search."""
TEXTE_MIN = 2
TEXTE_MAX = 80
SIREN_LONGUEUR = 9


@dataclass(frozen=True)
class Lieu:
    """Where the visitor is: with a basket or not, for a territory or not. Makes the addresses of the pages."""

    request: HttpRequest
    situation: SituationPublique

    @property
    def panier(self) -> PanierPublic | None:
        """Their basket."""
        return self.situation.panier

    @property
    def reste(self) -> tuple[tuple[str, str], ...]:
        """Parameters that follow the visitor from page to page when no basket keeps the territory."""
        collectivite = self.situation.collectivite
        return (("territoire", collectivite.siren),) if self.panier is None and collectivite is not None else ()

    def adresse(self, page: str = "", *reste: object) -> str:
        """Address of a page of the library (`modele`, a code) or of the basket (`marquer`, `noter`…)."""
        if self.panier is not None:
            noms = {"": "public_panier_bibliotheque", "modele": "public_panier_modele", "panier": "public_panier"}
            return reverse(noms.get(page, f"public_panier_{page}"), args=[self.panier.pk, *reste])
        noms = {"": "public_bibliotheque", "modele": "public_modele", "marquer": "public_panier_creer"}
        suite = "".join(f"?{nom}={valeur}" for nom, valeur in self.reste) if page in {"", "modele"} else ""
        return reverse(noms[page], args=list(reste)) + suite

    def rendre(self, gabarit: str, contexte: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The page. One that says the address of a basket is neither indexed, nor kept, nor told elsewhere."""
        commun = {
            "lieu": self, "panier_public": self.panier, "territoire": self.situation.collectivite,
            "panier": self.situation.cartes_du_panier, "marques": Marque.choices, "rubrique": "bibliotheque",
            "adresses": {
                "liste": self.adresse(), "marquer": self.adresse("marquer"),
                **({n: self.adresse(n) for n in ("panier", "retirer", "noter", "situer")} if self.panier else {}),
            },
            "cachee": self.panier is not None,
        }  # fmt: skip
        reponse = rendre(gabarit, {**commun, **contexte}, status=status)
        if self.panier is not None:
            reponse["X-Robots-Tag"] = "noindex"
            reponse["Referrer-Policy"] = "no-referrer"
            reponse["Cache-Control"] = "private, no-store"
        return reponse


def ouvrir(request: HttpRequest, panier: uuid.UUID | None = None) -> Lieu:
    """Where the visitor is. 404 when the installation shuts its library, or for a basket that is not there."""
    if not settings.CORDEE_BIBLIOTHEQUE_PUBLIQUE:
        raise Http404
    if panier is None:
        return Lieu(request, situation_publique(None, trouver_territoire(request.GET.get("territoire", ""))))
    trouve = panier_public(panier, timezone.now())
    if trouve is None:
        raise Http404
    return Lieu(request, situation_publique(trouve, None))


def trouver_territoire(siren: str) -> Collectivite | None:
    """The collectivité of a SIREN that a page proposed."""
    entier = len(siren) == SIREN_LONGUEUR and siren.isascii() and siren.isdigit()
    return search_collectivites(siren).first() if entier else None


@publique
def lister(request: HttpRequest, panier: uuid.UUID | None = None) -> HttpResponse:
    """Cards that pass the filters of the address."""
    lieu = ouvrir(request, panier)
    situation = lieu.situation
    filtres = lire_filtres(dict(request.GET.lists()), lieu.reste)
    competences = {SANS_COMPETENCE: "Aucune compétence particulière"} | competences_citees()
    nommees = {m.code: f"{m.nom}, {m.libelle}" if m.libelle else m.nom for m in mesures_servies(mesures_citees(), None)}
    selection = selectionner(filtres, situation.portee, Propositions(nommees, competences))
    page = Paginator(selection.modeles, PAR_PAGE).get_page(request.GET.get("page", "1"))
    contexte = {
        "filtres": filtres,
        "puces": puces_de(filtres, competences),
        "groupes": selection.groupes,
        "tris": [(str(tri), tri.libelle) for tri in Tri],
        "autres_mesures": [code for code in filtres.mesures if code not in nommees],
        "page": page,
        "requete": filtres.adresse().removeprefix("?"),
        "cartes": [situation.carte(modele) for modele in page],
        "reponse": repondre(len(selection.modeles), filtres, situation.portee),
        "ecartees": selection.ecartees,
        "adresse_elargie": filtres.adresse(avec=("elargir", "1")),
        "connues": bool(situation.portee.exercees),
        "retour": request.get_full_path(),
        **_territoires(request),
        "canonique": request.build_absolute_uri(reverse("public_bibliotheque")),
        "cachee": lieu.panier is not None or bool(request.GET),
        "description": "Plus de cent actions de transition décrites pour les territoires : budget, durée, effets, "
        "partenaires, aides. Gardez celles qui vous parlent, elles deviendront un plan.",
    }
    return lieu.rendre("publication/bibliotheque.html", contexte)


def _territoires(request: HttpRequest) -> dict[str, Any]:
    """Territories that the search of the page finds."""
    cherche = " ".join(request.GET.get("cherche", "").replace("\0", "").split())[:TEXTE_MAX]
    if len(cherche) < TEXTE_MIN:
        return {"cherche": cherche, "proposees": None}
    return {"cherche": cherche, "proposees": search_collectivites(cherche).order_by("cle_recherche")[:PROPOSEES]}


@publique
def modele(request: HttpRequest, code: str, panier: uuid.UUID | None = None) -> HttpResponse:
    """One card, whole."""
    lieu = ouvrir(request, panier)
    trouve = find_modele(code)
    if trouve is None:
        raise Http404
    contexte = {
        "carte": lieu.situation.carte(trouve),
        "mesures": mesures_servies(trouve.mesures, None),
        "competences": noms_competences(trouve.competences),
        "indicateurs_nationaux": titres_nationaux(trouve.indicateurs_nationaux),
        "connues": bool(lieu.situation.portee.exercees),
        "retour": request.get_full_path(),
        "canonique": request.build_absolute_uri(reverse("public_modele", args=[code])),
        "description": trouve.resume,
    }
    return lieu.rendre("publication/modele.html", contexte)
