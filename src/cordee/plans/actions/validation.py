"""Proposing, validating, sending back: the gestures of the circuit of a plan (docs/calculs/validation.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner_plusieurs
from cordee.plans.actions.prevenir_validation import (
    RENVOYEE,
    VALIDEE,
    annuler_propositions,
    prevenir_issues,
    prevenir_propositions,
)
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.validation import (
    FAITS,
    Etat,
    GesteRefuse,
    GesteValidation,
    empreinte,
    transiter,
)
from cordee.plans.domain.versions import comparer_versions, figer, relire
from cordee.plans.models import EtapeValidation, Fiche, Plan, Validation
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.validation import EnCircuit, contenus_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

NOM_MAX, LOT = 170, 200
QUI_VALIDE = (
    "Valider les fiches de ce plan revient aux personnes que ses réglages désignent : proposez la fiche, elles seront "
    "prévenues."
)


class ContenuChange(DonneeRefusee):
    """The fiche is no longer what the person read: nothing was written."""

    def __init__(self) -> None:
        super().__init__("La fiche a changé depuis que vous l'avez lue : relisez-la, rien n'est enregistré.")


@dataclass(frozen=True)
class Examen:
    """A fiche in a plan, its content now, and whether it is no longer the validated one."""

    place: EnCircuit
    contenu: FicheComplete
    figee: Mapping[str, Any]
    empreinte: str
    differe: bool

    def transiter(self, geste: GesteValidation, mot: str = "") -> Etat:
        """State after the geste. Raises `GesteRefuse`."""
        validation = self.place.validation
        a_version = validation is not None and validation.validee_id is not None
        return transiter(geste, self.place.etat, mot, a_version=a_version, differe=self.differe)


def examiner(places: Iterable[EnCircuit]) -> list[Examen]:
    """What a decision rests on, read in a fixed number of queries; a fiche that was deleted meanwhile is left out."""
    par_fiche = {place.fiche.pk: place for place in places}
    contenus = contenus_of(list(par_fiche))
    validees = {p.validation.validee_id for p in par_fiche.values() if p.validation and p.validation.validee_id}
    versions = dict(EtapeValidation.objects.filter(pk__in=validees).values_list("pk", "version")) if validees else {}
    examens = []
    for pk, contenu in contenus.items():
        place, figee = par_fiche[pk], figer(contenu)
        validee = place.validation.validee_id if place.validation is not None else None
        version = versions.get(validee) if validee is not None else None
        differe = version is not None and bool(comparer_versions(relire(version), contenu))
        examens.append(Examen(place, contenu, figee, empreinte(figee), differe))
    return examens


@transaction.atomic
def proposer_fiche(place: EnCircuit, mot: str = "", *, lue: str = "", par: Utilisateur, le: datetime) -> Validation:
    """Asks those who validate to read the fiche; they are told. `lue` is the empreinte of what the person read: raises
    `ContenuChange` when it is no longer that."""
    exiger(par, "plans.proposer_fiche", place, raison=qui_peut_modifier())
    validation = _faire(place, GesteValidation.PROPOSER, mot, lue, par, le)
    prevenir_propositions([validation], place.plan, par=par, le=le)
    return validation


@transaction.atomic
def reprendre_proposition(place: EnCircuit, *, par: Utilisateur, le: datetime) -> Validation:
    """Takes a proposal back; those who were not told yet are not."""
    exiger(par, "plans.proposer_fiche", place, raison=qui_peut_modifier())
    validation = _faire(place, GesteValidation.REPRENDRE, "", "", par, le)
    annuler_propositions([validation], le=le)
    return validation


@transaction.atomic
def valider_fiche(
    place: EnCircuit, mot: str = "", *, lue: str = "", jour: date | None = None, par: Utilisateur, le: datetime
) -> Validation:
    """Validates what the fiche says now, and keeps it; on `jour` when the decision was taken another day. The pilotes
    and who proposed it are told."""
    exiger(par, "plans.valider_fiche", place, raison=QUI_VALIDE)
    validation = _faire(place, GesteValidation.VALIDER, mot, lue, par, le, jour)
    prevenir_issues([validation], VALIDEE, place.plan, par=par, le=le)
    return validation


@transaction.atomic
def renvoyer_fiche(place: EnCircuit, mot: str, *, lue: str = "", par: Utilisateur, le: datetime) -> Validation:
    """Sends a proposal back, with the word that says what to do; the pilotes and who proposed it are told."""
    exiger(par, "plans.valider_fiche", place, raison=QUI_VALIDE)
    validation = _faire(place, GesteValidation.RENVOYER, mot, lue, par, le)
    prevenir_issues([validation], RENVOYEE, place.plan, par=par, le=le)
    return validation


@transaction.atomic
def retirer_validation(place: EnCircuit, mot: str, *, par: Utilisateur, le: datetime) -> Validation:
    """Takes a validation back: the fiche is a brouillon again. The version stays in the steps."""
    exiger(par, "plans.valider_fiche", place, raison=QUI_VALIDE)
    validation = _faire(place, GesteValidation.RETIRER, mot, "", par, le)
    prevenir_issues([validation], RENVOYEE, place.plan, par=par, le=le)
    return validation


def _faire(
    place: EnCircuit, geste: GesteValidation, mot: str, lue: str, par: Utilisateur, le: datetime,
    jour: date | None = None,
) -> Validation:  # fmt: skip
    """One geste on one fiche, under its lock."""
    actuelle = verrouiller([place])
    examens = examiner(actuelle)
    if not examens:
        raise DonneeRefusee("Cette fiche a été supprimée entre-temps : demandez à la restaurer, ou rechargez le plan.")
    (examen,) = examens
    if lue and lue != examen.empreinte:
        raise ContenuChange
    propre = mot.replace("\r\n", "\n").replace("\0", "").strip()
    try:
        etat = examen.transiter(geste, propre)
    except GesteRefuse as refus:
        raise DonneeRefusee(str(refus)) from refus
    if jour is not None and jour > timezone.localtime(le).date():
        raise DonneeRefusee("La date de la décision est à venir : donnez le jour où elle a été prise.")
    (validation,) = ecrire_etapes(place.plan, [(examen, etat)], geste, propre, jour=jour, par=par, le=le)
    return validation


def verrouiller(places: Sequence[EnCircuit]) -> list[EnCircuit]:
    """The same as they are now, their fiches locked until the end of the transaction; deleted ones are left out."""
    ids = [place.fiche.pk for place in places]
    verrouillees = Fiche.objects.select_for_update().filter(pk__in=ids, supprimee_le__isnull=True).order_by("pk")
    fiches = {fiche.pk: fiche for fiche in verrouillees}
    rangees = {
        (v.fiche_id, v.plan_id): v
        for v in Validation.objects.select_for_update().filter(fiche__in=ids, plan__in={p.plan.pk for p in places})
    }
    return [
        EnCircuit(fiches[place.fiche.pk], place.plan, rangees.get((place.fiche.pk, place.plan.pk)))
        for place in places
        if place.fiche.pk in fiches
    ]


def ecrire_etapes(
    plan: Plan,
    issues: Sequence[tuple[Examen, Etat]],
    geste: GesteValidation,
    mot: str = "",
    *,
    jour: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> list[Validation]:
    """Writes the same geste on these fiches of a plan, and its trail: called by an action that has asked the right, in
    its transaction. A number of queries that does not depend on that of the fiches."""
    valide = geste is GesteValidation.VALIDER
    etapes = EtapeValidation.objects.bulk_create(
        [
            EtapeValidation(
                fiche=examen.place.fiche, plan=plan, geste=geste, etat=etat, mot=mot, empreinte=examen.empreinte,
                version=examen.figee if valide else None, jour=jour or timezone.localtime(le).date(), le=le, par=par,
                par_nom=par.nom_complet[:NOM_MAX],
            )
            for examen, etat in issues
        ],
        batch_size=LOT,
    )  # fmt: skip
    nouvelles: list[Validation] = []
    connues: list[Validation] = []
    for (examen, etat), etape in zip(issues, etapes, strict=True):
        rangee = examen.place.validation or Validation(fiche=examen.place.fiche, plan=plan)
        (connues if rangee.pk else nouvelles).append(rangee)
        rangee.etat, rangee.derniere = etat, etape
        if valide:
            rangee.validee = etape
        elif geste is GesteValidation.RETIRER:
            rangee.validee = None
    Validation.objects.bulk_create(nouvelles, batch_size=LOT)
    Validation.objects.bulk_update(connues, ["etat", "derniere", "validee"], batch_size=LOT)
    consigner_plusieurs(
        (
            (
                examen.place.fiche,
                f"{FAITS[geste][0].upper()}{FAITS[geste][1:]} « {examen.place.fiche.titre} » dans « {plan.nom} »",
                {"plan": plan.pk, "etat": str(etat), "mot": mot},
            )
            for examen, etat in issues
        ),
        f"plans.{geste}_validation", par=par, le=le, collectivite_id=plan.collectivite_id,
    )  # fmt: skip
    return [*nouvelles, *connues]
