"""The state of a validated fiche follows its content: called by every action that writes one, in its transaction, once
everything is written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cordee.plans.domain.validation import suivre
from cordee.plans.domain.versions import comparer_versions, relire
from cordee.plans.models import Fiche, Validation
from cordee.plans.queries.validation import a_suivre, contenus_of

LOT = 200


def suivre_contenu(pks: Collection[int]) -> int:
    """Compares these fiches (or the ones above these sous-fiches) with their validated versions, and writes those whose
    state is no longer that. One query when none of them has a validated version. Returns how many changed."""
    rangees = list(a_suivre(pks).select_related("validee").select_for_update(of=("self",))) if pks else []
    if not rangees:
        return 0
    contenus = contenus_of({rangee.fiche_id for rangee in rangees})
    changees = []
    for rangee in rangees:
        assert rangee.validee is not None  # a_suivre
        assert rangee.validee.version is not None  # it is the step that validated
        differe = bool(comparer_versions(relire(rangee.validee.version), contenus[rangee.fiche_id]))
        etat = suivre(rangee.etat_lisible, differe=differe)
        if etat != rangee.etat:
            rangee.etat = etat
            changees.append(rangee)
    Validation.objects.bulk_update(changees, ["etat"], batch_size=LOT)
    return len(changees)


def suivre_depuis(depuis: datetime) -> int:
    """The same for every fiche or sous-fiche written since an instant: what a forgotten door left behind."""
    return suivre_contenu(list(Fiche.objects.filter(modifie_le__gte=depuis).values_list("pk", flat=True)))
