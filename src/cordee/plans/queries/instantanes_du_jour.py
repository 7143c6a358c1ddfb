"""A plan as it is today, in the shape of an instantané: what one is compared with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Case, Sum, Value, When
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.fourchettes import lire_fourchette, sommer
from cordee.plans.domain.instantanes import Chiffres, LigneFigee, Somme
from cordee.plans.domain.listes import RolePersonne, UniteBudget
from cordee.plans.models import Fiche, FichePersonne, LigneBudget, Placement, Plan
from cordee.plans.queries.arbre import arbre_of, placements_of
from cordee.plans.queries.dossier import Portee, fiches_completes
from cordee.plans.queries.figeage import RACINE
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.pesees import SANS_PESEE, peser, suivis_ouverts
from cordee.plans.queries.resume import Resume, resumer
from cordee.plans.queries.visibilite import modifiables_par, q_confidentielle
from cordee.territoires.models import Collectivite


def lignes_du_jour(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan, aujourdhui: date
) -> list[LigneFigee]:
    """Fiches of the plan that the person sees today, in its order. Eight queries at most."""
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan)
    resume = resumer(fiches, aujourdhui)
    axes = _axes_de_premier_niveau(plan)
    sommes, pesees = _sommes(resume), peser(fiches, [Ponderation.BUDGET, Ponderation.INDICATEURS], suivis_ouverts())
    secrete = Case(When(q_confidentielle(), then=Value(True)), default=Value(False))
    lues = {f.pk: f for f in fiches.annotate(secrete=secrete).only("titre", "code", "modifie_le")}
    derniers: dict[int, list[int]] = defaultdict(list)
    for legere in resume.fiches.values():
        derniers[legere.racine].append(legere.pk)
    lignes = []
    for pk, premiers in axes.items():
        if pk not in lues:
            continue
        legere, retard = resume.fiches[pk], resume.retards.get(pk)
        ht, ttc, mesure = pesees.get(pk, SANS_PESEE)
        lignes.append(
            LigneFigee(
                ref=pk,
                titre=lues[pk].titre,
                code=lues[pk].code,
                statut=legere.statut,
                chiffres=Chiffres(
                    resume.avancements.get(pk), retard.jours if retard else 0, float(legere.poids), ht, ttc,
                    sommes.get(pk, {}), mesure,
                ),
                axes=tuple(premiers),
                fiche=pk,
                confidentielle=lues[pk].secrete,
                changee_le=max(lues[membre].modifie_le for membre in derniers[pk]),
            )
        )  # fmt: skip
    return lignes


def _axes_de_premier_niveau(plan: Plan) -> dict[int, list[int]]:
    """First-level axes of each fiche placed, fiches in the order of the plan. Two queries."""
    arbre = arbre_of(plan)
    premiers: dict[int | None, int] = {None: RACINE}
    for racine in arbre.racines:
        premiers |= {branche.axe.pk: racine.axe.pk for branche in racine.parcourir()}
    ordre = {axe: rang for rang, axe in enumerate((None, *arbre.ordre()))}
    places = [
        (ordre[axe], position, pk, fiche, premiers[axe])
        for fiche, siennes in placements_of(plan).items()
        for axe, position, pk in siennes
    ]
    axes: dict[int, list[int]] = {}
    for _, _, _, fiche, premier in sorted(places):
        siens = axes.setdefault(fiche, [])
        if premier not in siens:
            siens.append(premier)
    return axes


def _sommes(resume: Resume) -> dict[int, dict[UniteBudget, Somme]]:
    """Planned and spent by unit of each fiche, its sous-fiches included. One query."""
    lignes = LigneBudget.objects.filter(fiche__in=parmi(resume.ids)).order_by().values_list("fiche", "unite")
    sommees = lignes.annotate(bas=Sum("prevu"), haut=Sum(Coalesce("prevu_max", "prevu")), depense=Sum("reel"))
    sommes: dict[int, dict[UniteBudget, Somme]] = defaultdict(dict)
    for fiche, unite, bas, haut, reel in sommees:
        if bas is None and reel is None:
            continue
        racine, unite = resume.fiches[fiche].racine, UniteBudget(unite)
        ancienne = sommes[racine].get(unite, Somme(None, None))
        dites = [montant for montant in (ancienne.reel, reel) if montant is not None]
        sommes[racine][unite] = Somme(
            sommer((ancienne.prevu, lire_fourchette(bas, haut))), sum(dites, Decimal(0)) if dites else None
        )
    return sommes


def version_du_jour(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan, ref: int) -> FicheComplete | None:
    """The fiche as the person reads it today, with its places in this plan; None when they do not see it, or when it
    is no longer there."""
    places = Placement.objects.filter(plan=plan, fiche=ref).order_by("position", "id")
    axes = list(places.values_list("axe_id", flat=True))
    lues = fiches_completes(utilisateur, collectivite, [ref], Portee(courriels=False)) if axes else []
    if not lues:
        return None
    (fiche,) = lues
    arbre = arbre_of(plan)
    chemins = {None: ()} | {
        branche.axe.pk: _chemin(branche.axe.pk, {b.axe.pk: (b.axe.parent_id, b.axe.nom) for b in arbre.parcourir()})
        for branche in arbre.parcourir()
        if branche.axe.pk in axes
    }
    fiche.chemins = tuple(chemins[axe] for axe in axes)
    return fiche


def _chemin(axe: int, noms: dict[int, tuple[int | None, str]]) -> tuple[str, ...]:
    chemin: list[str] = []
    courant: int | None = axe
    while courant is not None:
        courant, nom = noms[courant]
        chemin.insert(0, nom)
    return tuple(chemin)


def fiches_attendues(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan) -> list[tuple[Fiche, str, bool]]:
    """Fiches of the plan that the person sees, in its order, each with its pilotes and whether they may change it:
    what a preparation shows."""
    rangs = {pk: rang for rang, pk in enumerate(_axes_de_premier_niveau(plan))}
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True)
    liste = sorted(fiches.select_related("collectivite"), key=lambda fiche: rangs[fiche.pk])
    noms: dict[int, list[str]] = defaultdict(list)
    citees = FichePersonne.objects.filter(fiche__in=[f.pk for f in liste], role=RolePersonne.PILOTE)
    for pk, nom in citees.values_list("fiche_id", "personne__nom"):
        noms[pk].append(nom)
    permises = modifiables_par(utilisateur, liste)
    return [(fiche, ", ".join(noms[fiche.pk]), fiche.pk in permises) for fiche in liste]


def list_du_plan(plan: Plan) -> list[Fiche]:
    """Fiches of the plan, sous-fiches aside, whoever sees them: those that a preparation waits for. One query."""
    fiches = Fiche.objects.filter(placements__plan=plan, supprimee_le__isnull=True, parent__isnull=True)
    return list(fiches.select_related("collectivite").distinct().order_by("cle_tri", "pk"))
