"""The référentiels of a collectivité, or of the members of a groupement: which are open, what the others are for."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.domain import Niveau
from cordee.referentiels.models import Referentiel
from cordee.referentiels.queries.accueil import list_membres_visibles, suivi_of
from cordee.referentiels.queries.definitions import charge_of, find_referentiel
from cordee.referentiels.views.tableau import Groupe, Reponse, composer_groupes, en_lettres, intituler_groupes
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete
from cordee.socle.trajets import TRACES
from cordee.territoires.permissions import obtenir_collectivite

USAGES = {
    "cae": "Fait le point sur l'énergie, le climat et la qualité de l'air dans tout ce que fait la collectivité, de la "
    "planification à la coopération, et conduit aux étoiles du label.",
    "eci": "Fait le point sur l'économie circulaire, des déchets évités ou valorisés à l'achat public, à "
    "l'écoconception et au travail avec les entreprises, et conduit aux étoiles du label.",
    "te": "Réunit climat, énergie et économie circulaire en un seul questionnaire, avec des mesures propres à qui "
    "n'exerce pas une compétence. Le label ne se demande pas encore avec lui.",
}


@dataclass(frozen=True)
class Presentation:
    """What a référentiel is for, and its size."""

    referentiel: Referentiel
    usage: str
    taille: str


def presenter(referentiel: Referentiel) -> Presentation:
    """Sentence and size of a référentiel."""
    arbre = charge_of(referentiel).arbre
    axes, mesures = len(arbre.of_niveau(Niveau.AXE)), len(arbre.of_niveau(Niveau.MESURE))
    taille = (
        f"{axes}{INSECABLE}{accorder(axes, 'axe')}, {mesures}{INSECABLE}{accorder(mesures, 'mesure')}, "
        f"version{INSECABLE}{referentiel.version}"
    )
    return Presentation(referentiel, USAGES.get(referentiel.code, ""), taille)


@require_safe
def etat_des_lieux(request: Requete, siren: str) -> HttpResponse:
    """List of the référentiels."""
    collectivite = obtenir_collectivite(request.user, siren)
    cibles = list_membres_visibles(request.user, collectivite) if collectivite.est_groupement else [collectivite]
    suivi = suivi_of(cibles)
    groupes = composer_groupes(request.user, suivi, timezone.localdate())
    presentations = {r.code: presenter(r) for r in suivi.referentiels}
    contexte = {
        "collectivite": collectivite,
        "rubrique": "etat_des_lieux",
        "reponse": _repondre(groupes),
        "titre_tableau": intituler_groupes(groupes),
        "groupes": groupes,
        "lignes": [ligne for groupe in groupes for ligne in groupe.lignes],
        "reperes": TRACES,
        "presentations": presentations.values(),
        "fermes": [(ferme, presentations[ferme.referentiel.code]) for groupe in groupes for ferme in groupe.fermes],
    }
    return render(request, "referentiels/etat_des_lieux.html", contexte)


def _repondre(groupes: list[Groupe]) -> Reponse:
    ouverts = sum(len(groupe.lignes) for groupe in groupes)
    if not ouverts:
        return Reponse("Rien n'est encore ouvert : choisissez ", "un premier référentiel", ".")
    taches = sum(ligne.taches_restantes for groupe in groupes for ligne in groupe.lignes)
    nombre = f"{formater(taches, 0)}{INSECABLE}{accorder(taches, 'tâche')}"
    mot = accorder(ouverts, "référentiel est ouvert", "référentiels sont ouverts")
    if not taches:
        return Reponse("Tout est renseigné dans ", f"{ouverts}{INSECABLE}{accorder(ouverts, 'référentiel')}", ".")
    return Reponse(f"{en_lettres(ouverts, majuscule=True)} {mot} ; il reste ", nombre, " à renseigner.")


@require_POST
def ouvrir(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """Opens a référentiel and leads to its tree."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = find_referentiel(referentiel) or introuvable()
    try:
        ouvrir_referentiel(collectivite, trouve, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("etat_des_lieux", siren=siren)
    messages.success(request, f"{trouve.nom} est ouvert. Commencez par une mesure que vous connaissez bien.")
    return redirect("arbre", siren=siren, referentiel=trouve.code)
