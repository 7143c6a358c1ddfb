"""Dates of a démarche: deadline of the opinions, cycle of six years, who is obliged (docs/calculs/pcaet.md, « Dates »
and « Obligation »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long

MOIS_AVIS = 3
"""The longest time of an authority (avis.InstanceAvis gives that of each): the démarche freezes it."""
MOIS_AVIS_COURT = 2
"""That of the others, when the autorité environnementale is not asked."""

ANS_MI_PARCOURS = 3
ANS_CYCLE = 6
SEUIL_OBLIGATION = 20_000
SEUIL_PREMIERE_VAGUE = 50_000
PREMIERE_VAGUE = date(2016, 12, 31)
SECONDE_VAGUE = date(2018, 12, 31)
PARIS = "75056"
NATURES_OBLIGEES = frozenset({"EPT", "MET69"})
"""Établissements publics territoriaux and the métropole de Lyon: obliged whatever their population."""
MOIS_INFORMATION = 2
"""Time of the préfet de région and of the région to answer the information of the launch (R229-53)."""
PREMIER_JOUR = date(2015, 8, 18)
"""The plan climat-air-énergie exists since the law of 17 August 2015: no date of a démarche is older."""
PALIERS = (-180, -90, -30, 0, 30, 90)
"""Days before (negative) and after its date at which a report that is not deposited is reminded."""


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


def echeance_avis(transmis_le: date, *, evaluee: bool = True) -> date:
    """From this day on, the silence of all counts; the autorité environnementale is one of them when `evaluee`."""
    return ajouter_mois(transmis_le, MOIS_AVIS if evaluee else MOIS_AVIS_COURT)


def echeance_information(informe_le: date) -> date:
    """The information that the State and the région find useful is expected by then."""
    return ajouter_mois(informe_le, MOIS_INFORMATION)


def echeance_mi_parcours(adopte_le: date) -> date:
    """The mid-term report is due by then."""
    return ajouter_ans(adopte_le, ANS_MI_PARCOURS)


def echeance_cycle(adopte_le: date) -> date:
    """By then the final evaluation is due, and the next plan adopted."""
    return ajouter_ans(adopte_le, ANS_CYCLE)


def obligation_par_defaut(
    *,
    epci: bool,
    nature_insee: str = "",
    code_insee: str = "",
    population: int | None = None,
    membres: Sequence[int | None] = (),
) -> Obligation | None:
    """What the law says of a collectivité: an EPCI à fiscalité propre of more than 20,000 inhabitants, an EPT, the
    métropole de Lyon and Paris are obliged; a groupement when one of the EPCI that carry the plan with it is
    (`membres`, the population of each). None when it depends on a population that is not known."""
    if nature_insee in NATURES_OBLIGEES or code_insee == PARIS:
        return Obligation.OBLIGATOIRE
    populations = [population] if epci else membres
    if any(nombre is not None and nombre > SEUIL_OBLIGATION for nombre in populations):
        return Obligation.OBLIGATOIRE
    return None if None in populations else Obligation.VOLONTAIRE


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
    information: date | None = None
    """When the authorities were told of the launch."""

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
    """A message to send. `code`, `le` (the date it is about) and `palier` make it unique: it is sent once."""

    code: Literal["avis", "avis_tacites", "mi_parcours", "evaluation", "adoption"]
    le: date
    phrase: str
    palier: int | None = None

    @property
    def cle(self) -> str:
        """`mi_parcours:2029-03-12:-90`."""
        return f"{self.code}:{self.le.isoformat()}" + (f":{self.palier}" if self.palier is not None else "")


def rappels(cycle: Cycle, jour: date, *, fin_avis: date | None, active: bool) -> tuple[Rappel, ...]:
    """Reminders that are due on `jour` or were already: opinions from thirty days before the last deadline of those
    that are missing (`fin_avis`), then their silence; each report at its `PALIERS`, the last one reached; an adoption
    that is late."""
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
    if not cycle.mi_parcours and not cycle.evaluation:
        trouves += _rappel_de_bilan(
            "mi_parcours", cycle.echeance_mi_parcours, jour, "Le bilan à mi-parcours", "attendu"
        )
    if not cycle.evaluation:
        trouves += _rappel_de_bilan("evaluation", cycle.echeance_cycle, jour, "L'évaluation finale", "attendue")
    due = cycle.echeance_adoption
    if active and due and jour > due:
        trouves.append(Rappel("adoption", due, f"Le PCAET devait être adopté avant le {jour_long(due)}."))
    return tuple(trouves)


def _rappel_de_bilan(
    code: Literal["mi_parcours", "evaluation"], due: date | None, jour: date, nom: str, attendu: str
) -> list[Rappel]:
    """The reminder of a report on the last palier reached, in the words of that moment; none before the first."""
    atteints = [palier for palier in PALIERS if due is not None and jour >= due + timedelta(days=palier)]
    if due is None or not atteints:
        return []
    ecart = (due - jour).days
    if ecart > 0:
        dans = "demain" if ecart == 1 else f"dans {ecart} jours"
        phrase = f"{nom} du PCAET est {attendu} avant le {jour_long(due)}, {dans}."
    elif ecart == 0:
        phrase = f"{nom} du PCAET est {attendu} aujourd'hui."
    else:
        accord = "déposé" if attendu == "attendu" else "déposée"
        phrase = f"{nom} du PCAET était {attendu} le {jour_long(due)} et n'est pas {accord}."
    return [Rappel(code, due, phrase, atteints[-1])]
