"""Dates and periods as people write them in a cell (docs/calculs/import.md, « Dates »)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, lire_texte
from cordee.plans.domain.fiche import DateConnue
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.listes import Precision

ANNEE_MIN, ANNEE_MAX = 1990, 2100
SERIE_MIN, SERIE_MAX = 32_874, 73_415
"""Excel's count of days for 1990 and 2100."""
_ORIGINE = date(1899, 12, 30)
MOIS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_MOIS = {mois: rang for rang, mois in enumerate(MOIS, 1)} | {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "jun": 6, "jul": 7,
}  # fmt: skip
_SAISONS = {"printemps": (3, 5), "ete": (6, 8), "automne": (9, 11), "hiver": (1, 3), "rentree": (9, 9)}


@dataclass(frozen=True, slots=True)
class Periode:
    """What a text says of time. `continu`: again every year, without end."""

    debut: DateConnue | None = None
    fin: DateConnue | None = None
    continu: bool = False

    @property
    def est_vide(self) -> bool:
        """Nothing was understood."""
        return self.debut is None and self.fin is None and not self.continu


@dataclass(frozen=True, slots=True)
class _Moment:
    """A stretch of time: the first and the last day, and how it was written."""

    premier: date
    dernier: date
    precision: Precision


def lire_jour_excel(nombre: float) -> date | None:
    """The day that Excel counts, when a date lost its format: 45292 is the 1st of January 2024."""
    if SERIE_MIN <= nombre <= SERIE_MAX:
        return _ORIGINE + timedelta(days=int(nombre))
    return None


def illisible(valeur: object) -> CelluleIllisible:
    """The error of a cell that holds no date."""
    ecrit = lire_texte(valeur)  # type: ignore[arg-type]
    return CelluleIllisible(f"{citer(ecrit)} n'est pas une date : écrivez 31/12/2026, 12/2026 ou 2026.")


def lire_periode(valeur: object) -> Periode | None:
    """Everything that a cell says of time: `2020 - 2026`, `dès 2023`, `T2 2024`, `en continu`. None for an empty one.
    A single year or month is a period that begins and ends with it. Raises `CelluleIllisible`."""
    if valeur is None or (isinstance(valeur, str) and not valeur.strip()):
        return None
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        if ANNEE_MIN <= (jours := (valeur - _ORIGINE).days) <= ANNEE_MAX:  # 2026 typed in a cell shown as a date
            return _de(_annee(jours))
        _borner(valeur.year, valeur)
        return _d_un_jour(valeur)
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return _d_un_nombre(valeur)
    if not isinstance(valeur, str):
        raise illisible(valeur)
    if re.fullmatch(r"\s*\d{5}\s*", valeur) and (jour := lire_jour_excel(int(valeur))) is not None:
        return _d_un_jour(jour)
    periode = chercher_periode(valeur)
    if periode.est_vide:
        raise illisible(valeur)
    return periode


def au_premier_jour(connue: DateConnue) -> DateConnue:
    """« Fin 2026 » given as a start: the year is kept, from its first day."""
    if connue.precision is Precision.ANNEE:
        return DateConnue(connue.jour.replace(month=1, day=1), connue.precision)
    return DateConnue(connue.jour.replace(day=1), connue.precision) if connue.precision is Precision.MOIS else connue


def _d_un_jour(jour: date) -> Periode:
    connue = DateConnue(jour)
    return Periode(connue, connue)


def _d_un_nombre(nombre: float) -> Periode:
    if float(nombre).is_integer() and ANNEE_MIN <= nombre <= ANNEE_MAX:
        return _de(_annee(int(nombre)))
    jour = lire_jour_excel(nombre)
    if jour is None:
        raise CelluleIllisible(f"{nombre:g} n'est pas une date : écrivez 31/12/2026, 12/2026 ou 2026.")
    return _d_un_jour(jour)


