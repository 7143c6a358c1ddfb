"""Several names in one cell, and yes or no (docs/calculs/import.md, « Listes » and « Oui ou non »)."""

from __future__ import annotations

import re
from functools import lru_cache

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, lire_texte
from cordee.plans.domain.imports.cles import LONGUEUR, RETENUES, normaliser
from cordee.plans.domain.imports.messages import citer

PUCES = "-–—•●○◦▪▫■□·*➔➜➢➤→►▶✓✔"
_PUCE = re.compile(rf"^\s*(?:[{re.escape(PUCES)}\uf0b7\uf0a7\uf0d8]|o(?=\s)|\d{{1,2}}[.)](?=\s))\s*(?=\S)")
_OUVRANTS = {"(": ")", "[": "]", "«": "»", "“": "”"}
_PROTECTEURS = (*_OUVRANTS, '"')
_SEPARATEURS = re.compile(r"[;\n]|,(?!(?<=\d,)\d)|(?<=\s)/(?=\s)")
_FINS = {"etc", "etc.", "...", "…", "-", "–", "—"}
_RIEN = {
    "", "neant", "aucun", "aucune", "nc", "n.c.", "so", "sans objet", "a definir", "a preciser", "a determiner",
    "a recruter", "en cours de recrutement", "a designer", "a nommer", "a identifier", "non defini", "non determine",
}  # fmt: skip

COCHEES, VIDES = "☒☑✅✔✓🗹🗷", "☐□◻▢"
_OUI = {
    "oui", "vrai", "true", "x", "1", "o", "yes", "y", "ok", "coche", "v", "xx", "1.0", "continu", "en continu",
    "tous les ans",
}  # fmt: skip
_NON = {"non", "faux", "false", "0", "n", "no", "0.0", "aucun", "aucune"}


def sans_puce(ligne: str) -> str:
    """A line without its bullet."""
    return _PUCE.sub("", ligne).strip()


def a_une_puce(ligne: str) -> bool:
    """Whether a line begins with a bullet."""
    return bool(_PUCE.match(ligne))


def separer(texte: str) -> list[str]:
    """Names of a cell (see `_separer`); a file repeats the same cells on thousands of rows."""
    return list(_separer(texte) if len(texte) <= LONGUEUR else _separer.__wrapped__(texte))


@lru_cache(maxsize=RETENUES)
def _separer(texte: str) -> tuple[str, ...]:
    """Names of a cell. Commas, semicolons and line breaks separate, except between parentheses, straight quotes or
    « », and the comma of a decimal. Bullets, « etc. » and repetitions (whatever the case) are dropped; a sign that is
    opened and never closed protects nothing."""
    if not any(signe in texte for signe in _PROTECTEURS):
        return tuple(_sans_repetition(_SEPARATEURS.split(texte)))
    noms: list[str] = []
    courant: list[str] = []
    fin_protegee = -1
    for rang, signe in enumerate(texte):
        if rang > fin_protegee:
            fin_protegee = max(fin_protegee, _fermeture(texte, rang))
            if _separe(texte, rang, signe, fin_protegee):
                noms.append("".join(courant))
                courant = []
                continue
        courant.append(signe)
    noms.append("".join(courant))
    return tuple(_sans_repetition(noms))


def _sans_repetition(noms: list[str]) -> list[str]:
    gardes: dict[str, str] = {}
    for nom in map(_nettoyer, noms):
        if nom and normaliser(nom) not in _RIEN:
            gardes.setdefault(" ".join(nom.lower().split()), nom)
    return list(gardes.values())


def _separe(texte: str, rang: int, signe: str, fin_protegee: int) -> bool:
    if rang <= fin_protegee or signe not in ",;\n/":
        return False
    if signe == "/":
        return texte[rang - 1 : rang].isspace() and texte[rang + 1 : rang + 2].isspace()
    decimale = signe == "," and texte[rang - 1 : rang].isdecimal() and texte[rang + 1 : rang + 2].isdecimal()
    return not decimale


def _fermeture(texte: str, rang: int) -> int:
    """Where the parenthesis or quote opened at this rank closes, -1 when it opens nothing."""
    signe = texte[rang]
    if signe == '"':
        return texte.find('"', rang + 1)
    if signe not in _OUVRANTS:
        return -1
    fermant, profondeur = _OUVRANTS[signe], 0
    for autre in range(rang, len(texte)):
        profondeur += (texte[autre] == signe) - (texte[autre] == fermant)
        if not profondeur:
            return autre
    return -1


_GUILLEMETS = re.compile(r'^(?:"([^"]*)"|«([^«»]*)»|“([^“”]*)”)$')


def _nettoyer(nom: str) -> str:
    propre = sans_puce(" ".join(nom.replace("\u00a0", " ").split()))
    if entoure := _GUILLEMETS.match(propre):
        propre = next(groupe for groupe in entoure.groups() if groupe is not None).strip()
    propre = re.sub(r"(?:\s|,)*(?:\betc\b\.?|…|\.{3})\s*$", "", propre).strip()
    if propre.lower() in _FINS:
        return ""
    return propre[:-1].rstrip() if propre.endswith(".") and not re.search(r"\b\w{1,4}\.$", propre) else propre


def lire_booleen(valeur: object) -> bool | None:
    """Yes or no, None when empty. Raises `CelluleIllisible`."""
    if isinstance(valeur, bool):
        return valeur
    texte = lire_texte(valeur).strip()  # type: ignore[arg-type]
    if not texte or texte in {"-", "–", "/"}:
        return None
    if texte[0] in COCHEES:
        return True
    if texte[0] in VIDES:
        return False
    cle = normaliser(texte)
    if cle in _OUI or cle.startswith("oui "):
        return True
    if cle in _NON or cle.startswith("non "):
        return False
    raise CelluleIllisible(f"{citer(texte)} devrait être Oui ou Non.")
