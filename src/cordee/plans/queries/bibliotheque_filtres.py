"""Filters of the library as they stand in its address, what they leave, and the form that proposes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.plans.domain.bibliotheque import IMPACTS, CategorieFNV, ModeleFiche, Typologie
from cordee.plans.domain.bibliotheque_choix import (
    PARTOUT,
    SANS_COMPETENCE,
    TOUTES,
    Criteres,
    Portee,
    Tri,
    compter_choix,
    filtrer_modeles,
)
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import FourchetteCout, TempsMiseEnOeuvre
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.queries.bibliotheque import bibliotheque, nommer_mesure

TEXTE_MAX = 100
MESURES_MAX = 100
OPTIONS_EN_VUE = 20
CHAMPS = {
    "thematique": "thematiques", "typologie": "typologies", "fnv": "fnv", "cout": "couts", "temps": "temps",
    "levier": "leviers", "mesure": "mesures", "competence": "competences",
}  # fmt: skip
"""Criterion that each parameter of the address fills, in the order of the form."""
_TRIS = {str(tri): tri for tri in Tri}
_LISTES: dict[str, Mapping[str, str]] = {
    "thematique": THEMATIQUES,
    "typologie": dict(Typologie.choices()),
    "fnv": dict(CategorieFNV.choices()),
    "cout": dict(FourchetteCout.choices()),
    "temps": dict(TempsMiseEnOeuvre.choices()),
    "levier": NOMS_LEVIERS,
}
"""Values and labels of the closed lists."""


@dataclass(frozen=True)
class Filtres:
    """What the address asks of the library. `elargir` also shows what the competences of the collectivité do not allow;
    `reste` are parameters of the page that are no filter, kept beside them."""

    criteres: Criteres = TOUTES
    elargir: bool = False
    tri: Tri = Tri.PERTINENCE
    reste: tuple[tuple[str, str], ...] = ()

    @property
    def texte(self) -> str:
        """Words searched."""
        return self.criteres.texte

    @property
    def mesures(self) -> tuple[str, ...]:
        """Nodes that the cards must serve."""
        return self.criteres.mesures

    @property
    def actifs(self) -> bool:
        """Whether anything is filtered; sorting and widening take nothing away."""
        return self.criteres != TOUTES

    def parametres(self) -> list[tuple[str, str]]:
        """The same filters, to write them in an address."""
        paires = [*self.reste]
        paires += [("q", self.texte)] if self.texte else []
        paires += [(nom, code) for nom, champ in CHAMPS.items() for code in getattr(self.criteres, champ)]
        paires += [("impact", str(self.criteres.impact_min))] if self.criteres.impact_min > 1 else []
        paires += [("elargir", "1")] if self.elargir else []
        paires += [("tri", str(self.tri))] if self.tri is not Tri.PERTINENCE else []
        return paires

    def adresse(self, *, sans: tuple[str, str] | None = None, avec: tuple[str, str] | None = None) -> str:
        """Query string, with a pair more or a pair less (`?` alone when nothing is left)."""
        paires = [paire for paire in self.parametres() if paire != sans]
        return "?" + urlencode([*paires, avec] if avec else paires)

    @property
    def adresse_nue(self) -> str:
        """Query string without any filter."""
        return "?" + urlencode(self.reste)


def lire_filtres(donnees: Mapping[str, Sequence[str]], reste: tuple[tuple[str, str], ...] = ()) -> Filtres:
    """The filters that were understood, from the values of each parameter: an old or mistyped address still opens the
    page."""
    impact, elargir, tri, texte = (next(iter(donnees.get(nom, ())), "") for nom in ("impact", "elargir", "tri", "q"))
    listes: dict[str, Any] = {
        CHAMPS[nom]: _connus(donnees.get(nom, ()), connus) for nom, connus in _LISTES.items()
    }  # fmt: skip
    listes["competences"] = _connus(donnees.get("competence", ()), [SANS_COMPETENCE, *_competences_des_cartes()])
    codes = (code.strip()[:40] for code in donnees.get("mesure", ()))
    listes["mesures"] = tuple(dict.fromkeys(code for code in codes if code))[:MESURES_MAX]
    return Filtres(
        Criteres(
            texte=" ".join(texte.replace("\0", "").split())[:TEXTE_MAX],
            impact_min=int(impact) if impact in {str(niveau) for niveau in IMPACTS} else 1,
            **listes,
        ),
        elargir=elargir == "1",
        tri=_TRIS.get(tri, Tri.PERTINENCE),
        reste=reste,
    )


def _competences_des_cartes() -> set[str]:
    return {code for modele in bibliotheque() for code in modele.competences}


def _connus(valeurs: Iterable[str], connus: Iterable[str]) -> tuple[str, ...]:
    permis = set(connus)
    return tuple(dict.fromkeys(valeur for valeur in valeurs if valeur in permis))


@dataclass(frozen=True)
class Puce:
    """One filter under way: its words, and the address without it."""

    libelle: str
    adresse: str


def puces_de(filtres: Filtres, competences: Mapping[str, str]) -> list[Puce]:
    """Filters under way, in the order of the form; `competences` are those that it proposes, with their names."""
    mots: dict[str, Callable[[str], str]] = {nom: liste.__getitem__ for nom, liste in _LISTES.items()} | {
        "q": lambda valeur: f"« {valeur} »",
        "impact": lambda valeur: f"Impact {IMPACTS[int(valeur)].lower()}" + (" ou plus" if valeur == "2" else ""),
        "mesure": lambda valeur: f"Mesure {nommer_mesure(valeur)}",
        "competence": lambda valeur: competences[valeur],
    }
    return [
        Puce(mots[nom](valeur), filtres.adresse(sans=(nom, valeur)))
        for nom, valeur in filtres.parametres()
        if nom in mots
    ]


@dataclass(frozen=True)
class Groupe:
    """A group of boxes (or of radio buttons) of the form of filters: value, label, ticked, how many cards."""

    nom: str
    legende: str
    genre: str
    options: list[tuple[str, str, bool, int]]

    @property
    def longue(self) -> bool:
        """Whether it scrolls in itself."""
        return len(self.options) > OPTIONS_EN_VUE

    @property
    def choisies(self) -> int:
        """How many of them filter."""
        return sum(coche for valeur, _, coche, _ in self.options if self.genre == "checkbox" or valeur != "1")


@dataclass(frozen=True)
class Propositions:
    """What the form of filters proposes: by parameter, values with their labels."""

    mesures: Mapping[str, str]
    competences: Mapping[str, str]

    def listes(self) -> dict[str, tuple[str, Mapping[str, str]]]:
        """Legend and values of each group, in order."""
        impacts = {"1": "Tous", "2": "Important ou majeur", "3": "Majeur"}
        legendes = {
            "thematique": "Thématique", "typologie": "Type d'action", "fnv": "France Nation Verte", "cout": "Budget",
            "temps": "Durée", "levier": "Levier",
        }  # fmt: skip
        groupes: dict[str, tuple[str, Mapping[str, str]]] = {
            nom: (legende, _LISTES[nom]) for nom, legende in legendes.items()
        }
        groupes["impact"] = ("Impact", impacts)
        groupes["mesure"] = ("Mesure servie", self.mesures)
        groupes["competence"] = ("Compétence demandée", self.competences)
        return groupes

    def valeurs(self) -> dict[str, list[str]]:
        """Values by criterion, to count them (`compter_choix`)."""
        return {critere_de(nom): list(valeurs) for nom, (_, valeurs) in self.listes().items()}


def critere_de(nom: str) -> str:
    """Criterion that a parameter of the address fills."""
    return "impact_min" if nom == "impact" else CHAMPS[nom]


def groupes_de(filtres: Filtres, propositions: Propositions, comptes: Mapping[str, Mapping[str, int]]) -> list[Groupe]:
    """Groups of the form; `comptes` as `compter_choix` gives them."""
    groupes = []
    for nom, (legende, valeurs) in propositions.listes().items():
        critere = critere_de(nom)
        retenus = getattr(filtres.criteres, critere)
        retenus = (str(retenus),) if nom == "impact" else retenus
        options = [(v, libelle, v in retenus, comptes[critere].get(v, 0)) for v, libelle in valeurs.items()]
        groupes.append(Groupe(nom, legende, "radio" if nom == "impact" else "checkbox", options))
    return groupes


def comptes_par_champ(groupes: Iterable[Groupe]) -> dict[str, dict[str, int]]:
    """The same counts by parameter, for the script that refreshes them."""
    return {g.nom: {valeur: nombre for valeur, _, _, nombre in g.options} for g in groupes}


@dataclass(frozen=True)
class Selection:
    """Cards that the filters leave, how many more there would be beyond the competences, and the form that says how
    many each choice would leave."""

    modeles: tuple[ModeleFiche, ...]
    ecartees: int
    groupes: list[Groupe]


def selectionner(filtres: Filtres, portee: Portee, propositions: Propositions) -> Selection:
    """What the library shows under these filters."""
    vue = PARTOUT if filtres.elargir else portee
    modeles = filtrer_modeles(bibliotheque(), filtres.criteres, portee=vue, tri=filtres.tri)
    tous = modeles if vue is PARTOUT else filtrer_modeles(bibliotheque(), filtres.criteres)
    comptes = compter_choix(bibliotheque(), filtres.criteres, propositions.valeurs(), portee=vue)
    return Selection(modeles, len(tous) - len(modeles), groupes_de(filtres, propositions, comptes))


def repondre(nombre: int, filtres: Filtres, portee: Portee) -> tuple[str, str, str]:
    """Headline of the list in three pieces, the middle one being the figure."""
    figure = f"{formater(nombre, 0)} {accorder(nombre, 'action')}"
    if not nombre:
        return "Aucune action ne correspond", "", "."
    if filtres.actifs:
        return "", figure, f" {accorder(nombre, 'correspond', 'correspondent')} à votre recherche."
    if filtres.elargir or not portee.exercees:
        return "", figure, " prêtes à devenir des fiches de vos plans."
    return "", figure, " à la portée de vos compétences, prêtes à devenir des fiches."
