"""Filters and orders on the fields that a collectivité adds, in the database. Values are typed columns: both databases
compare numbers, dates and texts for what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_champs import AVEC, NON, OUI, SANS, FiltreChamp
from cordee.plans.domain.filtres_proposes import Tri
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.models import Fiche, Plan, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import definitions_for
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.territoires.models import Collectivite

Definitions = Mapping[int, Definition]


def definitions_demandees(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, filtres: Filtres
) -> list[Definition]:
    """Fields that the filters or the order need: those that the person reads, and no query when nothing names one."""
    demandees = filtres.champs or filtres.tri is Tri.CHAMP
    return definitions_for(utilisateur, collectivite, plan) if demandees else []


def restrict_champs(
    fiches: QuerySet[Fiche], filtres: Iterable[FiltreChamp], definitions: Definitions
) -> QuerySet[Fiche]:
    """Fiches that pass every filter on a field; a field that is not among the definitions filters nothing."""
    for filtre in filtres:
        if filtre.champ in definitions and filtre.nombre:
            fiches = fiches.filter(_q_champ(definitions[filtre.champ], filtre))
    return fiches


def _q_champ(definition: Definition, filtre: FiltreChamp) -> Q:
    valeurs = ValeurPersonnalisee.objects.filter(champ=definition.pk, fiche=OuterRef("pk"))
    condition = Q(pk__in=[]) if filtre.valeurs else Q()
    options = [int(valeur) for valeur in filtre.valeurs if valeur.isdigit()]
    if options:
        condition |= Q(Exists(valeurs.filter(option__in=options)))
    for valeur, oui in ((OUI, True), (NON, False)):
        if valeur in filtre.valeurs:
            condition |= Q(Exists(valeurs.filter(oui=oui)))
    if AVEC in filtre.valeurs:
        condition |= Q(Exists(valeurs))
    if SANS in filtre.valeurs:
        condition |= ~Q(Exists(valeurs))
    bornes = {
        f"{_colonne(definition)}__{sens}": borne
        for sens, borne in (("gte", filtre.bas), ("lte", filtre.haut))
        if borne is not None
    }
    return condition & Q(Exists(valeurs.filter(**bornes))) if bornes else condition


def _colonne(definition: Definition) -> str:
    colonnes = {GenreChamp.NOMBRE: "nombre", GenreChamp.DATE: "jour", GenreChamp.OUI_NON: "oui"}
    if definition.genre.a_options:
        return "option__position"
    return colonnes.get(definition.genre, "cle_tri")


def order_par_champ(fiches: QuerySet[Fiche], definition: Definition, *, decroissant: bool) -> QuerySet[Fiche]:
    """In the order of a field: numbers, dates, texts, the order of the options, « oui » after « non ». What says
    nothing comes last either way."""
    colonne = _colonne(definition)
    lignes: Any = ValeurPersonnalisee.objects.filter(champ=definition.pk, fiche=OuterRef("pk")).order_by(colonne)
    if definition.genre is GenreChamp.OUI_NON:
        rang = Case(When(oui=True, then=Value(1)), When(oui=False, then=Value(0)), output_field=IntegerField())
        lignes = lignes.annotate(rang=rang)
        colonne = "rang"
    cle = F("champ_trie")
    ordre = cle.desc(nulls_last=True) if decroissant else cle.asc(nulls_last=True)
    return fiches.annotate(champ_trie=Subquery(lignes.values(colonne)[:1])).order_by(ordre, "cle_tri", "pk")


def compter_options(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, definitions: Iterable[Definition]
) -> Counter[tuple[int, str]]:
    """How many of the fiches that the person sees have each option, yes or no, something, or nothing of each field, by
    field and value. Three queries, none without any field."""
    comptes: Counter[tuple[int, str]] = Counter()
    champs = [definition.pk for definition in definitions]
    if not champs:
        return comptes
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True).order_by()
    valeurs = ValeurPersonnalisee.objects.filter(champ__in=champs, fiche__in=fiches.values("pk")).order_by()
    total = fiches.count()
    for champ, option, oui, nombre in valeurs.values_list("champ", "option", "oui").annotate(n=Count("fiche")):
        if option is not None:
            comptes[champ, str(option)] += nombre
        elif oui is not None:
            comptes[champ, OUI if oui else NON] += nombre
    remplies = dict(valeurs.values_list("champ").annotate(n=Count("fiche", distinct=True)))
    for champ in champs:
        comptes[champ, AVEC] = remplies.get(champ, 0)
        comptes[champ, SANS] = total - comptes[champ, AVEC]
    return comptes
