"""What routes of indicateurs take and give."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, BaseModel, Field, StrictFloat, StrictInt

from cordee.api.views.schemas.communs import Page, Pagination
from cordee.api.views.schemas.fiches import Entree
from cordee.api.views.schemas.objets import Base


class ValeurVue(Base):
    """What was measured, and what is aimed at, at a date."""

    id: int = Field(examples=[501])
    indicateur: int = Field(examples=[42])
    identifiant: str | None = Field(description="Celui de la nomenclature nationale.", examples=["cae_1.a"])
    annee: int = Field(examples=[2025])
    date_valeur: date = Field(examples=["2025-01-01"])
    resultat: float | None = Field(examples=[61.4])
    objectif: float | None = Field(examples=[58.0])
    resultat_commentaire: str = Field(examples=[""])
    objectif_commentaire: str = Field(examples=[""])
    source: str | None = Field(description="null : saisie par la collectivité.", examples=[None])
    calculee: bool = Field(examples=[False])
    modifiee_le: datetime = Field(examples=["2026-02-11T10:00:00+01:00"])


class IndicateurVu(Base):
    """A definition, and what the collectivité says of it."""

    id: int = Field(examples=[42])
    identifiant: str | None = Field(description="null : indicateur personnalisé.", examples=["cae_1.a"])
    titre: str = Field(examples=["Émissions de gaz à effet de serre"])
    unite: str = Field(examples=["kt CO2e"])
    description: str = Field(examples=[""])
    personnalise: bool = Field(examples=[False])
    decimales: int = Field(examples=[2])
    favori: bool = Field(examples=[True])
    confidentiel: bool = Field(examples=[False])
    renseigne: bool = Field(description="La collectivité a saisi une valeur.", examples=[True])
    saisissable: bool = Field(description="Une valeur peut y être écrite.", examples=[True])
    adresse: str = Field(description="La page de l'indicateur.", examples=["/t/299900019/indicateurs/42/"])


class PageIndicateurs(Page[IndicateurVu]):
    """A page of indicateurs."""


class PageValeurs(Page[ValeurVue]):
    """A page of values."""


class IndicateurDetaille(IndicateurVu):
    """The same with every value."""

    valeurs: list[ValeurVue] = Field(description="De la plus ancienne à la plus récente.")


class FiltresIndicateurs(Pagination):
    """Which indicateurs are asked."""

    q: str = Field("", max_length=200, description="Mots du titre, ou début d'un identifiant.")
    renseigne: bool | None = Field(None, description="true : seulement ceux qui ont une valeur saisie.")
    personnalise: bool | None = Field(None, description="true : ceux de la collectivité ; false : les nationaux.")


class FiltresValeurs(Pagination):
    """Which values are asked."""

    indicateur: list[int] = Field([], description="Numéros d'indicateurs ; plusieurs possibles.")
    identifiant: list[str] = Field([], description="Identifiants nationaux ; plusieurs possibles.")
    annee_min: int | None = Field(None, ge=1, le=9999, description="À partir de cette année.")
    annee_max: int | None = Field(None, ge=1, le=9999, description="Jusqu'à cette année.")
    source: list[str] = Field([], description="Codes de sources ; « collectivite » pour les valeurs saisies.")
    modifiees_depuis: AwareDatetime | None = Field(None, description="Modifiées depuis cet instant, avec son fuseau.")


Saisi = StrictInt | StrictFloat | None


class ValeurEnvoyee(Entree):
    """What to write of a year: only the keys given change, null empties one."""

    resultat: Saisi = Field(None, examples=[61.4])
    objectif: Saisi = Field(None, examples=[58.0])
    resultat_commentaire: str = Field("", description="5 000 caractères au plus.", examples=["Donnée provisoire."])
    objectif_commentaire: str = Field("", description="5 000 caractères au plus.", examples=[""])


class ValeurEcrite(BaseModel):
    """What the year now holds."""

    valeur: ValeurVue | None = Field(description="null : il n'en reste rien, la valeur est supprimée.")


VALEURS_MAX = 2000


class ValeurDesignee(Entree):
    """Numbers of one indicateur and one year."""

    indicateur: StrictInt | None = Field(None, description="Son numéro, ou bien `identifiant`.", examples=[42])
    identifiant: str | None = Field(None, description="Celui de la nomenclature nationale.", examples=[None])
    annee: StrictInt = Field(ge=1, le=9999, examples=[2026])
    resultat: Saisi = Field(None, examples=[61.4])
    objectif: Saisi = Field(None, examples=[None])


class ValeursEnvoyees(Entree):
    """Numbers to write together."""

    valeurs: list[ValeurDesignee] = Field(
        min_length=1, max_length=VALEURS_MAX, description="2 000 au plus.",
        examples=[[{"indicateur": 42, "annee": 2026, "resultat": 61.4}]],
    )  # fmt: skip


class ValeursEcrites(BaseModel):
    """What a group of numbers changed."""

    recus: int = Field(description="Nombres reçus.", examples=[2])
    changes: int = Field(description="Nombres qui ont changé.", examples=[1])
