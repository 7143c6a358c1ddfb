"""What the screens of the circuit of validation send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.validation import MOT_MAX, GesteValidation, Valideurs
from cordee.plans.forms.base import ChampJour, Formulaire

BROUILLONS, VALIDEES = "brouillons", "validees"


class FormulaireGeste(Formulaire):
    """A geste on a fiche, its word, and the empreinte of what was read."""

    geste = forms.ChoiceField(label="Geste", choices=GesteValidation.choices())
    mot = forms.CharField(label="Votre mot", required=False, max_length=MOT_MAX)
    lue = forms.CharField(required=False, max_length=64)

    @property
    def geste_lu(self) -> GesteValidation:
        """The geste, once valid."""
        return GesteValidation(self.cleaned_data["geste"])

    @property
    def messages(self) -> list[str]:
        """Every fault."""
        return [str(faute) for fautes in self.errors.values() for faute in fautes]


class FormulaireCircuit(Formulaire):
    """The circuit of a plan: whether there is one, who validates, and what the present fiches become."""

    actif = forms.ChoiceField(
        label="Les fiches de ce plan sont validées", choices=[("oui", "Oui"), ("non", "Non")], widget=forms.RadioSelect
    )
    valideurs = forms.ChoiceField(
        label="Qui valide", choices=Valideurs.choices(), required=False, widget=forms.RadioSelect
    )
    choisis = forms.TypedMultipleChoiceField(label="Personnes choisies", required=False, coerce=int, choices=[])
    presentes = forms.ChoiceField(
        label="Les fiches actuelles", required=False, widget=forms.RadioSelect,
        choices=[(BROUILLONS, "sont des brouillons, à proposer"), (VALIDEES, "sont déjà validées, à cette date")],
    )  # fmt: skip
    validees_le = ChampJour(label="Date de validation", required=False)

    def __init__(self, *args: Any, possibles: Sequence[Utilisateur], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["choisis"].choices = [(u.pk, u.nom_complet) for u in possibles]  # type: ignore[attr-defined]

    @property
    def est_actif(self) -> bool:
        """Whether a circuit is wanted, once valid."""
        return bool(self.cleaned_data["actif"] == "oui")

    @property
    def coches(self) -> set[int]:
        """Accounts ticked: those that were typed, else those that the plan says."""
        return {int(pk) for pk in self["choisis"].value() or () if str(pk).isdecimal()}

    def clean(self) -> dict[str, Any]:
        """A day is needed to take the present fiches as validated."""
        lu = super().clean() or {}
        if lu.get("presentes") == VALIDEES and not lu.get("validees_le") and "validees_le" not in self.errors:
            self.add_error("validees_le", "Donnez la date de validation : celle de la délibération, par exemple.")
        return lu
