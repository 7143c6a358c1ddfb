"""Depositing a file, adding a link, changing a document."""

from __future__ import annotations

from django import forms

from cordee.documents.domain.noms import LONGUEUR_MAX

CONFIDENTIEL = "Confidentiel : caché aux personnes qui ont le rôle Lecture"


def _nom(obligatoire: bool, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label="Nom",
        required=obligatoire,
        max_length=LONGUEUR_MAX,
        help_text=aide,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez un nom à ce document.",
            "max_length": f"Raccourcissez le nom : {LONGUEUR_MAX} caractères au plus.",
        },
    )


class FormulaireDepot(forms.Form):
    """A file."""

    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # the action says it better
        error_messages={
            "required": "Choisissez un fichier.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
        },
    )
    nom = _nom(False, "Laissé vide, c'est celui du fichier.")
    confidentiel = forms.BooleanField(label=CONFIDENTIEL, required=False)


class FormulaireLien(forms.Form):
    """An address; its rule is that of the action."""

    adresse = forms.CharField(
        label="Adresse",
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
        error_messages={"required": "Donnez l'adresse de la page ou du fichier."},
    )
    nom = _nom(False, "Laissé vide, c'est l'adresse.")
    confidentiel = forms.BooleanField(label=CONFIDENTIEL, required=False)


class FormulaireDocument(forms.Form):
    """What may change of a document."""

    nom = _nom(True)
    confidentiel = forms.BooleanField(label=CONFIDENTIEL, required=False)
