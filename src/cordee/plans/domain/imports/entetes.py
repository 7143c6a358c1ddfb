"""What the header of a column means: the words that people use, the years in them, and how sure we are
(docs/calculs/import.md, « En-têtes »)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from cordee.plans.domain.imports.choix_cellules import lire_effet
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import lettre
from cordee.plans.domain.imports.valeurs_indicateurs import colonne_d_indicateur
from cordee.plans.domain.imports.vocabulaire import CLE_DE, LIBELLES

SUR = 100
"""The header is one of ours or of the official template."""
FLOU = 84.0
"""Likeness from which a header with a slip is recognised."""
PLACES = {"axe", "titre", "sous_titre", "sous_sous_titre"}
"""Keys that tell where the row goes; the others fill the fiche (`champs.POSEURS`)."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of a sheet: its rank from 0, its header, the key of its field (`ignorer` when none) and how sure that
    is, 0 to 100."""

    rang: int
    entete: str
    cle: str = "ignorer"
    confiance: int = 0

    @property
    def lettre(self) -> str:
        """A, B… AA."""
        return lettre(self.rang)


def libelle_de(cle: str) -> str:
    """What a key is called: `budget:investissement:2024` is « Budget d'investissement 2024 »."""
    if cle in LIBELLES:
        return LIBELLES[cle]
    nom, *details = cle.split(":")
    if nom == "budget":
        return _libelle_du_budget(*(*details, "", "", "", "", "")[:5])
    if nom == "codes" and len(details) > 1:
        return f"{LIBELLES[f'codes:{details[0]}']} : {details[1].replace('_', ' ')}"
    formes = {"finance": "Financement : {}", "impact": "Impact : {}", "annee": "Active en {}"}
    formes |= {"indicateur": "Valeurs de l'indicateur : {}"}
    formes |= {connu: f"{LIBELLES[connu]} {{}}" for connu in ("financeur", "montant", "aide", "notes")}
    return formes[nom].format(details[0].replace("_", " ")) if nom in formes and details else LIBELLES.get(nom, cle)


def _libelle_du_budget(genre: str, annee: str, unite: str, nature: str, etale: str) -> str:
    base = {"investissement": "Budget d'investissement", "fonctionnement": "Budget de fonctionnement"}.get(
        genre, "Budget"
    )
    base = "ETP" if unite == "etp" else f"Montant dépensé, {base.lower()}" if nature == "reel" else base
    base += " au plus" if nature == "max" else ""
    base += " étalé sur les années" if etale else ""
    return " ".join(mot for mot in (base, annee, "€ TTC" if unite == "ttc" else "") if mot)


_FINANCEUR = re.compile(
    r"^(?:(?:subventions?|aides?|part|financement|montant) )?(?:de |d |du |de la |de l )?"
    r"(detr|dsil|dsid|fnadt|feder|feader|fse|leader|europe|etat|ademe|region|departement|conseil departemental|"
    r"conseil regional|fonds vert|fonds chaleur|agence de l eau|caf|banque des territoires|cee|cdc|epci|"
    r"autofinancement|reste a charge|fonds propres)(?: ht| ttc)?$"
)
"""Headers that are names of funders: their cells are amounts."""
_CALCULEE = re.compile(r"\((?:calculée?|pour information)\)", re.IGNORECASE)
"""What a column says of itself when nothing is to be read in it."""
_BRUIT = re.compile(
    r"\b(optionnel|facultatif|obligatoire|requis|texte|liste|jj mm aaaa|si possible|a completer|en k?euros?)\b"
)
_ANNEE = re.compile(r"\b((?:19|20)\d\d)\b")


@lru_cache(maxsize=20_000)
def cle_entete(entete: str) -> str:
    """Header without accents, case, line breaks, stars."""
    return normaliser(entete.replace("\u20ac", " ").replace("*", " "))


@cache
def reconnaitre_entete(entete: str) -> tuple[str, int]:
    """Key and confidence (0 to 100) of one header; (`ignorer`, 0) when it says nothing known."""
    cle = cle_entete(entete)
    if not cle or _CALCULEE.search(entete):
        return "ignorer", SUR if cle else 0
    for essai in dict.fromkeys(
        (cle, _BRUIT.sub(" ", cle).strip(), re.sub(r"\s*\d{1,2}$", "", cle).strip(), _sans_aparte(entete))
    ):
        essai = " ".join(essai.split())
        if essai in CLE_DE:
            return CLE_DE[essai], SUR
    if annuelle := _par_annee(cle):
        return annuelle, 95
    if _FINANCEUR.match(_sans_aparte(entete)):
        return f"finance:{' '.join(re.sub(r'[:(].*', '', entete).split())}", 90
    if (domaine := lire_effet(_sans_aparte(entete))) is not None:
        return f"impact:{domaine.value}", 95
    return _sans_ses_accents(entete) or _par_ressemblance(cle)


