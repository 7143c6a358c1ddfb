"""A list of fiches, of a plan or of a whole collectivité, in one of its views: the frame, the tabs, the filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import Niveau, Tri
from cordee.plans.domain.orthographe import corriger
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.filtres import fiches_du_niveau, filter_fiches, restrict_fiches
from cordee.plans.queries.filtres_champs import definitions_demandees
from cordee.plans.queries.liste import filter_du_plan, list_vues_for
from cordee.plans.queries.recherche import mots_connus
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.plans.views.filtres import composer_puces
from cordee.plans.views.tete import composer_tete
from cordee.plans.views.vues import (
    Cadre,
    arbre,
    calendrier,
    carte,
    gantt,
    grille,
    impacts,
    kanban,
    repartition,
    suite_de,
    tableau,
    tailles_en_adresse,
)
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@dataclass(frozen=True)
class Vue:
    """A tab: what composes its context, whether it only makes sense inside a plan, and the levels that it can show
    besides fiches without their sous-fiches."""

    cle: str
    libelle: str
    icone: str
    composer: Callable[[Cadre], dict[str, Any]]
    du_plan: bool = False
    niveaux: tuple[Niveau, ...] = ()


VUES: dict[str, Vue] = {
    vue.cle: vue
    for vue in (
        Vue("arbre", "Arbre", "arbre", arbre.composer, du_plan=True),
        Vue("tableau", "Tableau", "tableau", tableau.composer, niveaux=tuple(Niveau)),
        Vue("grille", "Grille", "grille", grille.composer, niveaux=tuple(Niveau)),
        Vue("kanban", "Kanban", "kanban", kanban.composer, niveaux=tuple(Niveau)),
        Vue("gantt", "Gantt", "gantt", gantt.composer),
        Vue("calendrier", "Calendrier", "calendrier", calendrier.composer, niveaux=tuple(Niveau)),
        Vue("carte", "Carte", "territoire", carte.composer),
        Vue("impacts", "Impacts", "barres", impacts.composer),
        Vue("repartition", "Répartition", "colonnes", repartition.composer),
    )
}
VUE_DU_PLAN, VUE_DE_TOUTES = "arbre", "tableau"


@require_safe
def plan(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The page of a plan; `?vue=` chooses the tab."""
    collectivite, le_plan = obtenir_plan(request.user, siren, pk)
    return _page(request, composer_cadre(request, collectivite, le_plan))


@require_safe
def fiches(request: Requete, siren: str) -> HttpResponse:
    """Every fiche of a collectivité, in the same views."""
    return _page(request, composer_cadre(request, obtenir_collectivite(request.user, siren), None))


def composer_cadre(request: Requete, collectivite: Collectivite, le_plan: Plan | None) -> Cadre:
    """The list that an address asks."""
    parametres = dict(request.GET.lists())
    lus = lire_filtres(parametres)
    champs = definitions_demandees(request.user, collectivite, le_plan, lus)
    filtres = lus.retenir(champs)
    aujourdhui = timezone.localdate()
    axes = arbre_of(le_plan) if le_plan is not None else None
    visibles = list_fiches_for(request.user, collectivite)
    toutes = filter_du_plan(visibles, le_plan)
    filtrer = restrict_fiches if le_plan is not None and filtres.tri is Tri.PLAN else filter_fiches
    resume = cache(lambda: resumer(toutes, aujourdhui))
    vue = _lire_vue(request.GET.get("vue", ""), le_plan)
    niveau = filtres.niveau if filtres.niveau in VUES[vue].niveaux else Niveau.FICHES
    regard = Regard(
        collectivite,
        aujourdhui,
        le_plan,
        visibles=visibles,
        champs={d.pk: d for d in champs},
        utilisateur=request.user,
        avancements=lambda: resume().avancements,
    )
    return Cadre(
        request=request,
        collectivite=collectivite,
        plan=le_plan,
        filtres=filtres,
        vue=vue,
        toutes=toutes,
        fiches=filtrer(fiches_du_niveau(toutes, niveau), filtres, regard),
        aujourdhui=aujourdhui,
        editable=peut(request.user, "plans.creer_fiche", collectivite),
        niveau=niveau,
        resume_lu=resume,
        arbre_lu=axes,
        champs_lus=tuple(champs) if champs else None,
    )


def _lire_vue(voulue: str, le_plan: Plan | None) -> str:
    defaut = VUE_DU_PLAN if le_plan is not None else VUE_DE_TOUTES
    vue = VUES.get(voulue)
    return defaut if vue is None or (vue.du_plan and le_plan is None) else vue.cle


def _page(request: Requete, cadre: Cadre) -> HttpResponse:
    vue = VUES[cadre.vue]
    if request.htmx and cadre.vue == "arbre" and "branche" in request.GET:
        return render(request, "plans/vues/arbre_fiches.html", arbre.composer_branche(cadre))
    contexte: dict[str, Any] = {
        "collectivite": cadre.collectivite,
        "rubrique": "plans",
        "plan": cadre.plan,
        "cadre": cadre,
        "filtres": cadre.filtres,
        "vue": vue,
        "gabarit": f"plans/vues/{vue.cle}.html",
        "onglets": _onglets(cadre),
        "suite": suite_de(cadre),
        "niveaux": _niveaux(cadre),
        "puces": composer_puces(cadre),
        "caches": _caches(cadre),
        "editable": cadre.editable,
        **vue.composer(cadre),
    }
    if cadre.filtres.texte and not cadre.total:
        contexte["essayer"] = corriger(cadre.filtres.texte, mots_connus(cadre.toutes))
    if request.htmx and request.htmx.target == "liste":
        return render(request, "plans/liste.html#liste", contexte)
    contexte["tete"] = composer_tete(cadre)
    contexte["vues"] = list(list_vues_for(request.user, cadre.collectivite, cadre.plan))
    return render(request, "plans/liste.html", contexte)


def _onglets(cadre: Cadre) -> Iterable[tuple[Vue, str]]:
    suite = suite_de(cadre)
    possibles = (vue for vue in VUES.values() if not vue.du_plan or cadre.plan is not None)
    return [(vue, cadre.adresse(vue=vue.cle) + suite) for vue in possibles]


def _niveaux(cadre: Cadre) -> list[tuple[str, str, int, bool]]:
    """Words, address, number before filters and whether it is shown, of each level of the list; nothing where there is
    no sous-fiche, or where the view shows them its own way."""
    niveaux = VUES[cadre.vue].niveaux
    if not niveaux or (cadre.niveau is Niveau.FICHES and not cadre.resume.dessous):
        return []
    return [
        (
            niveau.libelle,
            cadre.adresse(niveau="" if niveau is Niveau.FICHES else str(niveau)) + suite_de(cadre),
            len(cadre.resume.du_niveau(niveau)),
            niveau is cadre.niveau,
        )
        for niveau in niveaux
    ]


def _caches(cadre: Cadre) -> list[tuple[str, str]]:
    """What the search form carries besides its text: filters, the columns of the table, those of the kanban, how many
    rows a page has."""
    colonnes = [*(("col", cle) for cle in cadre.request.GET.getlist("col")), *tailles_en_adresse(cadre.request)]
    groupe = [("groupe", cle) for cle in cadre.request.GET.getlist("groupe")[:1] if cle]
    filtres = [(cle, valeur) for cle, valeur in cadre.filtres.paires() if cle != "q"]
    return [*cadre.choix, *filtres, *colonnes, *groupe]
