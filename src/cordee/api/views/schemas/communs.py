"""What several routes give: pages, names, who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Path
from pydantic import BaseModel, Field

from cordee.api.views.schemas.objets import Base

ID_MAX = 2**63 - 1
Numero = Annotated[int, Path(ge=1, le=ID_MAX, description="Identifiant.")]
"""An id in an address; one that no database holds does not exist."""
Annee = Annotated[int, Path(ge=1, le=9999, description="Année, comme 2025.")]
PAR_PAGE, PAR_PAGE_MAX = 50, 100
T = TypeVar("T")


class Page(Base, Generic[T]):
    """One page of a list."""

    total: int = Field(description="Combien la liste en compte, sur toutes les pages.", examples=[1])
    elements: list[T] = Field(description="Ceux de cette page, dans l'ordre.")
    suivante: str | None = Field(description="Adresse de la page suivante ; null à la dernière.", examples=[None])


class Pagination(BaseModel):
    """How a list is cut."""

    par_page: int = Field(PAR_PAGE, ge=1, le=PAR_PAGE_MAX, description="Éléments par page.")
    apres: int = Field(
        0, ge=0, le=ID_MAX, description="Reprend après cet identifiant : suivez plutôt le lien « suivante »."
    )


class Nomme(Base):
    """Something by its number and its name."""

    id: int = Field(examples=[12])
    nom: str = Field(examples=["PCAET 2024-2030"])


class CollectiviteVue(Base):
    """A collectivité that the key knows."""

    siren: str = Field(examples=["299900019"])
    nom: str = Field(examples=["PETR des Hautes Combes"])
    nature: str = Field(description="commune, epci, petr, syndicat…", examples=["petr"])
    code_insee: str = Field(examples=[""])
    population: int | None = Field(examples=[34000])
    id: int = Field(description="Valeur du filtre `commune`.", examples=[3])
    lien: str = Field(
        description="Ce qu'elle est pour la clé : sienne, groupement, membre, commune, ou partenaire (elle porte des "
        "fiches avec la sienne).",
        examples=["sienne"],
    )


class PageCollectivites(Page[CollectiviteVue]):
    """A page of collectivités."""


class CleVue(Base):
    """The key that asks."""

    nom: str = Field(examples=["Tableau de bord"])
    prefixe: str = Field(examples=["cordee_k3Jx8w2Q"])
    portee: str = Field(description="lecture ou ecriture.", examples=["ecriture"])
    expire_le: datetime | None = Field(examples=["2027-11-29T00:00:00+01:00"])
    requetes_par_minute: int = Field(examples=[120])


class Moi(Base):
    """Who the key is, where, and what it may do."""

    personne: str = Field(examples=["Lise Faure"])
    email: str = Field(examples=["lise.faure@hautes-combes.example"])
    siren: str = Field(description="La collectivité de la clé.", examples=["299900019"])
    collectivite: str = Field(examples=["PETR des Hautes Combes"])
    role: str = Field(
        description="lecture, contribution, edition, coordination ou administration.", examples=["edition"]
    )
    cle: CleVue
    droits: dict[str, bool] = Field(
        description="Ce que la clé peut faire dans la collectivité ; chaque fiche a aussi les siens.",
        examples=[{"creer_fiche": True, "saisir_valeurs": True, "voir_confidentiel": True}],
    )


class FiltreVu(Base):
    """One filter of the list of fiches, with the values that it takes."""

    parametre: str = Field(examples=["statut"])
    libelle: str = Field(examples=["Statut"])
    valeurs: list[tuple[str, str]] = Field(
        description="Paires [valeur, libellé] ; vide quand le filtre attend un numéro quelconque.",
        examples=[[["en_cours", "En cours"]]],
    )


def lire_corps(modele: BaseModel) -> dict[str, Any]:
    """What the program wrote, and nothing else: a key that it left out has no value."""
    return {nom: getattr(modele, nom) for nom in modele.model_fields_set}
