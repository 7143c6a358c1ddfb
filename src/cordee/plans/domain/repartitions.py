"""Fiches counted by a property, or by two (docs/calculs/repartitions.md). What each property reads is in
queries.repartitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import AVEC, PAR_CLE, SANS, Forme
from cordee.plans.domain.fourchettes import Fourchette, sommer

AILLEURS = "ailleurs"
"""Only in plans of other collectivités, or that the reader does not see."""
COLONNES_MAX = 12


class Mesure(ChoixTexte):
    """What is said of the fiches that have a value."""

    NOMBRE = "nombre", "Nombre de fiches"
    BUDGET = "budget", "Budget prévu"
    AVANCEMENT = "avancement", "Avancement moyen"


@dataclass(frozen=True, slots=True)
class Propriete:
    """Something by which fiches are counted. `filtre` is the filter of the list that asks for one of its values (empty:
    no list asks for it); `ouverte`: values are written by people; `multiple`: a fiche may have several."""

    cle: str
    libelle: str
    famille: str
    filtre: str
    options: tuple[tuple[str, str], ...] = ()
    sans: str = ""
    multiple: bool = False
    ouverte: bool = False
    du_plan: bool = False

    def peut_mener(self, valeur: str, filtres: Filtres) -> bool:
        """Whether « the same list, and this value » can be asked in an address that already has these filters."""
        if not self.filtre or valeur == AILLEURS:
            return False
        demandees = filtres.valeurs.get(self.filtre, ())
        if self.filtre == "mesure" and filtres.mesures:
            return False
        if not demandees:
            return True
        return valeur in demandees if self.multiple or self.filtre != self.cle else True


def _de(cle: str, *, multiple: bool = False, ouverte: bool = False, du_plan: bool = False) -> Propriete:
    """The property that a filter of the same name already describes."""
    filtre = PAR_CLE[cle]
    return Propriete(
        cle, filtre.libelle, filtre.famille, cle, filtre.options, filtre.sans, multiple, ouverte, du_plan
    )  # fmt: skip


def _deux(cle: str, libelle: str, famille: str, filtre: str, oui: tuple[str, str], non: tuple[str, str]) -> Propriete:
    """A property that holds or not."""
    return Propriete(cle, libelle, famille, filtre, (oui, non))


def _forme(cle: str, libelle: str, oui: Forme, non: Forme) -> Propriete:
    return _deux(cle, libelle, "Forme", "forme", (oui.value, oui.libelle), (non.value, non.libelle))


def _avec(cle: str) -> Propriete:
    filtre = PAR_CLE[cle]
    return _deux(cle, filtre.libelle, filtre.famille, cle, (AVEC, filtre.avec), (SANS, filtre.sans))


PROPRIETES: tuple[Propriete, ...] = (
    _de("statut"), _de("priorite"), _de("suivi", multiple=True), _de("faisabilite"), _de("cout_efficacite"),
    _de("maturite"), _de("temps"),
    _de("plan", multiple=True, ouverte=True),
    _de("axe", multiple=True, ouverte=True, du_plan=True),
    _de("commune", multiple=True, ouverte=True),
    *(
        _de(cle, multiple=True, ouverte=True)
        for cle in ("pilote", "referent", "structure", "service", "partenaire", "instance", "etiquette")
    ),
    _de("cible", multiple=True), _de("participation"),
    *(
        _de(cle, multiple=True)
        for cle in ("thematique", "sous_thematique", "effet", "secteur", "levier", "categorie", "impact")
    ),
    _avec("mesure"), _avec("indicateur"),
    _de("budget", multiple=True),
    _de("financeur", multiple=True, ouverte=True),
    _forme("confidentialite", "Confidentialité", Forme.CONFIDENTIELLE, Forme.PUBLIQUE),
    _forme("partage", "Partage", Forme.PARTAGEE, Forme.SEULE),
    _forme("recurrence", "Amélioration continue", Forme.CONTINUE, Forme.PONCTUELLE),
    _de("note_annee", multiple=True, ouverte=True),
    _de("quand_debut"), _de("quand_fin"), _de("quand_modifiee"), _de("quand_creee"),
)  # fmt: skip
PAR_PROPRIETE: dict[str, Propriete] = {propriete.cle: propriete for propriete in PROPRIETES}


@dataclass(frozen=True, slots=True)
class Valeur:
    """A value of a property: as an address says it, and in words."""

    cle: str
    libelle: str


Chiffre = int | float | Fourchette | None
"""A count, a mean in percent, planned euros; None when nothing can be said."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value, how many fiches have it, and what is measured of them."""

    valeur: Valeur
    nombre: int
    mesure: Chiffre


