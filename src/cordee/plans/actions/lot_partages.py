"""Collectivités with which fiches are carried, for bulk edits and their undoing.

A sharing that ends takes along the places in the plans of those who no longer carry the fiche: both are photographed in
`trace`, and come back as they were when the bulk edit that ended them is undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.partage import annoncer_partages, retirer_partages
from cordee.plans.actions.partages_rendus import photographier, remettre
from cordee.plans.domain.lot import Sens
from cordee.plans.models import Fiche, Partage, Placement
from cordee.plans.queries.partage import list_partageables_de
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

LOT = 500


class Partages:
    """Reads and writes who carries fiches with their owner; `rendue` is the trace of the bulk edit that is undone."""

    def __init__(
        self, proprietaire: Collectivite, *, par: Utilisateur, le: datetime, rendue: Mapping[str, Any] | None = None
    ) -> None:
        self.proprietaire, self.par, self.le = proprietaire, par, le
        self.rendue = rendue or {}
        self.trace: dict[str, Any] = {}

    def lire(self, ids: list[int]) -> dict[int, list[int]]:
        """One query."""
        avec: dict[int, list[int]] = {pk: [] for pk in ids}
        partages = Partage.objects.filter(fiche__in=ids).order_by("id")
        for fiche, collectivite in partages.values_list("fiche_id", "collectivite_id"):
            avec[fiche].append(collectivite)
        return avec

    def ecrire(self, valeurs: Mapping[int, list[int]]) -> None:
        """Ends what is no longer wanted, opens what is missing; a number of queries that does not depend on that of
        the fiches."""
        actuelles = self.lire(list(valeurs))
        finis: dict[int, list[int]] = {}
        for pk, voulues in valeurs.items():
            for collectivite in (c for c in actuelles[pk] if c not in voulues):
                finis.setdefault(collectivite, []).append(pk)
        siens = (Q(collectivite=collectivite, fiche__in=pks) for collectivite, pks in finis.items())
        departs = list(Partage.objects.filter(reduce(or_, siens, Q(pk__in=[]))))
        self.trace = photographier(departs)
        retirer_partages(departs, le=self.le)
        arrivees = [(pk, c) for pk, voulues in valeurs.items() for c in voulues if c not in actuelles[pk]]
        self._ouvrir(arrivees)

    def _ouvrir(self, arrivees: Sequence[tuple[int, int]]) -> None:
        """A sharing that the undone bulk edit had ended comes back as it was; the others are announced."""
        connues = {(colonnes["fiche_id"], colonnes["collectivite_id"]) for colonnes in self.rendue.get("rangees", ())}
        remettre(self.rendue, connues.intersection(arrivees), par=self.par, le=self.le)
        nouvelles = Partage.objects.bulk_create(
            [
                Partage(fiche_id=fiche, collectivite_id=avec, par=self.par, le=self.le)
                for fiche, avec in arrivees
                if (fiche, avec) not in connues
            ],
            batch_size=LOT,
        )
        if nouvelles:
            fiches = Fiche.objects.filter(pk__in={p.fiche_id for p in nouvelles})
            annoncer_partages(nouvelles, fiches, par=self.par, le=self.le)

    def trouver(self, choisies: Sequence[str], sens: Sens) -> list[int]:
        """The collectivités of the choice. Raises `DonneeRefusee` for one that is not of the territory: a sharing is
        ended with any, and opened with those only."""
        possibles = list_partageables_de(self.proprietaire.pk)
        if sens is Sens.RETIRER:
            possibles = Collectivite.objects.all()
        pks = {int(texte) for texte in choisies if texte.isascii() and texte.isdecimal() and len(texte) < 10}
        trouvees = list(possibles.filter(pk__in=pks))
        if len(trouvees) != len(set(choisies)):
            raise DonneeRefusee(
                "Une des collectivités choisies n'est pas du même territoire : une fiche se porte entre un PETR et ses "
                "membres. Rechargez la page et choisissez dans la liste."
            )
        return [collectivite.pk for collectivite in trouvees]

    def retenues(self, prevus: Mapping[int, tuple[list[int], list[int]]]) -> set[int]:
        """Fiches of an undone bulk edit, by (before, after), that must stay as they are: the partner has placed one in
        its plans since, or is no longer of the territory."""
        placees = Placement.objects.filter(fiche__in=list(prevus)).exclude(plan__collectivite=self.proprietaire)
        chez = set(placees.values_list("fiche_id", "plan__collectivite_id"))
        possibles = set(list_partageables_de(self.proprietaire.pk).values_list("pk", flat=True))
        return {
            pk
            for pk, (avant, apres) in prevus.items()
            if any((pk, c) in chez for c in apres if c not in avant)
            or any(c not in possibles for c in avant if c not in apres)
        }
