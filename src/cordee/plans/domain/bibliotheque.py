"""The library of model fiches: what a card holds, how its file is read, how cards are chosen and sorted, and the fiche
that a card becomes.

Cards are in `plans/donnees/bibliotheque/`, one TOML file by thématique. A file is read all or nothing: every error
names the card and the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import enumerer, normaliser
from cordee.plans.domain.fiche import ActeurCite, FicheComplete, IndicateurCite
from cordee.plans.domain.listes import (
    CategoriePerimetre,
    Cible,
    Effet,
    FourchetteCout,
    Genre,
    RoleActeur,
    Secteur,
    StatutFiche,
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

Choix = TypeVar("Choix", bound=ChoixTexte)


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
class ModeleFiche:
    """A card. `impact` is 1 to 3 (`IMPACTS`); `annuelle`, the action comes back every year; `competences`, BANATIC
    codes of which one is enough, none when anybody may do it; `echelle_communale`, a commune can carry it alone;
    `mesures`, identifiers of the nodes of référentiels that it serves (`cae_1.2.3`)."""

    code: str
    titre: str
    resume: str
    description: str
    objectifs: str
    etapes: tuple[str, ...]
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
    cibles: tuple[Cible, ...]
    secteurs: tuple[Secteur, ...]
    categories: tuple[CategoriePerimetre, ...]
    partenaires: tuple[str, ...]
    financements: tuple[str, ...]
    indicateurs: tuple[IndicateurModele, ...]

    @property
    def thematiques(self) -> tuple[str, ...]:
        """Its thématique, then those of its sous-thématiques."""
        return tuple(dict.fromkeys((self.thematique, *(SOUS_THEMATIQUE_DE[code] for code in self.sous_thematiques))))


# --- Reading ----------------------------------------------------------------------------------------------------


def lire_bibliotheque(*textes: str) -> tuple[ModeleFiche, ...]:
    """Cards of the files given by their text, in order. Raises `BibliothequeInvalide` with every error."""
    erreurs: list[str] = []
    modeles: list[ModeleFiche] = []
    for texte in textes:
        try:
            contenu = tomllib.loads(texte)
        except tomllib.TOMLDecodeError as erreur:
            erreurs.append(f"Fichier illisible : {erreur}.")
            continue
        modeles += _lire_fichier(contenu, erreurs)
    vus: set[str] = set()
    for modele in modeles:
        if modele.code in vus:
            erreurs.append(f"Fiche « {modele.code} », champ « code » : deux fiches portent ce code.")
        vus.add(modele.code)
    if erreurs:
        raise BibliothequeInvalide(erreurs)
    return tuple(modeles)


def _lire_fichier(contenu: Mapping[str, Any], erreurs: list[str]) -> list[ModeleFiche]:
    thematique = contenu.get("thematique")
    if thematique not in THEMATIQUES:
        erreurs.append(f"Champ « thematique » du fichier : « {thematique} » n'est pas une thématique.")
    inconnus = sorted(set(contenu) - {"thematique", "modele"})
    if inconnus:
        erreurs.append(f"Fichier : champs inconnus {enumerer([f'« {nom} »' for nom in inconnus])}.")
    lus = []
    for rang, brut in enumerate(contenu.get("modele", ()), start=1):
        lecteur = _Lecteur(brut, str(brut.get("code") or f"n° {rang}"))
        modele = lecteur.lire(str(thematique))
        erreurs += lecteur.erreurs
        if not lecteur.erreurs and thematique in THEMATIQUES:
            lus.append(modele)
    return lus


class _Lecteur:
    """Reads the fields of one card and keeps what is wrong. After an error, the card it gives must not be used."""

    def __init__(self, brut: Mapping[str, Any], nom: str) -> None:
        self.brut, self.nom = brut, nom
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
            cibles=self.liste("cibles", Cible),
            secteurs=self.liste("secteurs", Secteur),
            categories=self.liste("categories", CategoriePerimetre),
            partenaires=self.textes("partenaires", 1, 8),
            financements=self.textes("financements", 1, 8),
            indicateurs=self.indicateurs(),
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


# --- Choosing ---------------------------------------------------------------------------------------------------


class Tri(ChoixTexte):
    """Orders of the list."""

    PERTINENCE = "pertinence", "Les plus pertinentes d'abord"
    IMPACT = "impact", "Les plus fortes d'abord"
    COUT = "cout", "Les moins chères d'abord"
    TEMPS = "temps", "Les plus rapides d'abord"
    TITRE = "titre", "Ordre alphabétique"


_RANGS_COUT = {cout: rang for rang, cout in enumerate(FourchetteCout)}
_RANGS_TEMPS = {temps: rang for rang, temps in enumerate(TempsMiseEnOeuvre)}


def est_a_portee(modele: ModeleFiche, exercees: Mapping[str, bool], *, est_commune: bool = False) -> bool:
    """Whether a collectivité can carry the card: `exercees` says by BANATIC code what it does (a missing code is not
    known). True when no competence is needed, when one of those needed is exercised, when nothing at all is known of
    the collectivité, and for a commune when the card is at its scale."""
    if not modele.competences or not exercees or (est_commune and modele.echelle_communale):
        return True
    return any(exercees.get(code, False) for code in modele.competences)


def sert(modele: ModeleFiche, mesure: str) -> bool:
    """Whether the card serves this node, or a node above or below it: `cae_2.1` and `cae_2.1.1.3` both find a card of
    `cae_2.1.1`."""
    return any(
        mesure == servie or servie.startswith(f"{mesure}.") or mesure.startswith(f"{servie}.")
        for servie in modele.mesures
    )


SANS_COMPETENCE = "aucune"
"""What a filter says, among codes of competences, for the cards that ask none."""


def demande(modele: ModeleFiche, competences: Collection[str]) -> bool:
    """Whether the card asks one of these competences, or none at all when `SANS_COMPETENCE` is among them."""
    if not modele.competences:
        return SANS_COMPETENCE in competences
    return not set(competences).isdisjoint(modele.competences)


def filtrer_modeles(
    modeles: Collection[ModeleFiche],
    *,
    texte: str = "",
    thematiques: Collection[str] = (),
    couts: Collection[str] = (),
    temps: Collection[str] = (),
    impact_min: int = 1,
    competences_exercees: Mapping[str, bool] | None = None,
    est_commune: bool = False,
    mesures: Collection[str] = (),
    competences: Collection[str] = (),
    tri: Tri = Tri.PERTINENCE,
) -> tuple[ModeleFiche, ...]:
    """Cards that pass every given filter, sorted. An empty filter lets all cards pass; the values of one filter add up
    (this thématique or that one). `texte`: every word must be in the card, whatever its accents, its case and its
    plural. `competences`: those that the cards ask (`demande`). `competences_exercees`: only what the collectivité can
    carry (`est_a_portee`), None for all cards."""
    mots = _mots(texte)
    retenus = [
        modele
        for modele in modeles
        if modele.impact >= impact_min
        and (not couts or modele.cout in couts)
        and (not temps or modele.temps in temps)
        and (not thematiques or not set(thematiques).isdisjoint(modele.thematiques))
        and (not mesures or any(sert(modele, mesure) for mesure in mesures))
        and (not competences or demande(modele, competences))
        and (competences_exercees is None or est_a_portee(modele, competences_exercees, est_commune=est_commune))
        and (not mots or all(mot in _texte_cherchable(modele) for mot in mots))
    ]
    return tuple(sorted(retenus, key=lambda modele: _cle_de_tri(modele, mots, tri)))


def _cle_de_tri(modele: ModeleFiche, mots: Sequence[str], tri: Tri) -> tuple[Any, ...]:
    titre = normaliser(modele.titre)
    effort = (_RANGS_COUT[modele.cout], _RANGS_TEMPS[modele.temps])
    match tri:
        case Tri.TITRE:
            return (titre,)
        case Tri.COUT:
            return (effort[0], -modele.impact, titre)
        case Tri.TEMPS:
            return (effort[1], -modele.impact, titre)
        case Tri.IMPACT:
            return (-modele.impact, *effort, titre)
        case _:
            dans_le_titre = sum(mot in titre for mot in mots)
            dans_le_resume = sum(mot in normaliser(modele.resume) for mot in mots)
            return (-dans_le_titre, -dans_le_resume, -modele.impact, *effort, titre)


def _mots(texte: str) -> list[str]:
    """Words of a search, without the mark of the plural on those long enough to stay recognisable."""
    return [mot.rstrip("sx") if len(mot) > 3 else mot for mot in normaliser(texte.replace(".", " ")).split()]


@lru_cache(maxsize=1_000)
def _texte_cherchable(modele: ModeleFiche) -> str:
    return normaliser(
        " ".join(
            (
                modele.titre,
                modele.resume,
                modele.description,
                modele.objectifs,
                *modele.etapes,
                THEMATIQUES[modele.thematique],
                *(NOMS_SOUS_THEMATIQUES[code] for code in modele.sous_thematiques),
                *modele.partenaires,
                *modele.financements,
                *(indicateur.nom for indicateur in modele.indicateurs),
            )
        )
    )


# --- Becoming a fiche -------------------------------------------------------------------------------------------


def en_fiche(modele: ModeleFiche, statut: StatutFiche = StatutFiche.A_VENIR) -> FicheComplete:
    """The fiche that the card becomes, placed nowhere. Its étapes are sous-fiches: done when the whole is done, to come
    otherwise, for nobody has said which ones are over."""
    statut_etape = StatutFiche.REALISE if statut is StatutFiche.REALISE else StatutFiche.A_VENIR
    return FicheComplete(
        titre=modele.titre,
        description=f"{modele.resume}\n\n{modele.description}",
        objectifs=modele.objectifs,
        financements_texte=decrire_financement(modele),
        statut=statut,
        amelioration_continue=modele.annuelle,
        temps=modele.temps,
        classements={
            Genre.THEMATIQUE: modele.thematiques,
            Genre.SOUS_THEMATIQUE: modele.sous_thematiques,
            Genre.CATEGORIE: tuple(str(code) for code in modele.categories),
            Genre.CIBLE: tuple(str(code) for code in modele.cibles),
            Genre.EFFET: tuple(str(code) for code in modele.effets),
            Genre.SECTEUR: tuple(str(code) for code in modele.secteurs),
        },
        acteurs=tuple(ActeurCite(nom, RoleActeur.PARTENAIRE) for nom in modele.partenaires),
        indicateurs=tuple(IndicateurCite(indicateur.nom, indicateur.unite) for indicateur in modele.indicateurs),
        mesures=modele.mesures,
        sous_fiches=[FicheComplete(titre=etape, statut=statut_etape) for etape in modele.etapes],
    )


def decrire_financement(modele: ModeleFiche) -> str:
    """`Coût : de 40 000 à 100 000 €. Financements possibles : ADEME et Région.`"""
    cout = modele.cout.libelle[0].lower() + modele.cout.libelle[1:]
    return f"Coût : {cout}. Financements possibles : {enumerer(modele.financements)}."
