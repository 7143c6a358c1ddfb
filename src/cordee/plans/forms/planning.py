"""Forms of the dates of a fiche and of its dependencies."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.plans.actions.dependances import DECALAGE_MAX
from cordee.plans.domain.champs import ANNEE_MAX, ANNEE_MIN
from cordee.plans.domain.listes import TypeLien
from cordee.plans.forms.base import Formulaire

SENS = (
    (TypeLien.FIN_DEBUT, "ne commence qu'après la fin de"),
    (TypeLien.DEBUT_DEBUT, "ne commence qu'après le début de"),
    (TypeLien.FIN_FIN, "ne finit qu'après la fin de"),
)


class FormulaireDates(Formulaire):
    """First and last day; `version` is that of the fiche when the person read it."""

    debut = forms.DateField(
        label="Début", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    fin = forms.DateField(
        label="Échéance", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cascade = forms.ChoiceField(required=False, choices=[("", ""), ("oui", "oui"), ("non", "non")])
    suite = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("debut", "fin"):
            self.fields[nom].error_messages["invalid"] = "Écrivez une date comme 31/03/2026, ou choisissez-la."

    def clean(self) -> dict[str, Any]:
        """Years of a lifetime of plans; the order of the dates is checked by the action."""
        propres = super().clean() or {}
        for nom in ("debut", "fin"):
            jour = propres.get(nom)
            if jour is not None and not ANNEE_MIN <= jour.year <= ANNEE_MAX:
                self.add_error(nom, f"L'année doit être entre {ANNEE_MIN} et {ANNEE_MAX}.")
        return propres

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
