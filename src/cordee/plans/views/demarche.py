"""The démarches PCAET of a collectivité, and the page of one: next step, time line, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.plans.actions.demarche import ouvrir_demarche, supprimer_demarche
from cordee.plans.domain.pcaet import (
    EtatPcaet,
    Frise,
    Manque,
    ProchaineEtape,
    Transition,
    TypeBilan,
    duree,
    est_supprimable,
    fiches_muettes,
    prochaine_etape,
    tracer_frise,
    transitions_depuis,
    verdicts,
)
from cordee.plans.forms.demarche import FormulaireOuverture
from cordee.plans.forms.demarche_import import FormulaireAdoption
from cordee.plans.models import DemarchePcaet
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche import (
    bilan_depose,
    cycle_of,
    est_deja_transmise,
    list_demarches_for,
    list_passages_of,
    list_plans_pcaet_for,
    situation_of,
)
from cordee.plans.queries.demarche_dossier import fiches_pcaet_of, manques_of, voit_confidentiel
from cordee.plans.views.demarche_commun import (
    GERER,
    MODIFIER,
    adresse_du_lien,
    ailleurs,
    contexte_de,
    dire,
    etat_du_dossier,
    lieu_de,
    page,
    remede_de,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

OUVRIR = "plans.ouvrir_demarche"


# -- list ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LigneDemarche:
    """A démarche in the list, with its next step. `portee_ailleurs`: another collectivité bears it."""

    demarche: DemarchePcaet
    etape: ProchaineEtape
    portee_ailleurs: bool


@require_http_methods(["GET", "HEAD", "POST"])
def demarches(request: Requete, siren: str) -> HttpResponse:
    """The list; a POST opens a démarche. `?plan=12` goes to the démarche of that plan, or proposes to open it."""
    collectivite = obtenir_collectivite(request.user, siren)
    plans = list(list_plans_pcaet_for(request.user, collectivite))
    if request.method != "POST":
        propose = request.GET.get("plan", "")
        existante = next((d for d in _visibles(request, collectivite) if propose and str(d.plan_id) == propose), None)
        if existante is not None:
            return redirect(existante)
        choisi = next((plan for plan in plans if str(plan.pk) == propose), plans[0] if len(plans) == 1 else None)
        initial = {"plan": str(choisi.pk), "nom": choisi.nom} if choisi else {}
        return _liste(request, collectivite, FormulaireOuverture(plans=plans, initial=initial))
    exiger(request.user, OUVRIR, collectivite, raison=qui_peut_conduire())
    formulaire = FormulaireOuverture(request.POST, plans=plans)
    if formulaire.is_valid():
        try:
            nom, plan = formulaire.cleaned_data["nom"], formulaire.plan_choisi()
            demarche = ouvrir_demarche(collectivite, nom, plan=plan, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("nom", refus.messages)
        else:
            dire(request, f"La démarche « {demarche.nom} » est ouverte.")
            return redirect(demarche)
    return _liste(request, collectivite, formulaire, status=422)


def _visibles(request: Requete, collectivite: Collectivite) -> list[DemarchePcaet]:
    return list(list_demarches_for(request.user, collectivite)) if "plan" in request.GET else []


def _liste(
    request: Requete, collectivite: Collectivite, formulaire: FormulaireOuverture, status: int = 200
) -> HttpResponse:
    jour = timezone.localdate()
    demarches = list(list_demarches_for(request.user, collectivite))
    for demarche in demarches:
        demarche.vue_de = collectivite
    lignes = [_ligne(request, demarche, jour) for demarche in demarches]
    siennes = [ligne for ligne in lignes if not ligne.portee_ailleurs]
    active = next((ligne for ligne in siennes if ligne.demarche.etat_lisible.est_active), None)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "lignes": lignes,
        "active": active,
        "formulaire": formulaire,
        "ouvrable": peut(request.user, OUVRIR, collectivite) and active is None,
        "refus": "" if peut(request.user, OUVRIR, collectivite) else qui_peut_conduire(),
    }
    return render(request, "plans/demarche/demarches.html", contexte, status=status)


def _ligne(request: Requete, demarche: DemarchePcaet, jour: date) -> LigneDemarche:
    """Only the active one needs its dossier to say what comes next."""
    masquer = not voit_confidentiel(request.user, demarche.collectivite)
    manques = manques_of(demarche, jour=jour, masquer=masquer) if demarche.etat_lisible.est_active else ()
    situation = situation_of(demarche, manques, est_pilote=True, pilotes=(), jour=jour)
    return LigneDemarche(demarche, prochaine_etape(situation, cycle_of(demarche)), ailleurs(demarche))


# -- page ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PasPossible:
    """A step from the present state: possible, or why not (sentence, address and words of the screen that mends it)."""

    transition: Transition
    possible: bool
    raisons: list[tuple[str, str, str]]
    qui: str
    principale: bool


@dataclass(frozen=True)
class ManqueAffiche:
    """Something missing with the address that mends it."""

    manque: Manque
    adresse: str


@require_safe
def demarche(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The page of a démarche."""
    return page_de_la_demarche(request, obtenir_demarche(request.user, siren, pk))


