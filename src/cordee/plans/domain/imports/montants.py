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
    """One amount, or the low end of a range up to `haut`. `base` when the text says HT or TTC, `etp` when it counts
    people, `prudent` when it says « environ ». `annuel` when it is said by year."""

    valeur: Decimal
    base: BaseMontant | None = None
    etp: bool = False
    prudent: bool = False
    annuel: bool = False
    haut: Decimal | None = None


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


def lire_montant(valeur: object, *, fourchette: bool = False) -> Montant | None:
    """The amount of a cell in euros (or ETP), None when it is empty or says that it is unknown. Raises
    `CelluleIllisible` when it is not one amount: two, a multiplication, words, a range unless `fourchette` takes it
    (« Fourchette dans une case »)."""
    if valeur is None:
        return None
    if isinstance(valeur, int | float | Decimal) and not isinstance(valeur, bool):
        return Montant(_borner(Decimal(repr(valeur) if isinstance(valeur, float) else valeur), valeur))
    if not isinstance(valeur, str):
        raise CelluleIllisible(f"{citer(str(valeur))} n'est pas un montant : écrivez par exemple 12500.")
    texte = re.sub(r"[\u00a0\u202f\u2009\s]+", " ", valeur.replace("\u2212", "-").replace("\u2019", "'")).strip()
    if est_sans_montant(texte):
        return None
    lue = _fourchette(texte, valeur) if fourchette else None
    return lue or _lire(texte, valeur)


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
    return _nuancer(_borner(nombre * _multiple(suite), brut), texte)


def _nuancer(montant: Decimal, texte: str, haut: Decimal | None = None) -> Montant:
    """The amount with what its text says beside it."""
    bas = texte.lower()
    mots = set(normaliser(texte).split())
    return Montant(
        montant,
        BaseMontant.TTC if "ttc" in mots else BaseMontant.HT if "ht" in mots else None,
        etp=bool(mots & {"etp", "etpt"}),
        prudent="≈" in bas
        or "~" in bas
        or bool(mots & {"environ", "env", "estime", "estimation", "approximativement"}),
        annuel=bool(re.search(r"/ ?an\b|par an\b|annuel", bas)),
        haut=haut,
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


# Ranges -------------------------------------------------------------------------------------------------------------

_CHIFFRES = r"\d{1,3}(?:[ '.]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_UNITE = (
    r"(?P<unite{0}>(?:milliards?|mds?|mrd|millions?|milliers?|mille|[mkg])?(?![a-zé])\s*(?:d['e]\s*)?(?:€|euros?)?|[mk]e\b)"
    r"(?P<base{0}>\s*(?:ht|ttc|etpt?)\b)?"
)
_DEUX_BOUTS = re.compile(
    rf"(?P<entre>\bentre\s)?\s*(?<![\d.,])(?P<bas>{_CHIFFRES})\s*{_UNITE.format(1)}"
    rf"\s*(?P<lien>[-–—]|\bà\b|\ba\b|\bet\b|\bjusqu'à)\s*(?P<haut>{_CHIFFRES})\s*{_UNITE.format(2)}"
)
_PLAFOND = re.compile(
    rf"(?:<=?|≤|^- ?de|\bmoins de|\bau plus|\bjusqu'[àa]|\bmax(?:i|imum)?\b\.?(?: de)?|\bplafond(?: de)?|"
    rf"\binférieure? à)\s*:?\s*(?P<haut>{_CHIFFRES})\s*{_UNITE.format(2)}"
)
_PLAFOND_APRES = re.compile(
    rf"(?<![\d.,])(?P<haut>{_CHIFFRES})\s*{_UNITE.format(2)}\s*(?:max(?:i|imum)?\b\.?|au plus\b|au maximum\b)"
)
_PLANCHER = re.compile(r"[>≥]|\b(?:plus de|au moins|supérieure? à|min(?:i|imum)\b|à partir de)")
_A_L_UNITE = re.compile(r"(?:/|\bpar)\s*(?!an\b|ann[ée])\w|^\s*l[ea']\s*\w")
_COMPTE_AUTRE_CHOSE = re.compile(r"\s*(?:%|ans?\b|mois\b|jours?\b)")
_ANNEE_PUIS = re.compile(r"20(?!00)\d\d(?<!00)")
"""« 2026 - 20 000 € » gives the amount of a year."""
_AUTOUR = re.compile(
    r"\b(?:de|d|entre|environ|env|estimee?|estimation|budget|total|cout|par|an|annuel|en|sur|soit|max)\b"
)


