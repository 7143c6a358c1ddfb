"""A new fiche, and the place of a fiche in a plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from cordee.outils.texte import typographier
from cordee.plans.forms.base import Formulaire
from cordee.plans.queries.placements import PlanEtAxes


def places(plans: Sequence[PlanEtAxes]) -> list[tuple[str, Any]]:
    """Options grouped by plan: its root, then its axes with their number."""
    return [
        (
            plan.plan.nom,
            [
                (f"{plan.plan.pk}:", "À la racine du plan"),
                *((f"{plan.plan.pk}:{axe.pk}", intitule) for axe, intitule in plan.axes),
            ],
        )
        for plan in plans
    ]


def arbre_des_places(plans: Sequence[PlanEtAxes], ici: Collection[str] = ()) -> list[dict[str, Any]]:
    """The same as a tree, for the columns: `valeur` is that of the option; `ici` are those where the fiche stands."""
    racines = []
    for plan in plans:
        racine = _noeud(f"{plan.plan.pk}:", plan.plan.nom, ici)
        par_axe: dict[int | None, dict[str, Any]] = {None: racine}
        for axe, intitule in plan.axes:
            par_axe[axe.pk] = _noeud(f"{plan.plan.pk}:{axe.pk}", intitule, ici)
            par_axe[axe.parent_id]["dessous"].append(par_axe[axe.pk])
        racines.append(racine)
    return racines


def _noeud(valeur: str, nom: str, ici: Collection[str]) -> dict[str, Any]:
    return {"valeur": valeur, "nom": typographier(nom), "ici": valeur in ici, "dessous": []}


class ChampPlace(forms.ChoiceField):
    """`plan:axe`, the axe empty at the root of the plan."""

    def __init__(self, plans: Sequence[PlanEtAxes], *, vide: str = "", **options: Any) -> None:
        debut = [("", vide)] if vide else []
        super().__init__(
            choices=[*debut, *places(plans)],
            error_messages={
                "required": "Choisissez un plan ou un axe.",
                "invalid_choice": "Cet emplacement n'existe plus : choisissez-en un autre.",
            },
            **options,
        )


def lire_place(place: str) -> tuple[int | None, int | None]:
    """Ids of the plan and of the axe."""
    plan, _, axe = place.partition(":")
    return (int(plan) if plan else None), (int(axe) if axe else None)


class FormulaireFiche(Formulaire):
    """Title, number and place."""

    titre = forms.CharField(
        max_length=300, label="Titre",
        error_messages={
            "required": "Écrivez le titre de la fiche.",
            "max_length": "Le titre dépasse 300 caractères : raccourcissez-le.",
        },
    )  # fmt: skip
    code = forms.CharField(max_length=30, required=False, label="Numéro")
    propose = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)

    def __init__(self, plans: Sequence[PlanEtAxes], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"] = ChampPlace(plans, vide="Sans plan pour l'instant", required=False, label="Emplacement")

    @property
    def suit_la_place(self) -> bool:
        """Whether the number is still the one that was proposed: it then follows the place that was chosen."""
        return "propose" in self.data and self.cleaned_data["code"] == self.cleaned_data["propose"]

    @property
    def plan(self) -> int | None:
        """Id of the plan chosen."""
        return lire_place(self.cleaned_data["place"])[0]

    @property
    def axe(self) -> int | None:
        """Id of the axe chosen."""
        return lire_place(self.cleaned_data["place"])[1]


class FormulairePlace(Formulaire):
    """Where to place a fiche."""

    def __init__(self, plans: Sequence[PlanEtAxes], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"] = ChampPlace(plans, label="Plan et axe")
