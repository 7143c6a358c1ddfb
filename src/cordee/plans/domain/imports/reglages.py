"""What somebody says of the plan that an import creates: it goes before what the file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cordee.outils.dates import jour_long
from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.domain.imports.messages import LectureImport, Lieu
from cordee.plans.domain.listes import TypePlan

PILOTES, REFERENTS = "Pilotes du plan", "Élus référents du plan"


@dataclass(frozen=True, slots=True)
class ReglagesPlan:
    """Type, dates and people of a plan to create; what is empty is left to the file."""

    type: TypePlan | None = None
    debut: date | None = None
    fin: date | None = None
    pilotes: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()

    def en_json(self) -> dict[str, Any]:
        """As an import keeps it: only what is said."""
        dates = {nom: jour.isoformat() for nom, jour in (("debut", self.debut), ("fin", self.fin)) if jour is not None}
        noms = {nom: list(lus) for nom, lus in (("pilotes", self.pilotes), ("referents", self.referents)) if lus}
        return {**({"type": str(self.type)} if self.type is not None else {}), **dates, **noms}

    @classmethod
    def de_json(cls, garde: Mapping[str, Any]) -> ReglagesPlan:
        """The reverse."""
        return cls(
            type=TypePlan(garde["type"]) if garde.get("type") else None,
            debut=date.fromisoformat(garde["debut"]) if garde.get("debut") else None,
            fin=date.fromisoformat(garde["fin"]) if garde.get("fin") else None,
            pilotes=tuple(garde.get("pilotes", ())),
            referents=tuple(garde.get("referents", ())),
        )

    def poser(self, plan: PlanComplet) -> None:
        """Gives the plan that was read what is said here."""
        plan.type = self.type or plan.type
        if self.type is not None:
            plan.type_libre = ""
        plan.debut, plan.fin = self.debut or plan.debut, self.fin or plan.fin
        plan.pilotes = self.pilotes or plan.pilotes
        plan.referents = self.referents or plan.referents


def verifier_plan(lecture: LectureImport) -> None:
    """Adds an error when the plan to create would end before it starts."""
    debut, fin = lecture.plan.debut, lecture.plan.fin
    if debut and fin and fin < debut:
        lecture.erreur(
            f"Le plan finirait le {jour_long(fin)}, avant son début, le {jour_long(debut)} : changez l'une des deux "
            "dates.",
            Lieu("", None, "", "Dates du plan"),
        )


def decrire_plan(plan: PlanComplet) -> list[tuple[str, str]]:
    """What the plan to create will be, in words: label, value."""
    dates = " ".join(
        f"{mot} {jour_long(jour)}" for mot, jour in (("du", plan.debut), ("au", plan.fin)) if jour is not None
    )
    type_dit = plan.type_libre or (plan.type.libelle if plan.type is not None else "")
    statut = plan.statut.libelle if plan.statut is not None else ""
    return [
        (libelle, valeur)
        for libelle, valeur in (
            ("Type", type_dit),
            ("Statut", statut),
            ("Dates", dates),
            ("Pilotes", ", ".join(plan.pilotes)),
            ("Élus référents", ", ".join(plan.referents)),
        )
        if valeur
    ]
