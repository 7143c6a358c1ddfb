"""A day as people type it in French: `3/9/2026`, `03.09.26`, `03092026`, `3 septembre 2026`, `1er sept. 2026`, and the
`2026-09-03` of addresses and files. The day comes before the month."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date

from cordee.outils.dates import MOIS, MOIS_COURTS

EXEMPLE = "31/12/2026"
SIECLE_PRECEDENT = 70
"""Years on two digits: 70 to 99 are of the twentieth century, the others of ours."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CHIFFRES = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
_COLLEE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_LETTRES = re.compile(r"(?:[a-z]+ )??(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4}|\d{2})")
_SANS_JOUR = re.compile(r"(?:\d{4}|\d{1,2}[/.\- ]\d{4}|\d{4}-\d{1,2}|[a-z]+\.? \d{4})")
_SANS_ANNEE = re.compile(r"\d{1,2}(?:[/.\- ]\d{1,2}|(?:er)? [a-z]+\.?)")
_ANNEE_FAUSSE = re.compile(r"\d{1,2}([/.\- ])\d{1,2}\1(?:\d|\d{3}|\d{5,})")


class DateIllisible(ValueError):
    """What is not a day; its text is the end of a sentence that says what to do."""


def lire_date(texte: str) -> date:
    """The day typed, or `DateIllisible`."""
    lu = _simplifier(texte)
    if iso := _ISO.fullmatch(lu):
        return _composer(int(iso[1]), int(iso[2]), int(iso[3]))
    if chiffres := _CHIFFRES.fullmatch(lu):
        return _composer(_annee(chiffres[4]), int(chiffres[3]), int(chiffres[1]))
    if collee := _COLLEE.fullmatch(lu):
        return _composer(_annee(collee[3]), int(collee[2]), int(collee[1]))
    if (lettres := _LETTRES.fullmatch(lu)) and lettres[2] in _RANGS:
        return _composer(_annee(lettres[3]), _RANGS[lettres[2]], int(lettres[1]))
    raise DateIllisible(_dire_manque(lu))


def _simplifier(texte: str) -> str:
    """Lower case, without accents, one space between words."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", texte.casefold()) if not unicodedata.combining(c))
    return " ".join(nu.replace("1ᵉʳ", "1er").replace("\u2011", "-").split())


_RANGS = {
    _simplifier(nom): rang
    for noms in (MOIS, (nom.rstrip(".") for nom in MOIS_COURTS))
    for rang, nom in enumerate(noms, 1)
}


def _annee(texte: str) -> int:
    annee = int(texte)
    return annee if len(texte) > 2 else annee + (1900 if annee >= SIECLE_PRECEDENT else 2000)


def _composer(annee: int, mois: int, jour: int) -> date:
    if not 1 <= mois <= 12:
        raise DateIllisible(f"il n'y a pas de mois {mois}, le jour vient avant le mois, comme {EXEMPLE}")
    if not 1 <= annee <= 9999:
        raise DateIllisible(f"écrivez l'année avec quatre chiffres, comme {EXEMPLE}")
    dernier = calendar.monthrange(annee, mois)[1]
    if jour > dernier:
        raise DateIllisible(f"{MOIS[mois - 1]} {annee} n'a que {dernier} jours")
    if jour == 0:
        raise DateIllisible(f"les jours commencent à 1, comme 01/{mois:02d}/{annee}")
    return date(annee, mois, jour)


def _dire_manque(lu: str) -> str:
    if _SANS_JOUR.fullmatch(lu):
        return f"il manque {'le jour et le mois' if len(lu) == 4 else 'le jour'}, écrivez-la comme {EXEMPLE}"
    if _SANS_ANNEE.fullmatch(lu):
        return f"il manque l'année, écrivez-la comme {EXEMPLE}"
    if _ANNEE_FAUSSE.fullmatch(lu):
        return f"écrivez l'année avec quatre chiffres, comme {EXEMPLE}"
    return f"écrivez-la comme {EXEMPLE}"
