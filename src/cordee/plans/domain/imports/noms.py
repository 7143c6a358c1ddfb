"""People and names matched without doubles (docs/calculs/import.md, « Personnes et noms »).

A name is found by its normalised key, whatever the order of first and last name. What merely looks alike is proposed,
never applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import separer

PROCHE = 86.0
"""Likeness (0 to 100) from which two names are worth comparing."""
PROPOSITIONS_MAX = 3

_CIVILITE = re.compile(
    r"^(?:m(?:r|onsieur)?|mme|madame|mlle|mademoiselle|mesdames|messieurs|mm|mrs|dr|docteur|me|ma[iî]tre)\.?\s+(?=\S)",
    re.I,
)
_CIVILITE_SEULE = re.compile(
    r"^(?:m\.|mr\.?|monsieur|mme\.?|madame|mlle\.?|mademoiselle|mm\.|messieurs|mesdames)$", re.I
)
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_FONCTION = re.compile(r"\s+[-–—:|]\s+.*$|\s*,\s+.*$", re.DOTALL)
_ADRESSE = re.compile(r"<?\s*([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)\s*>?")
_STRUCTURE = re.compile(
    r"\b(communaute|commune|communes|ville|villes|mairie|mairies|service|services|direction|directions|pole|poles|"
    r"departement|region|agence|syndicat|association|associations|chambre|office|conseil|cc|ca|petr|epci|ddt|ddtm|"
    r"dreal|ademe|etat|prefecture|parc|pnr|sde|caue|adil|alec|cci|cma|entreprise|entreprises|elus|elu|agents|"
    r"collectivite|collectivites|acteurs|habitants|partenaires|cellule|mission|bureau|comite|groupe|reseau|espace|"
    r"s[iy]r?[ct]+om|sm[iy]r?[ct]+om|sivom|sivu|ccas|cias|cpie|"
    r"societe|sem|spl|regie|universite|ecole|lycee|hopital|metropole|agglomeration|territoire|energie|"
    r"transition|environnement|mobilite|urbanisme|dechets|maire|maires|president|presidente|vice|dgs|dst|drh|"
    r"responsable|charge|chargee|referent|referente|technicien|animateur|animatrice|tous|toutes)\b"
)
_SERVICE = re.compile(
    r"\b(service|services|direction|directions|pole|poles|cellule|mission|bureau|departement(?! d)|dgs|dst|drh|dga)\b"
)
_NOM_PROPRE = re.compile(r"^[A-ZÀ-ÖØ-Þ][\w'’.-]*$")
_PARTICULES = {"de", "du", "des", "la", "le", "van", "von", "d", "el", "ben", "da"}


@dataclass(frozen=True, slots=True)
class NomLu:
    """A person as written: the name alone, the e-mail address if there is one, what stood beside (function)."""

    nom: str
    email: str = ""
    fonction: str = ""


@lru_cache(maxsize=10_000)
def lire_nom(texte: str) -> NomLu:
    """`Mme Marie PAUL (DGS)` is `Marie PAUL`, function `DGS`."""
    email = ""
    if trouve := _ADRESSE.search(texte):
        email, texte = trouve[1].lower(), texte.replace(trouve[0], " ")
    fonctions = [morceau.strip() for morceau in _PARENTHESES.findall(texte) if morceau.strip()]
    reste = _PARENTHESES.sub(" ", texte).strip()
    if (suffixe := _FONCTION.search(reste)) and len(reste[: suffixe.start()].split()) >= 2:
        fonctions.append(suffixe[0].strip(" -–—:|,"))
        reste = reste[: suffixe.start()]
    reste = _CIVILITE.sub("", " ".join(reste.split()).strip(" ,;"))
    if not reste and email:
        reste = " ".join(mot.capitalize() for mot in re.split(r"[._-]+", email.partition("@")[0]) if mot)
    return NomLu(reste, email, " ; ".join(fonctions))


def separer_personnes(texte: str) -> list[str]:
    """Names of people in a cell: like any list, and also cut at « / », « et », « & » between two names. A
    civility alone is nobody."""
    return list(_separer_personnes(texte))


@lru_cache(maxsize=10_000)
def _separer_personnes(texte: str) -> tuple[str, ...]:
    noms: list[str] = []
    for nom in separer(texte):
        if noms and _FONCTION_SEULE.match(normaliser(nom)) and semble_une_personne(noms[-1]):
            noms[-1] = f"{noms[-1]} ({nom})"  # « Odile Garcin, Vice-présidente » is one person
            continue
        morceaux = [m.strip() for m in _ENTRE_NOMS.split(nom)]
        entiers = len(morceaux) > 1 and all(_peut_etre_seul(m) for m in morceaux)
        noms += morceaux if entiers else [nom]
    return tuple(nom for nom in noms if not _CIVILITE_SEULE.match(nom))


_FONCTION_SEULE = re.compile(
    r"^(?:\d+(?:er|ere|e|eme)? )?(?:vice president|vpe?\b|president|maire|adjoint|conseill|delegue|elue? |directeur|"
    r"directrice|dg[sa]\b|dst\b|charge|responsable|chef|cheffe|technicien|animat|secretaire)"
)
"""Words of a job, on their own after a name."""
_ENTRE_NOMS = re.compile(r"\s+(?:et|&)\s+|\s*/\s*|\s*\+\s*|\s+[-–—]\s+")


def _peut_etre_seul(nom: str) -> bool:
    """Whether a piece of a cell is somebody, or a department, on its own: `Mme Paul`, `Service Eau`."""
    return semble_une_personne(nom) or a_une_civilite(nom) or "@" in nom or _commence_par_un_service(nom)


def a_une_civilite(texte: str) -> bool:
    """`Mme Paul`: one name is enough after a civility."""
    sans = _CIVILITE.sub("", texte)
    return sans != texte and bool(_NOM_PROPRE.match(sans.split(" ")[0])) and len(sans.split()) <= 4


@lru_cache(maxsize=10_000)
def semble_une_personne(texte: str) -> bool:
    """Two to four words that begin with a capital and none of which names an organisation."""
    nom = lire_nom(texte).nom
    if _STRUCTURE.search(normaliser(nom)) or any(signe.isdigit() for signe in nom):
        return False
    mots = [mot for mot in nom.split() if normaliser(mot) not in _PARTICULES]
    propres = all(_NOM_PROPRE.match(mot) for mot in mots)
    return 2 <= len(mots) <= 4 and propres and not all(mot.isupper() and len(mot) <= 4 for mot in mots)


def semble_un_service(texte: str) -> bool:
    """Whether a name is that of a department of the collectivité."""
    return normaliser(texte) != "departement" and bool(_SERVICE.search(normaliser(texte)))


_TETE_DE_SERVICE = re.compile(r"^(service|services|direction|directions|pole|poles|cellule|bureau)\b")
_TETE_DE_STRUCTURE = re.compile(
    r"^(cc|ca|cu|communaute|commune|communes|ville|villes|mairie|mairies|syndicat|departement|region|petr|epci|parc|"
    r"metropole|agglomeration|association|chambre|agence)\b"
)


def _commence_par_un_service(texte: str) -> bool:
    return bool(_TETE_DE_SERVICE.match(normaliser(texte)))


def genre_d_organisation(texte: str) -> str:
    """`service` or `structure` for a name that begins with such a word, empty for anything else: a person."""
    cle = normaliser(texte)
    if "@" in texte or (len(cle.split()) == 1 and cle not in {"departement", "region", "communes"}):
        return ""
    return "service" if _TETE_DE_SERVICE.match(cle) else "structure" if _TETE_DE_STRUCTURE.match(cle) else ""


@lru_cache(maxsize=10_000)
def cle_personne(nom: str) -> str:
    """Key that does not depend on the order of the words: `PAUL Marie` and `Marie Paul` are one."""
    return " ".join(sorted(normaliser(nom).replace(".", " ").split()))


@dataclass(frozen=True, slots=True)
class Connu:
    """Somebody, or a name, that the program already knows. `genre` is free: `membre`, `personne`…
    `collectivite` is said when people of several are known."""

    ident: int
    nom: str
    email: str = ""
    genre: str = ""
    collectivite: str = ""

    @property
    def repere(self) -> str:
        """What tells somebody from their namesakes."""
        return ", ".join(dit for dit in (self.email or self.nom, self.collectivite) if dit)


@dataclass(frozen=True, slots=True)
class Recherche:
    """Who answers to a name: `trouves` (one: it is them; several: somebody must choose), else `proches`, those that
    look alike, best first."""

    trouves: tuple[Connu, ...] = ()
    proches: tuple[Connu, ...] = ()

    @property
    def unique(self) -> Connu | None:
        """The only one found."""
        return self.trouves[0] if len(self.trouves) == 1 else None

    @property
    def est_ambigue(self) -> bool:
        """Several people have this name."""
        return len(self.trouves) > 1


class Annuaire:
    """Known names by key. `personnes` ignores the order of the words and reads civilities and functions."""

    def __init__(self, connus: Iterable[Connu], *, personnes: bool) -> None:
        self._personnes = personnes
        self._par_cle: dict[str, list[Connu]] = {}
        self._par_email: dict[str, Connu] = {}
        for connu in connus:
            self._par_cle.setdefault(self._cle(connu.nom), []).append(connu)
            if connu.email:
                self._par_email.setdefault(connu.email.lower(), connu)
        self._cles = list(self._par_cle)

    def _cle(self, nom: str) -> str:
        return cle_personne(nom) if self._personnes else normaliser(nom)

    def chercher(self, texte: str) -> Recherche:
        """Who a written name designates. An e-mail address wins over the name."""
        lu = lire_nom(texte) if self._personnes else NomLu(texte)
        if lu.email in self._par_email:
            return Recherche((self._par_email[lu.email],))
        cle = self._cle(lu.nom)
        if not cle:
            return Recherche()
        if cle in self._par_cle:
            return Recherche(tuple(self._par_cle[cle]))
        return Recherche(proches=self._proches(cle))

    def _proches(self, cle: str) -> tuple[Connu, ...]:
        trouvees = process.extract(cle, self._cles, scorer=fuzz.ratio, score_cutoff=PROCHE, limit=PROPOSITIONS_MAX)
        return tuple(connu for autre, _, _ in trouvees for connu in self._par_cle[autre])[:PROPOSITIONS_MAX]
