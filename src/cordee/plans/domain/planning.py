"""Dates that bind one another: what a dependency asks, what a move carries along, what would go round in circles.

Source: docs/calculs/plans.md, « Dépendances ». Days are whole and inclusive: a fiche ends in the evening of its
last day.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cordee.outils.texte import de
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.listes import Precision, TypeLien
from cordee.plans.domain.retard import first_day, last_day

JOURS_PAR_MOIS: Final = 30.4375
"""Mean length of a month, in days."""


@dataclass(frozen=True, slots=True)
class Periode:
    """First and last day of a fiche. `a_peu_pres`: known by months or years, it moves by whole months. `figee`: it is
    finished, nothing moves it."""

    id: int
    debut: date | None = None
    fin: date | None = None
    a_peu_pres: bool = False
    figee: bool = False

    @property
    def depart(self) -> date | None:
        """Day from which it begins: that of its end when it is the only date."""
        return self.debut or self.fin


@dataclass(frozen=True, slots=True)
class Dependance:
    """The fiche `de` binds the fiche `vers`, with `decalage` days between them (negative: they may overlap)."""

    de: int
    vers: int
    type: TypeLien = TypeLien.FIN_DEBUT
    decalage: int = 0


@dataclass(frozen=True, slots=True)
class Conflit:
    """A dependency that the dates do not respect, by so many days."""

    dependance: Dependance
    jours: int


@dataclass(frozen=True, slots=True)
class Deplacement:
    """A fiche that must move after another: before, after, and why (`type` None: it details the fiche `cause`)."""

    avant: Periode
    apres: Periode
    cause: int
    type: TypeLien | None

    @property
    def jours(self) -> int:
        """Days of the move, negative when it comes earlier."""
        avant, apres = self.avant.depart, self.apres.depart
        return (apres - avant).days if avant is not None and apres is not None else 0


@dataclass(frozen=True, slots=True)
class Decalage:
    """What a move asks: the moves that follow from it, in order, and the dependencies that no move can repair."""

    deplacements: tuple[Deplacement, ...]
    conflits: tuple[Conflit, ...]


def add_mois(jour: date, mois: int) -> date:
    """Same day of another month; the last day of a month stays a last day."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = rang // 12, rang % 12 + 1
    dernier = calendar.monthrange(annee, numero)[1]
    fin_de_mois = jour.day == calendar.monthrange(jour.year, jour.month)[1]
    return date(annee, numero, dernier if fin_de_mois and jour.day > 1 else min(jour.day, dernier))


def count_jours_manquants(dependance: Dependance, de: Periode, vers: Periode) -> int:
    """Days by which `vers` should move later for the dependency to hold; 0 when it holds, or when a date that it
    compares is not known."""
    return max(count_ecart(dependance, de, vers) or 0, 0)


def count_ecart(dependance: Dependance, de: Periode, vers: Periode) -> int | None:
    """Days that `vers` lacks for the dependency to hold, negative when there are some to spare; None when it compares
    no known dates."""
    if dependance.type is TypeLien.FIN_DEBUT:
        reference, borne = de.fin, vers.depart
        attente = 1 + dependance.decalage
    elif dependance.type is TypeLien.DEBUT_DEBUT:
        reference, borne, attente = de.depart, vers.depart, dependance.decalage
    elif dependance.type is TypeLien.FIN_FIN:
        reference, borne, attente = de.fin, vers.fin, dependance.decalage
    else:
        return None
    if reference is None or borne is None:
        return None
    return (reference - borne).days + attente


def find_conflits(periodes: Mapping[int, Periode], dependances: Iterable[Dependance]) -> list[Conflit]:
    """Dependencies that the dates do not respect, among the fiches given."""
    conflits = []
    for dependance in dependances:
        if dependance.de in periodes and dependance.vers in periodes:
            jours = count_jours_manquants(dependance, periodes[dependance.de], periodes[dependance.vers])
            if jours:
                conflits.append(Conflit(dependance, jours))
    return conflits


def find_cycle(
    dependances: Iterable[Dependance], nouvelle: Dependance, parents: Mapping[int, int | None] | None = None
) -> list[int]:
    """Ids of the loop that a new dependency would close, from its first fiche back to it; empty when there is none.

    `parents` gives the fiche above each sous-fiche: what binds a fiche binds what details it. A fiche and what it
    details cannot bind each other: that is a loop too.
    """
    parents = parents or {}
    for proche, lointain in ((nouvelle.de, nouvelle.vers), (nouvelle.vers, nouvelle.de)):
        if lointain in _list_ancetres(proche, parents):
            return [nouvelle.de, nouvelle.vers, nouvelle.de]
    chemin = _find_chemin(_list_suivants(dependances, parents), nouvelle.vers, nouvelle.de)
    return [nouvelle.de, *chemin] if chemin else []


