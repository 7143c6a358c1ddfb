"""What one cell of our spreadsheet holds, and how it is read back: texts, numbers, dates, lists (domain.colonnes).

Each codec writes a value that Excel stores as it is (number, date, text) and reads what comes back, also what a person
typed over it: `2026`, `03/2026`, `12 500 €`, `37,5 %`, `Oui`. A cell that cannot be read raises `CelluleIllisible` with
a French sentence; the caller adds the sheet, the row and the column.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import normaliser
from cordee.plans.domain.aide_territoires import lire_aide
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.fiche import DateConnue, PersonneCitee
from cordee.plans.domain.listes import Precision, RolePersonne

Valeur = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell can hold. Decimals are written as numbers, or as text when a number would lose digits."""

CHIFFRES_SURS = 15
"""Significant digits that a spreadsheet keeps."""
ANNEE_MIN, ANNEE_MAX = 1900, 2200


class CelluleIllisible(ValueError):
    """The cell does not hold what its column expects. The message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Codec:
    """Two ways of one kind of cell. `format` is the number format of the writer: texte, nombre, montant, taux, date,
    moment, entier. `mots` are the only words that it knows, for a closed list."""

    ecrire: Callable[[Any], Valeur]
    lire: Callable[[Valeur], Any]
    format: str = "texte"
    mots: tuple[str, ...] = ()


# Texts --------------------------------------------------------------------------------------------------------------

_INTERDITS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def nettoyer(texte: str) -> str:
    """Text that XML can hold: without control characters, lines ended by `\\n`, without outer blanks."""
    return _INTERDITS.sub("", texte.replace("\r\n", "\n").replace("\r", "\n")).strip()


def lire_texte(valeur: Valeur) -> str:
    """Text of any cell: a number without a useless `.0`, a date as `31/12/2026`."""
    if isinstance(valeur, str):
        return valeur.strip() if valeur.isprintable() else nettoyer(valeur)
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, date):  # a datetime too
        return f"{valeur.day:02d}/{valeur.month:02d}/{valeur.year}"
    return nettoyer(str(valeur))


# Lists --------------------------------------------------------------------------------------------------------------


def _equilibre(nom: str) -> bool:
    profondeur = 0
    for signe in nom:
        profondeur += (signe == "«") - (signe == "»")
        if profondeur < 0:
            return False
    return profondeur == 0


def _proteger(nom: str) -> str:
    if not _equilibre(nom):
        return '"' + nom.replace('"', '""') + '"'
    if ";" in nom or "\n" in nom or nom.startswith(("«", '"')):
        return f"« {nom} »"
    return nom


def joindre(noms: Sequence[str]) -> str:
    """Names in one cell: `CCI ; « Collectif A ; B »`. `separer` gives the same names back."""
    return " ; ".join(_proteger(nom) for nom in map(nettoyer, noms) if nom)


_ENTRE_GUILLEMETS = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=[;\n]|$)')


def separer(texte: str) -> tuple[str, ...]:
    """Names of a cell, separated by « ; » or by line breaks. What stands between « » is not cut."""
    noms: list[str] = []
    debut = rang = profondeur = 0
    while rang <= len(texte):
        if rang == debut and (trouve := _ENTRE_GUILLEMETS.match(texte, rang)):
            noms.append(trouve[1].replace('""', '"'))
            rang = debut = trouve.end() + 1
            continue
        signe = texte[rang] if rang < len(texte) else "\n"
        profondeur = max(0, profondeur + (signe == "«") - (signe == "»"))
        if rang == len(texte) or (signe in ";\n" and not profondeur):
            noms.append(_deshabiller(texte[debut:rang].strip()))
            debut = rang + 1
        rang += 1
    return tuple(nom for nom in noms if nom)


def _deshabiller(nom: str) -> str:
    """Without the « » that go around the whole name."""
    if not (nom.startswith("«") and nom.endswith("»")):
        return nom
    profondeur = 0
    for rang, signe in enumerate(nom):
        profondeur += (signe == "«") - (signe == "»")
        if not profondeur and rang < len(nom) - 1:
            return nom
    return nom[1:-1].strip()


# Numbers ------------------------------------------------------------------------------------------------------------

_NOMBRE = re.compile(r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$")


def _nombre(valeur: Valeur) -> tuple[Decimal, bool]:
    """The number of a cell, and whether it was written with a percent sign."""
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return Decimal(repr(valeur)), False
    texte = re.sub(r"[\s\u00a0\u202f]|€|EUR|HT|TTC", "", lire_texte(valeur)).replace("\u2212", "-")
    pourcent = texte.endswith("%")
    texte = texte.rstrip("%").replace(",", ".")
    if not _NOMBRE.match(texte):
        raise CelluleIllisible(f"« {lire_texte(valeur)} » n'est pas un nombre : écrivez par exemple 12500 ou 37,5.")
    try:
        return Decimal(texte), pourcent
    except InvalidOperation as erreur:  # pragma: no cover - the pattern above leaves nothing that Decimal refuses
        raise CelluleIllisible(f"« {lire_texte(valeur)} » n'est pas un nombre.") from erreur


def _vide(valeur: Valeur) -> bool:
    return valeur is None or (isinstance(valeur, str) and not valeur.strip())


def ecrire_nombre(nombre: Decimal | float | None) -> Valeur:
    """A number for Excel; text when it has more digits than Excel keeps."""
    if nombre is None:
        return None
    if isinstance(nombre, float):
        sur = float(f"{nombre:.{CHIFFRES_SURS}G}") == nombre
        return nombre if sur else repr(nombre).replace(".", ",")
    if Decimal(repr(float(nombre))) == nombre and len(nombre.normalize().as_tuple().digits) <= CHIFFRES_SURS:
        return int(nombre) if nombre == nombre.to_integral_value() else float(nombre)
    return format(nombre, "f").replace(".", ",")


def lire_decimal(valeur: Valeur) -> Decimal | None:
    """`12 500,50 €` as a decimal, None for an empty cell."""
    return None if _vide(valeur) else _nombre(valeur)[0]


def lire_flottant(valeur: Valeur) -> float | None:
    """The same as a float."""
    nombre = lire_decimal(valeur)
    return None if nombre is None else float(nombre)


def lire_entier(valeur: Valeur) -> int | None:
    """A whole number, None for an empty cell."""
    nombre = lire_decimal(valeur)
    if nombre is not None and nombre != nombre.to_integral_value():
        raise CelluleIllisible(f"« {lire_texte(valeur)} » devrait être un nombre entier.")
    return None if nombre is None else int(nombre)


def lire_annee(valeur: Valeur) -> int | None:
    """A year of four digits; the year of a date."""
    if isinstance(valeur, date):
        return valeur.year
    annee = lire_entier(valeur)
    if annee is not None and not ANNEE_MIN <= annee <= ANNEE_MAX:
        raise CelluleIllisible(f"« {lire_texte(valeur)} » n'est pas une année entre {ANNEE_MIN} et {ANNEE_MAX}.")
    return annee


def lire_taux(valeur: Valeur) -> Decimal | None:
    """A ratio: the cell holds 0,375 shown as 37,5 %, or the text `37,5 %`."""
    if _vide(valeur):
        return None
    nombre, pourcent = _nombre(valeur)
    return nombre / 100 if pourcent else nombre


# Dates --------------------------------------------------------------------------------------------------------------

_JOUR = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_MOIS = re.compile(r"^(\d{1,2})[/.-](\d{4})$")


def ecrire_date(jour: date | None) -> Valeur:
    """A real date; text before 1901, which Excel does not count well."""
    return jour if jour is None or jour.year > ANNEE_MIN else lire_texte(jour)


def lire_date(valeur: Valeur) -> date | None:
    """A day."""
    connue = _date_connue(valeur, fin=False)
    if connue is not None and connue.precision is not Precision.JOUR:
        raise CelluleIllisible(f"« {lire_texte(valeur)} » devrait être une date complète, comme 31/12/2026.")
    return connue.jour if connue else None


_MOMENT = re.compile(r"^(.+?)[ T](?:à )?(\d{1,2})[:h](\d{2})(?::(\d{2}))?$")


def ecrire_moment(moment: datetime | None) -> Valeur:
    """A real date with its time, to the second."""
    return None if moment is None else moment.replace(microsecond=0)


def lire_moment(valeur: Valeur) -> datetime | None:
    """A day with its time, midnight when the cell gives none: `31/12/2026 14:05`, `31/12/2026`."""
    if isinstance(valeur, datetime):
        proche = valeur.replace(tzinfo=None) + timedelta(microseconds=500_000)
        return proche.replace(microsecond=0)
    texte = lire_texte(valeur)
    heure = _MOMENT.match(texte)
    jour = lire_date(heure[1] if heure else valeur)
    if jour is None:
        return None
    try:
        moment = time(int(heure[2]), int(heure[3]), int(heure[4] or 0)) if heure else time()
    except ValueError as erreur:
        raise CelluleIllisible(f"« {texte} » n'est pas une heure : écrivez 31/12/2026 14:05.") from erreur
    return datetime.combine(jour, moment)


def ecrire_date_connue(connue: DateConnue | None) -> Valeur:
    """A date as far as it is known: a real date, `03/2026`, or the number 2026."""
    if connue is None:
        return None
    if connue.precision is Precision.ANNEE:
        return connue.jour.year
    if connue.precision is Precision.MOIS:
        return f"{connue.jour.month:02d}/{connue.jour.year}"
    return ecrire_date(connue.jour)


def _date_connue(valeur: Valeur, *, fin: bool) -> DateConnue | None:
    if _vide(valeur):
        return None
    if isinstance(valeur, date):
        return DateConnue(valeur.date() if isinstance(valeur, datetime) else valeur)
    texte = lire_texte(valeur)
    try:
        return _date_ecrite(texte, fin=fin)
    except ValueError as erreur:  # a 31st of February, a 13th month, something else
        raise CelluleIllisible(f"« {texte} » n'est pas une date : écrivez 31/12/2026, 12/2026 ou 2026.") from erreur


def _date_ecrite(texte: str, *, fin: bool) -> DateConnue:
    if jour := _JOUR.match(texte):
        return DateConnue(date(int(jour[3]), int(jour[2]), int(jour[1])))
    if iso := _ISO.match(texte):
        return DateConnue(date(int(iso[1]), int(iso[2]), int(iso[3])))
    if mois := _MOIS.match(texte):
        annee, rang = int(mois[2]), int(mois[1])
        premier = date(annee, rang, 1)
        dernier = premier.replace(day=calendar.monthrange(annee, rang)[1])
        return DateConnue(dernier if fin else premier, Precision.MOIS)
    seule = lire_annee(texte)
    assert seule is not None  # the text is not empty
    return DateConnue(date(seule, 12, 31) if fin else date(seule, 1, 1), Precision.ANNEE)


def lire_debut(valeur: Valeur) -> DateConnue | None:
    """A start: `2026` is the 1st of January."""
    return _date_connue(valeur, fin=False)


def lire_fin(valeur: Valeur) -> DateConnue | None:
    """An end: `2026` is the 31st of December."""
    return _date_connue(valeur, fin=True)


# Choices and people -------------------------------------------------------------------------------------------------

_OUI = {"oui", "vrai", "true", "x", "1", "o"}
_NON = {"non", "faux", "false", "0", "n"}


def lire_oui_non(valeur: Valeur) -> bool | None:
    """`Oui` or `Non`, None when empty."""
    cle = normaliser(lire_texte(valeur))
    if cle and cle not in _OUI | _NON:
        raise CelluleIllisible(f"« {lire_texte(valeur)} » devrait être Oui ou Non.")
    return None if not cle else cle in _OUI


def _oui_non(valeur: bool | None) -> Valeur:
    return None if valeur is None else "Oui" if valeur else "Non"


def choix(liste: type[ChoixTexte], defaut: ChoixTexte | None = None) -> Codec:
    """Codec of a closed list: the label in the cell; an empty cell is `defaut`."""

    def lire(valeur: Valeur) -> ChoixTexte | None:
        texte = lire_texte(valeur)
        membre = liste.lire(texte) if texte else defaut
        if texte and membre is None:
            permis = ", ".join(m.libelle for m in liste)
            raise CelluleIllisible(f"« {texte} » n'est pas dans la liste : {permis}.")
        return membre

    mots = tuple(membre.libelle for membre in liste)
    return Codec(lambda membre: membre.libelle if membre is not None else None, lire, mots=mots)


def codes(noms: dict[str, str]) -> Codec:
    """Codec of several codes of a list: their labels; a code that the list does not know stays as it is."""
    par_cle = {normaliser(nom): code for code, nom in noms.items()}

    def lire(valeur: Valeur) -> tuple[str, ...]:
        return tuple(par_cle.get(normaliser(nom), nom) for nom in separer(lire_texte(valeur)))

    return Codec(lambda valeurs: joindre([noms.get(str(code), str(code)) for code in valeurs]), lire)


_ADRESSE = re.compile(r"^(.*?)\s*<([^<>]*)>$", re.DOTALL)


def ecrire_personne(personne: PersonneCitee) -> str:
    """`Inès Allemand <ines@exemple.fr>`."""
    if personne.email or _ADRESSE.match(personne.nom):
        return f"{personne.nom} <{personne.email}>"
    return personne.nom


def lire_personne(texte: str, role: RolePersonne) -> PersonneCitee:
    """The reverse."""
    trouve = _ADRESSE.match(texte)
    return PersonneCitee(trouve[1], role, trouve[2].strip()) if trouve else PersonneCitee(texte, role)


def lire_adresse_d_aide(valeur: Valeur) -> str:
    """A page of Aides-territoires."""
    try:
        return lire_aide(lire_texte(valeur))
    except ValeurRefusee as refus:
        raise CelluleIllisible(str(refus)) from refus


TEXTE = Codec(nettoyer, lire_texte)
AIDE = Codec(nettoyer, lire_adresse_d_aide)
LISTE = Codec(joindre, lambda valeur: separer(lire_texte(valeur)))
OUI_NON = Codec(_oui_non, lire_oui_non, mots=("Oui", "Non"))
DECIMAL = Codec(ecrire_nombre, lire_decimal, "nombre")
FLOTTANT = Codec(ecrire_nombre, lire_flottant, "nombre")
MONTANT = Codec(ecrire_nombre, lire_decimal, "montant")
TAUX = Codec(ecrire_nombre, lire_taux, "taux")
ENTIER = Codec(lambda valeur: valeur, lire_entier, "entier")
ANNEE = Codec(lambda valeur: valeur, lire_annee, "entier")
DATE = Codec(ecrire_date, lire_date, "date")
MOMENT = Codec(ecrire_moment, lire_moment, "moment")
DEBUT = Codec(ecrire_date_connue, lire_debut, "date")
FIN = Codec(ecrire_date_connue, lire_fin, "date")
