"""Where fiches stand in the circuits of their plans, and who validates there (docs/calculs/validation.md).

For who publishes a plan: `q_publiable()` keeps the places of the fiches that may be shown, with no other text than the
one that was validated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.fiche import FicheComplete, ValidationCitee
from cordee.plans.domain.validation import DELAI_DE_RAPPEL, Etat, EtatDit, GesteValidation, Valideurs, contenu
from cordee.plans.domain.versions import relire
from cordee.plans.models import (
    Circuit,
    EtapeValidation,
    Fiche,
    Placement,
    Plan,
    PlanPersonne,
    Validation,
)
from cordee.plans.queries.dossier import fiches_entieres
from cordee.plans.queries.visibilite import annotate_racine, list_fiches_for, list_plans_for, list_plans_vus_par
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.queries import role_effectif, roles_par_collectivite

ROLE_A_DEFAUT = Role.EDITION
"""Lowest role of those who validate where the plan names nobody."""
EDITEURS = [role for role in Role if role.rang >= ROLE_A_DEFAUT.rang]


@dataclass(frozen=True)
class EnCircuit:
    """A fiche in a plan that has a circuit: what permissions are asked on. `validation` is None for a brouillon that
    nobody ever proposed."""

    fiche: Fiche
    plan: Plan
    validation: Validation | None = None

    @property
    def etat(self) -> Etat:
        """Where it stands."""
        return self.validation.etat_lisible if self.validation is not None else Etat.BROUILLON

    @property
    def dit(self) -> EtatDit:
        """What is said of it."""
        return dire_validation(self.validation)


def dire_validation(validation: Validation | None) -> EtatDit:
    """What is said of a row (its steps read with it)."""
    if validation is None:
        return EtatDit(Etat.BROUILLON)
    derniere, validee = validation.derniere, validation.validee
    return EtatDit(
        etat=validation.etat_lisible,
        par=derniere.par_nom if derniere else "",
        le=timezone.localtime(derniere.le).date() if derniere else None,
        valide_par=validee.par_nom if validee else "",
        valide_le=validee.jour if validee else None,
        renvoyee=derniere is not None and derniere.geste == GesteValidation.RENVOYER,
    )


# -- one fiche ---------------------------------------------------------------------------------------------------------
def circuit_of(plan: Plan) -> Circuit | None:
    """The circuit of a plan, when it is on. No query when the plan was read with it."""
    circuit = reglage_of(plan)
    return circuit if circuit is not None and circuit.actif else None


def reglage_of(plan: Plan) -> Circuit | None:
    """The circuit of a plan, on or not."""
    return getattr(plan, "circuit", None)  # what is missing on the other side of a tie is an AttributeError


def en_circuit_for(utilisateur: Utilisateur, fiche: Fiche, plan_id: int) -> EnCircuit | None:
    """A fiche of the first level in a plan that the person sees, that has a circuit and where it is placed."""
    if fiche.parent_id is not None:
        return None
    plans = list_plans_vus_par(utilisateur).filter(pk=plan_id, circuit__actif=True)
    placee = Placement.objects.filter(plan=OuterRef("pk"), fiche=fiche)
    plan = plans.filter(Exists(placee)).select_related("collectivite", "circuit").first()
    if plan is None:
        return None
    return EnCircuit(fiche, plan, _avec_etapes().filter(fiche=fiche, plan=plan).first())


def en_circuits_of(fiche: Fiche, plans: Iterable[Plan]) -> list[EnCircuit]:
    """The same of a fiche of the first level, in each of these plans (read with their circuit) that has one. One query
    with a circuit, none without any."""
    vus = {plan.pk: plan for plan in plans if circuit_of(plan) is not None}
    etats = {v.plan_id: v for v in _avec_etapes().filter(fiche=fiche, plan__in=vus)} if vus else {}
    return [EnCircuit(fiche, plan, etats.get(pk)) for pk, plan in vus.items()]


def places_of(plan: Plan, fiches: Iterable[Fiche]) -> dict[int, EnCircuit]:
    """Those of these fiches of the first level that stand in a plan that has a circuit, by id. Two queries."""
    connues = {fiche.pk: fiche for fiche in fiches}
    placees = set(Placement.objects.filter(plan=plan, fiche__in=connues).values_list("fiche_id", flat=True))
    etats = {v.fiche_id: v for v in _avec_etapes().filter(plan=plan, fiche__in=placees)}
    return {pk: EnCircuit(fiche, plan, etats.get(pk)) for pk, fiche in connues.items() if pk in placees}


def _avec_etapes() -> QuerySet[Validation]:
    """Rows with their steps, whose frozen versions stay in the database."""
    return Validation.objects.select_related("derniere", "validee").defer("derniere__version", "validee__version")


def list_etapes_of(fiche: Fiche, plan: Plan) -> QuerySet[EtapeValidation]:
    """What was done, newest first."""
    return EtapeValidation.objects.filter(fiche=fiche, plan=plan).defer("version")


def derniere_proposition_of(place: EnCircuit) -> EtapeValidation | None:
    """The last time that the fiche was proposed there."""
    return list_etapes_of(place.fiche, place.plan).filter(geste=GesteValidation.PROPOSER).first()


def auteurs_of(validations: Iterable[Validation]) -> dict[int, list[Utilisateur]]:
    """Who proposed these fiches last in the plan of their row, by fiche, when they still have an account. One query."""
    couples = {(v.fiche_id, v.plan_id) for v in validations}
    proposees = EtapeValidation.objects.filter(
        fiche__in={fiche for fiche, _ in couples}, geste=GesteValidation.PROPOSER, par__is_active=True
    )
    auteurs: dict[int, list[Utilisateur]] = {}
    for etape in proposees.select_related("par").defer("version").order_by("le", "pk"):
        if (etape.fiche_id, etape.plan_id) in couples and etape.par is not None:
            auteurs[etape.fiche_id] = [etape.par]
    return auteurs


def list_a_rappeler(le: datetime) -> QuerySet[Validation]:
    """Proposals that have waited DELAI_DE_RAPPEL days at this instant, in a plan whose circuit is on."""
    places = Placement.objects.filter(fiche=OuterRef("fiche"), plan=OuterRef("plan"))
    attendent = Validation.objects.filter(
        Exists(places), etat=Etat.PROPOSEE, plan__circuit__actif=True, fiche__supprimee_le__isnull=True,
        derniere__le__lte=le - timedelta(days=DELAI_DE_RAPPEL),
    )  # fmt: skip
    return attendent.select_related("plan__collectivite", "plan__circuit").order_by("pk")


def validations_par_pk(pks: Iterable[int]) -> dict[int, Validation]:
    """Rows of notifications, with their last step and their plan."""
    return {v.pk: v for v in _avec_etapes().filter(pk__in=list(pks)).select_related("plan__circuit", "derniere")}


# -- who validates -----------------------------------------------------------------------------------------------------
def valide_dans(utilisateur: Utilisateur, plan: Plan, circuit: Circuit) -> bool:
    """Whether the person validates the fiches of this plan (« Circuit »)."""
    role = role_effectif(utilisateur, plan.collectivite)
    if role is None:
        return False
    nommes = designes_of(plan, circuit)
    return utilisateur in nommes if nommes else role.rang >= ROLE_A_DEFAUT.rang


def designes_of(plan: Plan, circuit: Circuit) -> list[Utilisateur]:
    """Those whom the plan says, who still have a role in its collectivité. Two queries, and one a person that is not a
    member."""
    if circuit.valideurs == Valideurs.CHOISIS:
        cites = list(circuit.choisis.filter(is_active=True).order_by("nom", "prenom", "pk"))
    else:
        liens = PlanPersonne.objects.filter(plan=plan, personne__utilisateur__is_active=True)
        cites = [lien.personne.utilisateur for lien in liens.select_related("personne__utilisateur")]  # type: ignore[misc]
    membres = set(
        Membre.objects.filter(collectivite=plan.collectivite_id, utilisateur__in=cites).values_list(
            "utilisateur_id", flat=True
        )
    )
    uniques = {u.pk: u for u in cites}
    return [u for u in uniques.values() if u.pk in membres or role_effectif(u, plan.collectivite) is not None]


def valideurs_of(plan: Plan, circuit: Circuit) -> list[Utilisateur]:
    """Everybody who validates there: those whom the plan says, else its editors."""
    nommes = designes_of(plan, circuit)
    if nommes:
        return nommes
    membres = Membre.objects.filter(collectivite=plan.collectivite_id, role__in=EDITEURS, utilisateur__is_active=True)
    return [membre.utilisateur for membre in membres.select_related("utilisateur")]


def valideurs_possibles_of(collectivite: Collectivite) -> list[Utilisateur]:
    """Members of a collectivité, who can be chosen, by name."""
    membres = Membre.objects.filter(collectivite=collectivite, utilisateur__is_active=True)
    lus = membres.select_related("utilisateur").order_by("utilisateur__nom", "utilisateur__prenom", "pk")
    return [membre.utilisateur for membre in lus]


def list_plans_en_circuit_for(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Plan]:
    """Plans of the collectivité that the person sees and whose fiches are validated."""
    plans = list_plans_for(utilisateur, collectivite).filter(circuit__actif=True)
    return list(plans.select_related("collectivite", "circuit"))


def plans_valides_par(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Plan]:
    """Those of these plans where the person validates. One query without any circuit, four with some, and those of
    `valide_dans` for a plan whose people have all left."""
    plans = list_plans_en_circuit_for(utilisateur, collectivite)
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    if not plans or role is None:
        return []
    choisis: dict[int, set[int]] = {}
    through = Circuit.choisis.through._default_manager.filter(circuit__plan__in=plans, utilisateur__is_active=True)
    for plan_id, qui in through.values_list("circuit_id", "utilisateur_id"):
        choisis.setdefault(plan_id, set()).add(qui)
    responsables: dict[int, set[int]] = {}
    liens = PlanPersonne.objects.filter(plan__in=plans, personne__utilisateur__is_active=True)
    for plan_id, qui in liens.values_list("plan_id", "personne__utilisateur_id"):
        responsables.setdefault(plan_id, set()).add(qui)
    nommes = {
        plan.pk: (choisis if plan.circuit.valideurs == Valideurs.CHOISIS else responsables).get(plan.pk, set())
        for plan in plans
    }
    tous = {qui for siens in nommes.values() for qui in siens}
    membres = set(
        Membre.objects.filter(collectivite=collectivite, utilisateur__in=tous).values_list("utilisateur_id", flat=True)
    )

    def valide(plan: Plan) -> bool:
        if utilisateur.pk in nommes[plan.pk]:
            return True
        if role.rang < ROLE_A_DEFAUT.rang or nommes[plan.pk] & membres:
            return False
        return not nommes[plan.pk] or valide_dans(utilisateur, plan, plan.circuit)

    return [plan for plan in plans if valide(plan)]


# -- lists -------------------------------------------------------------------------------------------------------------
def list_proposees_for(
    utilisateur: Utilisateur, collectivite: Collectivite, plans: Iterable[Plan]
) -> QuerySet[Validation]:
    """Proposals that wait in these plans, of the fiches that the person sees there, the oldest first."""
    vues = list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True)
    place = Placement.objects.filter(fiche=OuterRef("fiche"), plan=OuterRef("plan"))
    attendent = Validation.objects.filter(
        Exists(place), plan__in=list(plans), etat=Etat.PROPOSEE, fiche__in=vues.values("pk")
    )
    lues = attendent.select_related("fiche", "plan", "derniere", "validee")
    return lues.defer("derniere__version", "validee__version").order_by("derniere__le", "pk")


def count_a_valider(utilisateur: Utilisateur, collectivite: Collectivite) -> int:
    """How many proposals wait for the person. One query without any circuit."""
    valides = plans_valides_par(utilisateur, collectivite)
    return list_proposees_for(utilisateur, collectivite, valides).count() if valides else 0


def etats_of(pks: Collection[int], plans: Collection[Plan]) -> dict[int, tuple[tuple[str, Etat], ...]]:
    """(plan, state) of these fiches of the first level in these plans that have a circuit; nothing for those that stand
    in none of them. Two queries, none without any plan."""
    if not plans:
        return {}
    noms = {p.pk: p.code or p.nom for p in plans}
    places = Placement.objects.filter(plan__in=noms, fiche__in=pks).order_by("plan__cle_tri", "plan").distinct()
    etats = {
        (fiche, ou): Etat(etat)
        for fiche, ou, etat in Validation.objects.filter(plan__in=noms, fiche__in=pks).values_list(
            "fiche_id", "plan_id", "etat"
        )
    }
    lus: dict[int, dict[int, tuple[str, Etat]]] = {}
    for fiche, ou in places.values_list("fiche_id", "plan_id"):
        lus.setdefault(fiche, {})[ou] = (noms[ou], etats.get((fiche, ou), Etat.BROUILLON))
    return {fiche: tuple(par_plan.values()) for fiche, par_plan in lus.items()}


def etats_du_plan(plan: Plan) -> dict[int, Etat]:
    """State in the circuit of a plan of every fiche that is no longer a mere brouillon there, by id. One query."""
    lignes = Validation.objects.filter(plan=plan).exclude(etat=Etat.BROUILLON).values_list("fiche_id", "etat")
    return {fiche: Etat(etat) for fiche, etat in lignes}


def gestes_de_validation(
    utilisateur: Utilisateur, collectivite: Collectivite, fiches: Collection[Fiche]
) -> list[tuple[str, str]]:
    """What a bulk edit may do to these fiches, as (`proposer:12`, words): in the plans of the collectivité that hold
    one of them and have a circuit."""
    placees = Placement.objects.filter(fiche__in=[fiche.pk for fiche in fiches], plan=OuterRef("pk"))
    plans = list_plans_for(utilisateur, collectivite).filter(Exists(placees), circuit__actif=True)
    choix = []
    for plan in plans.select_related("collectivite", "circuit"):
        choix.append((f"{GesteValidation.PROPOSER}:{plan.pk}", f"Proposer à la validation, dans « {plan.nom} »"))
        if valide_dans(utilisateur, plan, plan.circuit):
            choix.append((f"{GesteValidation.VALIDER}:{plan.pk}", f"Valider, dans « {plan.nom} »"))
    return choix


def q_etat(etat: Etat | None, plan: Plan | None, collectivite: Collectivite) -> Q:
    """Condition on fiches with `racine_id`: the fiche at the top is in this state in the plan, else in a plan of the
    collectivité; None: in no circuit there."""
    ou = Q(plan=plan) if plan is not None else Q(plan__collectivite=collectivite)
    places = Placement.objects.filter(ou, plan__circuit__actif=True, fiche=OuterRef("racine_id"))
    if etat is None:
        return ~Q(Exists(places))
    ecrites = Validation.objects.filter(fiche=OuterRef("fiche"), plan=OuterRef("plan"))
    if etat is Etat.BROUILLON:
        return Q(Exists(places.filter(~Exists(ecrites.exclude(etat=Etat.BROUILLON)))))
    return Q(Exists(places.filter(Exists(ecrites.filter(etat=etat)))))


def citer_validations(utilisateur: Utilisateur | None, pks: Collection[int]) -> dict[int, tuple[ValidationCitee, ...]]:
    """What exports say of these fiches, in the plans that the person sees. One query without any circuit, three with
    some."""
    vus = list_plans_vus_par(utilisateur) if utilisateur is not None else Plan.objects.all()
    places = Placement.objects.filter(fiche__in=pks, plan__circuit__actif=True, plan__in=vus)
    couples = dict.fromkeys(places.order_by("plan__cle_tri", "plan").values_list("fiche_id", "plan_id", "plan__nom"))
    if not couples:
        return {}
    rangees = {(v.fiche_id, v.plan_id): v for v in _avec_etapes().filter(fiche__in=pks)}
    citees: dict[int, list[ValidationCitee]] = {}
    for fiche, plan, nom in couples:
        dit = dire_validation(rangees.get((fiche, plan)))
        citees.setdefault(fiche, []).append(ValidationCitee(nom, str(dit.etat), dit.valide_par, dit.valide_le))
    return {fiche: tuple(dites) for fiche, dites in citees.items()}


# -- contents ----------------------------------------------------------------------------------------------------------
def contenus_of(pks: Collection[int]) -> dict[int, FicheComplete]:
    """What would be validated of these fiches now, by id, in a fixed number of queries. Nothing is hidden in it."""
    return {pk: contenu(fiche) for pk, fiche in fiches_entieres(pks).items()}


def a_suivre(pks: Collection[int]) -> QuerySet[Validation]:
    """Rows whose state follows the content of these fiches or sous-fiches, with the version to compare."""
    racines = annotate_racine(Fiche.objects.filter(pk__in=pks)).values("racine_id")  # type: ignore[misc]  # an annotation
    suivies = Validation.objects.filter(etat__in=[Etat.VALIDEE, Etat.MODIFIEE], validee__isnull=False)
    return suivies.filter(fiche__in=racines, fiche__supprimee_le__isnull=True)


def version_of(fiche: Fiche, plan: Plan) -> FicheComplete | None:
    """The validated version of a fiche in a plan."""
    return versions_validees(plan, [fiche.pk]).get(fiche.pk)


def versions_validees(plan: Plan, pks: Collection[int]) -> dict[int, FicheComplete]:
    """The content that was validated of these fiches, by id; nothing for a plan without circuit. Two queries."""
    if circuit_of(plan) is None:
        return {}
    rangees = Validation.objects.filter(plan=plan, fiche__in=pks, validee__isnull=False)
    return {pk: relire(figee or {}) for pk, figee in rangees.values_list("fiche_id", "validee__version")}


def q_publiable() -> Q:
    """Condition on placements: the plan has no circuit, or the fiche is validated there as it stands. A text that
    nobody validated is read by nobody outside: a fiche modified since waits."""
    validee = Validation.objects.filter(plan=OuterRef("plan"), fiche=OuterRef("fiche"), etat=Etat.VALIDEE)
    return ~Q(plan__circuit__actif=True) | Q(Exists(validee))


def list_sans_etat(plan: Plan) -> QuerySet[Fiche]:
    """Fiches of a plan that have no state there yet: what « les fiches actuelles » are when a circuit starts. A
    brouillon that was sent back has one: somebody read it."""
    connues = Validation.objects.filter(plan=plan, derniere__isnull=False)
    fiches = Fiche.objects.filter(placements__plan=plan, supprimee_le__isnull=True).distinct()
    return fiches.exclude(pk__in=connues.values("fiche")).order_by("pk")
