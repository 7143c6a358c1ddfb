"""Opinions on the project: who gives one, what silence means (docs/calculs/pcaet.md, « Avis »)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long
from cordee.plans.domain.pcaet.delais import ajouter_mois


class InstanceAvis(ChoixTexte):
    """Authorities consulted. The first three always are; `mois` is the time that the regulation gives each, `silence`
    what saying nothing in that time is worth. Nothing is said of the others: they follow the longest."""

    PREFET = "prefet_region", "Préfet de région", "avis réputé favorable", 2
    MRAE = "mrae", "Mission régionale d'autorité environnementale", "réputée sans observation", 3
    REGION = "president_region", "Présidence du conseil régional", "avis réputé favorable", 2
    AUTRE = "autre", "Autre instance", "sans réponse", 3

    def __init__(self, valeur: str, libelle: str = "", silence: str = "", mois: int = 3) -> None:
        self.silence = silence
        self.mois = mois

    def echeance(self, demande_le: date) -> date:
        """From this day on, its silence counts."""
        return ajouter_mois(demande_le, self.mois)


REQUISES = (InstanceAvis.PREFET, InstanceAvis.MRAE, InstanceAvis.REGION)


class SensAvis(ChoixTexte):
    """What an opinion says. TACITE is written when the deadline passes in silence, NON_PRECISE when the national file
    gives the date of an opinion, and not what it says."""

    FAVORABLE = "favorable", "Favorable"
    RESERVES = "avec_reserves", "Favorable avec réserves"
    DEFAVORABLE = "defavorable", "Défavorable"
    SANS_OBSERVATION = "sans_observation", "Sans observation"
    NON_PRECISE = "non_precise", "Sens non précisé"
    TACITE = "tacite", "Tacite"


NON_SAISIE = "Pas saisie : aucun rapport d'évaluation environnementale ne lui a été transmis, son délai ne court pas."

EXPRIMES = tuple(sens for sens in SensAvis if sens not in {SensAvis.TACITE, SensAvis.NON_PRECISE})
"""What a person may record: silence is found, never typed."""


@dataclass(frozen=True, slots=True)
class AvisPcaet:
    """One opinion asked. `sens` None: nothing recorded yet; `echeance` is its own, frozen when it was asked."""

    instance: InstanceAvis
    intitule: str = ""
    demande_le: date | None = None
    rendu_le: date | None = None
    sens: SensAvis | None = None
    echeance: date | None = None
    saisie: bool = True
    """False for the autorité environnementale that was given no report: its time does not run, it is not awaited."""

    @property
    def libelle(self) -> str:
        """Name of the authority."""
        return self.intitule or self.instance.libelle

    @property
    def est_rendu(self) -> bool:
        """Whether the authority spoke."""
        return self.sens is not None and self.sens is not SensAvis.TACITE


@dataclass(frozen=True, slots=True)
class Compte:
    """Where an opinion stands on a day: `jours` left before silence counts (negative after), None without deadline."""

    avis: AvisPcaet
    tacite: bool
    hors_delai: bool
    jours: int | None
    phrase: str


def tous_rendus(avis: Iterable[AvisPcaet]) -> bool:
    """Whether the authorities that must be consulted have spoken, or their silence was recorded."""
    return not avis_attendus(avis)


def avis_attendus(avis: Iterable[AvisPcaet]) -> tuple[AvisPcaet, ...]:
    """Required opinions that are not there, those never recorded included."""
    return tuple(un for un in avis_requis(avis) if un.sens is None)


def avis_requis(avis: Iterable[AvisPcaet]) -> tuple[AvisPcaet, ...]:
    """The opinion of each authority that must be consulted; not that of one which was given nothing to read."""
    par_instance = {un.instance: un for un in avis if un.instance in REQUISES}
    tous = (par_instance.get(instance, AvisPcaet(instance)) for instance in REQUISES)
    return tuple(un for un in tous if un.saisie or un.sens is not None)


def adoptable_des(avis: Iterable[AvisPcaet], echeance: date | None) -> date | None:
    """First day of a valid vote: each required opinion was received, or its time was over. None when one of them has
    neither a date nor a deadline."""
    jours = []
    for un in avis_requis(avis):
        bornes = [jour for jour in (un.rendu_le, un.echeance or echeance) if jour is not None]
        if not bornes:
            return None
        jours.append(min(bornes))
    return max(jours, default=None)


def fin_des_avis(avis: Iterable[AvisPcaet], echeance: date | None) -> date | None:
    """Last day of the required opinions that are not there: from then on, the silence of all counts. `echeance` is that
    of the démarche, for an opinion that has none of its own. None when nothing is awaited, or nothing runs."""
    fins = [un.echeance or echeance for un in avis_attendus(avis)]
    connues = [fin for fin in fins if fin is not None]
    return max(connues) if connues and len(connues) == len(fins) else None


def encore_attendus(avis: Iterable[AvisPcaet], echeance: date | None, jour: date) -> tuple[AvisPcaet, ...]:
    """Required opinions that are not there and whose time is not over on `jour`."""
    return tuple(un for un in avis_attendus(avis) if (fin := un.echeance or echeance) is None or jour < fin)


def compter(avis: AvisPcaet, echeance: date | None, jour: date) -> Compte:
    """What to say of an opinion on `jour`. Silence counts from the deadline itself on."""
    jours = None if echeance is None else (echeance - jour).days
    muet = avis.sens is None
    tacite = avis.sens is SensAvis.TACITE or (muet and jours is not None and jours <= 0)
    if tacite and echeance is not None:
        phrase = f"Sans réponse au {jour_long(echeance)} : {avis.instance.silence}."
        return Compte(avis, True, False, jours, phrase)
    if avis.sens is not None:
        hors_delai = echeance is not None and avis.rendu_le is not None and avis.rendu_le > echeance
        phrase = avis.sens.libelle + (f", rendu le {jour_long(avis.rendu_le)}" if avis.rendu_le else "")
        return Compte(avis, tacite, hors_delai, jours, phrase + (", hors délai." if hors_delai else "."))
    if jours is None:
        return Compte(avis, False, False, None, "Pas encore demandé." if avis.saisie else NON_SAISIE)
    reste = "demain" if jours == 1 else f"dans {jours} jours"
    return Compte(avis, False, False, jours, f"Attendu avant le {jour_long(echeance or jour)}, {reste}.")
