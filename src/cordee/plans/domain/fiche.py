"""A whole fiche and a whole plan as values: what an import reads, what an export writes, what a printed fiche shows.

Nothing here knows the database. Empty means not given: an import leaves alone what its file does not say
(`plans.actions`). Lists of codes are those of `listes.py` and `thematiques.py`; amounts are decimals in euros or ETP.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.listes import (
    Appreciation,
    BaseMontant,
    CoutEfficacite,
    DomaineImpact,
    Faisabilite,
    Frequence,
    Genre,
    Incertitude,
    LanguePlan,
    Maturite,
    NatureIndicateur,
    Participation,
    PeriodeEvaluation,
    Precision,
    Priorite,
    RoleActeur,
    RolePersonne,
    RythmeCout,
    SensImpact,
    StatutFiche,
    StatutFinancement,
    StatutPlan,
    TempsMiseEnOeuvre,
    TypeBudget,
    TypeLien,
    TypePlan,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.organisations import NatureOrganisation

Jour = date
"""The type of a field that is itself called `date`, and hides that name from whoever reads the types of its class."""


@dataclass(frozen=True, slots=True)
class DateConnue:
    """A date with what is known of it: `2020` is the 1st of January (or the 31st of December for an end), `ANNEE`."""

    jour: date
    precision: Precision = Precision.JOUR


@dataclass(frozen=True, slots=True)
class PersonneCitee:
    """Somebody named in a fiche; `email` when an account is known."""

    nom: str
    role: RolePersonne = RolePersonne.PILOTE
    email: str = ""


@dataclass(frozen=True, slots=True)
class ActeurCite:
    """A structure, service, partner, instance or étiquette named in a fiche. What the collectivité says of the
    organisation (`siren`, `nature`, `site`) goes with it and makes no difference between two citations."""

    nom: str
    role: RoleActeur
    siren: str = field(default="", compare=False)
    nature: NatureOrganisation | None = field(default=None, compare=False)
    site: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ObjectifChiffre:
    """`Réduire de 20 % en 2026` : libellé, value, unit, year."""

    libelle: str
    valeur: Decimal | None = None
    unite: str = ""
    echeance: int | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """Effect in one domain: `niveau` 0–3 (None: simply ticked), amount in `unite` reached at year `horizon`, which way
    it goes (None: as usual in that domain), how it was estimated and how sure it is."""

    domaine: DomaineImpact
    niveau: int | None = None
    valeur: Decimal | None = None
    unite: str = ""
    horizon: int | None = None
    commentaire: str = ""
    sens: SensImpact | None = None
    methode: str = ""
    incertitude: Incertitude | None = None


@dataclass(frozen=True, slots=True)
class LigneBudget:
    """One amount of a kind, a unit and a year (None: not detailed by year, `est_etale` when it is spread over them).
    `prevu_max`: the planned amount is not settled, it goes from `prevu` to it."""

    type: TypeBudget
    unite: UniteBudget = UniteBudget.HT
    annee: int | None = None
    prevu: Decimal | None = None
    reel: Decimal | None = None
    prevu_max: Decimal | None = None
    est_etale: bool | None = None


@dataclass(frozen=True, slots=True)
class FinancementCite:
    """Money from a funder. `taux` is a ratio (0.375 for 37,5 %); `aide` the address of a page of Aides-territoires."""

    financeur: str
    dispositif: str = ""
    montant: Decimal | None = None
    base: BaseMontant = BaseMontant.HT
    taux: Decimal | None = None
    statut: StatutFinancement = StatutFinancement.ENVISAGE
    annee: int | None = None
    demande_le: date | None = None
    decision_le: date | None = None
    verse_le: date | None = None
    aide: str = ""


@dataclass(frozen=True, slots=True)
class IndicateurCite:
    """An indicator of follow-up. `identifiant` when it is one of the national nomenclature (`cae_1.a`); `resultats`
    and `objectifs` by year. `mesure_avancement`: it tells the progress of the fiche."""

    nom: str
    unite: str = ""
    identifiant: str = ""
    nature: NatureIndicateur = NatureIndicateur.REALISATION
    cible: Decimal | None = None
    annee_cible: int | None = None
    frequence: Frequence | None = None
    source: str = ""
    responsable: str = ""
    mesure_avancement: bool | None = None
    resultats: tuple[tuple[int, float], ...] = ()
    objectifs: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteCitee:
    """A follow-up note."""

    date: Jour
    texte: str
    auteur: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceCitee:
    """A document that the fiche answers to: its kind, its title when the kind does not say enough, the article or the
    rule, where to read it."""

    type: TypeReference
    titre: str = ""
    article: str = ""
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationCitee:
    """What is concluded of a period: the appreciation, the result in words, what changes next."""

    periode: PeriodeEvaluation
    date: Jour | None = None
    appreciation: Appreciation | None = None
    resultat: str = ""
    suites: str = ""


@dataclass(frozen=True, slots=True)
class CommentaireCite:
    """A word to colleagues. `numero` counts those of the fiche from 1, oldest first; `reponse_a` is the number of the
    one that it answers. Times are local, without their zone. `repris_par` is who brought it in from a file that names
    `auteur`; told by exports, never read back."""

    numero: int
    texte: str
    ecrit_le: datetime
    auteur: str = ""
    reponse_a: int | None = None
    modifie_le: datetime | None = None
    regle_le: datetime | None = None
    repris_par: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class BlocageCite:
    """What stops a fiche, or stopped it (`leve_le`): a reason, another fiche by code or by title, or both. Times are
    local, without their zone. `repris_par`: as in a comment."""

    raison: str
    pose_le: datetime
    pose_par: str = ""
    code: str = ""
    titre: str = ""
    attendu_de: str = ""
    attendu_le: date | None = None
    leve_le: datetime | None = None
    leve_par: str = ""
    repris_par: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """Who wrote something, and when (local time, without its zone)."""

    le: datetime
    par: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCite:
    """A file or a link: `adresse` is empty for a file, which an export only names."""

    nom: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class LienCite:
    """Another fiche, by code when it has one, else by title. `entrant`: the other one is the subject of the relation
    (it must end before this one starts). `decalage` is the delay in days of a dependency. `ref`: the database id of the
    other one when it is read from there, which a copy follows; two citations that differ by it alone are equal."""

    titre: str
    code: str = ""
    type: TypeLien = TypeLien.LIEE
    entrant: bool = False
    decalage: int = 0
    ref: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ValidationCitee:
    """Where the fiche stands in the circuit of a plan: its state (code of `domain.validation.Etat`), who validated it
    and on which day."""

    plan: str
    etat: str
    valide_par: str = ""
    valide_le: date | None = None


@dataclass(frozen=True, slots=True)
class SuiviCite:
    """What is computed of a fiche on the day of an export: days late, progress and completeness in percent (None for an
    abandoned fiche), what it lacks."""

    jours_de_retard: int = 0
    avancement: float | None = None
    completude: int | None = None
    a_completer: tuple[str, ...] = ()


@dataclass(slots=True)
class FicheComplete:
    """A fiche with everything around it. `champs` are the values of the fields that its collectivité or its plans add.
    `chemins`: titles from the plan's first axe down, one tuple a placement, `((),)` at the root of the plan, `()`
    nowhere. `ref` is the database id in an export, None in what a file says. `etat_le`: the day at which the statut and
    the progress hold. `cout_evite`: what the fiche saves, in a base, by year or in all. `creation`, `modification`,
    `validations` and `suivi` are told by exports and never read back: two fiches that differ only there are equal.
    `attendus` are the added fields without which the fiche is not complete, and whether each says something.
    """

    titre: str
    code: str = ""
    ref: int | None = None
    description: str = ""
    contexte: str = ""
    objectifs: str = ""
    moyens: str = ""
    financements_texte: str = ""
    vigilance: str = ""
    nom_officiel: str = ""
    public_cible: str = ""
    calendrier: str = ""
    statut: StatutFiche | None = None
    etat_precision: str = ""
    etat_le: date | None = None
    priorite: Priorite | None = None
    faisabilite: Faisabilite | None = None
    cout_efficacite: CoutEfficacite | None = None
    maturite: Maturite | None = None
    avancement: int | None = None
    poids: int | None = None
    debut: DateConnue | None = None
    fin: DateConnue | None = None
    amelioration_continue: bool | None = None
    temps: TempsMiseEnOeuvre | None = None
    participation: Participation | None = None
    participation_texte: str = ""
    cout_evite: Decimal | None = None
    cout_evite_base: BaseMontant | None = None
    cout_evite_rythme: RythmeCout | None = None
    confidentiel: bool | None = None
    classements: dict[Genre, tuple[str, ...]] = field(default_factory=dict)
    objectifs_chiffres: tuple[ObjectifChiffre, ...] = ()
    impacts: tuple[Impact, ...] = ()
    personnes: tuple[PersonneCitee, ...] = ()
    acteurs: tuple[ActeurCite, ...] = ()
    budgets: tuple[LigneBudget, ...] = ()
    financements: tuple[FinancementCite, ...] = ()
    indicateurs: tuple[IndicateurCite, ...] = ()
    mesures: tuple[str, ...] = ()
    liens: tuple[LienCite, ...] = ()
    references: tuple[ReferenceCitee, ...] = ()
    evaluations: tuple[EvaluationCitee, ...] = ()
    notes: tuple[NoteCitee, ...] = ()
    commentaires: tuple[CommentaireCite, ...] = ()
    blocages: tuple[BlocageCite, ...] = ()
    documents: tuple[DocumentCite, ...] = ()
    communes: tuple[str, ...] = ()
    chemins: tuple[tuple[str, ...], ...] = ()
    champs: tuple[ChampCite, ...] = ()
    creation: Passage | None = field(default=None, compare=False)
    modification: Passage | None = field(default=None, compare=False)
    validations: tuple[ValidationCitee, ...] = field(default=(), compare=False)
    attendus: tuple[tuple[str, bool], ...] = field(default=(), compare=False)
    suivi: SuiviCite | None = field(default=None, compare=False)
    sous_fiches: list[FicheComplete] = field(default_factory=list)

    def noms(self, *roles: RoleActeur) -> list[str]:
        """Names of the actors in these roles, in order."""
        return [acteur.nom for acteur in self.acteurs if acteur.role in roles]

    @property
    def blocages_actifs(self) -> list[BlocageCite]:
        """Those that are not lifted."""
        return [blocage for blocage in self.blocages if blocage.leve_le is None]

    def personnes_de_role(self, role: RolePersonne) -> list[str]:
        """Names of the people in this role, in order."""
        return [personne.nom for personne in self.personnes if personne.role is role]


@dataclass(slots=True)
class AxeComplet:
    """An axe with its own axes and the fiches placed in it, in order. `numero` is `2.1`; `indicateurs` are
    names. `plan`: the number of the plan that it stands for, in a recueil."""

    nom: str
    numero: str = ""
    ref: int | None = None
    description: str = ""
    indicateurs: tuple[str, ...] = ()
    plan: int | None = field(default=None, compare=False)
    axes: list[AxeComplet] = field(default_factory=list)
    fiches: list[FicheComplete] = field(default_factory=list)


@dataclass(slots=True)
class PlanComplet:
    """A plan: its axes, and in `fiches` those at its root. `perimetre`: names of what it concerns, none for the whole
    territory; `documents`: without that of the délibération; `champs`: the fields added to its fiches. `recueil`: not a
    plan but fiches of a whole collectivité, whose first axes are plans; `plans` then says what each of them is, without
    its axes nor its fiches."""

    nom: str
    collectivite: str = ""
    ref: int | None = None
    code: str = ""
    type: TypePlan | None = None
    type_libre: str = ""
    ponderation: Ponderation | None = None
    langue: LanguePlan | None = None
    confidentiel: bool | None = None
    statut: StatutPlan | None = None
    description: str = ""
    debut: date | None = None
    fin: date | None = None
    deliberation_le: date | None = None
    deliberation_numero: str = ""
    deliberation_document: DocumentCite | None = None
    perimetre: tuple[str, ...] = ()
    documents: tuple[DocumentCite, ...] = ()
    commentaires: tuple[CommentaireCite, ...] = ()
    pilotes: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    champs: tuple[ChampDefini, ...] = ()
    recueil: bool = field(default=False, compare=False)
    plans: list[PlanComplet] = field(default_factory=list, compare=False)
    axes: list[AxeComplet] = field(default_factory=list)
    fiches: list[FicheComplete] = field(default_factory=list)

    def avec_axes(self, axes: list[AxeComplet]) -> PlanComplet:
        """The same under these axes; of a plan that no longer has any, a recueil says nothing."""
        gardes = {axe.plan for axe in axes}
        return replace(self, axes=axes, plans=[tete for tete in self.plans if tete.ref in gardes])
