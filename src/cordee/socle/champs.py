"""Form fields that every application shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from cordee.outils.dates import jour_chiffre, jour_long
from cordee.outils.lecture_dates import EXEMPLE, DateIllisible, JourManquant, lire_date
from cordee.outils.texte import typographier

CITATION_MAX = 40
POURQUOI_UN_JOUR = "Cette date se donne au jour près : elle sert à classer et à compter des délais."
"""Said to who typed a month or a year where a day is kept."""


def ecrire_jour(valeur: object) -> str:
    """What a field of dates holds: a day as `31/12/2026`, whatever way it was written; what is no day, as typed."""
    if not valeur:
        return ""
    if isinstance(valeur, date):
        return jour_chiffre(valeur)
    try:
        return jour_chiffre(lire_date(str(valeur)))
    except DateIllisible:
        return str(valeur)


class SaisieJour(forms.TextInput):
    """A text input and, with JavaScript, the button of a French calendar (`composants/saisie_jour.html`). A browser's
    own control would speak the browser's language. `souple`: a month or a year is taken too."""

    template_name = "composants/saisie_jour.html"

    def __init__(self, *, libelle: str = "", souple: bool = False, attrs: Mapping[str, Any] | None = None) -> None:
        """`libelle` is the title of the calendar."""
        if souple:
            self.template_name = "composants/saisie_moment.html"
        super().__init__(attrs={**({"data-libelle": typographier(libelle)} if libelle else {}), **(attrs or {})})

    def format_value(self, value: Any) -> str:
        """A day as the French write it."""
        return ecrire_jour(value)

    def borner(self, premier: date | None, dernier: date | None) -> None:
        """The first and the last day that the calendar lets choose."""
        for cle, borne in (("data-premier", premier), ("data-dernier", dernier)):
            if borne is not None:
                self.attrs[cle] = borne.isoformat()


class ChampJour(forms.DateField):
    """A day, typed in French (`outils.lecture_dates`) or chosen in the calendar, from `premier` to `dernier` when there
    is a limit. `error_messages` may replace the words of `required`, `premier` and `dernier`."""

    default_error_messages = {
        "premier": "Choisissez un jour à partir du %(limite)s.",
        "dernier": "Choisissez un jour jusqu'au %(limite)s.",
    }

    def __init__(
        self, *, label: str = "", premier: date | None = None, dernier: date | None = None,
        error_messages: Mapping[str, str] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.premier, self.dernier = premier, dernier
        widget = SaisieJour(libelle=label)
        widget.borner(premier, dernier)
        super().__init__(
            label=label,
            widget=widget,
            error_messages={"required": f"Donnez une date, comme {EXEMPLE}.", **(error_messages or {})},
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        """The day; what is wrong with the text is said in a sentence."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        texte = str(value).strip()
        if not texte:
            return None
        try:
            return lire_date(texte)
        except DateIllisible as raison:
            cite = texte if len(texte) <= CITATION_MAX else f"{texte[: CITATION_MAX - 1]}…"
            suite = f" {POURQUOI_UN_JOUR}" if isinstance(raison, JourManquant) else ""
            raise forms.ValidationError(f"« {cite} » n'est pas une date : {raison}.{suite}", code="invalid") from raison

    def validate(self, value: date | None) -> None:
        """Within the limits."""
        super().validate(value)
        if value is None:
            return
        for code, limite, hors in (
            ("premier", self.premier, self.premier is not None and value < self.premier),
            ("dernier", self.dernier, self.dernier is not None and value > self.dernier),
        ):
            if hors and limite is not None:
                raise forms.ValidationError(self.error_messages[code], code=code, params={"limite": jour_long(limite)})
