"""The fields that a collectivité adds, and their values, as plain values that files hold (`domain.fiche`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cordee.plans.domain.genres_de_champs import EcritureChamp, GenreChamp, LectureChamp
from cordee.plans.domain.listes import Precision


@dataclass(frozen=True, slots=True)
class ChampCite:
    """The value of one field in a fiche: the attribute of its genre is filled, `options` are labels. `plan`: name of
    the plan that owns the field, none for a field of the collectivité. `ref` is its id in the database, None in a
    file."""

    libelle: str
    genre: GenreChamp = GenreChamp.LIGNE
    plan: str = ""
    texte: str = ""
    nombre: Decimal | None = None
    jour: date | None = None
    precision: Precision = Precision.JOUR
    oui: bool | None = None
    options: tuple[str, ...] = ()
    unite: str = field(default="", compare=False)
    ref: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ChampDefini:
    """A field as a file describes it."""

    libelle: str
    genre: GenreChamp = GenreChamp.LIGNE
    plan: str = ""
    aide: str = ""
    unite: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    obligatoire: bool = False
    lecture: LectureChamp = LectureChamp.TOUS
    ecriture: EcritureChamp = EcritureChamp.FICHE
    options: tuple[str, ...] = ()
    couleurs: tuple[str, ...] = ()
    ref: int | None = field(default=None, compare=False)
