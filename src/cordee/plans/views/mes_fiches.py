"""The fiches that one carries, whatever the territory: late first, and what to do in three minutes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.outils.texte import accorder
from cordee.plans.actions.suivi import faire_le_point
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.retard import SILENCE_JOURS, days_late, days_left, is_stale
from cordee.plans.forms.fiche_lignes import FormulaireSuiviRapide
from cordee.plans.models import Fiche
from cordee.plans.queries.attendus import list_attendus_de
from cordee.plans.queries.reglages_rappels import silences_reglees
from cordee.plans.queries.relances import FicheVue, datee, list_pilotees_par, vues_of
from cordee.plans.queries.visibilite import modifiables_par
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

BIENTOT = 30
ORDRE = ("retard", "bloque", "bientot", "silence", "reste", "finies")


@dataclass(frozen=True)
class LigneMienne:
    """A fiche of mine: why it is here (`groupe`), and what is said of its end."""

    vue: FicheVue
    groupe: str
    dit: str
    modifiable: bool

    @property
    def fiche(self) -> Fiche:
        """The fiche."""
        return self.vue.fiche


@dataclass
class Groupe:
    """Rows that call for the same thing."""

    cle: str
    titre: str
    lignes: list[LigneMienne] = field(default_factory=list)


TITRES = {
    "retard": "En retard",
    "bloque": "Bloquées",
    "bientot": "À échéance dans le mois",
    "silence": "Sans nouvelles depuis longtemps",
    "reste": "Les autres",
    "finies": "Finies",
}


@dataclass(frozen=True)
class SaisieRefusee:
    """What was typed about the fiche `pk`, and why it was not written."""

    pk: int
    texte: str
    raison: str


@require_safe
def mes_fiches(request: Requete) -> HttpResponse:
    """Every fiche and sous-fiche of which I am pilote."""
    return _page(request)


def _page(request: Requete, refusee: SaisieRefusee | None = None) -> HttpResponse:
    groupes = composer_groupes(request)
    comptes = {groupe.cle: len(groupe.lignes) for groupe in groupes}
    actives = sum(nombre for cle, nombre in comptes.items() if cle != "finies")
    contexte = {
        "groupes": groupes,
        "actives": actives,
        "reponse": repondre(actives, comptes.get("retard", 0), comptes.get("bientot", 0)),
        "statuts": StatutFiche.choices(),
        "page": "mes_fiches",
        "refusee": refusee,
        "attendus": list_attendus_de(request.user),
        "jour": timezone.localdate(),
    }
    return render(request, "plans/mes_fiches.html", contexte, status=422 if refusee else 200)


def composer_groupes(request: Requete) -> list[Groupe]:
    """Groups in the order of what presses, empty ones left out."""
    jour = timezone.localdate()
    vues = vues_of(request.user, list_pilotees_par(request.user).values_list("pk", flat=True))
    groupes = {cle: Groupe(cle, TITRES[cle]) for cle in ORDRE}
    silences = silences_reglees()
    modifiables = modifiables_par(request.user, [vue.fiche for vue in vues.values()])
    for vue in sorted(vues.values(), key=lambda v: (v.fiche.fin is None, v.fiche.fin or jour, v.fiche.cle_tri)):
        lue = datee(vue.fiche)
        retard, reste = days_late(lue, jour), days_left(lue, jour)
        statut = vue.fiche.statut_lisible
        if statut is not None and statut.est_fini:
            cle, dit = "finies", statut.libelle
        elif retard:
            cle, dit = "retard", f"{retard} {accorder(retard, 'jour')} de retard"
        elif statut is StatutFiche.BLOQUE:
            cle, dit = "bloque", _echeance(vue.fiche)
        elif reste is not None and reste <= BIENTOT:
            quand = "aujourd'hui" if not reste else f"dans {reste} {accorder(reste, 'jour')}"
            cle, dit = "bientot", f"échéance {quand}"
        elif is_stale(lue, jour, silences.get(vue.fiche.collectivite_id, SILENCE_JOURS)):
            cle, dit = "silence", _echeance(vue.fiche)
        else:
            cle, dit = "reste", _echeance(vue.fiche)
        groupes[cle].lignes.append(LigneMienne(vue, cle, dit, vue.fiche.pk in modifiables))
    return [groupe for groupe in groupes.values() if groupe.lignes]


def _echeance(fiche: Fiche) -> str:
    return f"échéance : {ecrire_date(fiche.fin, fiche.precision_fin)}" if fiche.fin else "sans échéance"


def repondre(actives: int, retard: int, bientot: int) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    if not actives:
        return ("", "Aucune fiche", " ne vous attend.")
    if retard:
        suite = f" en retard sur {actives}" if actives > retard else " en retard"
        ou = "où elle en est" if retard == 1 else "où elles en sont"
        return ("", f"{retard} {accorder(retard, 'fiche')}", f"{suite} : dites {ou}, en deux phrases.")
    if bientot:
        return ("", f"{bientot} {accorder(bientot, 'fiche')}", f" à échéance dans le mois ; {actives} en tout.")
    return ("", f"{actives} {accorder(actives, 'fiche')}", " à suivre, aucune en retard.")


@require_POST
def suivre(request: Requete, pk: int) -> HttpResponse:
    """Statut and note of one of my fiches, at once."""
    vue = vues_of(request.user, [pk]).get(pk) or introuvable()
    exiger(request.user, "plans.modifier_fiche", vue.fiche)
    formulaire = FormulaireSuiviRapide(request.POST)
    try:
        if not formulaire.is_valid():
            raise DonneeRefusee(*formulaire.messages)
        lu = formulaire.cleaned_data
        faire_le_point(vue.fiche, lu["statut"], lu["texte"], par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, SaisieRefusee(pk, request.POST.get("texte", ""), str(refus)))
    messages.success(request, f"« {vue.fiche.titre} » est à jour.")
    return redirect("mes_fiches")
