"""The model of a whole fiche, made from `plans.domain.fiche`: the description says what the JSON of an export says.

Each dataclass becomes a model with the same keys; values are those that `plans.domain.objet_json` writes.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.fiche import FicheComplete, IndicateurCite

Nombre = int | float | str
"""An amount: a text when a number would lose digits."""
EXEMPLES: dict[str, Any] = {
    "titre": "Aménager la voie verte de la vallée",
    "nom": "Camille Roux",
    "code": "2.1.3",
    "description": "Douze kilomètres entre la gare et le lycée.",
    "jour": "2027-06-30",
    "texte": "L'enquête publique est ouverte.",
    "annee": 2027,
    "prevu": 120000,
    "montant": 48000,
    "financeur": "ADEME",
    "avancement": 40,
    "poids": 1,
    "ref": 128,
    "email": "",
}


class Base(BaseModel):
    """Settings of every model that we answer with: plain, read from attributes (ninja's own are slower)."""

    model_config = ConfigDict(from_attributes=True)


class PointAnnee(Base):
    """A value of a year."""

    annee: int = Field(examples=[2025])
    valeur: float = Field(examples=[12.5])


_faits: dict[type, type[BaseModel]] = {}


def modele_de(classe: type) -> type[BaseModel]:
    """The model of a dataclass, its inner ones with it."""
    if classe in _faits:
        return _faits[classe]
    nom = "FicheObjet" if classe is FicheComplete else classe.__name__
    colonnes = traduire_colonnes(classe, sans=("sous_fiches", "attendus", "suivi") if classe is FicheComplete else ())
    if classe is FicheComplete:
        dessous: Any = list[typing.ForwardRef("FicheObjet")]  # type: ignore[misc]  # itself, resolved below
        colonnes["sous_fiches"] = (dessous, Field(description="Ses sous-fiches, au même format.", examples=[[]]))
        colonnes["repere"] = (str, Field(default="", description="Nom de la fiche dans un fichier exporté."))
    modele: type[BaseModel] = create_model(nom, __base__=Base, __module__=__name__, **colonnes)
    _faits[classe] = modele
    if classe is FicheComplete:
        modele.model_rebuild(_types_namespace={"FicheObjet": modele})
    return modele


def traduire_colonnes(classe: type, *, sans: tuple[str, ...] = ()) -> dict[str, Any]:
    """Type and description of each column of a dataclass, `sans` those."""
    indications = typing.get_type_hints(classe)
    colonnes: dict[str, Any] = {}
    for champ in fields(classe):
        if classe is IndicateurCite and champ.name in ("resultats", "objectifs"):
            colonnes[champ.name] = (list[PointAnnee], Field(description="Par année."))
        elif champ.name not in sans:
            colonnes[champ.name] = (traduire(indications[champ.name]), _decrire(classe, champ.name))
    return colonnes


def _decrire(classe: type, nom: str) -> Any:
    libelle = CHAMPS[nom].libelle if classe is FicheComplete and nom in CHAMPS else None
    return Field(description=libelle, examples=[EXEMPLES[nom]] if nom in EXEMPLES else None)


def traduire(indication: Any) -> Any:
    """The type of the JSON value of a column."""
    origine, arguments = typing.get_origin(indication), typing.get_args(indication)
    if origine in (types.UnionType, typing.Union):
        traduites = [traduire(a) for a in arguments]
        return typing.Union[tuple(traduites)]  # noqa: UP007  # built at run time
    if origine is tuple:
        return list[traduire(arguments[0])]  # type: ignore[misc]
    if origine is dict:
        return dict[str, traduire(arguments[1])]  # type: ignore[misc]
    return _simple(indication)


def _simple(indication: Any) -> Any:
    if is_dataclass(indication):
        return modele_de(typing.cast(type, indication))
    if isinstance(indication, type) and issubclass(indication, ChoixTexte):
        return Literal[tuple(str(membre.value) for membre in indication)]
    if indication is Decimal:
        return Nombre
    if indication in (date, datetime):
        return Annotated[str, Field(json_schema_extra={"format": "date" if indication is date else "date-time"})]
    return indication


FicheObjet = modele_de(FicheComplete)
"""A whole fiche, in the schema `cordee.plan` version 1."""
