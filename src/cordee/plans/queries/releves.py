"""What plans add up to, month by month: what is kept, and what there is to keep today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.domain.avancement import Ponderation, count_fiches
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.domain.releves import FicheRacontee
from cordee.plans.models import Fiche, FicheIndicateur, LigneBudget, Placement, Plan, RelevePlan
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.pesees import SANS_PESEE, Pesee, peser, suivis_ouverts, tous_les_suivis
from cordee.plans.queries.resume import FicheLegere, Resume, comptee, resumer
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    list_fiches_portees,
    q_confidentielle,
)
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


@dataclass(frozen=True, slots=True)
class Etat:
    """What a set of fiches adds up to. What is not known of a past month is None."""

    mois: date
    par_statut: Mapping[str, int]
    en_retard: int | None = None
    avancement: float | None = None
    prevu: Fourchette | None = None
    reel: Decimal | None = None
    reconstitue: bool = False


def list_etats(collectivite: Collectivite, plan: Plan | None, *, entier: bool, depuis: date) -> list[Etat]:
    """Months kept since that one, oldest first. One query."""
    releves = RelevePlan.objects.filter(collectivite=collectivite, plan=plan, entier=entier, mois__gte=depuis)
    return [
        Etat(
            r.mois, r.par_statut, r.en_retard, r.avancement,
            Fourchette(r.prevu_bas, r.prevu_haut) if r.prevu_bas is not None and r.prevu_haut is not None else None,
            r.reel, r.reconstitue,
        )
        for r in releves.order_by("mois")
    ]  # fmt: skip


def lit_l_entier(utilisateur: Utilisateur, collectivite: Collectivite) -> bool:
    """Whether the person reads the records that count what is confidential."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    return role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang


class SommeDite(NamedTuple):
    """Euros HT that a fiche of the top and its sous-fiches say for a year (None: not by year) and a nature."""

    racine: int
    annee: int | None
    nature: str
    prevu: Fourchette | None
    reel: Decimal | None


@dataclass(frozen=True)
class Sommes:
    """Euros HT of fiches of the top, sous-fiches included: planned, spent, and line by line."""

    prevus: Mapping[int, Fourchette]
    reels: Mapping[int, Decimal]
    lignes: Sequence[SommeDite]


def sommes_of(resume: Resume) -> Sommes:
    """One query."""
    racine = Coalesce("fiche__parent__parent_id", "fiche__parent_id", "fiche_id")
    lues = (
        LigneBudget.objects.filter(fiche__in=parmi(resume.ids), unite=UniteBudget.HT)
        .annotate(racine=racine)
        .order_by()
        .values_list("racine", "annee", "type")
        .annotate(bas=Sum("prevu"), haut=Sum(Coalesce("prevu_max", "prevu")), depense=Sum("reel"))
    )
    lignes = [
        SommeDite(pk, annee, nature, Fourchette(bas, haut) if bas is not None else None, depense)
        for pk, annee, nature, bas, haut, depense in lues
    ]
    prevus: dict[int, Fourchette] = {}
    reels: dict[int, Decimal] = {}
    for ligne in lignes:
        if ligne.prevu is not None:
            avant = prevus.get(ligne.racine)
            prevus[ligne.racine] = ligne.prevu if avant is None else avant + ligne.prevu
        if ligne.reel is not None:
            reels[ligne.racine] = reels.get(ligne.racine, Decimal()) + ligne.reel
    return Sommes(prevus, reels, lignes)


def pesees_of(resume: Resume, ponderations: Collection[str], suivis: QuerySet[FicheIndicateur]) -> dict[int, Pesee]:
    """What plans of these ponderations read of the fiches of the top (`queries.pesees.peser`)."""
    return peser(Fiche.objects.filter(pk__in=parmi(resume.ids_des_racines)), ponderations, suivis)


def mesurer_etat(
    resume: Resume,
    racines: Iterable[FicheLegere],
    mois: date,
    sommes: Sommes | None = None,
    ponderation: Ponderation = Ponderation.EGAL,
    pesees: Mapping[int, Pesee] | None = None,
) -> Etat:
    """What these fiches add up to now; without `sommes`, nothing is said of money."""
    liste = list(racines)
    pesees = pesees or {}
    compte = count_fiches(
        (comptee(fiche, pesees.get(fiche.pk, SANS_PESEE)) for fiche in liste), resume.avancements, ponderation
    )
    retards = resume.retards
    dits = [sommes.prevus[f.pk] for f in liste if f.pk in sommes.prevus] if sommes else []
    return Etat(
        mois,
        Counter(fiche.statut for fiche in liste),
        sum(1 for fiche in liste if fiche.pk in retards and retards[fiche.pk].jours),
        compte.avancement,
        sum(dits, Fourchette(Decimal(), Decimal())) if sommes else None,
        sum((sommes.reels.get(fiche.pk, Decimal()) for fiche in liste), Decimal()) if sommes else None,
    )


