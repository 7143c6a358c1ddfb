"""What the head of a list says beside its counts: budgets and fundings by base, people and plans around, in one query;
what is to be completed, in another. Source: docs/calculs/plans.md, « Budget d'un plan » and « Complétude »."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, DecimalField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.completude import ChampAttendu, LigneCompletude
from cordee.plans.domain.listes import BaseMontant, RolePersonne, StatutFinancement, TypeBudget, UniteBudget
from cordee.plans.models import Fiche, Financement, LigneBudget, Plan, PlanPersonne
from cordee.plans.queries.completude import q_a_completer, q_concernee
from cordee.plans.queries.visibilite import list_plans_vus_par

ENSEMBLE = ""
"""Stands for both kinds of a budget."""
ACQUIS = [str(statut) for statut in StatutFinancement if statut.est_acquis]


@dataclass(frozen=True, slots=True)
class SommeBudget:
    """Planned and spent in one kind and one unit (None: nothing is said), and how many fiches have an amount there."""

    prevu: Decimal | None
    reel: Decimal | None
    fiches: int


@dataclass(frozen=True, slots=True)
class PlanCite:
    """Another plan that the person sees, and the collectivité that holds it."""

    pk: int
    siren: str
    nom: str


@dataclass
class Autour:
    """What is around the fiches of a list. `budgets` by unit, then by kind (`ENSEMBLE` for both); `acquis` by base:
    granted fundings."""

    budgets: dict[UniteBudget, dict[str, SommeBudget]] = field(default_factory=dict)
    acquis: dict[BaseMontant, Decimal] = field(default_factory=dict)
    personnes: dict[RolePersonne, list[str]] = field(default_factory=dict)
    parent: PlanCite | None = None
    remplace: PlanCite | None = None
    rassembles: list[PlanCite] = field(default_factory=list)

    def somme(self, unite: UniteBudget) -> SommeBudget:
        """Both kinds of a unit."""
        return self.budgets.get(unite, {}).get(ENSEMBLE, SommeBudget(None, None, 0))


def read_autour(utilisateur: Utilisateur, fiches: QuerySet[Fiche], plan: Plan | None) -> Autour:
    """Around these fiches (with `racine_id`, sous-fiches included). One query."""
    ids = fiches.order_by().values("pk")
    lignes = [_budgets(ids, F("type")), _budgets(ids, Value(ENSEMBLE)), _acquis(ids)]
    if plan is not None:
        lignes += [_personnes(plan), *_plans(utilisateur, plan)]
    autour = Autour()
    for genre, cle, mots, prevu, reel, nombre in lignes[0].union(*lignes[1:], all=True):
        _ranger(autour, genre, cle, mots, prevu, reel, nombre)
    for noms in autour.personnes.values():
        noms.sort(key=str.casefold)
    autour.rassembles.sort(key=lambda cite: cle_naturelle(cite.nom))
    return autour


def _ranger(
    autour: Autour, genre: str, cle: str, mots: str, prevu: Decimal | None, reel: Decimal | None, nombre: int
) -> None:
    if genre == "budget":
        if prevu is not None or reel is not None:
            autour.budgets.setdefault(UniteBudget(cle), {})[mots] = SommeBudget(prevu, reel, nombre)
    elif genre == "acquis":
        autour.acquis[BaseMontant(cle)] = prevu or Decimal()
    elif genre == "personne":
        autour.personnes.setdefault(RolePersonne(cle), []).append(mots)
    elif genre == "rassemble":
        autour.rassembles.append(PlanCite(nombre, cle, mots))
    else:
        setattr(autour, genre, PlanCite(nombre, cle, mots))


def _colonnes(lignes: QuerySet[Any], genre: str, cle: Any, mots: Any) -> QuerySet[Any]:
    """The three texts that every part of the union begins with."""
    texte = CharField()
    nommees: QuerySet[Any] = lignes.order_by().values_list(
        Value(genre, output_field=texte), Coalesce(cle, Value(""), output_field=texte),
        Coalesce(mots, Value(""), output_field=texte),
    )  # fmt: skip
    return nommees


def _budgets(ids: QuerySet[Any], nature: Any) -> QuerySet[Any]:
    racine = Coalesce("fiche__parent__parent", "fiche__parent", "fiche")
    dits = ~Q(prevu=0) & Q(prevu__isnull=False) | ~Q(reel=0) & Q(reel__isnull=False)
    lignes = _colonnes(LigneBudget.objects.filter(fiche__in=ids), "budget", F("unite"), nature)
    sommes: QuerySet[Any] = lignes.annotate(
        a=Sum("prevu"), b=Sum("reel"), n=Count(racine, distinct=True, filter=dits)
    )  # fmt: skip
    return sommes


def _acquis(ids: QuerySet[Any]) -> QuerySet[Any]:
    accordes = Financement.objects.filter(fiche__in=ids, statut__in=ACQUIS)
    lignes = _colonnes(accordes, "acquis", F("base"), Value(""))
    sommes: QuerySet[Any] = lignes.annotate(a=Sum("montant"), b=Sum("montant"), n=Count("pk"))
    return sommes


def _sans_montant(lignes: QuerySet[Any]) -> QuerySet[Any]:
    rien = Value(Decimal(), output_field=DecimalField(max_digits=14, decimal_places=2))
    citees: QuerySet[Any] = lignes.annotate(a=rien, b=rien, n=F("pk"))
    return citees


def _personnes(plan: Plan) -> QuerySet[Any]:
    nommees = PlanPersonne.objects.filter(plan=plan)
    return _sans_montant(_colonnes(nommees, "personne", F("role"), F("personne__nom")))


def _plans(utilisateur: Utilisateur, plan: Plan) -> Iterable[QuerySet[Any]]:
    visibles = list_plans_vus_par(utilisateur)
    for genre, condition in (
        ("parent", Q(pk=plan.parent_id or 0)),
        ("remplace", Q(pk=plan.remplace_id or 0)),
        ("rassemble", Q(parent=plan)),
    ):
        lignes = _colonnes(visibles.filter(condition), genre, F("collectivite__siren"), F("nom"))
        yield _sans_montant(lignes)


def count_a_completer(fiches: QuerySet[Fiche], aujourdhui: date) -> list[LigneCompletude]:
    """Fields to complete over these fiches (without sous-fiches), each with how many it concerns. One query."""
    comptes = fiches.order_by().aggregate(
        **{f"manque_{champ}": Count("pk", filter=q_a_completer(champ, aujourdhui)) for champ in ChampAttendu},
        **{f"sur_{champ}": Count("pk", filter=q_concernee(champ, aujourdhui)) for champ in ChampAttendu},
    )
    return [
        LigneCompletude(champ, comptes[f"sur_{champ}"] - comptes[f"manque_{champ}"], comptes[f"sur_{champ}"])
        for champ in ChampAttendu
    ]


NATURES: tuple[tuple[str, str], ...] = (*TypeBudget.choices(), (ENSEMBLE, "Total"))
"""Rows of the table of budgets."""
