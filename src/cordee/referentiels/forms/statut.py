"""A statut given to one or several nodes."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.outils.nombres import formater
from cordee.referentiels.domain import Avancement, AvancementInvalide, Saisie, StatutAvancement

PARTS = ("fait", "programme", "pas_fait")
ARRONDI = 0.05
"""Three thirds typed with two decimals make 99,99 %."""

A_RENSEIGNER = "a_renseigner"
"""`portee`: the tâches of the sous-mesure that are not filled in yet, instead of the node itself."""


class ChampPourcentage(forms.DecimalField):
    """A percentage as people write it: `33,5`, `33.5`, `33,5 %`."""

    def to_python(self, value: Any) -> Any:
        """Comma or dot, with or without the sign."""
        if isinstance(value, str):
            value = value.replace("%", "").replace(",", ".").replace("\u00a0", "").replace("\u202f", "").strip()
        return super().to_python(value)


class FormulaireStatut(forms.Form):
    """`code` may be repeated; the three percentages go with « détaillé »."""

    statut = forms.ChoiceField(
        choices=[(s.value, s.label) for s in StatutAvancement],
        error_messages={
            "required": "Choisissez un statut.",
            "invalid_choice": "Ce statut n'existe pas : rechargez la page et choisissez-en un autre.",
        },
    )
    portee = forms.ChoiceField(choices=[("", ""), (A_RENSEIGNER, "")], required=False)
    fait = ChampPourcentage(min_value=0, max_value=100, required=False)
    programme = ChampPourcentage(min_value=0, max_value=100, required=False)
    pas_fait = ChampPourcentage(min_value=0, max_value=100, required=False)

    def __init__(self, donnees: Any) -> None:
        super().__init__(donnees)
        for part in PARTS:
            self.fields[part].error_messages.update(
                dict.fromkeys(("invalid", "min_value", "max_value"), "Chaque part est un nombre entre 0 et 100.")
            )
        self.codes: list[str] = list(dict.fromkeys(code for code in donnees.getlist("code") if code))

    def clean(self) -> dict[str, Any]:
        """Three shares that make 100 %, for « détaillé » only."""
        lu = super().clean() or {}
        if not self.codes:
            raise forms.ValidationError("Choisissez une ligne à renseigner.")
        lu["detail"] = None
        if lu.get("statut") != StatutAvancement.DETAILLE or any(part in self.errors for part in PARTS):
            return lu
        parts = [float(lu.get(part) or 0) for part in PARTS]
        total = sum(parts)
        if abs(total - 100) > ARRONDI:
            ecart = f"il manque {_pct(100 - total)}" if total < 100 else f"il y a {_pct(total - 100)} de trop"
            raise forms.ValidationError(f"Les trois parts totalisent {_pct(total)} : {ecart}.")
        try:
            lu["detail"] = Avancement.of([part / total for part in parts])
        except AvancementInvalide as erreur:
            raise forms.ValidationError(str(erreur)) from erreur
        return lu

    @property
    def saisie(self) -> tuple[StatutAvancement, Avancement | None]:
        """The statut chosen and its split."""
        return StatutAvancement(self.cleaned_data["statut"]), self.cleaned_data["detail"]

    @property
    def a_renseigner(self) -> bool:
        """Whether the statut is for the tâches not filled in yet of the sous-mesure."""
        return bool(self.cleaned_data["portee"] == A_RENSEIGNER)

    def saisies(self, codes: list[str] | None = None) -> list[Saisie]:
        """The batch: these nodes, by default those of the form."""
        statut, detail = self.saisie
        return [Saisie(code, statut, detail) for code in (self.codes if codes is None else codes)]

    @property
    def message(self) -> str:
        """Everything wrong, in one sentence or two."""
        return " ".join(str(faute) for fautes in self.errors.values() for faute in fautes)


def _pct(valeur: float) -> str:
    return f"{formater(valeur, 2, souple=True)}\u00a0%"
