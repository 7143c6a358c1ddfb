"""One spelling for each unit (docs/calculs/indicateurs.md §Unités)."""

from __future__ import annotations

import re

from cordee.outils.texte import normaliser

_REGLES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"\bm2\b"), "m²"),
    (re.compile(r"\bkm2\b"), "km²"),
    (re.compile(r"\bm3\b"), "m³"),
    (re.compile(r"\bhabitants?\b|\bhab\b\.?(?!\w)", re.IGNORECASE), "hab"),
    (re.compile(r"\b1000\b"), "1 000"),
    (re.compile(r"\s*C[O0o](?:2|₂)(?![\w])"), " CO2"),
    (re.compile(r"\b(k?)t\s?(?:[eé]q\.?|e)(?=\s?CO2)"), r"\1teq"),
)


VARIANTES: dict[str, tuple[str, ...]] = {
    "%": ("pourcent",),
    "nombre": ("nb",),
    "€": ("euro", "euros"),
    "€/hab": ("euros/hab", "euros/habitant"),
    "g/repas": ("g/repas servi",),
    "tonnes": ("tonne", "t"),
    "tonnes/ha": ("tonne/ha", "t/ha"),
    "kteq CO2": ("ktéqC02", "kteqCO2", "ktCO2e", "kt CO2 eq"),
    "teq CO2": ("tCO2e", "tCO2eq", "t CO2 éq"),
    "teq CO2/hab": ("teq CO2/habitant", "tCO2e/hab"),
    "nombre/100 hab": ("nb/100 habitants",),
    "nombre/hab": ("nombre/habitant", "nb/hab"),
    "heures/100 hab": ("Heures/100 hab",),
    "kWh/hab/an": ("kWh/hab.an", "kWh/an.hab"),
    "kWh/employé/an": ("kWh/an.employé",),
    "kWh/km/an": ("kWh/an.km",),
    "km/1 000 hab": ("km/1000 hab",),
    "stations/1 000 hab": ("Nombre de stations/1000 hab",),
    "voyages/hab": ("nombre de voyages/hab",),
    "arrêts/km": ("Nombre d'arrêts/km",),
    "logements rénovés/100 logements existants": ("nombre logements rénovés/100 logements existants",),
    "m²": ("m2",),
    "m³": ("m3",),
    "km²": ("km2",),
    "kg/m²": ("kg/m2",),
    "l/m²": ("l/m2",),
    "m³/m²": ("m3/m2",),
    "m³ vendu/m³ brut": ("m3 vendu/m3 brut",),
    "ha": ("hectare", "hectares"),
    "km": ("kilomètres",),
    "MWh": ("mégawattheures",),
}
"""Kept spelling -> the others. Case, accents, spaces, `²` for `2` and `/` for `par` need no line of their own."""


def cle(unite: str) -> str:
    """What two spellings of the same unit share: letters and digits, without case, accent or spacing. `%` and `€`
    count."""
    signes = unite.replace("%", " pourcent ").replace("€", " euros ").replace("²", "2").replace("³", "3")
    return normaliser(signes.replace("/", " par ")).replace(" ", "").replace(".", "")


_EQUIVALENCES = {cle(ecrite): unite for unite, autres in VARIANTES.items() for ecrite in (unite, *autres)}


def normaliser_unite(texte: str) -> str:
    """The kept spelling of a unit; an unknown one stays as written, with single spaces."""
    unite = " ".join(texte.split())
    connue = _EQUIVALENCES.get(cle(unite))
    if connue is not None:
        return connue
    for motif, remplacement in _REGLES:
        unite = motif.sub(remplacement, unite)
    unite = unite.strip()
    if re.match(r"[A-ZÀ-Ý][a-zà-ÿ]{3,}", unite):
        unite = unite[0].lower() + unite[1:]
    return _EQUIVALENCES.get(cle(unite), unite)
