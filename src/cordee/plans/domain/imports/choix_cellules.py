"""Closed lists as people write them: statut, priorité, participation, thématiques, effects, publics…
(docs/calculs/import.md, « Statuts » and « Listes fermées »)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.listes_cellules import COCHEES, VIDES, separer
from cordee.plans.domain.listes import (
    LISTES,
    DomaineImpact,
    Genre,
    NatureIndicateur,
    Participation,
    Precision,
    Priorite,
    StatutFiche,
    TempsMiseEnOeuvre,
)
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES

VOISIN = 90.0
"""Likeness (0 to 100) from which a label of a closed list is recognised in spite of a slip."""

_STATUTS: dict[StatutFiche, str] = {
    StatutFiche.A_DISCUTER: (
        "a discuter|a etudier|a l etude|en reflexion|a valider|a definir|en discussion|a preciser|idee|en debat|"
        "a arbitrer|etude|a approfondir|a confirmer|opportunite"
    ),
    StatutFiche.A_VENIR: (
        "a venir|a lancer|a engager|a demarrer|non demarre|non engage|pas commence|non commence|prevu|programme|"
        "planifie|a developper|a creer|a mettre en place|a faire|a initier|en projet|projet|a realiser|future|futur|"
        "nouvelle action|nouveau|nouvelle|pas demarre|pas engage|a mettre en oeuvre|to do|todo|a construire|"
        "a amorcer|non realise|pas realise|non lance|pas lance"
    ),
    StatutFiche.EN_COURS: (
        "en cours|engage|lance|demarre|commence|initie|existant|a poursuivre|poursuite|poursuivi|a renforcer|"
        "a perenniser|en place|recurrent|en continu|actif|active|deja engage|en retard|retard|en realisation|"
        "a consolider|a amplifier|en deploiement|partiellement realise|amorce|mis en place|en developpement|"
        "en mise en oeuvre|mise en oeuvre|partiel|partielle|continu|perenne|permanent|en route|in progress"
    ),
    StatutFiche.EN_PAUSE: "en pause|pause|suspendu|reporte|en attente|differe|gele|en veille|ajourne|stand by|standby",
    StatutFiche.BLOQUE: "bloque|en blocage|blocage|empeche",
    StatutFiche.REALISE: (
        "realise|termine|fait|acheve|finalise|clos|cloture|fini|livre|accompli|effectue|done|100 %|100|execute|ok"
    ),
    StatutFiche.ABANDONNE: "abandonne|annule|supprime|arrete|sans suite|non retenu|abandon|caduc|caduque",
}


def _accorder(cle: str) -> str:
    """Agreements off: `engagées` is `engage`, `suspendue` is `suspendu`."""
    return " ".join(
        re.sub(r"(?<=i)ee?s?$|(?<=[a-z]e)es?$|(?<=[a-z]e)s$|(?<=[iu])e?s?$|(?<=clos|fait)e?s?$", "", mot)
        for mot in cle.split()
    )


_PAR_MOT = {_accorder(mot): statut for statut, mots in _STATUTS.items() for mot in mots.split("|")}
_SANS = {"nc", "n.c.", "sans statut", "non communique", "n a", "non renseigne", "inconnu", "sans objet", "so", "nd", ""}


@dataclass(frozen=True, slots=True)
class StatutLu:
    """`precision` is what the person wrote when it says more than our word. `connu` is False when nothing was
    understood."""

    statut: StatutFiche | None = None
    precision: str = ""
    avancement: int | None = None
    connu: bool = True
    retard: bool = False
    le: date | None = None


@lru_cache(maxsize=5000)
def lire_statut(texte: str) -> StatutLu:
    """Statut of a text. « En retard » is « En cours »: lateness is computed. A bare percentage is a progress."""
    plat = " ".join(texte.split())
    cle = _accorder(normaliser(plat))
    if cle in _SANS or not re.search(r"\w", plat):
        coche = bool(plat) and all(signe in COCHEES for signe in plat)
        return StatutLu(StatutFiche.REALISE, plat) if coche else StatutLu()
    if (pourcent := re.fullmatch(r"(\d{1,3})(?:[.,]\d+)? ?%", plat)) and int(pourcent[1]) <= 100:
        return _d_un_pourcentage(int(pourcent[1]))
    if (exact := StatutFiche.lire(_EN_RETARD.sub("", plat))) is not None:
        return StatutLu(StatutFiche(exact))
    if (part := _PART.match(plat)) and (exact := StatutFiche.lire(part[1])) in {"en_cours", "en_pause", "bloque"}:
        return StatutLu(StatutFiche(exact), avancement=int(part[2]))
    if (dit := _COMPOSE.match(plat)) and any(dit.groups()[1:]) and (exact := StatutFiche.lire(dit[1])) is not None:
        avancement = int(dit[2]) if dit[2] else None
        return StatutLu(StatutFiche(exact), (dit[4] or "")[:300], avancement, le=_jour_ecrit(dit[3] or ""))
    return _statut_en_mots(plat, cle)


_EN_RETARD = re.compile(r"(?<=\w),? en retard$", re.I)
"""`Bloqué, en retard`, as our documents write it: lateness is computed."""
_COMPOSE = re.compile(
    r"^([^,:]+?)(?:, (\d{1,3}) ?%)?(?: au ((?:1er|\d{1,2}) [^\W\d]+ \d{4}|\d{1,2}/\d{1,2}/\d{4}))?(?: : (.+))?$"
)
"""`En cours, 45 % au 3 mars 2026 : 41 bâtiments équipés`, as our documents write it."""


def _jour_ecrit(texte: str) -> date | None:
    """The day of these words; None for a month that is none."""
    connue = chercher_periode(texte).fin if texte else None
    return connue.jour if connue is not None and connue.precision is Precision.JOUR else None


def jour_de_l_entete(entete: str) -> date | None:
    """The day of « État d'avancement au 31/12/2025 »."""
    trouve = _AU_JOUR.search(entete)
    return _jour_ecrit(trouve[1]) if trouve else None


