"""Lists of fiches: a page of them with what its rows show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import RoleActeur, RolePersonne
from cordee.plans.models import Acteur, Fiche, FichePersonne, Placement, Plan, VueEnregistree
from cordee.plans.queries.resume import Resume
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.models import Collectivite

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """One row. `avancement` in percent, None for an abandoned fiche; `jours` of lateness, 0 when on time."""

    fiche: Fiche
    avancement: float | None
    jours: int
    jours_dessous: int
    sous_total: int
    sous_faites: int
    prevu: float | None
    modifiable: bool
    pilotes: tuple[FichePersonne, ...]
    referents: tuple[FichePersonne, ...]
    services: tuple[str, ...]
    etiquettes: tuple[str, ...]
    mesures: tuple[str, ...]
    axe_id: int | None


def with_lignes(fiches: QuerySet[Fiche], plan: Plan | None = None) -> QuerySet[Fiche]:
    """Adds what the rows show: four queries more, whatever their number."""
    places = Placement.objects.select_related("plan")
    if plan is not None:
        places = places.filter(plan=plan)
    return fiches.select_related("collectivite").prefetch_related(
        Prefetch("personnes", FichePersonne.objects.select_related("personne")),
        Prefetch("acteurs", Acteur.objects.select_related("etiquette")),
        Prefetch("placements", places),
        "mesures",
    )


def lignes_of(fiches: Iterable[Fiche], resume: Resume, modifiables: set[int]) -> list[LigneFiche]:
    """Rows of a page of `with_lignes`; progress and lateness come from the resume."""
    return [_ligne(fiche, resume, fiche.pk in modifiables) for fiche in fiches]


def _ligne(fiche: Fiche, resume: Resume, modifiable: bool) -> LigneFiche:
    personnes = list(fiche.personnes.all())
    acteurs = list(fiche.acteurs.all())
    places = list(fiche.placements.all())
    sous = resume.sous_fiches(fiche.pk)
    retard = resume.retards.get(fiche.pk)
    legere = resume.fiches.get(fiche.pk)
    return LigneFiche(
        fiche=fiche,
        avancement=resume.avancements.get(fiche.pk),
        jours=retard.jours if retard else 0,
        jours_dessous=retard.jours_dessous if retard else 0,
        sous_total=len(sous),
        sous_faites=sum(1 for s in sous if s.statut == "realise"),
        prevu=float(legere.prevu) if legere and legere.prevu is not None else None,
        modifiable=modifiable,
        pilotes=tuple(p for p in personnes if p.role == RolePersonne.PILOTE),
        referents=tuple(p for p in personnes if p.role == RolePersonne.ELU_REFERENT),
        services=tuple(a.etiquette.nom for a in acteurs if a.role == RoleActeur.SERVICE_PILOTE),
        etiquettes=tuple(a.etiquette.nom for a in acteurs if a.role == RoleActeur.ETIQUETTE),
        mesures=tuple(lien.mesure_id for lien in fiche.mesures.all()),
        axe_id=places[0].axe_id if places else None,
    )


def list_fiches_du_plan(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> QuerySet[Fiche]:
    """Fiches and sous-fiches that the person sees, of a plan or of the whole collectivité."""
    fiches = list_fiches_for(utilisateur, collectivite)
    if plan is None:
        return fiches
    placees = Placement.objects.filter(plan=plan).values("fiche")
    return fiches.filter(racine_id__in=placees)


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


def premieres_par_statut(fiches: QuerySet[Fiche], nombre: int) -> QuerySet[Fiche]:
    """At most `nombre` fiches of each statut, in the order of the list. One query when read."""
    ordre = [F("pk") if cle == "pk" else cle for cle in fiches.query.order_by] or ["pk"]
    rangees = fiches.annotate(
        rang_statut=Window(RowNumber(), partition_by=[F("statut")], order_by=_ordre_de_fenetre(ordre))
    )
    return rangees.filter(rang_statut__lte=nombre)


def _ordre_de_fenetre(ordre: Iterable[Any]) -> list[Any]:
    """`-champ` as a window takes it."""
    return [
        F(cle[1:]).desc() if isinstance(cle, str) and cle.startswith("-") else F(cle) if isinstance(cle, str) else cle
        for cle in ordre
    ]
