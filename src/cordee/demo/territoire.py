"""Who is in the demonstration. Every name is invented; the SIREN numbers are well formed and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from cordee.territoires.enums import Nature, Role


@dataclass(frozen=True)
class Niveau:
    """How far an état des lieux is, from 0 to 1: at the N0, today, and the share of leaves that are filled in today."""

    n0: float
    aujourd_hui: float
    renseigne: float
    programme: float = 0.16


@dataclass(frozen=True)
class CommuneInventee:
    """A commune of the demonstration."""

    nom: str
    population: int


@dataclass(frozen=True)
class EpciInvente:
    """A communauté de communes of the demonstration."""

    siren: str
    nom: str
    nom_court: str
    dans_aire_urbaine: bool
    communes: tuple[CommuneInventee, ...]
    niveaux: dict[str, Niveau]
    reponses: dict[str, bool | float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonneInventee:
    """Someone with an account. `roles` maps a SIREN to a role."""

    email: str
    prenom: str
    nom: str
    fonction: str
    roles: dict[str, Role]
    affichee: bool = True


def _communes(*lignes: tuple[str, int]) -> tuple[CommuneInventee, ...]:
    return tuple(CommuneInventee(nom, population) for nom, population in lignes)


SIREN_PETR = "299900019"
SIREN_SERAC = "299900027"
SIREN_ORSIERE = "299900035"
SIREN_AIGUILLES = "299900043"
DEPARTEMENT, REGION = "05", "93"

PETR_NOM = "PETR des Hautes Combes"
PETR_NOM_COURT = "PETR"
PETR_NATURE = Nature.PETR

EPCI: tuple[EpciInvente, ...] = (
    EpciInvente(
        SIREN_SERAC,
        "CC du Haut-Sérac",
        "Haut-Sérac",
        True,
        _communes(
            ("Sérac-la-Ville", 10_840),
            ("Montbrisant", 2_210),
            ("Les Rousses-Combes", 1_730),
            ("Champ-Mélèze", 1_320),
            ("Val-Froid", 940),
            ("Puy-Sainte-Agathe", 780),
            ("La Roche-Fauve", 610),
            ("Névache-le-Petit", 330),
        ),
        {"cae": Niveau(0.30, 0.455, 0.96), "eci": Niveau(0.17, 0.295, 0.88)},
    ),
    EpciInvente(
        SIREN_ORSIERE,
        "CC du Val d'Orsière",
        "Val d'Orsière",
        False,
        _communes(
            ("Orsière", 2_480),
            ("Saint-Romain-des-Combes", 1_190),
            ("Le Bez-Dessous", 860),
            ("Argentane", 740),
            ("Prelles-en-Orsière", 610),
            ("Vallon-Pierre", 420),
            ("La Chalp-Haute", 290),
        ),
        {"cae": Niveau(0.22, 0.315, 0.81), "eci": Niveau(0.11, 0.15, 0.64)},
    ),
    EpciInvente(
        SIREN_AIGUILLES,
        "CC des Deux Aiguilles",
        "Deux Aiguilles",
        False,
        _communes(
            ("Aiguilles-le-Bourg", 2_650),
            ("Château-Mélèze", 1_480),
            ("Ristolane", 1_020),
            ("Saint-Véran-des-Aiguilles", 870),
            ("Molines-Haute", 760),
            ("Arvieu-Dessus", 590),
            ("Eygliane", 460),
            ("Vars-le-Col", 340),
        ),
        {"cae": Niveau(0.25, 0.405, 0.92), "eci": Niveau(0.14, 0.285, 0.9), "te": Niveau(0.12, 0.2, 0.45)},
    ),
)

PERSONNES: tuple[PersonneInventee, ...] = (
    PersonneInventee(
        "lise.faure@hautes-combes.example",
        "Lise",
        "Faure",
        "Cheffe de projet transition écologique",
        {SIREN_PETR: Role.COORDINATION},
    ),
    PersonneInventee(
        "helene.astier@hautes-combes.example",
        "Hélène",
        "Astier",
        "Directrice du PETR",
        {SIREN_PETR: Role.ADMINISTRATION},
    ),
    PersonneInventee(
        "ines.allemand@haut-serac.example",
        "Inès",
        "Allemand",
        "Référente technique climat",
        {SIREN_SERAC: Role.ADMINISTRATION},
    ),
    PersonneInventee(
        "karim.benali@val-orsiere.example",
        "Karim",
        "Benali",
        "Chargé de mission énergie",
        {SIREN_ORSIERE: Role.ADMINISTRATION},
    ),
    PersonneInventee(
        "jeanne.roche@deux-aiguilles.example",
        "Jeanne",
        "Roche",
        "Responsable environnement",
        {SIREN_AIGUILLES: Role.ADMINISTRATION},
    ),
    PersonneInventee(
        "paul.vial@haut-serac.example", "Paul", "Vial", "Responsable des bâtiments", {SIREN_SERAC: Role.CONTRIBUTION}
    ),
    PersonneInventee(
        "marie.chabrand@val-orsiere.example",
        "Marie",
        "Chabrand",
        "Technicienne déchets",
        {SIREN_ORSIERE: Role.EDITION},
        affichee=False,
    ),
    PersonneInventee(
        "odile.garcin@deux-aiguilles.example",
        "Odile",
        "Garcin",
        "Vice-présidente, élue référente",
        {SIREN_AIGUILLES: Role.LECTURE, SIREN_PETR: Role.LECTURE},
    ),
)

MOT_DE_PASSE = "montagne-demo"
"""The same for everybody, printed by `cordee demo` and written on the sign-in page of a demonstration."""