def _borner(annee: int, valeur: object) -> None:
    if not ANNEE_MIN <= annee <= ANNEE_MAX:
        raise CelluleIllisible(f"L'année de {citer(str(valeur))} doit être entre {ANNEE_MIN} et {ANNEE_MAX}.")


_CONTINU = re.compile(
    r"\b(en continu|continu|continue|permanent|permanente|permanence|annuel|annuelle|annuellement|tous les ans|"
    r"toutes les annees|chaque annee|recurrent|recurrente|perenne|tout au long|toute l annee|tous les trimestres|"
    r"mensuel|quotidien|au fil de l eau|sur toute la duree|duree du plan|duree du pcaet)\b"
)
_DES = re.compile(r"^(des|depuis|a partir de|a compter de|a partir du|apres|lancement|debut|demarrage|engage en)\b")
_JUSQU = re.compile(r"^(jusqu en|jusqu a|jusqu au|d ici|avant|fin|horizon|a l horizon|echeance|au plus tard|pour)\b")
_TROU = re.compile(
    r"\s+(?:a|au|et|jusqu en|jusqu a|jusqu au|puis|to|vers)\s+|"
    r"\s*(?:->|=>|>|→|–|—|\.\.\.?)\s*|\s+-\s+|(?<=(?<!\d[/.-])\b\d{4})\s*/\s*(?=(?:19|20)\d\d\b)|"
    rf"(?<=[a-z.])-(?=(?:{'|'.join(_MOIS)})\b)|(?<=\b[ts][1-4])\s*[-/]\s*(?=[ts][1-4]\b)"
)
_SANS_FIN = re.compile(r"(?:en cours|a definir|a preciser|indetermine|non definie?|sans fin|aujourd hui)?\??")
"""What people write in the place of an end that they do not know."""
_ANNEES_COLLEES = re.compile(r"^((?:19|20)\d\d)\s*[-/–—]\s*((?:19|20)?\d\d)$")


@lru_cache(maxsize=5000)
def chercher_periode(texte: str) -> Periode:
    """The same from a text, an empty period when nothing is understood."""
    plat = _preparer(texte)
    continu = bool(_CONTINU.search(plat))
    if ouverte := re.fullmatch(r"(.+?) ?(?:->|=>|>|→)", plat):
        plat = f"des {ouverte[1]}"
    if (moment := _moment(plat)) is not None:
        return _orientee(plat, moment, continu)
    if (colle := _ANNEES_COLLEES.match(plat)) is not None and (bornes := _deux_annees(colle[1], colle[2])):
        return Periode(*bornes, continu)
    morceaux = [m for m in _TROU.split(_sans_tete(plat)) if m and m.strip()]
    if len(morceaux) == 2 and (bornes := _bornes(morceaux[0], morceaux[1])):
        return Periode(*bornes, continu)
    if len(morceaux) == 2 and _SANS_FIN.fullmatch(morceaux[1]) and (debut := _moment(morceaux[0])) is not None:
        return Periode(_premier(debut), None, continu)
    return _eparse(plat, continu)


def _preparer(valeur: object) -> str:
    texte = str(valeur).strip().lower().replace("\u2019", "'").replace("'", " ")
    texte = re.sub(r"[\u00a0\u202f\s]+", " ", texte)
    sans_accents = "".join(c if c in "→–—>=-/.," or c.isdigit() or c == " " else (normaliser(c) or " ") for c in texte)
    return re.sub(r" +", " ", sans_accents).strip(" .,;:")


def _sans_tete(plat: str) -> str:
    return re.sub(r"^(de|du|entre|periode|annees?|calendrier|echeancier|des|depuis)\s+(?=\S)", "", plat)


def _deux_annees(premiere: str, seconde: str) -> tuple[DateConnue, DateConnue] | None:
    debut = int(premiere)
    fin = int(seconde) if len(seconde) == 4 else debut // 100 * 100 + int(seconde)
    if not debut < fin <= ANNEE_MAX or debut < ANNEE_MIN:
        return None
    return _premier(_annee(debut)), _dernier(_annee(fin))


