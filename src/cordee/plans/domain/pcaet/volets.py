"""Tables of the dossier: what a PCAET counts, line by line (arrêté du 4 août 2016, docs/calculs/pcaet.md, « Volets »).

A table has lines (a sector, a filière, a pollutant in a sector) and columns (a year of constat, then the years of the
objectives). `indicateur` is the identifier of the national nomenclature that says the same thing, `facteur` what its
values are multiplied by to be in the unit of the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import Secteur

ANNEES_LONG_TERME = (2030, 2050)
"""Horizons of article L100-4 of the code de l'énergie."""


@dataclass(frozen=True, slots=True)
class BudgetsCarbone:
    """The national carbon budgets that a decree adopted: periods of years, the nearest first."""

    decret: str
    le: date
    periodes: tuple[tuple[int, int], ...]


BUDGETS_CARBONE = (
    BudgetsCarbone("2015-1491", date(2015, 11, 18), ((2015, 2018), (2019, 2023), (2024, 2028))),
    BudgetsCarbone("2020-457", date(2020, 4, 21), ((2019, 2023), (2024, 2028), (2029, 2033))),
)
"""In the order of their adoption: the next decree is one more line (docs/calculs/pcaet.md, « Objectifs »)."""


@dataclass(frozen=True, slots=True)
class AnneesObjectifs:
    """Years at which objectives are set. `requises` stop a transmission; `demandees` are asked, and shown as missing:
    a median year that is already there can no longer be aimed at."""

    requises: tuple[int, ...]
    demandees: tuple[int, ...] = ()

    @property
    def toutes(self) -> tuple[int, ...]:
        """All of them, in order."""
        return tuple(sorted({*self.requises, *self.demandees}))


LONG_TERME = AnneesObjectifs(ANNEES_LONG_TERME)


