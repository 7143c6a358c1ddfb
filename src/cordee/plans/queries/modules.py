"""What the modules of a dashboard read, each in a fixed number of queries, from fiches already counted (`Resume`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.queries.definitions import list_indicateurs_for
from cordee.indicateurs.queries.valeurs import valeurs_of
from cordee.journal.models import Ecriture
from cordee.plans.domain.avancement import Ponderation, count_fiches
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import RolePersonne, TypeBudget
from cordee.plans.models import AxeIndicateur, Fiche, FichePersonne, Placement, Plan
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.liste import with_langue
from cordee.plans.queries.pesees import SANS_PESEE, suivis_vus
from cordee.plans.queries.releves import Sommes, lit_l_entier, pesees_of
from cordee.plans.queries.resume import Resume, comptee
from cordee.plans.queries.visibilite import annotate_racine, list_plans_for
from cordee.territoires.models import Collectivite

ECRITURES_LUES = 200
"""Entries looked through for those that a reader may see."""


def pilotees_par(utilisateur: Utilisateur) -> frozenset[int]:
    """Ids of the fiches and sous-fiches of which the person is pilote, wherever they are. One query."""
    citees = FichePersonne.objects.filter(role=RolePersonne.PILOTE, personne__utilisateur=utilisateur)
    return frozenset(citees.values_list("fiche", flat=True))


@dataclass(frozen=True, slots=True)
class LigneCourte:
    """A fiche in a short list."""

    pk: int
    intitule: str
    dessus: str
    statut: str
    fin: date | None
    precision_fin: str
    pilotes: tuple[str, ...]
    langue: str = ""


def lignes_courtes(utilisateur: Utilisateur, pks: Collection[int], plan: Plan | None) -> dict[int, LigneCourte]:
    """Short rows of these fiches and sous-fiches, in the language of the plan looked at, or of one that the person
    sees. Two queries."""
    pilotes: dict[int, list[str]] = {}
    nommes = FichePersonne.objects.filter(fiche__in=pks, role=RolePersonne.PILOTE)
    for fiche, nom in nommes.values_list("fiche", "personne__nom"):
        pilotes.setdefault(fiche, []).append(nom)
    colonnes = (
        "pk",
        "code",
        "titre",
        "parent__code",
        "parent__titre",
        "statut",
        "fin",
        "precision_fin",
        "langue_du_plan",
    )
    fiches = with_langue(annotate_racine(Fiche.objects.filter(pk__in=pks)), utilisateur, plan)
    return {
        pk: LigneCourte(
            pk, f"{code} {titre}".strip(), f"{code_dessus or ''} {titre_dessus or ''}".strip(), statut, fin, precision,
            tuple(pilotes.get(pk, ())), langue or "",
        )
        for pk, code, titre, code_dessus, titre_dessus, statut, fin, precision, langue in fiches.values_list(*colonnes)
    }  # fmt: skip


@dataclass
class AnneeBudget:
    """Euros HT of a year (None: not said by year), by nature."""

    annee: int | None
    prevus: dict[str, Fourchette] = field(default_factory=dict)
    reels: dict[str, Decimal] = field(default_factory=dict)

    @property
    def prevu(self) -> Fourchette:
        """Both natures."""
        return sum(self.prevus.values(), Fourchette(Decimal(), Decimal()))

    @property
    def reel(self) -> Decimal:
        """Both natures."""
        return sum(self.reels.values(), Decimal())


def budget_par_annee(sommes: Sommes, racines: Collection[int]) -> list[AnneeBudget]:
    """Planned and spent by year of these fiches; what is said for the whole duration comes last."""
    annees: dict[int | None, AnneeBudget] = {}
    for somme in sommes.lignes:
        if somme.racine not in racines:
            continue
        ligne = annees.setdefault(somme.annee, AnneeBudget(somme.annee))
        if somme.prevu is not None:
            avant = ligne.prevus.get(somme.nature)
            ligne.prevus[somme.nature] = somme.prevu if avant is None else avant + somme.prevu
        if somme.reel is not None:
            ligne.reels[somme.nature] = ligne.reels.get(somme.nature, Decimal()) + somme.reel
    return sorted(annees.values(), key=lambda ligne: (ligne.annee is None, ligne.annee or 0))


NATURES = tuple(str(nature) for nature in TypeBudget)


@dataclass(frozen=True)
class PlanSuivi:
    """A plan with what it adds up to for its reader."""

    plan: Plan
    par_statut: Counter[str]
    en_retard: int
    avancement: float | None


def plans_suivis(utilisateur: Utilisateur, collectivite: Collectivite, resume: Resume) -> list[PlanSuivi]:
    """Plans that the person sees there, in their order. Two queries, three when a budget weighs, two
    more when indicators measure."""
    plans = list(list_plans_for(utilisateur, collectivite))
    places: dict[int, set[int]] = {plan.pk: set() for plan in plans}
    for plan_pk, fiche in Placement.objects.filter(plan__in=list(places)).values_list("plan_id", "fiche_id"):
        places[plan_pk].add(fiche)
    pesees = pesees_of(resume, {plan.ponderation for plan in plans}, suivis_vus(utilisateur))
    suivis = []
    for plan in plans:
        fiches = [fiche for fiche in resume.racines if fiche.pk in places[plan.pk]]
        compte = count_fiches(
            (comptee(fiche, pesees.get(fiche.pk, SANS_PESEE)) for fiche in fiches), resume.avancements,
            Ponderation(plan.ponderation),
        )  # fmt: skip
        retards = sum(1 for f in fiches if f.pk in resume.retards and resume.retards[f.pk].jours)
        suivis.append(PlanSuivi(plan, Counter(f.statut for f in fiches), retards, compte.avancement))
    return suivis


def activite_of(collectivite: Collectivite, resume: Resume, nombre: int) -> list[Ecriture]:
    """Latest changes of the fiches that one sees, newest first, among the last ones of the collectivité. One query."""
    ecritures = Ecriture.objects.filter(collectivite_id=collectivite.pk, objet_type=Fiche._meta.label_lower)
    vues: list[Ecriture] = []
    for ecriture in ecritures.order_by("-le", "-pk")[:ECRITURES_LUES]:
        if int(ecriture.objet_id) in resume.fiches:
            vues.append(ecriture)
        if len(vues) == nombre:
            break
    return vues


@dataclass(frozen=True)
class IndicateurSuivi:
    """An indicator of the fiches, with its values in the collectivité."""

    indicateur: Indicateur
    valeurs: list[Valeur]


def indicateurs_suivis(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, ids: str, nombre: int
) -> tuple[list[IndicateurSuivi], int]:
    """Indicators of these fiches, and of the axes of the plan, those with values first; and how many there are. Two
    queries."""
    cites = Q(pk__in=suivis_vus(utilisateur).filter(fiche__in=parmi(ids)).values("indicateur"))
    if plan is not None:
        cites |= Q(pk__in=AxeIndicateur.objects.filter(axe__plan=plan).values("indicateur"))
    visibles = list_indicateurs_for(collectivite, confidentiels=lit_l_entier(utilisateur, collectivite))
    indicateurs = list(visibles.filter(cites).order_by("cle_titre", "pk"))
    if not indicateurs:
        return [], 0
    valeurs = valeurs_of(collectivite, indicateurs)
    indicateurs.sort(key=lambda indicateur: not valeurs[indicateur.pk])
    return [IndicateurSuivi(i, valeurs[i.pk]) for i in indicateurs[:nombre]], len(indicateurs)