def _bornes(gauche: str, droite: str) -> tuple[DateConnue, DateConnue] | None:
    """`mars - juin 2024`: the left one borrows the year of the right one."""
    fin = _moment(droite)
    debut = _moment(gauche)
    if fin is not None and debut is None:
        debut = _moment(f"{gauche} {fin.dernier.year}")
    if debut is None or fin is None or fin.dernier < debut.premier:
        return None
    return _premier(debut), _dernier(fin)


def _orientee(plat: str, moment: _Moment, continu: bool) -> Periode:
    if _DES.match(plat) and not re.match(r"^debut (19|20)\d\d$", plat):
        return Periode(_premier(moment), None, continu)
    if _JUSQU.match(plat):
        return Periode(None, _dernier(moment), continu)
    return Periode(_premier(moment), None if continu else _dernier(moment), continu)


_DATE_DANS = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b|"
    r"\b(?:\d{1,2}(?:er)? )?(?:" + "|".join(_MOIS) + r")\.? (?:19|20)\d\d\b"
    r"|\b(?:t[1-4]|s[12]|[1-4](?:er|e|eme|nd|ere)? (?:trimestre|semestre)) (?:19|20)\d\d\b|\b(?:19|20)\d\d\b"
)


_AVANT_LA_DATE = re.compile(
    r"\b(?:des|depuis|a partir d[eu]|a compter d[eu]|jusqu en|jusqu a|jusqu au|d ici|avant|fin)(?: le| la| l annee)? "
)


def _eparse(plat: str, continu: bool) -> Periode:
    """Dates lost in a sentence: from the first to the last when they grow."""
    moments = [m for texte in _DATE_DANS.findall(plat) if (m := _moment(texte)) is not None]
    if not moments:
        return Periode(continu=continu)
    if len(moments) == 1:
        sens = next((m.start() for m in _AVANT_LA_DATE.finditer(plat) if _DATE_DANS.match(plat, m.end())), 0)
        return _orientee(plat[sens:], moments[0], continu)
    debut = min(moments, key=lambda m: m.premier)
    fin = max(moments, key=lambda m: m.dernier)
    return Periode(_premier(debut), _dernier(fin), continu)


# One moment ---------------------------------------------------------------------------------------------------------


def _annee(annee: int) -> _Moment:
    return _Moment(date(annee, 1, 1), date(annee, 12, 31), Precision.ANNEE)


def _des_mois(annee: int, premier: int, dernier: int) -> _Moment:
    fin = date(annee, dernier, calendar.monthrange(annee, dernier)[1])
    return _Moment(date(annee, premier, 1), fin, Precision.MOIS)


def _premier(moment: _Moment) -> DateConnue:
    return DateConnue(moment.premier, moment.precision)


def _dernier(moment: _Moment) -> DateConnue:
    return DateConnue(moment.dernier, moment.precision)


def _de(moment: _Moment) -> Periode:
    return Periode(_premier(moment), _dernier(moment))


