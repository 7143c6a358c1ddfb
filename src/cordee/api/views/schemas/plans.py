"""What routes of plans give."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, create_model

from cordee.api.views.schemas.communs import Nomme, Page
from cordee.api.views.schemas.objets import Base, FicheObjet, Nombre, traduire_colonnes
from cordee.plans.domain.fiche import PlanComplet


class Synthese(Base):
    """What the fiches of a plan add up to."""

    total: int = Field(description="Fiches, abandonnées comprises, sans les sous-fiches.", examples=[24])
    par_statut: dict[str, int] = Field(
        description="Fiches par statut ; « sans » pour celles qui n'en ont pas.",
        examples=[{"en_cours": 12, "realise": 9, "sans": 3}],
    )
    en_retard: int = Field(examples=[2])
    avancement: float | None = Field(description="En pour cent ; null sans fiche à compter.", examples=[54.2])


class PlanVu(Base):
    """A plan of the list."""

    id: int = Field(examples=[12])
    nom: str = Field(examples=["PCAET 2024-2030"])
    code: str = Field(examples=[""])
    type: str = Field(description="Code du type ; vide s'il n'est pas dit.", examples=["pcaet"])
    type_lisible: str = Field(examples=["Plan climat-air-énergie territorial"])
    statut: str = Field(examples=["adopte"])
    confidentiel: bool = Field(examples=[False])
    debut: date | None = Field(examples=["2024-01-01"])
    fin: date | None = Field(examples=["2030-12-31"])
    pilotes: list[str] = Field(examples=[["Lise Faure"]])
    referents: list[str] = Field(description="Élus référents.", examples=[[]])
    adresse: str = Field(description="La page du plan.", examples=["/t/299900019/plans/12/"])
    synthese: Synthese


class PagePlans(Page[PlanVu]):
    """A page of plans."""


class SommeVue(Base):
    """Planned and spent in one kind and one unit."""

    unite: str = Field(description="ht, ttc ou etp.", examples=["ht"])
    type: str = Field(description="investissement, fonctionnement, ou ensemble.", examples=["ensemble"])
    prevu: Nombre | None = Field(description="null : rien n'est dit.", examples=[1250000])
    prevu_max: Nombre | None = Field(description="Haut de la fourchette ; égal à `prevu` sinon.", examples=[1400000])
    reel: Nombre | None = Field(description="Dépensé.", examples=[310000])
    fiches: int = Field(description="Combien de fiches le disent.", examples=[11])


class AcquisVu(Base):
    """Granted fundings."""

    base: str = Field(examples=["ht"])
    montant: Nombre = Field(examples=[480000])


class EviteVu(Base):
    """What fiches save, never part of what they cost."""

    montant: Nombre = Field(examples=[12000])
    base: str = Field(examples=["ht"])
    rythme: str = Field(description="par_an ou total.", examples=["par_an"])


class AxeVu(Base):
    """A branch of the plan."""

    id: int = Field(examples=[31])
    numero: str = Field(examples=["2.1"])
    nom: str = Field(examples=["Rouler moins"])
    description: str = Field(examples=[""])
    avancement: float | None = Field(examples=[61.0])
    realisees: int = Field(description="Fiches réalisées, dans l'axe et dessous.", examples=[3])
    total: int = Field(description="Fiches qui comptent, dans l'axe et dessous.", examples=[7])
    fiches: list[int] = Field(description="Identifiants, dans l'ordre du plan.", examples=[[128, 129]])
    axes: list[AxeVu] = Field(description="Ceux du dessous.", examples=[[]])


class PlanDetaille(PlanVu):
    """A plan: what it says of itself, its axes, its fiches, its figures."""

    description: str = Field(examples=[""])
    ponderation: str = Field(description="egal, poids ou budget.", examples=["egal"])
    langue: str = Field(description="Celle des textes du plan, en BCP 47.", examples=["fr"])
    deliberation_le: date | None = Field(examples=["2024-03-12"])
    deliberation_numero: str = Field(examples=["2024-31"])
    perimetre: list[str] = Field(description="Ce que le plan concerne ; vide : tout le territoire.", examples=[[]])
    rassemble_dans: Nomme | None = Field(description="Le plan du groupement qui le rassemble.", examples=[None])
    remplace: Nomme | None = Field(examples=[None])
    axes: list[AxeVu]
    fiches_hors_axes: list[int] = Field(examples=[[140]])
    budgets: list[SommeVue]
    financements_acquis: list[AcquisVu]
    couts_evites: list[EviteVu]


# -- the whole plan, as the JSON export writes it ---------------------------------------------------------------------
_TETE = traduire_colonnes(PlanComplet, sans=("axes", "fiches", "plans"))
PlanObjet = create_model(
    "PlanObjet",
    __base__=Base,
    __module__=__name__,
    **_TETE,
    plans=(list[dict[str, Any]], Field(description="Vide : un recueil seul en a.", examples=[[]])),
    fiches_hors_axes=(list[str], Field(description="Repères des fiches à la racine.", examples=[["F140"]])),
)


class AxeObjet(Base):
    """An axe of the export."""

    ref: int | None = Field(examples=[31])
    numero: str = Field(examples=["2.1"])
    nom: str = Field(examples=["Rouler moins"])
    description: str = Field(examples=[""])
    indicateurs: list[str] = Field(examples=[[]])
    fiches: list[str] = Field(description="Repères de ses fiches.", examples=[["F128"]])
    axes: list[AxeObjet] = Field(examples=[[]])


class PlanEntier(Base):
    """A plan, its axes and each of its fiches once."""

    format: str = Field(examples=["cordee.plan"])
    version: int = Field(description="Celle du format.", examples=[1])
    edite_le: str = Field(examples=["2026-11-29"])
    plan: PlanObjet  # type: ignore[valid-type]
    axes: list[AxeObjet]
    fiches: list[FicheObjet]  # type: ignore[valid-type]