def _fourchette(texte: str, brut: str) -> Montant | None:
    """The two ends of a planned amount, a ceiling from zero; None when the cell is something else."""
    plat = re.sub(r"\([^()]*\)", " ", texte).lower()
    trouvee = _DEUX_BOUTS.search(plat) or _PLAFOND.search(plat) or _PLAFOND_APRES.search(plat)
    if trouvee is None:
        if _PLANCHER.search(plat) and len(_nombres(plat)) == 1:
            raise CelluleIllisible(f"{citer(brut)} est un minimum sans maximum : écrivez les deux, ou un seul montant.")
        return None
    dehors = f"{plat[: trouvee.start()]} {plat[trouvee.end() :]}"
    bouts = trouvee.groupdict()
    if _COMPTE_AUTRE_CHOSE.match(plat[trouvee.end() :]):
        raise CelluleIllisible(f"{citer(brut)} n'est pas un montant : écrivez par exemple 12500.")
    if _n_en_est_pas_une(bouts, dehors, plat[trouvee.end() :]):
        return None
    if any(_AMBIGU.match(bouts.get(bout) or "") for bout in ("bas", "haut")):
        raise CelluleIllisible(f"{citer(brut)} peut se lire de deux façons : écrivez les milliers sans virgule.")
    bas, haut = _deux_bouts(bouts, brut)
    if haut < bas:
        raise CelluleIllisible(f"{citer(brut)} finit plus bas qu'elle ne commence : écrivez le plus petit d'abord.")
    return _nuancer(bas, texte, haut if haut > bas else None)


def _n_en_est_pas_une(bouts: dict[str, str | None], dehors: str, suite: str) -> bool:
    """Two numbers that are no amounts, or that nothing makes the ends of one."""
    if _A_L_UNITE.search(suite) or _A_L_UNITE.search(dehors) or _nombres(dehors):
        return True
    if bouts.get("lien") in {"-", "–", "—"} and _ANNEE_PUIS.fullmatch(f"{bouts['bas']}{bouts['unite1']}"):
        return True
    if bouts.get("lien") == "et" and not bouts.get("entre"):
        return True
    if any((bouts.get(nom) or "").strip() for nom in ("unite1", "base1", "unite2", "base2")):
        return False
    annees = [re.fullmatch(r"(?:19|20)\d\d", bouts.get(bout) or "") for bout in ("bas", "haut")]
    return all(annees) or any(c.isalpha() for c in _AUTOUR.sub("", normaliser(dehors)))


def _deux_bouts(bouts: dict[str, str | None], brut: str) -> tuple[Decimal, Decimal]:
    """Both ends in euros: the low one borrows the unit of the high one when it says none."""
    nombre_haut, facteur = _decimal(bouts["haut"] or ""), _multiple(bouts["unite2"] or "")
    haut = _borner(nombre_haut * facteur, brut)
    if not bouts.get("bas"):
        return Decimal(0), haut
    nombre = _decimal(bouts["bas"] or "")
    propre = _multiple(bouts["unite1"] or "")
    if not (bouts["unite1"] or "").strip() and nombre <= nombre_haut:
        propre = facteur
    bas = _borner(nombre * propre, brut)
    if 0 < bas < 1000 and propre == 1 and bas * 1000 < haut:
        raise CelluleIllisible(f"{citer(brut)} peut se lire de deux façons : écrivez les deux montants en entier.")
    return bas, haut


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