_PREFIXE = re.compile(
    r"^(?:(?:le|en|des|depuis|a partir de|a partir du|a compter de|a compter du|jusqu en|jusqu a|jusqu au|d ici|avant|"
    r"apres|fin|debut|mi|courant|annee|l annee|horizon|a l horizon|echeance|au plus tard|pour|lancement|demarrage|"
    r"debut d|dans|au|a|l|la|de|du|engage|prevu|environ|vers|cours|fin d)[ -]+)+"
)
_HEURE = r"(?:[ t]\d{1,2}[ h]\d{2}(?: \d{2}\S*)?)?"
"""What a spreadsheet writes after a day: the signs between hours and minutes are spaces by then."""
_JOUR = re.compile(rf"^(\d{{1,2}})[/. -](\d{{1,2}})[/. -](\d{{4}}|\d{{2}}){_HEURE}$")
_ISO = re.compile(rf"^(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_HEURE}$")
_MOIS_CHIFFRE = re.compile(r"^(\d{1,2})(?:[/.-](\d{4})|[/-]([1-5]\d))$")
_ISO_MOIS = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_JOUR_LETTRES = re.compile(r"^(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4}|\d{2})$")
_MOIS_LETTRES = re.compile(r"^([a-z]+)\.?[ -](\d{4}|\d{2})$")
_PART = re.compile(
    r"^(?:(t|q|s)\s*([1-4])|([1-4]|premier|deuxieme|second|troisieme|quatrieme)(?:er|e|eme|nd|nde|ere)? ?"
    r"(trimestre|semestre|quadrimestre|trim\.?|sem\.?|t|s))[ /-]*(?:de )?(?:l annee )?((?:19|20)\d\d)$"
)
_PART_APRES = re.compile(r"^((?:19|20)\d\d)[ -/]*(t|q|s)\s*([1-4])$")
_RANGS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}


def _moment(plat: str) -> _Moment | None:
    """The stretch that a text is wholly about, None when it is about something else. Out of 1990–2100, none."""
    reste = _PREFIXE.sub("", plat).strip(" .,")
    try:
        moment = _en_chiffres(reste) or _en_lettres(reste)
    except ValueError:  # a 31st of February, a 13th month
        return None
    if moment is None or not ANNEE_MIN <= moment.premier.year <= ANNEE_MAX:
        return None
    return moment


def est_un_moment(texte: str) -> bool:
    """Whether a text says one moment and nothing else: `mars 2024`, `fin 2025`."""
    return _moment(_preparer(texte)) is not None


def _siecle(texte: str) -> int:
    return int(texte) if len(texte) == 4 else 2000 + int(texte)


def _en_chiffres(texte: str) -> _Moment | None:
    if re.fullmatch(r"(?:19|20)\d\d", texte):
        return _annee(int(texte))
    if iso := _ISO.match(texte):
        jour = date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif ecrite := _JOUR.match(texte):
        jour = date(_siecle(ecrite[3]), int(ecrite[2]), int(ecrite[1]))
    elif mois := _MOIS_CHIFFRE.match(texte):
        annee = _siecle(mois[2] or mois[3])
        return _des_mois(annee, int(mois[1]), int(mois[1])) if 1 <= int(mois[1]) <= 12 else None
    elif iso_mois := _ISO_MOIS.match(texte):
        return _des_mois(int(iso_mois[1]), int(iso_mois[2]), int(iso_mois[2]))
    else:
        return None
    return _Moment(jour, jour, Precision.JOUR)


def _en_lettres(texte: str) -> _Moment | None:
    if (jour := _JOUR_LETTRES.match(texte)) and jour[2] in _MOIS:
        exact = date(_siecle(jour[3]), _MOIS[jour[2]], int(jour[1]))
        return _Moment(exact, exact, Precision.JOUR)
    if mois := _MOIS_LETTRES.match(texte):
        annee = _siecle(mois[2])
        if mois[1] in _MOIS:
            return _des_mois(annee, _MOIS[mois[1]], _MOIS[mois[1]])
        if mois[1] in _SAISONS and len(mois[2]) == 4:
            return _des_mois(annee, *_SAISONS[mois[1]])
    if part := _PART.match(texte):
        rang = int(part[2]) if part[2] else _RANGS.get(part[3], 0) or int(part[3])
        return _part(part[1] or part[4], rang, int(part[5]))
    if part := _PART_APRES.match(texte):
        return _part(part[2], int(part[3]), int(part[1]))
    return None


def _part(genre: str, rang: int, annee: int) -> _Moment | None:
    """A quarter (`t`, `q`), a third (`quadrimestre`) or half (`s`) of a year."""
    longueur = 6 if genre[0] == "s" else 4 if genre.startswith("quad") else 3
    if rang * longueur > 12:
        return None
    return _des_mois(annee, (rang - 1) * longueur + 1, rang * longueur)
