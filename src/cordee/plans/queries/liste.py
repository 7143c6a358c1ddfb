"""Lists of fiches: a page of them with what its rows show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_personnalises import Definition, ValeurChamp
from cordee.plans.domain.completude import ChampAttendu, FicheRenseignee, essentiels_manquants
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette
from cordee.plans.domain.listes import RoleActeur, RolePersonne, StatutFiche, UniteBudget
from cordee.plans.domain.validation import Etat
from cordee.plans.models import (
    Acteur,
    Fiche,
    FicheMesure,
    FichePersonne,
    GesteGroupe,
    LigneBudget,
    Placement,
    Plan,
    VueEnregistree,
)
from cordee.plans.queries.champs_attendus import manquants_par_fiche
from cordee.plans.queries.champs_personnalises import valeurs_of
from cordee.plans.queries.resume import Resume
from cordee.plans.queries.visibilite import list_fiches_for, list_plans_vus_par, racine_of
from cordee.territoires.models import Collectivite

PAR_PAGE = 50
TAILLES = (25, 50, 100)
LIGNES_MAX = 300
"""Rows of the longest page: what is read and written in about 150 ms, on a plan of 2,000 fiches."""
AUTOUR = frozenset({"acteurs", "budgets", "mesures", "placements"})
"""What a row may show besides its people: one query each."""


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """One row. `avancement` in percent, None for an abandoned fiche; `jours` of lateness, 0 when on time; `prevu` in
    euros of the base `prevu_en`: HT, or TTC for a fiche that says nothing in HT; `a_completer` are the essentials that
    the fiche lacks; `validations` (plan, state) where its text is validated; `langue` that of its text, empty when
    nothing says it; `parente` (number, title) the fiche that it details, None for a fiche of the top;
    `champs_vides` are the added fields that the fiche should say and does not."""

    fiche: Fiche
    avancement: float | None
    jours: int
    jours_dessous: int
    sous_total: int
    sous_faites: int
    prevu: Fourchette | None
    prevu_en: UniteBudget
    a_completer: tuple[ChampAttendu, ...]
    modifiable: bool
    pilotes: tuple[FichePersonne, ...]
    referents: tuple[FichePersonne, ...]
    services: tuple[str, ...]
    etiquettes: tuple[str, ...]
    mesures: tuple[str, ...]
    axe_id: int | None
    plans: tuple[str, ...]
    champs: Mapping[int, ValeurChamp]
    validations: tuple[tuple[str, Etat], ...] = ()
    langue: str = ""
    parente: tuple[int, str] | None = None
    champs_vides: tuple[str, ...] = ()


def with_plans(fiches: QuerySet[Fiche], utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Adds the places of each fiche in the plans that the person sees. One query more."""
    return fiches.prefetch_related(Prefetch("placements", _placements_vus(utilisateur)))


def with_langue(fiches: QuerySet[Fiche], utilisateur: Utilisateur, plan: Plan | None = None) -> QuerySet[Fiche]:
    """Adds `langue_du_plan`: that of the plan looked at, else of the first one that holds the fiche and that the person
    sees. No query more."""
    places = _placements_vus(utilisateur).filter(fiche=OuterRef("racine_id")).order_by("pk")
    dite = Subquery(places.values("plan__langue")[:1]) if plan is None else Value(plan.langue)
    return fiches.annotate(langue_du_plan=dite)


def _placements_vus(utilisateur: Utilisateur) -> QuerySet[Placement]:
    return Placement.objects.filter(plan__in=list_plans_vus_par(utilisateur)).select_related("plan")


@dataclass(frozen=True)
class _Autour:
    """Rows around the fiches of a page, by fiche; what was not asked is empty."""

    personnes: dict[int, list[FichePersonne]]
    acteurs: dict[int, list[Acteur]]
    budgets: dict[int, list[LigneBudget]]
    mesures: dict[int, list[FicheMesure]]
    placements: dict[int, list[Placement]]


