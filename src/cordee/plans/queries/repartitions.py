"""Counting fiches by a property in the database: a group of rows a value, whatever the number of fiches
(docs/calculs/repartitions.md).

A property reads one or several columns beside each fiche (a join, a condition), and says what values those columns
mean. Two properties put their columns side by side: the same query counts both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import BooleanField, CharField, IntegerField

from cordee.plans.domain.filtres_proposes import AVEC, SANS, Forme, PresenceBudget
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne
from cordee.plans.domain.repartitions import (
    AILLEURS,
    Cellule,
    Chiffre,
    Croisement,
    Mesure,
    Part,
    Propriete,
    Repartition,
    Valeur,
    croiser,
    mesurer,
    ordonner,
)
from cordee.plans.models import Fiche, FicheIndicateur, FicheMesure, Partage, Placement
from cordee.plans.queries.arbre import ArbreAxes, nom_sans_numero
from cordee.plans.queries.filtres import conditions_de_suivi, q_presence, q_tranches
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.reglages_rappels import silences_reglees
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle


@dataclass(frozen=True)
class Comptables:
    """The fiches to count (ids of the top ones, as queries.lecture.parmi reads them), and what the reader sees around:
    `plans` by id and name, `arbre` the axes of the plan looked at. `avancements` and `prevus` serve other measures."""

    ids: str
    total: int
    regard: Regard
    plans: Mapping[int, str]
    arbre: ArbreAxes
    avancements: Callable[[], Mapping[int, float]]
    prevus: Callable[[], Mapping[int, Fourchette]]


@dataclass(frozen=True)
class _Lecture:
    """Columns of a property: expressions by name, and the (value, name) pairs that a row of them means."""

    colonnes: dict[str, Any]
    dire: Callable[[tuple[Any, ...]], list[tuple[str, str]]]


def repartir(comptables: Comptables, propriete: Propriete, mesure: Mesure = Mesure.NOMBRE) -> Repartition:
    """Fiches by a property. One query; one more for budgets."""
    groupes = _compter(comptables, [propriete], mesure)
    comptes = {cle[0]: part.nombre for cle, part in groupes.parts.items()}
    valeurs = ordonner(propriete, comptes, groupes.noms[0])
    parts = tuple(_nommer(groupes.parts[(valeur.cle,)], valeur) for valeur in valeurs)
    return Repartition(propriete, parts, comptables.total)


def croiser_proprietes(
    comptables: Comptables, propriete: Propriete, autre: Propriete, mesure: Mesure = Mesure.NOMBRE
) -> Croisement:
    """Fiches by two properties. One query; one more for budgets."""
    groupes = _compter(comptables, [propriete, autre], mesure)
    lignes, colonnes = (_totaux(groupes.parts, rang) for rang in (0, 1))
    return croiser(
        ordonner(propriete, lignes, groupes.noms[0]), ordonner(autre, colonnes, groupes.noms[1]),
        {(cle[0], cle[1]): Cellule(part.nombre, part.mesure) for cle, part in groupes.parts.items()},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Compte:
    nombre: int
    mesure: Chiffre


@dataclass(frozen=True)
class _Groupes:
    parts: dict[tuple[str, ...], _Compte]
    noms: list[dict[str, str]]


def _nommer(compte: _Compte, valeur: Valeur) -> Part:
    return Part(valeur, compte.nombre, compte.mesure)


def _totaux(parts: Mapping[tuple[str, ...], _Compte], rang: int) -> dict[str, int]:
    totaux: dict[str, int] = defaultdict(int)
    for cle, part in parts.items():
        totaux[cle[rang]] += part.nombre
    return totaux


def _compter(comptables: Comptables, proprietes: list[Propriete], mesure: Mesure) -> _Groupes:
    """Counts, or what is measured, by values of the properties, and the names that the rows gave."""
    fiches = annotate_racine(Fiche.objects.filter(pk__in=parmi(comptables.ids))).order_by()
    lectures = []
    for alias, propriete in zip("ab", proprietes, strict=False):
        fiches, lecture = _lire(fiches, propriete, alias, comptables)
        fiches = fiches.annotate(**lecture.colonnes)
        lectures.append(lecture)
    noms = [_noms_des_axes(comptables) if propriete.cle == "axe" else {} for propriete in proprietes]
    colonnes = [nom for lecture in lectures for nom in lecture.colonnes]
    if mesure is Mesure.NOMBRE:
        nombres: dict[tuple[str, ...], int] = defaultdict(int)
        for *valeurs, nombre in fiches.values_list(*colonnes).annotate(n_fiches=Count("pk", distinct=True)):
            for cle in _combiner(lectures, valeurs, noms):
                nombres[cle] += nombre
        return _Groupes({cle: _Compte(nombre, nombre) for cle, nombre in nombres.items()}, noms)
    trouvees: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for *valeurs, pk in fiches.values_list(*colonnes, "pk").distinct():
        for cle in _combiner(lectures, valeurs, noms):
            trouvees[cle].add(pk)
    avancements = comptables.avancements() if mesure is Mesure.AVANCEMENT else {}
    prevus = comptables.prevus() if mesure is Mesure.BUDGET else {}
    comptes = {cle: _Compte(len(pks), mesurer(pks, mesure, avancements, prevus)) for cle, pks in trouvees.items()}
    return _Groupes(comptes, noms)


def _noms_des_axes(comptables: Comptables) -> dict[str, str]:
    """First-level axes, in their order."""
    return {str(b.axe.pk): f"{b.numero} {nom_sans_numero(b)}" for b in comptables.arbre.racines}


def _combiner(
    lectures: list[_Lecture], valeurs: list[Any], noms: list[dict[str, str]]
) -> list[tuple[str, ...]]:  # fmt: skip
    """Every combination of the values that a row means."""
    cles: list[tuple[str, ...]] = [()]
    debut = 0
    for rang, lecture in enumerate(lectures):
        largeur = len(lecture.colonnes)
        dites = lecture.dire(tuple(valeurs[debut : debut + largeur]))
        debut += largeur
        for valeur, nom in dites:
            if nom:
                noms[rang].setdefault(valeur, nom)
        cles = [(*cle, valeur) for cle in cles for valeur, _ in dites]
    return cles


# -- what each property reads ----------------------------------------------------------------------------------------
Fiches = QuerySet[Fiche]
RELATIONS: dict[str, tuple[str, Callable[[str], Q], str, str]] = {
    "pilote": ("personnes", lambda r: Q(**{f"{r}__role": RolePersonne.PILOTE}), "personne", "personne__nom"),
    "referent": ("personnes", lambda r: Q(**{f"{r}__role": RolePersonne.ELU_REFERENT}), "personne", "personne__nom"),
    "commune": ("communes", lambda r: Q(), "pk", "nom"),
    "financeur": ("financements", lambda r: Q(), "financeur", "financeur__nom"),
    "note_annee": ("notes", lambda r: Q(), "date__year", ""),
    "impact": ("impacts", lambda r: Q(), "domaine", ""),
}
"""Joins: relation, condition on its rows, column of the value, column of its name."""


def _acteurs(genre: str) -> tuple[str, Callable[[str], Q], str, str]:
    """The genre of an étiquette follows from the role in which it is cited."""
    roles = [role.value for role in RoleActeur if role.genre.value == genre]
    return "acteurs", lambda r: Q(**{f"{r}__role__in": roles}), "etiquette", "etiquette__nom"


def _classement(genre: str) -> tuple[str, Callable[[str], Q], str, str]:
    return "classements", lambda r: Q(**{f"{r}__genre": genre}), "code", ""


for _cle in ("structure", "service", "partenaire", "instance"):
    RELATIONS[_cle] = _acteurs(_cle)
RELATIONS["etiquette"] = _acteurs("libre")
for _genre in Genre:
    if _genre is not Genre.PILIER:
        RELATIONS[_genre.value] = _classement(_genre.value)
COLONNES = frozenset(
    {"statut", "priorite", "faisabilite", "cout_efficacite", "maturite", "temps", "participation"}
)  # fmt: skip
DATES = {
    "quand_debut": "debut", "quand_fin": "fin", "quand_modifiee": "modifie_le", "quand_creee": "cree_le",
}  # fmt: skip


def _lire(fiches: Fiches, propriete: Propriete, alias: str, comptables: Comptables) -> tuple[Fiches, _Lecture]:
    """The fiches with the joins of a property, and how it reads them."""
    cle = propriete.cle
    if cle in COLONNES:
        return fiches, _Lecture({f"{alias}_v": F(cle)}, lambda ligne: [(ligne[0] or SANS, "")])
    if cle in RELATIONS:
        return _lire_relation(fiches, cle, alias)
    if cle in {"plan", "axe"}:
        return (_lire_plans if cle == "plan" else _lire_axes)(fiches, alias, comptables)
    if cle in {"suivi", "budget"}:
        return fiches, _drapeaux(alias, _conditions(cle, comptables.regard))
    return fiches, _cas(alias, q_tranches(DATES[cle], comptables.regard) if cle in DATES else DEUX[cle]())


def _lire_relation(fiches: Fiches, cle: str, alias: str) -> tuple[Fiches, _Lecture]:
    relation, condition, valeur, nom = RELATIONS[cle]
    jointe = f"{alias}_r"
    colonnes: dict[str, Any] = {f"{alias}_v": F(f"{jointe}__{valeur}")}
    if nom:
        colonnes[f"{alias}_nom"] = F(f"{jointe}__{nom}")

    def dire(ligne: tuple[Any, ...]) -> list[tuple[str, str]]:
        return [(SANS, "")] if ligne[0] is None else [(str(ligne[0]), str(ligne[1]) if nom else "")]

    rejointes = fiches.annotate(**{jointe: FilteredRelation(relation, condition=condition(relation))})
    return rejointes, _Lecture(colonnes, dire)


def _lire_plans(fiches: Fiches, alias: str, comptables: Comptables) -> tuple[Fiches, _Lecture]:
    """Plans that the reader sees. The plan is never a condition of the rows: SQLite would read the whole plan once a
    fiche instead of the placements of that fiche."""
    jointe, plans = f"{alias}_r", comptables.plans
    vu = Case(When(**{f"{jointe}__plan__in": list(plans)}, then=F(f"{jointe}__plan")))
    places = Placement.objects.filter(fiche=OuterRef("pk")).order_by().values("fiche")
    dont_vues = places.annotate(n=Count("pk", filter=Q(plan__in=list(plans)))).values("n")
    colonnes = {f"{alias}_v": vu, f"{alias}_vues": Subquery(dont_vues, output_field=IntegerField())}

    def dire(ligne: tuple[Any, ...]) -> list[tuple[str, str]]:
        pk, vues = ligne
        if pk is not None:
            return [(str(pk), plans[pk])]
        return [] if vues else [(SANS if vues is None else AILLEURS, "")]

    return fiches.annotate(**{jointe: FilteredRelation("placements")}), _Lecture(colonnes, dire)


def _lire_axes(fiches: Fiches, alias: str, comptables: Comptables) -> tuple[Fiches, _Lecture]:
    """First-level axes of the plan looked at, each with those below it."""
    jointe = f"{alias}_r"
    plan = comptables.regard.plan
    cas = [
        When(**{f"{jointe}__axe__in": [b.axe.pk for b in racine.parcourir()]}, then=Value(str(racine.axe.pk)))
        for racine in comptables.arbre.racines
    ]
    hors = When(**{f"{jointe}__plan": plan.pk if plan else 0, f"{jointe}__axe__isnull": True}, then=Value(SANS))
    premier = Case(*cas, hors, output_field=CharField())

    def dire(ligne: tuple[Any, ...]) -> list[tuple[str, str]]:
        return [] if ligne[0] is None else [(ligne[0], "")]

    return fiches.annotate(**{jointe: FilteredRelation("placements")}), _Lecture({f"{alias}_v": premier}, dire)


def _vrai(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _cas(alias: str, conditions: Mapping[str, Q]) -> _Lecture:
    """Values of which one at most holds; none holding is « sans »."""
    cas = [When(condition, then=Value(valeur)) for valeur, condition in conditions.items()]
    colonne = Case(*cas, default=Value(SANS), output_field=CharField())
    return _Lecture({f"{alias}_v": colonne}, lambda ligne: [(ligne[0], "")])


def _drapeaux(alias: str, conditions: Mapping[str, Q]) -> _Lecture:
    """Values that hold or not, each by itself: a column each."""
    valeurs = list(conditions)

    def dire(ligne: tuple[Any, ...]) -> list[tuple[str, str]]:
        tenues = [(valeur, "") for valeur, tenue in zip(valeurs, ligne, strict=True) if tenue]
        return tenues or [(SANS, "")]

    return _Lecture({f"{alias}_v{rang}": _vrai(q) for rang, q in enumerate(conditions.values())}, dire)


def _conditions(cle: str, regard: Regard) -> dict[str, Q]:
    if cle == "suivi":
        conditions = conditions_de_suivi(regard.aujourdhui, silences_reglees())
        return {valeur.value: condition for valeur, condition in conditions.items()}
    return {presence.value: q_presence(presence) for presence in PresenceBudget}


def _existe(lignes: QuerySet[Any]) -> Q:
    return Q(Exists(lignes.filter(fiche=OuterRef("pk"))))


DEUX: dict[str, Callable[[], dict[str, Q]]] = {
    "mesure": lambda: {AVEC: _existe(FicheMesure.objects.all())},
    "indicateur": lambda: {AVEC: _existe(FicheIndicateur.objects.all())},
    "confidentialite": lambda: {Forme.CONFIDENTIELLE: q_confidentielle(), Forme.PUBLIQUE: Q(pk__isnull=False)},
    "partage": lambda: {Forme.PARTAGEE: _existe(Partage.objects.all()), Forme.SEULE: Q(pk__isnull=False)},
    "recurrence": lambda: {
        Forme.CONTINUE: Q(amelioration_continue=True), Forme.PONCTUELLE: Q(amelioration_continue=False),
    },
}  # fmt: skip
"""Properties that hold or not: the first condition that does wins."""
