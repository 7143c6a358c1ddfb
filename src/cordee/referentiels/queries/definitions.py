"""The définition of a référentiel, ready to compute and to display; kept in memory as long as its empreinte does not
change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from cordee.referentiels.domain import Niveau, build_from_points
from cordee.referentiels.domain import Referentiel as Arbre
from cordee.referentiels.models import (
    ConditionEtoile,
    LienOrigine,
    Mesure,
    PreuveAttendue,
    Referentiel,
    Regle,
    TexteOfficiel,
)
from cordee.territoires.domain.expressions import (
    ReferentielVersionne,
    TypeFormule,
    lire_referentiel,
    parse,
    questions_citees,
)
from cordee.territoires.domain.personnalisation import Regle as RegleLue


@dataclass(frozen=True)
class Noeud:
    """What the screens show of a node besides its points. `numero` is the identifier without its référentiel."""

    code: str
    numero: str
    niveau: Niveau
    libelle: str
    categorie: str
    coremeasure: bool


@dataclass(frozen=True, eq=False)
class ReferentielCharge:
    """A référentiel read once: tree, nodes in the order of the tree, parsed rules, questions that change points."""

    code: str
    nom: str
    version: str
    empreinte: str
    arbre: Arbre
    noeuds: tuple[Noeud, ...]
    regles: tuple[RegleLue, ...]
    regles_par_noeud: dict[str, tuple[RegleLue, ...]]
    noeuds_par_question: dict[str, tuple[str, ...]]

    @property
    def versionne(self) -> ReferentielVersionne:
        """What `referentiel(...)` compares with."""
        return lire_referentiel(f"{self.code}_{self.version}")

    def noeud(self, code: str) -> Noeud:
        """Node of a code. Raises IdentifiantInvalide."""
        return self.noeuds[self.arbre.position(code)]

    @property
    def axes(self) -> tuple[Noeud, ...]:
        """Axes, in order."""
        return tuple(self.noeud(code) for code in self.arbre.children(self.code))


def list_referentiels() -> QuerySet[Referentiel]:
    """Every référentiel loaded, by code (CAE, ECI, TE)."""
    return Referentiel.objects.all()


def find_referentiel(code: str) -> Referentiel | None:
    """The référentiel of a code, if loaded."""
    return Referentiel.objects.filter(code=code).first()


def charge_of(referentiel: Referentiel) -> ReferentielCharge:
    """The référentiel, read from the database on first use in this process and after each load."""
    return _lire(referentiel.code, referentiel.empreinte)


@lru_cache(maxsize=12)
def _lire(code: str, empreinte: str) -> ReferentielCharge:
    referentiel = Referentiel.objects.get(code=code)
    lignes = {
        ligne[0]: ligne
        for ligne in Mesure.objects.filter(referentiel=code, retiree_en="").values_list(
            "code", "points", "niveau", "libelle", "categorie", "coremeasure", "questions"
        )
    }
    arbre = build_from_points(
        ((ligne[0], ligne[1]) for ligne in lignes.values()),
        hierarchie=tuple(Niveau(niveau) for niveau in referentiel.hierarchie),
        version=referentiel.version,
    )
    noeuds = tuple(
        Noeud(c, c.partition("_")[2], Niveau(lignes[c][2]), lignes[c][3], lignes[c][4], lignes[c][5]) for c in arbre.ids
    )
    regles = tuple(
        RegleLue(mesure, TypeFormule(type_regle), parse(formule))
        for mesure, type_regle, formule in Regle.objects.filter(mesure__referentiel=code, mesure__retiree_en="")
        .order_by("mesure__ordre", "type_regle")
        .values_list("mesure_id", "type_regle", "formule")
    )
    par_noeud: dict[str, list[RegleLue]] = {}
    par_question: dict[str, dict[str, None]] = {}
    for regle in regles:
        par_noeud.setdefault(regle.noeud, []).append(regle)
        for question in questions_citees(regle.expression):
            par_question.setdefault(question, {})[regle.noeud] = None
    for ligne in lignes.values():
        for question in ligne[6]:
            par_question.setdefault(question, {})[ligne[0]] = None
    return ReferentielCharge(
        code=code,
        nom=referentiel.nom,
        version=referentiel.version,
        empreinte=empreinte,
        arbre=arbre,
        noeuds=noeuds,
        regles=regles,
        regles_par_noeud={noeud: tuple(r) for noeud, r in par_noeud.items()},
        noeuds_par_question={question: tuple(n) for question, n in par_question.items()},
    )


def mesure_detail(code: str) -> Mesure | None:
    """A node with its official text, conditions of stars, expected evidence and origins: what its page shows. At most
    five queries."""
    return (
        Mesure.objects.filter(code=code)
        .select_related("texte_officiel", "referentiel")
        .prefetch_related(
            Prefetch("conditions_etoile", queryset=ConditionEtoile.objects.order_by("etoile")),
            Prefetch("preuves_attendues", queryset=PreuveAttendue.objects.order_by("nom")),
            Prefetch("origines", queryset=LienOrigine.objects.select_related("origine").order_by("origine__ordre")),
        )
        .first()
    )


def textes_of(codes: list[str]) -> dict[str, TexteOfficiel]:
    """Official texts of these nodes, where an import laid them."""
    return {texte.mesure_id: texte for texte in TexteOfficiel.objects.filter(mesure__in=codes)}


def preuves_attendues_of(codes: list[str]) -> list[tuple[str, str]]:
    """(node, name) of the regulatory evidence that these nodes call for, in order."""
    return list(
        PreuveAttendue.objects.filter(mesures__in=codes)
        .order_by("mesures__ordre", "nom")
        .values_list("mesures__code", "nom")
    )


def conditions_etoile_of(referentiel: str) -> list[ConditionEtoile]:
    """What the stars of a référentiel ask, by star then order."""
    return list(
        ConditionEtoile.objects.filter(referentiel=referentiel).select_related("mesure").order_by("etoile", "ordre")
    )
