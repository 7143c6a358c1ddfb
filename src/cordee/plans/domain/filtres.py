"""The filters of a list of fiches as they stand in an address: `?statut=en_cours&statut=bloque&pilote=12&q=école`.

Values of one filter combine with « or », filters with « and ». Unknown keys and values are dropped: an old address
still works. What each filter means in the database is in queries.filtres.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_chiffre, reculer_de_mois
from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.plans.domain.champs_personnalises import PREFIXE, lire_cle
from cordee.plans.domain.champs_personnalises import Definition as DefinitionDeChamp
from cordee.plans.domain.completude import ChampAttendu
from cordee.plans.domain.filtres_champs import FiltreChamp, comprendre, lire_filtres_champs
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

    DESCRIPTION = "description", "Sans description ni contexte"
    OBJECTIFS = "objectifs", "Sans objectif"
    DATES = "dates", "Sans aucune date"
    ECHEANCE = "echeance", "Sans échéance"
    NOTE = "note", "Sans note de suivi"
    NOTE_RECENTE = "note_recente", "Sans note depuis un an"
    DOCUMENT = "document", "Sans document"
    COMMUNE = "commune", "Sans commune"


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


TRANCHES = _choix(Tranche)
TRANCHES_PASSEES = tuple((tranche.value, tranche.libelle) for tranche in PASSEES)
DEFINITIONS: tuple[Definition, ...] = (
    Definition("statut", "Statut", "Avancement", _choix(StatutFiche), sans="Sans statut"),
    Definition("suivi", "Suivi", "Avancement", _choix(Suivi), sans="Rien à signaler"),
    Definition("validation", "Validation", "Avancement", _choix(ValidationVue)),
    Definition("priorite", "Priorité", "Avancement", _choix(Priorite), sans="Sans priorité"),
    Definition("faisabilite", "Faisabilité", "Avancement", _choix(Faisabilite), sans="Sans faisabilité"),
    Definition("cout_efficacite", "Coût-efficacité", "Avancement", _choix(CoutEfficacite), sans="Sans coût-efficacité"),
    Definition("maturite", "Maturité", "Avancement", _choix(Maturite), sans="Sans maturité"),
    Definition("temps", "Temps de mise en œuvre", "Avancement", _choix(TempsMiseEnOeuvre), sans="Sans durée"),
    Definition("plan", "Plan", "Place", sans="Sans plan", numerique=True),
    Definition("axe", "Axe", "Place", sans="Hors de tout axe", numerique=True),
    Definition("commune", "Commune", "Place", sans="Sans commune", numerique=True),
    Definition("pilote", "Pilote", "Acteurs", sans="Sans pilote", numerique=True),
    Definition("referent", "Élu·e référent·e", "Acteurs", sans="Sans élu référent", numerique=True),
    Definition(
        "attendu", "En attente de", "Acteurs", sans="Rien d'attendu", avec="En attente de quelqu'un", numerique=True
    ),
    Definition("structure", "Structure", "Acteurs", sans="Sans structure", numerique=True),
    Definition("service", "Direction ou service", "Acteurs", sans="Sans service", numerique=True),
    Definition("partenaire", "Partenaire", "Acteurs", sans="Sans partenaire", numerique=True),
    Definition("instance", "Instance", "Acteurs", sans="Sans instance", numerique=True),
    Definition("etiquette", "Étiquette", "Acteurs", sans="Sans étiquette", numerique=True),
    Definition("cible", "Public visé", "Acteurs", _choix(LISTES[Genre.CIBLE]), sans="Sans public visé"),
    Definition(
        "participation", "Participation citoyenne", "Acteurs", _choix(Participation), sans="Participation non dite"
    ),
    Definition("thematique", "Thématique", "Sujet", tuple(THEMATIQUES.items()), sans="Sans thématique"),
    Definition(
        "sous_thematique", "Sous-thématique", "Sujet", tuple(NOMS_SOUS_THEMATIQUES.items()), sans="Sans sous-thématique"
    ),
    Definition("effet", "Effet attendu", "Sujet", _choix(LISTES[Genre.EFFET]), sans="Sans effet attendu"),
    Definition("impact", "Impact annoncé", "Sujet", _choix(DomaineImpact), sans="Sans impact annoncé"),
    Definition("secteur", "Secteur réglementaire", "Sujet", _choix(LISTES[Genre.SECTEUR]), sans="Sans secteur"),
    Definition("levier", "Levier de la trajectoire", "Sujet", tuple(NOMS_LEVIERS.items()), sans="Sans levier"),
    Definition("categorie", "Catégorie", "Sujet", _choix(LISTES[Genre.CATEGORIE]), sans="Sans catégorie"),
    Definition("mesure", "Mesures servies", "Sujet", sans="Sans mesure", avec="Avec une mesure"),
    Definition("indicateur", "Indicateurs", "Sujet", sans="Sans indicateur", avec="Avec un indicateur", numerique=True),
    Definition("budget", "Budget", "Moyens", _choix(PresenceBudget), sans="Sans budget", avec="Avec un budget"),
    Definition("financeur", "Financeur", "Moyens", sans="Sans financeur", numerique=True),
    Definition("forme", "Forme", "Forme", _choix(Forme)),
    Definition(
        "completer",
        "À compléter",
        "Forme",
        tuple((c.value, f"À compléter : {c.libelle.lower()}") for c in ChampAttendu),
    ),
    Definition("manque", "Il manque", "Forme", _choix(Manque)),
    Definition("note", "Notes de suivi", "Forme", _choix(NoteSuivi)),
    Definition("note_annee", "Année d'une note", "Forme", sans="Sans note", numerique=True, nombre=True),
    Definition("quand_debut", "Début", "Quand", TRANCHES, sans="Sans date de début"),
    Definition(
        "quand_fin", "Échéance", "Quand", (*TRANCHES, (CONTINUE, "Se répète tous les ans")), sans="Sans échéance"
    ),
    Definition("quand_modifiee", "Dernière mise à jour", "Quand", TRANCHES_PASSEES),
    Definition("quand_creee", "Création", "Quand", TRANCHES_PASSEES),
    Definition("liee", "Liée à la fiche", "Forme", numerique=True),
    Definition("fiche", "Fiches choisies", "Forme", numerique=True, nombre=True),
)
PAR_CLE: dict[str, Definition] = {definition.cle: definition for definition in DEFINITIONS}
TEXTE_MAX, BORNE_MAX = 200, 40


@dataclass(frozen=True, slots=True)
class DateRefusee:
    """A bound that is no day: what was typed, and a sentence that says what to do. It filters nothing."""

    typee: str
    faute: str


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the address asks. `valeurs` by filter; `tri` with `decroissant`; `refusees` are the bounds `du` and `au`
    that could not be read, kept in the address until they are corrected; `masques` what the tree leaves out. `champs`
    bear on the fields that a collectivité adds; `tri_champ` is the one that sorts (`Tri.CHAMP`)."""

    valeurs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texte: str = ""
    champ_date: ChampDate = ChampDate.FIN
    du: date | None = None
    au: date | None = None
    tri: Tri = Tri.PLAN
    decroissant: bool = False
    mesures: tuple[str, ...] = ()
    champs: tuple[FiltreChamp, ...] = ()
    tri_champ: int | None = None
    refusees: Mapping[str, DateRefusee] = field(default_factory=dict)
    masques: tuple[Masque, ...] = ()

    @property
    def nombre(self) -> int:
        """How many values are asked, the text and the period included."""
        return (
            sum(map(len, self.valeurs.values()))
            + len(self.mesures)
            + sum(filtre.nombre for filtre in self.champs)
            + bool(self.texte)
            + bool(self.du is not None or self.au is not None)
        )

    def sans(self, cle: str, valeur: str | None = None) -> Filtres:
        """The same without one value, or without one filter (`q`, `periode` and `mesure` too)."""
        if cle == "q":
            return replace(self, texte="")
        if cle == "periode":
            return replace(self, du=None, au=None, refusees={})
        if cle == "mesure" and valeur in self.mesures:
            return replace(self, mesures=tuple(code for code in self.mesures if code != valeur))
        if (champ := lire_cle(cle)) is not None:
            gardes = (f.sans(valeur) if f.champ == champ else f for f in self.champs)
            return replace(self, champs=tuple(filtre for filtre in gardes if not filtre.vide))
        restantes = tuple(v for v in self.valeurs.get(cle, ()) if valeur is not None and v != valeur)
        valeurs = {c: v for c, v in self.valeurs.items() if c != cle}
        return replace(self, valeurs=valeurs | ({cle: restantes} if restantes else {}))

    def paires(self) -> list[tuple[str, str]]:
        """Keys and values of the address, in a fixed order."""
        paires = [("q", self.texte)] if self.texte else []
        for definition in DEFINITIONS:
            paires += [(definition.cle, valeur) for valeur in self.valeurs.get(definition.cle, ())]
        paires += [("mesure", code) for code in self.mesures]
        paires += [paire for filtre in self.champs for paire in filtre.paires()]
        bornes = [(cle, self.ecrire_borne(cle)) for cle in ("du", "au")]
        if any(texte for _, texte in bornes):
            paires.append(("champ_date", str(self.champ_date)))
            paires += [(cle, texte) for cle, texte in bornes if texte]
        if self.tri is not Tri.PLAN or self.decroissant:
            paires.append(("tri", f"{'-' if self.decroissant else ''}{self.mot_du_tri}"))
        return paires + [("masquer", str(masque)) for masque in self.masques]

    def basculer(self, masque: Masque) -> Filtres:
        """The same with this part of the tree left out, or back."""
        voulus = set(self.masques) ^ {masque}
        return replace(self, masques=tuple(m for m in Masque if m in voulus))

    @property
    def mot_du_tri(self) -> str:
        """The order as an address writes it, without its sense: `fin`, `champ_12`."""
        return f"{PREFIXE}{self.tri_champ}" if self.tri is Tri.CHAMP else str(self.tri)

    def retenir(self, definitions: Iterable[DefinitionDeChamp]) -> Filtres:
        """The same, of the added fields keeping only those that the person reads; their bounds are read."""
        connues = list(definitions)
        champs = comprendre(self.champs, connues)
        if self.tri is Tri.CHAMP and self.tri_champ not in {definition.pk for definition in connues}:
            return replace(self, champs=champs, tri=Tri.PLAN, tri_champ=None, decroissant=False)
        return replace(self, champs=champs)

    def ecrire_borne(self, cle: str) -> str:
        """The bound `du` or `au` as the address holds it: a day, or what was typed and refused."""
        if cle in self.refusees:
            return self.refusees[cle].typee
        borne = self.du if cle == "du" else self.au
        return borne.isoformat() if borne is not None else ""

    def adresse(self) -> str:
        """Query string, empty when nothing is asked."""
        return urlencode(self.paires())


