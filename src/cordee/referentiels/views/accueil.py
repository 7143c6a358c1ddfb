"""The Accueil: of a groupement, where its members stand; of a collectivité, its référentiels and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.comptes.models import Utilisateur
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.accueil import (
    list_changements_for,
    list_jalons_for,
    list_membres_visibles,
    questions_sans_reponse,
    suivi_of,
)
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.referentiels.views.a_faire import MesureCitee, composer_a_faire, mesures_a_gagner, mesures_programmees
from cordee.referentiels.views.actualites import Actualites, composer_actualites
from cordee.referentiels.views.tableau import (
    Groupe,
    Ligne,
    composer_groupes,
    intituler_groupes,
    plus_proche,
    repondre_collectivite,
    repondre_groupement,
)
from cordee.socle.requetes import Requete
from cordee.socle.trajets import TRACES
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite
from cordee.territoires.queries import situation_of, territoires_of

SEMAINE = timedelta(days=7)
PLAFOND = 400
"""Entries of the trail read at most for a week: beyond, the page says « plus de »."""

DERNIERS = 8
MESURES_MONTREES = 5
JALONS_MONTRES = 5


@require_safe
def accueil(request: Requete) -> HttpResponse:
    """Leads to the person's first territory, groupements first, or says whom to ask for a role."""
    territoires = territoires_of(request.user)
    if territoires:
        return redirect(territoires[0][0])
    contexte = {"installation": request.user.is_superuser}
    return render(request, "referentiels/accueil_sans_territoire.html", contexte)


@require_safe
def accueil_collectivite(request: Requete, siren: str) -> HttpResponse:
    """First page of a territory."""
    collectivite = obtenir_collectivite(request.user, siren)
    if collectivite.est_groupement:
        return _accueil_groupement(request, collectivite)
    return _accueil_epci(request, collectivite)


def _accueil_groupement(request: Requete, groupement: Collectivite) -> HttpResponse:
    maintenant = timezone.now()
    membres = list_membres_visibles(request.user, groupement)
    suivi = suivi_of(membres)
    groupes = composer_groupes(request.user, suivi, timezone.localdate(maintenant))
    lignes = [ligne for groupe in groupes for ligne in groupe.lignes]
    proche = plus_proche(lignes)
    etat = etat_des_lieux(proche.engagement.collectivite, proche.engagement.referentiel) if proche else None
    contexte = {
        "collectivite": groupement,
        "rubrique": "accueil",
        "maintenant": maintenant,
        "reponse": repondre_groupement(groupes),
        "titre_tableau": intituler_groupes(groupes),
        "groupes": groupes,
        "lignes": lignes,
        "reperes": TRACES,
        "a_faire": composer_a_faire(groupes, proche, etat, timezone.localdate(maintenant)),
        "actualites": _lire_actualites(request.user, membres, suivi.ouverts, maintenant),
    }
    return render(request, "referentiels/accueil_petr.html", contexte)


@dataclass(frozen=True)
class Volet:
    """One opened référentiel on the Accueil of its collectivité."""

    ligne: Ligne
    a_gagner: tuple[MesureCitee, ...]
    programmees: tuple[MesureCitee, ...]
    questions: int


def _accueil_epci(request: Requete, collectivite: Collectivite) -> HttpResponse:
    maintenant = timezone.now()
    suivi = suivi_of([collectivite])
    (groupe,) = composer_groupes(request.user, suivi, timezone.localdate(maintenant))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "accueil",
        "maintenant": maintenant,
        "reponse": repondre_collectivite(groupe.lignes),
        "groupe": groupe,
        "volets": _composer_volets(groupe),
        "jalons": list_jalons_for(collectivite)[:JALONS_MONTRES],
        "actualites": _lire_actualites(request.user, [collectivite], suivi.ouverts, maintenant),
    }
    return render(request, "referentiels/accueil_epci.html", contexte)


def _composer_volets(groupe: Groupe) -> list[Volet]:
    """Each opened référentiel with its detail; the situation of the collectivité is read once for all."""
    if not groupe.lignes:
        return []
    siren, situation = groupe.collectivite.siren, situation_of(groupe.collectivite)
    volets = []
    for ligne in groupe.lignes:
        engagement = ligne.engagement
        etat = etat_des_lieux(groupe.collectivite, engagement.referentiel, situation=situation)
        volets.append(
            Volet(
                ligne=ligne,
                a_gagner=mesures_a_gagner(etat, siren, MESURES_MONTREES),
                programmees=mesures_programmees(etat, siren, MESURES_MONTREES),
                questions=len(questions_sans_reponse(etat.charge, situation)),
            )
        )
    return volets


def _lire_actualites(
    utilisateur: Utilisateur, collectivites: list[Collectivite], engagements: Iterable[Engagement], maintenant: datetime
) -> Actualites:
    """The week's changes; when it was quiet, the last ones."""
    ecritures = list_changements_for(utilisateur, collectivites, depuis=maintenant - SEMAINE, limite=PLAFOND)
    recentes = bool(ecritures)
    if not recentes:
        ecritures = list_changements_for(utilisateur, collectivites, limite=DERNIERS)
    return composer_actualites(
        ecritures,
        collectivites,
        engagements,
        maintenant=maintenant,
        recentes=recentes,
        plafond=PLAFOND if recentes else DERNIERS + 1,
    )
