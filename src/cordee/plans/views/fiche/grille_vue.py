"""The calendar of the sous-actions on the page of their fiche."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cordee.outils.texte import typographier
from cordee.plans.domain.grille_calendrier import Etape, GrilleCalendrier, compute_grille
from cordee.plans.domain.retard import first_day, last_day
from cordee.plans.models import Fiche
from cordee.plans.queries.fiche import Noeud


def composer_grille(noeud: Noeud) -> GrilleCalendrier | None:
    """The grid of what is under this fiche; None when nothing there has a date."""
    return compute_grille(list(_etapes(noeud, "")), _dernier_jour(noeud.fiche))


def _etapes(parent: Noeud, prefixe: str) -> Iterable[Etape]:
    for rang, noeud in enumerate(parent.dessous, 1):
        fiche, numero = noeud.fiche, f"{prefixe}{rang}"
        yield Etape(
            numero,
            typographier(fiche.titre),
            first_day(fiche.debut, fiche.precision_debut) if fiche.debut else None,
            _dernier_jour(fiche),
            fiche.amelioration_continue,
            typographier(fiche.calendrier[:1].upper() + fiche.calendrier[1:]),
        )
        yield from _etapes(noeud, f"{numero}.")


def _dernier_jour(fiche: Fiche) -> date | None:
    return last_day(fiche.fin, fiche.precision_fin) if fiche.fin else None
