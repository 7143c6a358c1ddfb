"""Two scores of the same référentiel side by side, whatever holds them: a jalon, a past day or today.

A jalon may come from another version of the référentiel: a node may exist on one side only.
Source: docs/calculs/historique.md, « Comparer deux jalons ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.ecarts import Ecart
from cordee.referentiels.domain.identifiants import Niveau, depth_of, sort_key
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.scores import ScoreNoeud, divide
from cordee.referentiels.domain.statuts import StatutAvancement


@dataclass(frozen=True, slots=True)
class LigneScore:
    """Score of one node as a jalon keeps it: points rounded to three decimals, counts of tâches, displayed statut."""

    points_referentiel: float | None = None
    points_potentiels: float = 0.0
    points_faits: float = 0.0
    points_programmes: float = 0.0
    points_pas_faits: float = 0.0
    points_non_renseignes: float = 0.0
    taches_renseignees: int = 0
    taches_total: int = 0
    concerne: bool = True
    desactive: bool = False
    statut: StatutAvancement | None = None

    @property
    def ratio_fait(self) -> float:
        """Points faits / points potentiels, 0 when there is nothing to do (tâches faites are not kept)."""
        return divide(self.points_faits, self.points_potentiels)

    @property
    def completude(self) -> float:
        """Tâches renseignées / tâches, from 0 to 1."""
        return divide(self.taches_renseignees, self.taches_total)


ABSENTE = LigneScore(concerne=False)
"""What stands for a node that one of the two versions does not have."""

CHAMPS = tuple(LigneScore.__dataclass_fields__)


def read_lignes(colonnes: Sequence[str], noeuds: Mapping[str, Sequence[Any]]) -> dict[str, LigneScore]:
    """Rows of a jalon, node → score, from the columns it was frozen with; columns it lacks keep their default."""
    utiles = [(rang, colonne) for rang, colonne in enumerate(colonnes) if colonne in CHAMPS]
    lignes = {}
    for noeud, valeurs in noeuds.items():
        champs = {colonne: valeurs[rang] for rang, colonne in utiles}
        statut = champs.get("statut")
        lignes[noeud] = LigneScore(**{**champs, "statut": None if statut is None else StatutAvancement(statut)})
    return lignes


def lignes_of(scores: Mapping[str, ScoreNoeud]) -> dict[str, LigneScore]:
    """The same rows from a score that has just been computed."""
    return {noeud: LigneScore(*(getattr(score, champ) for champ in CHAMPS)) for noeud, score in scores.items()}


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """One node on both sides; ``avant`` or ``apres`` is ``None`` when that side's version does not have it."""

    identifiant: str
    niveau: Niveau
    avant: LigneScore | None
    apres: LigneScore | None
    ecart: Ecart

    @property
    def is_potentiel_change(self) -> bool:
        """Whether as many points could be earned on both sides: if not, points faits do not compare as they are."""
        return self.ecart.points_potentiels != 0

    @property
    def is_changee(self) -> bool:
        """Whether anything shown of the node differs."""
        return not self.ecart.is_nul or self.avant is None or self.apres is None


def compare_lignes(
    avant: Mapping[str, LigneScore], apres: Mapping[str, LigneScore], referentiel: Referentiel
) -> dict[str, LigneComparee]:
    """Every node of either side, in the order of the tree; those that left it are put where they were.

    Nodes deeper than the hierarchy of ``referentiel`` are left out.
    """
    hierarchie = referentiel.hierarchie
    connus = [noeud for noeud in referentiel.ids if noeud in avant or noeud in apres]
    retires = (avant.keys() | apres.keys()) - referentiel.index.keys()
    noeuds = sorted((*connus, *retires), key=sort_key) if retires else connus
    return {
        noeud: LigneComparee(
            noeud,
            hierarchie[depth_of(noeud)],
            avant.get(noeud),
            apres.get(noeud),
            _ecart(noeud, avant.get(noeud) or ABSENTE, apres.get(noeud) or ABSENTE),
        )
        for noeud in noeuds
        if depth_of(noeud) < len(hierarchie)
    }


def _ecart(identifiant: str, avant: LigneScore, apres: LigneScore) -> Ecart:
    return Ecart(
        identifiant,
        round3(apres.points_potentiels - avant.points_potentiels),
        round3(apres.points_faits - avant.points_faits),
        round3(apres.points_programmes - avant.points_programmes),
        round3(apres.points_pas_faits - avant.points_pas_faits),
        round3(apres.points_non_renseignes - avant.points_non_renseignes),
        round(apres.taches_renseignees - avant.taches_renseignees),
        apres.ratio_fait - avant.ratio_fait,
        avant.statut,
        apres.statut,
    )


@dataclass(frozen=True, slots=True)
class Mouvements:
    """Where points faits were gained and lost, biggest first."""

    gains: tuple[LigneComparee, ...]
    pertes: tuple[LigneComparee, ...]


def list_mouvements(lignes: Iterable[LigneComparee], niveau: Niveau, limite: int | None = None) -> Mouvements:
    """Nodes of one level whose points faits changed; ties keep the order of the tree."""
    retenues = [ligne for ligne in lignes if ligne.niveau is niveau and ligne.ecart.points_faits]
    gains = sorted((n for n in retenues if n.ecart.points_faits > 0), key=lambda n: -n.ecart.points_faits)
    pertes = sorted((n for n in retenues if n.ecart.points_faits < 0), key=lambda n: n.ecart.points_faits)
    return Mouvements(tuple(gains[:limite]), tuple(pertes[:limite]))