_AU_JOUR = re.compile(r"\bau ((?:1er|\d{1,2}) [^\W\d]+ \d{4}|\d{1,2}/\d{1,2}/\d{4})", re.I)


def _d_un_pourcentage(part: int) -> StatutLu:
    statut = StatutFiche.REALISE if part == 100 else StatutFiche.EN_COURS if part else StatutFiche.A_VENIR
    return StatutLu(statut, avancement=part)


def _statut_en_mots(plat: str, cle: str) -> StatutLu:
    retard = "retard" in cle.split()
    if (partiel := _en_partie(plat, cle)) is not None:
        return partiel
    if cle in _PAR_MOT:
        return StatutLu(_PAR_MOT[cle], "" if retard else plat[:300], retard=retard)
    trouves = _statuts_dans(cle)
    if len(trouves) > 1 and " en cours " in f" {cle} ":  # « études en cours »
        trouves = {StatutFiche.EN_COURS}
    if len(trouves) == 1:
        return StatutLu(trouves.pop(), plat[:300], retard=retard)
    libelles = {_accorder(normaliser(statut.libelle)): statut for statut in StatutFiche}
    proche = process.extractOne(cle, list(libelles), scorer=fuzz.ratio, score_cutoff=82)
    if proche is not None:
        return StatutLu(libelles[proche[0]], plat[:300])
    return StatutLu(precision=plat[:300], connu=False)


_PART = re.compile(r"^(.+?)[\s,:–(-]+(?:à )?(\d{1,2}) ?%\)?$")
"""`En cours (60 %)`, `En cours à 60 %`."""
_EN_PARTIE = re.compile(r"\b(partiellement|en partie|partiel)\b")


def _en_partie(plat: str, cle: str) -> StatutLu | None:
    """« Réalisé à 50 % », « Réalisé en partie » are under way."""
    part = re.search(r"(?<!\d)(\d{1,2}) ?%", plat)
    if _statuts_dans(cle) != {StatutFiche.REALISE} or (part is None and not _EN_PARTIE.search(cle)):
        return None
    return StatutLu(StatutFiche.EN_COURS, plat[:300], avancement=int(part[1]) if part else None)


def _statuts_dans(cle: str) -> set[StatutFiche]:
    """Statuts whose words stand in the text, the longest first: « non démarré » hides « démarré »."""
    reste, trouves = f" {cle} ", set()
    for mot in sorted(_PAR_MOT, key=len, reverse=True):
        if len(mot) > 3 and f" {mot} " in reste:
            trouves.add(_PAR_MOT[mot])
            reste = reste.replace(f" {mot} ", " | ")
    return trouves


