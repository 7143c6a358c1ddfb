"""Enumerations with a French label, without Django: a model's `choices=` takes `MonEnum.choices`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from cordee.outils.texte import normaliser


class ChoixTexte(StrEnum):
    """Members are written `NOM = "valeur", "Libellé"`; they compare and store as their value."""

    if TYPE_CHECKING:
        libelle: str

    def __new__(cls, valeur: str, libelle: str = "", *_: Any) -> ChoixTexte:
        membre = str.__new__(cls, valeur)
        membre._value_ = valeur
        membre.libelle = libelle
        return membre

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (value, label) for a model or a form."""
        return [(str(membre.value), membre.libelle) for membre in cls]

    @classmethod
    def libelle_de(cls, valeur: str | None, defaut: str = "") -> str:
        """Label of a stored value; `defaut` for an empty or unknown one."""
        return cls(valeur).libelle if valeur and valeur in cls._value2member_map_ else defaut

    @classmethod
    def lire(cls, texte: str) -> ChoixTexte | None:
        """Member whose value or label reads like the text (case, accents and punctuation ignored)."""
        return _par_cle(cls).get(normaliser(texte))


@cache
def _par_cle(liste: type[ChoixTexte]) -> dict[str, ChoixTexte]:
    """Members by what they read like; the first one wins."""
    cles: dict[str, ChoixTexte] = {}
    for membre in liste:
        for ecrit in (str(membre.value).replace("_", " "), membre.libelle):
            cles.setdefault(normaliser(ecrit), membre)
    cles.pop("", None)
    return cles
