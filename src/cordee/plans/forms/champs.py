"""What the forms of added fields hold: a value in a fiche, the settings of a field."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import QueryDict

from cordee.outils.nombres import formater
from cordee.plans.actions.champs_personnalises import NouveauChamp, ReglagesChamp
from cordee.plans.domain.champs_personnalises import (
    AIDE_MAX,
    DECIMALES,
    LIBELLE_MAX,
    NOMBRE_MAX,
    UNITE_MAX,
    Definition,
    ValeurChamp,
    de_json,
    en_json,
    lire_nombre,
    lire_valeur,
)
from cordee.plans.domain.genres_de_champs import EcritureChamp, GenreChamp, LectureChamp
from cordee.plans.forms.base import Formulaire

OPTIONS_TEXTE_MAX = 8_000


# A value ------------------------------------------------------------------------------------------------------------


def lire_saisie(definition: Definition, donnees: QueryDict, actuelle: ValeurChamp) -> ValeurChamp:
    """The value typed. A card dropped in a column (`valeur`) keeps the precision that its choice had. Raises
    `ValeurRefusee`."""
    if "valeur" in donnees and definition.genre.est_seul:
        return lire_valeur(definition, actuelle.texte, [str(donnees["valeur"])])
    return lire_valeur(
        definition, donnees.get("texte", ""), donnees.getlist("option"), donnees.get("precision", "jour")
    )


def lire_lue(donnees: QueryDict) -> ValeurChamp | None:
    """The value that the person started from, None when the form does not say."""
    try:
        return de_json(json.loads(str(donnees["lue"]))) if donnees.get("lue") else None
    except (ValueError, TypeError, AttributeError, ArithmeticError):  # nothing that a form of ours ever held
        return None


def ecrire_lue(valeur: ValeurChamp) -> str:
    """The reverse."""
    return json.dumps(en_json(valeur), sort_keys=True)


def ecrire_texte(valeur: ValeurChamp) -> str:
    """What the control of a value that is typed shows."""
    if valeur.nombre is not None:
        return formater(float(valeur.nombre), DECIMALES, souple=True)
    if valeur.jour is not None:
        return valeur.jour.isoformat()
    if valeur.oui is not None:
        return "oui" if valeur.oui else "non"
    return valeur.texte


# Settings -----------------------------------------------------------------------------------------------------------


class ChampNombre(forms.CharField):
    """A number typed in French."""

    def clean(self, valeur: Any) -> Any:
        """Decimal, None when empty."""
        texte = super().clean(valeur)
        if not texte:
            return None
        nombre = lire_nombre(texte)
        if nombre is None or abs(nombre) >= NOMBRE_MAX or nombre != round(nombre, DECIMALES):
            raise forms.ValidationError("Écrivez un nombre, comme 100 ou 37,5 (quatre décimales au plus).")
        return nombre


class FormulaireReglages(Formulaire):
    """The settings of a field."""

    use_required_attribute = False
    libelle = forms.CharField(
        label="Libellé",
        max_length=LIBELLE_MAX,
        error_messages={
            "required": "Donnez un libellé, par exemple « Commission de suivi ».",
            "max_length": f"{LIBELLE_MAX} caractères au plus : raccourcissez.",
        },
    )
    aide = forms.CharField(
        label="Aide", required=False, max_length=AIDE_MAX, help_text="Une phrase sous le champ, pour qui le remplit.",
        error_messages={"max_length": f"{AIDE_MAX} caractères au plus : raccourcissez."},
    )  # fmt: skip
    unite = forms.CharField(
        label="Unité", required=False, max_length=UNITE_MAX, help_text="Pour un nombre : logements, m², %.",
        error_messages={"max_length": f"{UNITE_MAX} caractères au plus : raccourcissez."},
    )  # fmt: skip
    minimum = ChampNombre(label="Minimum", required=False, max_length=30)
    maximum = ChampNombre(label="Maximum", required=False, max_length=30)
    obligatoire = forms.BooleanField(label="Attendu pour qu'une fiche soit complète", required=False)
    lecture = forms.ChoiceField(label="Qui le lit", choices=LectureChamp.choices)
    ecriture = forms.ChoiceField(label="Qui l'écrit", choices=EcritureChamp.choices)

    def reglages(self) -> ReglagesChamp:
        """What the action takes, once valid."""
        lu = self.cleaned_data
        return ReglagesChamp(
            lu["aide"], lu["unite"], lu["minimum"], lu["maximum"], lu["obligatoire"], LectureChamp(lu["lecture"]),
            EcritureChamp(lu["ecriture"]),
        )  # fmt: skip


class FormulaireChamp(FormulaireReglages):
    """A field to create."""

    genre = forms.ChoiceField(label="Ce qu'il contient", choices=[])
    options = forms.CharField(
        label="Options", required=False, max_length=OPTIONS_TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour un choix : une par ligne, dans l'ordre où elles se lisent.",
        error_messages={"max_length": "C'est trop long pour une liste d'options : raccourcissez."},
    )  # fmt: skip
    field_order = ("libelle", "genre", "options", "aide", "unite", "minimum", "maximum")

    def __init__(self, *args: Any, phases: bool = False, **options: Any) -> None:
        """`phases`: the genre of phases is proposed."""
        super().__init__(*args, **options)
        genres = [genre for genre in GenreChamp if phases or genre is not GenreChamp.PHASE]
        self.fields["genre"].choices = [(str(genre), genre.libelle) for genre in genres]  # type: ignore[attr-defined]

    def nouveau(self) -> NouveauChamp:
        """What the action takes, once valid."""
        lu = self.cleaned_data
        genre = GenreChamp(lu["genre"])
        return NouveauChamp(lu["libelle"], genre, lu["options"].splitlines(), reglages=self.reglages())


def initial_de(definition: Definition) -> dict[str, Any]:
    """The settings of a field, as its form shows them."""
    bornes = {
        nom: "" if borne is None else formater(float(borne), DECIMALES, souple=True)
        for nom, borne in (("minimum", definition.minimum), ("maximum", definition.maximum))
    }
    return {
        "libelle": definition.libelle, "aide": definition.aide, "unite": definition.unite, **bornes,
        "obligatoire": definition.obligatoire,
        "lecture": str(LectureChamp.CONTRIBUTION if definition.reserve else LectureChamp.TOUS),
        "ecriture": str(EcritureChamp.EDITION if definition.edition else EcritureChamp.FICHE),
    }  # fmt: skip
