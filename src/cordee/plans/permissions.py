"""Who may do what on plans and fiches. The object is a Collectivite, a Plan or a Fiche, as the code says.

A contributor changes the fiches of which they are pilote; an editor changes everything; somebody who edits in a
collectivité that carries the fiche has the same rights on it as its owner, but for deletion and sharing. A sous-fiche
is deleted by whoever may create one in its place.
"""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.plans.models import DemarchePcaet, Fiche, Import, Plan, Rappel
from cordee.plans.queries.demarche import demarche_for, est_pilote_de, publiee_of
from cordee.plans.queries.imports import import_for
from cordee.plans.queries.tableaux import Portee
from cordee.plans.queries.validation import EnCircuit, designes_of, en_circuit_for, reglage_of, valide_dans
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL as ROLE_CONFIDENTIEL
from cordee.plans.queries.visibilite import (
    est_confidentielle,
    est_nommee,
    est_pilote,
    fiche_for,
    fiche_supprimee_for,
    plan_for,
    role_sur,
)
from cordee.socle.permissions import declarer, exiger, introuvable
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import au_moins, obtenir_collectivite
from cordee.territoires.queries import role_effectif


def sur_plan(role: Role) -> rules.predicates.Predicate:
    """Predicate on a Plan: this role in the collectivité that owns it."""

    def predicat(utilisateur: Utilisateur, plan: Plan | None) -> bool:
        if plan is None or not utilisateur.is_authenticated:
            return False
        effectif = role_effectif(utilisateur, plan.collectivite)
        return effectif is not None and effectif.rang >= role.rang

    return rules.predicate(predicat, name=f"plan_{role.value}")


def sur_fiche(role: Role, *, pilote: bool = False, proprietaire: bool = False) -> rules.predicates.Predicate:
    """Predicate on a Fiche: this role in one of the collectivités that carry it (`proprietaire`: in its owner). With
    `pilote`, contributing and being its pilote is enough."""

    def predicat(utilisateur: Utilisateur, fiche: Fiche | None) -> bool:
        if fiche is None or not utilisateur.is_authenticated:
            return False
        effectif = role_effectif(utilisateur, fiche.collectivite) if proprietaire else role_sur(utilisateur, fiche)
        if effectif is None:
            return False
        if effectif.rang >= role.rang:
            return True
        return pilote and effectif.rang >= Role.CONTRIBUTION.rang and est_pilote(utilisateur, fiche)

    return rules.predicate(predicat, name=f"fiche_{role.value}{'_pilote' if pilote else ''}")


def voit_fiche(utilisateur: Utilisateur, fiche: Fiche | None) -> bool:
    """A role where the fiche is carried; for a confidential one, contributing there or being named by it."""
    if fiche is None or not utilisateur.is_authenticated:
        return False
    effectif = role_sur(utilisateur, fiche)
    if effectif is None:
        return False
    if effectif.rang >= ROLE_CONFIDENTIEL.rang or not est_confidentielle(fiche):
        return True
    return est_nommee(utilisateur, fiche)


def edite_demarche(utilisateur: Utilisateur, demarche: DemarchePcaet | None) -> bool:
    """Editing in the collectivité of the démarche."""
    if demarche is None or not utilisateur.is_authenticated:
        return False
    effectif = role_effectif(utilisateur, demarche.collectivite)
    return effectif is not None and effectif.rang >= Role.EDITION.rang


def conduit_demarche(utilisateur: Utilisateur, demarche: DemarchePcaet | None) -> bool:
    """Editing there and, when pilotes of the démarche have an account, being one of them."""
    return demarche is not None and utilisateur.is_authenticated and est_pilote_de(utilisateur, demarche)


def regle_tableau(utilisateur: Utilisateur, portee: Portee | None) -> bool:
    """The common dashboard: administering there; that of a plan: editing it; one's own: having a role there."""
    if portee is None or not utilisateur.is_authenticated:
        return False
    if portee.plan is not None:
        return bool(sur_plan(Role.EDITION).test(utilisateur, portee.plan))
    if portee.utilisateur is not None:
        siens = portee.utilisateur.pk == utilisateur.pk
        return siens and role_effectif(utilisateur, portee.collectivite) is not None
    return bool(au_moins(Role.ADMINISTRATION).test(utilisateur, portee.collectivite))


