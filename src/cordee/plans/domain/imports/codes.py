"""The number written at the head of a title, an axe or a fiche (docs/calculs/import.md, « Numéros »)."""

from __future__ import annotations

import re

CODE_MAX = 30
_MOTS_FICHE = r"(?:fiches?[ -]?actions?|fiche|FA(?=\s*\d)|sous[ -]?actions?|actions?|mesure|projet|op[ée]ration)"
_MOTS_AXE = (
    r"(?:sous[ -]?axes?|axes?|orientations?|objectifs?(?: (?:strat[ée]giques?|op[ée]rationnels?))?|ambitions?|enjeux?|"
    r"th[ée]matiques?|d[ée]fis?|volets?|priorit[ée]s?|chapitres?|parties?|leviers?|programmes?)"
)
_NUMERO = r"(?:[nN]\s?[°ºo]\s?|num[ée]ro\s+|#\s?)?"
_CODE_LARGE = (
    r"(?:\d{1,3}(?:[.\-_]\d{1,3}){0,4}(?:[.\-]?[a-zA-Z](?![a-zà-ÿ\w]))?|"
    r"[A-Z]{1,5}[-_. ]?\d{1,3}(?:[.\-_]\d{1,3}){0,3}[a-z]?|"
    r"[IVX]{1,5}(?:[.\-]\d{1,3}){0,3}|[A-Z](?![\wà-ÿ']))"
)
_SEPARATEUR = r"\s*(?:[:–—|/·]|-(?!\d)|\.(?!\d)|\)|»|\n)\s*"

_AVEC_MOT_FICHE = re.compile(
    rf"^\s*{_MOTS_FICHE}\s*{_NUMERO}({_CODE_LARGE})(?:(?:{_SEPARATEUR})+|\s+|$)(.*)$", re.IGNORECASE | re.DOTALL
)
_AVEC_MOT_AXE = re.compile(
    rf"^\s*{_MOTS_AXE}\s*{_NUMERO}({_CODE_LARGE})(?:(?:{_SEPARATEUR})+|\s+|$)(.*)$", re.IGNORECASE | re.DOTALL
)
_NUMERO_SEUL = re.compile(
    rf"^\s*(?:n\s?[°º]\s?|num[ée]ro\s+|#\s?)({_CODE_LARGE})(?:{_SEPARATEUR}|\s+)(.*)$", re.I | re.S
)
_PLUSIEURS = re.compile(
    r"^\s*([A-Z]{0,2}\d{1,3}(?:\.\d{1,3}){1,4}(?:\.?[a-z](?![\w]))?|\d{1,3}\.[a-z](?![\w]))\.?(?:(?:\s*[:–—|-]\s*)|\)?\s+)(?=[^\d\s])(.*)$",
    re.DOTALL,
)
_AVANT_UN_NOMBRE = re.compile(
    r"^\s*(\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+(?!000)(?=\d{1,3}(?:\s\d{3})*\s?(?:%|[a-zA-ZÀ-ÿ]{2}))(.*)$", re.DOTALL
)
"""« 3.1.3 50 % de bio »: the title begins with a quantity."""
_UN_SEUL = re.compile(r"^\s*(\d{1,3})\s*(?:\.|\)|:|–|—|-|°)\s+(?=[^\d\s%€])(.*)$", re.DOTALL)
_LETTRES = re.compile(
    r"^\s*([A-Z]{1,4}[-_.]?\d{1,3}(?:[.\-_]\d{1,3}){0,3}[a-z]?|[A-Z]\.\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}(?:\.\d{1,3}){1,3})"
    r"(?:\s*[:–—|]\s*|\s+-\s+|\.\s+|\)\s*)(?=\S)(.*)$",
    re.DOTALL,
)
_COLLE = re.compile(r"^\s*([A-Z]{1,3}-?\d{1,2}(?:\.\d{1,2}){0,3})\s+(?=[A-ZÀ-Ö]['’a-zà-ÿ])(.*)$", re.DOTALL)
"""« A1 Rénover »: a capital and small letters follow."""
_ROMAIN = re.compile(r"^\s*([IVX]{1,5}|[A-H])\s*(?:[.)–—:]|\s-)\s+(?=\S)(.*)$", re.DOTALL)
_PAS_DES_CODES = re.compile(r"^(?:CO2|CH4|NO2|N2O|SO2|O3|H2|NH3|PM\d|COP\d|ISO|RE20|RT20|G7|G20)", re.ASCII)
_UNITES = re.compile(r"^(?:M€|k€|€|%|°|km|ha\b|MW|GW|kW|t\b|tCO2|m²|m2|ans?\b|mois\b|fois\b|millions?\b|ETP\b)", re.I)


def decouper_titre(texte: str, *, axe: bool = False) -> tuple[str, str]:
    """Code and title: `2.3.1 Isoler l'école` is (`2.3.1`, `Isoler l'école`), `Action n°12 : Isoler` (`12`, `Isoler`).
    A title without number, or that is nothing but a number, is left whole with an empty code. `axe` also reads
    « Axe 1 – », « Orientation II : »."""
    propre = texte.strip()
    motifs = [_AVEC_MOT_FICHE, *([_AVEC_MOT_AXE] if axe else []), _NUMERO_SEUL]
    for motif in motifs:
        if (trouve := motif.match(propre)) and _convient(
            trouve[1], trouve[2], avec_mot=True, separe=bool(propre[trouve.end(1) : trouve.start(2)].strip())
        ):
            return _code(trouve[1]), _reste(trouve[2])
    for motif in (_PLUSIEURS, _AVANT_UN_NOMBRE, _UN_SEUL, _LETTRES, _COLLE, *([_ROMAIN] if axe else [])):
        if (trouve := motif.match(propre)) and _convient(trouve[1], trouve[2], avec_mot=False):
            return _code(trouve[1]), _reste(trouve[2])
    return "", propre


def _convient(code: str, reste: str, *, avec_mot: bool, separe: bool = True) -> bool:
    """A title must remain; a year, a unit or a formula is no code; after a word of ours, a lower case goes on with the
    sentence (« Action 2 roues »)."""
    suite = _reste(reste)
    if not suite or not any(signe.isalpha() for signe in suite) or _UNITES.match(suite):
        return False
    if re.fullmatch(r"(?:19|20)\d\d", code) or _PAS_DES_CODES.match(code):
        return False
    if not avec_mot:
        return True
    return (separe or not suite[0].islower()) and not (code.isalpha() and not code.isupper())


def _code(code: str) -> str:
    return re.sub(r"\s+", "", code).strip(".-_")[:CODE_MAX]


def _reste(texte: str) -> str:
    propre = texte.strip().lstrip(":–—|-").strip()
    if propre.startswith("«") and propre.endswith("»") and propre.count("«") == 1:
        propre = propre[1:-1].strip()
    return propre


def est_un_code(texte: str) -> bool:
    """Whether a cell holds nothing but a number of fiche: `2.3.1`, `A-12`, `12`, `n° 4`."""
    return bool(re.fullmatch(rf"\s*{_NUMERO}{_CODE_LARGE}\.?\s*", texte))