def page_de_la_demarche(
    request: Requete, ici: DemarchePcaet, adoption: FormulaireAdoption | None = None
) -> HttpResponse:
    """The page; `adoption` is a date of adoption that was refused."""
    a_dater = ici.etat_lisible.publiable and ici.adopte_le is None and peut(request.user, GERER, ici)
    etat = etat_du_dossier(request, ici)
    cycle = cycle_of(ici)
    etape = prochaine_etape(etat.situation, cycle)
    manques = etat.manques if ici.etat_lisible.dossier_modifiable else ()
    contexte = contexte_de(
        request,
        ici,
        "demarche",
        etape=etape,
        pas_a_pas=_pas_a_pas(ici.etat_lisible),
        frise=tracer_frise(cycle, timezone.localdate()),
        pas=_pas(ici, etat.situation, etape, editable=peut(request.user, MODIFIER, ici)),
        manques=_grouper(ici, [manque for manque in manques if manque.bloquant]),
        conseils=[ManqueAffiche(m, adresse_du_lien(ici, m.lien)) for m in manques if not m.bloquant],
        etapes=[(etape, adresse_du_lien(ici, etape.lien)) for etape in etat.etapes],
        cycle=cycle,
        reste_cycle=duree(timezone.localdate(), cycle.echeance_cycle) if cycle.echeance_cycle else "",
        milieu=bilan_depose(ici, TypeBilan.MI_PARCOURS),
        fin=bilan_depose(ici, TypeBilan.EVALUATION),
        pilotes=etat.situation.pilotes,
        conduit=etat.situation.est_pilote,
        adoption=(adoption or FormulaireAdoption()) if a_dater else None,
        supprimable=etat.situation.est_pilote
        and est_supprimable(ici.etat_lisible, deja_transmise=etat.situation.deja_transmise),
    )
    return page(request, "plans/demarche/demarche.html", contexte, DonneeRefusee() if adoption is not None else None)


def _pas_a_pas(etat: EtatPcaet) -> list[tuple[str, str]]:
    """States of the path, in order, with where each is: `fait`, `ici` or `ensuite`."""
    rang = list(EtatPcaet).index(etat)
    positions = ("fait" if i < rang else "ici" if i == rang else "ensuite" for i in range(len(EtatPcaet)))
    return [(un.libelle, position) for un, position in zip(EtatPcaet, positions, strict=True)]


def _pas(demarche: DemarchePcaet, situation: Any, etape: ProchaineEtape, *, editable: bool) -> list[PasPossible]:
    """The steps from here. Whoever may complete the dossier is not told to ask somebody else."""
    pas = []
    for transition in transitions_depuis(situation.etat):
        refuses = [verdict for verdict in verdicts(transition, situation) if not verdict.tenu]
        pas.append(
            PasPossible(
                transition,
                not refuses,
                [(verdict.phrase, *remede_de(demarche, verdict)) for verdict in refuses],
                next((v.qui for v in refuses if v.qui and (not editable or v.garde == "pilote")), ""),
                transition is etape.transition,
            )
        )
    return pas


def _grouper(demarche: DemarchePcaet, manques: list[Manque]) -> list[tuple[str, list[ManqueAffiche]]]:
    """Missing things by part of the dossier, in the order of the screens."""
    return [
        (partie, [ManqueAffiche(manque, adresse_du_lien(demarche, manque.lien)) for manque in groupe])
        for partie, groupe in groupby(manques, key=lambda manque: manque.partie)
    ]


@require_safe
def fiches_a_completer(request: Requete, siren: str, pk: int, exigence: str) -> HttpResponse:
    """The main actions that do not say one thing the regulation asks: exactly those that a message counts."""
    ici = obtenir_demarche(request.user, siren, pk)
    masquer = not voit_confidentiel(request.user, ici.collectivite)
    fiches = fiches_pcaet_of(ici.plan, masquer=masquer) if ici.plan else []
    trouvees = fiches_muettes(exigence, fiches)
    if trouvees is None:
        introuvable()
    quoi, muettes = trouvees
    lieu = lieu_de(ici).siren
    lignes = [
        (fiche, reverse("fiche", args=[lieu, fiche.id]) if fiche.id is not None and not ailleurs(ici) else "")
        for fiche in muettes
    ]
    contexte = contexte_de(request, ici, "demarche", confirmation=True, quoi=quoi, lignes=lignes)
    return page(request, "plans/demarche/fiches.html", contexte)


@require_safe
def historique(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Every passage from a state to another."""
    ici = obtenir_demarche(request.user, siren, pk)
    contexte = contexte_de(request, ici, "demarche_historique", passages=list(list_passages_of(ici)), frise=_frise(ici))
    return page(request, "plans/demarche/historique.html", contexte)


def _frise(demarche: DemarchePcaet) -> Frise | None:
    return tracer_frise(cycle_of(demarche), timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes a démarche that was never transmitted."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, GERER, ici, raison=qui_peut_conduire())
    contexte = contexte_de(
        request,
        ici,
        "demarche",
        supprimable=est_supprimable(ici.etat_lisible, deja_transmise=est_deja_transmise(ici)),
    )
    if request.method != "POST":
        return page(request, "plans/demarche/supprimer.html", contexte)
    try:
        supprimer_demarche(ici, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return page(request, "plans/demarche/supprimer.html", contexte, refus)
    dire(request, f"La démarche « {ici.nom} » est supprimée.")
    return redirect("demarches", siren)
