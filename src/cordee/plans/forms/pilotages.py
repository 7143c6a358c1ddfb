"""Names of those who pilot an indicateur or a mesure."""

from __future__ import annotations

from django import forms

from cordee.plans.forms.base import Formulaire
from cordee.plans.queries.pilotages import Pilotage

SEPARATEURS = ",;\n"
LONGUEUR = {"max_length": "Ce champ dépasse 3 000 caractères : gardez moins de noms."}


class FormulairePilotage(Formulaire):
    """People, then services, separated by commas."""

    pilotes = forms.CharField(
        label="Pilotes", required=False, max_length=3000, help_text="Prénom et nom, séparés par des virgules.",
        error_messages=LONGUEUR, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    services = forms.CharField(
        label="Directions ou services pilotes", required=False, max_length=3000,
        help_text="Séparés par des virgules. Un nom connu est repris, un autre est créé.", error_messages=LONGUEUR,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def lire(self, nom: str) -> list[str]:
        """The names of a field."""
        texte = self.cleaned_data[nom]
        for separateur in SEPARATEURS:
            texte = texte.replace(separateur, ",")
        return [morceau.strip() for morceau in texte.split(",") if morceau.strip()]


def ecrire(pilotage: Pilotage) -> dict[str, str]:
    """As the form shows them first."""
    return {"pilotes": ", ".join(pilotage.pilotes), "services": ", ".join(pilotage.services)}
