"""Amounts as people write them in a cell (docs/calculs/import.md, « Montants »)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cordee.plans.domain.colonnes_cellules import CelluleIllisible
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.listes import BaseMontant

MONTANT_MAX = Decimal("999999999999")


@dataclass(frozen=True, slots=True)
class Montant:
    """One amount. `base` when the text says HT or TTC, `etp` when it counts people, `prudent` when it says « environ ».
    `annuel` when it is said by year."""

    valeur: Decimal
    base: BaseMontant | None = None
    etp: bool = False
    prudent: bool = False
    annuel: bool = False


INCONNUS = {
    "a definir", "a chiffrer", "nc", "non chiffre", "non communique", "neant", "sans objet", "so", "nd", "n.d.", "n.c.",
    "a preciser", "a determiner", "inconnu", "non estime", "a estimer", "n a", "en interne", "interne", "sans cout",
    "cout nul", "gratuit", "sans surcout", "inclus", "compris", "aucun cout", "pas de cout", "a cout constant",
    "aucun", "non defini", "non determine", "a evaluer", "variable", "", "...", "x", "temps agent", "non budgete",
}  # fmt: skip
_NOMBRE = re.compile(r"(?<![\w.,])[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,2})?(?!\d)|(?<![\w.,])[+-]?\d+(?:[.,]\d+)*")
_MULTIPLES = (
    (re.compile(r"^(?:milliards?|mds?|mrd|g)(?=\W|euro|$)"), Decimal(10**9)),
    (re.compile(r"^(?:millions?|m)(?=\W|euro|$|e\b)"), Decimal(10**6)),
    (re.compile(r"^(?:milliers?|mille|k)(?=\W|euro|$|e\b)"), Decimal(1000)),
)
_CALCUL = re.compile(r"\d\s*[x×*+]\s*\d")
_DEUX = re.compile(r"\b(entre|a partir de)\b")


def est_sans_montant(texte: str) -> bool:
    """Whether the cell says in words that the amount is not known: `à chiffrer`, `NC`, `-`."""
    return normaliser(texte) in INCONNUS


def lire_montant(valeur: object) -> Montant | None:
    """The amount of a cell in euros (or ETP), None when it is empty or says that it is unknown. Raises
    `CelluleIllisible` when it is not one amount: two, a range, a multiplication, words."""
    if valeur is None:
        return None
    if isinstance(valeur, int | float | Decimal) and not isinstance(valeur, bool):
        return Montant(_borner(Decimal(repr(valeur) if isinstance(valeur, float) else valeur), valeur))
    if not isinstance(valeur, str):
        raise CelluleIllisible(f"{citer(str(valeur))} n'est pas un montant : écrivez par exemple 12500.")
    texte = re.sub(r"[\u00a0\u202f\u2009\s]+", " ", valeur.replace("\u2212", "-").replace("\u2019", "'")).strip()
    if est_sans_montant(texte):
        return None
    return _lire(texte, valeur)


def _lire(texte: str, brut: str) -> Montant:
    if _CALCUL.search(re.sub(r"(?<=\d)['](?=\d)", "", texte)):
        raise CelluleIllisible(f"{citer(brut)} est un calcul : écrivez son résultat, par exemple 3000.")
    dehors = re.sub(r"\([^()]*\)", " ", texte)
    trouves = _nombres(dehors) or _nombres(texte)
    if not trouves:
        raise CelluleIllisible(f"{citer(brut)} n'est pas un montant : écrivez par exemple 12500.")
    if len(trouves) > 1 or _DEUX.search(normaliser(texte)):
        raise CelluleIllisible(
            f"{citer(brut)} contient plusieurs nombres : écrivez un seul montant, et le détail dans « Financements »."
        )
    nombre, suite, ecrit = trouves[0]
    if _AMBIGU.match(ecrit) and _multiple(suite) == 1:
        raise CelluleIllisible(
            f"{citer(brut)} peut se lire de deux façons : écrivez {ecrit.replace(',', '')} s'il s'agit de milliers."
        )
    bas = texte.lower()
    mots = set(normaliser(texte).split())
    base = BaseMontant.TTC if "ttc" in mots else BaseMontant.HT if "ht" in mots else None
    return Montant(
        _borner(nombre * _multiple(suite), brut),
        base,
        etp=bool(mots & {"etp", "etpt"}),
        prudent="≈" in bas
        or "~" in bas
        or bool(mots & {"environ", "env", "estime", "estimation", "approximativement"}),
        annuel=bool(re.search(r"/ ?an\b|par an\b|annuel", bas)),
    )


_AMBIGU = re.compile(r"^[1-9]\d{0,2},\d{3}$")


def _nombres(texte: str) -> list[tuple[Decimal, str, str]]:
    """Numbers of a text with what follows each, rates and years of « en 2026 » apart."""
    trouves = []
    for signe in _NOMBRE.finditer(texte):
        suite = texte[signe.end() :].lstrip(" ").lower()
        avant = normaliser(texte[: signe.start()])
        annee = re.fullmatch(r"(?:19|20)\d\d", signe[0]) and re.search(r"\b(en|sur|d ici|annee|budget|de)$", avant)
        duree = re.match(r"(ans?|mois|jours?)\b", suite)
        if suite.startswith("%") or annee or duree:
            continue
        trouves.append((_decimal(signe[0]), suite, signe[0]))
    return trouves


def _decimal(texte: str) -> Decimal:
    """`12 500,50`, `12.500`, `12,500.50`, `1.5`."""
    nombre = texte.replace(" ", "").replace("'", "")
    if "," in nombre and "." in nombre:
        milliers = "," if nombre.rindex(".") > nombre.rindex(",") else "."
        nombre = nombre.replace(milliers, "")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:[.]\d{3})+|[+-]?\d{1,3}(?:,\d{3}){2,}", nombre):
        return Decimal(re.sub("[.,]", "", nombre))
    entiers, virgule, reste = nombre.replace(",", ".").partition(".")
    return Decimal(entiers + (virgule + reste.replace(".", "") if reste else ""))


def _multiple(suite: str) -> Decimal:
    for motif, facteur in _MULTIPLES:
        if motif.match(suite):
            return facteur
    return Decimal(1)


def _borner(nombre: Decimal, brut: object) -> Decimal:
    if not nombre.is_finite() or nombre < 0:
        raise CelluleIllisible(f"{citer(str(brut))} est négatif : écrivez un montant positif.")
    if nombre > MONTANT_MAX:
        raise CelluleIllisible(f"{citer(str(brut))} dépasse 999 999 999 999 € : vérifiez le nombre de zéros.")
    return nombre.quantize(Decimal("0.01")) if nombre != nombre.to_integral_value() else Decimal(int(nombre))
