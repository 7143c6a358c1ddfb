"""Forms of the dates of a fiche and of its dependencies."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.plans.actions.dependances import DECALAGE_MAX
from cordee.plans.domain.listes import TypeLien
from cordee.plans.forms.base import ChampAPeuPres, Formulaire

SENS = (
    (TypeLien.FIN_DEBUT, "ne commence qu'après la fin de"),
    (TypeLien.DEBUT_DEBUT, "ne commence qu'après le début de"),
    (TypeLien.FIN_FIN, "ne finit qu'après la fin de"),
)


class FormulaireDates(Formulaire):
    """Start and end, whose order is checked by the action; `version` is that of the fiche when it was read."""

    debut = ChampAPeuPres("debut", label="Début")
    fin = ChampAPeuPres("fin", label="Échéance")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cascade = forms.ChoiceField(required=False, choices=[("", ""), ("oui", "oui"), ("non", "non")])
    suite = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """A day written as addresses write it comes from a bar that was moved: how precise it is, its fiche tells."""
        lues = super().clean() or {}
        for nom in ("debut", "fin"):
            connue = lues.get(nom)
            glissee = connue is not None and self.data.get(nom, "").strip() == connue.jour.isoformat()
            lues[f"precision_{nom}"] = None if connue is None or glissee else connue.precision
            lues[nom] = connue.jour if connue is not None else None
        return lues

    @property
    def fautes(self) -> str:
        """Every error in one sentence, for a live region."""
        return " ".join(
            f"{self.fields[nom].label} : {faute}" for nom, fautes in self.errors.items() for faute in fautes
        )


class FormulaireDependance(Formulaire):
    """What a fiche waits for: another fiche, how, and after how many days."""

    type = forms.ChoiceField(label="Cette fiche", choices=SENS, initial=TypeLien.FIN_DEBUT)
    fiche = forms.TypedChoiceField(label="Fiche attendue", coerce=int, choices=())
    decalage = forms.IntegerField(
        label="Délai en jours", required=False, initial=0, min_value=-DECALAGE_MAX, max_value=DECALAGE_MAX,
        help_text="0 : dès le lendemain. Un nombre négatif laisse les deux se chevaucher.",
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiche"].choices = [("", "Choisir une fiche"), *candidates]  # type: ignore[attr-defined]
        self.fields["fiche"].error_messages["required"] = "Choisissez la fiche que celle-ci attend."
        self.fields["fiche"].error_messages["invalid_choice"] = (
            "Cette fiche n'est pas dans la liste : choisissez-en une."
        )
