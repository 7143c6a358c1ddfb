"""Steps of a démarche PCAET: one confirmation page each, with its guards and what it will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_etapes import (
    adopter_demarche,
    archiver_demarche,
    constater_avis,
    declarer_envoi,
    desarchiver_demarche,
    reprendre_elaboration,
    transmettre_demarche,
)
from cordee.plans.domain.pcaet import (
    REGLES,
    InstanceAvis,
    Piece,
    Transition,
    adoptable_des,
    avis_attendus,
    echeance_cycle,
    echeance_mi_parcours,
    verdicts,
)
from cordee.plans.forms.demarche import (
    FormulaireAdoption,
    FormulaireEnvoi,
    FormulaireEtape,
    FormulaireReprise,
)
from cordee.plans.models import DemarchePcaet
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche import avis_of, pieces_of
from cordee.plans.views.demarche_commun import (
    MODIFIER,
    contexte_de,
    dire,
    etat_du_dossier,
    page,
    remede_de,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

Action = Callable[..., DemarchePcaet]


@dataclass(frozen=True)
class Geste:
    """A step on screen: its form, its action, what it changes, what is said after."""

    formulaire: type[FormulaireEtape]
    action: Action
    effets: Callable[[DemarchePcaet, date], list[str]]
    fait: str


def _effets_transmission(demarche: DemarchePcaet, jour: date) -> list[str]:
    evaluee = Piece.EES in pieces_of(demarche)
    deux_mois = (
        "Les délais des avis sont figés : deux mois pour le préfet de région et la présidence du conseil régional, "
        f"jusqu'au {jour_long(InstanceAvis.PREFET.echeance(jour))}"
    )
    trois_mois = f" ; trois mois pour la MRAe, jusqu'au {jour_long(InstanceAvis.MRAE.echeance(jour))}."
    demandes = [
        "L'avis du préfet de région, de la MRAe et de la présidence du conseil régional est demandé aujourd'hui."
        if evaluee
        else "L'avis du préfet de région et de la présidence du conseil régional est demandé aujourd'hui ; la MRAe "
        "n'est pas saisie : son délai courra du jour où le rapport d'évaluation environnementale sera joint."
    ]
    return [
        deux_mois + (trois_mois if evaluee else "."),
        *demandes,
        "Le dossier ne change plus pendant les avis : en-tête, volets, vulnérabilité, documents.",
        "Une copie du dossier tel qu'il est transmis est gardée dans l'historique.",
        "La démarche ne pourra plus être supprimée.",
    ]


def _effets_envoi(demarche: DemarchePcaet, jour: date) -> list[str]:
    return [
        "Les délais courent à partir de la date d'envoi : deux mois pour le préfet de région et la présidence du "
        "conseil régional, trois mois pour la MRAe si le rapport d'évaluation environnementale était joint.",
        "Le contenu du dossier n'est pas vérifié : les instances ont lu le dossier papier.",
        "La démarche ne pourra plus être supprimée.",
    ]


def _effets_reprise(demarche: DemarchePcaet, jour: date) -> list[str]:
    return [
        "Le dossier redevient modifiable.",
        "La transmission reste dans l'historique, avec votre motif.",
        "La prochaine transmission ouvrira de nouveaux délais.",
    ]


def _effets_constat(demarche: DemarchePcaet, jour: date) -> list[str]:
    muets = [(avis.libelle, avis.echeance or demarche.echeance_avis) for avis in avis_attendus(avis_of(demarche))]
    effets = [f"{nom} : avis tacite, au {jour_long(fin)}." for nom, fin in muets if fin]
    return [*effets, "Le dossier redevient modifiable, pour répondre aux avis et à la consultation du public."]


def _effets_adoption(demarche: DemarchePcaet, jour: date) -> list[str]:
    effets = [
        "Le dossier ne change plus.",
        f"Adopté aujourd'hui, il appellerait un bilan à mi-parcours avant le {jour_long(echeance_mi_parcours(jour))} "
        f"et une évaluation finale avant le {jour_long(echeance_cycle(jour))}.",
        "La démarche pourra être publiée.",
    ]
    if demarche.plan is not None:
        effets.insert(0, f"Le plan « {demarche.plan.nom} » devient « Adopté ».")
        porte = vote_du_plan(demarche)
        effets.insert(
            1,
            f"Il porte déjà {porte} : elle y reste, sauf si vous cochez la case."
            if porte
            else "Il prend la date et le numéro de la délibération.",
        )
    return effets


def vote_du_plan(demarche: DemarchePcaet) -> str:
    """`la délibération 2019-12 du 4 mars 2019`, that the linked plan holds already; empty when none."""
    plan = demarche.plan
    if plan is None or not (plan.deliberation_le or plan.deliberation_numero):
        return ""
    numero = f" {plan.deliberation_numero}" if plan.deliberation_numero else ""
    return f"la délibération{numero}" + (f" du {jour_long(plan.deliberation_le)}" if plan.deliberation_le else "")


def _effets_archive(demarche: DemarchePcaet, jour: date) -> list[str]:
    return [
        "Plus rien ne change dans cette démarche.",
        "Elle reste lisible, et publiée si elle l'était.",
        "Vous pourrez la sortir des archives.",
    ]


def _effets_sortie(demarche: DemarchePcaet, jour: date) -> list[str]:
    return ["La démarche redevient « Adopté » : ses documents se complètent de nouveau.", "Ses bilans restent déposés."]


GESTES: dict[Transition, Geste] = {
    Transition.TRANSMETTRE: Geste(
        FormulaireEtape, transmettre_demarche, _effets_transmission, "Le projet est transmis pour avis."
    ),
    Transition.DECLARER_ENVOI: Geste(FormulaireEnvoi, declarer_envoi, _effets_envoi, "L'envoi est enregistré."),
    Transition.REPRENDRE: Geste(
        FormulaireReprise, reprendre_elaboration, _effets_reprise, "Le projet est de nouveau en élaboration."
    ),
    Transition.CONSTATER_AVIS: Geste(FormulaireEtape, constater_avis, _effets_constat, "Les avis sont constatés."),
    Transition.ADOPTER: Geste(FormulaireAdoption, adopter_demarche, _effets_adoption, "L'adoption est enregistrée."),
    Transition.ARCHIVER: Geste(FormulaireEtape, archiver_demarche, _effets_archive, "La démarche est archivée."),
    Transition.DESARCHIVER: Geste(
        FormulaireEtape, desarchiver_demarche, _effets_sortie, "La démarche est sortie des archives."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def etape(request: Requete, siren: str, pk: int, transition: str) -> HttpResponse:
    """Guards, effects and confirmation of a step; a POST takes it."""
    ici = obtenir_demarche(request.user, siren, pk)
    if transition not in Transition._value2member_map_:
        return introuvable()
    choisie = Transition(transition)
    geste = GESTES[choisie]
    formulaire = _formulaire(geste, request, ici)
    if request.method != "POST":
        return _page(request, ici, choisie, formulaire)
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    if not formulaire.is_valid():
        return _page(request, ici, choisie, formulaire, DonneeRefusee())
    try:
        _agir(geste, ici, formulaire, par=request.user, le=timezone.now())
    except SaisieRefusee as refus:
        for nom, faute in refus.fautes.items():
            formulaire.add_error(nom, faute)
        return _page(request, ici, choisie, formulaire, DonneeRefusee())
    except DonneeRefusee as refus:
        return _page(request, ici, choisie, formulaire, refus)
    dire(request, geste.fait)
    return redirect(ici)


def _formulaire(geste: Geste, request: Requete, demarche: DemarchePcaet) -> FormulaireEtape:
    donnees = request.POST if request.method == "POST" else None
    if geste.formulaire is FormulaireAdoption:
        premier = adoptable_des(avis_of(demarche), demarche.echeance_avis)
        porte = vote_du_plan(demarche)
        return FormulaireAdoption(donnees, aujourdhui=timezone.localdate(), premier=premier, deliberation=porte)
    return geste.formulaire(donnees)


def _agir(
    geste: Geste, demarche: DemarchePcaet, formulaire: FormulaireEtape, *, par: Utilisateur, le: datetime
) -> None:
    geste.action(demarche, **formulaire.arguments(), par=par, le=le)


def _page(
    request: Requete,
    demarche: DemarchePcaet,
    transition: Transition,
    formulaire: FormulaireEtape,
    refus: DonneeRefusee | None = None,
) -> HttpResponse:
    etat = etat_du_dossier(request, demarche)
    rendus = verdicts(transition, etat.situation)
    contexte = contexte_de(
        request,
        demarche,
        "demarche",
        transition=transition,
        depuis=REGLES[transition].depuis,
        vers=REGLES[transition].vers,
        verdicts=[(verdict, *remede_de(demarche, verdict)) for verdict in rendus],
        manquants=sum(not verdict.tenu for verdict in rendus),
        effets=GESTES[transition].effets(demarche, timezone.localdate()),
        formulaire=formulaire,
    )
    return page(request, "plans/demarche/etape.html", contexte, refus)