def lignes_of(
    fiches: Collection[Fiche],
    utilisateur: Utilisateur,
    resume: Resume,
    modifiables: set[int],
    axes: Mapping[int, int | None],
    autour: Collection[str] = AUTOUR,
    validations: Mapping[int, tuple[tuple[str, Etat], ...]] | None = None,
    champs: Collection[Definition] = (),
    parentes: Mapping[int, str] | None = None,
    attendus: Collection[Definition] = (),
) -> list[LigneFiche]:
    """Rows of a page, as this person sees them: a query for the people and one for each of `autour`, whatever the
    number of rows. What is not asked reads as empty. Progress and lateness come from the resume, `axes` gives the axe
    of each fiche in the plan looked at. A fiche carried together is also in plans of the others: those that the person
    does not see are not named. A sous-fiche stands where its fiche does; `parentes` are the titles of the fiches above,
    by id. Values of the added fields `champs`, and of those that are expected (`attendus`), if any, cost one query, and
    another one when a plan expects some."""
    lectures: dict[str, QuerySet[Any]] = {
        "personnes": FichePersonne.objects.select_related("personne"),
        "acteurs": Acteur.objects.select_related("etiquette"),
        "budgets": LigneBudget.objects.filter(prevu__isnull=False).exclude(unite=UniteBudget.ETP),
        "mesures": FicheMesure.objects.all(),
        "placements": _placements_vus(utilisateur),
    }
    pks = [fiche.pk for fiche in fiches]
    hautes = {racine_of(fiche) for fiche in fiches}
    lu = _Autour(
        **{
            nom: _par_fiche(lignes.filter(fiche__in=hautes if nom == "placements" else pks))
            if nom == "personnes" or nom in autour
            else {}
            for nom, lignes in lectures.items()
        }
    )
    valeurs = valeurs_of(pks, {definition.pk for definition in (*champs, *attendus)})
    vides = manquants_par_fiche(fiches, attendus, valeurs)
    etats = validations or {}
    return [
        replace(
            _ligne(fiche, lu, resume, fiche.pk in modifiables, axes.get(racine_of(fiche)), valeurs.get(fiche.pk, {})),
            validations=etats.get(racine_of(fiche), ()),
            parente=_parente(fiche, parentes or {}),
            champs_vides=() if fiche.statut == StatutFiche.ABANDONNE else vides[fiche.pk],
        )
        for fiche in fiches
    ]


def _parente(fiche: Fiche, titres: Mapping[int, str]) -> tuple[int, str] | None:
    """The fiche above, when the person sees it."""
    if fiche.parent_id is None or fiche.parent_id not in titres:
        return None
    return fiche.parent_id, titres[fiche.parent_id]


def _par_fiche(lignes: Iterable[Any]) -> dict[int, list[Any]]:
    rangees: dict[int, list[Any]] = {}
    for ligne in lignes:
        rangees.setdefault(ligne.fiche_id, []).append(ligne)
    return rangees


def _ligne(
    fiche: Fiche, lu: _Autour, resume: Resume, modifiable: bool, axe: int | None, champs: Mapping[int, ValeurChamp]
) -> LigneFiche:
    personnes = lu.personnes.get(fiche.pk, [])
    acteurs = lu.acteurs.get(fiche.pk, ())
    sous = resume.sous_fiches(fiche.pk)
    retard = resume.retards.get(fiche.pk)
    unite, prevu = _prevu(lu.budgets.get(fiche.pk, ()))
    return LigneFiche(
        fiche=fiche,
        avancement=resume.avancements.get(fiche.pk),
        jours=retard.jours if retard else 0,
        jours_dessous=retard.jours_dessous if retard else 0,
        sous_total=len(sous),
        sous_faites=sum(1 for s in sous if s.statut == "realise"),
        prevu=prevu,
        prevu_en=unite,
        a_completer=_a_completer(fiche, personnes),
        modifiable=modifiable,
        pilotes=tuple(p for p in personnes if p.role == RolePersonne.PILOTE),
        referents=tuple(p for p in personnes if p.role == RolePersonne.ELU_REFERENT),
        services=tuple(a.etiquette.nom for a in acteurs if a.role == RoleActeur.SERVICE_PILOTE),
        etiquettes=tuple(a.etiquette.nom for a in acteurs if a.role == RoleActeur.ETIQUETTE),
        mesures=tuple(lien.mesure_id for lien in lu.mesures.get(fiche.pk, ())),
        axe_id=axe,
        plans=tuple(dict.fromkeys(place.plan.nom for place in lu.placements.get(racine_of(fiche), ()))),
        champs=champs,
        langue=getattr(fiche, "langue_du_plan", None) or "",
    )


