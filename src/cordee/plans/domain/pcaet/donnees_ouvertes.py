"""The open-data file of a démarche: the national « Entête » (docs/calculs/pcaet.md, « Données ouvertes »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from cordee.plans.domain.pcaet.delais import Obligation
from cordee.plans.domain.pcaet.etats import EtatPcaet

CHAMPS = (
    "Id", "Date_creation", "Date_modification", "Date_lancement", "Type_demarche", "Nom", "Description_rapide",
    "SIREN_collectivites_coporteuses", "Collectivités_porteuses", "Population_couverte", "Demarche_etat",
    "Chef_de_projet", "Contact", "Elu_referent", "Commentaire_statut", "Date_reception_projet",
    "Date_envoi_avis_dreal", "Date_envoi_avis_cr", "Oblige", "Autres_démarches_hors_EC", "Autres_demarches_id",
    "_id", "_i", "_rand",
)  # fmt: skip
"""The 24 fields, in their order. The last three are the technical columns of the platform that serves the file."""

TYPE = "PCAET (v2)"
SEPARATEUR = " | "
"""Between several collectivités in one field."""

Cellule = str | int | None


@dataclass(frozen=True, slots=True)
class EntetePcaet:
    """What the heading needs. `identifiant` is stable and unique on the installation; `porteuses` are (SIREN, name)
    pairs, the bearer first. `recu_le`: when authorities received the project; `avis_etat_le` and `avis_region_le`: when
    the State and the region sent their opinions."""

    identifiant: int
    creation: date
    modification: date
    etat: EtatPcaet
    nom: str
    porteuses: Sequence[tuple[str, str]]
    lancement: date | None = None
    description: str = ""
    population: int | None = None
    chef_de_projet: str = ""
    contact: str = ""
    elu_referent: str = ""
    commentaire: str = ""
    recu_le: date | None = None
    avis_etat_le: date | None = None
    avis_region_le: date | None = None
    obligation: Obligation | None = None
    autres_demarches: str = ""
    autres_identifiants: str = ""


def composer_entete(entete: EntetePcaet, rang: int = 1) -> dict[str, Cellule]:
    """One row, by field. Dates are ISO 8601; what is not known is empty."""
    valeurs: Sequence[Cellule] = (
        str(entete.identifiant),
        entete.creation.isoformat(),
        entete.modification.isoformat(),
        _iso(entete.lancement),
        TYPE,
        entete.nom,
        entete.description,
        SEPARATEUR.join(siren for siren, _ in entete.porteuses),
        SEPARATEUR.join(nom for _, nom in entete.porteuses),
        entete.population,
        entete.etat.libelle,
        entete.chef_de_projet,
        entete.contact,
        entete.elu_referent,
        entete.commentaire,
        _iso(entete.recu_le),
        _iso(entete.avis_etat_le),
        _iso(entete.avis_region_le),
        None if entete.obligation is None else "Oui" if entete.obligation is Obligation.OBLIGATOIRE else "Non",
        entete.autres_demarches,
        entete.autres_identifiants,
        f"pcaet-{entete.identifiant}",
        rang,
        _alea(entete.identifiant),
    )
    return dict(zip(CHAMPS, valeurs, strict=True))


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None


def _alea(identifiant: int) -> int:
    """Number from 0 to 999 999 that shuffles rows, always the same for one démarche so that two exports are equal."""
    return int.from_bytes(sha256(f"pcaet-{identifiant}".encode()).digest()[:4], "big") % 1_000_000


def composer_json(entete: dict[str, Cellule], dossier: dict[str, Any]) -> dict[str, Any]:
    """The JSON file: the heading under its own names, then the dossier."""
    return {"entete": entete, **dossier}
