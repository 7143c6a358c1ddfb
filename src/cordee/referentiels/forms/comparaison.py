"""The two moments that a person compares, as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from cordee.outils.dates import jour_long
from cordee.outils.texte import typographier
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Snapshot
from cordee.referentiels.queries.comparaison import AUJOURDHUI, lire_jour
from cordee.socle.champs import ChampJour

COTES = ("de", "a")
INCONNU = "Ce jalon n'existe pas, ou n'existe plus : choisissez-en un autre."


class ChampJourPasse(ChampJour):
    """A past day: nothing is known of the future."""

    default_error_messages = {"dernier": "Cette date est à venir : choisissez aujourd'hui ou un jour passé."}


class FormulaireComparaison(forms.Form):
    """`de` and `a` are a jalon, today, or a day; `de_le` and `a_le` are days typed beside, which win. `attend` tells
    that nothing was chosen, for want of any jalon: the form is then not filled in."""

    def __init__(self, requete: QueryDict, *, jalons: Iterable[Snapshot], aujourdhui: date) -> None:
        jalons = list(jalons)
        defaut = next((j for j in jalons if j.jalon == TypeJalon.ETAT_INITIAL), jalons[-1] if jalons else None)
        donnees = {"de": defaut.ref if defaut else "", "a": AUJOURDHUI, **requete.dict()}
        self.attend = not donnees["de"] and not donnees.get("de_le")
        super().__init__(None if self.attend else donnees, initial=donnees, use_required_attribute=False)
        self.aujourdhui = aujourdhui
        for cote, label in zip(COTES, ("De", "À"), strict=True):
            self.fields[cote] = forms.ChoiceField(
                label=label,
                choices=self._choisir(jalons, str(donnees.get(cote, ""))),
                required=not donnees.get(f"{cote}_le"),
                error_messages={"invalid_choice": INCONNU, "required": "Choisissez un jalon ou une date."},
            )
            self.fields[f"{cote}_le"] = ChampJourPasse(label="ou à une date", dernier=aujourdhui, required=False)

    def _choisir(self, jalons: list[Snapshot], valeur: str) -> list[tuple[str, str]]:
        """Today, the jalons newest first, and the day of the address when it is one."""
        choix = [(AUJOURDHUI, typographier("Aujourd'hui")), *((j.ref, typographier(j.nom)) for j in jalons)]
        jour = lire_jour(valeur)
        if jour is not None and jour <= self.aujourdhui and valeur not in dict(choix):
            choix.append((valeur, jour_long(jour)))
        return choix if valeur in dict(choix) else [("", "Choisir"), *choix]

    def clean(self) -> dict[str, Any]:
        """References `de` and `a`, which must differ."""
        lu = super().clean() or {}
        for cote in COTES:
            if lu.get(f"{cote}_le"):
                lu[cote] = lu[f"{cote}_le"].isoformat()
                self.errors.pop(cote, None)
        if not self.errors and lu["de"] == lu["a"]:
            self.add_error("a", "Choisissez deux moments différents.")
        return lu

    @property
    def cotes(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The jalon and the day of each side."""
        return [(self[cote], self[f"{cote}_le"]) for cote in COTES]

    @property
    def date_saisie(self) -> bool:
        """Whether a day was typed: the address is then rewritten with it."""
        return any(self.cleaned_data.get(f"{cote}_le") for cote in COTES)
