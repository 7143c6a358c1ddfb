"""Putting a reminder on a fiche, and putting it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.reglages_rappels import SILENCE_MAX, SILENCE_MIN, ecrire_jours, lire_jours
from cordee.plans.domain.retard import Reperes
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.models.rappels import MOT_MAX

A_VENIR = "Un rappel part le matin de son jour : choisissez un jour à partir du %(limite)s."


def _champ_jour(libelle: str, jour: date) -> ChampJour:
    return ChampJour(label=libelle, premier=jour + timedelta(days=1), error_messages={"premier": A_VENIR})


class FormulaireRappel(Formulaire):
    """When, a word, and for whom: oneself, and `autres` when there are."""

    mot = forms.CharField(
        label="Un mot", required=False, max_length=MOT_MAX,
        help_text="Ce qu'il faudra faire ce jour-là. Seules les personnes du rappel le lisent.",
    )  # fmt: skip
    pour = forms.MultipleChoiceField(
        label="Pour qui", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Dites pour qui est le rappel : cochez au moins une personne."},
    )  # fmt: skip

    def __init__(
        self, donnees: Any, *, moi: Utilisateur, autres: Sequence[Utilisateur], jour: date, **options: Any
    ) -> None:
        super().__init__(donnees, initial={"pour": [str(moi.pk)]}, **options)
        self.fields["jour"] = _champ_jour("Jour", jour)
        self.order_fields(["jour", "mot", "pour"])
        self.personnes = {str(moi.pk): moi} | {str(autre.pk): autre for autre in autres}
        champ = self.fields["pour"]
        assert isinstance(champ, forms.MultipleChoiceField)
        champ.choices = [(str(moi.pk), "Moi"), *((str(autre.pk), autre.nom_complet) for autre in autres)]

    def destinataires(self) -> list[Utilisateur]:
        """Those chosen, once valid."""
        return [self.personnes[pk] for pk in self.cleaned_data["pour"]]


class FormulaireRepousser(Formulaire):
    """Another day for a reminder."""

    def __init__(self, donnees: Any = None, *, jour: date, **options: Any) -> None:
        super().__init__(donnees, **options)
        self.fields["jour"] = _champ_jour("Nouveau jour", jour)


class ChampJours(forms.CharField):
    """A list of days, « 30, 7 et 1 ». Gives a tuple."""

    def to_python(self, value: Any) -> tuple[int, ...]:  # type: ignore[override]
        """The days; what is wrong is said in a sentence."""
        try:
            return lire_jours(super().to_python(value) or "", str(self.label))
        except ValeurRefusee as raison:
            raise forms.ValidationError(str(raison), code="invalid") from raison


class FormulaireReglageRappels(Formulaire):
    """The days at which a collectivité is reminded."""

    avant = ChampJours(
        label="Avant l'échéance", required=False,
        help_text="En jours, séparés par des virgules. Laissez vide pour ne rien annoncer avant.",
    )  # fmt: skip
    apres = ChampJours(
        label="Après l'échéance", required=False,
        help_text="En jours, séparés par des virgules. Laissez vide pour ne rien dire du retard.",
    )  # fmt: skip
    silence = forms.IntegerField(
        label="Sans nouvelles après", min_value=SILENCE_MIN, max_value=SILENCE_MAX,
        help_text="En jours. Une fiche en cours ou bloquée qui n'a ni changé, ni reçu de suivi ou de commentaire.",
        widget=forms.NumberInput(attrs={"class": "court"}),
    )  # fmt: skip

    def __init__(self, donnees: Any, *, reperes: Reperes) -> None:
        initial = {
            "avant": ecrire_jours(reperes.avant), "apres": ecrire_jours(reperes.apres), "silence": reperes.silence,
        }  # fmt: skip
        super().__init__(donnees, initial=initial)

    def lire(self) -> Reperes:
        """What was chosen, once valid."""
        lu = self.cleaned_data
        return Reperes(lu["avant"], lu["apres"], lu["silence"])
