"""Dates of a démarche: deadline of the opinions, cycle of six years, who is obliged (docs/calculs/pcaet.md, « Dates »
and « Obligation »)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long

MOIS_AVIS = 3
"""The longest time of an authority (avis.InstanceAvis gives that of each): the démarche freezes it."""

ANS_MI_PARCOURS = 3
ANS_CYCLE = 6
SEUIL_OBLIGATION = 20_000
SEUIL_PREMIERE_VAGUE = 50_000
PREMIERE_VAGUE = date(2016, 12, 31)
SECONDE_VAGUE = date(2018, 12, 31)
PARIS = "75056"
NATURES_OBLIGEES = frozenset({"EPT", "MET69"})
"""Établissements publics territoriaux and the métropole de Lyon: obliged whatever their population."""


class Obligation(ChoixTexte):
    """Whether the law asks for a plan."""

    OBLIGATOIRE = "obligatoire", "Obligatoire"
    VOLONTAIRE = "volontaire", "Volontaire"


def ajouter_mois(jour: date, mois: int) -> date:
    """Same day `mois` months later; when that month is too short, the days left spill over into the next one: the
    31 August plus three months is the 1 December. A negative number goes back."""
    rang = jour.year * 12 + jour.month - 1 + mois
    return date(rang // 12, rang % 12 + 1, 1) + timedelta(days=jour.day - 1)


def ajouter_ans(jour: date, ans: int) -> date:
    """Same day `ans` years later, the 29 February becoming the 1 March."""
    return ajouter_mois(jour, 12 * ans)


def echeance_avis(transmis_le: date) -> date:
    """From this day on, the silence of all counts."""
    return ajouter_mois(transmis_le, MOIS_AVIS)


def echeance_mi_parcours(adopte_le: date) -> date:
    """The mid-term report is due by then."""
    return ajouter_ans(adopte_le, ANS_MI_PARCOURS)


def echeance_cycle(adopte_le: date) -> date:
    """By then the final evaluation is due, and the next plan adopted."""
    return ajouter_ans(adopte_le, ANS_CYCLE)


def obligation_par_defaut(
    *, epci: bool, nature_insee: str = "", code_insee: str = "", population: int | None = None
) -> Obligation | None:
    """What the law says of a collectivité: an EPCI à fiscalité propre of more than 20,000 inhabitants, an EPT, the
    métropole de Lyon and Paris are obliged. None when it depends on a population that is not known."""
    if nature_insee in NATURES_OBLIGEES or code_insee == PARIS:
        return Obligation.OBLIGATOIRE
    if not epci:
        return Obligation.VOLONTAIRE
    if population is None:
        return None
    return Obligation.OBLIGATOIRE if population > SEUIL_OBLIGATION else Obligation.VOLONTAIRE


def echeance_adoption(
    obligation: Obligation | None, *, population: int | None, precedente: date | None = None, prevue: date | None = None
) -> date | None:
    """By when the plan must be adopted: six years after the previous one; for a first plan the legal date of those who
    are obliged; the date that the collectivité gave itself otherwise."""
    if precedente is not None:
        return echeance_cycle(precedente)
    if obligation is Obligation.OBLIGATOIRE:
        return PREMIERE_VAGUE if population is not None and population > SEUIL_PREMIERE_VAGUE else SECONDE_VAGUE
    return prevue


@dataclass(frozen=True, slots=True)
class Cycle:
    """Dates of a démarche, as far as they are known."""

    lancement: date | None = None
    transmission: date | None = None
    echeance_avis: date | None = None
    adoption: date | None = None
    echeance_adoption: date | None = None
    mi_parcours: date | None = None
    evaluation: date | None = None
    """Dates at which the two reports were deposited."""

    @property
    def echeance_mi_parcours(self) -> date | None:
        """Three years after the adoption."""
        return echeance_mi_parcours(self.adoption) if self.adoption else None

    @property
    def echeance_cycle(self) -> date | None:
        """Six years after the adoption."""
        return echeance_cycle(self.adoption) if self.adoption else None


@dataclass(frozen=True, slots=True)
class Rappel:
    """A message to send. `code` and `le` (the date it is about) make it unique: it is sent once."""

    code: Literal["avis", "avis_tacites", "mi_parcours", "evaluation", "adoption"]
    le: date
    phrase: str


def rappels(cycle: Cycle, jour: date, *, fin_avis: date | None, active: bool) -> tuple[Rappel, ...]:
    """Reminders that are due on `jour` or were already: opinions from thirty days before the last deadline of those
    that are missing (`fin_avis`), then their silence; each report from six months before its date; an adoption that
    is late."""
    trouves: list[Rappel] = []
    if active and fin_avis and cycle.transmission:
        fin = fin_avis
        if jour >= fin:
            trouves.append(
                Rappel("avis_tacites", fin, f"Le délai des avis est écoulé depuis le {jour_long(fin)} : constatez-les.")
            )
        elif jour >= fin - timedelta(days=30):
            trouves.append(
                Rappel("avis", fin, f"Les avis attendus sur le PCAET arrivent à échéance le {jour_long(fin)}.")
            )
    for code, due, fait, nom in (
        ("mi_parcours", cycle.echeance_mi_parcours, cycle.mi_parcours, "Le bilan à mi-parcours"),
        ("evaluation", cycle.echeance_cycle, cycle.evaluation, "L'évaluation finale"),
    ):
        if due and not fait and jour >= ajouter_mois(due, -6):
            verbe = "est attendu" if code == "mi_parcours" else "est attendue"
            trouves.append(Rappel(code, due, f"{nom} du PCAET {verbe} avant le {jour_long(due)}."))  # type: ignore[arg-type]
    due = cycle.echeance_adoption
    if active and due and jour > due:
        trouves.append(Rappel("adoption", due, f"Le PCAET devait être adopté avant le {jour_long(due)}."))
    return tuple(trouves)
