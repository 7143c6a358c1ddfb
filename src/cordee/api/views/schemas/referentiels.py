"""What routes of référentiels give."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from cordee.api.views.schemas.objets import Base


class EtatDesLieuxVu(Base):
    """A référentiel that the collectivité opened, and its current score."""

    referentiel: str = Field(examples=["cae"])
    nom: str = Field(examples=["Climat-Air-Énergie"])
    mode: str = Field(description="ecriture ou consultation.", examples=["ecriture"])
    etoiles: int = Field(description="Que vaut le score courant ; la labellisation en décide.", examples=[2])
    points_potentiels: float = Field(examples=[480.5])
    points_faits: float = Field(examples=[212.3])
    points_programmes: float = Field(examples=[64.1])
    points_pas_faits: float = Field(examples=[120.0])
    points_non_renseignes: float = Field(examples=[84.1])
    fait: float = Field(description="Points faits sur points potentiels, de 0 à 1.", examples=[0.442])
    programme: float = Field(description="Points programmés sur points potentiels, de 0 à 1.", examples=[0.133])
    completude: float = Field(description="Tâches renseignées sur tâches, de 0 à 1.", examples=[0.81])
    calcule_le: datetime | None = Field(examples=["2026-11-20T10:00:00+01:00"])
    adresse: str = Field(examples=["/t/299900019/referentiels/cae/"])


class FiltresNoeuds(BaseModel):
    """Which nodes are asked."""

    niveau: list[Literal["axe", "sous_axe", "mesure", "sous_mesure", "tache"]] = Field(
        [], description="Seulement ces niveaux ; tous sinon."
    )


class NoeudVu(Base):
    """The score of a node: an axe, a mesure, a tâche…"""

    code: str = Field(examples=["cae_1.1.1"])
    numero: str = Field(examples=["1.1.1"])
    niveau: str = Field(examples=["mesure"])
    libelle: str = Field(examples=["Définir une stratégie globale"])
    concerne: bool = Field(description="false : la personnalisation ou le statut l'écarte.", examples=[True])
    statut: str | None = Field(examples=["fait"])
    points_potentiels: float = Field(examples=[12.0])
    points_faits: float = Field(examples=[6.0])
    points_programmes: float = Field(examples=[3.0])
    points_pas_faits: float = Field(examples=[3.0])
    points_non_renseignes: float = Field(examples=[0.0])
    fait: float = Field(description="De 0 à 1.", examples=[0.5])
    completude: float = Field(description="De 0 à 1.", examples=[1.0])


class EtatDetaille(EtatDesLieuxVu):
    """The same with the score of each node."""

    noeuds: list[NoeudVu] = Field(description="Dans l'ordre du référentiel.")