def lire_filtres(parametres: Mapping[str, Sequence[str]]) -> Filtres:
    """Filters of a query string (`{key: [values]}`)."""
    valeurs = {
        definition.cle: gardees
        for definition in DEFINITIONS
        if (gardees := definition.garder(parametres.get(definition.cle, ())))
    }
    mesures = tuple(dict.fromkeys(v for v in parametres.get("mesure", ()) if _est_code(v)))
    tri = _premier(parametres, "tri")
    sens, nom = tri.startswith("-"), tri.lstrip("-")
    tri_champ = lire_cle(nom)
    champ = _premier(parametres, "champ_date")
    bornes, refusees = _lire_periode(parametres)
    return Filtres(
        valeurs=valeurs,
        texte=_premier(parametres, "q").replace("\0", "").strip()[:TEXTE_MAX],
        champ_date=ChampDate(champ) if champ in ChampDate._value2member_map_ else ChampDate.FIN,
        du=bornes.get("du"),
        au=bornes.get("au"),
        tri=Tri.CHAMP if tri_champ is not None else _lire_tri(nom),
        decroissant=sens,
        mesures=mesures,
        champs=lire_filtres_champs(parametres),
        tri_champ=tri_champ,
        refusees=refusees,
        masques=tuple(masque for masque in Masque if masque in parametres.get("masquer", ())),
    )


