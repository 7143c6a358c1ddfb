"""Calling a réunion, its minutes, a point, a décision."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.gouvernance.actions.decisions import DECISION_MAX
from cordee.gouvernance.actions.reunions import LIEU_MAX, NOMS_MAX, OBJET_MAX, TEXTE_MAX, TITRE_MAX
from cordee.gouvernance.domain import EtatDecision, EtatReunion
from cordee.socle.champs import ChampJour

CONFIDENTIELLE = "Confidentielle : cachée, avec ses décisions, aux personnes qui ont le rôle Lecture"


def _texte(label: str, maximum: int, *, requis: str = "", lignes: int = 0, **plus: Any) -> forms.CharField:
    gadget = forms.Textarea(attrs={"rows": lignes}) if lignes else forms.TextInput(attrs={"autocomplete": "off"})
    messages = {"max_length": f"Raccourcissez : {maximum} caractères au plus."}
    if requis:
        messages["required"] = requis
    return forms.CharField(
        label=label, max_length=maximum, required=bool(requis), widget=gadget, error_messages=messages, **plus
    )


class FormulaireConvocation(forms.Form):
    """When and where an instance meets."""

    instance = _texte("Instance", 200, requis="Donnez l'instance, par exemple « COPIL climat ».")
    jour = ChampJour(label="Jour")
    heure = forms.TimeField(
        label="Heure",
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H h %M", "%H h", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "14:30", "autocomplete": "off"}),
        error_messages={"invalid": "Donnez l'heure comme 14 h 30 ou 14:30."},
    )
    lieu = _texte("Lieu", LIEU_MAX)
    objet = _texte("Objet", OBJET_MAX)
    confidentielle = forms.BooleanField(label=CONFIDENTIELLE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instance"].widget.attrs["list"] = "instances-connues"


class FormulaireReunion(FormulaireConvocation):
    """The same with what the réunion was: who came, what was said."""

    etat = forms.ChoiceField(label="État", choices=EtatReunion.choices())
    presents = _texte("Présents", NOMS_MAX, lignes=2, help_text="Un nom par ligne, ou séparés par des virgules.")
    excuses = _texte("Excusés", NOMS_MAX, lignes=2)
    compte_rendu = _texte("Compte rendu", TEXTE_MAX, lignes=6, help_text="L'ensemble ; chaque point a ses échanges.")


class FormulairePoint(forms.Form):
    """A point of the agenda."""

    titre = _texte("Titre du point", TITRE_MAX, requis="Donnez un titre à ce point.")
    echanges = _texte("Échanges", TEXTE_MAX, lignes=3)


class FormulaireDecision(forms.Form):
    """A décision."""

    texte = _texte("Décision", DECISION_MAX, requis="Écrivez ce qui est décidé.", lignes=2)
    responsable = _texte("Responsable", 170)
    echeance = ChampJour(label="Échéance", required=False)
    etat = forms.ChoiceField(label="État", choices=EtatDecision.choices(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].widget.attrs["list"] = "personnes-connues"
