"""What routes that write plans and axes take."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field, StrictBool, StrictInt

from cordee.api.views.schemas.fiches import Entree
from cordee.api.views.schemas.objets import Base
from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import LanguePlan, StatutPlan, TypePlan


def _enumerer(liste: type[ChoixTexte]) -> str:
    return ", ".join(str(choix.value) for choix in liste)


class PlanEnvoye(Entree):
    """What to write of a plan: only the keys given change, null empties one."""

    nom: str = Field("", description="300 caractères au plus.", examples=["PCAET 2026-2032"])
    code: str | None = Field(None, examples=["PCAET"])
    type: str | None = Field(None, description=f"{_enumerer(TypePlan)}.", examples=["pcaet"])
    type_libre: str | None = Field(None, description="Le type en clair, quand la liste ne l'a pas.", examples=[None])
    statut: str | None = Field(None, description=f"{_enumerer(StatutPlan)}.", examples=["adopte"])
    description: str | None = Field(None, examples=["Adopté à l'unanimité."])
    debut: date | None = Field(None, examples=["2026-01-01"])
    fin: date | None = Field(None, examples=["2032-12-31"])
    deliberation_le: date | None = Field(None, examples=["2026-03-12"])
    deliberation_numero: str | None = Field(None, examples=["2026-31"])
    confidentiel: StrictBool | None = Field(None, description="Cache le plan et ses fiches.", examples=[False])
    ponderation: str | None = Field(None, description=f"{_enumerer(Ponderation)}.", examples=["egal"])
    langue: str | None = Field(None, description=f"{_enumerer(LanguePlan)}.", examples=["fr"])
    pilotes: list[str] | None = Field(
        None, description="Noms, qui remplacent ceux du plan ; un membre est reconnu à son nom.",
        examples=[["Camille Roux"]],
    )  # fmt: skip
    referents: list[str] | None = Field(None, description="Élus référents, de même.", examples=[[]])


class PlanCree(PlanEnvoye):
    """A new plan."""

    nom: str = Field(description="300 caractères au plus.", examples=["PCAET 2026-2032"])


class SuppressionDemandee(BaseModel):
    """How a plan is deleted."""

    avec_fiches: bool = Field(False, description="Supprime aussi celles de ses fiches qui ne sont nulle part ailleurs.")


class SuppressionPlan(Base):
    """What went with a plan."""

    fiches_supprimees: int = Field(examples=[0])


class AxeEnvoye(Entree):
    """What to write of an axe: only the keys given change."""

    nom: str = Field("", description="300 caractères au plus.", examples=["Rouler moins, rouler mieux"])
    code: str | None = Field(None, description="20 caractères au plus.", examples=["2"])
    description: str | None = Field(None, examples=[""])
    parent: StrictInt | None = Field(None, description="L'axe du dessus ; null : à la racine du plan.", examples=[None])
    rang: StrictInt | None = Field(None, ge=0, description="Son rang parmi ses voisins, à partir de 0.", examples=[0])


class AxeCree(AxeEnvoye):
    """A new axe, last among its neighbours unless told."""

    nom: str = Field(description="300 caractères au plus.", examples=["Rouler moins, rouler mieux"])


class AxeEcrit(Base):
    """An axe as it now is."""

    id: int = Field(examples=[31])
    plan: int = Field(examples=[12])
    parent: int | None = Field(examples=[None])
    rang: int = Field(examples=[0])
    code: str = Field(examples=["2"])
    nom: str = Field(examples=["Rouler moins, rouler mieux"])
    description: str = Field(examples=[""])


class FichesDeplacees(Base):
    """Fiches that an axe left behind."""

    fiches_deplacees: int = Field(description="Remontées sous l'axe du dessus, ou à la racine.", examples=[3])


class VerdictVu(Base):
    """One guard of a step."""

    garde: str = Field(examples=["documents_aval"])
    tenu: bool = Field(examples=[False])
    phrase: str = Field(examples=["Pièce à joindre : délibération d'adoption."])


class EtapeVue(Base):
    """One step that leaves the present state."""

    transition: str = Field(examples=["adopter"])
    libelle: str = Field(examples=["Adopter"])
    possible: bool = Field(
        description="La personne de la clé peut la franchir maintenant, sur l'écran.", examples=[True]
    )
    gardes: list[VerdictVu]


class DemarcheVue(Base):
    """The démarche PCAET of a plan, and where it stands."""

    id: int = Field(examples=[4])
    nom: str = Field(examples=["PCAET des Hautes Combes"])
    etat: str = Field(examples=["transmis"])
    etat_lisible: str = Field(examples=["Transmis pour avis"])
    obligation: str | None = Field(examples=["obligatoire"])
    lance_le: date | None = Field(examples=["2025-02-01"])
    transmis_le: date | None = Field(examples=["2026-06-15"])
    echeance_avis: date | None = Field(examples=["2026-09-15"])
    adopte_le: date | None = Field(examples=[None])
    archive_le: date | None = Field(examples=[None])
    manques: list[str] = Field(description="Ce qui manque au dossier.", examples=[[]])
    etapes: list[EtapeVue]
    adresse: str = Field(examples=["/t/299900019/pcaet/4/"])
