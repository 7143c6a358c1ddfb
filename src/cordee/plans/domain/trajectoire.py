"""The 2030 objective of a territory, shared between the leviers of its trajectory (docs/calculs/leviers.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cordee.indicateurs.domain.valeurs import LigneValeur, Point, arrondir, resultats_retenus
from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import accorder
from cordee.plans.domain.leviers import LEVIERS

ANNEE_ANCIENNE, ANNEE_DEPART, ANNEE_BUT = 2015, 2019, 2030
SNBC = "snbc"
DEPART, BUT = "depart", "but"
"""The two ends, as a form names them."""
UTCATF = "UTCATF"
CAPTAGE = "cae_1.csc"
A_DEFAUT: dict[str, tuple[str, ...]] = {"cae_1.k": ("cae_1.e", "cae_1.f")}
"""What stands for an identifiant without a number: the first one is needed, the others are added when known."""
REGIONS: dict[str, str] = {
    "84": "Auvergne-Rhône-Alpes",
    "27": "Bourgogne-Franche-Comté",
    "53": "Bretagne",
    "24": "Centre-Val de Loire",
    "94": "Corse",
    "44": "Grand Est",
    "32": "Hauts-de-France",
    "11": "Île-de-France",
    "28": "Normandie",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "52": "Pays de la Loire",
    "93": "Provence-Alpes-Côte d'Azur",
}
"""Regions that have shares, by official code."""


class Mode(ChoixTexte):
    """Where the objectives of 2030 come from."""

    TERRITOIRE = "territoire", "Objectifs du territoire"
    RYTHME = "rythme", "Rythme national (SNBC simplifiée)"


@dataclass(frozen=True, slots=True)
class SecteurDecrit:
    """A sector: identifiants it adds up, those that count zero when not known, and whether its shares overlap."""

    nom: str
    base: tuple[str, ...]
    facultatifs: frozenset[str]
    se_recoupent: bool


@dataclass(frozen=True, slots=True)
class LevierDecrit:
    """A levier: what it is computed on, and its share in percent by code of region."""

    code: str
    base: tuple[str, ...]
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Referentiel:
    """The bundled files. `rythme` gives (index of 2019, index of 2030) by identifiant, 1 being 2015."""

    secteurs: Mapping[str, SecteurDecrit]
    leviers: Mapping[str, LevierDecrit]
    rythme: Mapping[str, tuple[float, float]]

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions that have shares."""
        return tuple(next(iter(self.leviers.values())).parts)

    @property
    def identifiants(self) -> tuple[str, ...]:
        """Every identifiant that a calculation may read, those that stand for another included."""
        bases = [i for s in self.secteurs.values() for i in s.base] + [
            i for lev in self.leviers.values() for i in lev.base
        ]
        return tuple(dict.fromkeys([*bases, *(i for autres in A_DEFAUT.values() for i in autres)]))

    @property
    def a_saisir(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """By sector, the identifiants from which every levier is computed."""
        return tuple(
            (secteur, tuple(dict.fromkeys(i for code in leviers for i in self.leviers[code].base)))
            for secteur, leviers in LEVIERS.items()
        )


@dataclass(frozen=True, slots=True)
class Nombre:
    """A number in the unit of its identifiant, and where it comes from, in words."""

    valeur: float
    origine: str


@dataclass(frozen=True, slots=True)
class Releve:
    """What is known of an identifiant: 2019 and 2030."""

    depart: Nombre | None = None
    but: Nombre | None = None

    @property
    def est_complet(self) -> bool:
        """Whether both ends are known."""
        return self.depart is not None and self.but is not None


@dataclass(frozen=True, slots=True)
class ObjectifLevier:
    """`objectif` in kteq CO2 and `part` in percent, None when unknown; `manquants` are the identifiants to blame."""

    code: str
    nom: str
    base: tuple[str, ...]
    part: float | None
    objectif: float | None
    manquants: tuple[str, ...]

    @property
    def effort(self) -> float | None:
        """Tonnes to be saved or stored a year, None without any (« Signes »)."""
        return _effort(self.objectif)


@dataclass(frozen=True, slots=True)
class ObjectifSecteur:
    """The same for a sector, with its leviers in the order of the list."""

    nom: str
    objectif: float | None
    manquants: tuple[str, ...]
    leviers: tuple[ObjectifLevier, ...]
    se_recoupent: bool = False

    @property
    def effort(self) -> float | None:
        """Tonnes to be saved or stored a year, None without any."""
        return _effort(self.objectif)


# -- reading the files -----------------------------------------------------------------------------------------------
def lire_referentiel(
    leviers: Iterable[Mapping[str, str]], secteurs: Iterable[Mapping[str, str]], rythme: Iterable[Mapping[str, str]]
) -> Referentiel:
    """From the rows of the three files."""
    return Referentiel(
        {
            r["secteur"]: SecteurDecrit(
                r["secteur"], _liste(r["base"]), frozenset(_liste(r["facultatifs"])), bool(r["parts_qui_se_recoupent"])
            )
            for r in secteurs
        },
        {
            r["levier"]: LevierDecrit(
                r["levier"], _liste(r["base"]), {region: float(part) for region, part in r.items() if region.isdigit()}
            )
            for r in leviers
        },
        {r["identifiant"]: (float(r["2019"]), float(r["2030"])) for r in rythme},
    )


def _liste(texte: str) -> tuple[str, ...]:
    return tuple(mot for mot in texte.split("|") if mot)


# -- values ----------------------------------------------------------------------------------------------------------
def relever(
    lignes: Mapping[str, Sequence[LigneValeur]],
    mode: Mode,
    rythme: Mapping[str, tuple[float, float]],
    sources: Mapping[str, tuple[str, int]],
) -> dict[str, Releve]:
    """What is known of each identifiant (« Valeurs retenues »). `sources`: name and rank by code."""
    releves = {
        identifiant: _relever(siennes, mode, rythme.get(identifiant), sources)
        for identifiant, siennes in lignes.items()
    }
    for identifiant, autres in A_DEFAUT.items():
        releve = releves.get(identifiant, Releve())
        releves[identifiant] = Releve(
            releve.depart or ajouter_connus([releves.get(autre, Releve()).depart for autre in autres]),
            releve.but or ajouter_connus([releves.get(autre, Releve()).but for autre in autres]),
        )
    return releves


def _relever(
    lignes: Sequence[LigneValeur],
    mode: Mode,
    indices: tuple[float, float] | None,
    sources: Mapping[str, tuple[str, int]],
) -> Releve:
    rangs = {code: rang for code, (_, rang) in sources.items()}
    points = resultats_retenus(lignes, rangs)
    depart = _de_l_annee(points, lignes, sources) or _objectif(lignes, ANNEE_DEPART, SNBC, sources)
    snbc = _objectif(lignes, ANNEE_BUT, SNBC, sources)
    if mode is Mode.RYTHME:
        return Releve(depart, snbc or _suivre_le_rythme(points, depart, indices))
    return Releve(depart, _objectif(lignes, ANNEE_BUT, None, sources) or snbc)


def _de_l_annee(
    points: Sequence[Point], lignes: Iterable[LigneValeur], sources: Mapping[str, tuple[str, int]]
) -> Nombre | None:
    """The retained result of 2019, and who said it."""
    dits = [point for point in points if point.le.year == ANNEE_DEPART]
    return dire_origine(dits[-1], lignes, sources) if dits else None


def dire_origine(retenu: Point, lignes: Iterable[LigneValeur], sources: Mapping[str, tuple[str, int]]) -> Nombre:
    """A retained result and who said it."""
    siennes = [li for li in lignes if li.date_valeur == retenu.le and li.resultat == retenu.valeur]
    propre = any(li.source_id is None for li in siennes)
    code = None if propre or not siennes else siennes[0].source_id
    return Nombre(retenu.valeur, _dire(code, sources))


def _objectif(
    lignes: Iterable[LigneValeur], annee: int, source: str | None, sources: Mapping[str, tuple[str, int]]
) -> Nombre | None:
    dits = [
        (li.date_valeur, li.objectif)
        for li in lignes
        if li.date_valeur.year == annee and li.source_id == source and li.objectif is not None
    ]
    return Nombre(max(dits)[1], _dire(source, sources)) if dits else None


def _dire(source: str | None, sources: Mapping[str, tuple[str, int]]) -> str:
    if source is None:
        return "saisi"
    return sources[source][0] if source in sources else source


def _suivre_le_rythme(
    points: Sequence[Point], depart: Nombre | None, indices: tuple[float, float] | None
) -> Nombre | None:
    if indices is None:
        return None
    ancien = _en_2015(points)
    if ancien is not None:
        return Nombre(arrondir(ancien * indices[1]), "rythme national depuis 2015")
    if depart is None:
        return None
    return Nombre(arrondir(depart.valeur * indices[1] / indices[0]), "rythme national depuis 2019")


def _en_2015(points: Sequence[Point]) -> float | None:
    """The result of 2015, else a straight line between the nearest years around it."""
    jour = date(ANNEE_ANCIENNE, 1, 1)
    dits = [point.valeur for point in points if point.le.year == ANNEE_ANCIENNE]
    if dits:
        return dits[-1]
    avant = [point for point in points if point.le < jour]
    apres = [point for point in points if point.le > jour]
    if not avant or not apres:
        return None
    debut, fin = avant[-1], apres[0]
    part = (jour.year - debut.le.year) / (fin.le.year - debut.le.year)
    return debut.valeur + (fin.valeur - debut.valeur) * part


def ajouter_connus(nombres: Sequence[Nombre | None]) -> Nombre | None:
    """The first one and those that are known after it."""
    if nombres[0] is None:
        return None
    connus = [nombre for nombre in nombres if nombre is not None]
    origines = dict.fromkeys(nombre.origine for nombre in connus)
    return Nombre(sum(nombre.valeur for nombre in connus), ", ".join(origines))


def completer_par_les_membres(
    propres: Mapping[str, Releve], membres: Sequence[Mapping[str, Releve]], identifiants: Iterable[str]
) -> dict[str, Releve]:
    """Numbers of a groupement, the sum of all its members where it has none (« Territory of a groupement »)."""
    complets: dict[str, Releve] = {}
    for identifiant in identifiants:
        releve = propres.get(identifiant, Releve())
        siens = [membre.get(identifiant, Releve()) for membre in membres]
        complets[identifiant] = Releve(
            releve.depart or additionner([un.depart for un in siens]),
            releve.but or additionner([un.but for un in siens]),
        )
    return complets


def additionner(nombres: Sequence[Nombre | None]) -> Nombre | None:
    """The sum of the members of a groupement, None when one of them has no number."""
    connus = [nombre for nombre in nombres if nombre is not None]
    if not connus or len(connus) < len(nombres):
        return None
    dits = f"somme de {len(connus)} {accorder(len(connus), 'collectivité')}"
    return Nombre(arrondir(sum(nombre.valeur for nombre in connus), 4), dits)


# -- objectives ------------------------------------------------------------------------------------------------------
def compute_objectifs(
    referentiel: Referentiel, releves: Mapping[str, Releve], region: str
) -> tuple[ObjectifSecteur, ...]:
    """Objective of every sector and levier (« Objectif d'un levier »)."""
    return tuple(
        _objectif_du_secteur(referentiel, releves, region, secteur, leviers) for secteur, leviers in LEVIERS.items()
    )


def _objectif_du_secteur(
    referentiel: Referentiel, releves: Mapping[str, Releve], region: str, nom: str, leviers: Mapping[str, str]
) -> ObjectifSecteur:
    decrit = referentiel.secteurs[nom]
    siens = []
    for code, libelle in leviers.items():
        levier = referentiel.leviers[code]
        part = levier.parts.get(region)
        objectif, manquants = _calculer(levier.base, releves, decrit.facultatifs, part)
        siens.append(ObjectifLevier(code, libelle, levier.base, part, objectif, manquants))
    objectif, manquants = _calculer(decrit.base, releves, decrit.facultatifs, 100)
    connus = [levier.objectif for levier in siens if levier.objectif is not None]
    par_sous_secteurs = all(levier.base != decrit.base for levier in siens)
    if objectif is None and par_sous_secteurs and len(connus) == len(siens):
        objectif, manquants = arrondir(sum(connus)), ()
    return ObjectifSecteur(nom, objectif, manquants, tuple(siens), decrit.se_recoupent)


def _calculer(
    base: Sequence[str], releves: Mapping[str, Releve], facultatifs: frozenset[str], part: float | None
) -> tuple[float | None, tuple[str, ...]]:
    """The objective in kteq CO2 and what misses a number."""
    ecart, manquants = 0.0, []
    for identifiant in base:
        releve = releves.get(identifiant, Releve())
        if identifiant not in facultatifs and not releve.est_complet:
            manquants.append(identifiant)
            continue
        depart, but = (nombre.valeur if nombre else 0.0 for nombre in (releve.depart, releve.but))
        ecart += signe(identifiant) * (but - depart)
    if manquants or part is None:
        return None, tuple(manquants)
    return arrondir(arrondir(ecart, 6) * part / 100), ()


def signe(identifiant: str) -> int:
    """−1 for what is kept positive when it captures."""
    return -1 if identifiant.startswith("cae_63.") or identifiant == CAPTAGE else 1


def _effort(objectif: float | None) -> float | None:
    return None if objectif is None or objectif >= 0 else -objectif * 1000
