"""The basket of model fiches: one for each collectivité, shared by its editors; it becomes fiches in one gesture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.actions.plans import creer_plan
from cordee.plans.domain.bibliotheque import ModeleFiche, en_fiche
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Axe, Fiche, LignePanier, Plan
from cordee.plans.queries.bibliotheque import find_modele
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

Marque = LignePanier.Marque
STATUTS: dict[str, StatutFiche] = {
    Marque.A_RETENIR: StatutFiche.A_VENIR,
    Marque.EN_COURS: StatutFiche.EN_COURS,
    Marque.FAITE: StatutFiche.REALISE,
}
"""Statut of the fiche that a line becomes, by its mark."""


@transaction.atomic
def ajouter_au_panier(
    collectivite: Collectivite, modele: str, marque: str = Marque.A_RETENIR, *, par: Utilisateur, le: datetime
) -> LignePanier:
    """Puts a card in the basket with its mark; a card that is there already only takes the mark."""
    exiger(par, "plans.creer_fiche", collectivite)
    carte = _trouver(modele)
    _verifier_marque(marque)
    ligne, nouvelle = LignePanier.objects.get_or_create(
        collectivite=collectivite,
        modele=carte.code,
        defaults={"marque": marque, "ajoute_par": par, "ajoute_le": le},
    )
    if not nouvelle:
        return marquer(ligne, marque, par=par, le=le)
    consigner(
        collectivite,
        "plans.ajouter_au_panier",
        f"A mis « {carte.titre} » au panier de fiches modèles",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details={"modele": carte.code, "marque": marque},
    )
    return ligne


@transaction.atomic
def marquer(ligne: LignePanier, marque: str, *, par: Utilisateur, le: datetime) -> LignePanier:
    """Says of a card of the basket that it is to do, under way or done."""
    exiger(par, "plans.creer_fiche", ligne.collectivite)
    _verifier_marque(marque)
    verrouillee = LignePanier.objects.select_for_update().filter(pk=ligne.pk).first()
    if verrouillee is None:
        raise DonneeRefusee("Cette fiche modèle n'est plus au panier : remettez-la, puis marquez-la.")
    if verrouillee.marque != marque:
        verrouillee.marque = marque
        verrouillee.save(update_fields=["marque"])
        consigner(
            ligne.collectivite,
            "plans.marquer_panier",
            f"A marqué « {_trouver(ligne.modele).titre} » : {Marque(marque).label.lower()}",
            par=par,
            le=le,
            collectivite_id=ligne.collectivite_id,
            details={"modele": ligne.modele, "marque": marque},
        )
    ligne.marque = marque
    return ligne


@transaction.atomic
def retirer_du_panier(collectivite: Collectivite, modele: str, *, par: Utilisateur, le: datetime) -> None:
    """Takes a card out of the basket. Nothing happens when a colleague has done it meanwhile."""
    exiger(par, "plans.creer_fiche", collectivite)
    carte = _trouver(modele)
    retirees, _ = LignePanier.objects.filter(collectivite=collectivite, modele=carte.code).delete()
    if retirees:
        consigner(
            collectivite,
            "plans.retirer_du_panier",
            f"A retiré « {carte.titre} » du panier de fiches modèles",
            par=par,
            le=le,
            collectivite_id=collectivite.pk,
            details={"modele": carte.code},
        )


@dataclass(frozen=True)
class Versement:
    """What the basket became: the fiches at the top, in order, and the plan where they are (None: in no plan)."""

    fiches: list[Fiche]
    plan: Plan | None


@transaction.atomic
def verser_panier(
    collectivite: Collectivite,
    *,
    plan: Plan | None = None,
    axe: Axe | None = None,
    nom_plan: str = "",
    modeles: Collection[str] | None = None,
    par: Utilisateur,
    le: datetime,
) -> Versement:
    """Turns the cards of the basket (those of `modeles`, all of them when None) into fiches of `axe`, of `plan`, of a
    new plan called `nom_plan`, or of no plan. The statut follows the mark; étapes become sous-fiches; everything else
    that the card says goes into the fiche. The cards used leave the basket. All of it or nothing."""
    exiger(par, "plans.creer_fiche", collectivite)
    plan = _destination(collectivite, plan, axe, nom_plan, par)
    lignes = _verrouiller(collectivite, modeles)
    if plan is None and nom_plan:
        plan = creer_plan(collectivite, nom_plan, par=par, le=le)
    cartes = {ligne.modele: _trouver(ligne.modele) for ligne in lignes}
    entrees = [
        AInscrire(en_fiche(cartes[ligne.modele], STATUTS[ligne.marque]), plan=plan, axe=axe, modele=ligne.modele)
        for ligne in lignes
    ]
    fiches = inscrire_fiches(collectivite, entrees, par=par, le=le)
    LignePanier.objects.filter(pk__in=[ligne.pk for ligne in lignes]).delete()
    nombre = len(fiches)
    ou = f"dans « {axe.nom if axe else plan.nom} »" if plan else "sans plan"
    consigner(
        plan or collectivite,
        "plans.verser_panier",
        f"A créé {nombre} {accorder(nombre, 'fiche')} depuis la bibliothèque, {ou}",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details={"fiches": [fiche.pk for fiche in fiches], "modeles": [ligne.modele for ligne in lignes]},
    )
    return Versement(fiches, plan)


def _destination(
    collectivite: Collectivite, plan: Plan | None, axe: Axe | None, nom_plan: str, par: Utilisateur
) -> Plan | None:
    """The existing plan where the fiches go, None when it is to be made or when there is none."""
    if axe is not None:
        if plan is not None and axe.plan_id != plan.pk:
            raise DonneeRefusee("Cet axe est dans un autre plan : choisissez un axe du plan.")
        plan = axe.plan
    if plan is None:
        return None
    exiger(par, "plans.modifier_plan", plan)
    if plan.collectivite_id != collectivite.pk:
        raise DonneeRefusee(f"Ce plan n'est pas de {collectivite.nom} : choisissez un de ses plans.")
    if nom_plan:
        raise DonneeRefusee("Choisissez un plan ou nommez-en un nouveau, pas les deux.")
    return plan


def _verrouiller(collectivite: Collectivite, modeles: Collection[str] | None) -> list[LignePanier]:
    """Lines to pour, locked: of two people who pour at once, the second finds the basket empty."""
    panier = LignePanier.objects.select_for_update().filter(collectivite=collectivite).order_by("ajoute_le", "id")
    lignes = [ligne for ligne in panier if find_modele(ligne.modele) is not None]
    if modeles is not None:
        lignes = [ligne for ligne in lignes if ligne.modele in modeles]
    if not lignes:
        raise DonneeRefusee("Aucune fiche modèle à créer : choisissez-en dans la bibliothèque.")
    return lignes


def _trouver(code: str) -> ModeleFiche:
    carte = find_modele(code)
    if carte is None:
        raise DonneeRefusee("Cette fiche modèle n'est pas dans la bibliothèque : choisissez-en une autre.")
    return carte


def _verifier_marque(marque: str) -> None:
    if marque not in Marque.values:
        raise DonneeRefusee("Dites si l'action est à faire, déjà en cours ou déjà faite.")
