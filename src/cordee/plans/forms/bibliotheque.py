"""Where the basket of model fiches goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from cordee.plans.forms.base import Formulaire
from cordee.plans.models import Axe, Plan
from cordee.plans.queries.bibliotheque import Destination

NOUVEAU = "nouveau"
AUCUN = "aucun"
NOM_DU_PLAN = "Plan d'action à impact"
"""Name proposed for a plan born of the basket."""


class FormulaireVersement(Formulaire):
    """Where the fiches go and which cards of the basket become fiches. `plans` are those of the collectivité with
    their destinations, `modeles` the cards of the basket (code, title); those of `deja`, which the plans have, are
    not ticked in advance."""

    use_required_attribute = False

    destination = forms.ChoiceField(
        label="Créer les fiches dans",
        error_messages={
            "required": "Choisissez où créer les fiches.",
            "invalid_choice": "Ce plan ou cet axe n'existe plus : choisissez-en un autre.",
        },
    )
    nom_plan = forms.CharField(
        label="Nom du nouveau plan",
        required=False,
        max_length=300,
        help_text="Utile seulement si vous choisissez « Un nouveau plan ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Le nom du plan dépasse 300 caractères : raccourcissez-le."},
    )
    modeles = forms.MultipleChoiceField(
        label="Fiches modèles",
        error_messages={
            "required": "Cochez au moins une fiche modèle à créer.",
            "invalid_choice": "Une fiche cochée n'est plus au panier : rechargez la page.",
        },
    )

    def __init__(
        self,
        *args: Any,
        plans: Sequence[tuple[Plan, Sequence[Destination]]],
        modeles: Sequence[tuple[str, str]],
        deja: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._destinations: dict[str, Destination] = {}
        groupes: list[Any] = [(plan.nom, [self._choix(lieu) for lieu in lieux]) for plan, lieux in plans]
        ailleurs = [(NOUVEAU, "Un nouveau plan"), (AUCUN, "Aucun plan pour l'instant")]
        self.fields["destination"].choices = [*groupes, ("Ailleurs", ailleurs)]  # type: ignore[attr-defined]
        self.fields["modeles"].choices = list(modeles)  # type: ignore[attr-defined]
        if not self.is_bound:
            premiere = next(iter(self._destinations), NOUVEAU)
            self.initial.setdefault("destination", premiere)
            self.initial.setdefault("nom_plan", NOM_DU_PLAN)
            self.initial.setdefault("modeles", [code for code, _ in modeles if code not in deja])

    def _choix(self, lieu: Destination) -> tuple[str, str]:
        if lieu.axe is None:
            cle, libelle = f"plan-{lieu.plan.pk}", f"{lieu.plan.nom}, à la racine"
        else:
            cle, libelle = f"axe-{lieu.axe.pk}", f"{'— ' * (lieu.niveau - 1)}{lieu.numero} {lieu.axe.nom}"
        self._destinations[cle] = lieu
        return cle, libelle

    def clean(self) -> dict[str, Any]:
        """A new plan needs a name."""
        lu = super().clean() or {}
        if lu.get("destination") == NOUVEAU and not lu.get("nom_plan", "").strip() and "nom_plan" not in self.errors:
            self.add_error("nom_plan", "Donnez un nom au nouveau plan.")
        return lu

    def lieu(self) -> tuple[Plan | None, Axe | None, str]:
        """Plan, axe and name of the plan to make, as the action takes them. Only after `is_valid`."""
        choisie = self.cleaned_data["destination"]
        if choisie == NOUVEAU:
            return None, None, self.cleaned_data["nom_plan"].strip()
        lieu = self._destinations.get(choisie)
        return (lieu.plan, lieu.axe, "") if lieu else (None, None, "")
