"""Looking for territories and their published plans: what the address of the entrance asks, and how many plans each
choice keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cordee.outils.texte import normaliser
from cordee.plans.domain.listes import TypePlan
from cordee.publication.domain.filtres import TEXTE_MAX
from cordee.territoires.domain.decoupage import nommer_departement, nommer_region

POPULATIONS: tuple[tuple[str, str, int, int | None], ...] = (
    ("moins_de_10000", "Moins de 10 000 habitants", 0, 10_000),
    ("de_10000_a_20000", "De 10 000 à 20 000 habitants", 10_000, 20_000),
    ("de_20000_a_50000", "De 20 000 à 50 000 habitants", 20_000, 50_000),
    ("de_50000_a_100000", "De 50 000 à 100 000 habitants", 50_000, 100_000),
    ("de_100000_a_300000", "De 100 000 à 300 000 habitants", 100_000, 300_000),
    ("plus_de_300000", "300 000 habitants et plus", 300_000, None),
)
"""Code, words, first number of inhabitants of the range, first one beyond it."""
CRITERES: dict[str, str] = {
    "region": "Région", "departement": "Département", "nature": "Type de collectivité", "type": "Type de plan",
    "population": "Population",
}  # fmt: skip


def tranche_de(population: int | None) -> str:
    """Code of the range of a population; empty when it is not known."""
    if population is None:
        return ""
    return next(code for code, _, de, a in POPULATIONS if population >= de and (a is None or population < a))


@dataclass(frozen=True, slots=True)
class PlanSitue:
    """A published plan and where it is. `cle` names it; a territory may be in several départements; `nature_dite` are
    the words of its `nature`."""

    cle: int
    region: str = ""
    departements: tuple[str, ...] = ()
    nature: str = ""
    type: str = ""
    population: int | None = None
    nature_dite: str = ""

    def valeurs(self, critere: str) -> tuple[str, ...]:
        """What it is for a criterion."""
        if critere == "departement":
            return self.departements
        valeur = tranche_de(self.population) if critere == "population" else str(getattr(self, critere))
        return (valeur,) if valeur else ()


@dataclass(frozen=True, slots=True)
class Choix:
    """A value of a criterion: how many plans it keeps beside the other criteria, and whether it is asked."""

    valeur: str
    libelle: str
    nombre: int
    choisi: bool


@dataclass(frozen=True)
class Recherche:
    """Words and criteria asked. A criterion has one value; what no plan is means nothing."""

    texte: str = ""
    criteres: Mapping[str, str] = field(default_factory=dict)

    def garder(self, plans: Iterable[PlanSitue], sauf: str = "") -> list[PlanSitue]:
        """Plans that answer every criterion but that one."""
        demandes = [(cle, valeur) for cle, valeur in self.criteres.items() if cle != sauf]
        return [plan for plan in plans if all(valeur in plan.valeurs(cle) for cle, valeur in demandes)]

    def choix(self, plans: Sequence[PlanSitue]) -> dict[str, list[Choix]]:
        """Values that plans have, by criterion; a criterion that tells nothing apart is left out unless it is asked."""
        proposes = {}
        for critere in CRITERES:
            comptes = Counter(valeur for plan in self.garder(plans, critere) for valeur in plan.valeurs(critere))
            possibles = {valeur for plan in plans for valeur in plan.valeurs(critere)}
            choisie = self.criteres.get(critere, "")
            if len(possibles) > 1 or choisie:
                proposes[critere] = [
                    Choix(valeur, libelle_de(critere, valeur, plans), comptes[valeur], valeur == choisie)
                    for valeur in _ranger(critere, possibles, plans)
                ]
        return proposes

    def adresse(self, *, sans: str = "") -> str:
        """Query string, without one criterion (`q` for the words)."""
        paires = [("q", self.texte)] if self.texte and sans != "q" else []
        paires += [(cle, self.criteres[cle]) for cle in CRITERES if cle in self.criteres and cle != sans]
        return urlencode(paires)


def lire_recherche(parametres: Mapping[str, str], plans: Sequence[PlanSitue]) -> Recherche:
    """What an address asks; a value that no plan has is left out."""
    texte = " ".join(parametres.get("q", "").replace("\0", "").split())[:TEXTE_MAX]
    criteres = {
        cle: valeur
        for cle in CRITERES
        if (valeur := parametres.get(cle, "")) and any(valeur in plan.valeurs(cle) for plan in plans)
    }
    return Recherche(texte, criteres)


def libelle_de(critere: str, valeur: str, plans: Iterable[PlanSitue]) -> str:
    """A value that one of these plans has, in words."""
    if critere == "region":
        return nommer_region(valeur)
    if critere == "departement":
        return nommer_departement(valeur)
    if critere == "population":
        return next(mots for code, mots, _, _ in POPULATIONS if code == valeur)
    if critere == "nature":
        return next((plan.nature_dite for plan in plans if plan.nature == valeur), valeur)
    return TypePlan.libelle_de(valeur)


def _ranger(critere: str, valeurs: Iterable[str], plans: Sequence[PlanSitue]) -> list[str]:
    """Ranges from the smallest, the others by name."""
    if critere == "population":
        return [code for code, *_ in POPULATIONS if code in set(valeurs)]
    return sorted(valeurs, key=lambda valeur: normaliser(libelle_de(critere, valeur, plans)))
