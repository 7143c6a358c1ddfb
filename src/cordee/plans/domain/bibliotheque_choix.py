"""How cards of the library are chosen and sorted, and how many each choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import normaliser
from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import FourchetteCout, TempsMiseEnOeuvre
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES


class Tri(ChoixTexte):
    """Orders of the list."""

    PERTINENCE = "pertinence", "Les plus pertinentes d'abord"
    IMPACT = "impact", "Les plus fortes d'abord"
    COUT = "cout", "Les moins chères d'abord"
    TEMPS = "temps", "Les plus rapides d'abord"
    TITRE = "titre", "Ordre alphabétique"


_RANGS_COUT = {cout: rang for rang, cout in enumerate(FourchetteCout)}
_RANGS_TEMPS = {temps: rang for rang, temps in enumerate(TempsMiseEnOeuvre)}


def est_a_portee(modele: ModeleFiche, exercees: Mapping[str, bool], *, est_commune: bool = False) -> bool:
    """Whether a collectivité can carry the card: `exercees` says by BANATIC code what it does (a missing code is not
    known). True when no competence is needed, when one of those needed is exercised, when nothing at all is known of
    the collectivité, and for a commune when the card is at its scale."""
    if not modele.competences or not exercees or (est_commune and modele.echelle_communale):
        return True
    return any(exercees.get(code, False) for code in modele.competences)


def sert(modele: ModeleFiche, mesure: str) -> bool:
    """Whether the card serves this node, or a node above or below it: `cae_2.1` and `cae_2.1.1.3` both find a card of
    `cae_2.1.1`."""
    return _servie(modele.mesures, mesure)


@lru_cache(maxsize=50_000)
def _servie(servies: tuple[str, ...], mesure: str) -> bool:
    return any(
        mesure == servie or servie.startswith(f"{mesure}.") or mesure.startswith(f"{servie}.") for servie in servies
    )


SANS_COMPETENCE = "aucune"
"""What a filter says, among codes of competences, for the cards that ask none."""


def demande(modele: ModeleFiche, competences: Collection[str]) -> bool:
    """Whether the card asks one of these competences, or none at all when `SANS_COMPETENCE` is among them."""
    if not modele.competences:
        return SANS_COMPETENCE in competences
    return not set(competences).isdisjoint(modele.competences)


@lru_cache(maxsize=100)
def _mots(texte: str) -> tuple[str, ...]:
    """Words of a search, without the mark of the plural on those long enough to stay recognisable."""
    mots = normaliser(texte.replace(".", " ")).split()
    return tuple(mot.rstrip("sx") if len(mot) > 3 else mot for mot in mots)


@lru_cache(maxsize=1_000)
def _texte_cherchable(modele: ModeleFiche) -> str:
    return normaliser(
        " ".join(
            (
                modele.titre,
                modele.resume,
                modele.description,
                modele.objectifs,
                *modele.etapes,
                THEMATIQUES[modele.thematique],
                *(NOMS_SOUS_THEMATIQUES[code] for code in modele.sous_thematiques),
                modele.typologie.libelle,
                *(categorie.libelle for categorie in modele.fnv),
                *(NOMS_LEVIERS[code] for code in modele.leviers),
                *modele.partenaires,
                *modele.financements,
                *(indicateur.nom for indicateur in modele.indicateurs),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Criteres:
    """What is asked of the cards. An empty criterion lets every card pass; the values of one add up (this thématique
    or that one), and criteria cross. `texte`: every word must be in the card, whatever its accents, its case and its
    plural. `competences`: those that the cards ask (`demande`)."""

    texte: str = ""
    thematiques: tuple[str, ...] = ()
    typologies: tuple[str, ...] = ()
    fnv: tuple[str, ...] = ()
    couts: tuple[str, ...] = ()
    temps: tuple[str, ...] = ()
    impact_min: int = 1
    leviers: tuple[str, ...] = ()
    mesures: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()


TOUTES = Criteres()


def _parmi(voulues: Collection[str], portees: Collection[str]) -> bool:
    return not voulues or not set(voulues).isdisjoint(portees)


_EPREUVES: dict[str, Callable[[ModeleFiche, Criteres], bool]] = {
    "texte": lambda m, c: all(mot in _texte_cherchable(m) for mot in _mots(c.texte)),
    "thematiques": lambda m, c: _parmi(c.thematiques, m.thematiques),
    "typologies": lambda m, c: _parmi(c.typologies, (m.typologie,)),
    "fnv": lambda m, c: _parmi(c.fnv, m.fnv),
    "couts": lambda m, c: _parmi(c.couts, (m.cout,)),
    "temps": lambda m, c: _parmi(c.temps, (m.temps,)),
    "impact_min": lambda m, c: m.impact >= c.impact_min,
    "leviers": lambda m, c: _parmi(c.leviers, m.leviers),
    "mesures": lambda m, c: not c.mesures or any(sert(m, mesure) for mesure in c.mesures),
    "competences": lambda m, c: not c.competences or demande(m, c.competences),
}
"""Whether a card passes each criterion, by the name of its field."""


@dataclass(frozen=True, slots=True)
class Portee:
    """What a collectivité can carry; `exercees` None to let every card pass."""

    exercees: Mapping[str, bool] | None = None
    est_commune: bool = False

    def atteint(self, modele: ModeleFiche) -> bool:
        """Whether the card is within reach (`est_a_portee`)."""
        return self.exercees is None or est_a_portee(modele, self.exercees, est_commune=self.est_commune)


PARTOUT = Portee()


def filtrer_modeles(
    modeles: Collection[ModeleFiche],
    criteres: Criteres = TOUTES,
    *,
    portee: Portee = PARTOUT,
    tri: Tri = Tri.PERTINENCE,
) -> tuple[ModeleFiche, ...]:
    """Cards within reach that pass every criterion, sorted."""
    mots = _mots(criteres.texte)
    retenus = [m for m in modeles if portee.atteint(m) and all(epreuve(m, criteres) for epreuve in _EPREUVES.values())]
    return tuple(sorted(retenus, key=lambda modele: _cle_de_tri(modele, mots, tri)))


def compter_choix(
    modeles: Collection[ModeleFiche],
    criteres: Criteres,
    valeurs: Mapping[str, Collection[str]],
    *,
    portee: Portee = PARTOUT,
) -> dict[str, dict[str, int]]:
    """For each criterion and each value that it proposes, how many cards this value alone would leave, the other
    criteria as they are."""
    comptes: dict[str, dict[str, int]] = {}
    a_portee = [m for m in modeles if portee.atteint(m)]
    echecs = {m.code: [nom for nom, epreuve in _EPREUVES.items() if not epreuve(m, criteres)] for m in a_portee}
    for champ, proposees in valeurs.items():
        restantes = [m for m in a_portee if not set(echecs[m.code]) - {champ}]
        demandes = {valeur: _demander(champ, valeur) for valeur in proposees}
        comptes[champ] = {v: sum(_EPREUVES[champ](m, seule) for m in restantes) for v, seule in demandes.items()}
    return comptes


def _demander(champ: str, valeur: str) -> Criteres:
    seule: Any = int(valeur) if champ == "impact_min" else (valeur,)
    return Criteres(**{champ: seule})


def _cle_de_tri(modele: ModeleFiche, mots: Sequence[str], tri: Tri) -> tuple[Any, ...]:
    titre = normaliser(modele.titre)
    effort = (_RANGS_COUT[modele.cout], _RANGS_TEMPS[modele.temps])
    match tri:
        case Tri.TITRE:
            return (titre,)
        case Tri.COUT:
            return (effort[0], -modele.impact, titre)
        case Tri.TEMPS:
            return (effort[1], -modele.impact, titre)
        case Tri.IMPACT:
            return (-modele.impact, *effort, titre)
        case _:
            dans_le_titre = sum(mot in titre for mot in mots)
            dans_le_resume = sum(mot in normaliser(modele.resume) for mot in mots)
            return (-dans_le_titre, -dans_le_resume, -modele.impact, *effort, titre)
