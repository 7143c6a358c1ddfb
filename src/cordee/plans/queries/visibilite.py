"""Who sees which plans and fiches. Every reading of the application starts from here.

A fiche belongs to a collectivité and may be carried with others (`Partage`): a person sees it through the role that
they hold in any of them. A confidential one (by itself, by its plan, or by the fiche it details) is for the people who
contribute, and for those whom it names; it is absent for the others, from counts and searches too.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import ChampPersonnalise, Fiche, FichePersonne, Partage, Placement, Plan, PlanPersonne
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

ROLE_DU_CONFIDENTIEL = Role.CONTRIBUTION
"""Lowest role that sees what is confidential."""


def annotate_racine(fiches: QuerySet[Fiche]) -> QuerySet[Fiche]:
    """Adds `racine_id`: the fiche at the top, itself when it has no parent."""
    return fiches.annotate(racine_id=Coalesce("parent__parent_id", "parent_id", "pk"))


def list_fiches_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Fiche]:
    """Fiches and sous-fiches of a collectivité, its own and those carried with it, that the person may see there."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    if role is None:
        return Fiche.objects.none()
    fiches = list_fiches_portees(collectivite)
    if role.rang >= ROLE_DU_CONFIDENTIEL.rang:
        return fiches
    return exclude_confidentielles(fiches, utilisateur)


def list_fiches_portees(collectivite: Collectivite) -> QuerySet[Fiche]:
    """Fiches and sous-fiches of a collectivité, its own and those carried with it, confidential or not: for what is
    counted without a reader. With `racine_id`."""
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True))
    return fiches.filter(
        Q(collectivite=collectivite)
        | Exists(Partage.objects.filter(collectivite=collectivite, fiche=OuterRef("racine_id")))
    )


def exclude_confidentielles(fiches: QuerySet[Fiche], utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Without the confidential ones that do not name the person. Expects `racine_id` (annotate_racine)."""
    return fiches.filter(_q_visible(utilisateur))


def annotate_cachee(fiches: QuerySet[Fiche], utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Adds `cachee`: hidden from the person where their role does not see what is confidential. Expects
    `racine_id`."""
    return fiches.annotate(cachee=Case(When(_q_visible(utilisateur), then=Value(False)), default=Value(True)))


def _q_visible(utilisateur: Utilisateur) -> Q:
    return ~q_confidentielle() | _q_nommee(utilisateur)


def q_confidentielle() -> Q:
    """Condition on fiches with `racine_id`: confidential by itself, by the fiche it details or by a plan."""
    placees = Placement.objects.filter(plan__confidentiel=True, fiche=OuterRef("racine_id"))
    return (
        Q(confidentiel=True)
        | Q(parent__isnull=False, parent__confidentiel=True)
        | Q(parent__parent__isnull=False, parent__parent__confidentiel=True)
        | Q(Exists(placees))
    )


def _q_nommee(utilisateur: Utilisateur) -> Q:
    """The person is pilote or élu référent of the fiche or of the one at its top."""
    nommee = FichePersonne.objects.filter(personne__utilisateur=utilisateur).filter(
        Q(fiche=OuterRef("pk")) | Q(fiche=OuterRef("racine_id"))
    )
    return Q(Exists(nommee))


def list_racines_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Fiche]:
    """The same without sous-fiches: what lists, counts and exports show."""
    return list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True)


def list_plans_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Plan]:
    """Plans of a collectivité that the person may see there."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    if role is None:
        return Plan.objects.none()
    plans = Plan.objects.filter(collectivite=collectivite)
    if role.rang >= ROLE_DU_CONFIDENTIEL.rang:
        return plans
    nomme = PlanPersonne.objects.filter(plan=OuterRef("pk"), personne__utilisateur=utilisateur)
    return plans.filter(Q(confidentiel=False) | Exists(nomme))


def list_plans_vus_par(utilisateur: Utilisateur) -> QuerySet[Plan]:
    """Plans that the person may see, wherever they have a role: those whose names stand beside a fiche carried
    together."""
    roles = roles_par_collectivite(utilisateur)
    contribue = [c for c, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang]
    nomme = PlanPersonne.objects.filter(plan=OuterRef("pk"), personne__utilisateur=utilisateur)
    lus = Q(collectivite__in=list(roles)) & (Q(confidentiel=False) | Q(Exists(nomme)))
    return Plan.objects.filter(Q(collectivite__in=contribue) | lus)


def plan_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> Plan | None:
    """One plan if the person may see it there; `a_des_champs` says whether fields were added there,
    `attend_des_champs` whether some around are expected of a fiche, which spares the lists a query when none is."""
    ajoutes = ChampPersonnalise.objects.filter(Q(plan__isnull=True) | Q(plan=pk), collectivite=collectivite)
    recues = Partage.objects.filter(collectivite=collectivite).values("fiche__collectivite")
    autour = Q(collectivite__in=list(roles_par_collectivite(utilisateur))) | Q(collectivite__in=recues)
    attendus = ChampPersonnalise.objects.filter(autour, obligatoire=True)
    plans = list_plans_for(utilisateur, collectivite).annotate(
        a_des_champs=Exists(ajoutes), attend_des_champs=Exists(attendus)
    )
    return plans.select_related("collectivite", "parent", "circuit").filter(pk=pk).first()


def fiche_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> Fiche | None:
    """One fiche if the person may see it there."""
    fiches = list_fiches_for(utilisateur, collectivite)
    return fiches.filter(pk=pk).select_related("collectivite", "parent", "parent__parent").first()


def fiche_supprimee_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> Fiche | None:
    """A deleted fiche of the collectivité, or a deleted sous-fiche of one carried with it, for those who may see what
    is confidential there."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    if role is None or role.rang < ROLE_DU_CONFIDENTIEL.rang:
        return None
    portees = Partage.objects.filter(collectivite=collectivite, fiche=OuterRef("racine_id"))
    supprimees = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=False)).filter(
        Q(collectivite=collectivite) | Q(Exists(portees), parent__isnull=False)
    )
    return supprimees.filter(pk=pk).select_related("collectivite", "parent", "parent__parent").first()


