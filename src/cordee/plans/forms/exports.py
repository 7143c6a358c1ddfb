"""What somebody asks of the export of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    introduction = forms.BooleanField(required=False, initial=True, label="Contexte, description, objectifs et impacts")
    acteurs = forms.BooleanField(required=False, initial=True, label="Acteurs, participation et public")
    sous_fiches = forms.BooleanField(required=False, initial=True, label="Sous-actions")
    budgets = forms.BooleanField(required=False, initial=True, label="Moyens, budgets et financements")
    indicateurs = forms.BooleanField(required=False, initial=True, label="Indicateurs")
    mesures = forms.BooleanField(required=False, initial=True, label="Mesures liées")
    liens = forms.BooleanField(required=False, initial=True, label="Actions liées")
    documents = forms.BooleanField(required=False, initial=True, label="Documents")
    commentaires = forms.BooleanField(required=False, initial=True, label="Commentaires (Excel, JSON)")
    notes = forms.BooleanField(required=False, initial=True, label="Notes de suivi")
    annees = forms.TypedMultipleChoiceField(required=False, coerce=int, label="Années des notes")
    livret = forms.BooleanField(required=False, initial=True, label="Couverture, sommaire et synthèse")
    diapos = forms.BooleanField(required=False, initial=True, label="Une diapositive par fiche")
    case_vide = forms.BooleanField(required=False, initial=False, label="Une case vide au lieu de la dernière note")
    logo = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Logo du diaporama")
    logo_fichier = forms.FileField(required=False, label="Ou une image PNG ou JPEG")
    validee = forms.BooleanField(required=False, initial=False, label="La version validée des fiches")
    confidentielles = forms.BooleanField(required=False, initial=False, label="Fiches confidentielles")

    def __init__(
        self, *args: Any, filtrees: Collection[int] | None = None, choisies: Collection[int] = (),
        annees: Sequence[int] = (), logos: Sequence[tuple[int, str]] = (), se_valide: bool = False,
        racines: Mapping[int, int] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        """`annees` are those of the notes that the person sees, `logos` the images of the collectivité; `se_valide`:
        the fiches of the plan are validated."""
        super().__init__(*args, **kwargs)
        self.fields["annees"].choices = [(annee, str(annee)) for annee in annees]  # type: ignore[attr-defined]
        self.fields["logo"].choices = [("", "Aucun"), *logos]  # type: ignore[attr-defined]
        self.filtrees, self.choisies, self.se_valide = filtrees, tuple(choisies), se_valide
        self.racines = racines

    def _annees(self) -> tuple[int, ...]:
        """Years chosen; all of them, or none, is the same as no choice."""
        choisies = tuple(self.cleaned_data["annees"])
        return () if len(choisies) == len(self.fields["annees"].choices) else choisies  # type: ignore[attr-defined]

    def demande(self) -> DemandeExport:
        """What was asked, once valid."""
        propre = self.cleaned_data
        fiches: tuple[int, ...] | None = None
        if propre["portee"] == CHOISIES:
            fiches = self.choisies
        elif propre["portee"] == FILTREES and self.filtrees is not None:
            fiches = tuple(self.filtrees)
        lignes = fiches if self.racines is not None else None
        if fiches is not None and self.racines is not None:
            fiches = tuple(dict.fromkeys(self.racines[pk] for pk in fiches))
        return DemandeExport(
            format=FormatExport(propre["format"]),
            options=Options(**{p.name: propre[p.name] for p in fields(Options)} | {"annees": self._annees()}),
            fiches=fiches,
            confidentielles=propre["confidentielles"],
            livret=propre["livret"],
            diapos=propre["diapos"],
            case_vide=propre["case_vide"],
            logo=propre["logo"],
            validee=propre["validee"] and self.se_valide,
            lignes=lignes,
        )


def lire_ids(textes: Collection[str]) -> tuple[int, ...]:
    """Ids of ticked fiches, once each; anything else is left out."""
    lus = [int(t) for texte in textes for t in texte.split(",") if t.isascii() and t.isdigit() and len(t) < 19]
    return tuple(dict.fromkeys(lus))[:MAX_CHOISIES]
