"""What is known of the statuts of past months, told from the audit trail (docs/calculs/repartitions.md, « Relevés
mensuels »)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cordee.outils.dates import debut_de_mois, reculer_de_mois
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.retard import last_day

MOIS_RECONSTITUES = 36


@dataclass(frozen=True, slots=True)
class FicheRacontee:
    """A fiche that is there now: the day of its creation, its statut, and the changes that the trail tells, each by its
    day and the statut of before."""

    creee_le: date
    statut: str
    changements: tuple[tuple[date, str], ...] = ()

    def statut_au(self, jour: date) -> str | None:
        """Its statut at the end of a day; None before its creation. Read backwards: what came before the first change
        after that day, else what it is now."""
        if self.creee_le > jour:
            return None
        apres = [changement for changement in self.changements if changement[0] > jour]
        return min(apres, key=lambda changement: changement[0])[1] if apres else self.statut


def list_mois_passes(premier: date, aujourdhui: date) -> list[date]:
    """First days of the months before the current one, from that of `premier`, the last three years at most."""
    mois = [reculer_de_mois(aujourdhui, recul) for recul in range(MOIS_RECONSTITUES, 0, -1)]
    return [debut for debut in mois if debut >= debut_de_mois(premier)]


def reconstituer(fiches: Sequence[FicheRacontee], mois: Iterable[date]) -> dict[date, dict[str, int]]:
    """Fiches by statut at the end of each month; months without any fiche are absent."""
    resultats: dict[date, dict[str, int]] = {}
    for debut in mois:
        fin = last_day(debut, Precision.MOIS)
        comptes = Counter(statut for fiche in fiches if (statut := fiche.statut_au(fin)) is not None)
        if comptes:
            resultats[debut] = dict(comptes)
    return resultats