_PRIORITES = {
    Priorite.ELEVEE: "eleve|elevee|haute|haut|forte|fort|prioritaire|urgente|urgent|1|p1|+++|tres forte|majeure|a|oui|"
    "tres elevee|tres prioritaire|priorite 1|priorite haute|priorite elevee|court terme|maximale",
    Priorite.MOYENNE: (
        "moyen|moyenne|2|p2|++|normale|normal|medium|b|priorite 2|priorite moyenne|intermediaire|standard"
    ),
    Priorite.BASSE: "bas|basse|faible|3|p3|+|c|priorite 3|priorite basse|priorite faible|mineure|non prioritaire|non",
}
_PAR_PRIORITE = {mot: niveau for niveau, mots in _PRIORITES.items() for mot in mots.split("|")}


@lru_cache(maxsize=5000)
def lire_priorite(texte: str) -> Priorite | None:
    """Level of a text, None when it is none of the three."""
    plat = texte.strip()
    if plat and set(plat) <= set("*★⭐"):
        return {1: Priorite.BASSE, 2: Priorite.MOYENNE}.get(len(plat), Priorite.ELEVEE)
    cle = re.sub(r"\.0$", "", plat.lower() if set(plat) <= {"+"} else normaliser(plat))
    if cle in _PAR_PRIORITE:
        return _PAR_PRIORITE[cle]
    niveaux = {_PAR_PRIORITE[mot] for mot in cle.split() if mot in _PAR_PRIORITE and mot not in {"a", "c"}}
    return niveaux.pop() if len(niveaux) == 1 and len(cle.split()) <= 3 and "non" not in cle.split() else None


_PARTICIPATIONS = (
    (Participation.CO_CONSTRUCTION, ("co construction", "coconstruction", "co construite", "co elaboration")),
    (Participation.CONCERTATION, ("concertation", "concerte")),
    (Participation.CONSULTATION, ("consultation", "consulte", "enquete")),
    (Participation.AUCUNE, ("pas de participation", "aucune", "sans participation", "non", "pas de")),
    (Participation.INFORMATION, ("information", "informe", "sensibilisation", "communication")),
)


@lru_cache(maxsize=5000)
def lire_participation(texte: str) -> Participation | None:
    """How citizens take part, None when the text says something else."""
    cle = normaliser(texte)
    exact = Participation.lire(texte)
    if exact is not None:
        return Participation(exact)
    if len(cle.split()) > 8:
        return None
    return next((niveau for niveau, mots in _PARTICIPATIONS if any(f" {m} " in f" {cle} " for m in mots)), None)


@lru_cache(maxsize=5000)
def lire_temps(texte: str) -> TempsMiseEnOeuvre | None:
    """How long it takes, None when the text says something else."""
    exact = TempsMiseEnOeuvre.lire(texte)
    if exact is not None:
        return TempsMiseEnOeuvre(exact)
    cle = normaliser(texte.replace("<", " moins ").replace(">", " plus "))
    if re.search(r"\bmoins (d |de )?(un|1|12) (an|mois)", cle):
        return TempsMiseEnOeuvre.MOINS_D_UN_AN
    if re.search(r"\b(1|un) (a|et|ou)? ?(2|deux) ans", cle):
        return TempsMiseEnOeuvre.UN_A_DEUX_ANS
    if re.search(r"\bplus (de )?(2|deux) ans", cle):
        return TempsMiseEnOeuvre.PLUS_DE_DEUX_ANS
    return TempsMiseEnOeuvre.NON_ESTIME if cle in {"non estime", "nc"} else None


# Lists of codes -----------------------------------------------------------------------------------------------------

