"""The numbers that the leviers are computed from: one result of 2019 and one objective of 2030 an indicateur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cordee.indicateurs.actions.valeurs import verifier_nombre
from cordee.indicateurs.models import Indicateur
from cordee.outils.nombres import formater
from cordee.plans.domain.trajectoire import ANNEE_BUT, ANNEE_DEPART, BUT, DEPART
from cordee.plans.forms.base import Formulaire
from cordee.plans.forms.nombres import ChampNombre
from cordee.socle.erreurs import DonneeRefusee

BOUTS = {DEPART: ("resultat", f"Valeur de {ANNEE_DEPART}"), BUT: ("objectif", f"Objectif de {ANNEE_BUT}")}


class FormulaireTrajectoire(Formulaire):
    """Two fields an indicateur. What was shown comes back hidden: only what the person changed is written, whoever else
    wrote in between."""

    def __init__(
        self,
        *args: Any,
        indicateurs: Sequence[Indicateur],
        valeurs: Mapping[tuple[int, str], float | None],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.places: dict[str, tuple[Indicateur, str]] = {}
        for indicateur in indicateurs:
            for bout, (_, libelle) in BOUTS.items():
                nom = f"{bout}-{indicateur.pk}"
                valeur = valeurs.get((indicateur.pk, bout))
                self.places[nom] = (indicateur, bout)
                self.fields[nom] = ChampNombre(
                    f"{libelle}, {indicateur.titre}",
                    initial="" if valeur is None else formater(valeur, indicateur.precision, souple=True),
                    show_hidden_initial=True,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "size": 9}),
                )

    def clean(self) -> dict[str, Any]:
        """Every number within what its indicateur takes."""
        lus: dict[str, Any] = super().clean() or {}
        for nom, (indicateur, bout) in self.places.items():
            if nom in lus and nom in self.changed_data:
                try:
                    lu = None if lus[nom] is None else float(lus[nom])
                    lus[nom] = verifier_nombre(indicateur, BOUTS[bout][0], lu)
                except DonneeRefusee as refus:
                    self.add_error(nom, refus.messages)
        return lus

    @property
    def saisies(self) -> dict[tuple[Indicateur, str], float | None]:
        """What the person changed, once valid."""
        return {place: self.cleaned_data[nom] for nom, place in self.places.items() if nom in self.changed_data}

    def champs_de(self, indicateur: Indicateur) -> list[forms.BoundField]:
        """The two fields of an indicateur."""
        return [self[f"{bout}-{indicateur.pk}"] for bout in BOUTS]
