"""Starting, setting and stopping the circuit of validation of a plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.actions.validation import ecrire_etapes, examiner, verrouiller
from cordee.plans.domain.validation import Etat, GesteValidation, Valideurs
from cordee.plans.models import Circuit, Plan
from cordee.plans.queries.validation import EnCircuit, list_sans_etat, valideurs_possibles_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

QUI_REGLE = (
    "Régler la validation d'un plan demande le rôle « Édition » et, quand le plan désigne qui valide, d'en être "
    "ou d'administrer la collectivité."
)


@transaction.atomic
def regler_circuit(
    plan: Plan,
    valideurs: Valideurs,
    choisis: Collection[int] = (),
    *,
    validees_le: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> int:
    """The fiches of the plan are validated by these people; `choisis` are accounts of its members. With `validees_le`,
    those that have no state there yet are taken as validated that day (« Démarrer un circuit »). Returns how many."""
    exiger(par, "plans.regler_validation", plan, raison=QUI_REGLE)
    retenus = _lire_choisis(plan, valideurs, choisis)
    if validees_le is not None and validees_le > timezone.localtime(le).date():
        raise DonneeRefusee("La date de validation est à venir : donnez celle de la délibération, ou d'aujourd'hui.")
    verrouille = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=plan.pk)
    circuit, nouveau = Circuit.objects.get_or_create(plan=verrouille, defaults={"regle_le": le, "regle_par": par})
    demarre = nouveau or not circuit.actif
    circuit.actif, circuit.valideurs, circuit.regle_le, circuit.regle_par = True, valideurs, le, par
    circuit.save(update_fields=["actif", "valideurs", "regle_le", "regle_par"])
    circuit.choisis.set(retenus)
    plan.circuit = circuit
    validees = _tenir_pour_validees(plan, validees_le, par, le) if validees_le is not None else 0
    suite = f", {validees} {accorder(validees, 'fiche tenue', 'fiches tenues')} pour {accorder(validees, 'validée')}"
    consigner(
        plan, "plans.regler_validation",
        f"{'A mis en place' if demarre else 'A réglé'} la validation des fiches de « {plan.nom} »"
        + (suite if validees else ""),
        par=par, le=le, collectivite_id=plan.collectivite_id,
        details={"valideurs": str(valideurs), "choisis": sorted(u.pk for u in retenus), "validees": validees},
    )  # fmt: skip
    return validees


def _lire_choisis(plan: Plan, valideurs: Valideurs, choisis: Collection[int]) -> list[Utilisateur]:
    if valideurs is not Valideurs.CHOISIS:
        return []
    possibles = {u.pk: u for u in valideurs_possibles_of(plan.collectivite)}
    if not choisis:
        raise DonneeRefusee("Choisissez au moins une personne qui valide, ou laissez ce soin aux responsables du plan.")
    if set(choisis) - set(possibles):
        raise DonneeRefusee("Une des personnes choisies n'est plus membre de la collectivité : rechargez la page.")
    return [possibles[pk] for pk in dict.fromkeys(choisis)]


def _tenir_pour_validees(plan: Plan, jour: date, par: Utilisateur, le: datetime) -> int:
    """Fiches without any state yet become validated."""
    places = [EnCircuit(fiche, plan) for fiche in list_sans_etat(plan)]
    examens = examiner(verrouiller(places))
    issues = [(examen, Etat.VALIDEE) for examen in examens]
    return len(ecrire_etapes(plan, issues, GesteValidation.VALIDER, jour=jour, par=par, le=le)) if issues else 0


@transaction.atomic
def arreter_circuit(plan: Plan, *, par: Utilisateur, le: datetime) -> None:
    """The fiches of the plan are no longer validated; what was is kept, and comes back with the circuit."""
    exiger(par, "plans.regler_validation", plan, raison=QUI_REGLE)
    arretes = Circuit.objects.filter(plan=plan, actif=True).update(actif=False, regle_le=le, regle_par=par)
    if not arretes:
        raise DonneeRefusee("Les fiches de ce plan ne sont pas validées : il n'y a rien à arrêter.")
    consigner(
        plan, "plans.regler_validation", f"A arrêté la validation des fiches de « {plan.nom} »", par=par, le=le,
        collectivite_id=plan.collectivite_id,
    )  # fmt: skip


def recopier_circuit(plan: Plan, copie: Plan, *, par: Utilisateur, le: datetime) -> None:
    """The copy of a plan is validated as the plan is, by the same people of the same collectivité; all its fiches are
    brouillons. Called by the duplication, in its transaction."""
    circuit = Circuit.objects.filter(plan=plan, actif=True).first()
    if circuit is None or plan.collectivite_id != copie.collectivite_id:
        return
    nouveau = Circuit.objects.create(plan=copie, valideurs=circuit.valideurs, regle_le=le, regle_par=par)
    nouveau.choisis.set(circuit.choisis.all())
