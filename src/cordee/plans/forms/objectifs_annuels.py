"""Objectives by year of an indicator, as they are typed on a fiche: one cell a year, what it showed beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from cordee.indicateurs.actions.objectifs import ObjectifVoulu
from cordee.plans.forms.grille_budget import lire_annee
from cordee.plans.forms.nombres import ChampNombre

ANNEES_MAX = 60
NOMBRE = ChampNombre("Objectif")


@dataclass
class ObjectifsTypes:
    """`textes` and `lus` by year; `fautes`: what cannot be read, by year."""

    textes: dict[int, str]
    lus: dict[int, str]
    fautes: dict[int, str] = field(default_factory=dict)
    annee_plus: str = ""
    valeur_plus: str = ""

    @classmethod
    def de_saisie(cls, donnees: QueryDict) -> ObjectifsTypes:
        """Cells named `o-2026`, what they showed in `lu-2026`; the last row gives its own year."""
        annees = [a for a in (lire_annee(lue) for lue in donnees.getlist("rang")[:ANNEES_MAX]) if a is not None]
        typees = cls({a: donnees.get(f"o-{a}", "") for a in annees}, {a: donnees.get(f"lu-{a}", "") for a in annees})
        valeur = typees.valeur_plus = donnees.get("valeur_plus", "")
        typees.annee_plus = donnees.get("annee_plus", "")
        if valeur.strip():
            annee = lire_annee(donnees.get("annee_plus", ""))
            if annee is None:
                typees.fautes[0] = "Écrivez l'année de cet objectif sur quatre chiffres : 2030."
            elif typees.textes.get(annee, "").strip():
                typees.fautes[0] = f"{annee} est déjà dans le tableau : changez sa cellule."
            else:
                typees.textes[annee] = valeur
                typees.lus.setdefault(annee, "")
        return typees

    def lire(self) -> dict[int, ObjectifVoulu]:
        """As the action takes them; `fautes` is completed."""
        voulus = {}
        for annee, texte in self.textes.items():
            lu, voulu = self._nombre(annee, self.lus.get(annee, "")), self._nombre(annee, texte)
            voulus[annee] = ObjectifVoulu(lu, voulu)
        return voulus

    def _nombre(self, annee: int, texte: str) -> float | None:
        try:
            lu = NOMBRE.clean(texte)
        except forms.ValidationError as refus:
            self.fautes[annee] = " ".join(refus.messages)
            return None
        return None if lu is None else float(lu)
