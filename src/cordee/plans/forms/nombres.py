"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from cordee.plans.domain.champs import ANNEE_MAX, ANNEE_MIN

ESPACES = str.maketrans("", "", " \u00a0\u202f€%")


class ChampNombre(forms.CharField):
    """A number written `1 250,5`, `1250.5`, `1 250 €` or `12 %`; None when empty."""

    def __init__(self, libelle: str, *, minimum: int | None = None, maximum: int | None = None, **options: Any) -> None:
        super().__init__(required=options.pop("required", False), label=libelle, **options)
        self.minimum, self.maximum = minimum, maximum
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        """The decimal."""
        texte = str(value or "").translate(ESPACES).replace("−", "-").replace(",", ".")
        if not texte:
            return None
        try:
            lu = Decimal(texte)
        except InvalidOperation as erreur:
            raise forms.ValidationError(
                f"« {self.label} » attend un nombre, par exemple 1 250,50 : « {str(value).strip()[:40]} » reçu."
            ) from erreur
        if not lu.is_finite():
            raise forms.ValidationError(f"« {self.label} » attend un nombre.")
        return lu

    def validate(self, value: Any) -> None:
        """An expected number is there."""
        if self.required and value is None:
            raise forms.ValidationError(f"« {self.label} » est vide : écrivez un nombre.")
        if value is None:
            return
        if self.minimum is not None and self.maximum is not None and not self.minimum <= value <= self.maximum:
            raise forms.ValidationError(
                f"« {self.label} » va de {self.minimum} à {self.maximum} : {_ecrire(value)} reçu."
            )
        if self.minimum is not None and value < self.minimum:
            raise forms.ValidationError(f"« {self.label} » ne peut pas être négatif : {_ecrire(value)} reçu.")


def _ecrire(valeur: Decimal | int) -> str:
    return f"{valeur:f}"[:20].replace(".", ",") if isinstance(valeur, Decimal) else str(valeur)


class ChampAnnee(ChampNombre):
    """A year on four digits, within the life of plans; None when empty."""

    def __init__(self, libelle: str = "Année", **options: Any) -> None:
        super().__init__(libelle, minimum=ANNEE_MIN, maximum=ANNEE_MAX, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> Any:
        """The year."""
        texte = str(value or "").strip()
        if not texte:
            return None
        if not (texte.isascii() and texte.isdigit() and len(texte) == 4):
            raise forms.ValidationError(f"« {self.label} » attend une année sur quatre chiffres : 2028.")
        return int(texte)