def supprime_fiche(utilisateur: Utilisateur, fiche: Fiche | None) -> bool:
    """A fiche: editing in its owner. A sous-fiche: whoever may create one there, that is detailing what is above."""
    if fiche is None:
        return False
    if fiche.parent_id is None:
        return bool(sur_fiche(Role.EDITION, proprietaire=True).test(utilisateur, fiche))
    return bool(sur_fiche(Role.EDITION, pilote=True).test(utilisateur, fiche.parent))


def propose_fiche(utilisateur: Utilisateur, place: EnCircuit | None) -> bool:
    """Whoever may change the fiche may propose it, and take the proposal back."""
    return place is not None and bool(sur_fiche(Role.EDITION, pilote=True).test(utilisateur, place.fiche))


def valide_fiche(utilisateur: Utilisateur, place: EnCircuit | None) -> bool:
    """Those whom the plan says (docs/calculs/validation.md, « Circuit »)."""
    return (
        place is not None and utilisateur.is_authenticated and valide_dans(utilisateur, place.plan, place.plan.circuit)
    )


def compare_versions(utilisateur: Utilisateur, place: EnCircuit | None) -> bool:
    """Contributing where the fiche is carried, as for its history; validating it: nobody decides without reading."""
    if place is None:
        return False
    contribue = bool(sur_fiche(ROLE_CONFIDENTIEL).test(utilisateur, place.fiche))
    return contribue or valide_fiche(utilisateur, place)


def regle_validation(utilisateur: Utilisateur, plan: Plan | None) -> bool:
    """Editing the plan; once it says who validates, being one of them or administering: nobody validates their own
    fiches by taking the circuit away."""
    if plan is None or not sur_plan(Role.EDITION).test(utilisateur, plan):
        return False
    circuit = reglage_of(plan)
    if circuit is None or not circuit.actif or not (nommes := designes_of(plan, circuit)):
        return True
    return utilisateur in nommes or bool(sur_plan(Role.ADMINISTRATION).test(utilisateur, plan))


def regle_rappel(utilisateur: Utilisateur, rappel: Rappel | None) -> bool:
    """Its person, or whoever put it, while they see the fiche."""
    if rappel is None or utilisateur.pk not in {rappel.destinataire_id, rappel.auteur_id}:
        return False
    return voit_fiche(utilisateur, rappel.fiche)


declarer("plans.regler_rappels", au_moins(Role.ADMINISTRATION))
declarer("plans.regler_rappel", rules.predicate(regle_rappel))
declarer("plans.voir_fiche", rules.predicate(voit_fiche))
declarer("plans.creer_plan", au_moins(Role.EDITION))
declarer("plans.modifier_plan", sur_plan(Role.EDITION))
declarer("plans.supprimer_plan", sur_plan(Role.EDITION))
declarer("plans.commenter_plan", sur_plan(Role.CONTRIBUTION))
declarer("plans.creer_fiche", au_moins(Role.EDITION))
declarer("plans.modifier_fiche", sur_fiche(Role.EDITION, pilote=True))
declarer("plans.detailler_fiche", sur_fiche(Role.EDITION, pilote=True))
declarer("plans.editer_fiche", sur_fiche(Role.EDITION))
declarer("plans.lier_mesure", sur_fiche(Role.EDITION, proprietaire=True))
declarer("plans.commenter_fiche", sur_fiche(Role.CONTRIBUTION))
declarer("plans.placer_fiche", sur_fiche(Role.EDITION))
declarer("plans.supprimer_fiche", rules.predicate(supprime_fiche))
declarer("plans.partager_fiche", sur_fiche(Role.EDITION, proprietaire=True))
declarer("plans.quitter_partage", au_moins(Role.EDITION))
declarer("plans.modifier_en_lot", au_moins(Role.EDITION))
declarer("plans.proposer_fiche", rules.predicate(propose_fiche))
declarer("plans.valider_fiche", rules.predicate(valide_fiche))
declarer("plans.regler_validation", rules.predicate(regle_validation))
declarer("plans.comparer_versions", rules.predicate(compare_versions))
declarer("plans.lire_historique", au_moins(ROLE_CONFIDENTIEL))
declarer("plans.importer", au_moins(Role.EDITION))
declarer("plans.exporter", au_moins(Role.LECTURE))
declarer("plans.regler", au_moins(Role.EDITION))
declarer("plans.definir_pilotage", au_moins(Role.EDITION))
declarer("plans.enregistrer_vue", au_moins(Role.LECTURE))
declarer("plans.partager_vue", au_moins(Role.EDITION))
declarer("plans.regler_tableau", rules.predicate(regle_tableau))
declarer("plans.ouvrir_demarche", au_moins(Role.EDITION))
declarer("plans.modifier_demarche", rules.predicate(edite_demarche))
declarer("plans.gerer_demarche", rules.predicate(conduit_demarche))