def mesurer_plans(collectivite: Collectivite, jour: date) -> list[tuple[Plan | None, bool, Etat]]:
    """What the collectivité (None) and each of its plans add up to that day, with and without what is confidential.
    Eleven queries at most."""
    plans = list(Plan.objects.filter(collectivite=collectivite))
    places = _places(plans)
    mois = jour.replace(day=1)
    mesures: list[tuple[Plan | None, bool, Etat]] = []
    for entier in (True, False):
        fiches = list_fiches_portees(collectivite)
        resume = resumer(fiches if entier else fiches.filter(~q_confidentielle()), jour)
        sommes = sommes_of(resume)
        pesees = pesees_of(resume, {p.ponderation for p in plans}, tous_les_suivis() if entier else suivis_ouverts())
        if resume.racines:
            mesures.append((None, entier, mesurer_etat(resume, resume.racines, mois, sommes)))
        for plan in plans:
            siennes = [fiche for fiche in resume.racines if fiche.pk in places[plan.pk]]
            if siennes:
                ponderation = Ponderation(plan.ponderation)
                mesures.append((plan, entier, mesurer_etat(resume, siennes, mois, sommes, ponderation, pesees)))
    return mesures


def _places(plans: Iterable[Plan]) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {plan.pk: set() for plan in plans}
    for plan, fiche in Placement.objects.filter(plan__in=list(places)).values_list("plan_id", "fiche_id"):
        places[plan].add(fiche)
    return places


def raconter_plans(collectivite: Collectivite) -> list[tuple[Plan | None, bool, list[FicheRacontee]]]:
    """The fiches that are there now with what the trail tells of their statuts, by plan. Four queries."""
    plans = list(Plan.objects.filter(collectivite=collectivite))
    places = _places(plans)
    racines = list_fiches_portees(collectivite).filter(parent__isnull=True).order_by()
    ouvertes = set(racines.filter(~q_confidentielle()).values_list("pk", flat=True))
    lues = {pk: (cree_le, statut) for pk, cree_le, statut in racines.values_list("pk", "cree_le", "statut")}
    changements = _changements(lues)
    racontees = {
        pk: FicheRacontee(timezone.localdate(cree_le), statut, tuple(changements.get(pk, ())))
        for pk, (cree_le, statut) in lues.items()
    }
    resultats: list[tuple[Plan | None, bool, list[FicheRacontee]]] = []
    for plan in (None, *plans):
        for entier in (True, False):
            fiches = [
                fiche
                for pk, fiche in racontees.items()
                if (plan is None or pk in places[plan.pk]) and (entier or pk in ouvertes)
            ]
            if fiches:
                resultats.append((plan, entier, fiches))
    return resultats


def _changements(fiches: Iterable[int]) -> dict[int, list[tuple[date, str]]]:
    """Days at which the statut of each fiche changed, and what it was before. A blocage sets it too."""
    ecritures = Ecriture.objects.filter(
        Q(details__champs__has_key="statut") | Q(details__has_key="statut_avant"),
        objet_type=Fiche._meta.label_lower,
        objet_id__in=[str(pk) for pk in fiches],
    )
    changements: dict[int, list[tuple[date, str]]] = {}
    for objet, le, details in ecritures.order_by("le", "pk").values_list("objet_id", "le", "details"):
        changements.setdefault(int(objet), []).append((timezone.localdate(le), _statut_avant(details)))
    return changements


def _statut_avant(details: Mapping[str, Any]) -> str:
    champs = details.get("champs", {})
    return str((champs["statut"][0] if "statut" in champs else details.get("statut_avant")) or "")


def plans_releves(collectivite: Collectivite) -> set[int | None]:
    """Ids of the plans of which a month was ever kept; None for the whole collectivité."""
    return set(RelevePlan.objects.filter(collectivite=collectivite).values_list("plan", flat=True).distinct())


def list_collectivites_a_relever() -> list[Collectivite]:
    """Collectivités that have a fiche, or that had one."""
    avec = Fiche.objects.filter(supprimee_le__isnull=True).values("collectivite")
    portees = Fiche.objects.filter(partages__isnull=False).values("partages__collectivite")
    relevees = RelevePlan.objects.values("collectivite")
    return list(Collectivite.objects.filter(Q(pk__in=avec) | Q(pk__in=portees) | Q(pk__in=relevees)).order_by("pk"))
