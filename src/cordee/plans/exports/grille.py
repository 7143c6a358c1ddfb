"""The calendar of the sous-actions of a fiche read whole, as the layouts draw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cordee.outils.texte import typographier
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.grille_calendrier import Etape, GrilleCalendrier, compute_grille
from cordee.plans.domain.retard import first_day, last_day

MARQUE = "prévu"
"""What a filled cell says to those who do not see it."""


def grille(fiche: FicheComplete) -> GrilleCalendrier | None:
    """The calendar of its sous-actions."""
    return compute_grille(list(_etapes(fiche.sous_fiches)), _dernier_jour(fiche))


def _etapes(fiches: Sequence[FicheComplete], prefixe: str = "") -> Iterable[Etape]:
    for rang, fiche in enumerate(fiches, 1):
        numero = f"{prefixe}{rang}"
        debut = first_day(fiche.debut.jour, fiche.debut.precision) if fiche.debut else None
        continu = bool(fiche.amelioration_continue)
        titre, mots = typographier(fiche.titre), typographier(fiche.calendrier)
        yield Etape(numero, titre, debut, _dernier_jour(fiche), continu, mots[:1].upper() + mots[1:])
        yield from _etapes(fiche.sous_fiches, f"{numero}.")


def _dernier_jour(fiche: FicheComplete) -> date | None:
    return last_day(fiche.fin.jour, fiche.fin.precision) if fiche.fin else None
