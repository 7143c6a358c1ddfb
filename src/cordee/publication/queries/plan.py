"""A published plan as a whole: its fiches in their axes, what they add up to, what changed lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from cordee.journal.models import Ecriture
from cordee.plans.domain.avancement import AvancementPlan, Ponderation
from cordee.plans.domain.effets import Cumul, compute_effets
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.listes import Genre, RolePersonne, StatutFiche, UniteBudget
from cordee.plans.models import Classement, Fiche, LigneBudget, PlanPersonne
from cordee.plans.queries.arbre import ArbreAxes, BrancheAxe, arbre_of, nom_sans_numero
from cordee.plans.queries.carte import Lieux, Territoires, list_communes_citees, load_lieux, load_territoires
from cordee.plans.queries.effets import list_impacts_dits, list_situees
from cordee.plans.queries.filtres import restrict_fiches
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.pesees import peser, suivis_ouverts
from cordee.plans.queries.rangement import Rangement, ranger
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import Resume, resumer
from cordee.publication.domain.discretion import masquer_courriels
from cordee.publication.domain.filtres import FiltresPublics
from cordee.publication.domain.reglages import NomsMontres
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.fiches import Chemins
from cordee.publication.queries.publications import fiches_publiees_of
from cordee.publication.queries.recherche import search_fiches

NOUVEAUTES = 30
"""Changes of statut that the feed tells."""
ECHEANCES = 6


@dataclass
class PlanPublic:
    """What a publication shows, read once for a page. Three queries, and one more when budgets weigh, two when
    indicators measure."""

    publication: PublicationPlan
    jour: date

    @cached_property
    def montrees(self) -> QuerySet[Fiche]:
        """Fiches and sous-fiches shown."""
        return fiches_publiees_of(self.publication)

    @cached_property
    def resume(self) -> Resume:
        """What they add up to."""
        return resumer(self.montrees, self.jour)

    @cached_property
    def arbre(self) -> ArbreAxes:
        """Axes of the plan."""
        return arbre_of(self.publication.plan)

    @cached_property
    def rangement(self) -> Rangement:
        """Where fiches stand in the axes."""
        return ranger(self.resume, self.publication.plan, self.arbre)

    @cached_property
    def avancement(self) -> AvancementPlan:
        """Progress of the plan and of its axes, as its own page counts it, over what is shown."""
        ponderation = self.publication.plan.ponderation
        montres = suivis_ouverts() if self.publication.montre_indicateurs else suivis_ouverts().none()
        return self.rangement.avancer(ponderation, peser(self.montrees, [ponderation], montres))

    @property
    def avancements(self) -> Mapping[int, float]:
        """Progress of each fiche: as the plan reads it when its indicators tell it."""
        suivi_par_mesures = self.publication.plan.ponderation == Ponderation.INDICATEURS
        return self.avancement.fiches if suivi_par_mesures else self.resume.avancements

    @cached_property
    def axes_habites(self) -> list[BrancheAxe]:
        """Axes that hold a fiche that is shown, in them or below, in the order of the plan: the name of an axe of
        confidential fiches would tell what they are about."""
        habites: set[int] = set()
        for pk in self.rangement.ids:
            for axe, _, _ in self.rangement.places.get(pk, ()):
                while axe is not None and axe not in habites:
                    habites.add(axe)
                    axe = self.rangement.parents.get(axe)
        return [branche for branche in self.arbre.parcourir() if branche.axe.pk in habites]

    def chemins_de(self, fiches: Iterable[int]) -> Chemins:
        """Paths of the axes of these fiches: `1 Se déplacer › 1.2 Vélo`."""
        return {
            pk: tuple(
                " › ".join(ecrire_axe(branche) for branche in self._lignee(axe))
                for axe, _, _ in self.rangement.places.get(pk, ())
                if axe is not None
            )
            for pk in fiches
        }

    def _lignee(self, axe: int) -> list[BrancheAxe]:
        lignee: list[BrancheAxe] = []
        courant: int | None = axe
        while courant is not None and courant in self.arbre.par_id:
            lignee.append(self.arbre.par_id[courant])
            courant = self.rangement.parents.get(courant)
        return lignee[::-1]

    def filtrer(self, filtres: FiltresPublics) -> list[int]:
        """Ids of the fiches that pass the filters, in the order of the plan; those that hold the words in their title
        first when words are looked for."""
        ids = self.rangement.ids
        if filtres.valeurs:
            regard = Regard(self.publication.plan.collectivite, self.jour, self.publication.plan)
            racines = self.montrees.filter(parent__isnull=True).order_by()
            gardees = set(
                restrict_fiches(racines, Filtres(valeurs=filtres.valeurs), regard).values_list("pk", flat=True)
            )
            ids = [pk for pk in ids if pk in gardees]
        if filtres.texte:
            rangs = {pk: rang for rang, pk in enumerate(search_fiches(self.montrees, filtres.texte, self.publication))}
            ids = sorted((pk for pk in ids if pk in rangs), key=lambda pk: rangs[pk])
        return ids


def ecrire_axe(branche: BrancheAxe) -> str:
    """`2.1 Rouler`."""
    return f"{branche.numero} {nom_sans_numero(branche)}"


# -- what the page of the plan says ----------------------------------------------------------------------------------
def cumuls_of(plan: PlanPublic) -> list[Cumul]:
    """Quantities that the fiches shown announce, by domain and year. One query."""
    situees = list_situees(plan.resume, {fiche.pk for fiche in plan.resume.racines})
    return list(compute_effets(situees, list_impacts_dits(plan.montrees)).cumuls)


@dataclass(frozen=True, slots=True)
class SommeDeBudget:
    """Planned euros of one base; `haut` differs from `bas` when amounts are ranges."""

    unite: UniteBudget
    bas: Decimal
    haut: Decimal


def budgets_of(plan: PlanPublic) -> list[SommeDeBudget]:
    """Planned euros of the fiches shown, HT and TTC apart. One query; none when the publication keeps budgets."""
    if not plan.publication.montre_budgets:
        return []
    lignes = LigneBudget.objects.filter(fiche__in=parmi(plan.resume.ids_des_racines), prevu__isnull=False)
    sommes = (
        lignes.exclude(unite=UniteBudget.ETP)
        .order_by()
        .values_list("unite")
        .annotate(bas=Sum("prevu"), haut=Sum(Coalesce("prevu_max", "prevu")))
    )
    trouvees = {unite: SommeDeBudget(UniteBudget(unite), bas, haut) for unite, bas, haut in sommes}
    return [trouvees[unite] for unite in (UniteBudget.HT, UniteBudget.TTC) if unite in trouvees]


def lieux_of(plan: PlanPublic) -> tuple[Territoires, Lieux]:
    """Communes of the territory, and the fiches that concern each. Two or three queries."""
    racines = plan.montrees.filter(parent__isnull=True)
    cites = list_communes_citees(racines)
    territoires = load_territoires(plan.publication.plan.collectivite, {commune for _, commune in cites})
    return territoires, load_lieux(cites, [], territoires)


def echeances_of(plan: PlanPublic) -> list[int]:
    """Fiches that end next, those that are done or given up aside. No query."""
    finis = {StatutFiche.REALISE, StatutFiche.ABANDONNE}
    a_venir = [f for f in plan.resume.racines if f.fin is not None and f.fin >= plan.jour and f.statut not in finis]
    return [f.pk for f in sorted(a_venir, key=lambda f: (f.fin, f.pk))[:ECHEANCES]]


@dataclass(frozen=True, slots=True)
class Titre:
    """What a line says of a fiche."""

    ref: int
    intitule: str
    statut: str
    fin: date | None
    precision_fin: str


def titres_of(plan: PlanPublic, fiches: Collection[int]) -> dict[int, Titre]:
    """Titles of these fiches, of those that are shown. One query, none without any."""
    if not fiches:
        return {}
    colonnes = ("pk", "code", "titre", "statut", "fin", "precision_fin")
    lues = plan.montrees.filter(pk__in=list(fiches)).order_by().values_list(*colonnes)
    return {
        pk: Titre(pk, masquer_courriels(f"{code} {titre}" if code else titre), statut, fin, precision)
        for pk, code, titre, statut, fin, precision in lues
    }


def referents_of(publication: PublicationPlan) -> dict[str, list[str]]:
    """Names of the people of the plan by role, as the publication opens them. One query, or none."""
    if publication.noms_montres is NomsMontres.AUCUN:
        return {}
    noms: dict[str, list[str]] = {}
    for citee in PlanPersonne.objects.filter(plan=publication.plan_id).select_related("personne"):
        if citee.role == RolePersonne.ELU_REFERENT or publication.noms_montres is NomsMontres.TOUS:
            noms.setdefault(citee.role, []).append(citee.personne.nom)
    return noms


@dataclass(frozen=True, slots=True)
class Nouveaute:
    """A fiche took a statut."""

    ref: int
    statut: StatutFiche
    le: datetime
    ecriture: int


def nouveautes_of(plan: PlanPublic, nombre: int = NOUVEAUTES) -> list[Nouveaute]:
    """The last changes of statut of the fiches shown, since the plan is public, newest first; one a fiche and a day.
    The trail is read for this alone: who did it is not. One query."""
    depuis = plan.publication.publiee_le
    if depuis is None:
        return []
    montrees = {str(fiche.pk) for fiche in plan.resume.racines}
    ecritures = Ecriture.objects.filter(
        objet_type="plans.fiche", objet_id__in=montrees, le__gte=depuis, details__champs__has_key="statut"
    ).order_by("-le", "-pk")
    trouvees: dict[tuple[int, date], Nouveaute] = {}
    for pk, objet, champs, le in ecritures.values_list("pk", "objet_id", "details__champs", "le").iterator():
        apres = champs["statut"][1]
        if apres in StatutFiche._value2member_map_:
            cle = (int(objet), le.date())
            trouvees.setdefault(cle, Nouveaute(int(objet), StatutFiche(apres), le, pk))
            if len(trouvees) == nombre:
                break
    return list(trouvees.values())


# -- filters ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Options:
    """Values that a filter may take, with how many fiches have each."""

    statuts: Counter[str]
    classements: dict[str, Counter[str]]
    communes: list[tuple[int, str, int]]


def options_of(plan: PlanPublic) -> Options:
    """From the fiches shown alone. Two queries."""
    montrees = parmi(plan.resume.ids_des_racines)
    codes = Classement.objects.filter(fiche__in=montrees, genre__in=[Genre.THEMATIQUE, Genre.SECTEUR])
    comptes: dict[str, Counter[str]] = {str(Genre.THEMATIQUE): Counter(), str(Genre.SECTEUR): Counter()}
    for genre, code, nombre in codes.order_by().values_list("genre", "code").annotate(n=Count("fiche")):
        comptes[genre][code] = nombre
    communes = (
        Fiche.communes.through.objects.filter(fiche__in=montrees)
        .values_list("collectivite_id", "collectivite__nom")
        .annotate(n=Count("fiche"))
        .order_by("collectivite__cle_recherche")
    )
    return Options(plan.resume.par_statut, comptes, list(communes))


def voisines_de(plan: PlanPublic, fiche: int) -> tuple[int | None, int | None]:
    """The fiche before and the fiche after, in the order of the plan."""
    ids = plan.rangement.ids
    rang = ids.index(fiche)
    return (ids[rang - 1] if rang else None, ids[rang + 1] if rang + 1 < len(ids) else None)
