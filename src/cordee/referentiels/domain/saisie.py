"""Rules around writing statuts: what is refused, what a write changes elsewhere, what is left to fill in.

Source: docs/calculs/scores.md, « Saisir un statut ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cordee.referentiels.domain.erreurs import SaisieRefusee
from cordee.referentiels.domain.identifiants import Niveau
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.statuts import Avancement, StatutAvancement, StatutStocke

NIVEAUX_SAISIS = (Niveau.SOUS_MESURE, Niveau.TACHE)
"""Levels that carry a statut."""


@dataclass(frozen=True, slots=True)
class Saisie:
    """One statut a person asks to write."""

    identifiant: str
    statut: StatutAvancement
    detail: Avancement | None = None


class Parcours(StrEnum):
    """Where a collectivité is in its labellisation, as far as statuts are concerned."""

    NON_DEMANDEE = "non_demandee"
    DEMANDE_ENVOYEE = "demande_envoyee"
    AUDIT_EN_COURS = "audit_en_cours"
    AUDIT_VALIDE = "audit_valide"


class Refus(StrEnum):
    """Why statuts may not be changed now."""

    MESURE_DESACTIVEE = "mesure_desactivee"
    AUDIT_EN_COURS = "audit_en_cours"
    AUDIT_VALIDE = "audit_valide"

    @property
    def message(self) -> str:
        """Sentence shown on screen."""
        return _MESSAGES[self]


_MESSAGES = {
    Refus.MESURE_DESACTIVEE: "Cette mesure est désactivée par vos réponses de personnalisation : changez la réponse "
    "pour pouvoir la renseigner.",
    Refus.AUDIT_EN_COURS: "Un audit est en cours : seuls ses auditeurs peuvent modifier les statuts.",
    Refus.AUDIT_VALIDE: "L'audit est validé : les statuts ne changent plus jusqu'au prochain cycle.",
}


def find_refus(desactives: Iterable[bool], parcours: Parcours, *, auditeur: bool) -> Refus | None:
    """First reason to refuse a write, ``None`` when it may go on; one ``desactive`` per node written."""
    if any(desactives):
        return Refus.MESURE_DESACTIVEE
    if parcours is Parcours.AUDIT_EN_COURS and not auditeur:
        return Refus.AUDIT_EN_COURS
    if parcours is Parcours.AUDIT_VALIDE:
        return Refus.AUDIT_VALIDE
    return None


def check_saisies(referentiel: Referentiel, saisies: Sequence[Saisie]) -> None:
    """Raise ``SaisieRefusee`` for a batch that is empty, repeats a node, or puts a statut where none belongs.

    Raises ``IdentifiantInvalide`` for a node that is not in the référentiel.
    """
    if not saisies:
        raise SaisieRefusee("Aucun statut à enregistrer.")
    vus: set[str] = set()
    for saisie in saisies:
        if saisie.identifiant in vus:
            raise SaisieRefusee(f"« {saisie.identifiant} » est saisi deux fois.")
        vus.add(saisie.identifiant)
        if referentiel.niveau(saisie.identifiant) not in NIVEAUX_SAISIS:
            raise SaisieRefusee(
                f"« {saisie.identifiant} » ne porte pas de statut : renseignez ses sous-mesures ou ses tâches."
            )
        if saisie.statut is StatutAvancement.NON_RENSEIGNABLE:
            raise SaisieRefusee("« Non renseignable » est un statut calculé : choisissez un autre statut.")
        if saisie.statut is StatutAvancement.DETAILLE_A_LA_TACHE and not referentiel.children(saisie.identifiant):
            raise SaisieRefusee(f"« {saisie.identifiant} » n'a pas de tâche : choisissez un autre statut.")


def parents_to_reset(
    referentiel: Referentiel, saisies: Iterable[Saisie], stockes: Mapping[str, StatutStocke]
) -> tuple[str, ...]:
    """Sous-mesures to put back to non renseigné because one of their tâches is being written.

    A sous-mesure with an avancement of its own, or non concernée, would hide the tâche's statut. One that is part of
    the batch is left alone: what is explicit wins. ``stockes`` holds the collectivité's current rows.
    """
    saisies = tuple(saisies)
    ecrits = {saisie.identifiant for saisie in saisies}
    parents: dict[str, None] = {}
    for saisie in saisies:
        if referentiel.niveau(saisie.identifiant) is not Niveau.TACHE:
            continue
        parent = str(referentiel.parent(saisie.identifiant))
        stocke = stockes.get(parent)
        if parent not in ecrits and stocke is not None and (stocke.is_direct or not stocke.concerne):
            parents[parent] = None
    return tuple(parents)


def statuts_with_cascade(
    referentiel: Referentiel, saisies: Sequence[Saisie], stockes: Mapping[str, StatutStocke]
) -> tuple[Saisie, ...]:
    """The batch followed by the resets it entails."""
    resets = parents_to_reset(referentiel, saisies, stockes)
    return (*saisies, *(Saisie(parent, StatutAvancement.NON_RENSEIGNE) for parent in resets))