_LETTRE_PERDUE = re.compile(r"[?\ufffd](?=\w)|(?<=\w)[?\ufffd]")
_RELAIS = "qzq"


def _sans_ses_accents(entete: str) -> tuple[str, int] | None:
    """« ?lu r?f?rent »: a program wrote a mark in the place of each accent; only when one field reads so."""
    if not _LETTRE_PERDUE.search(entete):
        return None
    motif = re.compile(cle_entete(_LETTRE_PERDUE.sub(_RELAIS, entete)).replace(_RELAIS, "[a-z ]?").replace(".", "[.]"))
    trouves = {champ for connu, champ in CLE_DE.items() if motif.fullmatch(connu)}
    return (trouves.pop(), 90) if len(trouves) == 1 else None


def _sans_aparte(entete: str) -> str:
    """Without what stands between parentheses, and without the lines after the first."""
    return cle_entete(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", entete.strip().split("\n")[0]))


def _par_annee(cle: str) -> str:
    """A header with one year: a column of budget or of notes."""
    annees = set(_ANNEE.findall(cle))
    if len(annees) != 1:
        return ""
    annee = annees.pop()
    mots = set(_ANNEE.sub(" ", cle).split())
    au_plus = {"au", "plus"} <= mots
    mots -= {"au", "plus"} if au_plus else set()
    if mots & {"note", "notes", "bilan", "suivi", "commentaire", "commentaires", "point"}:
        return f"notes:{annee}"
    if mots - _MOTS_DU_BUDGET:
        return ""
    genre = "investissement" if mots & {"investissement", "investissements", "invest"} else ""
    genre = "fonctionnement" if mots & {"fonctionnement", "fonct"} else genre
    unite = "etp" if mots & {"etp", "etpt"} else "ttc" if "ttc" in mots else "ht"
    if unite == "etp":
        genre = genre or "fonctionnement"
    if any(mot.startswith(("previ", "prevu")) for mot in mots):
        mots -= {"depense", "depenses"}
    reels = mots & (_REELS - {"depense", "depenses"} if genre else _REELS)
    return f"budget:{genre}:{annee}:{unite}:{'max' if au_plus else 'reel' if reels else ''}".rstrip(":")


_REELS = {
    "depense", "depenses", "reel", "reels", "reelle", "reelles", "realise", "realises", "realisee", "realisees",
    "consomme", "consommes", "mandate",
}  # fmt: skip
_MOTS_DU_BUDGET = _REELS | {
    "budget", "budgets", "cout", "couts", "montant", "montants", "investissement", "investissements", "invest",
    "fonctionnement", "fonct", "etp", "etpt", "ht", "ttc", "previsionnel", "previsionnelle", "previsionnels",
    "previsionnelles", "prevu",
    "prevus", "prevue", "prevues", "engage", "engages", "estime", "estimes", "estimee", "de", "d", "en", "annee",
    "total", "euros", "k", "pour", "l",
}  # fmt: skip


def _par_ressemblance(cle: str) -> tuple[str, int]:
    trouve = process.extractOne(cle, list(CLE_DE), scorer=fuzz.ratio, score_cutoff=FLOU)
    if trouve is not None:
        return CLE_DE[trouve[0]], min(94, int(trouve[1]))
    # A long header that begins with known words: « Partenaires (techniques, financiers…) de l'action ».
    debuts = [mot for mot in CLE_DE if len(mot) > 5 and cle.startswith(f"{mot} ")]
    if debuts:
        return CLE_DE[max(debuts, key=len)], 70
    dedans = [mot for mot in CLE_DE if len(mot) > 7 and f" {mot} " in f" {cle} "]
    return (CLE_DE[max(dedans, key=len)], 60) if dedans else ("ignorer", 0)


_ECHELLE = re.compile(r"(?:[kK]|M)\s?€(?:\s?(?:HT|TTC))?")
"""Thousands or millions: what a group says of the amounts below it."""


def nommer(groupe: str, detail: str) -> str:
    """What to call a column under a group: its own words when they say more by themselves than with the group."""
    ensemble = f"{groupe} {detail}".strip()
    if not detail or not groupe:
        return ensemble
    if reconnaitre_entete(detail)[1] <= reconnaitre_entete(ensemble)[1]:
        return ensemble
    echelle = _ECHELLE.search(groupe)
    return f"{detail} ({echelle[0]})" if echelle and not _ECHELLE.search(detail) else detail


def proposer(entetes: Sequence[str]) -> list[Colonne]:
    """A field for each header of a row. Repeated places are resolved: a second « Axe » is the level below, a column
    « Montant » belongs to the funder before it, one title only."""
    colonnes: list[Colonne] = []
    financeurs = 0
    for rang, entete in enumerate(entetes):
        cle, confiance = reconnaitre_entete(" ".join(entete.split()) if "\n" not in entete else entete)
        if cle == "financeur":
            financeurs += 1
            cle = f"financeur:{financeurs}"
        elif cle == "montant":
            precedent = colonnes[-1].cle if colonnes else ""
            cle = f"montant:{precedent.partition(':')[2]}" if precedent.startswith("financeur:") else "budget"
            confiance = confiance if cle != "budget" else 75
        elif cle == "aide" and financeurs:
            cle = f"aide:{financeurs}"
        colonnes.append(Colonne(rang, entete, cle, confiance))
    return _sans_doublons(_pres_des_indicateurs(colonnes))


def _pres_des_indicateurs(colonnes: list[Colonne]) -> list[Colonne]:
    """« Unité », « Valeur initiale », « Cible 2030 » say something of the indicators when they follow their column."""
    vues: list[Colonne] = []
    apres = False
    for colonne in colonnes:
        cle = colonne_d_indicateur(colonne.entete) if apres and colonne.entete else ""
        if cle and cle != "suivi":
            vues.append(Colonne(colonne.rang, colonne.entete, f"indicateur:{cle}", 95))
            continue
        vues.append(colonne)
        apres = colonne.cle.startswith("indicateurs") or (apres and not colonne.entete)
    return vues


def _sans_doublons(colonnes: list[Colonne]) -> list[Colonne]:
    """One column for the title, the code and each level of axe: the surest, then the first. The others are left to
    the text fields that look like them."""
    retenues: dict[str, Colonne] = {}
    for colonne in colonnes:
        if colonne.cle in _UNIQUES:
            actuelle = retenues.get(colonne.cle)
            if actuelle is None or _precision(colonne) > _precision(actuelle):
                retenues[colonne.cle] = colonne
    finales = []
    for colonne in colonnes:
        if colonne.cle in _UNIQUES and retenues[colonne.cle] is not colonne:
            finales.append(Colonne(colonne.rang, colonne.entete, "ignorer", 30))
        else:
            finales.append(colonne)
    return _sans_objectif_pour_axe(finales)


_UNIQUES = {"titre", "sous_titre", "sous_sous_titre", "code", "axe:1", "axe:2", "axe:3", "axe:4", "axe:5"}
_FORTS = {
    "titre de l action",
    "titre de la fiche action",
    "intitule de l action",
    "titre",
    "intitule",
    "action",
    "fiche action",
}


def _precision(colonne: Colonne) -> tuple[int, int]:
    return colonne.confiance, cle_entete(colonne.entete) in _FORTS


def _sans_objectif_pour_axe(colonnes: list[Colonne]) -> list[Colonne]:
    """« Objectif stratégique » and « Objectif opérationnel » are levels only under an axe or before the title."""
    titre = next((c.rang for c in colonnes if c.cle == "titre"), -1)
    finales = []
    niveaux = sorted({c.cle for c in colonnes if c.cle.startswith("axe:") and c.rang < titre})
    renommes = {cle: f"axe:{rang}" for rang, cle in enumerate(niveaux, 1)}
    for colonne in colonnes:
        if colonne.cle.startswith("axe:") and "objectif" in cle_entete(colonne.entete) and colonne.rang > titre >= 0:
            finales.append(Colonne(colonne.rang, colonne.entete, "texte:objectifs", 80))
        else:
            cle = renommes.get(colonne.cle, colonne.cle) if colonne.rang < titre else colonne.cle
            finales.append(Colonne(colonne.rang, colonne.entete, cle, colonne.confiance))
    return finales
