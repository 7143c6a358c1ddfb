"""What the head of a list says beside its counts: budgets and fundings by base, people and plans around, in one query;
what is to be completed, in another. Source: docs/calculs/plans.md, « Budget d'un plan » and « Complétude »."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DecimalField, F, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.argent import ENSEMBLE, SommeBudget
from cordee.plans.domain.completude import ChampAttendu, LigneCompletude, LignePoint
from cordee.plans.domain.couts_evites import CoutEvite, sommer_couts_evites
from cordee.plans.domain.fourchettes import lire_fourchette, sommer
from cordee.plans.domain.listes import BaseMontant, RolePersonne, RythmeCout, StatutFinancement, TypeBudget, UniteBudget
from cordee.plans.models import CommentairePlan, Fiche, Financement, LigneBudget, Plan, PlanDocument, PlanPersonne
from cordee.plans.queries.completude import q_concernee, q_muette, q_suivie
from cordee.plans.queries.documents import q_donne
from cordee.plans.queries.lecture import liste_de, parmi
from cordee.plans.queries.qualite import compter_points, q_mesuree, q_presentee
from cordee.plans.queries.resume import Resume
from cordee.plans.queries.visibilite import list_plans_vus_par
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

RIEN = Value("")
RIEN_DIT = Value("", output_field=TextField())
ACQUIS = [str(statut) for statut in StatutFinancement if statut.est_acquis]


@dataclass(frozen=True, slots=True)
class PlanCite:
    """Another plan that the person sees, and the collectivité that holds it."""

    pk: int
    siren: str
    nom: str


@dataclass(frozen=True, slots=True)
class PieceCitee:
    """A document attached to the plan that the person may have; `adresse` is empty for a file."""

    pk: int
    nom: str
    adresse: str


@dataclass
class Autour:
    """What is around the fiches of a list. `budgets` by unit, then by kind (`ENSEMBLE` for both); `acquis` by base:
    granted fundings; `couts_evites`: what the fiches save, beside what they cost; `perimetre`: nature and
    name of what the plan concerns; `documents` and `commentaires`: how many the person may read."""

    budgets: dict[UniteBudget, dict[str, SommeBudget]] = field(default_factory=dict)
    couts_evites: list[CoutEvite] = field(default_factory=list)
    acquis: dict[BaseMontant, Decimal] = field(default_factory=dict)
    personnes: dict[RolePersonne, list[str]] = field(default_factory=dict)
    parent: PlanCite | None = None
    remplace: PlanCite | None = None
    rassembles: list[PlanCite] = field(default_factory=list)
    deliberation: PieceCitee | None = None
    perimetre: list[tuple[str, str]] = field(default_factory=list)
    documents: int = 0
    commentaires: int = 0

    def somme(self, unite: UniteBudget) -> SommeBudget:
        """Both kinds of a unit."""
        return self.budgets.get(unite, {}).get(ENSEMBLE, SommeBudget(None, None, 0))


def read_autour(utilisateur: Utilisateur, resume: Resume, plan: Plan | None) -> Autour:
    """Around these fiches, sous-fiches included. One query."""
    lignes = [_budgets(resume), _acquis(resume), _couts_evites(resume)]
    if plan is not None:
        lignes += [_personnes(plan), *_plans(utilisateur, plan), *_pieces(utilisateur, plan), _perimetre(plan)]
    autour = Autour()
    for genre, cle, mots, *valeurs in lignes[0].union(*lignes[1:], all=True):
        _ranger(autour, resume, genre, cle, mots, valeurs)
    for noms in autour.personnes.values():
        noms.sort(key=str.casefold)
    autour.couts_evites = sommer_couts_evites(autour.couts_evites)
    autour.rassembles.sort(key=lambda cite: cle_naturelle(cite.nom))
    autour.perimetre.sort(key=lambda cite: (cite[0] == Nature.COMMUNE, cle_naturelle(cite[1])))
    return autour


def _ranger(autour: Autour, resume: Resume, genre: str, cle: str, mots: str, valeurs: list[Any]) -> None:
    """One row of the union; `valeurs` are six amounts, then two texts."""
    if genre == "budget":
        if sommes := _sommer(resume, valeurs[:6], valeurs[6:]):
            autour.budgets[UniteBudget(cle)] = sommes
    elif genre == "evite":
        autour.couts_evites.append((valeurs[0], BaseMontant(cle), RythmeCout(mots)))
    elif genre == "acquis":
        autour.acquis[BaseMontant(cle)] = valeurs[0] or Decimal()
    elif genre == "personne":
        autour.personnes.setdefault(RolePersonne(cle), []).append(mots)
    elif genre == "rassemble":
        autour.rassembles.append(PlanCite(int(valeurs[6]), cle, mots))
    elif genre == "deliberation":
        autour.deliberation = PieceCitee(int(valeurs[6]), mots, cle)
    elif genre == "perimetre":
        autour.perimetre.append((cle, mots))
    elif genre == "comptes":
        autour.documents, autour.commentaires = int(valeurs[6]), int(valeurs[7])
    else:
        setattr(autour, genre, PlanCite(int(valeurs[6]), cle, mots))


def _sommer(resume: Resume, montants: list[Decimal | None], listes: list[str]) -> dict[str, SommeBudget]:
    """Sums of each kind that says something, and of both; `montants` are planned, planned at most and spent, kind by
    kind, `listes` the fiches and sous-fiches that say some, which count through the fiche at the top."""
    sommes: dict[str, SommeBudget] = {}
    parlent = [{resume.fiches[pk].racine for pk in json.loads(liste)} for liste in listes]
    for rang, nature in enumerate(TypeBudget):
        bas, haut, reel = montants[3 * rang : 3 * rang + 3]
        if bas is not None or reel is not None:
            sommes[nature.value] = SommeBudget(lire_fourchette(bas, haut), reel, len(parlent[rang]))
    if sommes:
        prevu, reel = sommer(somme.prevu for somme in sommes.values()), _ajouter(montants[2::3])
        sommes[ENSEMBLE] = SommeBudget(prevu, reel, len(set().union(*parlent)))
    return sommes


def _ajouter(montants: Iterable[Decimal | None]) -> Decimal | None:
    dits = [montant for montant in montants if montant is not None]
    return sum(dits, Decimal()) if dits else None


def _colonnes(lignes: QuerySet[Any], genre: str, cle: Any, mots: Any = RIEN) -> QuerySet[Any]:
    """The three texts that every part of the union begins with."""
    texte = CharField()
    nommees: QuerySet[Any] = lignes.order_by().values_list(
        Value(genre, output_field=texte), Coalesce(cle, Value(""), output_field=texte),
        Coalesce(mots, Value(""), output_field=texte),
    )  # fmt: skip
    return nommees


def _budgets(resume: Resume) -> QuerySet[Any]:
    """One reading of the lines: sums of each kind, and the fiches that say them, unit by unit."""
    dits = Q(prevu__gt=0) | Q(prevu_max__gt=0) | Q(reel__gt=0)
    sommes: dict[str, Any] = {}
    for nature in TypeBudget:
        de_la_nature = Q(type=nature)
        sommes[f"prevu_{nature}"] = Sum("prevu", filter=de_la_nature)
        sommes[f"haut_{nature}"] = Sum(Coalesce("prevu_max", "prevu"), filter=de_la_nature)
        sommes[f"reel_{nature}"] = Sum("reel", filter=de_la_nature)
    listes = {f"fiches_{nature}": liste_de("fiche", dits & Q(type=nature)) for nature in TypeBudget}
    lignes = _colonnes(LigneBudget.objects.filter(fiche__in=parmi(resume.ids)), "budget", F("unite"))
    sommees: QuerySet[Any] = lignes.annotate(**sommes, **listes)
    return sommees


def _acquis(resume: Resume) -> QuerySet[Any]:
    accordes = Financement.objects.filter(fiche__in=parmi(resume.ids), statut__in=ACQUIS)
    lignes = _colonnes(accordes, "acquis", F("base"))
    sommees: QuerySet[Any] = lignes.annotate(**_repeter(Sum("montant"), RIEN_DIT))
    return sommees


def _couts_evites(resume: Resume) -> QuerySet[Any]:
    chiffrees = Fiche.objects.filter(pk__in=parmi(resume.ids), cout_evite__isnull=False)
    lignes = _colonnes(chiffrees, "evite", F("cout_evite_base"), F("cout_evite_rythme"))
    sommees: QuerySet[Any] = lignes.annotate(**_repeter(Sum("cout_evite"), RIEN_DIT))
    return sommees


def _repeter(montant: Any, texte: Any) -> dict[str, Any]:
    """The six amounts and the two texts of a part of the union that has one of each."""
    return {**dict.fromkeys("abcdef", montant), **dict.fromkeys("no", texte)}


def _sans_montant(lignes: QuerySet[Any]) -> QuerySet[Any]:
    rien = Value(Decimal(), output_field=DecimalField(max_digits=14, decimal_places=2))
    citees: QuerySet[Any] = lignes.annotate(**_repeter(rien, Cast("pk", TextField())))
    return citees


def _personnes(plan: Plan) -> QuerySet[Any]:
    nommees = PlanPersonne.objects.filter(plan=plan)
    return _sans_montant(_colonnes(nommees, "personne", F("role"), F("personne__nom")))


def _plans(utilisateur: Utilisateur, plan: Plan) -> Iterable[QuerySet[Any]]:
    """Related plans, one part for each relation that there may be."""
    visibles = list_plans_vus_par(utilisateur)
    for genre, condition in (
        ("parent", Q(pk=plan.parent_id) if plan.parent_id else None),
        ("remplace", Q(pk=plan.remplace_id) if plan.remplace_id else None),
        ("rassemble", Q(parent=plan)),
    ):
        if condition is not None:
            yield _sans_montant(_colonnes(visibles.filter(condition), genre, F("collectivite__siren"), F("nom")))


def _pieces(utilisateur: Utilisateur, plan: Plan) -> Iterable[QuerySet[Any]]:
    """The délibération, then how many documents and comments there are."""
    joints = PlanDocument.objects.filter(q_donne(utilisateur), plan=plan)
    yield _sans_montant(
        _colonnes(joints.filter(deliberation=True), "deliberation", F("document__adresse"), F("document__nom"))
    )
    rien = Value(Decimal(), output_field=DecimalField(max_digits=14, decimal_places=2))
    comptes = _colonnes(Plan.objects.filter(pk=plan.pk), "comptes", RIEN)
    comptee: QuerySet[Any] = comptes.annotate(
        **_repeter(rien, Value("")) | {"n": _compter(joints), "o": _compter(CommentairePlan.objects.filter(plan=plan))}
    )
    yield comptee


def _compter(lignes: QuerySet[Any]) -> Coalesce:
    nombre = lignes.order_by().values("plan").annotate(nombre=Count("pk")).values("nombre")
    return Coalesce(Cast(Subquery(nombre), TextField()), Value("0"), output_field=TextField())


def _perimetre(plan: Plan) -> QuerySet[Any]:
    concernees = Collectivite.objects.filter(plans_concernant=plan)
    return _sans_montant(_colonnes(concernees, "perimetre", F("nature"), F("nom")))


class ACompleter(NamedTuple):
    """What fiches (without sous-fiches) lack: fields, and what lets one follow them."""

    champs: list[LigneCompletude]
    points: list[LignePoint]


def count_a_completer(resume: Resume, aujourdhui: date) -> ACompleter:
    """Fields and points over these fiches, each with how many it concerns. One query."""
    fiches = Fiche.objects.filter(pk__in=parmi(resume.ids_des_racines))
    suivies = fiches.order_by().filter(q_suivie())
    comptes = suivies.aggregate(
        presentees=liste_de("pk", q_presentee()),  # before the counts, whose names hide those of the columns
        mesurees=liste_de("pk", q_mesuree(aujourdhui)),
        **{
            champ.value: Count("pk", filter=q_concernee(champ, aujourdhui) & q_muette(champ, aujourdhui))
            for champ in ChampAttendu
        },
        toutes=Count("pk"),
        anciennes=Count("pk", filter=q_concernee(ChampAttendu.SUIVI, aujourdhui)),
    )
    lignes = []
    for champ in ChampAttendu:
        concernees = comptes["anciennes" if champ is ChampAttendu.SUIVI else "toutes"]
        lignes.append(LigneCompletude(champ, concernees - comptes[champ.value], concernees))
    presentees, mesurees = (json.loads(comptes[nom]) for nom in ("presentees", "mesurees"))
    return ACompleter(lignes, compter_points(resume, presentees, mesurees, aujourdhui))


NATURES: tuple[tuple[str, str], ...] = (*TypeBudget.choices(), (ENSEMBLE, "Total"))
"""Rows of the table of budgets."""
