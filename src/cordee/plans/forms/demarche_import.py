"""The national file of headings: sent once, then carried by the page of its preview until it is confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms

from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.forms.demarche_dossier import MEGA, ouvrir_tableau

FICHIER_MAX = 20 * MEGA
"""The file of the whole country."""


class FormulaireImport(Formulaire):
    """A file to look at, or what was kept of it (`repris`) to import: the rows of the collectivité with their numbers,
    read and checked again."""

    use_required_attribute = False
    fichier = forms.FileField(
        label="Fichier des démarches",
        help_text="CSV, XLSX ou ODS, avec ses titres de colonnes. Celui du pays entier convient.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    repris = forms.CharField(required=False, max_length=2 * MEGA, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fichier"].required = not (self.is_bound and self.data.get("repris"))

    def clean(self) -> dict[str, Any]:
        """`lignes` and their `numeros`."""
        lu = super().clean() or {}
        if lu.get("fichier") is not None:
            lu["lignes"], lu["numeros"] = ouvrir_tableau(self, lu["fichier"], FICHIER_MAX), None
        elif lu.get("repris"):
            lu["lignes"], lu["numeros"] = self._relire(lu["repris"])
        return lu

    def _relire(self, repris: str) -> tuple[list[list[str]], list[int]]:
        try:
            paires = [(int(numero), [str(c) for c in cellules]) for numero, cellules in json.loads(repris)]
        except (ValueError, TypeError, RecursionError):
            self.add_error("fichier", "L'aperçu ne se relit pas : choisissez le fichier de nouveau.")
            return [], []
        return [cellules for _, cellules in paires], [numero for numero, _ in paires]


def reprendre(brutes: Sequence[tuple[int, Sequence[str]]]) -> str:
    """What the page of the preview carries."""
    return json.dumps(brutes, ensure_ascii=False, separators=(",", ":"))


class FormulaireAdoption(Formulaire):
    """When a plan that was imported as adopted was."""

    use_required_attribute = False
    adopte_le = ChampJour(label="Adopté le", help_text="Date de la délibération.")