_SYNONYMES: dict[Genre, dict[str, str]] = {
    Genre.THEMATIQUE: {
        "mobilite": "mobilite_transport", "mobilites": "mobilite_transport", "transport": "mobilite_transport",
        "transports": "mobilite_transport", "energie": "energie_climat", "energies": "energie_climat",
        "climat": "energie_climat", "eau": "eau_assainissement", "assainissement": "eau_assainissement",
        "dechets": "economie_circulaire_dechets", "economie circulaire": "economie_circulaire_dechets",
        "biodiversite": "nature_environnement_air", "nature": "nature_environnement_air",
        "environnement": "nature_environnement_air", "air": "nature_environnement_air",
        "qualite de l air": "nature_environnement_air", "agriculture": "agriculture_alimentation",
        "alimentation": "agriculture_alimentation", "habitat": "urbanisme_batiments",
        "logement": "urbanisme_batiments", "batiment": "urbanisme_batiments", "batiments": "urbanisme_batiments",
        "urbanisme": "urbanisme_batiments", "amenagement": "urbanisme_batiments",
        "tourisme": "activites_economiques", "economie": "activites_economiques", "culture": "culture_sport",
        "sport": "culture_sport", "solidarite": "solidarite_lien_social", "social": "solidarite_lien_social",
        "gouvernance": "strategie_organisation", "animation": "strategie_organisation",
    },
    Genre.CATEGORIE: {"competence": "competences", "patrimoine et services": "patrimoine", "territoires": "territoire"},
    Genre.SECTEUR: {
        "habitat": "residentiel", "logement": "residentiel", "logements": "residentiel",
        "transport": "transport_routier",
        "transports": "transport_routier", "mobilite": "transport_routier", "mobilites": "transport_routier",
        "transports routiers": "transport_routier", "energie": "branche_energie", "industrie": "industrie",
        "production d energie": "branche_energie", "industrie de l energie": "branche_energie",
        "industrie hors energie": "industrie", "batiment tertiaire": "tertiaire", "batiments tertiaires": "tertiaire",
        "batiment residentiel": "residentiel", "autre transport": "autres_transports",
    },
    Genre.EFFET: {
        "sobriete energetique": "sobriete", "amelioration de la qualite de vie": "cadre_de_vie",
        "qualite de l air": "qualite_air", "adaptation": "adaptation", "biodiversite": "biodiversite",
        "energies renouvelables": "enr", "reduction des ges": "ges", "ges": "ges", "sante": "sante",
    },
    Genre.CIBLE: {
        "habitants": "grand_public", "citoyens": "grand_public", "citoyen": "grand_public",
        "population": "grand_public",
        "usagers": "grand_public", "menages": "grand_public", "particuliers": "grand_public",
        "tous publics": "grand_public",
        "association": "associations", "scolaires": "public_scolaire", "eleves": "public_scolaire",
        "ecoles": "public_scolaire", "communes": "autres_collectivites", "collectivites": "autres_collectivites",
        "entreprises": "acteurs_economiques", "entreprise": "acteurs_economiques", "commercants": "acteurs_economiques",
        "artisans": "acteurs_economiques", "agriculteurs": "acteurs_economiques_primaire", "elus": "elus_locaux",
        "elu": "elus_locaux", "agents": "agents", "agent": "agents", "partenaire": "partenaires",
        "agents de la collectivite": "agents", "collectivite": "collectivite", "services": "agents",
    },
}  # fmt: skip


def noms_de(genre: Genre) -> Mapping[str, str]:
    """Labels by code of a closed list."""
    if genre in LISTES:
        return dict(LISTES[genre].choices())
    return {Genre.THEMATIQUE: THEMATIQUES, Genre.SOUS_THEMATIQUE: NOMS_SOUS_THEMATIQUES}.get(genre, {})


@dataclass(slots=True)
class CodesLus:
    """Codes found, what was corrected (written, label), what is in no list."""

    codes: list[str] = field(default_factory=list)
    corriges: list[tuple[str, str]] = field(default_factory=list)
    inconnus: list[str] = field(default_factory=list)


def lire_codes(texte: str, genre: Genre) -> CodesLus:
    """Codes of the list in a cell. A label with a comma is read whole; ticked boxes win over the others."""
    noms = noms_de(genre)
    par_cle = {normaliser(nom): code for code, nom in noms.items()}
    par_cle |= {normaliser(code.replace("_", " ")): code for code in noms}
    par_cle |= _SYNONYMES.get(genre, {})
    lus = CodesLus()
    for nom in _elements(texte, par_cle, noms):
        cle = normaliser(nom)
        if (code := par_cle.get(cle)) is None:
            proche = process.extractOne(cle, list(par_cle), scorer=fuzz.ratio, score_cutoff=VOISIN)
            code = par_cle[proche[0]] if proche else None
            if code is not None:
                lus.corriges.append((nom, noms[code]))
        if code is None:
            lus.inconnus.append(nom)
        elif code not in lus.codes:
            lus.codes.append(code)
    return lus


