"""What the service answers: fiches as plain texts, validated, then posed in fiches as cells of a spreadsheet are."""

from __future__ import annotations

import json
import re
from collections.abc import Container

from pydantic import BaseModel, Field, ValidationError

TITRE_MAX = 300
TEXTE_MAX = 8000
SOUS_MAX = 30
FICHES_MAX = 60
"""Fiches of one answer."""


class SousFicheProposee(BaseModel):
    """A sous-action, as it is written."""

    titre: str = Field(max_length=2000)
    description: str = Field("", max_length=TEXTE_MAX)
    personne_pilote: str = Field("", max_length=TITRE_MAX)
    statut: str = Field("", max_length=TITRE_MAX)
    debut: str = Field("", max_length=60)
    fin: str = Field("", max_length=60)


class FicheProposee(BaseModel):
    """A fiche, as it is written; `page` is where its title stands."""

    titre: str = Field(max_length=2000)
    numero: str = Field("", max_length=20)
    axe: str = Field("", max_length=TITRE_MAX)
    sous_axe: str = Field("", max_length=TITRE_MAX)
    page: int = Field(0, ge=0, le=100_000)
    contexte: str = Field("", max_length=TEXTE_MAX)
    description: str = Field("", max_length=TEXTE_MAX)
    objectifs: str = Field("", max_length=TEXTE_MAX)
    structure_pilote: str = Field("", max_length=1000)
    service: str = Field("", max_length=1000)
    personne_pilote: str = Field("", max_length=1000)
    partenaires: str = Field("", max_length=2000)
    public_cible: str = Field("", max_length=2000)
    budget: str = Field("", max_length=2000)
    financements: str = Field("", max_length=TEXTE_MAX)
    indicateurs: str = Field("", max_length=TEXTE_MAX)
    statut: str = Field("", max_length=TITRE_MAX)
    calendrier: str = Field("", max_length=1000)
    debut: str = Field("", max_length=60)
    fin: str = Field("", max_length=60)
    sous_actions: list[SousFicheProposee] = Field(default_factory=list, max_length=SOUS_MAX)
    ajoutees: bool = False
    """Whether its sous-actions were made up by the service."""


class ReponseFiches(BaseModel):
    """The answer about some pages."""

    fiches: list[FicheProposee] = Field(default_factory=list, max_length=FICHES_MAX)


CHAMPS = {
    "contexte": ("texte:contexte", "Contexte"),
    "description": ("texte:description", "Description"),
    "objectifs": ("texte:objectifs", "Objectifs"),
    "structure_pilote": ("acteur:maitre_ouvrage", "Structure pilote"),
    "service": ("acteur:service_pilote", "Service pilote"),
    "personne_pilote": ("personne:pilote", "Personne pilote"),
    "partenaires": ("acteur:partenaire", "Partenaires"),
    "public_cible": ("public", "Public cible"),
    "budget": ("budget", "Budget"),
    "financements": ("texte:financements_texte", "Financements"),
    "indicateurs": ("indicateurs", "Indicateurs"),
    "statut": ("statut", "Statut"),
    "calendrier": ("calendrier", "Calendrier"),
    "debut": ("debut", "Début"),
    "fin": ("fin", "Fin"),
}
"""Key and name of each field that may be asked; each can be switched off."""


def lire_reponse(texte: str) -> ReponseFiches:
    """The fiches of an answer, whatever stands around its JSON. Raises ValueError with what is wrong."""
    brut = texte.strip()
    if (bloc := re.search(r"```(?:json)?\s*(.*?)```", brut, re.S)) is not None:
        brut = bloc[1]
    debut, fin = brut.find("{"), brut.rfind("}")
    if debut < 0 or fin < debut:
        raise ValueError("no JSON object")
    try:
        return ReponseFiches.model_validate(json.loads(brut[debut : fin + 1]))
    except ValidationError as faute:
        raise ValueError(str(faute)[:500]) from faute


def sans_les_champs(fiche: FicheProposee, exclus: Container[str]) -> FicheProposee:
    """The fiche without the fields that were switched off, whatever the service did."""
    vides = {champ: "" for champ in CHAMPS if champ in exclus}
    return fiche.model_copy(update=vides)
