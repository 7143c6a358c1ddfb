"""Ground of the forms of the plans: faults in our words, and a text that nobody sees is an empty text."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from cordee.outils.texte import rendre_vide
from cordee.plans.domain.champs import ANNEE_MAX, ANNEE_MIN, ValeurRefusee, lire_a_peu_pres
from cordee.plans.domain.fiche import DateConnue
from cordee.socle import champs

CHOIX = (forms.ChoiceField, forms.MultipleChoiceField)


class Formulaire(forms.Form):
    """A form whose faults name the field and say what to do, whatever the field does not say itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound:
            self.data = _vider(self.data)

    def full_clean(self) -> None:
        """Fields may be added or renamed until the form is read: their words are set then."""
        for nom, champ in self.fields.items():
            poser_mots(champ, str(champ.label or nom))
        super().full_clean()


def poser_mots(champ: forms.Field, libelle: str) -> None:
    """Replaces the words of Django that the field did not replace."""
    d_origine: dict[str, Any] = {}
    for classe in reversed(type(champ).__mro__):
        d_origine |= getattr(classe, "default_error_messages", {})
    for code, mots in _mots(champ, libelle).items():
        if champ.error_messages.get(code) == d_origine.get(code):
            champ.error_messages[code] = mots


def _mots(champ: forms.Field, libelle: str) -> dict[str, str]:
    nombre = isinstance(champ, forms.IntegerField)
    return {
        "required": f"Choisissez « {libelle} » dans la liste."
        if isinstance(champ, CHOIX)
        else f"« {libelle} » est vide : remplissez ce champ.",
        "invalid": f"« {libelle} » attend un nombre entier."
        if nombre
        else f"« {libelle} » ne se lit pas : corrigez-le.",
        "invalid_choice": f"« {libelle} » : ce choix n'existe pas ou n'existe plus, choisissez dans la liste.",
        "invalid_list": f"« {libelle} » : choisissez dans la liste.",
        "max_length": f"« {libelle} » dépasse %(limit_value)d caractères (%(show_value)d) : raccourcissez.",
        "min_value": f"« {libelle} » : %(limit_value)s au moins.",
        "max_value": f"« {libelle} » : %(limit_value)s au plus.",
        "null_characters_not_allowed": f"« {libelle} » contient un caractère illisible : effacez-le et retapez-le.",
        "missing": f"« {libelle} » : choisissez un fichier.",
        "empty": "Ce fichier est vide : choisissez-en un autre.",
    }


def _vider(donnees: Any) -> Any:
    """The data, texts that nobody sees emptied; the same object when there is none, which is nearly always."""
    if isinstance(donnees, MultiValueDict):
        if all(rendre_vide(v) == v for _, valeurs in donnees.lists() for v in valeurs):
            return donnees
        copie = donnees.copy()
        for nom, valeurs in donnees.lists():
            copie.setlist(nom, [rendre_vide(valeur) for valeur in valeurs])
        return copie
    return {nom: rendre_vide(v) if isinstance(v, str) else v for nom, v in donnees.items()}


def verifier_annee(jour: date) -> None:
    """A day within the life of plans: a year typed on two digits or with one too many is caught."""
    if not ANNEE_MIN <= jour.year <= ANNEE_MAX:
        raise forms.ValidationError(f"L'année doit être entre {ANNEE_MIN} et {ANNEE_MAX} : {jour.year} reçu.")


class ChampJour(champs.ChampJour):
    """A day within the life of plans."""

    default_validators = [verifier_annee]


class ChampAPeuPres(forms.CharField):
    """The start (`debut`) or the end (`fin`) of a fiche: a day, a month, a quarter, a year. Gives a `DateConnue`, or
    None."""

    def __init__(self, nom: str, *, label: str) -> None:
        super().__init__(
            label=label, required=False, widget=champs.SaisieJour(libelle=label, souple=True),
            help_text="Un jour, ou ce que l'on en sait : mars 2027, T2 2027, 2027.",
        )  # fmt: skip
        self.nom = nom

    def to_python(self, value: Any) -> DateConnue | None:  # type: ignore[override]
        """What is known; what is wrong with the text is said in a sentence."""
        texte = super().to_python(value)
        if not texte:
            return None
        try:
            return DateConnue(*lire_a_peu_pres(self.nom, texte))
        except ValeurRefusee as raison:
            raise forms.ValidationError(str(raison), code="invalid") from raison
