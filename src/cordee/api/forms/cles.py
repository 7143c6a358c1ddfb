"""Creating a key."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from cordee.api.domain.cles import Portee
from cordee.api.models.cles import NOM_MAX
from cordee.socle.champs import ChampJour

DUREE = timedelta(days=365)
"""How long a key lives unless told otherwise: one that is forgotten dies by itself."""


class FormulaireCle(forms.Form):
    """Name, what it may do, until when. `ecrit`: whether the person may write anything there."""

    nom = forms.CharField(
        label="Nom",
        max_length=NOM_MAX,
        help_text="Le programme ; l'historique le dira.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez un nom à la clé : celui du programme.",
            "max_length": f"Raccourcissez le nom : {NOM_MAX} caractères au plus.",
        },
    )
    portee = forms.ChoiceField(
        label="Ce qu'elle peut faire",
        choices=Portee.choices,
        help_text="Toujours dans la limite de vos droits.",
        error_messages={
            "required": "Choisissez ce que la clé peut faire.",
            "invalid_choice": "Choisissez dans la liste ce que la clé peut faire.",
        },
    )
    expire = ChampJour(label="Dernier jour", required=False, help_text="Vide : elle n'expire pas.")

    def __init__(self, *args: Any, ecrit: bool, aujourdhui: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        portees = [(valeur, nom) for valeur, nom in Portee.choices() if ecrit or valeur == Portee.LECTURE]
        cast(forms.ChoiceField, self.fields["portee"]).choices = portees
        jour = cast(ChampJour, self.fields["expire"])
        jour.premier = aujourdhui
        jour.widget.borner(aujourdhui, None)
        jour.initial = aujourdhui + DUREE

    @property
    def expire_le(self) -> datetime | None:
        """The instant at which the key dies: the end of its last day."""
        dernier = self.cleaned_data["expire"]
        if dernier is None:
            return None
        return timezone.make_aware(datetime.combine(dernier + timedelta(days=1), time.min))
