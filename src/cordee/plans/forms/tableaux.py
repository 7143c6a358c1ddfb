"""Setting one module of a dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cordee.plans.domain.repartitions import Mesure, Propriete
from cordee.plans.domain.tableaux import (
    A_LIGNES,
    A_SOI,
    LIGNES_MAX,
    MOIS_MAX,
    TITRE_MAX,
    Forme,
    GenreModule,
    Largeur,
    Module,
    Suite,
)
from cordee.plans.forms.base import Formulaire


class FormulaireModule(Formulaire):
    """The settings that a genre of module has, and no others. `familles` are the properties to choose from."""

    use_required_attribute = False
    titre = forms.CharField(
        label="Titre",
        required=False,
        max_length=TITRE_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"Le titre du module dépasse {TITRE_MAX} caractères : raccourcissez-le."},
    )
    largeur = forms.ChoiceField(label="Largeur", choices=Largeur.choices())
    propriete = forms.ChoiceField(label="Compter par")
    forme = forms.ChoiceField(label="Montrer en", choices=Forme.choices())
    mesure = forms.ChoiceField(label="Mesurer", choices=Mesure.choices())
    suite = forms.ChoiceField(label="Suivre", choices=Suite.choices())
    nombre = forms.IntegerField(
        min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    miennes = forms.BooleanField(label="Seulement celles dont on est pilote", required=False)

    def __init__(
        self, *args: Any, genre: GenreModule, familles: Iterable[tuple[str, list[Propriete]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.genre = genre
        self.fields["propriete"].choices = [  # type: ignore[attr-defined]
            (famille, [(p.cle, p.libelle) for p in proprietes]) for famille, proprietes in familles
        ]
        serie = genre is GenreModule.SERIE
        self.fields["nombre"].label = "Nombre de mois" if serie else "Nombre de lignes"
        self.fields["nombre"].max_value = MOIS_MAX if serie else LIGNES_MAX  # type: ignore[attr-defined]
        for nom in self._en_trop(genre):
            del self.fields[nom]

    def clean_nombre(self) -> int:
        """At most what a screen shows."""
        maximum = MOIS_MAX if self.genre is GenreModule.SERIE else LIGNES_MAX
        nombre = int(self.cleaned_data["nombre"])
        if nombre > maximum:
            raise forms.ValidationError(f"« {self.fields['nombre'].label} » : {maximum} au plus.")
        return nombre

    @staticmethod
    def _en_trop(genre: GenreModule) -> list[str]:
        repartition = ["propriete", "forme", "mesure"] if genre is not GenreModule.REPARTITION else []
        suite = ["suite"] if genre is not GenreModule.SERIE else []
        nombre = ["nombre"] if genre not in A_LIGNES and genre is not GenreModule.SERIE else []
        return [*repartition, *suite, *nombre, *(["miennes"] if genre not in A_SOI else [])]

    def module(self, cle: str, parametres: str) -> Module:
        """The module as set. Only after `is_valid`."""
        lu = self.cleaned_data
        d_origine = Module(cle, self.genre)
        return Module(
            cle,
            self.genre,
            titre=lu["titre"],
            parametres=parametres,
            largeur=Largeur(lu["largeur"]),
            propriete=lu.get("propriete", d_origine.propriete),
            mesure=Mesure(lu.get("mesure", d_origine.mesure)),
            forme=Forme(lu.get("forme", d_origine.forme)),
            suite=Suite(lu.get("suite", d_origine.suite)),
            nombre=lu.get("nombre", d_origine.nombre),
            miennes=lu.get("miennes", False),
        )
