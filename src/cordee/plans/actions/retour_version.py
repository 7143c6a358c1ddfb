"""Giving the fields of a fiche the value that they had in its validated version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.validation import ContenuChange, examiner, verrouiller
from cordee.plans.domain.validation import champs_a_remettre
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.fiche import derniere_ecriture
from cordee.plans.queries.validation import EnCircuit, version_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

VERBE = "plans.revenir_a_la_version_validee"


@transaction.atomic
def remettre_champs(place: EnCircuit, *, lue: str, par: Utilisateur, le: datetime) -> Ecriture:
    """Texts, dates and choices of the fiche itself become those of the validated version; names and rows (budget,
    indicators, sous-fiches…) stay. `lue` is the empreinte of what the person read. Returns the entry of the trail, by
    which it is taken back. Raises `DonneeRefusee` when there is nothing to give back."""
    exiger(par, "plans.modifier_fiche", place.fiche, raison=qui_peut_modifier())
    version = version_of(place.fiche, place.plan)
    examens = examiner(verrouiller([place]))
    if version is None or not examens:
        raise DonneeRefusee("Cette fiche n'a pas de version validée à laquelle revenir.")
    if lue != examens[0].empreinte:
        raise ContenuChange
    champs = champs_a_remettre(version, examens[0].contenu)
    if not champs:
        raise DonneeRefusee("Les champs de la fiche sont déjà ceux de la version validée : rien n'est à remettre.")
    valeurs = {nom: valeur for paire in champs.values() for nom, valeur in paire.items()}
    modifier_fiche(examens[0].place.fiche, valeurs, par=par, le=le, verbe=VERBE)
    ecriture = derniere_ecriture(place.fiche, par)
    assert ecriture is not None  # modifier_fiche wrote it
    return ecriture
