"""What the route of the leviers takes and gives."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cordee.api.views.schemas.objets import Base


class FiltresLeviers(BaseModel):
    """What the address may ask."""

    plan: int | None = Field(None, ge=1, le=2**31 - 1, description="Ne compter que les fiches de ce plan.")
    mode: Literal["territoire", "rythme"] = Field(
        "territoire", description="Objectifs de 2030 : ceux du territoire, ou le rythme national de la SNBC."
    )
    region: str = Field(
        "", max_length=2, description="Code de la région des parts ; celle du territoire par défaut.", examples=["84"]
    )


class ApportVu(Base):
    """Tonnes of CO2 equivalent a year that fiches bring by 2030, and their range."""

    central: float = Field(examples=[60.0])
    bas: float = Field(examples=[42.0])
    haut: float = Field(examples=[78.0])


class LevierVu(Base):
    """A levier: its objective and its coverage."""

    code: str = Field(examples=["covoiturage"])
    nom: str = Field(examples=["Covoiturage"])
    secteur: str = Field(examples=["Transports"])
    indicateurs: list[str] = Field(description="Ceux dont l'objectif est tiré.", examples=[["cae_1.k"]])
    part: float | None = Field(description="Part régionale, en pour cent.", examples=[5.0])
    objectif: float | None = Field(
        description="En kteq CO2, négatif pour une baisse ; null quand une valeur manque.", examples=[-6.25]
    )
    manquants: list[str] = Field(description="Indicateurs sans valeur de 2019 ou sans objectif.", examples=[[]])
    effort: float | None = Field(description="En tonnes par an ; null sans effort.", examples=[6250.0])
    apport: ApportVu
    couverture: float | None = Field(description="Part de l'effort, en pour cent.", examples=[0.96])
    fiches_chiffrees: list[int] = Field(examples=[[12]])
    fiches_sans_chiffre: list[int] = Field(examples=[[15, 18]])


class LeviersVus(Base):
    """Every levier, and the territory as a whole."""

    region: str = Field(description="Code de la région des parts ; vide si elle n'est pas connue.", examples=["84"])
    mode: str = Field(examples=["territoire"])
    effort: float = Field(description="Des secteurs qui en ont un, en tonnes par an.", examples=[125000.0])
    apport: ApportVu
    couverture: float | None = Field(examples=[0.05])
    leviers: list[LevierVu]
