"""The money of a plan on one page: its budget, its fundings and what remains to be financed, its axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder, enumerer
from cordee.plans.domain.argent import ENSEMBLE, Budgets, FinancementsDeBase
from cordee.plans.domain.fourchettes import dire_fourchette
from cordee.plans.domain.listes import BaseMontant, UniteBudget
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.arbre import arbre_of, nom_sans_numero
from cordee.plans.queries.argent import Argent, count_ailleurs, fiches_par_axe, lire_argent
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.rangement import ranger
from cordee.plans.queries.resume import Resume, resumer
from cordee.plans.queries.tete import NATURES
from cordee.plans.views.tete import dire_montant, en_fourchette, lignes_de_budget
from cordee.socle.barres import largeur
from cordee.socle.requetes import Requete


@dataclass(frozen=True, slots=True)
class LigneFinanceur:
    """A funder with its bar: what is acquis, then what is expected."""

    nom: str
    acquis: str
    verse: str
    attendu: str
    part: str
    l_acquis: str
    l_attendu: str


@dataclass(frozen=True, slots=True)
class BaseMontree:
    """Fundings of a base: figures (words, amount, whether it is what to look at), and a row a funder."""

    nom: str
    chiffres: list[tuple[str, str, bool]]
    financeurs: list[LigneFinanceur]
    muets: str


@dataclass(frozen=True, slots=True)
class LigneAxe:
    """An axe in the table of a unit: (column, planned, spent) by kind, then fiches and what is acquis."""

    nom: str
    niveau: int
    montants: list[tuple[str, str, str]]
    fiches: int
    acquis: str


@require_safe
def argent(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Money of the fiches of the plan that the person sees."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    jour = timezone.localdate()
    resume = resumer(list_fiches_du_plan(request.user, collectivite, plan), jour)
    lu = lire_argent(resume)
    budgets, bases = lu.budgets(), lu.financements()
    ailleurs = count_ailleurs(request.user, resume, plan)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "reponse": repondre(bases),
        "budgets": list(lignes_de_budget(budgets)),
        "bases": montrer_bases(bases),
        "unites": _par_axe(plan, resume, lu, budgets),
        "natures": [libelle for _, libelle in NATURES],
        "ailleurs": ailleurs,
    }
    return render(request, "plans/plan/argent.html", contexte)


def repondre(bases: Iterable[FinancementsDeBase]) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    dites = [base for base in bases if base.reste is not None and base.prevu is not None and base.prevu.haut]
    restes = [en_fourchette(b.reste, UniteBudget(b.base.value)) for b in dites if b.reste is not None and b.reste.haut]
    prevus = enumerer([en_fourchette(b.prevu, UniteBudget(b.base.value)) for b in dites if b.prevu is not None])
    if not dites:
        return "", "Aucun budget prévu", " n'est dit en euros : écrivez-le dans les fiches, onglet « Moyens »."
    if not restes:
        return "Le budget prévu est ", "entièrement financé", f" ({prevus})."
    return "Il reste ", enumerer(restes), f" à financer, sur {prevus} prévus."


def montrer_bases(bases: Iterable[FinancementsDeBase]) -> list[BaseMontree]:
    """Bases that have fundings."""
    montrees = []
    for base in bases:
        if not (base.retenu or base.refuse or base.muets):
            continue
        chiffres = [
            ("Prévu", dire_fourchette(base.prevu), False),
            ("Envisagé", dire_montant(base.envisage), False),
            ("Demandé", dire_montant(base.demande), False),
            ("Acquis", dire_montant(base.acquis), False),
            ("dont versé", dire_montant(base.verse), False),
            ("Refusé", dire_montant(base.refuse), False),
            ("Reste à financer", dire_fourchette(base.reste), bool(base.reste and base.reste.haut)),
        ]
        muets = (
            f"{base.muets} {accorder(base.muets, 'financement')} sans montant, hors du compte." if base.muets else ""
        )
        montrees.append(BaseMontree(base.base.libelle, chiffres, list(_financeurs(base)), muets))
    return montrees


def _financeurs(base: FinancementsDeBase) -> Iterable[LigneFinanceur]:
    maximum = max((part.acquis + part.attendu for part in base.parts), default=Decimal())
    for part in base.parts:
        yield LigneFinanceur(
            part.nom,
            dire_montant(part.acquis or None),
            dire_montant(part.verse or None),
            dire_montant(part.attendu or None),
            f"{formater(100 * part.part, 0)}{INSECABLE}%",
            largeur(float(part.acquis / maximum)),
            largeur(float(part.attendu / maximum)),
        )


def _par_axe(plan: Plan, resume: Resume, lu: Argent, budgets: Budgets) -> list[tuple[str, list[LigneAxe]]]:
    """A table for each unit of which something is said: each axe, then the plan."""
    arbre = arbre_of(plan)
    contenus = fiches_par_axe(ranger(resume, plan, arbre))
    if not contenus:
        return []
    branches = list(arbre.parcourir())
    acquis = {axe: {base.base: base.acquis for base in lu.financements(fiches)} for axe, fiches in contenus.items()}
    du_plan = {base.base: base.acquis for base in lu.financements()}
    par_axe = {axe: lu.budgets(fiches) for axe, fiches in contenus.items()}
    tables = []
    for unite in budgets:
        lignes = [
            _ligne(f"{b.numero} {nom_sans_numero(b)}", b.niveau, par_axe[b.axe.pk], unite, acquis[b.axe.pk])
            for b in branches
            if unite in par_axe[b.axe.pk]
        ]
        tables.append((unite.libelle, [*lignes, _ligne("Tout le plan", 0, budgets, unite, du_plan)]))
    return tables


def _ligne(nom: str, niveau: int, budgets: Budgets, unite: UniteBudget, acquis: dict[BaseMontant, Decimal]) -> LigneAxe:
    sommes = budgets[unite]
    montants = []
    for nature, libelle in NATURES:
        somme = sommes.get(nature)
        montants.append(
            (libelle, dire_fourchette(somme.prevu), dire_montant(somme.reel)) if somme else (libelle, "—", "—")
        )
    base = next((base for base in BaseMontant if base.value == unite.value), None)
    recu = acquis.get(base) if base is not None else None
    return LigneAxe(nom, niveau, montants, sommes[ENSEMBLE].fiches, dire_montant(recu or None))
