"""Fields of a webhook. The rules are those of the actions: what they refuse goes to the field that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cordee.api.domain.types import CHOISIS, Famille, TypeEvenement
from cordee.api.models.webhooks import ADRESSE_MAX, NOM_MAX
from cordee.plans.models import Plan
from cordee.socle.clients.envoi_http import AdresseRefusee, Sorties, lire_adresse


class FormulaireWebhook(forms.Form):
    """What a person chooses of a webhook."""

    use_required_attribute = False

    nom = forms.CharField(
        label="Nom", max_length=NOM_MAX,
        help_text="Celui de l'outil qui reçoit : tableau de bord, messagerie, système d'information géographique…",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Donnez un nom : celui de l'outil qui reçoit.",
            "max_length": f"Raccourcissez le nom : {NOM_MAX} caractères au plus.",
        },
    )  # fmt: skip
    adresse = forms.CharField(
        label="Adresse qui reçoit",
        help_text="Donnée par l'outil, elle commence par https://.",
        widget=forms.TextInput(attrs={"type": "url", "autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        max_length=ADRESSE_MAX,
        error_messages={
            "required": "Donnez l'adresse qui reçoit, comme https://outil.exemple.fr/cordee.",
            "max_length": f"L'adresse dépasse {ADRESSE_MAX} caractères : raccourcissez-la.",
        },
    )
    evenements = forms.MultipleChoiceField(
        label="Événements", choices=[(str(type_), type_.explication) for type_ in CHOISIS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un événement : sans cela, rien ne partirait.",
            "invalid_choice": "Cet événement n'existe pas : choisissez dans la liste.",
        },
    )  # fmt: skip
    plan_ref = forms.TypedChoiceField(
        label="Plan suivi", required=False, coerce=int, empty_value=None, choices=[],
        help_text="Tous, ou un seul : les fiches hors de ce plan ne partent pas.",
        error_messages={"invalid_choice": "Ce plan n'existe plus : choisissez-en un autre, ou tous."},
    )  # fmt: skip
    confidentielles = forms.BooleanField(label="Comprendre les fiches et les plans confidentiels", required=False)
    noms = forms.BooleanField(label="Donner le nom de la personne qui agit", required=False)

    def __init__(
        self, *args: Any, plans: Sequence[Plan], sorties: Sorties, garde: int | None = None, **options: Any
    ) -> None:
        """`garde` is the plan followed so far: when it was deleted, leaving it chosen follows nothing else."""
        super().__init__(*args, **options)
        self.sorties = sorties
        choix = [("", "Tous les plans, et les fiches sans plan"), *((plan.pk, plan.nom) for plan in plans)]
        if garde is not None and garde not in {plan.pk for plan in plans}:
            choix.append((garde, "Un plan supprimé : rien ne part tant qu'il n'est pas restauré"))
        self.fields["plan_ref"].choices = choix  # type: ignore[attr-defined]

    def clean_nom(self) -> str:
        """One line."""
        return " ".join(str(self.cleaned_data["nom"]).split())

    def clean_adresse(self) -> str:
        """An address to which this installation may send."""
        adresse = str(self.cleaned_data["adresse"]).strip()
        try:
            lire_adresse(adresse, self.sorties)
        except AdresseRefusee as refus:
            raise forms.ValidationError(str(refus)) from refus
        return adresse

    def familles(self) -> list[tuple[Famille, list[Any]]]:
        """The boxes of the events, by family."""
        par_famille: dict[Famille, list[Any]] = {famille: [] for famille in Famille}
        for case in self["evenements"]:
            famille = TypeEvenement(str(case.data["value"])).famille
            assert famille is not None
            par_famille[famille].append(case)
        return list(par_famille.items())


def initiales(champs: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a webhook shows first."""
    return {nom: champs[nom] for nom in ("nom", "adresse", "evenements", "plan_ref", "confidentielles", "noms")}