def describe_cycle(noms: Sequence[str]) -> str:
    """French sentence that refuses a loop, with the names of its fiches in order."""
    if len(noms) == 3:
        return (
            f"« {noms[0]} » et « {noms[1]} » ne peuvent pas s'attendre l'une l'autre : "
            "l'une détaille l'autre, ou un lien va déjà dans l'autre sens. Retirez-le d'abord."
        )
    suite = " → ".join(noms)
    return f"Cette dépendance tournerait en rond : {suite}. Retirez d'abord l'un de ces liens."


def _list_ancetres(fiche: int, parents: Mapping[int, int | None]) -> list[int]:
    ancetres: list[int] = []
    parent = parents.get(fiche)
    while parent is not None and parent not in ancetres:
        ancetres.append(parent)
        parent = parents.get(parent)
    return ancetres


def _list_suivants(dependances: Iterable[Dependance], parents: Mapping[int, int | None]) -> dict[int, list[int]]:
    """Fiches that follow each one: those that it binds and those that detail it."""
    suivants: defaultdict[int, list[int]] = defaultdict(list)
    for dependance in dependances:
        if dependance.type.est_dependance:
            suivants[dependance.de].append(dependance.vers)
    for fiche, parent in parents.items():
        if parent is not None:
            suivants[parent].append(fiche)
    return suivants


def _find_chemin(suivants: Mapping[int, list[int]], depart: int, arrivee: int) -> list[int]:
    """Shortest path, ends included; empty when there is none."""
    venues: dict[int, int | None] = {depart: None}
    file = [depart]
    for fiche in file:
        if fiche == arrivee:
            chemin = [fiche]
            while (avant := venues[chemin[-1]]) is not None:
                chemin.append(avant)
            return chemin[::-1]
        for suivant in suivants.get(fiche, ()):
            if suivant not in venues:
                venues[suivant] = fiche
                file.append(suivant)
    return []


def decaler(
    periodes: Mapping[int, Periode],
    dependances: Iterable[Dependance],
    deplacee: Periode,
    parents: Mapping[int, int | None] | None = None,
) -> Decalage:
    """What follows when a fiche takes new dates.

    What details it follows it when it moves as a whole. A fiche that it binds moves later, with its length, only when
    the dependency would break, and carries its own followers; nothing that is finished moves. `conflits` are the
    dependencies that do not hold in the end, though they did or because they touch a fiche that moved.
    """
    parents = parents or {}
    toutes = [d for d in dependances if d.de in periodes and d.vers in periodes and d.type.est_dependance]
    entrantes: defaultdict[int, list[Dependance]] = defaultdict(list)
    for dependance in toutes:
        entrantes[dependance.vers].append(dependance)
    apres = {**periodes, deplacee.id: deplacee}
    connus = {fiche: parent for fiche, parent in parents.items() if fiche in periodes}
    deplacements: list[Deplacement] = []
    for fiche in _sort_suivants(_list_suivants(toutes, connus), deplacee.id):
        if periodes[fiche].figee:
            continue
        deplacement = _follow(fiche, entrantes[fiche], periodes, apres, connus.get(fiche))
        if deplacement is not None:
            apres[fiche] = deplacement.apres
            deplacements.append(deplacement)
    conflits = [
        conflit
        for conflit in find_conflits(apres, toutes)
        if _est_neuf(conflit.dependance, periodes, apres, conflit.jours) or conflit.dependance.vers == deplacee.id
    ]
    return Decalage(tuple(deplacements), tuple(conflits))


def _sort_suivants(suivants: Mapping[int, list[int]], origine: int) -> list[int]:
    """Everything that follows a fiche, each after all that it follows."""
    ordre: list[int] = []
    vus = {origine}
    pile = [(origine, iter(suivants.get(origine, ())))]
    while pile:
        fiche, reste = pile[-1]
        for suivant in reste:
            if suivant not in vus:
                vus.add(suivant)
                pile.append((suivant, iter(suivants.get(suivant, ()))))
                break
        else:
            pile.pop()
            ordre.append(fiche)
    return ordre[-2::-1]