PUBLICS_VISES = "Publics visés"
"""What stands before the publics of the list where our documents print them after the words of the fiche."""


def separer_publics(texte: str) -> tuple[str, str]:
    """The words of a public-cible, and the publics of the list that our own documents write after them."""
    lignes = texte.split("\n")
    vises = [ligne for ligne in lignes if normaliser(ligne).startswith(normaliser(PUBLICS_VISES))]
    mots = "\n".join(ligne for ligne in lignes if ligne not in vises)
    return mots, ", ".join(ligne.partition(":")[2].strip() for ligne in vises)


def _elements(texte: str, par_cle: Mapping[str, str], noms: Mapping[str, str]) -> list[str]:
    if any(signe in texte for signe in COCHEES + VIDES):
        return coches(texte)
    if normaliser(texte) in par_cle:
        return [texte.strip()]
    return [nom for ligne in texte.split("\n") for nom in _mots(ligne, par_cle, noms)]


def _mots(ligne: str, par_cle: Mapping[str, str], noms: Mapping[str, str]) -> list[str]:
    """Names of a line, the labels that hold a comma first."""
    if normaliser(ligne) in par_cle:
        return [ligne.strip()]
    entiers = []
    for nom in noms.values():
        if "," in nom and (rang := ligne.lower().find(nom.lower())) >= 0:
            entiers.append(nom)
            ligne = f"{ligne[:rang]},{ligne[rang + len(nom) :]}"
    return [*entiers, *separer(ligne)]


_CASE = re.compile(rf"([{COCHEES}{VIDES}])\s*([^{COCHEES}{VIDES}\n]*)")


def coches(texte: str) -> list[str]:
    """What stands after the ticked boxes."""
    return [mot.strip(" \t,;.") for case, mot in _CASE.findall(texte) if case in COCHEES and mot.strip(" \t,;.")]


def noms_des_cases(texte: str) -> list[str]:
    """What stands after each box, ticked or not."""
    return [mot.strip(" \t,;.") for _, mot in _CASE.findall(texte) if mot.strip(" \t,;.")]


def a_des_cases(texte: str) -> bool:
    """Whether a text has boxes, ticked or not."""
    return any(signe in texte for signe in COCHEES + VIDES)


_DOMAINES = {
    "attenuation": DomaineImpact.ATTENUATION, "adaptation": DomaineImpact.ADAPTATION, "ges": DomaineImpact.GES,
    "gaz a effet de serre": DomaineImpact.GES, "emissions de ges": DomaineImpact.GES, "energie": DomaineImpact.ENERGIE,
    "reduction des ges": DomaineImpact.GES, "reduction des emissions de ges": DomaineImpact.GES,
    "energies": DomaineImpact.ENERGIE, "maitrise de l energie": DomaineImpact.ENERGIE,
    "consommation d energie": DomaineImpact.ENERGIE, "consommations d energie": DomaineImpact.ENERGIE,
    "qualite de l air": DomaineImpact.AIR, "air": DomaineImpact.AIR, "qualite air": DomaineImpact.AIR,
    "stockage carbone": DomaineImpact.STOCKAGE, "stockage du carbone": DomaineImpact.STOCKAGE,
    "stockage de carbone": DomaineImpact.STOCKAGE, "sequestration carbone": DomaineImpact.STOCKAGE,
    "sequestration": DomaineImpact.STOCKAGE, "stockage": DomaineImpact.STOCKAGE, "carbone": DomaineImpact.STOCKAGE,
    "energies renouvelables": DomaineImpact.PRODUCTION_ENR, "enr": DomaineImpact.PRODUCTION_ENR,
    "production d enr": DomaineImpact.PRODUCTION_ENR,
    "production d energies renouvelables": DomaineImpact.PRODUCTION_ENR,
    "attenuation du changement climatique": DomaineImpact.ATTENUATION, "eau": DomaineImpact.EAU,
    "ressource en eau": DomaineImpact.EAU, "adaptation au changement climatique": DomaineImpact.ADAPTATION,
    "biodiversite": DomaineImpact.BIODIVERSITE, "sante": DomaineImpact.SANTE, "emploi": DomaineImpact.EMPLOI,
    "emplois": DomaineImpact.EMPLOI, "dechets": DomaineImpact.DECHETS, "precarite energetique": DomaineImpact.PRECARITE,
    "precarite": DomaineImpact.PRECARITE, "polluants": DomaineImpact.AIR, "polluants atmospheriques": DomaineImpact.AIR,
    "nox": DomaineImpact.NOX, "pm10": DomaineImpact.PM10, "pm2 5": DomaineImpact.PM25, "pm2.5": DomaineImpact.PM25,
    "covnm": DomaineImpact.COVNM, "nh3": DomaineImpact.NH3, "so2": DomaineImpact.SO2, "co2": DomaineImpact.GES,
    "empreinte numerique": DomaineImpact.NUMERIQUE, "sobriete numerique": DomaineImpact.NUMERIQUE,
    "numerique": DomaineImpact.NUMERIQUE,
}  # fmt: skip


