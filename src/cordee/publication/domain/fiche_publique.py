"""A fiche as everybody reads it. It is made field by field of what may be shown: what is not named here is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cordee.plans.domain.fiche import FinancementCite, Impact, LigneBudget, ObjectifChiffre, ReferenceCitee
from cordee.plans.domain.listes import NatureIndicateur, StatutFiche


@dataclass(frozen=True, slots=True)
class IndicateurPublic:
    """An indicator that follows a fiche. Results and objectives are those of the collectivité of the fiche, by year."""

    titre: str
    unite: str
    nature: NatureIndicateur
    cible: Decimal | None
    annee_cible: int | None
    resultats: tuple[tuple[int, float], ...]
    objectifs: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class EtapePublique:
    """A sous-fiche, or one of its own (`niveau` 2). `avancement` in percent, None when it was abandoned."""

    code: str
    titre: str
    niveau: int
    description: str
    public_cible: str
    statut: StatutFiche | None
    periode: str
    debut: date | None
    fin: date | None
    avancement: float | None


@dataclass(frozen=True, slots=True)
class NotePublique:
    """A follow-up note, without who wrote it."""

    date: date
    texte: str


@dataclass(frozen=True, slots=True)
class DocumentPublic:
    """A document that is not confidential."""

    ref: int
    nom: str
    adresse: str


@dataclass(frozen=True, slots=True)
class FichePublique:
    """Everything of a fiche that its publication shows; what its settings keep is empty. `axes` are the paths of its
    places in the plan, `acteurs` and `personnes` are (role, names)."""

    ref: int
    code: str
    titre: str
    nom_officiel: str
    collectivite: str
    axes: tuple[str, ...]
    statut: StatutFiche | None
    avancement: float | None
    periode: str
    debut: date | None
    fin: date | None
    etat_le: date | None
    contexte: str
    description: str
    objectifs: str
    public_cible: str
    calendrier: str
    moyens: str
    thematiques: tuple[str, ...]
    secteurs: tuple[str, ...]
    cibles: tuple[str, ...]
    communes: tuple[str, ...]
    objectifs_chiffres: tuple[ObjectifChiffre, ...]
    impacts: tuple[Impact, ...]
    etapes: tuple[EtapePublique, ...]
    references: tuple[ReferenceCitee, ...]
    acteurs: tuple[tuple[str, tuple[str, ...]], ...]
    personnes: tuple[tuple[str, tuple[str, ...]], ...]
    budgets: tuple[LigneBudget, ...]
    financements: tuple[FinancementCite, ...]
    notes: tuple[NotePublique, ...]
    documents: tuple[DocumentPublic, ...]
    indicateurs: tuple[IndicateurPublic, ...]

    @property
    def intitule(self) -> str:
        """`2.1 Suivre l'énergie`."""
        return f"{self.code} {self.titre}" if self.code else self.titre


@dataclass(frozen=True, slots=True)
class BarreDeTemps:
    """An étape on the grid of years: its place and width in percent, as SVG attributes."""

    x: str
    largeur: str


@dataclass(frozen=True, slots=True)
class GrilleDAnnees:
    """Years across, and a bar for each étape, None when it has no date."""

    annees: tuple[tuple[int, str], ...]
    barres: tuple[BarreDeTemps | None, ...]


ANNEES_MAX = 15


def composer_grille(etapes: Sequence[EtapePublique]) -> GrilleDAnnees | None:
    """The calendar of the étapes by year; None when none has a date, or when it would not be readable. One that
    has only one end takes the year of that end."""
    bornes = [(sous.debut or sous.fin, sous.fin or sous.debut) for sous in etapes]
    datees = [(debut, fin) for debut, fin in bornes if debut is not None and fin is not None]
    if not datees:
        return None
    premiere, derniere = min(d.year for d, _ in datees), max(f.year for _, f in datees)
    if derniere - premiere >= ANNEES_MAX:
        return None
    origine, total = date(premiere, 1, 1), (date(derniere, 12, 31) - date(premiere, 1, 1)).days + 1
    annees = tuple((a, _pour_cent((date(a, 1, 1) - origine).days / total)) for a in range(premiere, derniere + 1))
    return GrilleDAnnees(annees, tuple(_placer(debut, fin, origine, total) for debut, fin in bornes))


def _placer(debut: date | None, fin: date | None, origine: date, total: int) -> BarreDeTemps | None:
    if debut is None or fin is None:
        return None
    jours = max((fin - debut).days + 1, 1)
    return BarreDeTemps(_pour_cent((debut - origine).days / total), _pour_cent(jours / total))


def _pour_cent(part: float) -> str:
    return f"{part * 100:.2f}".rstrip("0").rstrip(".")
