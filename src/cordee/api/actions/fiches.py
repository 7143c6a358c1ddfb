"""What the API writes by several actions of the plans at once, or from a version that the program read.

Nothing here decides anything of its own: rights, checks and trail are those of `plans.actions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition import ajouter_financement, definir_budget, modifier_financement
from cordee.plans.actions.composition.ecriture import ouvrir
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.actions.suivi import changer_statut
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.listes import TypeBudget, UniteBudget
from cordee.plans.models import Fiche, Financement, LigneBudget
from cordee.plans.queries.dossier_lignes import financement_cite


class VersionDepassee(Exception):
    """The fiche changed since the version that the program read: nothing was written. `champs` are those asked."""

    def __init__(self, fiche: Fiche, champs: Iterable[str]) -> None:
        super().__init__(f"version {fiche.version}")
        self.fiche, self.champs = fiche, tuple(champs)


@transaction.atomic
def modifier_depuis(
    fiche: Fiche, champs: Mapping[str, Any], version: int | None, *, par: Utilisateur, le: datetime
) -> Fiche:
    """Changes the fields given, unless the fiche is past the version (None: whatever it is). Raises VersionDepassee,
    and what `modifier_fiche` raises."""
    _verrouiller(fiche, version, champs, par)
    return modifier_fiche(fiche, champs, par=par, le=le)


@transaction.atomic
def changer_statut_depuis(
    fiche: Fiche, statut: str, precision: str | None, version: int | None, *, par: Utilisateur, le: datetime
) -> Fiche:
    """The same for the statut, which lifts what blocked."""
    _verrouiller(fiche, version, ("statut", "etat_precision"), par)
    return changer_statut(fiche, statut, precision=precision, par=par, le=le)[0]


@transaction.atomic
def supprimer_depuis(fiche: Fiche, version: int | None, *, par: Utilisateur, le: datetime) -> None:
    """The same for a deletion, which the screens can take back."""
    _verrouiller(fiche, version, (), par, code="plans.supprimer_fiche")
    supprimer_fiche(fiche, par=par, le=le)


def _verrouiller(
    fiche: Fiche, version: int | None, champs: Iterable[str], par: Utilisateur, code: str = "plans.modifier_fiche"
) -> None:
    """Locks the fiche, once the right is asked: what it now holds is not told to who may not change it."""
    ouverte = ouvrir(fiche, par=par, code=code)
    if version is not None and ouverte.version != version:
        raise VersionDepassee(ouverte, champs)


@transaction.atomic
def ecrire_budget(
    fiche: Fiche,
    nature: TypeBudget,
    unite: UniteBudget,
    annee: int | None,
    montants: Mapping[str, Any],
    *,
    par: Utilisateur,
    le: datetime,
) -> LigneBudget | None:
    """Writes the amounts given in the line of this kind, unit and year; the others stay. None when nothing is left of
    the line."""
    ouverte = ouvrir(fiche, par=par)
    ligne = LigneBudget.objects.filter(fiche=ouverte, type=nature, unite=unite, annee=annee).first()
    actuels = {nom: getattr(ligne, nom) for nom in ("prevu", "prevu_max", "reel", "est_etale")} if ligne else {}
    voulue = valeurs.LigneBudget(nature, unite, annee, **{**actuels, **montants})
    return definir_budget(fiche, voulue, par=par, le=le)


@transaction.atomic
def ecrire_financement(
    fiche: Fiche, financement: Financement | None, donnees: Mapping[str, Any], *, par: Utilisateur, le: datetime
) -> Financement:
    """Adds a funding (None), or changes what is given of one; the rest stays."""
    if financement is None:
        return ajouter_financement(fiche, valeurs.FinancementCite(**{"financeur": "", **donnees}), par=par, le=le)
    ouvrir(fiche, par=par)
    actuel = Financement.objects.select_related("financeur").get(pk=financement.pk)
    return modifier_financement(financement, replace(financement_cite(actuel), **donnees), par=par, le=le)
