"""What a réunion is, what becomes of its décisions, and why a fiche deserves to be on the agenda.

Specified in docs/calculs/gouvernance.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cordee.outils.choix import ChoixTexte


class EtatReunion(ChoixTexte):
    """Whether it was held."""

    PREVUE = "prevue", "Prévue"
    TENUE = "tenue", "Tenue"
    ANNULEE = "annulee", "Annulée"


class EtatDecision(ChoixTexte):
    """What became of a décision."""

    A_FAIRE = "a_faire", "À faire"
    FAITE = "faite", "Faite"
    ABANDONNEE = "abandonnee", "Abandonnée"


class Motif(ChoixTexte):
    """Why a fiche is proposed for the agenda, the strongest first."""

    BLOQUEE = "bloquee", "Bloquée"
    EN_RETARD = "en_retard", "En retard"
    A_DISCUTER = "a_discuter", "À discuter"
    DECISION_EN_RETARD = "decision_en_retard", "Une décision attend"


@dataclass(frozen=True, slots=True)
class Suivi:
    """Décisions counted; `en_retard` are among `a_faire`."""

    a_faire: int = 0
    en_retard: int = 0
    faites: int = 0
    abandonnees: int = 0

    @property
    def total(self) -> int:
        """Every décision."""
        return self.a_faire + self.faites + self.abandonnees


def jours_de_retard(etat: str, echeance: date | None, aujourdhui: date) -> int:
    """Whole days since the deadline of a décision that is still to be done; 0 on the day itself."""
    if etat != EtatDecision.A_FAIRE or echeance is None or echeance >= aujourdhui:
        return 0
    return (aujourdhui - echeance).days


def compter(decisions: Iterable[tuple[str, date | None]], aujourdhui: date) -> Suivi:
    """Counts of décisions, given as (etat, echeance)."""
    lues = list(decisions)
    etats = [etat for etat, _ in lues]
    return Suivi(
        a_faire=etats.count(EtatDecision.A_FAIRE),
        en_retard=sum(1 for etat, echeance in lues if jours_de_retard(etat, echeance, aujourdhui)),
        faites=etats.count(EtatDecision.FAITE),
        abandonnees=etats.count(EtatDecision.ABANDONNEE),
    )


def motifs_de(*, bloquee: bool, en_retard: bool, a_discuter: bool, decision_en_retard: bool) -> tuple[Motif, ...]:
    """Every reason to put a fiche on the agenda, the strongest first; none: it is not proposed."""
    raisons = {
        Motif.BLOQUEE: bloquee,
        Motif.EN_RETARD: en_retard,
        Motif.A_DISCUTER: a_discuter,
        Motif.DECISION_EN_RETARD: decision_en_retard,
    }
    return tuple(motif for motif, vrai in raisons.items() if vrai)