def _lire_tri(nom: str) -> Tri:
    return Tri(nom) if nom in Tri._value2member_map_ and nom != Tri.CHAMP else Tri.PLAN


def _premier(parametres: Mapping[str, Sequence[str]], cle: str) -> str:
    valeurs = parametres.get(cle, ())
    return valeurs[0] if valeurs else ""


def _est_code(valeur: str) -> bool:
    """`cae_1.1.1`, never « avec » nor « sans »."""
    tete, trait, numero = valeur.partition("_")
    return bool(trait) and tete.replace("-", "").isalnum() and numero.replace(".", "").isalnum() and len(valeur) <= 40


def _lire_periode(parametres: Mapping[str, Sequence[str]]) -> tuple[dict[str, date], dict[str, DateRefusee]]:
    """The bounds `du` and `au`, and those that are refused."""
    bornes: dict[str, date] = {}
    refusees: dict[str, DateRefusee] = {}
    for cle in ("du", "au"):
        texte = _premier(parametres, cle).replace("\0", "").strip()[:BORNE_MAX]
        if not texte:
            continue
        try:
            bornes[cle] = lire_date(texte)
        except DateIllisible as raison:
            refusees[cle] = DateRefusee(texte, f"« {texte} » n'est pas une date : {raison}.")
    if "au" in bornes and bornes.get("du", bornes["au"]) > bornes["au"]:
        fin = jour_chiffre(bornes.pop("au"))
        refusees["au"] = DateRefusee(fin, f"Le {fin} précède le {jour_chiffre(bornes['du'])} : corrigez une des dates.")
    return bornes, refusees
