"""Budget of a fiche as a grid of years: what a cell says, and the passage from yearly amounts to a total and back.
Source: docs/calculs/plans.md, « Budget par année »."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette, sommer
from cordee.plans.domain.listes import TypeBudget, UniteBudget

ESPACES = str.maketrans("", "", " \u00a0\u202f\u2009€")
ENTRE = re.compile(r"\s+(?:à|a)\s+|\s*(?:–|—|\.\.|;)\s*|(?<=\d)\s*-\s*(?=\d)")
"""What stands between the two ends of a range: « 10 000 à 15 000 », « 10000-15000 »."""
MONTANT_MAX = Decimal(999_999_999_999)
CENT = Decimal("0.01")
ANNEES_MAX = 30
"""Years over which a total is divided at most."""


def lire_cellule(texte: str, *, fourchette: bool) -> Fourchette | None:
    """`12 500`, `12500,50 €`, `10 000 à 15 000` when a range is possible; None when the cell is empty."""
    propre = texte.strip()
    if not propre.translate(ESPACES):
        return None
    bouts = [bout for bout in ENTRE.split(propre.removeprefix("de ")) if bout.strip()]
    if len(bouts) > 2 or (len(bouts) == 2 and not fourchette):
        raise ValeurRefusee("Un seul montant : écrivez un nombre, par exemple 12 500.")
    bas = _lire_nombre(bouts[0]) if bouts else _lire_nombre(propre)
    haut = _lire_nombre(bouts[1]) if len(bouts) == 2 else bas
    if haut < bas:
        raise ValeurRefusee("Le haut de la fourchette est plus petit que le bas : échangez-les.")
    return Fourchette(bas, haut)


def _lire_nombre(texte: str) -> Decimal:
    nu = texte.translate(ESPACES).replace("\u2212", "-").replace(",", ".")
    try:
        lu = Decimal(nu)
    except InvalidOperation as erreur:
        raise ValeurRefusee(
            f"« {texte.strip()[:30]} » n'est pas un nombre : écrivez 12 500, ou 10 000 à 15 000."
        ) from erreur
    if not lu.is_finite() or lu < 0 or lu > MONTANT_MAX:
        raise ValeurRefusee("Un montant est positif et tient en douze chiffres.")
    if lu != lu.quantize(CENT):
        raise ValeurRefusee("Deux chiffres après la virgule au plus.")
    return lu


def empreinte(lignes: Iterable[LigneBudget]) -> str:
    """The same for two budgets that say the same: what tells that a colleague wrote in between."""
    dites = sorted(
        f"{b.type}|{b.unite}|{b.annee}|{_nu(b.prevu)}|{_nu(b.prevu_max)}|{_nu(b.reel)}|{bool(b.est_etale)}"
        for b in lignes
    )
    return sha256("\n".join(dites).encode()).hexdigest()[:16]


def _nu(montant: Decimal | None) -> str:
    return "" if montant is None else f"{montant:.2f}"


def unites_melees(lignes: Iterable[LigneBudget]) -> set[tuple[TypeBudget, UniteBudget]]:
    """Kinds and units that are told both by year and as a whole, which no budget may be."""
    dits: dict[tuple[TypeBudget, UniteBudget], set[bool]] = defaultdict(set)
    for ligne in lignes:
        dits[(ligne.type, ligne.unite)].add(ligne.annee is None)
    return {cle for cle, manieres in dits.items() if len(manieres) == 2}


def totaliser(lignes: Sequence[LigneBudget], nature: TypeBudget) -> list[LigneBudget]:
    """The yearly lines of a kind added up, unit by unit; every other line as it is. No sum changes."""
    restes = [b for b in lignes if b.type is not nature or b.annee is None]
    par_unite: dict[UniteBudget, list[LigneBudget]] = defaultdict(list)
    for ligne in lignes:
        if ligne.type is nature and ligne.annee is not None:
            par_unite[ligne.unite].append(ligne)
    return restes + [_additionner(nature, unite, siennes) for unite, siennes in par_unite.items()]


def _additionner(nature: TypeBudget, unite: UniteBudget, lignes: Sequence[LigneBudget]) -> LigneBudget:
    prevu = sommer(lire_fourchette(b.prevu, b.prevu_max) for b in lignes)
    reel = sommer(lire_fourchette(b.reel, None) for b in lignes)
    return composer(nature, unite, None, prevu, reel)


def composer(
    nature: TypeBudget, unite: UniteBudget, annee: int | None, prevu: Fourchette | None, reel: Fourchette | None
) -> LigneBudget:
    """A line, from what its two cells say."""
    haut = prevu.haut if prevu is not None and not prevu.est_fixe else None
    return LigneBudget(
        nature, unite, annee, prevu.bas if prevu else None, reel.bas if reel else None, haut, est_etale=False
    )


def detailler(lignes: Sequence[LigneBudget], nature: TypeBudget, annees: Sequence[int]) -> list[LigneBudget]:
    """The totals of a kind divided into equal parts over these years, to the cent, what does not divide going to the
    last ones; every other line as it is. No sum changes."""
    if not annees or len(annees) > ANNEES_MAX:
        raise ValeurRefusee(f"Choisissez de une à {ANNEES_MAX} années, de la première à la dernière.")
    resultat: list[LigneBudget] = []
    for ligne in lignes:
        if ligne.type is not nature or ligne.annee is not None:
            resultat.append(ligne)
            continue
        parts = zip(
            annees,
            diviser(ligne.prevu, len(annees)),
            diviser(ligne.prevu_max, len(annees)),
            diviser(ligne.reel, len(annees)),
            strict=True,
        )
        resultat += [
            replace(ligne, annee=annee, prevu=bas, prevu_max=haut if haut != bas else None, reel=reel, est_etale=False)
            for annee, bas, haut, reel in parts
        ]
    return resultat


def diviser(montant: Decimal | None, nombre: int) -> list[Decimal | None]:
    """Equal parts to the cent, whose sum is the amount."""
    if montant is None:
        return [None] * nombre
    cents = int((montant / CENT).to_integral_value())
    part, reste = divmod(cents, nombre)
    return [(part + (rang >= nombre - reste)) * CENT for rang in range(nombre)]
