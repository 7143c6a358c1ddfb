"""What a list of fiches may be asked: every filter with its values, the dates, the orders, the levels.

How an address says them is in domain.filtres, what they mean in the database in queries.filtres.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import reculer_de_mois
from cordee.plans.domain.completude import ChampAttendu, PointSuivi
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import (
    LISTES,
    CoutEfficacite,
    DomaineImpact,
    Faisabilite,
    Genre,
    Maturite,
    Participation,
    Precision,
    Priorite,
    StatutFiche,
    TempsMiseEnOeuvre,
)
from cordee.plans.domain.retard import last_day
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.domain.tranches import CONTINUE, PASSEES, Tranche

SANS, AVEC = "sans", "avec"


class Niveau(ChoixTexte):
    """Which fiches a list is made of: a fiche may be cut into sous-fiches, which lists leave out unless told so."""

    FICHES = "fiches", "Fiches"
    TOUTES = "toutes", "Fiches et sous-fiches"
    SOUS = "sous", "Sous-fiches seules"


class Suivi(ChoixTexte):
    """Where the fiche stands against its dates and its news, computed."""

    EN_RETARD = "en_retard", "En retard"
    BIENTOT = "bientot", "Échéance dans les 30 jours"
    PAS_COMMENCEE = "pas_commencee", "Aurait dû commencer"
    SANS_NOUVELLES = "sans_nouvelles", "Sans nouvelles"
    BLOQUEE = "bloquee", "Un blocage est posé"


class ValidationVue(ChoixTexte):
    """Where the fiche stands in the circuit of validation of the plan."""

    BROUILLON = "brouillon", "Brouillon"
    PROPOSEE = "proposee", "Proposée à la validation"
    VALIDEE = "validee", "Validée"
    MODIFIEE = "modifiee", "Modifiée depuis sa validation"
    SANS_CIRCUIT = "sans_circuit", "Dans un plan sans validation"


class Forme(ChoixTexte):
    """Traits of the fiche that are yes or no."""

    CONFIDENTIELLE = "confidentielle", "Confidentielles"
    PUBLIQUE = "publique", "Non confidentielles"
    PARTAGEE = "partagee", "Portées avec d'autres collectivités"
    SEULE = "seule", "Portées par une seule collectivité"
    RECUE = "recue", "Reçues d'une autre collectivité"
    PLUSIEURS_PLANS = "plusieurs_plans", "Dans plusieurs plans"
    CONTINUE = "continue", "Se répètent tous les ans"
    PONCTUELLE = "ponctuelle", "Ont une fin"
    MODELE = "modele", "Nées de la bibliothèque"
    DECOUPEE = "decoupee", "Ont des sous-fiches"


class Manque(ChoixTexte):
    """What a fiche lacks."""

    TITRE = "titre", "Sans titre"
    DESCRIPTION = "description", "Sans description ni contexte"
    OBJECTIFS = "objectifs", "Sans objectif"
    DATES = "dates", "Sans aucune date"
    ECHEANCE = "echeance", "Sans échéance"
    NOTE = "note", "Sans note de suivi"
    NOTE_RECENTE = "note_recente", "Sans note depuis un an"
    DOCUMENT = "document", "Sans document"
    COMMUNE = "commune", "Sans commune"


class Presence(ChoixTexte):
    """The twin of `Manque`, code by code: of a value of each, exactly one holds for a fiche."""

    TITRE = "titre", "Avec un titre"
    DESCRIPTION = "description", "Avec une description ou un contexte"
    OBJECTIFS = "objectifs", "Avec un objectif"
    DATES = "dates", "Avec au moins une date"
    ECHEANCE = "echeance", "Avec une échéance, ou chaque année"
    NOTE = "note", "Avec une note de suivi"
    NOTE_RECENTE = "note_recente", "Avec une note depuis un an"
    DOCUMENT = "document", "Avec un document"
    COMMUNE = "commune", "Avec une commune"


class PresenceBudget(ChoixTexte):
    """What a fiche says of its money: planned or spent, of which nature, for the whole duration or year by year."""

    PREVU_INVESTISSEMENT_TOTAL = "prevu_investissement_total", "Investissement prévu, en tout"
    PREVU_INVESTISSEMENT_ANNEE = "prevu_investissement_annee", "Investissement prévu, par année"
    PREVU_FONCTIONNEMENT_TOTAL = "prevu_fonctionnement_total", "Fonctionnement prévu, en tout"
    PREVU_FONCTIONNEMENT_ANNEE = "prevu_fonctionnement_annee", "Fonctionnement prévu, par année"
    REEL_INVESTISSEMENT_TOTAL = "reel_investissement_total", "Investissement dépensé, en tout"
    REEL_INVESTISSEMENT_ANNEE = "reel_investissement_annee", "Investissement dépensé, par année"
    REEL_FONCTIONNEMENT_TOTAL = "reel_fonctionnement_total", "Fonctionnement dépensé, en tout"
    REEL_FONCTIONNEMENT_ANNEE = "reel_fonctionnement_annee", "Fonctionnement dépensé, par année"

    @property
    def colonnes(self) -> tuple[str, str, bool]:
        """Column of the amount, nature, whether it is said for a year."""
        montant, nature, duree = self.value.split("_")
        return montant, nature, duree == "annee"


class NoteSuivi(ChoixTexte):
    """Notes that a fiche has."""

    AVEC = "avec", "Avec une note de suivi"
    RECENTE = "recente", "Avec une note de moins de trois mois"
    UN_AN = "un_an", "Avec une note de moins d'un an"
    SANS = "sans", "Sans note de suivi"
    SANS_RECENTE = "sans_recente", "Sans note depuis un an"


class Depuis(ChoixTexte):
    """How long ago a fiche was changed at most: counted back from the day one looks, a saved view stays true."""

    SEMAINE = "7j", "Modifiée depuis 7 jours", 7
    QUINZAINE = "15j", "Modifiée depuis 15 jours", 15
    MOIS = "30j", "Modifiée depuis 30 jours", 30
    TRIMESTRE = "90j", "Modifiée depuis 90 jours", 90
    AN = "365j", "Modifiée depuis un an", 365

    def __init__(self, valeur: str, libelle: str = "", jours: int = 0) -> None:
        self.jours = jours


MOIS_RECENTS = 3
"""Age in months under which a note is recent."""


def find_debut_recent(aujourdhui: date) -> date:
    """The same day three months before, or the last of that month: a note written after it is recent."""
    debut = reculer_de_mois(aujourdhui, MOIS_RECENTS)
    return debut.replace(day=min(aujourdhui.day, last_day(debut, Precision.MOIS).day))


class Masque(ChoixTexte):
    """What the tree of a plan may leave out, to read the rest at a glance."""

    DESCRIPTIONS = "descriptions", "Présentations des axes"
    STATUTS = "statuts", "Barres de statuts"
    INDICATEURS = "indicateurs", "Indicateurs des axes"
    COURBES = "courbes", "Courbes des indicateurs"
    FICHES = "fiches", "Fiches"


class ChampDate(ChoixTexte):
    """Dates on which a period bears."""

    FIN = "fin", "Échéance"
    DEBUT = "debut", "Début"
    MODIFIEE = "modifiee", "Modification"
    CREEE = "creee", "Création"


class Tri(ChoixTexte):
    """Orders of a list."""

    PLAN = "plan", "Ordre du plan"
    TITRE = "titre", "Titre"
    FIN = "fin", "Échéance"
    DEBUT = "debut", "Début"
    STATUT = "statut", "Statut"
    PRIORITE = "priorite", "Priorité"
    MODIFIEE = "modifiee", "Modification"
    CREEE = "creee", "Création"
    BUDGET = "budget", "Budget prévu"
    AVANCEMENT = "avancement", "Avancement"
    CHAMP = "champ", "Un champ de la collectivité"


@dataclass(frozen=True, slots=True)
class Definition:
    """One filter: key in the address, label, family in the panel, fixed options (empty: they come from the database,
    or the value is a number), and whether « sans » (and « avec ») are accepted."""

    cle: str
    libelle: str
    famille: str
    options: tuple[tuple[str, str], ...] = ()
    sans: str = ""
    avec: str = ""
    numerique: bool = False
    nombre: bool = False
    """The number is said as it is: it names nothing."""

    @property
    def fixes(self) -> tuple[tuple[str, str], ...]:
        """Options known without the database."""
        vides = ((SANS, self.sans),) if self.sans else ()
        pleines = ((AVEC, self.avec),) if self.avec else ()
        return (*vides, *pleines, *self.options)

    def garder(self, valeurs: Iterable[str]) -> tuple[str, ...]:
        """Acceptable values, each once."""
        connues = {valeur for valeur, _ in self.fixes}
        return tuple(dict.fromkeys(v for v in valeurs if v in connues or (self.numerique and _est_numero(v))))


def _est_numero(texte: str) -> bool:
    """An id that a database can hold."""
    return texte.isascii() and texte.isdigit() and len(texte) < 19


def _choix(liste: type[ChoixTexte]) -> tuple[tuple[str, str], ...]:
    return tuple(liste.choices())


INCOMPLETE, CHAMPS_ATTENDUS = "incomplete", "champs"
"""What « à compléter » asks besides one field: what lists say of a fiche, and the added fields that are expected."""
TRANCHES = _choix(Tranche)
TRANCHES_PASSEES = tuple((tranche.value, tranche.libelle) for tranche in PASSEES)
DEFINITIONS: tuple[Definition, ...] = (
    Definition("statut", "Statut", "Avancement", _choix(StatutFiche), sans="Sans statut", avec="Avec un statut"),
    Definition("suivi", "Suivi", "Avancement", _choix(Suivi), sans="Rien à signaler", avec="Quelque chose à signaler"),
    Definition("validation", "Validation", "Avancement", _choix(ValidationVue)),
    Definition("priorite", "Priorité", "Avancement", _choix(Priorite), sans="Sans priorité", avec="Avec une priorité"),
    Definition(
        "faisabilite",
        "Faisabilité",
        "Avancement",
        _choix(Faisabilite),
        sans="Sans faisabilité",
        avec="Avec une faisabilité",
    ),
    Definition(
        "cout_efficacite",
        "Coût-efficacité",
        "Avancement",
        _choix(CoutEfficacite),
        sans="Sans coût-efficacité",
        avec="Avec un coût-efficacité",
    ),
    Definition("maturite", "Maturité", "Avancement", _choix(Maturite), sans="Sans maturité", avec="Avec une maturité"),
    Definition(
        "temps",
        "Temps de mise en œuvre",
        "Avancement",
        _choix(TempsMiseEnOeuvre),
        sans="Sans durée",
        avec="Avec une durée",
    ),
    Definition("plan", "Plan", "Place", sans="Sans plan", avec="Dans un plan", numerique=True),
    Definition("axe", "Axe", "Place", sans="Hors de tout axe", avec="Dans un axe", numerique=True),
    Definition("commune", "Commune", "Place", sans="Sans commune", avec="Avec une commune", numerique=True),
    Definition("pilote", "Pilote", "Acteurs", sans="Sans pilote", avec="Avec un pilote", numerique=True),
    Definition(
        "referent", "Élu·e référent·e", "Acteurs", sans="Sans élu référent", avec="Avec un élu référent", numerique=True
    ),
    Definition(
        "attendu", "En attente de", "Acteurs", sans="Rien d'attendu", avec="En attente de quelqu'un", numerique=True
    ),
    Definition("structure", "Structure", "Acteurs", sans="Sans structure", avec="Avec une structure", numerique=True),
    Definition(
        "service", "Direction ou service", "Acteurs", sans="Sans service", avec="Avec un service", numerique=True
    ),
    Definition(
        "partenaire", "Partenaire", "Acteurs", sans="Sans partenaire", avec="Avec un partenaire", numerique=True
    ),
    Definition("instance", "Instance", "Acteurs", sans="Sans instance", avec="Avec une instance", numerique=True),
    Definition("etiquette", "Étiquette", "Acteurs", sans="Sans étiquette", avec="Avec une étiquette", numerique=True),
    Definition(
        "cible",
        "Public visé",
        "Acteurs",
        _choix(LISTES[Genre.CIBLE]),
        sans="Sans public visé",
        avec="Avec un public visé",
    ),
    Definition(
        "participation",
        "Participation citoyenne",
        "Acteurs",
        _choix(Participation),
        sans="Participation non dite",
        avec="Participation dite",
    ),
    Definition(
        "thematique",
        "Thématique",
        "Sujet",
        tuple(THEMATIQUES.items()),
        sans="Sans thématique",
        avec="Avec une thématique",
    ),
    Definition(
        "sous_thematique",
        "Sous-thématique",
        "Sujet",
        tuple(NOMS_SOUS_THEMATIQUES.items()),
        sans="Sans sous-thématique",
        avec="Avec une sous-thématique",
    ),
    Definition(
        "effet",
        "Effet attendu",
        "Sujet",
        _choix(LISTES[Genre.EFFET]),
        sans="Sans effet attendu",
        avec="Avec un effet attendu",
    ),
    Definition(
        "impact",
        "Impact annoncé",
        "Sujet",
        _choix(DomaineImpact),
        sans="Sans impact annoncé",
        avec="Avec un impact annoncé",
    ),
    Definition(
        "secteur",
        "Secteur réglementaire",
        "Sujet",
        _choix(LISTES[Genre.SECTEUR]),
        sans="Sans secteur",
        avec="Avec un secteur",
    ),
    Definition(
        "levier",
        "Levier de la trajectoire",
        "Sujet",
        tuple(NOMS_LEVIERS.items()),
        sans="Sans levier",
        avec="Avec un levier",
    ),
    Definition(
        "categorie",
        "Catégorie",
        "Sujet",
        _choix(LISTES[Genre.CATEGORIE]),
        sans="Sans catégorie",
        avec="Avec une catégorie",
    ),
    Definition("mesure", "Mesures servies", "Sujet", sans="Sans mesure", avec="Avec une mesure"),
    Definition("indicateur", "Indicateurs", "Sujet", sans="Sans indicateur", avec="Avec un indicateur", numerique=True),
    Definition("budget", "Budget", "Moyens", _choix(PresenceBudget), sans="Sans budget", avec="Avec un budget"),
    Definition("financeur", "Financeur", "Moyens", sans="Sans financeur", avec="Avec un financeur", numerique=True),
    Definition("forme", "Forme", "Forme", _choix(Forme)),
    Definition(
        "completer",
        "À compléter",
        "Forme",
        (
            (INCOMPLETE, "Incomplète : un champ essentiel ou attendu est vide"),
            *((c.value, f"À compléter : {c.libelle.lower()}") for c in ChampAttendu),
            (CHAMPS_ATTENDUS, "À compléter : champs de la collectivité"),
        ),
    ),
    Definition(
        "qualite", "Qualité du suivi", "Forme", tuple((p.value, f"Sans : {p.libelle.lower()}") for p in PointSuivi)
    ),
    Definition("manque", "Il manque", "Forme", _choix(Manque)),
    Definition("presence", "Il y a", "Forme", _choix(Presence)),
    Definition("note", "Notes de suivi", "Forme", _choix(NoteSuivi)),
    Definition(
        "note_annee", "Année d'une note", "Forme", sans="Sans note", avec="Avec une note", numerique=True, nombre=True
    ),
    Definition("quand_debut", "Début", "Quand", TRANCHES, sans="Sans date de début", avec="Avec une date de début"),
    Definition(
        "quand_fin",
        "Échéance",
        "Quand",
        (*TRANCHES, (CONTINUE, "Se répète tous les ans")),
        sans="Sans échéance",
        avec="Avec une échéance",
    ),
    Definition("quand_modifiee", "Dernière mise à jour", "Quand", TRANCHES_PASSEES),
    Definition("depuis", "Modifiée depuis", "Quand", _choix(Depuis)),
    Definition("quand_creee", "Création", "Quand", TRANCHES_PASSEES),
    Definition("parent", "Sous-fiches de", "Forme", numerique=True),
    Definition("liee", "Liée à la fiche", "Forme", numerique=True),
    Definition("fiche", "Fiches choisies", "Forme", numerique=True, nombre=True),
)
PAR_CLE: dict[str, Definition] = {definition.cle: definition for definition in DEFINITIONS}
