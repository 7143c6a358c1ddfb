"""Naming things in a plan: an axe, a copy of the plan, a saved view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cordee.plans.actions.axes import NOM_MAX
from cordee.plans.actions.vues import NOM_MAX as NOM_DE_VUE_MAX
from cordee.plans.forms.base import Formulaire


def _nom(label: str, maximum: int, vide: str, long: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=maximum,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": vide, "max_length": long},
    )


def _nom_d_axe(label: str = "Nom") -> forms.CharField:
    return _nom(
        label,
        NOM_MAX,
        "Donnez un nom à l'axe, par exemple « Un patrimoine public sobre ».",
        f"Le nom de l'axe dépasse {NOM_MAX} caractères : gardez le reste pour sa description.",
    )


class FormulaireNouvelAxe(Formulaire):
    """The name of an axe to add; `parent` is the axe above, if any."""

    use_required_attribute = False
    nom = _nom_d_axe("Nom de l'axe")
    parent = forms.CharField(required=False, widget=forms.HiddenInput)


class FormulaireAxe(Formulaire):
    """Everything of an axe but its indicators already shown, which are boxes. `places` are the axes under which it may
    go, (id, name)."""

    use_required_attribute = False
    nom = _nom_d_axe()
    code = forms.CharField(
        label="Numéro", required=False, max_length=20, help_text="Sans numéro, c'est la place de l'axe qui compte."
    )
    parent = forms.TypedChoiceField(label="Placé sous", required=False, coerce=int, empty_value=None)
    rang = forms.IntegerField(required=False, min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    description = forms.CharField(label="Description", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    ajout = forms.CharField(
        required=False,
        max_length=1000,
        help_text="Un nom connu reprend l'indicateur et ses valeurs ; un autre en crée un. Plusieurs noms se séparent "
        "par un point-virgule.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "ax-ind-connus"}),
    )

    def __init__(
        self, *args: Any, places: Iterable[tuple[int, str]], nombre: int, suivis: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].choices = [("", "Le plan, au premier niveau"), *places]  # type: ignore[attr-defined]
        self.fields["rang"].label = f"Rang, de 1 à {nombre}"
        self.fields["ajout"].label = "Ajouter un indicateur" if suivis else "Indicateur à montrer"

    def indicateurs_ajoutes(self) -> list[str]:
        """Names typed. Only after `is_valid`."""
        return [nom for nom in self.cleaned_data["ajout"].split(";") if nom.strip()]


class FormulairePlacement(Formulaire):
    """Where a fiche goes in its plan. `places` are the axes, (id, name)."""

    use_required_attribute = False
    axe = forms.TypedChoiceField(label="Dans l'axe", required=False, coerce=int, empty_value=None)
    rang = forms.IntegerField(
        label="Rang",
        required=False,
        min_value=1,
        help_text="Vide, la fiche se place en dernier.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["axe"].choices = [("", "Hors de tout axe"), *places]  # type: ignore[attr-defined]


class FormulaireCopie(Formulaire):
    """The name of a copy of the plan; without it, that of the plan, « (copie) » added."""

    use_required_attribute = False
    nom = forms.CharField(
        label="Nom de la copie",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Le nom du plan dépasse 300 caractères : raccourcissez-le."},
    )


class FormulaireVue(Formulaire):
    """The name of a list to keep; `parametres` is its address."""

    use_required_attribute = False
    nom = _nom(
        "Garder cette vue sous le nom",
        NOM_DE_VUE_MAX,
        "Donnez un nom à la vue, par exemple « Revue de novembre ».",
        f"Le nom de la vue dépasse {NOM_DE_VUE_MAX} caractères : raccourcissez-le.",
    )
    partagee = forms.BooleanField(label="Partager avec les membres", required=False)
    parametres = forms.CharField(required=False, widget=forms.HiddenInput)
    plan = forms.CharField(required=False, widget=forms.HiddenInput)
