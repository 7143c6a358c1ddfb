"""What each filter of domain.filtres means in the database, and the order of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from cordee.plans.domain.completude import ESSENTIELS, ChampAttendu, PointSuivi
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import (
    AVEC,
    CHAMPS_ATTENDUS,
    INCOMPLETE,
    SANS,
    ChampDate,
    Depuis,
    Forme,
    Manque,
    Niveau,
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
    RolePersonne,
    StatutFiche,
)
from cordee.plans.domain.tranches import CONTINUE, Intervalle, list_intervalles, list_passees
from cordee.plans.domain.validation import Etat
from cordee.plans.models import (
    Acteur,
    Axe,
    Blocage,
    Classement,
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
)
from cordee.plans.queries.champs_attendus import attendus_for, q_attendu_vide
from cordee.plans.queries.completude import q_a_completer, q_suivie
from cordee.plans.queries.echeances import q_bientot, q_en_retard, q_pas_commencee
from cordee.plans.queries.filtres_champs import restrict_champs
from cordee.plans.queries.nouvelles import q_sans_nouvelles
from cordee.plans.queries.ordre import order_fiches
from cordee.plans.queries.qualite import q_point_manquant
from cordee.plans.queries.recherche import filter_texte
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.reglages_rappels import silences_reglees
from cordee.plans.queries.validation import q_etat
from cordee.plans.queries.visibilite import q_confidentielle

UN_AN = timedelta(days=365)
UN_JOUR = timedelta(days=1)
ATTENDUS = Blocage.objects.filter(leve_le__isnull=True).exclude(attendu_de="")
"""What somebody, or some body, is waited for."""


def fiches_du_niveau(fiches: QuerySet[Fiche], niveau: Niveau) -> QuerySet[Fiche]:
    """Of fiches and sous-fiches, those that a list of this level is made of."""
    if niveau is Niveau.TOUTES:
        return fiches
    return fiches.filter(parent__isnull=niveau is Niveau.FICHES)


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


def _existe_en_haut(lignes: QuerySet[Any]) -> Q:
    """Of the fiche at the top: a sous-fiche stands in the plans of its fiche, and is carried with the same others."""
    return Q(Exists(lignes.filter(fiche=OuterRef("racine_id"))))


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
    """Values of a column; « sans » is the empty one, « avec » any other."""

    def condition(valeurs: Iterable[str], regard: Regard) -> Q:
        dites = Q(**{f"{nom}__in": ["" if valeur == SANS else valeur for valeur in valeurs if valeur != AVEC]})
        return dites | ~Q(**{nom: ""}) if AVEC in valeurs else dites

    return condition


def _q_plan(valeurs: Iterable[str], regard: Regard) -> Q:
    """Plans of another collectivité are not asked from here."""
    condition = Q(pk__in=[])
    numeros = [int(valeur) for valeur in valeurs if valeur not in {SANS, AVEC}]
    ici = Placement.objects.filter(plan__collectivite=regard.collectivite)
    if numeros:
        condition |= _existe_en_haut(ici.filter(plan__in=numeros))
    if AVEC in valeurs:
        condition |= _existe_en_haut(Placement.objects.all())
    if SANS in valeurs:
        condition |= ~_existe_en_haut(Placement.objects.all())
    return condition


def _q_axe(valeurs: Iterable[str], regard: Regard) -> Q:
    """Fiches of the axes, and of those below them; « sans »: placed outside any axe of the plan, « avec »: in one
    of them."""
    condition = Q(pk__in=[])
    racines = [int(valeur) for valeur in valeurs if valeur not in {SANS, AVEC}]
    if racines:
        dessous = descendance(racines, regard)
        condition |= _existe_en_haut(Placement.objects.filter(axe__in=dessous, plan__collectivite=regard.collectivite))
    places = Placement.objects.filter(plan=regard.plan) if regard.plan else Placement.objects.all()
    for mot, hors in ((SANS, True), (AVEC, False)):
        if mot in valeurs:
            condition |= _existe_en_haut(places.filter(axe__isnull=hors))
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
        Suivi.SANS_NOUVELLES: q_sans_nouvelles(jour, silences or {}),
        Suivi.BLOQUEE: Q(statut=StatutFiche.BLOQUE) | _existe(Blocage.objects.filter(leve_le__isnull=True)),
    }


def _q_suivi(valeurs: Iterable[str], regard: Regard) -> Q:
    silence = not {SANS, Suivi.SANS_NOUVELLES}.isdisjoint(valeurs)
    conditions = conditions_de_suivi(regard.aujourdhui, silences_reglees() if silence else None)
    condition = Q(pk__in=[])
    for valeur in valeurs:
        if valeur == AVEC:
            condition |= _une(conditions.values())
        else:
            condition |= _aucune(conditions.values()) if valeur == SANS else conditions[Suivi(valeur)]
    return condition


def _une(conditions: Iterable[Q]) -> Q:
    """One of them holds, at least."""
    tenue = Q(pk__in=[])
    for condition in conditions:
        tenue |= condition
    return tenue


def _aucune(conditions: Iterable[Q]) -> Q:
    """None of them holds. `~` alone would also refuse what a missing date makes unknown."""
    tenue = _une(conditions)
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
        tranches = q_tranches(champ, regard) | {AVEC: Q(**{f"{champ}__isnull": False})}
        condition = Q(pk__in=[])
        for valeur in valeurs:
            condition |= tranches[valeur]
        return condition

    return condition


def _q_forme(valeurs: Iterable[str], regard: Regard) -> Q:
    plans = (
        Placement.objects.filter(fiche=OuterRef("racine_id"))
        .order_by()
        .values("fiche")
        .annotate(n=Count("plan", distinct=True))
    )
    conditions: dict[Forme, Callable[[], Q]] = {
        Forme.CONFIDENTIELLE: q_confidentielle,
        Forme.PUBLIQUE: lambda: ~q_confidentielle(),
        Forme.PARTAGEE: lambda: _existe_en_haut(Partage.objects.all()),
        Forme.SEULE: lambda: ~_existe_en_haut(Partage.objects.all()),
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
    manques = _manques(regard)
    return _une(manques[Manque(valeur)]() for valeur in valeurs)


def _q_presence(valeurs: Iterable[str], regard: Regard) -> Q:
    """The twin of « il manque », code by code."""
    manques = _manques(regard)
    return _une(~manques[Manque(valeur)]() for valeur in valeurs)


def _manques(regard: Regard) -> dict[Manque, Callable[[], Q]]:
    recentes = Note.objects.filter(date__gte=regard.aujourdhui - UN_AN)
    return {
        Manque.TITRE: lambda: Q(titre=""),
        Manque.DESCRIPTION: lambda: Q(description="", contexte=""),
        Manque.OBJECTIFS: lambda: Q(objectifs=""),
        Manque.DATES: lambda: Q(debut__isnull=True, fin__isnull=True),
        Manque.ECHEANCE: lambda: Q(fin__isnull=True, amelioration_continue=False),
        Manque.NOTE: lambda: ~_existe(Note.objects.all()),
        Manque.NOTE_RECENTE: lambda: ~_existe(recentes),
        Manque.DOCUMENT: lambda: ~_existe(FicheDocument.objects.all()),
        Manque.COMMUNE: lambda: ~_existe(Fiche.communes.through.objects.all()),
    }


def _q_note(valeurs: Iterable[str], regard: Regard) -> Q:
    toutes = Note.objects.all()
    recentes = Note.objects.filter(date__gte=regard.aujourdhui - UN_AN)
    conditions = {
        NoteSuivi.AVEC: _existe(toutes),
        NoteSuivi.RECENTE: _existe(Note.objects.filter(date__gt=find_debut_recent(regard.aujourdhui))),
        NoteSuivi.UN_AN: _existe(recentes),
        NoteSuivi.SANS: ~_existe(toutes),
        NoteSuivi.SANS_RECENTE: ~_existe(recentes),
    }
    return _une(conditions[NoteSuivi(valeur)] for valeur in valeurs)


def _q_depuis(valeurs: Iterable[str], regard: Regard) -> Q:
    """Changed that many days ago at most, the day of the change included."""
    jours = max(Depuis(valeur).jours for valeur in valeurs)
    return Q(modifie_le__gte=_minuit(regard.aujourdhui - timedelta(days=jours)))


def _q_completer(valeurs: Iterable[str], regard: Regard) -> Q:
    """A field that is asked and not said; `incomplete` is what lists say of a fiche (queries.liste)."""
    jour, condition = regard.aujourdhui, Q(pk__in=[])
    if regard.utilisateur is not None and {INCOMPLETE, CHAMPS_ATTENDUS} & set(valeurs):
        attendus = attendus_for(regard.utilisateur, regard.collectivite)
        condition |= q_suivie() & q_attendu_vide(attendus)
    if INCOMPLETE in valeurs:
        condition |= _une(q_a_completer(champ, jour) for champ in ESSENTIELS)
    seuls = (valeur for valeur in valeurs if valeur not in {INCOMPLETE, CHAMPS_ATTENDUS})
    return condition | _une(q_a_completer(ChampAttendu(valeur), jour) for valeur in seuls)


def _q_qualite(valeurs: Iterable[str], regard: Regard) -> Q:
    visibles = regard.visibles
    if visibles is None:
        visibles = Fiche.objects.filter(supprimee_le__isnull=True, confidentiel=False)
    condition = Q(pk__in=[])
    for valeur in valeurs:
        condition |= q_point_manquant(PointSuivi(valeur), regard.aujourdhui, visibles)
    return condition


def _q_mesures(codes: Iterable[str], autres: Iterable[str]) -> Q:
    """Fiches that serve a mesure or a node below it."""
    sert = Q(pk__in=[])
    for code in codes:
        sert |= _existe(FicheMesure.objects.filter(Q(mesure=code) | Q(mesure__code__startswith=f"{code}.")))
    for valeur in autres:
        sert |= _existe(FicheMesure.objects.all()) if valeur == AVEC else ~_existe(FicheMesure.objects.all())
    return sert


def _q_parent(valeurs: Iterable[str], regard: Regard) -> Q:
    """Below these fiches, at any depth, among those that the person sees."""
    vues = regard.visibles.filter(pk__in=list(valeurs)).values("pk") if regard.visibles is not None else []
    return Q(parent__in=vues) | Q(parent__parent__in=vues)


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
    "qualite": _q_qualite,
    "manque": _q_manque,
    "presence": _q_presence,
    "note": _q_note,
    "note_annee": _avec_ou_sans(Note.objects.all(), "date__year"),
    "quand_debut": _quand("debut"),
    "quand_fin": _quand("fin"),
    "quand_modifiee": _quand("modifie_le"),
    "depuis": _q_depuis,
    "parent": _q_parent,
    "quand_creee": _quand("cree_le"),
    "liee": _q_liee,
    "fiche": lambda valeurs, regard: Q(pk__in=list(valeurs)),
}
