"""Values of 2019 and objectives of 2030 that the leviers are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.plans.domain.trajectoire import ANNEE_BUT, ANNEE_DEPART, DEPART
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite


@transaction.atomic
def saisir_trajectoire(
    collectivite: Collectivite,
    saisies: Mapping[tuple[Indicateur, str], float | None],
    *,
    par: Utilisateur,
    le: datetime,
) -> int:
    """Writes results of 2019 (`DEPART`) and objectives of 2030 (`BUT`), all or none; None empties. Each is a line
    of the trail, as on the page of its indicateur. Returns how many were given. Raises as `saisir_valeur`."""
    exiger(par, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    for (indicateur, bout), nombre in saisies.items():
        if bout == DEPART:
            saisir_valeur(collectivite, indicateur, ANNEE_DEPART, resultat=nombre, par=par, le=le)
        else:
            saisir_valeur(collectivite, indicateur, ANNEE_BUT, objectif=nombre, par=par, le=le)
    return len(saisies)
