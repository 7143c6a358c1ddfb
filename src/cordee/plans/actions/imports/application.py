"""Applying an import: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.indicateurs.models import Indicateur
from cordee.journal.actions import consigner
from cordee.plans.actions.imports.apercu import Previsualisation, champs_du_plan, previsualiser
from cordee.plans.actions.imports.axes import AxesDuPlan
from cordee.plans.actions.imports.depot import relire
from cordee.plans.actions.imports.ecriture import Avancer, Ecriture
from cordee.plans.actions.imports.memoire import sans_ramassage
from cordee.plans.actions.imports.plan_autour import inscrire_autour_du_plan
from cordee.plans.actions.inscription import suivre_axes
from cordee.plans.actions.plans import creer_plan, definir_personnes_du_plan
from cordee.plans.domain.colonnes import parcourir_axes
from cordee.plans.domain.imports.comptes import Compte, raconter
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import AxeIndicateur, Etiquette, Import, Personne, Plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

ERREURS_MAX = 10
"""Errors quoted in a refusal; the preview has them all."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """What an import did, sous-actions counted among the fiches, and the trace that undoes it."""

    plan: Plan
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
    par: Utilisateur,
    le: datetime,
    avancer: Avancer = _rien,
) -> Resultat:
    """Writes what was read into `plan`, or into a new plan named `nom_plan` (else as the file says). Empty cells leave
    what is there alone. Raises `DonneeRefusee` when the reading has errors; nothing is then written."""
    exiger(par, "plans.importer", collectivite)
    if plan is not None:
        exiger(par, "plans.modifier_plan", plan)
        plan = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=plan.pk)
    avancer(0.1, "Rapprochement avec le plan")
    previsualisation = previsualiser(lecture, collectivite, plan, par=par)
    _refuser_erreurs(previsualisation)
    avant = _connus(collectivite)
    cree = plan is None
    if plan is None:
        plan = _nouveau_plan(lecture, collectivite, nom_plan, par=par, le=le)
    avancer(0.25, "Écriture des axes")
    axes = AxesDuPlan(plan, par_ref=not cree and lecture.plan.ref == plan.pk)
    trouves = axes.inscrire(lecture.plan)
    suivis = suivre_axes(collectivite, ((trouves[id(c[-1])], c[-1]) for c in parcourir_axes(lecture.plan.axes)))
    ecriture = Ecriture(collectivite, plan, trouves, par=par, le=le, avancer=avancer)
    trace = ecriture.ecrire(lecture.plan, previsualisation.ecarts)
    avancer(0.97, "Enregistrement")
    apres = _connus(collectivite)
    complete = asdict(trace) | {
        "plan": plan.pk if cree else None,
        **_tracer_axes(axes, suivis),
        "noms": {nom: sorted(apres[nom] - avant[nom]) for nom in apres},
    }
    complete["modifiees"] = {str(pk): valeurs for pk, valeurs in trace.modifiees.items()}
    resultat = Resultat(
        plan,
        previsualisation.nombre(Etat.CREEE),
        previsualisation.nombre(Etat.MODIFIEE),
        previsualisation.nombre(Etat.INCHANGEE),
        complete,
        previsualisation.compter(Etat.CREEE).sous,
    )
    consigner(
        plan, "plans.importer", f"A importé dans le plan « {plan.nom} » : {resultat.phrase()}", par=par, le=le,
        collectivite_id=collectivite.pk, details={"creees": resultat.creees, "modifiees": resultat.modifiees},
    )  # fmt: skip
    return resultat


def _tracer_axes(axes: AxesDuPlan, suivis: Iterable[AxeIndicateur]) -> dict[str, Any]:
    """What the import did to the axes, to undo it."""
    return {
        "axes": [axe.pk for axe in axes.crees],
        "axes_indicateurs": [suivi.pk for suivi in suivis],
        "axes_avant": {str(pk): valeurs for pk, valeurs in axes.avant.items()},
    }


def _refuser_erreurs(previsualisation: Previsualisation) -> None:
    erreurs = previsualisation.lecture.erreurs
    if not erreurs:
        return
    dites = [str(message) for message in erreurs[:ERREURS_MAX]]
    if len(erreurs) > ERREURS_MAX:
        dites.append(f"… et {len(erreurs) - ERREURS_MAX} autres erreurs : l'aperçu les donne toutes.")
    raise DonneeRefusee(*dites)


def _nouveau_plan(
    lecture: LectureImport, collectivite: Collectivite, nom: str, *, par: Utilisateur, le: datetime
) -> Plan:
    plan = creer_plan(collectivite, nom or lecture.plan.nom, par=par, le=le, **champs_du_plan(lecture))
    for role, noms in (
        (RolePersonne.PILOTE, lecture.plan.pilotes),
        (RolePersonne.ELU_REFERENT, lecture.plan.referents),
    ):
        if noms:
            definir_personnes_du_plan(plan, role, list(noms), par=par, le=le)
    inscrire_autour_du_plan(plan, lecture.plan, par=par, le=le)
    return plan


def _connus(collectivite: Collectivite) -> dict[str, set[int]]:
    """Names, indicators and links that the collectivité has."""
    return {
        modele.__name__.lower(): set(
            modele._default_manager.filter(collectivite=collectivite).values_list("pk", flat=True)
        )
        for modele in (Etiquette, Personne, Indicateur, Document)
    }


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
        lecture, verrouille.collectivite, plan=verrouille.plan, nom_plan=verrouille.nom_plan, par=par, le=le,
        avancer=avancer,
    )  # fmt: skip
    verrouille.etat, verrouille.applique_le = Import.Etat.APPLIQUE, le
    verrouille.plan, verrouille.trace = resultat.plan, resultat.trace
    verrouille.annule_le = None
    verrouille.bilan = {**verrouille.bilan, "phrase": resultat.phrase()}
    verrouille.save(update_fields=["etat", "applique_le", "annule_le", "plan", "trace", "bilan"])
    return resultat
