"""Creating, changing and deleting plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.outils.texte import cle_naturelle, normaliser, rendre_vide
from cordee.plans.actions.perimetre import definir_perimetre
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.registre import Registre
from cordee.plans.actions.retour_plan import garder_plan
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import LanguePlan, RolePersonne, StatutPlan, TypePlan
from cordee.plans.models import Fiche, Placement, Plan, PlanPersonne
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Appartenance, Collectivite

NOM_MAX = 300
Personnes = Mapping[RolePersonne, list[str]]
Perimetre = Iterable[Collectivite | int]
CHAMPS_DU_PLAN = (
    "nom", "code", "type", "type_libre", "statut", "description", "debut", "fin", "deliberation_le",
    "deliberation_numero", "confidentiel", "ponderation", "langue", "parent", "remplace",
)  # fmt: skip


@transaction.atomic
def creer_plan(
    collectivite: Collectivite,
    nom: str,
    *,
    personnes: Personnes | None = None,
    perimetre: Perimetre | None = None,
    par: Utilisateur,
    le: datetime,
    **champs: Any,
) -> Plan:
    """A new plan, empty. `champs` are those of CHAMPS_DU_PLAN; `personnes`, names by role; `perimetre`, what it
    concerns."""
    exiger(par, "plans.creer_plan", collectivite)
    plan = Plan(collectivite=collectivite, cree_le=le, cree_par=par, modifie_le=le, modifie_par=par)
    _remplir(plan, {"nom": nom, **champs})
    plan.save()
    consigner(
        plan, "plans.creer_plan", f"A créé le plan « {plan.nom} »", par=par, le=le, collectivite_id=collectivite.pk
    )
    for role, noms in (personnes or {}).items():
        definir_personnes_du_plan(plan, role, noms, par=par, le=le)
    if perimetre is not None:
        definir_perimetre(plan, perimetre, par=par, le=le)
    return plan


@transaction.atomic
def modifier_plan(
    plan: Plan,
    champs: Mapping[str, Any],
    *,
    personnes: Personnes | None = None,
    perimetre: Perimetre | None = None,
    par: Utilisateur,
    le: datetime,
) -> Plan:
    """Changes what is given, people and perimeter included. Making a plan confidential hides its fiches with it."""
    exiger(par, "plans.modifier_plan", plan)
    plan_verrouille = Plan.objects.select_for_update().select_related("collectivite").get(pk=plan.pk)
    avant = {nom: getattr(plan_verrouille, nom) for nom in champs}
    _remplir(plan_verrouille, champs)
    changes = [nom for nom in champs if getattr(plan_verrouille, nom) != avant[nom]]
    if changes:
        plan_verrouille.modifie_le, plan_verrouille.modifie_par = le, par
        plan_verrouille.save(update_fields=[*changes, "cle_recherche", "cle_tri", "modifie_le", "modifie_par"])
        consigner(
            plan_verrouille,
            "plans.modifier_plan",
            f"A modifié le plan « {plan_verrouille.nom} »",
            par=par,
            le=le,
            collectivite_id=plan.collectivite_id,
            details={"champs": {n: [_json(avant[n]), _json(getattr(plan_verrouille, n))] for n in changes}},
        )
    for role, noms in (personnes or {}).items():
        definir_personnes_du_plan(plan, role, noms, par=par, le=le)
    if perimetre is not None:
        definir_perimetre(plan, perimetre, par=par, le=le)
    for nom in (*champs, "cle_recherche", "cle_tri", "modifie_le", "modifie_par"):
        setattr(plan, nom, getattr(plan_verrouille, nom))
    return plan


@transaction.atomic
def definir_personnes_du_plan(
    plan: Plan, role: RolePersonne, noms: list[str], *, par: Utilisateur, le: datetime
) -> None:
    """Replaces the pilotes (or the élus référents) of a plan; members are recognised by their name."""
    exiger(par, "plans.modifier_plan", plan)
    registre = Registre(plan.collectivite)
    voulues = list(dict.fromkeys(registre.personne(nom).pk for nom in noms if nom.strip()))
    actuelles = list(PlanPersonne.objects.filter(plan=plan, role=role).values_list("personne_id", flat=True))
    if voulues == actuelles:
        return
    PlanPersonne.objects.filter(plan=plan, role=role).delete()
    PlanPersonne.objects.bulk_create([PlanPersonne(plan=plan, personne_id=pk, role=role) for pk in voulues])
    consigner(
        plan, "plans.modifier_plan", f"A changé : {role.libelle} du plan « {plan.nom} »", par=par, le=le,
        collectivite_id=plan.collectivite_id, details={"personnes": [actuelles, voulues]},
    )  # fmt: skip


@transaction.atomic
def supprimer_plan(plan: Plan, *, avec_fiches: bool, par: Utilisateur, le: datetime) -> int:
    """Deletes a plan and its axes. With `avec_fiches`, its own fiches that are in no other plan are deleted with it;
    otherwise they stay, « sans plan ». The plan can be restored, and so can each fiche. Returns how many fiches were
    deleted."""
    exiger(par, "plans.supprimer_plan", plan)
    ids: list[int] = []
    lignees: list[int] = []
    if avec_fiches:
        ailleurs = Placement.objects.exclude(plan=plan).values("fiche")
        seules = Fiche.objects.filter(
            placements__plan=plan, collectivite=plan.collectivite_id, supprimee_le__isnull=True
        ).exclude(pk__in=ailleurs)
        racines = list(seules.values_list("pk", flat=True))
        dessous = Fiche.objects.filter(parent__in=racines).values_list("pk", flat=True)
        plus_bas = Fiche.objects.filter(parent__parent__in=racines).values_list("pk", flat=True)
        lignees = [*racines, *dessous, *plus_bas]
        Fiche.objects.filter(pk__in=lignees, supprimee_le__isnull=True).update(supprimee_le=le)
        indexer_fiches(lignees)
        ids = racines
    garder_plan(plan, lignees, par=par, le=le)
    consigner(
        plan, "plans.supprimer_plan", f"A supprimé le plan « {plan.nom} »", par=par, le=le,
        collectivite_id=plan.collectivite_id, details={"fiches_supprimees": ids, "confidentiel": plan.confidentiel},
    )  # fmt: skip
    plan.delete()
    return len(ids)


def _remplir(plan: Plan, champs: Mapping[str, Any]) -> None:
    """Reads the values into the plan; raises `DonneeRefusee`."""
    inconnus = set(champs) - set(CHAMPS_DU_PLAN)
    if inconnus:
        raise LookupError(f"champs inconnus : {sorted(inconnus)}")
    for nom, valeur in champs.items():
        setattr(plan, nom, _lire(nom, valeur))
    plan.cle_recherche, plan.cle_tri = normaliser(plan.nom)[:320], cle_naturelle(plan.nom)[:340]
    if plan.debut and plan.fin and plan.fin < plan.debut:
        raise DonneeRefusee(
            f"Le plan finirait le {jour_long(plan.fin)}, avant son début : changez l'une des deux dates."
        )
    if plan.parent is not None:
        _refuser_parent(plan, plan.parent)


def _lire(nom: str, valeur: Any) -> Any:
    if nom == "nom":
        propre = rendre_vide(" ".join(str(valeur or "").replace("\0", "").split()))
        if not propre:
            raise DonneeRefusee("Donnez un nom au plan, par exemple « Plan climat 2024-2030 ».")
        if len(propre) > NOM_MAX:
            raise DonneeRefusee(f"Le nom du plan dépasse {NOM_MAX} caractères : raccourcissez-le.")
        return propre
    choix = {"type": TypePlan, "statut": StatutPlan, "ponderation": Ponderation, "langue": LanguePlan}.get(nom)
    if choix is not None and valeur and valeur not in choix._value2member_map_:
        raise DonneeRefusee(f"« {valeur} » n'existe pas dans la liste : choisissez une des valeurs proposées.")
    if isinstance(valeur, str):
        limite = {"code": 20, "type_libre": 120, "deliberation_numero": 60}.get(nom)
        valeur = valeur.replace("\r\n", "\n").replace("\0", "").strip()
        if limite is not None and len(valeur) > limite:
            raise DonneeRefusee(f"« {valeur[:30]}… » dépasse {limite} caractères : raccourcissez.")
    return valeur


def _refuser_parent(plan: Plan, parent: Plan) -> None:
    """A plan is gathered by one of the same collectivité or of a groupement above it, without any loop."""
    if parent.pk == plan.pk or parent.parent_id is not None:
        raise DonneeRefusee("Ce plan est lui-même rassemblé par un autre : choisissez un plan qui ne l'est pas.")
    if plan.pk is not None and Plan.objects.filter(parent=plan.pk).exists():
        raise DonneeRefusee("Ce plan en rassemble déjà d'autres : il ne peut pas être rassemblé à son tour.")
    if (
        parent.collectivite_id != plan.collectivite_id
        and not Appartenance.objects.filter(groupement=parent.collectivite_id, membre=plan.collectivite_id).exists()
    ):
        raise DonneeRefusee("Le plan qui rassemble doit être celui du groupement auquel appartient la collectivité.")


def _json(valeur: Any) -> Any:
    if isinstance(valeur, date):
        return valeur.isoformat()
    return valeur.pk if isinstance(valeur, Plan) else valeur
