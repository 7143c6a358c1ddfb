"""The tree of a référentiel: every row, its points, its statut."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.referentiels.domain import Niveau
from cordee.referentiels.enums import Mode
from cordee.referentiels.forms.arbre import FormulaireFiltre
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement, qui_peut_renseigner
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux, verrou_pour
from cordee.referentiels.queries.statuts import codes_commentes
from cordee.referentiels.views.entete import composer_entete
from cordee.referentiels.views.lignes import composer_arbre, composer_mesures
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete

COOKIE_AFFICHAGE = "cordee-arbre"
"""How this machine shows the tree: `dense` and `reduite` (head), separated by a dot. Written by arbre.js."""

AFFICHAGES = ("dense", "reduite")


@require_safe
def arbre(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """The page. Filters of the address are applied here too, for those without JavaScript. For htmx, `mesures`
    (repeated) asks only for the rows of these mesures and above, after a write made in the panel."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    refus = expliquer_refus(request, engagement)
    commentes = codes_commentes(engagement.collectivite, referentiel)
    contexte = composer_cadre(engagement, etat) | {"refus": refus}
    if request.htmx and "mesures" in request.GET:
        contexte["lignes"] = composer_mesures(etat, request.GET.getlist("mesures"), commentes, modifiable=not refus)
        return render(request, "referentiels/statut_reponse.html#changements", contexte)
    formulaire = FormulaireFiltre(request.GET, etat.charge)
    filtre = formulaire.filtre()
    contexte |= {
        "arbre": composer_arbre(etat, commentes, filtre, modifiable=not refus),
        "niveaux": decrire_niveaux(etat.charge),
        "formulaire": formulaire,
        "filtre": filtre,
        "affichage": lire_affichage(request),
    }
    return render(request, "referentiels/arbre.html", contexte)


def composer_cadre(engagement: Engagement, etat: EtatDesLieux) -> dict[str, Any]:
    """What the page and its fragments share."""
    return {
        "collectivite": engagement.collectivite,
        "rubrique": "etat_des_lieux",
        "engagement": engagement,
        "entete": composer_entete(engagement, etat, "arbre"),
    }


def lire_affichage(request: Requete) -> list[str]:
    """What this machine asked for: tight rows, reduced head."""
    choisis = request.COOKIES.get(COOKIE_AFFICHAGE, "").split(".")
    return [choix for choix in AFFICHAGES if choix in choisis]


def expliquer_refus(request: Requete, engagement: Engagement) -> str:
    """Why this person does not change the statuts here, and who can; empty when they may."""
    if engagement.mode != Mode.ECRITURE:
        return f"Ce référentiel est en « {engagement.get_mode_display()} » : ses statuts ne changent plus."
    if not peut(request.user, "referentiels.renseigner_statut", engagement):
        return qui_peut_renseigner()
    verrou = verrou_pour(engagement, request.user)
    return verrou.message if verrou is not None else ""


def decrire_niveaux(charge: ReferentielCharge) -> str:
    """`Axe, sous-axe, mesure, sous-mesure, tâche`: title of the first column."""
    niveaux = ", ".join(Niveau(niveau).label.lower() for niveau in charge.arbre.hierarchie[1:])
    return niveaux[:1].upper() + niveaux[1:]