def collectivites_of(fiche: Fiche | Plan) -> set[int]:
    """Ids of the owner and of the collectivités that carry the fiche (or the one at its top); a plan has its owner
    alone. A page that has read them keeps them on the fiche (`portee_par`), not to ask again for each right."""
    if isinstance(fiche, Plan):
        return {fiche.collectivite_id}
    connues: set[int] | None = getattr(fiche, "portee_par", None)
    if connues is not None:
        return connues
    racine = racine_of(fiche)
    partages = Partage.objects.filter(fiche_id=racine).values_list("collectivite_id", flat=True)
    return {fiche.collectivite_id, *partages}


def portees_of(fiches: Iterable[Fiche]) -> dict[int, frozenset[int]]:
    """Ids of the collectivités that carry each of these fiches (with `racine_id`, or their parents), by fiche. One
    query."""
    liste = list(fiches)
    partages: dict[int, set[int]] = {}
    racines = {racine_of(fiche) for fiche in liste}
    for racine, avec in Partage.objects.filter(fiche__in=racines).values_list("fiche_id", "collectivite_id"):
        partages.setdefault(racine, set()).add(avec)
    return {f.pk: frozenset({f.collectivite_id, *partages.get(racine_of(f), ())}) for f in liste}


def racine_of(fiche: Fiche) -> int:
    """Id of the fiche at the top."""
    connue = getattr(fiche, "racine_id", None)
    if connue is not None:
        return int(connue)
    if fiche.parent_id is None or fiche.parent is None:
        return fiche.pk
    return fiche.parent.parent_id or fiche.parent_id


def role_sur(utilisateur: Utilisateur, fiche: Fiche) -> Role | None:
    """Highest role of the person in the collectivités that carry the fiche."""
    roles = roles_par_collectivite(utilisateur)
    portees = collectivites_of(fiche)
    return max((roles[c] for c in portees if c in roles), key=lambda role: role.rang, default=None)


def est_confidentielle(fiche: Fiche | Plan) -> bool:
    """Whether the fiche is confidential, by itself or by inheritance; whether the plan is."""
    if isinstance(fiche, Plan):
        return fiche.confidentiel
    return annotate_racine(Fiche.objects.filter(pk=fiche.pk)).filter(q_confidentielle()).exists()


def nom_au_journal(fiche: Fiche) -> str:
    """A fiche as the trail of another names it: a confidential one stays unnamed, its title is not for everybody."""
    return "une fiche confidentielle" if est_confidentielle(fiche) else f"« {fiche.titre} »"


def est_pilote(utilisateur: Utilisateur, fiche: Fiche) -> bool:
    """Whether the person is pilote of the fiche or of one above it."""
    lignee = [fiche.pk]
    if fiche.parent_id is not None and fiche.parent is not None:
        lignee += [fiche.parent_id, fiche.parent.parent_id or fiche.parent_id]
    return FichePersonne.objects.filter(
        fiche__in=lignee, role=RolePersonne.PILOTE, personne__utilisateur=utilisateur
    ).exists()


def est_nommee(utilisateur: Utilisateur, fiche: Fiche) -> bool:
    """Whether the fiche, or the one at its top, names the person."""
    return FichePersonne.objects.filter(
        fiche__in=[fiche.pk, racine_of(fiche)], personne__utilisateur=utilisateur
    ).exists()


def modifiables_par(utilisateur: Utilisateur, fiches: Iterable[Fiche]) -> set[int]:
    """Ids of those that the person may change, whatever their number in two queries. Fiches need `racine_id`."""
    liste = list(fiches)
    roles = roles_par_collectivite(utilisateur)
    editees = {c for c, role in roles.items() if role.rang >= Role.EDITION.rang}
    contributions = {c for c, role in roles.items() if role.rang >= Role.CONTRIBUTION.rang}
    portees = {f.pk: frozenset({f.collectivite_id}) for f in liste}
    portees |= portees_of(
        f for f in liste if f.collectivite_id not in editees and (editees or f.collectivite_id not in contributions)
    )
    libres = {f.pk for f in liste if portees[f.pk] & editees}
    autres = [f for f in liste if f.pk not in libres]
    lignees = {f.pk: {f.pk, f.parent_id, racine_of(f)} for f in autres}
    pilotees = (
        set(
            FichePersonne.objects.filter(
                fiche__in={pk for lignee in lignees.values() for pk in lignee if pk},
                role=RolePersonne.PILOTE,
                personne__utilisateur=utilisateur,
            ).values_list("fiche_id", flat=True)
        )
        if autres
        else set()
    )
    return libres | {f.pk for f in autres if portees[f.pk] & contributions and lignees[f.pk] & pilotees}
