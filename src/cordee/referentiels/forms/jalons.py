"""Freezing a score, renaming a jalon, looking at the score of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from cordee.referentiels.forms.comparaison import ChampJourPasse

NOM_VIDE = "Donnez un nom au jalon, par exemple « Avant la conférence des maires »."
NOM_DU_N0 = "N0"


class ChampNom(forms.CharField):
    """Name of a jalon; its rules are those of the action."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Nom du jalon",
            max_length=300,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={
                "required": NOM_VIDE,
                "max_length": "Le nom du jalon dépasse 300 caractères : raccourcissez-le.",
            },
            **options,
        )


class FormulaireJalon(forms.Form):
    """`au` is today or a past day; `n0` is asked only as long as there is none."""

    use_required_attribute = False

    nom = ChampNom(required=False, help_text="Il se lira dans la courbe et dans les comparaisons.")
    n0 = forms.BooleanField(required=False, label="C'est le N0, l'état de départ du contrat")

    def __init__(self, *args: Any, aujourdhui: date, n0_fige: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.aujourdhui, self.n0_fige = aujourdhui, n0_fige
        self.fields["nom"].required = n0_fige
        if not n0_fige:
            self.fields["nom"].help_text += f" Sans nom, le N0 s'appelle « {NOM_DU_N0} »."
        self.fields["au"] = ChampJourPasse(
            label="Score du",
            dernier=aujourdhui,
            help_text="Aujourd'hui, ou un jour passé : le jalon retient alors les statuts et les réponses de la fin de "
            "ce jour. La structure et les règles du référentiel sont celles d'aujourd'hui.",
        )
        self.fields["n0"].help_text = "Il ne se fige qu'une fois, puis ne se renomme ni ne se supprime."
        if not self.is_bound:
            self.initial.setdefault("au", aujourdhui)

    def clean(self) -> dict[str, Any]:
        """The N0 needs no other name; a jalon of today is frozen as it stands."""
        lu = super().clean() or {}
        if not lu.get("nom", "").strip() and "nom" not in self.errors:
            if lu.get("n0"):
                lu["nom"] = NOM_DU_N0
            else:
                self.add_error("nom", NOM_VIDE)
        if lu.get("au") == self.aujourdhui:
            lu["au"] = None
        return lu

    def champ_refuse(self) -> str:
        """Field beside which a refusal of the action is said: it refuses a second N0, or a name."""
        return "n0" if self.cleaned_data.get("n0") and self.n0_fige else "nom"


class FormulaireRenommage(forms.Form):
    """New name of a jalon."""

    use_required_attribute = False
    nom = ChampNom()


class FormulaireDate(forms.Form):
    """The day of which one wants the score. Its ids are its own: the page has another date."""

    use_required_attribute = False

    def __init__(self, donnees: QueryDict | None, *, aujourdhui: date) -> None:
        super().__init__(donnees, auto_id="score_%s")
        self.fields["au"] = ChampJourPasse(label="Jour", dernier=aujourdhui)