@dataclass(frozen=True, slots=True)
class Repartition:
    """Fiches by one property; `total` fiches in the list."""

    propriete: Propriete
    parts: tuple[Part, ...]
    total: int

    @property
    def compte_double(self) -> bool:
        """Whether a fiche counts in several values."""
        return sum(part.nombre for part in self.parts) > self.total


@dataclass(frozen=True, slots=True)
class Cellule:
    """Fiches that have two values at once, and what is measured of them."""

    nombre: int
    mesure: Chiffre


@dataclass(frozen=True, slots=True)
class Croisement:
    """Fiches by two properties: a row a value of the first; absent where no fiche has both. `autres`: columns too many
    to be shown."""

    lignes: tuple[Valeur, ...]
    colonnes: tuple[Valeur, ...]
    cellules: Mapping[tuple[str, str], Cellule]
    autres: tuple[Valeur, ...] = ()


def ordonner(propriete: Propriete, comptes: Mapping[str, int], noms: Mapping[str, str]) -> list[Valeur]:
    """Values that some fiche has, in the order in which they are shown; `noms` are those written by people."""
    fixes = [Valeur(cle, libelle) for cle, libelle in propriete.options if comptes.get(cle)]
    connues = {cle for cle, _ in propriete.options}
    libres = [Valeur(cle, noms.get(cle, cle)) for cle, nombre in comptes.items() if nombre and cle not in connues]
    nommees = [valeur for valeur in libres if valeur.cle not in {SANS, AILLEURS}]
    if propriete.cle == "note_annee":
        nommees.sort(key=lambda valeur: valeur.cle, reverse=True)
    elif propriete.cle != "axe":
        nommees.sort(key=lambda valeur: (-comptes[valeur.cle], cle_naturelle(valeur.libelle)))
    else:
        rangs = {cle: rang for rang, cle in enumerate(noms)}
        nommees.sort(key=lambda valeur: rangs.get(valeur.cle, len(rangs)))
    reste = {SANS: propriete.sans, AILLEURS: "Dans un plan d'ailleurs"}
    return [*fixes, *nommees, *(Valeur(cle, reste[cle]) for cle in (AILLEURS, SANS) if _compte(comptes, cle, connues))]


def _compte(comptes: Mapping[str, int], cle: str, connues: set[str]) -> bool:
    return bool(comptes.get(cle)) and cle not in connues


def croiser(
    ordre_lignes: Iterable[Valeur], ordre_colonnes: Iterable[Valeur], cellules: Mapping[tuple[str, str], Cellule]
) -> Croisement:
    """Table of two properties, whose columns beyond the first twelve are left out."""
    colonnes = tuple(ordre_colonnes)
    return Croisement(tuple(ordre_lignes), colonnes[:COLONNES_MAX], cellules, colonnes[COLONNES_MAX:])


def mesurer(
    fiches: Iterable[int],
    mesure: Mesure,
    avancements: Mapping[int, float],
    prevus: Mapping[int, Fourchette],
) -> Chiffre:
    """What is measured of these fiches, each given once."""
    liste = list(fiches)
    if mesure is Mesure.NOMBRE:
        return len(liste)
    if mesure is Mesure.AVANCEMENT:
        comptees = [avancements[pk] for pk in liste if pk in avancements]
        return sum(comptees) / len(comptees) if comptees else None
    return sommer(prevus.get(pk) for pk in liste)


def echelle(parts: Iterable[Part], mesure: Mesure) -> Callable[[Part], float]:
    """Length of the bar of a part, as a ratio."""
    maximum = 100.0 if mesure is Mesure.AVANCEMENT else max((_grandeur(part.mesure) for part in parts), default=0.0)
    return lambda part: _grandeur(part.mesure) / maximum if maximum else 0.0


def _grandeur(chiffre: Chiffre) -> float:
    return float(chiffre.haut) if isinstance(chiffre, Fourchette) else float(chiffre or 0)
