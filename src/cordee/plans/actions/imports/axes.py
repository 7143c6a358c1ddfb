"""Axes of a file in a plan: found by name under the same parent, made when they are missing."""

from __future__ import annotations

from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports.differences import cle_chemin
from cordee.plans.models import Axe, Plan

LOT = 500


class AxesDuPlan:
    """Axes of a plan by parent and key; `crees` are those made here, `avant` what was changed in the others."""

    def __init__(self, plan: Plan, *, par_ref: bool) -> None:
        self.plan = plan
        self.existants = list(Axe.objects.filter(plan=plan))
        self.par_pk = {axe.pk: axe for axe in self.existants} if par_ref else {}
        self.par_cle: dict[tuple[int | None, str], list[Axe]] = {}
        self.rangs: dict[int | None, int] = {}
        for axe in self.existants:
            self._retenir(axe)
        self.crees: list[Axe] = []
        self.avant: dict[int, dict[str, str]] = {}
        self._modifies: list[Axe] = []

    def _retenir(self, axe: Axe) -> None:
        self.par_cle.setdefault((axe.parent_id, cle_chemin([axe.nom])[0]), []).append(axe)
        self.rangs[axe.parent_id] = max(self.rangs.get(axe.parent_id, 0), axe.position + 1)

    def inscrire(self, lu: PlanComplet) -> dict[int, Axe]:
        """The axe of each axe of the file, by its `id()`. One query a level and one for the changes."""
        trouves: dict[int, Axe] = {}
        etage: list[tuple[AxeComplet, Axe | None]] = [(axe, None) for axe in lu.axes]
        while etage:
            nouveaux: list[Axe] = []
            for complet, parent in etage:
                axe = self._trouver(complet, parent)
                if axe is None:
                    axe = self._nouveau(complet, parent)
                    nouveaux.append(axe)
                trouves[id(complet)] = axe
            Axe.objects.bulk_create(nouveaux, batch_size=LOT)
            self.crees += nouveaux
            for axe in nouveaux:
                self._retenir(axe)
            etage = [(enfant, trouves[id(complet)]) for complet, _ in etage for enfant in complet.axes]
        Axe.objects.bulk_update(self._modifies, ["nom", "description"], batch_size=LOT)
        return trouves

    def _trouver(self, complet: AxeComplet, parent: Axe | None) -> Axe | None:
        if complet.ref in self.par_pk:
            return self._completer(self.par_pk[complet.ref], complet, renommer=True)
        memes = self.par_cle.get((parent.pk if parent else None, cle_chemin([complet.nom])[0]), [])
        choisi = next(
            (axe for axe in memes if complet.numero and axe.code == complet.numero), memes[0] if memes else None
        )
        return self._completer(choisi, complet, renommer=False) if choisi is not None else None

    def _completer(self, axe: Axe, complet: AxeComplet, *, renommer: bool) -> Axe:
        """Takes the description of the file, and in our export the name."""
        apres = {"nom": complet.nom if renommer else axe.nom, "description": complet.description or axe.description}
        avant = {"nom": axe.nom, "description": axe.description}
        if apres != avant:
            self.avant[axe.pk] = avant
            axe.nom, axe.description = apres["nom"], apres["description"]
            self._modifies.append(axe)
        return axe

    def _nouveau(self, complet: AxeComplet, parent: Axe | None) -> Axe:
        cle = parent.pk if parent else None
        rang = self.rangs.get(cle, 0)
        self.rangs[cle] = rang + 1
        return Axe(
            plan=self.plan,
            parent=parent,
            nom=complet.nom[:300],
            code=complet.numero[:20] if not complet.nom.startswith(complet.numero) else "",
            description=complet.description,
            position=rang,
        )