def _a_completer(fiche: Fiche, personnes: Iterable[FichePersonne]) -> tuple[ChampAttendu, ...]:
    """An abandoned fiche is not asked anything."""
    if fiche.statut == StatutFiche.ABANDONNE:
        return ()
    dite = FicheRenseignee(
        fiche.pk, bool(fiche.titre), bool(fiche.description), bool(fiche.contexte), fiche.statut or None,
        any(p.role == RolePersonne.PILOTE for p in personnes),
    )  # fmt: skip
    return essentiels_manquants(dite)


def _prevu(lignes: Iterable[LigneBudget]) -> tuple[UniteBudget, Fourchette | None]:
    """Planned euros of one base, never of both."""
    sommes: dict[str, Fourchette] = {}
    for ligne in lignes:
        if (prevu := lire_fourchette(ligne.prevu, ligne.prevu_max)) is not None:
            sommes[ligne.unite] = sommes[ligne.unite] + prevu if ligne.unite in sommes else prevu
    unite = UniteBudget.TTC if UniteBudget.HT not in sommes and UniteBudget.TTC in sommes else UniteBudget.HT
    return unite, sommes.get(unite)


def titres_par_id(fiches: QuerySet[Fiche], pks: Collection[int]) -> dict[int, str]:
    """Titles of those of these fiches. One query."""
    return dict(fiches.filter(pk__in=pks).order_by().values_list("pk", "titre"))


def racines_par_id(fiches: QuerySet[Fiche], pks: Collection[int]) -> dict[int, int]:
    """The fiche at the top of each of those of these fiches. One query."""
    lues = fiches.filter(pk__in=pks).order_by()
    return dict(lues.values_list("pk", "racine_id"))  # type: ignore[misc]  # an annotation


def list_fiches_du_plan(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> QuerySet[Fiche]:
    """Fiches and sous-fiches that the person sees, of a plan or of the whole collectivité."""
    return filter_du_plan(list_fiches_for(utilisateur, collectivite), plan)


def filter_du_plan(fiches: QuerySet[Fiche], plan: Plan | None) -> QuerySet[Fiche]:
    """Those of these fiches (with `racine_id`) that stand in the plan; all without a plan."""
    if plan is None:
        return fiches
    placees = Placement.objects.filter(plan=plan).values("fiche")
    return fiches.filter(racine_id__in=placees)  # type: ignore[misc]  # an annotation


def list_vues_for(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> QuerySet[VueEnregistree]:
    """Saved views: one's own and those shared, of this plan or of the list of all fiches."""
    return VueEnregistree.objects.filter(Q(auteur=utilisateur) | Q(partagee=True), collectivite=collectivite, plan=plan)


def vue_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> VueEnregistree | None:
    """A saved view that the person sees."""
    return (
        VueEnregistree.objects.filter(Q(auteur=utilisateur) | Q(partagee=True), collectivite=collectivite, pk=pk)
        .select_related("auteur", "plan")
        .first()
    )


def vue_supprimee_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> GesteGroupe | None:
    """The deletion, by this person, of one of their views."""
    return (
        GesteGroupe.objects.filter(collectivite=collectivite, pk=pk, par=utilisateur, verbe="plans.supprimer_vue")
        .select_related("collectivite")
        .first()
    )
