"""What each filter of domain.filtres means in the database, and the order of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from cordee.plans.domain.completude import ChampAttendu
from cordee.plans.domain.filtres import (
    AVEC,
    SANS,
    ChampDate,
    Filtres,
    Forme,
    Manque,
    NoteSuivi,
    PresenceBudget,
    Suivi,
    Tri,
    ValidationVue,
    find_debut_recent,
)
from cordee.plans.domain.listes import (
    Genre,
    GenreEtiquette,
    Priorite,
    RolePersonne,
    StatutFiche,
    UniteBudget,
)
from cordee.plans.domain.retard import SILENCE_JOURS
from cordee.plans.domain.tranches import CONTINUE, Intervalle, list_intervalles, list_passees
from cordee.plans.domain.validation import Etat
from cordee.plans.models import (
    Acteur,
    Axe,
    Blocage,
    Classement,
    Commentaire,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    FichePersonne,
    Financement,
    Impact,
    LienFiche,
    LigneBudget,
    Note,
    Partage,
    Placement,
    Plan,
)
from cordee.plans.queries.completude import q_a_completer
from cordee.plans.queries.echeances import q_bientot, q_en_retard, q_pas_commencee
from cordee.plans.queries.filtres_champs import Definitions, order_par_champ, restrict_champs
from cordee.plans.queries.recherche import filter_texte
from cordee.plans.queries.reglages_rappels import silences_reglees
from cordee.plans.queries.validation import q_etat
from cordee.plans.queries.visibilite import q_confidentielle
from cordee.territoires.models import Collectivite

UN_AN = timedelta(days=365)
UN_JOUR = timedelta(days=1)
ATTENDUS = Blocage.objects.filter(leve_le__isnull=True).exclude(attendu_de="")
"""What somebody, or some body, is waited for."""
PLACES_PAR_AXE = 1_000_000
"""More than any axe holds: ranks an axe before the places in it."""


@dataclass(frozen=True, slots=True)
class Regard:
    """From where and when one looks: some filters depend on it."""

    collectivite: Collectivite
    aujourdhui: date
    plan: Plan | None = None
    axes: tuple[int, ...] = ()
    """Axes of the plan in the order in which they read, when the list follows it."""
    visibles: QuerySet[Fiche] | None = None
    """What the person sees there: a tie with any other fiche is as absent as the fiche itself."""
    champs: Definitions = field(default_factory=dict)
    """Fields of the collectivité that the person reads, by id: the others filter and sort nothing."""


def filter_fiches(fiches: QuerySet[Fiche], filtres: Filtres, regard: Regard) -> QuerySet[Fiche]:
    """Fiches (with `racine_id`) that pass every filter, in the order asked. A text without an order sorts by
    relevance."""
    gardees = restrict_fiches(fiches, filtres, regard)
    return gardees if filtres.texte and filtres.tri is Tri.PLAN else order_fiches(gardees, filtres, regard)


def restrict_fiches(fiches: QuerySet[Fiche], filtres: Filtres, regard: Regard) -> QuerySet[Fiche]:
    """The same without any order but the relevance of a text."""
    for cle, valeurs in filtres.valeurs.items():
        if cle != "mesure" or not filtres.mesures:
            fiches = fiches.filter(_CONDITIONS[cle](valeurs, regard))
    if filtres.mesures:
        fiches = fiches.filter(_q_mesures(filtres.mesures, filtres.valeurs.get("mesure", ())))
    if filtres.du is not None or filtres.au is not None:
        fiches = fiches.filter(_q_periode(filtres))
    fiches = restrict_champs(fiches, filtres.champs, regard.champs)
    return filter_texte(fiches, filtres.texte) if filtres.texte else fiches


# -- conditions ------------------------------------------------------------------------------------------------------
def _existe(lignes: QuerySet[Any]) -> Q:
    return Q(Exists(lignes.filter(fiche=OuterRef("pk"))))


def _avec_ou_sans(lignes: QuerySet[Any], champ: str) -> Callable[[Iterable[str], Regard], Q]:
    """« sans »: no row; « avec »: a row; a number: a row whose column has it."""

    def condition(valeurs: Iterable[str], regard: Regard) -> Q:
        condition = Q(pk__in=[])
        numeros = [valeur for valeur in valeurs if valeur not in {SANS, AVEC}]
        if numeros:
            condition |= _existe(lignes.filter(**{f"{champ}__in": numeros}))
        if AVEC in valeurs:
            condition |= _existe(lignes)
        if SANS in valeurs:
            condition |= ~_existe(lignes)
        return condition

    return condition


def _personnes(role: RolePersonne) -> Callable[[Iterable[str], Regard], Q]:
    return _avec_ou_sans(FichePersonne.objects.filter(role=role), "personne")


def _etiquettes(genre: GenreEtiquette) -> Callable[[Iterable[str], Regard], Q]:
    return _avec_ou_sans(Acteur.objects.filter(etiquette__genre=genre), "etiquette")


def _classements(genre: Genre) -> Callable[[Iterable[str], Regard], Q]:
    return _avec_ou_sans(Classement.objects.filter(genre=genre), "code")


def _colonne(nom: str) -> Callable[[Iterable[str], Regard], Q]:
    """Values of a column; « sans » is the empty one."""

    def condition(valeurs: Iterable[str], regard: Regard) -> Q:
        return Q(**{f"{nom}__in": ["" if valeur == SANS else valeur for valeur in valeurs]})

    return condition


def _q_plan(valeurs: Iterable[str], regard: Regard) -> Q:
    """Plans of another collectivité are not asked from here."""
    condition = Q(pk__in=[])
    numeros = [int(valeur) for valeur in valeurs if valeur != SANS]
    if numeros:
        condition |= _existe(Placement.objects.filter(plan__in=numeros, plan__collectivite=regard.collectivite))
    if SANS in valeurs:
        condition |= ~_existe(Placement.objects.all())
    return condition


def _q_axe(valeurs: Iterable[str], regard: Regard) -> Q:
    """Fiches of the axes, and of those below them; « sans »: placed outside any axe of the plan."""
    condition = Q(pk__in=[])
    racines = [int(valeur) for valeur in valeurs if valeur != SANS]
    if racines:
        dessous = descendance(racines, regard)
        condition |= _existe(Placement.objects.filter(axe__in=dessous, plan__collectivite=regard.collectivite))
    if SANS in valeurs:
        hors = Placement.objects.filter(axe__isnull=True)
        condition |= _existe(hors.filter(plan=regard.plan) if regard.plan else hors)
    return condition


def descendance(racines: Iterable[int], regard: Regard) -> list[int]:
    """Ids of axes and of all those below them, in the plans of the collectivité."""
    enfants: dict[int | None, list[int]] = {}
    axes = Axe.objects.filter(plan__collectivite=regard.collectivite)
    for pk, parent in axes.order_by().values_list("pk", "parent_id"):
        enfants.setdefault(parent, []).append(pk)
    file = list(racines)
    for pk in file:
        file.extend(enfants.get(pk, ()))
    return file


def conditions_de_suivi(jour: date, silences: Mapping[int, int] | None = None) -> dict[Suivi, Q]:
    """What each value of « suivi » means that day; `silences` are those that collectivités chose
    (`silences_reglees`)."""
    return {
        Suivi.EN_RETARD: q_en_retard(jour),
        Suivi.BIENTOT: q_bientot(jour),
        Suivi.PAS_COMMENCEE: q_pas_commencee(jour),
        Suivi.SANS_NOUVELLES: _q_sans_nouvelles(jour, silences or {}),
        Suivi.BLOQUEE: Q(statut=StatutFiche.BLOQUE) | _existe(Blocage.objects.filter(leve_le__isnull=True)),
    }


def _q_sans_nouvelles(jour: date, silences: Mapping[int, int]) -> Q:
    """Silent for as long as the owner of each fiche says."""
    par_seuil: dict[int, list[int]] = {}
    for collectivite, seuil in silences.items():
        par_seuil.setdefault(seuil, []).append(collectivite)
    muettes = (
        ~Q(collectivite__in=list(silences)) & _q_muette(jour, SILENCE_JOURS)
        if silences
        else _q_muette(jour, SILENCE_JOURS)
    )
    for seuil, collectivites in par_seuil.items():
        muettes |= Q(collectivite__in=collectivites) & _q_muette(jour, seuil)
    return Q(statut__in=[StatutFiche.EN_COURS, StatutFiche.BLOQUE]) & muettes


def _q_muette(jour: date, seuil: int) -> Q:
    depuis = _minuit(jour - timedelta(days=seuil - 1))
    return Q(modifie_le__lt=depuis) & ~_existe(Commentaire.objects.filter(cree_le__gte=depuis))


def _q_suivi(valeurs: Iterable[str], regard: Regard) -> Q:
    silence = not {SANS, Suivi.SANS_NOUVELLES}.isdisjoint(valeurs)
    conditions = conditions_de_suivi(regard.aujourdhui, silences_reglees() if silence else None)
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= _aucune(conditions.values()) if valeur == SANS else conditions[Suivi(valeur)]
    return condition


def _aucune(conditions: Iterable[Q]) -> Q:
    """None of them holds. `~` alone would also refuse what a missing date makes unknown."""
    tenue = Q(pk__in=[])
    for condition in conditions:
        tenue |= condition
    return Q(Case(When(tenue, then=Value(False)), default=Value(True), output_field=BooleanField()))


def q_presence(presence: PresenceBudget) -> Q:
    """The fiche says this kind of amount."""
    montant, nature, par_annee = presence.colonnes
    return _existe(
        LigneBudget.objects.filter(type=nature, annee__isnull=not par_annee, **{f"{montant}__isnull": False})
    )


def _q_budget(valeurs: Iterable[str], regard: Regard) -> Q:
    condition = _avec_ou_sans(LigneBudget.objects.all(), "pk")([v for v in valeurs if v in {SANS, AVEC}], regard)
    for valeur in valeurs:
        condition |= q_presence(PresenceBudget(valeur)) if valeur not in {SANS, AVEC} else Q(pk__in=[])
    return condition


def q_tranches(champ: str, regard: Regard) -> dict[str, Q]:
    """What each value of a `quand_…` filter means, by value: at most one of them holds for a fiche."""
    if champ in {"cree_le", "modifie_le"}:
        return {i.tranche.value: _q_instants(champ, i) for i in list_passees(regard.aujourdhui)}
    tranches = {i.tranche.value: _q_jours(champ, i) for i in list_intervalles(regard.aujourdhui)}
    tranches[SANS] = Q(**{f"{champ}__isnull": True})
    if champ == "debut":
        return tranches
    ponctuelles = {valeur: Q(amelioration_continue=False) & condition for valeur, condition in tranches.items()}
    return ponctuelles | {CONTINUE: Q(amelioration_continue=True)}


def _q_jours(champ: str, intervalle: Intervalle) -> Q:
    condition = Q(**{f"{champ}__isnull": False})
    if intervalle.du is not None:
        condition &= Q(**{f"{champ}__gte": intervalle.du})
    return condition & Q(**{f"{champ}__lte": intervalle.au}) if intervalle.au is not None else condition


def _q_instants(champ: str, intervalle: Intervalle) -> Q:
    """Days are those of the local clock."""
    condition = Q()
    if intervalle.du is not None:
        condition &= Q(**{f"{champ}__gte": _minuit(intervalle.du)})
    return condition & Q(**{f"{champ}__lt": _minuit(intervalle.au + UN_JOUR)}) if intervalle.au else condition


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, datetime.min.time()))


def _quand(champ: str) -> Callable[[Iterable[str], Regard], Q]:
    def condition(valeurs: Iterable[str], regard: Regard) -> Q:
        tranches = q_tranches(champ, regard)
        condition = Q(pk__in=[])
        for valeur in valeurs:
            condition |= tranches[valeur]
        return condition

    return condition


def _q_forme(valeurs: Iterable[str], regard: Regard) -> Q:
    plans = (
        Placement.objects.filter(fiche=OuterRef("pk"))
        .order_by()
        .values("fiche")
        .annotate(n=Count("plan", distinct=True))
    )
    conditions: dict[Forme, Callable[[], Q]] = {
        Forme.CONFIDENTIELLE: q_confidentielle,
        Forme.PUBLIQUE: lambda: ~q_confidentielle(),
        Forme.PARTAGEE: lambda: _existe(Partage.objects.all()),
        Forme.SEULE: lambda: ~_existe(Partage.objects.all()),
        Forme.RECUE: lambda: ~Q(collectivite=regard.collectivite),
        Forme.PLUSIEURS_PLANS: lambda: Q(Exists(plans.filter(n__gt=1))),
        Forme.CONTINUE: lambda: Q(amelioration_continue=True),
        Forme.PONCTUELLE: lambda: Q(amelioration_continue=False),
        Forme.MODELE: lambda: ~Q(modele=""),
        Forme.DECOUPEE: lambda: Q(
            Exists(Fiche.objects.filter(parent=OuterRef("pk"), supprimee_le__isnull=True))
        ),
    }  # fmt: skip
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= conditions[Forme(valeur)]()
    return condition


def _q_manque(valeurs: Iterable[str], regard: Regard) -> Q:
    recentes = Note.objects.filter(date__gte=regard.aujourdhui - UN_AN)
    conditions = {
        Manque.DESCRIPTION: lambda: Q(description="", contexte=""),
        Manque.OBJECTIFS: lambda: Q(objectifs=""),
        Manque.DATES: lambda: Q(debut__isnull=True, fin__isnull=True),
        Manque.ECHEANCE: lambda: Q(fin__isnull=True, amelioration_continue=False),
        Manque.NOTE: lambda: ~_existe(Note.objects.all()),
        Manque.NOTE_RECENTE: lambda: ~_existe(recentes),
        Manque.DOCUMENT: lambda: ~_existe(FicheDocument.objects.all()),
        Manque.COMMUNE: lambda: ~_existe(Fiche.communes.through.objects.all()),
    }
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= conditions[Manque(valeur)]()
    return condition


def _q_note(valeurs: Iterable[str], regard: Regard) -> Q:
    conditions = {
        NoteSuivi.AVEC: Note.objects.all(),
        NoteSuivi.RECENTE: Note.objects.filter(date__gt=find_debut_recent(regard.aujourdhui)),
    }
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= _existe(conditions[NoteSuivi(valeur)])
    return condition


def _q_completer(valeurs: Iterable[str], regard: Regard) -> Q:
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= q_a_completer(ChampAttendu(valeur), regard.aujourdhui)
    return condition


def _q_mesures(codes: Iterable[str], autres: Iterable[str]) -> Q:
    """Fiches that serve a mesure or a node below it."""
    sert = Q(pk__in=[])
    for code in codes:
        sert |= _existe(FicheMesure.objects.filter(Q(mesure=code) | Q(mesure__code__startswith=f"{code}.")))
    for valeur in autres:
        sert |= _existe(FicheMesure.objects.all()) if valeur == AVEC else ~_existe(FicheMesure.objects.all())
    return sert


def _q_liee(valeurs: Iterable[str], regard: Regard) -> Q:
    vues = regard.visibles.filter(pk__in=list(valeurs)).values("pk") if regard.visibles is not None else []
    liens = LienFiche.objects.filter(Q(de=OuterRef("pk"), vers__in=vues) | Q(vers=OuterRef("pk"), de__in=vues))
    return Q(Exists(liens))


def _q_periode(filtres: Filtres) -> Q:
    """Between two days, both included; instants are read in local time."""
    colonnes = {
        ChampDate.FIN: "fin", ChampDate.DEBUT: "debut", ChampDate.MODIFIEE: "modifie_le__date",
        ChampDate.CREEE: "cree_le__date",
    }  # fmt: skip
    colonne = colonnes[filtres.champ_date]
    condition = Q()
    if filtres.du is not None:
        condition &= Q(**{f"{colonne}__gte": filtres.du})
    if filtres.au is not None:
        condition &= Q(**{f"{colonne}__lte": filtres.au})
    return condition


def _q_validation(valeurs: Iterable[str], regard: Regard) -> Q:
    condition = Q(pk__in=[])
    for valeur in valeurs:
        etat = None if valeur == ValidationVue.SANS_CIRCUIT else Etat(valeur)
        condition |= q_etat(etat, regard.plan, regard.collectivite)
    return condition


_CONDITIONS: dict[str, Callable[[Iterable[str], Regard], Q]] = {
    "statut": _colonne("statut"),
    "suivi": _q_suivi,
    "validation": _q_validation,
    "priorite": _colonne("priorite"),
    "faisabilite": _colonne("faisabilite"),
    "cout_efficacite": _colonne("cout_efficacite"),
    "maturite": _colonne("maturite"),
    "temps": _colonne("temps"),
    "plan": _q_plan,
    "axe": _q_axe,
    "commune": _avec_ou_sans(Fiche.communes.through.objects.all(), "collectivite"),
    "pilote": _personnes(RolePersonne.PILOTE),
    "referent": _personnes(RolePersonne.ELU_REFERENT),
    "attendu": _avec_ou_sans(ATTENDUS, "personne_attendue"),
    "structure": _etiquettes(GenreEtiquette.STRUCTURE),
    "service": _etiquettes(GenreEtiquette.SERVICE),
    "partenaire": _etiquettes(GenreEtiquette.PARTENAIRE),
    "instance": _etiquettes(GenreEtiquette.INSTANCE),
    "etiquette": _etiquettes(GenreEtiquette.LIBRE),
    "cible": _classements(Genre.CIBLE),
    "participation": _colonne("participation"),
    "thematique": _classements(Genre.THEMATIQUE),
    "sous_thematique": _classements(Genre.SOUS_THEMATIQUE),
    "effet": _classements(Genre.EFFET),
    "secteur": _classements(Genre.SECTEUR),
    "levier": _classements(Genre.LEVIER),
    "categorie": _classements(Genre.CATEGORIE),
    "mesure": _avec_ou_sans(FicheMesure.objects.all(), "mesure"),
    "indicateur": _avec_ou_sans(FicheIndicateur.objects.all(), "indicateur"),
    "impact": _avec_ou_sans(Impact.objects.all(), "domaine"),
    "budget": _q_budget,
    "financeur": _avec_ou_sans(Financement.objects.all(), "financeur"),
    "forme": _q_forme,
    "completer": _q_completer,
    "manque": _q_manque,
    "note": _q_note,
    "note_annee": _avec_ou_sans(Note.objects.all(), "date__year"),
    "quand_debut": _quand("debut"),
    "quand_fin": _quand("fin"),
    "quand_modifiee": _quand("modifie_le"),
    "quand_creee": _quand("cree_le"),
    "liee": _q_liee,
    "fiche": lambda valeurs, regard: Q(pk__in=list(valeurs)),
}


# -- order -----------------------------------------------------------------------------------------------------------
def _rang(colonne: str, valeurs: Iterable[str]) -> Case:
    """Rank of a value in its list; the empty one comes last."""
    rangs = [When(**{colonne: str(valeur)}, then=Value(rang)) for rang, valeur in enumerate(valeurs)]
    return Case(*rangs, default=Value(len(rangs)), output_field=IntegerField())


def order_fiches(fiches: QuerySet[Fiche], filtres: Filtres, regard: Regard) -> QuerySet[Fiche]:
    """In the order asked; what has no value comes last either way. « Ordre du plan » follows the written numbers of
    the placements when a plan is looked at, else the last change."""
    sens = filtres.decroissant
    if filtres.tri is Tri.CHAMP and (champ := regard.champs.get(filtres.tri_champ or 0)) is not None:
        return order_par_champ(fiches, champ, decroissant=sens)
    if filtres.tri in {Tri.PLAN, Tri.CHAMP}:
        if regard.plan is None:
            return fiches.order_by("-modifie_le", "pk")
        rangs = [When(axe=pk, then=Value(rang)) for rang, pk in enumerate(regard.axes, start=1)]
        place = Case(*rangs, default=Value(0), output_field=IntegerField()) * PLACES_PAR_AXE + F("position")
        # The plan is a condition of the aggregate: as a condition of the rows, SQLite would read the whole plan once
        # a fiche instead of the placements of that fiche.
        places = Placement.objects.filter(fiche=OuterRef("pk")).order_by().values("fiche")
        dans_le_plan = Min(place, filter=Q(plan=regard.plan))
        return fiches.annotate(rang=Subquery(places.annotate(m=dans_le_plan).values("m"))).order_by("rang", "pk")
    if filtres.tri is Tri.BUDGET:
        euros = LigneBudget.objects.filter(fiche=OuterRef("pk"), unite=UniteBudget.HT).order_by().values("fiche")
        fiches = fiches.annotate(budget_trie=Subquery(euros.annotate(s=Sum("prevu")).values("s")))
    expressions: dict[Tri, Any] = {
        Tri.TITRE: F("cle_tri"), Tri.FIN: F("fin"), Tri.DEBUT: F("debut"), Tri.MODIFIEE: F("modifie_le"),
        Tri.CREEE: F("cree_le"), Tri.STATUT: _rang("statut", StatutFiche), Tri.PRIORITE: _rang("priorite", Priorite),
        Tri.BUDGET: F("budget_trie"),
    }  # fmt: skip
    cle = expressions[filtres.tri]
    ordre = cle.desc(nulls_last=True) if sens else cle.asc(nulls_last=True)
    return fiches.order_by(ordre, "cle_tri", "pk")
