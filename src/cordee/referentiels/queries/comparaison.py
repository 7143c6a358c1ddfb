"""Two moments of a référentiel to put side by side: jalons, a past day, today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cordee.referentiels.domain.comparaison import LigneComparee, LigneScore, compare_lignes, lignes_of, read_lignes
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Mesure, Snapshot
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.scores import EtatDesLieux, etat_a_la_date, snapshot_for
from cordee.territoires.models import Question
from cordee.territoires.queries import list_questions

AUJOURDHUI = "aujourdhui"
"""Reference of the current score in an address; a jalon has its own, a day is written 2025-03-01."""


@dataclass(frozen=True, eq=False)
class Repere:
    """One side of a comparison. `jalon` is None and `nom` empty for today and for a day."""

    ref: str
    referentiel: str
    nom: str
    jalon: TypeJalon | None
    le: datetime
    version: str
    etoiles: int
    lignes: dict[str, LigneScore]
    reponses: dict[str, Any]

    @property
    def racine(self) -> LigneScore:
        """Score of the whole référentiel."""
        return self.lignes[self.referentiel]

    @property
    def est_actuel(self) -> bool:
        """Whether this side is today."""
        return self.ref == AUJOURDHUI


def lire_jour(ref: str) -> date | None:
    """Day of a reference written 2025-03-01, None for any other."""
    try:
        return date.fromisoformat(ref) if len(ref) == len("2025-03-01") else None
    except ValueError:
        return None


def repere_for(engagement: Engagement, ref: str, actuel: EtatDesLieux, *, le: datetime) -> Repere | None:
    """The side of a reference: today, a jalon, or a past day; None when it is none of these. At most five queries."""
    if ref == AUJOURDHUI:
        return _calcule(ref, actuel, le)
    snapshot = snapshot_for(engagement.collectivite, engagement.referentiel_id, ref)
    if snapshot is not None:
        return _fige(snapshot)
    jour = lire_jour(ref)
    if jour is None or jour > timezone.localdate(le):
        return None
    etat = etat_a_la_date(engagement.collectivite, engagement.referentiel, jour)
    return _calcule(ref, etat, timezone.make_aware(datetime.combine(jour, datetime.min.time())))


def _calcule(ref: str, etat: EtatDesLieux, le: datetime) -> Repere:
    return Repere(
        ref=ref,
        referentiel=etat.charge.code,
        nom="",
        jalon=None,
        le=le,
        version=etat.charge.version,
        etoiles=int(etat.scores.etoiles[0]),
        lignes=lignes_of(etat.scores.noeuds()),
        reponses=dict(etat.situation.visibilite.reponses),
    )


def _fige(snapshot: Snapshot) -> Repere:
    return Repere(
        ref=snapshot.ref,
        referentiel=snapshot.referentiel_id,
        nom=snapshot.nom,
        jalon=TypeJalon(snapshot.jalon),
        le=snapshot.date,
        version=snapshot.referentiel_version,
        etoiles=snapshot.etoiles,
        lignes=read_lignes(snapshot.charge["colonnes"], snapshot.charge["noeuds"]),
        reponses=dict(snapshot.reponses),
    )


@dataclass(frozen=True, eq=False)
class Comparaison:
    """Two sides and the difference of each node, with the label of every node of either version."""

    charge: ReferentielCharge
    avant: Repere
    apres: Repere
    lignes: dict[str, LigneComparee]
    libelles: Mapping[str, str]

    @property
    def racine(self) -> LigneComparee:
        """The whole référentiel."""
        return self.lignes[self.charge.code]

    @property
    def ecart_ratio(self) -> float:
        """Difference of the part faite, in points of percentage."""
        return self.racine.ecart.ratio_fait * 100

    @property
    def ecart_completude(self) -> float:
        """Difference of the completeness, in points of percentage."""
        return (self.apres.racine.completude - self.avant.racine.completude) * 100

    @property
    def ecart_etoiles(self) -> int:
        """Stars gained or lost."""
        return self.apres.etoiles - self.avant.etoiles

    @property
    def memes_versions(self) -> bool:
        """Whether both sides were computed with the same version of the référentiel."""
        return self.avant.version == self.apres.version

    @property
    def rien_ne_change(self) -> bool:
        """Whether the two sides are the same everywhere."""
        return not any(ligne.is_changee for ligne in self.lignes.values())


def comparer(charge: ReferentielCharge, avant: Repere, apres: Repere) -> Comparaison:
    """Difference of every node. One query when one side knows nodes that left the référentiel."""
    lignes = compare_lignes(avant.lignes, apres.lignes, charge.arbre)
    libelles = {noeud.code: noeud.libelle for noeud in charge.noeuds}
    retires = [code for code in lignes if code not in libelles]
    if retires:
        libelles.update(Mesure.objects.filter(code__in=retires).values_list("code", "libelle"))
    return Comparaison(charge, avant, apres, lignes, libelles)


@dataclass(frozen=True)
class ReponseChangee:
    """An answer that differs between the two sides, None where there was none."""

    question: Question
    avant: Any
    apres: Any
    noeuds: tuple[str, ...]


def list_reponses_changees(comparaison: Comparaison) -> list[ReponseChangee]:
    """Answers that the rules of this référentiel read and that differ from one side to the other, in the order of the
    questions. Two queries, none when nothing changed."""
    avant, apres = comparaison.avant.reponses, comparaison.apres.reponses
    liees = comparaison.charge.noeuds_par_question
    changees = [
        question for question in {**avant, **apres} if question in liees and avant.get(question) != apres.get(question)
    ]
    if not changees:
        return []
    return [
        ReponseChangee(question, avant.get(question.code), apres.get(question.code), liees[question.code])
        for question in _questions(changees)
    ]


def _questions(codes: Iterable[str]) -> QuerySet[Question]:
    return list_questions().filter(code__in=list(codes))