def obtenir_plan(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Plan]:
    """The collectivité and the plan of an address, or 404 for whoever may not see it."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    plan = plan_for(utilisateur, collectivite, pk)
    return (collectivite, plan) if plan is not None else introuvable()


def obtenir_fiche(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Fiche]:
    """The collectivité from which one looks and the fiche of an address, or 404 for whoever may not see it."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    fiche = fiche_for(utilisateur, collectivite, pk)
    return (collectivite, fiche) if fiche is not None else introuvable()


def obtenir_place(utilisateur: Utilisateur, siren: str, pk: int, plan: int) -> tuple[Collectivite, EnCircuit]:
    """The collectivité from which one looks and the fiche of an address in a plan that has a circuit, or 404."""
    collectivite, fiche = obtenir_fiche(utilisateur, siren, pk)
    place = en_circuit_for(utilisateur, fiche, plan)
    return (collectivite, place) if place is not None else introuvable()


def obtenir_demarche(utilisateur: Utilisateur, siren: str, pk: int) -> DemarchePcaet:
    """The démarche of an address, or 404 for whoever may not see it."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    demarche = demarche_for(utilisateur, collectivite, pk)
    return demarche if demarche is not None else introuvable()


def obtenir_demarche_publiee(pk: int) -> DemarchePcaet:
    """A démarche that everybody may read, or 404."""
    demarche = publiee_of(pk)
    return demarche if demarche is not None else introuvable()


def obtenir_fiche_supprimee(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Fiche]:
    """The collectivité and the deleted fiche of an address, or 404."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    fiche = fiche_supprimee_for(utilisateur, collectivite, pk)
    return (collectivite, fiche) if fiche is not None else introuvable()


def obtenir_import(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Import]:
    """The collectivité and the import of an address, or 404; 403 for whoever may not import there."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    exiger(utilisateur, "plans.importer", collectivite)
    depot = import_for(collectivite, pk)
    return (collectivite, depot) if depot is not None else introuvable()


def qui_peut_modifier() -> str:
    """Sentence shown beside what somebody cannot change."""
    return (
        "Votre rôle permet de lire cette fiche, pas de la changer. Demandez à en être pilote, ou le rôle « Édition », "
        "à une personne qui administre la collectivité (page « Membres et rôles »)."
    )


def qui_lie_des_mesures() -> str:
    """Sentence shown to who changes a fiche without writing in the état des lieux of its collectivité."""
    return (
        "Lier une fiche à une mesure s'écrit dans l'état des lieux de la collectivité qui porte la fiche : cela y "
        "demande le rôle « Édition ». Dites la mesure en commentaire, une personne qui l'a fera le lien."
    )


def qui_peut_conduire() -> str:
    """Sentence shown to who reads a démarche without editing it."""
    return (
        "Votre rôle permet de lire cette démarche, pas de la changer. Demandez le rôle « Édition » à une personne qui "
        "administre la collectivité (page « Membres et rôles »)."
    )


def qui_conduit_ailleurs(demarche: DemarchePcaet) -> str:
    """The same, to who looks at it from a collectivité that carries the plan along."""
    return (
        f"Cette démarche est conduite par {demarche.collectivite.nom}, avec qui votre collectivité porte le plan : "
        "vous la lisez, elle se change là-bas."
    )
