"""The library of model fiches: what a card holds, and how its file is read.

Cards are in `plans/donnees/bibliotheque/`, one TOML file by thématique; the addresses to which they point are in
`plans/donnees/liens_bibliotheque.toml`. A file is read all or nothing: every error names the card and the field.
How cards are chosen is in `bibliotheque_choix`, the fiche that one becomes in `bibliotheque_fiche`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import enumerer
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import (
    CategoriePerimetre,
    Cible,
    Effet,
    FourchetteCout,
    Secteur,
    TempsMiseEnOeuvre,
)
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, SOUS_THEMATIQUE_DE, THEMATIQUES

TITRE_MAX = 90
"""Characters of a title: it must hold on two lines of a card."""
IMPACTS: dict[int, str] = {1: "Modéré", 2: "Important", 3: "Majeur"}
"""What the library calls an `impact`: the order of size of what the action changes where it is done."""

_CODE = re.compile(r"[a-z]+-\d{2}")
_MESURE = re.compile(r"(cae|eci|te)_\d+(\.\d+)+")
_COMPETENCE = re.compile(r"\d{4}")
_INDICATEUR = re.compile(r"[a-z]+[a-z0-9_.-]*")
_ADRESSE = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9/_-]*")

Choix = TypeVar("Choix", bound=ChoixTexte)


class Typologie(ChoixTexte):
    """What kind of work a model fiche asks of the collectivité."""

    PLANIFICATION = "planification", "Étude et planification"
    TRAVAUX = "travaux", "Travaux et aménagement"
    SERVICE = "service", "Service aux habitants et aux communes"
    EXPLOITATION = "exploitation", "Gestion et exemplarité de la collectivité"
    ACCOMPAGNEMENT = "accompagnement", "Conseil et accompagnement d'acteurs"
    ANIMATION = "animation", "Animation, formation et sensibilisation"
    REGLE = "regle", "Règles, tarifs et achats"
    GOUVERNANCE = "gouvernance", "Gouvernance et coopération"


class CategorieFNV(ChoixTexte):
    """Headings of the national ecological planning, « France Nation Verte » (official names)."""

    DEPLACER = "deplacer", "Mieux se déplacer"
    LOGER = "loger", "Mieux se loger"
    RESSOURCES = "ressources", "Mieux préserver les ressources"
    BIODIVERSITE = "biodiversite", "Mieux préserver la biodiversité"
    PRODUIRE = "produire", "Mieux produire"
    NOURRIR = "nourrir", "Mieux se nourrir"
    CONSOMMER = "consommer", "Mieux consommer"
    TRANSVERSAL = "transversal", "Transversal"


class BibliothequeInvalide(ValueError):
    """Files of cards that cannot be read; `erreurs` lists every reason, in the order of the files."""

    def __init__(self, erreurs: Sequence[str]) -> None:
        self.erreurs = tuple(erreurs)
        super().__init__("Bibliothèque refusée.\n" + "\n".join(self.erreurs))


@dataclass(frozen=True, slots=True)
class IndicateurModele:
    """An indicator that the card suggests."""

    nom: str
    unite: str


@dataclass(frozen=True, slots=True)
class LienUtile:
    """A page to read elsewhere: official, and made to last."""

    nom: str
    adresse: str


@dataclass(frozen=True, slots=True)
class ModeleFiche:
    """A card. `resume` is its short description, `description` what completes it. `impact` is 1 to 3 (`IMPACTS`);
    `annuelle`, the action goes on or comes back every year; `competences`, BANATIC codes of which one is enough, none
    when anybody may do it; `echelle_communale`, a commune can carry it alone; `mesures`, identifiers of the nodes of
    référentiels that it serves (`cae_1.2.3`); `indicateurs`, to follow it, those of the territory that it should move
    being in `indicateurs_nationaux` (identifiers, `cae_14.a`); `leviers`, codes of `domain.leviers`."""

    code: str
    titre: str
    resume: str
    description: str
    objectifs: str
    etapes: tuple[str, ...]
    typologie: Typologie
    fnv: tuple[CategorieFNV, ...]
    thematique: str
    sous_thematiques: tuple[str, ...]
    cout: FourchetteCout
    temps: TempsMiseEnOeuvre
    impact: int
    annuelle: bool
    echelle_communale: bool
    competences: tuple[str, ...]
    mesures: tuple[str, ...]
    effets: tuple[Effet, ...]
    leviers: tuple[str, ...]
    cibles: tuple[Cible, ...]
    secteurs: tuple[Secteur, ...]
    categories: tuple[CategoriePerimetre, ...]
    partenaires: tuple[str, ...]
    financements: tuple[str, ...]
    indicateurs: tuple[IndicateurModele, ...]
    indicateurs_nationaux: tuple[str, ...]
    subventions: tuple[LienUtile, ...]
    ressources: tuple[LienUtile, ...]
    retours: tuple[LienUtile, ...]

    @property
    def sans_competence(self) -> bool:
        """Anybody may do it, whatever the competences."""
        return not self.competences

    @property
    def liens(self) -> tuple[LienUtile, ...]:
        """Pages to which it points, each once."""
        return tuple(dict.fromkeys((*self.subventions, *self.ressources, *self.retours)))

    @property
    def thematiques(self) -> tuple[str, ...]:
        """Its thématique, then those of its sous-thématiques."""
        return tuple(dict.fromkeys((self.thematique, *(SOUS_THEMATIQUE_DE[code] for code in self.sous_thematiques))))


# --- Reading ----------------------------------------------------------------------------------------------------


def lire_liens(texte: str) -> dict[str, LienUtile]:
    """Addresses by code. Raises `BibliothequeInvalide` with every error."""
    erreurs: list[str] = []
    try:
        contenu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise BibliothequeInvalide([f"Fichier des liens illisible : {erreur}."]) from erreur
    liens: dict[str, LienUtile] = {}
    for code, brut in contenu.items():
        if not isinstance(brut, dict) or set(brut) != {"nom", "adresse"}:
            erreurs.append(f"Lien « {code} » : il a un « nom » et une « adresse ».")
        elif not str(brut["nom"]).strip() or not _ADRESSE.fullmatch(str(brut["adresse"])):
            erreurs.append(f"Lien « {code} » : il faut un nom, et une adresse https sans paramètre.")
        else:
            liens[code] = LienUtile(brut["nom"], brut["adresse"])
    if erreurs:
        raise BibliothequeInvalide(erreurs)
    return liens


def lire_bibliotheque(*textes: str, liens: Mapping[str, LienUtile]) -> tuple[ModeleFiche, ...]:
    """Cards of the files given by their text, in order; `liens` are those that they may name. Raises
    `BibliothequeInvalide` with every error."""
    erreurs: list[str] = []
    modeles: list[ModeleFiche] = []
    for texte in textes:
        try:
            contenu = tomllib.loads(texte)
        except tomllib.TOMLDecodeError as erreur:
            erreurs.append(f"Fichier illisible : {erreur}.")
            continue
        modeles += _lire_fichier(contenu, liens, erreurs)
    vus: set[str] = set()
    for modele in modeles:
        if modele.code in vus:
            erreurs.append(f"Fiche « {modele.code} », champ « code » : deux fiches portent ce code.")
        vus.add(modele.code)
    if erreurs:
        raise BibliothequeInvalide(erreurs)
    return tuple(modeles)


def _lire_fichier(contenu: Mapping[str, Any], liens: Mapping[str, LienUtile], erreurs: list[str]) -> list[ModeleFiche]:
    thematique = contenu.get("thematique")
    if thematique not in THEMATIQUES:
        erreurs.append(f"Champ « thematique » du fichier : « {thematique} » n'est pas une thématique.")
    inconnus = sorted(set(contenu) - {"thematique", "modele"})
    if inconnus:
        erreurs.append(f"Fichier : champs inconnus {enumerer([f'« {nom} »' for nom in inconnus])}.")
    lus = []
    for rang, brut in enumerate(contenu.get("modele", ()), start=1):
        lecteur = _Lecteur(brut, str(brut.get("code") or f"n° {rang}"), liens)
        modele = lecteur.lire(str(thematique))
        erreurs += lecteur.erreurs
        if not lecteur.erreurs and thematique in THEMATIQUES:
            lus.append(modele)
    return lus


class _Lecteur:
    """Reads the fields of one card and keeps what is wrong. After an error, the card it gives must not be used."""

    def __init__(self, brut: Mapping[str, Any], nom: str, connus: Mapping[str, LienUtile]) -> None:
        self.brut, self.nom, self.connus = brut, nom, connus
        self.erreurs: list[str] = []
        self.lus: set[str] = set()

    def refuser(self, champ: str, message: str) -> None:
        self.erreurs.append(f"Fiche « {self.nom} », champ « {champ} » : {message}")

    def lire(self, thematique: str) -> ModeleFiche:
        modele = ModeleFiche(
            code=self.conforme("code", _CODE),
            titre=self.texte("titre", maximum=TITRE_MAX),
            resume=self.texte("resume"),
            description=self.texte("description"),
            objectifs=self.texte("objectifs"),
            etapes=self.textes("etapes", 3, 6),
            typologie=self.choix("typologie", Typologie),
            fnv=self.liste("fnv", CategorieFNV),
            thematique=thematique,
            sous_thematiques=self.codes("sous_thematiques", NOMS_SOUS_THEMATIQUES.__contains__, 1, 3),
            cout=self.choix("cout", FourchetteCout),
            temps=self.choix("temps", TempsMiseEnOeuvre),
            impact=self.impact(),
            annuelle=self.booleen("annuelle"),
            echelle_communale=self.booleen("echelle_communale"),
            competences=self.codes("competences", lambda code: _COMPETENCE.fullmatch(code) is not None, 0, 6),
            mesures=self.codes("mesures", lambda code: _MESURE.fullmatch(code) is not None, 1, 6),
            effets=self.liste("effets", Effet),
            leviers=self.codes("leviers", NOMS_LEVIERS.__contains__, 0, 4),
            cibles=self.liste("cibles", Cible),
            secteurs=self.liste("secteurs", Secteur),
            categories=self.liste("categories", CategoriePerimetre),
            partenaires=self.textes("partenaires", 1, 8),
            financements=self.textes("financements", 1, 8),
            indicateurs=self.indicateurs(),
            indicateurs_nationaux=self.codes(
                "indicateurs_nationaux", lambda code: _INDICATEUR.fullmatch(code) is not None, 1, 4
            ),
            subventions=self.liens("subventions"),
            ressources=self.liens("ressources"),
            retours=self.liens("retours"),
        )
        for champ in sorted(set(self.brut) - self.lus):
            self.refuser(champ, "ce champ n'existe pas.")
        return modele

    def valeur(self, champ: str, type_attendu: type, nom_du_type: str) -> Any:
        self.lus.add(champ)
        valeur = self.brut.get(champ)
        if valeur is None:
            self.refuser(champ, "il manque.")
        elif type(valeur) is not type_attendu:
            self.refuser(champ, f"il faut {nom_du_type}.")
            valeur = None
        return type_attendu() if valeur is None else valeur

    def texte(self, champ: str, maximum: int = 2_000) -> str:
        valeur = str(self.valeur(champ, str, "un texte")).strip()
        if not valeur and champ in self.brut and not self.erreurs:
            self.refuser(champ, "le texte est vide.")
        if len(valeur) > maximum:
            self.refuser(champ, f"{len(valeur)} caractères, {maximum} au plus.")
        return valeur

    def conforme(self, champ: str, motif: re.Pattern[str]) -> str:
        valeur = self.texte(champ)
        if valeur and not motif.fullmatch(valeur):
            self.refuser(champ, f"« {valeur} » n'a pas la forme d'un code, comme « mobilite-01 ».")
        return valeur

    def booleen(self, champ: str) -> bool:
        return bool(self.valeur(champ, bool, "« true » ou « false »"))

    def impact(self) -> int:
        valeur = int(self.valeur("impact", int, "un nombre de 1 à 3"))
        if valeur not in IMPACTS and "impact" in self.brut:
            self.refuser("impact", "il faut un nombre de 1 à 3.")
        return valeur

    def choix(self, champ: str, enumeration: type[Choix]) -> Choix:
        valeur = self.texte(champ)
        membres = _membres(enumeration)
        if valeur and valeur not in membres:
            self.refuser(champ, f"« {valeur} » n'est pas une valeur de la liste.")
        return membres.get(valeur, next(iter(enumeration)))

    def liste(self, champ: str, enumeration: type[Choix]) -> tuple[Choix, ...]:
        membres = _membres(enumeration)
        codes = self.codes(champ, membres.__contains__, 1, len(membres))
        return tuple(membres[code] for code in codes if code in membres)

    def textes(self, champ: str, minimum: int, maximum: int) -> tuple[str, ...]:
        return self.codes(champ, lambda texte: bool(texte.strip()), minimum, maximum)

    def codes(self, champ: str, est_connu: Callable[[str], bool], minimum: int, maximum: int) -> tuple[str, ...]:
        valeurs = self.valeur(champ, list, "une liste")
        if any(not isinstance(valeur, str) for valeur in valeurs):
            self.refuser(champ, "il faut une liste de textes.")
            return ()
        if champ in self.brut and not minimum <= len(valeurs) <= maximum:
            self.refuser(champ, f"{len(valeurs)} éléments, il en faut de {minimum} à {maximum}.")
        if len(set(valeurs)) < len(valeurs):
            self.refuser(champ, "un élément est répété.")
        for valeur in valeurs:
            if not est_connu(valeur):
                self.refuser(champ, f"« {valeur} » n'est pas une valeur de la liste.")
        return tuple(valeurs)

    def liens(self, champ: str) -> tuple[LienUtile, ...]:
        codes = self.codes(champ, self.connus.__contains__, 1, 4)
        return tuple(self.connus[code] for code in codes if code in self.connus)

    def indicateurs(self) -> tuple[IndicateurModele, ...]:
        valeurs = self.valeur("indicateurs", list, "une liste")
        if "indicateurs" in self.brut and not 1 <= len(valeurs) <= 3:
            self.refuser("indicateurs", f"{len(valeurs)} éléments, il en faut de 1 à 3.")
        lus = []
        for valeur in valeurs:
            if (
                isinstance(valeur, dict)
                and set(valeur) == {"nom", "unite"}
                and all(isinstance(texte, str) and texte.strip() for texte in valeur.values())
            ):
                lus.append(IndicateurModele(valeur["nom"], valeur["unite"]))
            else:
                self.refuser("indicateurs", "chaque indicateur a un « nom » et une « unite ».")
        return tuple(lus)


def _membres(enumeration: type[Choix]) -> dict[str, Choix]:
    return {str(membre.value): membre for membre in enumeration}
