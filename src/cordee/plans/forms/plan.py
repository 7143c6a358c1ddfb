"""Creating and setting a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cordee.outils.dates import jour_long
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import CategoriePlan, LanguePlan, RolePersonne, StatutPlan, TypePlan
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.models import Plan
from cordee.plans.queries.perimetre import Territoire
from cordee.territoires.models import Collectivite


def types_par_categorie() -> list[tuple[str, list[tuple[str, str]]]]:
    """Types grouped by category, as a select shows them."""
    return [
        (categorie.libelle, [(str(t), t.libelle) for t in TypePlan if t.categorie is categorie])
        for categorie in CategoriePlan
    ]


A_PART = {"pilotes", "referents", "perimetre"}
"""Fields that other actions write."""
ROLES_DU_PLAN = {"pilotes": RolePersonne.PILOTE, "referents": RolePersonne.ELU_REFERENT}
"""Fields that hold names, and what these people are in the plan."""


class FormulairePlan(Formulaire):
    """Everything of a plan that is not its axes."""

    use_required_attribute = False

    nom = forms.CharField(
        label="Nom",
        max_length=300,
        error_messages={
            "required": "Donnez un nom au plan, par exemple « Plan climat 2024-2030 ».",
            "max_length": "Le nom du plan dépasse 300 caractères : raccourcissez-le.",
        },
    )
    code = forms.CharField(
        label="Sigle", required=False, max_length=20, help_text="Court, comme PCAET 24 : il s'affiche avec le type."
    )
    type = forms.ChoiceField(label="Type", required=False, choices=[])
    type_libre = forms.CharField(
        label="Type, dans vos mots", required=False, max_length=120, help_text="Remplace le type à l'écran."
    )
    statut = forms.ChoiceField(label="Statut", choices=StatutPlan.choices)
    description = forms.CharField(
        label="Présentation", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    debut = ChampJour(label="Début", required=False)
    fin = ChampJour(label="Fin", required=False)
    pilotes = forms.CharField(
        label="Pilotes", required=False, max_length=1000, help_text="Prénom et nom, séparés par des virgules."
    )
    referents = forms.CharField(
        label="Élus référents", required=False, max_length=1000, help_text="Prénom et nom, séparés par des virgules."
    )
    deliberation_le = ChampJour(label="Date de la délibération", required=False)
    deliberation_numero = forms.CharField(label="Numéro de la délibération", required=False, max_length=60)
    perimetre = forms.TypedMultipleChoiceField(label="Périmètre", required=False, coerce=int, choices=[])
    confidentiel = forms.BooleanField(
        label="Plan confidentiel",
        required=False,
        help_text="Ses fiches, présentes et à venir, ne se voient plus avec le rôle « Lecture ».",
    )
    ponderation = forms.ChoiceField(label="Avancement du plan", choices=Ponderation.choices)
    langue = forms.ChoiceField(
        label="Langue du plan",
        required=False,
        choices=LanguePlan.choices,
        help_text="Celle de ses textes : les synthèses vocales et les correcteurs la suivent.",
    )
    parent = forms.TypedChoiceField(label="Rassemblé par", required=False, coerce=int, empty_value=None, choices=[])
    remplace = forms.TypedChoiceField(label="Remplace", required=False, coerce=int, empty_value=None, choices=[])

    def __init__(
        self,
        *args: Any,
        parents: list[Plan],
        anciens: list[Plan],
        territoire: Territoire,
        perimetre: Iterable[Collectivite] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.territoire, self.parties = territoire, list(perimetre)
        self.initial["perimetre"] = [c.pk for c in self.parties]
        self.plans = {plan.pk: plan for plan in (*parents, *anciens)}
        self.fields["type"].choices = [("", "À préciser"), *types_par_categorie()]  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", "Aucun"), *((p.pk, _nommer(p)) for p in parents)]  # type: ignore[attr-defined]
        connues = territoire.connues | {c.pk: c for c in self.parties}
        self.fields["perimetre"].choices = [(pk, c.nom) for pk, c in connues.items()]  # type: ignore[attr-defined]
        self.fields["remplace"].choices = [("", "Aucun"), *((p.pk, p.nom) for p in anciens)]  # type: ignore[attr-defined]

    def champs(self) -> dict[str, Any]:
        """What the action takes; people apart."""
        lu = self.cleaned_data
        champs = {nom: lu[nom] for nom in lu if nom not in A_PART}
        for nom in ("parent", "remplace"):
            champs[nom] = self.plans.get(lu[nom]) if lu[nom] else None
        if not champs["langue"]:
            del champs["langue"]
        return champs

    def personnes(self) -> dict[RolePersonne, list[str]]:
        """Names typed, by role."""
        return {role: lire_noms(self.cleaned_data[champ]) for champ, role in ROLES_DU_PLAN.items()}

    @property
    def cochees(self) -> set[int]:
        """What is ticked of the perimeter: what was typed, else what the plan says."""
        return {int(pk) for pk in self["perimetre"].value() or () if str(pk).isdecimal()}

    @property
    def hors_du_territoire(self) -> list[Collectivite]:
        """Collectivités of the perimeter that have left the territory: they may stay."""
        return [c for c in self.parties if c.pk not in self.territoire.connues]

    def clean(self) -> dict[str, Any]:
        """The end comes after the start; said beside the end."""
        lu = super().clean() or {}
        if lu.get("debut") and lu.get("fin") and lu["fin"] < lu["debut"]:
            self.add_error("fin", dire_dates(lu["debut"]))
        return lu


def lire_noms(texte: str) -> list[str]:
    """Names typed on a line."""
    return [nom.strip() for nom in texte.replace(";", ",").split(",") if nom.strip()]


def dire_dates(debut: date) -> str:
    """What is said beside an end that comes before the start."""
    return f"Le plan finirait avant son début, le {jour_long(debut)} : corrigez une date."


def _nommer(plan: Plan) -> str:
    return f"{plan.nom} ({plan.collectivite.appellation})"
