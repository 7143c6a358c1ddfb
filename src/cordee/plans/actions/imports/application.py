"""Applying an import: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.imports.apercu import Previsualisation, champs_du_plan, previsualiser
from cordee.plans.actions.imports.axes import AxesDuPlan
from cordee.plans.actions.imports.champs_ajoutes import creer_champs_du_fichier
from cordee.plans.actions.imports.depot import relire
from cordee.plans.actions.imports.ecriture import Avancer, Ecriture, Lieux
from cordee.plans.actions.imports.memoire import sans_ramassage
from cordee.plans.actions.imports.plan_autour import inscrire_autour_du_plan
from cordee.plans.actions.imports.reglages_plan import mettre_a_jour_plan
from cordee.plans.actions.inscription import suivre_axes
from cordee.plans.actions.noms_apportes import noms_apportes, noms_connus
from cordee.plans.actions.plans import creer_plan, definir_personnes_du_plan
from cordee.plans.domain.colonnes import parcourir_axes
from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports.comptes import Compte, raconter
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Axe, Import, Plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

ERREURS_MAX = 10
"""Errors quoted in a refusal; the preview has them all."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """What an import did, sous-actions counted among the fiches, and the trace that undoes it. `plan` is None when it
    went to the plans of a whole collectivité."""

    plan: Plan | None
    creees: int
    modifiees: int
    inchangees: int
    trace: dict[str, Any]
    sous_creees: int = 0

    def phrase(self) -> str:
        """`118 fiches et 12 sous-actions créées, 4 mises à jour.`"""
        creees = Compte(self.creees - self.sous_creees, self.sous_creees)
        return raconter(creees, Compte(self.modifiees), Compte(self.inchangees))


def _rien(_: float, __: str) -> None:
    pass


@transaction.atomic
def appliquer_lecture(
    lecture: LectureImport,
    collectivite: Collectivite,
    *,
    plan: Plan | None = None,
    nom_plan: str = "",
    avec_reglages: bool = False,
    par: Utilisateur,
    le: datetime,
    avancer: Avancer = _rien,
) -> Resultat:
    """Writes what was read into `plan`, or into a new plan named `nom_plan` (else as the file says); the fiches of a
    whole collectivité go to the plan of their name each. `avec_reglages`: our export brings the settings of a plan that
    exists up to date too. Empty cells leave what is there alone. Raises `DonneeRefusee` when the reading has errors."""
    exiger(par, "plans.importer", collectivite)
    if plan is not None:
        exiger(par, "plans.modifier_plan", plan)
        plan = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=plan.pk)
    avancer(0.1, "Rapprochement avec le plan")
    previsualisation = previsualiser(lecture, collectivite, plan, par=par)
    _refuser_erreurs(previsualisation)
    avant = noms_connus(collectivite)
    if previsualisation.parties:
        cibles = _plans_du_recueil(previsualisation, collectivite, par=par, le=le)
    else:
        cree = plan is None
        plan = plan or _nouveau_plan(lecture.plan, collectivite, nom_plan, par=par, le=le)
        cibles = [Cible(plan, cree, lecture.plan, None)]
    creer_champs_du_fichier(collectivite, lecture, [(cible.plan, cible.lu.nom) for cible in cibles], par=par, le=le)
    avancer(0.25, "Écriture des axes")
    lieux, trace_axes = _ecrire_axes(collectivite, cibles, plan)
    ecriture = Ecriture(collectivite, lieux, par=par, le=le, avancer=avancer)
    trace = ecriture.ecrire(lecture.plan, previsualisation.ecarts)
    avancer(0.97, "Enregistrement")
    complete = asdict(trace) | {
        "plans": [cible.plan.pk for cible in cibles if cible.cree],
        **trace_axes,
        **(_ecrire_reglages(previsualisation, par=par, le=le) if avec_reglages else {}),
        "noms": noms_apportes(avant, collectivite),
        "modifiees": {str(pk): valeurs for pk, valeurs in trace.modifiees.items()},
    }
    resultat = _resultat(plan, previsualisation, complete)
    _consigner(collectivite, cibles, resultat, par=par, le=le)
    return resultat


def _resultat(plan: Plan | None, previsualisation: Previsualisation, trace: dict[str, Any]) -> Resultat:
    """What was done, in numbers, and what undoes it."""
    return Resultat(
        plan,
        previsualisation.nombre(Etat.CREEE),
        previsualisation.nombre(Etat.MODIFIEE),
        previsualisation.nombre(Etat.INCHANGEE),
        trace,
        previsualisation.compter(Etat.CREEE).sous,
    )


def _ecrire_reglages(previsualisation: Previsualisation, *, par: Utilisateur, le: datetime) -> dict[str, Any]:
    """The settings of a plan that exists; what undoes it."""
    plan, ecart = previsualisation.plan, previsualisation.reglages
    if plan is None or ecart is None or not ecart.changements:
        return {}
    return {"reglages": mettre_a_jour_plan(plan, previsualisation.lecture.plan, ecart, par=par, le=le)}


def _consigner(
    collectivite: Collectivite, cibles: Iterable[Cible], resultat: Resultat, *, par: Utilisateur, le: datetime
) -> None:
    """One entry of the trail for each plan; the first one names the fiches."""
    objets = {"objets": [*resultat.trace["creees"], *map(int, resultat.trace["modifiees"])]}
    for cible in cibles:
        consigner(
            cible.plan, "plans.importer", f"A importé dans le plan « {cible.plan.nom} » : {resultat.phrase()}",
            par=par, le=le, collectivite_id=collectivite.pk,
            details={"creees": resultat.creees, "modifiees": resultat.modifiees, **objets},
        )  # fmt: skip
        objets = {}


@dataclass(frozen=True, slots=True)
class Cible:
    """A plan that an import writes in, what it gets, and the axe of the file that stands for it."""

    plan: Plan
    cree: bool
    lu: PlanComplet
    axe: AxeComplet | None


def _plans_du_recueil(
    previsualisation: Previsualisation, collectivite: Collectivite, *, par: Utilisateur, le: datetime
) -> list[Cible]:
    """The plans of the fiches of a whole collectivité, created when they are missing."""
    vues = [vue for vue in previsualisation.parties if vue.partie.axe is not None]
    existants = Plan.objects.select_for_update(of=("self",)).select_related("collectivite")
    connus = existants.in_bulk([vue.plan for vue in vues if vue.plan is not None])
    cibles = []
    for vue in vues:
        plan = connus.get(vue.plan) if vue.plan is not None else None
        if plan is not None:
            exiger(par, "plans.modifier_plan", plan)
        cree = plan is None
        plan = plan or _nouveau_plan(vue.partie.plan, collectivite, "", par=par, le=le)
        cibles.append(Cible(plan, cree, vue.partie.entier, vue.partie.axe))
    return cibles


def _ecrire_axes(
    collectivite: Collectivite, cibles: Iterable[Cible], plan: Plan | None
) -> tuple[Lieux, dict[str, Any]]:
    """Axes of each plan; where the places of the file go from there, and what undoes it."""
    trouves: dict[int, Axe] = {}
    plans: dict[int, Plan] = {}
    trace: dict[str, Any] = {"axes": [], "axes_indicateurs": [], "axes_avant": {}}
    for cible in cibles:
        axes = AxesDuPlan(cible.plan, par_ref=not cible.cree and cible.lu.ref == cible.plan.pk)
        siens = axes.inscrire(cible.lu)
        suivis = suivre_axes(collectivite, ((siens[id(c[-1])], c[-1]) for c in parcourir_axes(cible.lu.axes)))
        trouves |= siens
        if cible.axe is not None:
            plans[id(cible.axe)] = cible.plan
        trace["axes"] += [axe.pk for axe in axes.crees]
        trace["axes_indicateurs"] += [suivi.pk for suivi in suivis]
        trace["axes_avant"] |= {str(pk): valeurs for pk, valeurs in axes.avant.items()}
    return Lieux(trouves, plan, plans), trace


def _refuser_erreurs(previsualisation: Previsualisation) -> None:
    erreurs = previsualisation.lecture.erreurs
    if not erreurs:
        return
    dites = [str(message) for message in erreurs[:ERREURS_MAX]]
    if len(erreurs) > ERREURS_MAX:
        dites.append(f"… et {len(erreurs) - ERREURS_MAX} autres erreurs : l'aperçu les donne toutes.")
    raise DonneeRefusee(*dites)


def _nouveau_plan(lu: PlanComplet, collectivite: Collectivite, nom: str, *, par: Utilisateur, le: datetime) -> Plan:
    plan = creer_plan(collectivite, nom or lu.nom, par=par, le=le, **champs_du_plan(lu))
    for role, noms in ((RolePersonne.PILOTE, lu.pilotes), (RolePersonne.ELU_REFERENT, lu.referents)):
        if noms:
            definir_personnes_du_plan(plan, role, list(noms), par=par, le=le)
    inscrire_autour_du_plan(plan, lu, par=par, le=le)
    return plan


@sans_ramassage()
@transaction.atomic
def appliquer_import(depot: Import, *, par: Utilisateur, le: datetime, avancer: Avancer = _rien) -> Resultat:
    """Reads the file of an import again and applies it. Raises `DonneeRefusee` when it was already applied, when its
    file changed what it says, or when it has errors."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update(of=("self",)).select_related("collectivite", "plan").get(pk=depot.pk)
    if verrouille.etat == Import.Etat.APPLIQUE:
        raise DonneeRefusee("Cet import a déjà été fait : annulez-le d'abord pour le refaire.")
    avancer(0.02, "Lecture du fichier")
    lecture = relire(verrouille)
    resultat = appliquer_lecture(
        lecture, verrouille.collectivite, plan=verrouille.plan, nom_plan=verrouille.nom_plan,
        avec_reglages=bool(verrouille.options.get("reglages")), par=par, le=le, avancer=avancer,
    )  # fmt: skip
    verrouille.etat, verrouille.applique_le = Import.Etat.APPLIQUE, le
    verrouille.plan, verrouille.trace = resultat.plan, resultat.trace
    verrouille.annule_le = None
    suite = " Réglages du plan mis à jour." if resultat.trace.get("reglages") else ""
    verrouille.bilan = {**verrouille.bilan, "phrase": resultat.phrase() + suite, "reglages_gardes": []}
    verrouille.save(update_fields=["etat", "applique_le", "annule_le", "plan", "trace", "bilan"])
    return resultat