@lru_cache(maxsize=5000)
def lire_domaine(texte: str) -> DomaineImpact | None:
    """Domain of an impact named by a text."""
    cle = normaliser(texte)
    exact = DomaineImpact.lire(texte)
    return DomaineImpact(exact) if exact is not None else _DOMAINES.get(cle)


_EFFET = re.compile(
    r"^(?:impacts?|gains?|reductions?|economies?|effets?|baisse|contribution|diminution)"
    r"(?: (?:attendue?s?|estimee?s?|previsionnel(?:le)?s?|potentiel(?:le)?s?|annuel(?:le)?s?|vise?e?s?))*"
    r"(?: (?:sur|de|du|d|en|des|a))?(?: (?:l|la|le|les))? (.+?)"
    r"(?: (?:attendue?s?|estimee?s?|previsionnel(?:le)?s?|annuel(?:le)?s?|vise?e?s?|par an))*$"
)
_EFFETS = {
    "carbone": DomaineImpact.GES, "energetique": DomaineImpact.ENERGIE, "energetiques": DomaineImpact.ENERGIE,
    "d energie": DomaineImpact.ENERGIE, "energie": DomaineImpact.ENERGIE,
    "emissions": DomaineImpact.GES, "emissions de co2": DomaineImpact.GES,
    "emissions de gaz a effet de serre": DomaineImpact.GES, "consommations": DomaineImpact.ENERGIE,
    "consommation energetique": DomaineImpact.ENERGIE, "consommations energetiques": DomaineImpact.ENERGIE,
}  # fmt: skip


def lire_effet(texte: str) -> DomaineImpact | None:
    """Domain of a label such as « Gain GES », « Réduction des émissions », « Impact sur la qualité de l'air »."""
    effet = _EFFET.match(normaliser(texte))
    return (_EFFETS.get(effet[1]) or lire_domaine(effet[1])) if effet else None


_NIVEAUX = {
    "nul": 0, "nulle": 0, "aucun": 0, "0": 0, "faible": 1, "1": 1, "+": 1, "limite": 1, "moyen": 2, "moyenne": 2,
    "2": 2,
    "++": 2, "modere": 2, "fort": 3, "forte": 3, "3": 3, "+++": 3, "eleve": 3, "elevee": 3, "important": 3, "majeur": 3,
}  # fmt: skip


def lire_niveau(texte: str) -> int | None:
    """Strength of an impact, 0 to 3, None when the text does not say."""
    plat = texte.strip()
    return _NIVEAUX.get(plat if plat and set(plat) <= {"+"} else normaliser(re.sub(r"\.0$", "", plat)))


def lire_nature(texte: str) -> NatureIndicateur | None:
    """Nature of an indicator named by a text (`Indicateurs de résultat`)."""
    mots = set(normaliser(texte).split())
    for nature, indices in (
        (NatureIndicateur.RESULTAT, {"resultat", "resultats"}),
        (NatureIndicateur.IMPACT, {"impact", "impacts"}),
        (NatureIndicateur.REALISATION, {"realisation", "realisations", "suivi", "moyens", "moyen"}),
    ):
        if mots & indices:
            return nature
    return None
