"""Where an indicator starts from and where it goes: columns and words of its values
(docs/calculs/import.md, « Indicateurs »)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from cordee.plans.domain.imports.cles import normaliser

_ANNEE = re.compile(r"\b((?:19|20)\d\d)\b")
_COLONNES = {
    "unite": "unite|unites|unite de mesure",
    "initiale": (
        "valeur initiale|valeur de reference|valeur de depart|valeur actuelle|situation initiale|etat initial|"
        "etat des lieux|reference|initiale|initial|depart|t0|point de depart|valeur de base|valeur t0|etat zero"
    ),
    "cible": (
        "valeur cible|cible|objectif|valeur visee|valeur objectif|cibles|objectifs|objectif cible|valeur attendue|"
        "resultat attendu|objectif chiffre|valeur a atteindre"
    ),
    "annee_initiale": "annee de reference|annee initiale|date de reference|annee de depart|annee reference",
    "annee_cible": "annee cible|annee de la cible|horizon|echeance de la cible|annee de l objectif",
    "frequence": "frequence|periodicite|frequence de suivi|frequence de releve|frequence de collecte",
    "source": "source|sources|source des donnees|source de donnees|origine des donnees",
    "valeur": (
        "valeur|derniere valeur|valeur realisee|realise|resultat|resultats|valeur constatee|valeur relevee|constate"
    ),
    "nature": "nature|type|type d indicateur|nature de l indicateur",
    "suivi": "suivi",
}  # fmt: skip
_PAR_MOT = {mot: cle for cle, mots in _COLONNES.items() for mot in mots.split("|")}


@cache
def colonne_d_indicateur(entete: str) -> str:
    """What a column beside the names of indicators holds: `cible`, `initiale:2019` for « Valeur de référence (2019) »,
    `valeur:2024` for « 2024 ». Empty for another one."""
    annees = _ANNEE.findall(entete)
    mots = _ANNEE.sub(" ", normaliser(re.sub(r"\([^()\d]*\)", " ", entete)))
    cle = _PAR_MOT.get(re.sub(r"\b(?:en|d ici|pour|a)\s*$", "", " ".join(mots.split())).strip(), "")
    if annees and not mots.strip():
        cle = "valeur"
    if len(annees) != 1 or cle not in {"initiale", "cible", "valeur"}:
        return cle
    return f"{cle}:{annees[0]}"


def detail_d_indicateur(libelle: str, texte: str) -> str:
    """The key of `Valeur initiale : 120` or `Source : l'ADEME` under the name of an indicator, empty for another line.
    A value is a number."""
    cle = colonne_d_indicateur(libelle.strip(" -–•*"))
    en_mots = cle in {"unite", "frequence", "source"}
    return cle if en_mots or (cle and cle != "suivi" and any(signe.isdigit() for signe in texte)) else ""


_INITIALE = re.compile(
    r"[\s,;:–(-]*\b(?:valeur (?:initiale|de r[ée]f[ée]rence|de d[ée]part|actuelle|de base)|situation initiale|"
    r"[ée]tat initial|r[ée]f[ée]rence|point de d[ée]part|T0)"
    r"\s*(?:\(?(?:en\s+)?(?P<avant>(?:19|20)\d\d)\)?\s*)?[:=]\s*"
    r"(?P<valeur>\d[\d \u00a0\u202f.,]*)\s*(?P<unite>(?!en\b)[^\d\s,;()]{0,12}(?:/an)?)?\s*"
    r"(?:\(?(?:en\s+)?(?P<apres>(?:19|20)\d\d)\)?)?\)?\s*$",
    re.I,
)


def lire_initiale(texte: str) -> tuple[str, Decimal, int | None, str] | None:
    """What remains of a text that ends with `valeur initiale : 120 m² en 2020`, with the value, its year and its unit.
    None when it does not."""
    trouve = _INITIALE.search(texte)
    valeur = lire_nombre(trouve["valeur"]) if trouve else None
    if trouve is None or valeur is None:
        return None
    annee = int(trouve["avant"] or trouve["apres"] or 0) or None
    return texte[: trouve.start()].rstrip(" ,;:(–-"), valeur, annee, (trouve["unite"] or "").strip()


def lire_nombre(texte: str) -> Decimal | None:
    """`1 200,5` as a number."""
    try:
        return Decimal(re.sub(r"[\s\u202f\u00a0]", "", texte).rstrip(".,").replace(",", "."))
    except InvalidOperation:
        return None
