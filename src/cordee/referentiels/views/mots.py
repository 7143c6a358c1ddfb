"""Statuts, answers and moments as the screens and the exports of the history write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.domain import Niveau, StatutAvancement
from cordee.referentiels.domain.identifiants import HIERARCHIES, depth_of, referentiel_of, roll_up_to_mesure
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.queries.comparaison import Repere
from cordee.territoires.enums import TypeQuestion
from cordee.territoires.models import Question

PETIT = 0.05
"""Below, one decimal would show nothing."""


@dataclass(frozen=True)
class StatutEcrit:
    """A statut as a row shows it: `cle` names its glyph, `precision` the shares of a détaillé."""

    cle: str
    mot: str
    precision: str = ""


def ecrire_statut(avancement: str, detail: Iterable[float] | None = None, *, concerne: bool = True) -> StatutEcrit:
    """Stored row (see `HistoriqueStatut`) in words. An empty avancement means that nothing was stored."""
    statut = StatutAvancement(avancement or StatutAvancement.NON_RENSEIGNE)
    if not concerne:
        statut = StatutAvancement.NON_CONCERNE
    if statut is not StatutAvancement.DETAILLE or detail is None:
        return StatutEcrit(statut.value, statut.label)
    noms = ("fait", "programmé", "pas fait")
    parts = [f"{pourcent(part, souple=True)} {nom}" for part, nom in zip(detail, noms, strict=True) if part]
    return StatutEcrit(statut.value, "Détaillé", ", ".join(parts))


def ecrire_statut_affiche(statut: StatutAvancement | None) -> StatutEcrit:
    """Displayed statut of a sous-mesure, as a score keeps it."""
    statut = statut or StatutAvancement.NON_RENSEIGNE
    return StatutEcrit(statut.value, statut.label)


def ecrire_reponse(question: Question, valeur: Any) -> str:
    """Answer in words: `Oui`, `40 %`, the wording of a choice. The choices of `question` must have been fetched."""
    if valeur is None or valeur == "":
        return "Sans réponse"
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if question.type_reponse == TypeQuestion.PROPORTION and isinstance(valeur, (int, float)):
        return pourcent(valeur, souple=True)
    return {choix.code: choix.formulation for choix in question.choix.all()}.get(valeur, str(valeur))


def ecrire_nombre(points: float, *, signe: bool = True) -> str:
    """`+7,4`, with as many decimals as it takes to show something."""
    decimales = 1 if abs(points) >= PETIT or not points else 3
    return formater(points, decimales, signe=signe, souple=decimales > 1)


def ecrire_points(points: float, *, signe: bool = True) -> str:
    """`+7,4 points`."""
    return f"{ecrire_nombre(points, signe=signe)}{INSECABLE}{accorder(points, 'point')}"


def nommer(repere: Repere) -> str:
    """A side in a sentence: `le N0`, `« Conférence des maires »`, `le 1er mars 2025`, `aujourd'hui`."""
    if repere.est_actuel:
        return "aujourd'hui"
    if repere.jalon == TypeJalon.ETAT_INITIAL:
        return "le N0"
    return f"« {repere.nom} »" if repere.jalon else f"le {jour_long(timezone.localdate(repere.le))}"


def titrer(repere: Repere) -> str:
    """A side at the head of a column."""
    if repere.est_actuel:
        return "Aujourd'hui"
    if repere.jalon == TypeJalon.ETAT_INITIAL:
        return "N0"
    return repere.nom or jour_long(timezone.localdate(repere.le))


def niveau_du_code(code: str) -> Niveau:
    """Level of a node, from its code alone: it may have left the référentiel."""
    return HIERARCHIES[referentiel_of(code)][depth_of(code)]


def mesure_du_code(code: str) -> str:
    """Mesure of a node, from its code alone; itself at or above the mesures."""
    return roll_up_to_mesure(code, HIERARCHIES[referentiel_of(code)])
