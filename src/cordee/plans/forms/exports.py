"""What somebody asks of the export of a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from django import forms

from cordee.plans.domain.formats import DemandeExport, FormatExport, Options
from cordee.plans.forms.base import Formulaire

TOUT, FILTREES, CHOISIES = "tout", "filtrees", "choisies"
MAX_CHOISIES = 5000


class FormulaireExport(Formulaire):
    """Format, scope and parts. `filtrees` and `choisies` are ids: those of the list that one comes from, and those
    that were ticked there."""

    format = forms.ChoiceField(choices=FormatExport.choices(), initial=FormatExport.PDF, label="Format")
    portee = forms.ChoiceField(
        choices=[(TOUT, ""), (FILTREES, ""), (CHOISIES, "")], initial=TOUT, required=False, label="Fiches"
    )
    sous_fiches = forms.BooleanField(required=False, initial=True, label="Sous-actions")
    budgets = forms.BooleanField(required=False, initial=True, label="Budgets et financements")
    indicateurs = forms.BooleanField(required=False, initial=True, label="Indicateurs")
    notes = forms.BooleanField(required=False, initial=True, label="Notes de suivi")
    commentaires = forms.BooleanField(required=False, initial=True, label="Commentaires (Excel, JSON)")
    liens = forms.BooleanField(required=False, initial=True, label="Mesures, liens et documents")
    livret = forms.BooleanField(required=False, initial=True, label="Couverture, sommaire et synthèse")
    diapos = forms.BooleanField(required=False, initial=True, label="Une diapositive par fiche")
    confidentielles = forms.BooleanField(required=False, initial=False, label="Fiches confidentielles")

    def __init__(
        self, *args: Any, filtrees: Collection[int] | None = None, choisies: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filtrees, self.choisies = filtrees, tuple(choisies)

    def demande(self) -> DemandeExport:
        """What was asked, once valid."""
        propre = self.cleaned_data
        fiches: tuple[int, ...] | None = None
        if propre["portee"] == CHOISIES:
            fiches = self.choisies
        elif propre["portee"] == FILTREES and self.filtrees is not None:
            fiches = tuple(self.filtrees)
        return DemandeExport(
            format=FormatExport(propre["format"]),
            options=Options(**{partie.name: propre[partie.name] for partie in fields(Options)}),
            fiches=fiches,
            confidentielles=propre["confidentielles"],
            livret=propre["livret"],
            diapos=propre["diapos"],
        )


def lire_ids(textes: Collection[str]) -> tuple[int, ...]:
    """Ids of ticked fiches, once each; anything else is left out."""
    lus = [int(t) for texte in textes for t in texte.split(",") if t.isascii() and t.isdigit() and len(t) < 19]
    return tuple(dict.fromkeys(lus))[:MAX_CHOISIES]
