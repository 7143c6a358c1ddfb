"""Dashboards: what their modules show and in which order. A dashboard is a list of modules, kept as plain values; what
is unknown in it is dropped, so that an old one always opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qs

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.filtres import Filtres, lire_filtres
from cordee.plans.domain.repartitions import PAR_PROPRIETE, Mesure

C = TypeVar("C", bound=ChoixTexte)
MODULES_MAX = 16
LIGNES, LIGNES_MAX = 5, 20
MOIS, MOIS_MAX = 12, 36
TITRE_MAX, PARAMETRES_MAX = 120, 2000


class GenreModule(ChoixTexte):
    """What a module shows."""

    CHIFFRES = "chiffres", "Chiffres clés", "Combien de fiches, où elles en sont, ce qui presse, ce qu'elles coûtent"
    REPARTITION = "repartition", "Répartition", "Les fiches comptées par une propriété : barres, anneau ou nombre"
    FICHES = "fiches", "Liste de fiches", "Les premières fiches d'une liste filtrée"
    RETARDS = "retards", "Fiches en retard", "Les plus en retard d'abord"
    ECHEANCES = "echeances", "Échéances à venir", "Ce qui finit dans les trois mois"
    PLANS = "plans", "Suivi des plans", "Chaque plan avec la barre de ses statuts et son avancement"
    BUDGET = "budget", "Budget par année", "Prévu et dépensé, en investissement et en fonctionnement"
    INDICATEURS = "indicateurs", "Indicateurs", "Le dernier résultat et la courbe des indicateurs suivis par les fiches"
    SERIE = "serie", "Évolution mois par mois", "Statuts, retards, avancement ou budget, d'un relevé mensuel à l'autre"
    ACTIVITE = "activite", "Activité récente", "Ce qui vient de changer dans les fiches"
    MES_FICHES = "mes_fiches", "Mes fiches", "Les fiches dont on est pilote, ce qui presse d'abord"
    MES_SOUS_ACTIONS = "mes_sous_actions", "Mes sous-actions", "Les sous-actions dont on est pilote"
    MES_INDICATEURS = "mes_indicateurs", "Mes indicateurs", "Les indicateurs dont on est pilote, avec leur courbe"
    MES_MESURES = "mes_mesures", "Mes mesures", "Les mesures des référentiels dont on est pilote"
    REPERES = "reperes", "Repères", "Combien de plans, de fiches, d'indicateurs et d'étoiles, ou ce que l'on pilote"
    FINANCEMENTS = "financements", "Financements", "Demandés, acquis, versés, ce qui reste à financer, par financeur"

    def __init__(self, valeur: str, libelle: str = "", aide: str = "") -> None:
        self.aide = aide


class Forme(ChoixTexte):
    """How a répartition is drawn."""

    BARRES = "barres", "Barres"
    ANNEAU = "anneau", "Anneau"
    NOMBRE = "nombre", "Nombres"


class Largeur(ChoixTexte):
    """Room that a module takes on a wide screen."""

    TIERS = "tiers", "Un tiers"
    MOITIE = "moitie", "La moitié"
    DEUX_TIERS = "deux_tiers", "Deux tiers"
    ENTIERE = "entiere", "Toute la largeur"


class Suite(ChoixTexte):
    """What a series follows from month to month."""

    STATUTS = "statuts", "Fiches par statut"
    RETARDS = "retards", "Fiches en retard"
    AVANCEMENT = "avancement", "Avancement moyen"
    BUDGET = "budget", "Budget dépensé"


class Genre(ChoixTexte):
    """Whose dashboard it is."""

    COMMUN = "commun", "Tableau de bord commun"
    MIEN = "mien", "Mon tableau de bord"
    PLAN = "plan", "Tableau de bord du plan"


LISTES = frozenset(
    {
        GenreModule.FICHES, GenreModule.RETARDS, GenreModule.ECHEANCES, GenreModule.MES_FICHES,
        GenreModule.MES_SOUS_ACTIONS,
    }
)  # fmt: skip
A_LIGNES = LISTES | {
    GenreModule.ACTIVITE, GenreModule.INDICATEURS, GenreModule.MES_INDICATEURS, GenreModule.MES_MESURES,
}  # fmt: skip
A_FILTRES = frozenset(
    {
        GenreModule.CHIFFRES, GenreModule.REPARTITION, GenreModule.FICHES, GenreModule.RETARDS, GenreModule.ECHEANCES,
        GenreModule.BUDGET, GenreModule.FINANCEMENTS,
    }
)  # fmt: skip
A_SOI = A_FILTRES | {GenreModule.INDICATEURS}
"""Genres that may be kept to the fiches of which the reader is pilote."""


@dataclass(frozen=True, slots=True)
class Module:
    """One module. `cle` names it in its dashboard; `parametres` is the query string of its filters; `miennes` keeps it
    to the fiches of which the reader is pilote; `nombre` are its rows, or its months."""

    cle: str
    genre: GenreModule
    titre: str = ""
    parametres: str = ""
    largeur: Largeur = Largeur.MOITIE
    propriete: str = "statut"
    mesure: Mesure = Mesure.NOMBRE
    forme: Forme = Forme.BARRES
    suite: Suite = Suite.STATUTS
    nombre: int = LIGNES
    miennes: bool = False

    @property
    def nom(self) -> str:
        """Its title, or what it shows when nobody gave one."""
        if self.titre:
            return self.titre
        if self.genre is GenreModule.REPARTITION:
            libelle = PAR_PROPRIETE[self.propriete].libelle
            return f"Fiches par {libelle[:1].lower()}{libelle[1:]}"
        if self.genre is GenreModule.SERIE:
            return f"{self.suite.libelle}, mois par mois"
        return self.genre.libelle

    @property
    def filtres(self) -> Filtres:
        """What its address asks."""
        return lire_filtres(parse_qs(self.parametres))


def lire_modules(ecrits: Iterable[Mapping[str, Any]]) -> list[Module]:
    """Modules as they were kept; those of an unknown genre are dropped, unknown settings take their default."""
    return [module for ecrit in ecrits if (module := _lire_module(ecrit)) is not None]


def _lire_module(ecrit: Mapping[str, Any]) -> Module | None:
    genre = str(ecrit.get("genre", ""))
    if genre not in GenreModule._value2member_map_ or not ecrit.get("cle"):
        return None
    propriete = str(ecrit.get("propriete", ""))
    return Module(
        cle=str(ecrit["cle"]),
        genre=GenreModule(genre),
        titre=str(ecrit.get("titre", ""))[:TITRE_MAX],
        parametres=str(ecrit.get("parametres", ""))[:PARAMETRES_MAX],
        largeur=_choisir(Largeur, ecrit.get("largeur"), Largeur.MOITIE),
        propriete=propriete if propriete in PAR_PROPRIETE else "statut",
        mesure=_choisir(Mesure, ecrit.get("mesure"), Mesure.NOMBRE),
        forme=_choisir(Forme, ecrit.get("forme"), Forme.BARRES),
        suite=_choisir(Suite, ecrit.get("suite"), Suite.STATUTS),
        nombre=_borner(ecrit.get("nombre"), genre),
        miennes=bool(ecrit.get("miennes")),
    )


def _choisir(liste: type[C], valeur: Any, defaut: C) -> C:
    return liste(valeur) if valeur in liste._value2member_map_ else defaut


def _borner(valeur: Any, genre: str) -> int:
    defaut, maximum = (MOIS, MOIS_MAX) if genre == GenreModule.SERIE else (LIGNES, LIGNES_MAX)
    return min(max(valeur, 1), maximum) if isinstance(valeur, int) else defaut


def ecrire_modules(modules: Iterable[Module]) -> list[dict[str, Any]]:
    """Modules as they are kept."""
    return [{nom: _simple(valeur) for nom, valeur in asdict(module).items()} for module in modules]


def _simple(valeur: Any) -> Any:
    return str(valeur) if isinstance(valeur, ChoixTexte) else valeur


def trouver(modules: Sequence[Module], cle: str) -> Module | None:
    """The module of this key."""
    return next((module for module in modules if module.cle == cle), None)


def ajouter(modules: Sequence[Module], module: Module) -> list[Module]:
    """With one more at the end, under a key that none has."""
    prises = {autre.cle for autre in modules}
    cle = next(cle for rang in range(len(prises) + 1) if (cle := f"m{rang}") not in prises)
    return [*modules, replace(module, cle=cle)]


def remplacer(modules: Sequence[Module], module: Module) -> list[Module]:
    """With this one in the place of that of the same key."""
    return [module if autre.cle == module.cle else autre for autre in modules]


def retirer(modules: Sequence[Module], cle: str) -> list[Module]:
    """Without that one."""
    return [module for module in modules if module.cle != cle]


def deplacer(modules: Sequence[Module], cle: str, rang: int) -> list[Module]:
    """With that one at this rank (from 0), as near as there is room."""
    module = trouver(modules, cle)
    if module is None:
        return list(modules)
    autres = retirer(modules, cle)
    place = min(max(rang, 0), len(autres))
    return [*autres[:place], module, *autres[place:]]


PAR_DEFAUT: dict[Genre, tuple[Module, ...]] = {
    Genre.COMMUN: (
        Module("chiffres", GenreModule.CHIFFRES, largeur=Largeur.ENTIERE),
        Module("reperes", GenreModule.REPERES, largeur=Largeur.ENTIERE),
        Module("statuts", GenreModule.REPARTITION, largeur=Largeur.TIERS, forme=Forme.ANNEAU),
        Module("evolution", GenreModule.SERIE, largeur=Largeur.DEUX_TIERS, nombre=MOIS),
        Module("retards", GenreModule.RETARDS),
        Module("echeances", GenreModule.ECHEANCES),
        Module("plans", GenreModule.PLANS, largeur=Largeur.ENTIERE),
        Module("budget", GenreModule.BUDGET),
        Module("pilotes", GenreModule.REPARTITION, propriete="pilote"),
        Module("financements", GenreModule.FINANCEMENTS, largeur=Largeur.ENTIERE),
    ),
    Genre.MIEN: (
        Module("chiffres", GenreModule.CHIFFRES, titre="Mes fiches en chiffres", largeur=Largeur.ENTIERE, miennes=True),
        Module("reperes", GenreModule.REPERES, titre="Ce dont je suis pilote", largeur=Largeur.ENTIERE),
        Module("mes_fiches", GenreModule.MES_FICHES, nombre=10),
        Module("echeances", GenreModule.ECHEANCES, titre="Mes échéances", miennes=True),
        Module("mes_sous_actions", GenreModule.MES_SOUS_ACTIONS),
        Module("statuts", GenreModule.REPARTITION, titre="Mes fiches par statut", miennes=True),
        Module("mes_indicateurs", GenreModule.MES_INDICATEURS),
        Module("mes_mesures", GenreModule.MES_MESURES),
        Module("indicateurs", GenreModule.INDICATEURS, titre="Indicateurs de mes fiches", miennes=True),
        Module("activite", GenreModule.ACTIVITE),
    ),
    Genre.PLAN: (
        Module("chiffres", GenreModule.CHIFFRES, largeur=Largeur.ENTIERE),
        Module("statuts", GenreModule.REPARTITION, largeur=Largeur.TIERS, forme=Forme.ANNEAU),
        Module("axes", GenreModule.REPARTITION, titre="Avancement par axe", largeur=Largeur.DEUX_TIERS, propriete="axe",
               mesure=Mesure.AVANCEMENT),
        Module("retards", GenreModule.RETARDS),
        Module("echeances", GenreModule.ECHEANCES),
        Module("budget", GenreModule.BUDGET),
        Module("financements", GenreModule.FINANCEMENTS),
        Module("indicateurs", GenreModule.INDICATEURS),
        Module("evolution", GenreModule.SERIE, largeur=Largeur.ENTIERE, nombre=MOIS),
    ),
}  # fmt: skip
"""What a dashboard shows until somebody arranges it."""
