"""What people type on the pages of the référentiels, turned into clean values or into a sentence that says what to
give."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from cordee.outils.texte import enumerer
from cordee.territoires.domain.questions import Choix, Question, Reponse, ReponseInvalide, TypeQuestion, valider_reponse
from cordee.territoires.models import Question as FicheQuestion

LONGUEUR_JUSTIFICATION = 10_000
_POURCENTAGE = re.compile(r"(?P<nombre>[0-9]{1,3}(?:[.,][0-9]{1,6})?)[\s\u00a0\u202f]*%?", re.ASCII)


def en_saisie(valeur: Reponse | None) -> str:
    """An answer as its control holds it: `oui`, `non`, a percentage without its unit, the id of a choice, nothing."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, (int, float)):
        pourcentage = (Decimal(repr(valeur)) * 100).quantize(Decimal("0.000001")).normalize()
        return format(pourcentage, "f").replace(".", ",")
    return valeur


def lire_pourcentage(texte: str) -> float | None:
    """Ratio of a typed percentage: `40`, `12,5`, `40 %`; None when it is not one."""
    trouve = _POURCENTAGE.fullmatch(texte)
    return None if trouve is None else float(Decimal(trouve["nombre"].replace(",", ".")) / 100)


class ReponseForm(forms.Form):
    """The answer to one question. `lue` is the answer that was on screen when the person chose (absent: not
    checked)."""

    valeur = forms.CharField(required=False, max_length=60)
    lue = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, fiche: FicheQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = Question(
            identifiant=fiche.code,
            type=TypeQuestion(fiche.type_reponse),
            choix=tuple(Choix(choix.code, choix.formulation) for choix in fiche.choix.all()),
        )

    def clean_valeur(self) -> Reponse | None:
        """bool, ratio, id of a choice, or None to take the answer back."""
        texte = self.cleaned_data["valeur"]
        proportion = self.question.type is TypeQuestion.PROPORTION
        valeur: object = lire_pourcentage(texte) if proportion and texte else texte
        if proportion and texte and valeur is None:
            raise forms.ValidationError(self._message(texte))
        try:
            return valider_reponse(self.question, valeur)
        except ReponseInvalide as erreur:
            raise forms.ValidationError(self._message(texte)) from erreur

    def _message(self, texte: str) -> str:
        if self.question.type is TypeQuestion.PROPORTION:
            return f"« {texte} » n'est pas une part : écrivez un nombre entre 0 et 100, par exemple 40 ou 12,5."
        if self.question.type is TypeQuestion.BINAIRE:
            return "Répondez par oui ou par non."
        choix = enumerer([f"« {choix.formulation} »" for choix in self.question.choix], "ou")
        return f"Choisissez une des réponses proposées : {choix}."

    @property
    def message(self) -> str:
        """The first fault, for the line under the control."""
        return next((str(faute) for fautes in self.errors.values() for faute in fautes), "")


class JustificationForm(forms.Form):
    """The text that explains an answer. `lue` is the version (see views.questionnaire) the person started from."""

    texte = forms.CharField(
        required=False,
        max_length=LONGUEUR_JUSTIFICATION,
        error_messages={
            "max_length": "La justification dépasse 10 000 caractères : raccourcissez-la, elle n'est pas enregistrée."
        },
    )
    lue = forms.CharField(required=False, max_length=40)

    def clean_texte(self) -> str:
        """Same line ends whatever the browser."""
        texte: str = self.cleaned_data["texte"]
        return texte.replace("\r\n", "\n").strip()

    @property
    def message(self) -> str:
        """The first fault."""
        return next((str(faute) for fautes in self.errors.values() for faute in fautes), "")