def _follow(
    fiche: int,
    entrantes: Sequence[Dependance],
    avant: Mapping[int, Periode],
    apres: Mapping[int, Periode],
    parent: int | None,
) -> Deplacement | None:
    """The move of one fiche, once all that it follows has moved; None when it stays."""
    cause: int | None = None
    type_lien: TypeLien | None = None
    periode = avant[fiche]
    if parent is not None and parent in avant:
        periode, cause = _slide(periode, avant[parent], apres[parent]), parent
    brisees = [d for d in entrantes if _est_neuf(d, avant, apres, count_jours_manquants(d, apres[d.de], periode))]
    if brisees:
        pire = max(brisees, key=lambda d: count_jours_manquants(d, apres[d.de], periode))
        cause, type_lien = pire.de, pire.type
        periode = _push(periode, brisees, apres)
    if periode == avant[fiche] or cause is None:
        return None
    return Deplacement(avant[fiche], periode, cause, type_lien)


def _est_neuf(dependance: Dependance, avant: Mapping[int, Periode], apres: Mapping[int, Periode], jours: int) -> bool:
    """Whether days are missing because of the moves: they were not missing before, or the first fiche moved."""
    if not jours:
        return False
    de, vers = avant[dependance.de], avant[dependance.vers]
    return apres[dependance.de] != de or jours > count_jours_manquants(dependance, de, vers)


def _slide(periode: Periode, avant: Periode, apres: Periode) -> Periode:
    """Period of a sous-fiche after the fiche above it moved as a whole; itself when it did not."""
    if avant.depart is None or apres.depart is None or avant == apres:
        return periode
    jours = (apres.depart - avant.depart).days
    if avant.fin is not None and (apres.fin is None or not _meme_longueur(avant, apres, jours)):
        return periode
    if periode.a_peu_pres or apres.a_peu_pres:
        return _shift_mois(periode, round(jours / JOURS_PAR_MOIS))
    return _shift_jours(periode, jours)


def _meme_longueur(avant: Periode, apres: Periode, jours: int) -> bool:
    """Whether both ends moved alike, to within the unequal length of months for a date known by its month."""
    assert avant.fin is not None
    assert apres.fin is not None
    return abs((apres.fin - avant.fin).days - jours) <= (3 if apres.a_peu_pres else 0)


def _push(periode: Periode, brisees: Sequence[Dependance], apres: Mapping[int, Periode]) -> Periode:
    """The period, moved later as little as needed for these dependencies to hold, with its length."""
    manque = max(count_jours_manquants(d, apres[d.de], periode) for d in brisees)
    if not periode.a_peu_pres:
        return _shift_jours(periode, manque)
    mois, poussee = 0, periode
    while any(count_jours_manquants(d, apres[d.de], poussee) for d in brisees):
        mois += 1
        poussee = _shift_mois(periode, mois)
    return poussee


def _shift_jours(periode: Periode, jours: int) -> Periode:
    ecart = timedelta(days=jours)
    return replace(
        periode,
        debut=periode.debut + ecart if periode.debut else None,
        fin=periode.fin + ecart if periode.fin else None,
    )


def _shift_mois(periode: Periode, mois: int) -> Periode:
    return replace(
        periode,
        debut=add_mois(periode.debut, mois) if periode.debut else None,
        fin=add_mois(periode.fin, mois) if periode.fin else None,
    )


def refine_precision(precision: str, jour: date | None, *, fin: bool) -> str:
    """What stays known of a new date: a start on the first day of a year or of a month, an end on the last, keeps the
    precision that the fiche had; any other day is known by its day."""
    if jour is None:
        return Precision.JOUR
    bord = last_day if fin else first_day
    for grossiere in (Precision.ANNEE, Precision.MOIS):
        admise = precision == grossiere or (precision == Precision.ANNEE and grossiere == Precision.MOIS)
        if admise and bord(jour, grossiere) == jour:
            return grossiere
    return Precision.JOUR


def ecrire_periode(debut: date | None, precision_debut: str, fin: date | None, precision_fin: str) -> str:
    """`du 1er mars 2025 au 30 avril 2026`, `d'avril 2025 à 2026`, `en avril 2025`, `jusqu'en 2026`, `sans dates`."""
    depuis = ecrire_date(debut, precision_debut)
    if debut is not None and precision_debut == precision_fin and depuis == ecrire_date(fin, precision_fin):
        return f"le {depuis}" if precision_debut == Precision.JOUR else f"en {depuis}"
    depuis = f"du {depuis}" if precision_debut == Precision.JOUR else de(depuis)
    jusque = ecrire_date(fin, precision_fin)
    jusque = f"au {jusque}" if precision_fin == Precision.JOUR else f"à {jusque}"
    if debut is not None and fin is not None:
        return f"{depuis} {jusque}"
    if debut is not None:
        return f"à partir {depuis}"
    if fin is None:
        return "sans dates"
    return f"jusqu'en {fin.year}" if precision_fin == Precision.ANNEE else f"jusqu'{jusque}"