def annees_medianes(jour: date) -> tuple[int, ...]:
    """Median year of each of the two furthest carbon budgets adopted on `jour` (R229-51)."""
    adoptes = [budgets for budgets in BUDGETS_CARBONE if budgets.le <= jour]
    return tuple((debut + fin) // 2 for debut, fin in adoptes[-1].periodes[-2:]) if adoptes else ()


def annees_objectifs(jour: date) -> AnneesObjectifs:
    """Years of the objectives of a dossier that is judged on `jour`."""
    medianes = annees_medianes(jour)
    a_venir = {annee for annee in medianes if annee > jour.year}
    passees = {annee for annee in medianes if annee <= jour.year}
    return AnneesObjectifs(tuple(sorted({*ANNEES_LONG_TERME, *a_venir})), tuple(sorted(passees)))


ANNEE_MIN, ANNEE_MAX = 1990, 2100


class Nature(ChoixTexte):
    """What a value is."""

    CONSTAT = "constat", "Constat"
    OBJECTIF = "objectif", "Objectif"


class Volet(ChoixTexte):
    """Parts of the dossier. `rubrique` is the volet of the regulation to which the table belongs."""

    GES = "ges", "Gaz à effet de serre", "profil_energie_climat"
    ENERGIE = "energie", "Consommation d'énergie", "profil_energie_climat"
    POLLUANTS = "polluants", "Polluants atmosphériques", "polluants_atmospheriques"
    SEQUESTRATION = "sequestration", "Séquestration de carbone", "sequestration"
    ENR = "enr", "Énergies renouvelables", "enr"
    RESEAUX = "reseaux", "Réseaux d'énergie", "reseaux"
    SUIVI = "suivi", "Suivi et évaluation", "suivi_evaluation"

    def __init__(self, valeur: str, libelle: str = "", rubrique: str = "") -> None:
        self.rubrique = rubrique


class Polluant(ChoixTexte):
    """The six pollutants, with the letter of their indicateur."""

    NOX = "nox", "Oxydes d'azote (NOx)", "a"
    PM10 = "pm10", "Particules PM10", "b"
    PM25 = "pm25", "Particules PM2,5", "c"
    COV = "cov", "Composés organiques volatils (COV)", "d"
    SO2 = "so2", "Dioxyde de soufre (SO2)", "e"
    NH3 = "nh3", "Ammoniac (NH3)", "f"

    def __init__(self, valeur: str, libelle: str, lettre: str) -> None:
        self.lettre = lettre


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line. `poste` is a filière, a pollutant, a soil or a network; `secteur` one of the eight sectors or empty.
    `requise`: the constat is incomplete without it."""

    poste: str
    secteur: str
    libelle: str
    groupe: str = ""
    indicateur: str = ""
    facteur: float = 1.0
    requise: bool = True

    @property
    def cle(self) -> str:
        """`nox.residentiel`, `.residentiel`, `foret.`: unique in its table."""
        return f"{self.poste}.{self.secteur}"


@dataclass(frozen=True, slots=True)
class Tableau:
    """A whole table. `objectifs`: `lignes` when each line needs its objectives, `filieres` when those that are or will
    be developed do, `total` when one line a year is enough (long term only), `aucun` when there is none to set.
    `texte`: a written part is required too, asked by `question`."""

    volet: Volet
    unite: str
    aide: str
    lignes: tuple[Ligne, ...]
    objectifs: Literal["lignes", "filieres", "total", "aucun"] = "lignes"
    texte: bool = False
    question: str = "Commentaire et potentiel de développement"

    @property
    def lignes_requises(self) -> tuple[Ligne, ...]:
        """Lines that the constat cannot do without."""
        return tuple(ligne for ligne in self.lignes if ligne.requise)

    def annees(self, annees: AnneesObjectifs) -> AnneesObjectifs:
        """Those of its own objectives: median years of carbon budgets are for what is emitted, consumed or produced."""
        if self.objectifs == "aucun":
            return AnneesObjectifs(())
        return LONG_TERME if self.objectifs == "total" else annees

    def ligne(self, cle: str) -> Ligne | None:
        """Line of this key."""
        return next((ligne for ligne in self.lignes if ligne.cle == cle), None)


_GES = dict(zip(Secteur, "cdefghij", strict=True))
_ENERGIE = dict(zip(Secteur, ("e", "f", "g", "h", "i", "j", "k", "l_pcaet"), strict=True))
_POLLUANTS = dict(zip(Secteur, "abghcdef", strict=True))
"""Last letters of the indicateurs cae_1, cae_2 and cae_4 by sector, in the order of `Secteur`."""

_SOLS = (
    ("foret", "Forêt", "b"), ("cultures", "Cultures", "ca"), ("prairies", "Prairies", "cb"), ("vignes", "Vignes", "cc"),
    ("vergers", "Vergers", "cd"), ("zones_humides", "Zones humides", "da"),
    ("sols_artificiels", "Sols artificiels", "db"), ("produits_bois", "Produits bois", "e"),
)  # fmt: skip
_FILIERES = (
    ("Électricité", "elec_eolien", "Éolien terrestre", "ad"),
    ("Électricité", "elec_solaire", "Solaire photovoltaïque", "ac"),
    ("Électricité", "elec_thermodynamique", "Solaire thermodynamique", ""),
    ("Électricité", "elec_hydraulique", "Hydraulique", "aq"),
    ("Électricité", "elec_biomasse", "Biomasse solide", "ab"),
    ("Électricité", "elec_methanisation", "Méthanisation", "aa"),
    ("Électricité", "elec_geothermie", "Géothermie électrique", ""),
    ("Électricité", "elec_dechets", "Incinération des déchets", "ae"),
    ("Chaleur", "chaleur_chaufferies", "Chaufferies bois collectives et industrielles", "ah"),
    ("Chaleur", "chaleur_bois", "Bois domestique", "ai"),
    ("Chaleur", "chaleur_biomasse", "Autre biomasse solide", "ag"),
    ("Chaleur", "chaleur_geothermie_profonde", "Géothermie profonde", "ak"),
    ("Chaleur", "chaleur_geothermie_surface", "Géothermie de surface (pompes à chaleur)", "am"),
    ("Chaleur", "chaleur_aerothermie", "Aérothermie (pompes à chaleur)", "an"),
    ("Chaleur", "chaleur_solaire", "Solaire thermique", "aj"),
    ("Chaleur", "chaleur_methanisation", "Méthanisation", "af"),
    ("Chaleur", "chaleur_dechets", "Incinération des déchets", "ao"),
    ("Chaleur", "chaleur_autre", "Autre filière", "ap"),
    ("Gaz", "gaz_methanisation", "Biométhane injecté", "c"),
    ("Carburants", "carburant_biocarburants", "Biocarburants", ""),
)
_RESEAUX = (
    ("electricite_transport", "Électricité, transport", False),
    ("electricite_distribution", "Électricité, distribution", True),
    ("gaz_transport", "Gaz, transport", False),
    ("gaz_distribution", "Gaz, distribution", True),
    ("chaleur", "Chaleur", True),
    ("froid", "Froid", False),
)

TABLEAUX: dict[Volet, Tableau] = {
    Volet.GES: Tableau(
        Volet.GES,
        "tCO2e",
        "Émissions annuelles par secteur. L'électricité, la chaleur et le froid comptent là où on les consomme.",
        tuple(Ligne("", s, s.libelle, "", f"cae_1.{_GES[s]}", 1000) for s in Secteur),
    ),
    Volet.ENERGIE: Tableau(
        Volet.ENERGIE,
        "GWh",
        "Énergie finale consommée dans l'année, par secteur.",
        tuple(Ligne("", s, s.libelle, "", f"cae_2.{_ENERGIE[s]}") for s in Secteur),
    ),
    Volet.POLLUANTS: Tableau(
        Volet.POLLUANTS,
        "t",
        "Émissions annuelles de six polluants dans huit secteurs.",
        tuple(Ligne(p, s, s.libelle, p.libelle, f"cae_4.{p.lettre}{_POLLUANTS[s]}") for p in Polluant for s in Secteur),
    ),
    Volet.SEQUESTRATION: Tableau(
        Volet.SEQUESTRATION,
        "tCO2e/an",
        "Carbone stocké dans l'année par les sols, la forêt et le bois : positif quand il est stocké, négatif quand il "
        "est relâché.",
        tuple(Ligne(code, "", libelle, "", f"cae_63.{lettre}", 1000) for code, libelle, lettre in _SOLS),
        objectifs="total",
    ),
    Volet.ENR: Tableau(
        Volet.ENR,
        "GWh",
        "Production de l'année sur le territoire, par filière.",
        tuple(
            Ligne(code, "", nom, groupe, f"cae_3.{lettre}" if lettre else "", 0.001)
            for groupe, code, nom, lettre in _FILIERES
        ),
        objectifs="filieres",
    ),
    Volet.RESEAUX: Tableau(
        Volet.RESEAUX,
        "km",
        "Longueur des réseaux de transport et de distribution. Écrivez 0 pour un réseau absent.",
        tuple(Ligne(code, "", nom, requise=requise) for code, nom, requise in _RESEAUX),
        objectifs="aucun",
        texte=True,
        question="Enjeux de la distribution et développement envisagé",
    ),
    Volet.SUIVI: Tableau(
        Volet.SUIVI,
        "",
        "Qui suit le plan, avec quels indicateurs, à quel rythme, et comment il sera évalué.",
        (),
        objectifs="aucun",
        question="Organisation du suivi et de l'évaluation",
    ),
}


# -- vulnerability ---------------------------------------------------------------------------------------------------
class DomaineVulnerabilite(ChoixTexte):
    """The sixteen domains proposed; a collectivité may add its own."""

    AGRICULTURE = "agriculture", "Agriculture"
    AMENAGEMENT = "amenagement", "Aménagement, urbanisme, voirie"
    BIODIVERSITE = "biodiversite", "Biodiversité et milieux naturels"
    DECHETS = "dechets", "Déchets"
    EAU = "eau", "Eau, assainissement, ruissellement"
    ESPACES_VERTS = "espaces_verts", "Espaces verts"
    FORET = "foret", "Forêt"
    ENERGIE = "energie", "Production et distribution d'énergie"
    INDUSTRIE = "industrie", "Industrie"
    LITTORAL = "littoral", "Littoral"
    RESIDENTIEL = "residentiel", "Résidentiel"
    SANTE = "sante", "Santé"
    SECURITE = "securite_civile", "Sécurité civile"
    TERTIAIRE = "tertiaire", "Tertiaire et patrimoine public"
    TOURISME = "tourisme", "Tourisme"
    TRANSPORT = "transport", "Transport"


class Niveau(ChoixTexte):
    """How exposed a domain is."""

    NON_CONCERNE = "non_concerne", "Non concerné"
    FAIBLE = "faible", "Faible"
    MOYEN = "moyen", "Moyen"
    FORT = "fort", "Fort"


class Horizon(ChoixTexte):
    """When."""

    AUJOURDHUI = "aujourdhui", "Aujourd'hui"
    A_2050 = "2050", "2050"
    A_2100 = "2100", "2100"


@dataclass(frozen=True, slots=True)
class VulnerabiliteDomaine:
    """What is said of one domain. `niveaux` has the horizons that were answered."""

    domaine: str
    libelle: str
    niveaux: dict[Horizon, Niveau]
    description: str = ""
    objectif_2050: str = ""
    objectif_2100: str = ""

    @property
    def sans_objet(self) -> bool:
        """A domain that does not concern the territory today asks nothing more."""
        return self.niveaux.get(Horizon.AUJOURDHUI) is Niveau.NON_CONCERNE
