"""Taking, preparing and naming an instantané."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.plans.forms.base import ChampJour, Formulaire

MAINTENANT, PREPARER = "maintenant", "preparer"


class FormulaireInstantane(Formulaire):
    """What an instantané is called and what it covers."""

    use_required_attribute = False

    nom = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Par exemple « Bilan 2026 » ou « Avant le COPIL du 12 mars ».",
        error_messages={"required": "Donnez un nom à l'instantané, par exemple « Bilan 2026 »."},
    )
    commentaire = forms.CharField(
        label="Motif", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    du = ChampJour(label="Période couverte, du", required=False)
    au = ChampJour(label="Période couverte, au", required=False)
    echeance = ChampJour(label="À clore le", required=False)

    def __init__(self, *args: Any, avec_echeance: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not avec_echeance:
            del self.fields["echeance"]


class FormulaireNouvelInstantane(FormulaireInstantane):
    """The same, taken at once or prepared first."""

    quand = forms.ChoiceField(
        label="Quand",
        choices=[(MAINTENANT, "Prendre l'instantané maintenant"), (PREPARER, "Le préparer avec les pilotes")],
        widget=forms.RadioSelect,
    )
