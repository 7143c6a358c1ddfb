"""Asking the assistant of the installation to read a document."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.plans.domain.imports.assistant.demande import INSTRUCTIONS_MAX, Options
from cordee.plans.domain.imports.assistant.reponse import CHAMPS
from cordee.plans.forms.base import Formulaire

EXCLUS = tuple((champ, nom) for champ, (_, nom) in CHAMPS.items())


class FormulaireAssistant(Formulaire):
    """What to do with the document, and the consent to send it."""

    instructions = forms.CharField(
        label="Précisions", required=False, max_length=INSTRUCTIONS_MAX, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que l'assistant doit savoir : « les actions sont numérotées 1.1, 1.2… », « ignore l'annexe ».",
        error_messages={"max_length": "Raccourcissez : 2 000 caractères au plus."},
    )  # fmt: skip
    consolider = forms.BooleanField(
        label="Vérifier et consolider", required=False, initial=True,
        help_text="Les fiches dont il manque des mots sont demandées une seconde fois.",
    )  # fmt: skip
    sous_actions = forms.BooleanField(
        label="Générer les sous-actions", required=False,
        help_text="Pour les fiches qui n'en ont pas. Elles sont inventées : l'aperçu le dit.",
    )  # fmt: skip
    exclus = forms.MultipleChoiceField(
        label="Champs à laisser vides", required=False, choices=EXCLUS, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ce champ n'existe pas : choisissez-le dans la liste."},
    )  # fmt: skip
    accord = forms.BooleanField(
        required=True, error_messages={"required": "Cochez la case : sans votre accord, rien n'est envoyé."}
    )

    def __init__(self, *args: Any, destination: str, **kwargs: Any) -> None:
        """`destination`: where the text goes, in words."""
        super().__init__(*args, **kwargs)
        self.fields["accord"].label = f"J'accepte que le texte de ce document soit envoyé à {destination}"

    def options(self) -> Options:
        """What is asked, once valid."""
        lu = self.cleaned_data
        return Options(lu["instructions"].strip(), lu["consolider"], lu["sous_actions"], tuple(lu["exclus"]))
