"""A day as people type it in French: `3/9/2026`, `03.09.26`, `03092026`, `3 septembre 2026`, `1er sept. 2026`, and the
`2026-09-03` of addresses and files. The day comes before the month. Where less is known, a year or a part of it:
`mars 2027`, `03/2027`, `T2 2027`, `1er semestre 2027`, `2027`."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from cordee.outils.dates import MOIS, MOIS_COURTS

EXEMPLE = "31/12/2026"
EXEMPLES = "31/12/2026, mars 2027, T2 2027 ou 2027"
SIECLE_PRECEDENT = 70
"""Years on two digits: 70 to 99 are of the twentieth century, the others of ours."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CHIFFRES = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
_COLLEE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_LETTRES = re.compile(r"(?:[a-z]+ )??(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4}|\d{2})")
_SANS_JOUR = re.compile(r"(?:\d{4}|\d{1,2}[/.\- ]\d{4}|\d{4}-\d{1,2}|[a-z]+\.? \d{4})")
_SANS_ANNEE = re.compile(r"\d{1,2}(?:[/.\- ]\d{1,2}|(?:er)? [a-z]+\.?)")
_ANNEE_FAUSSE = re.compile(r"\d{1,2}([/.\- ])\d{1,2}\1(?:\d|\d{3}|\d{5,})")


_MOIS_CHIFFRE = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_MOIS_ISO = re.compile(r"(\d{4})-(\d{1,2})")
_MOIS_LETTRES = re.compile(r"([a-z]+)\.? (\d{4})")
_PART = re.compile(
    r"(?:(?P<sigle>[ts]) ?(?P<chiffre>[1-4])|(?P<rang>[1-4])(?:er|e|eme|nd|ere|nde)? ?"
    r"(?P<mot>t|s|trim\.?|sem\.?|trimestre|semestre))[ /\-]*(?:de )?(?P<annee>\d{4})"
)
_AVANT = re.compile(r"^(?:en|courant) ")


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known of a date: its first and last days, and whether by the `jour`, the `mois` or the `annee`."""

    premier: date
    dernier: date
    precision: str = "jour"


class DateIllisible(ValueError):
    """What is not a day; its text is the end of a sentence that says what to do."""


class JourManquant(DateIllisible):
    """A month or a year, where a day is needed."""


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
    if _SANS_JOUR.fullmatch(lu):
        manque = "le jour et le mois" if len(lu) == 4 else "le jour"
        raise JourManquant(f"il manque {manque}, écrivez-la comme {EXEMPLE}")
    raise DateIllisible(_dire_manque(lu))


def lire_moment(texte: str) -> Moment:
    """The day, the month, the part of a year or the year typed, or `DateIllisible`."""
    lu = _AVANT.sub("", _simplifier(texte))
    if re.fullmatch(r"\d{4}", lu):
        return _des_mois(int(lu), 1, 12, "annee")
    if (lettres := _MOIS_LETTRES.fullmatch(lu)) and lettres[1] in _RANGS:
        rang = _RANGS[lettres[1]]
        return _des_mois(int(lettres[2]), rang, rang)
    if chiffres := _MOIS_CHIFFRE.fullmatch(lu):
        return _des_mois(int(chiffres[2]), int(chiffres[1]), int(chiffres[1]))
    if iso := _MOIS_ISO.fullmatch(lu):
        return _des_mois(int(iso[1]), int(iso[2]), int(iso[2]))
    if part := _PART.fullmatch(lu):
        longueur = 6 if (part["sigle"] or part["mot"])[0] == "s" else 3
        rang = int(part["chiffre"] or part["rang"])
        return _des_mois(int(part["annee"]), (rang - 1) * longueur + 1, rang * longueur)
    try:
        jour = lire_date(texte)
    except DateIllisible as raison:
        if str(raison) == f"écrivez-la comme {EXEMPLE}":
            raise DateIllisible(f"écrivez-la comme {EXEMPLES}") from raison
        raise
    return Moment(jour, jour)


def _des_mois(annee: int, premier: int, dernier: int, precision: str = "mois") -> Moment:
    if not 1 <= premier <= dernier <= 12:
        raise DateIllisible(f"une année a douze mois, quatre trimestres et deux semestres, écrivez-la comme {EXEMPLES}")
    debut = _composer(annee, premier, 1)
    return Moment(debut, date(annee, dernier, calendar.monthrange(annee, dernier)[1]), precision)


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
    if _SANS_ANNEE.fullmatch(lu):
        return f"il manque l'année, écrivez-la comme {EXEMPLE}"
    if _ANNEE_FAUSSE.fullmatch(lu):
        return f"écrivez l'année avec quatre chiffres, comme {EXEMPLE}"
    return f"écrivez-la comme {EXEMPLE}"
