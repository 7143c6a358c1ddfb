"""Tables of money: budgets by year, fundings with totals. HT and TTC are never added together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordee.outils.dates import INSECABLE
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import typographier
from cordee.plans.domain.fiche import FinancementCite, LigneBudget
from cordee.plans.domain.listes import BaseMontant, StatutFinancement, TypeBudget, UniteBudget


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table ready to be laid out: the first column is text, those of `droite` are figures; `totaux` close it."""

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    totaux: tuple[tuple[str, ...], ...] = ()
    droite: frozenset[int] = frozenset()


def montant(valeur: Decimal | None, unite: UniteBudget = UniteBudget.HT) -> str:
    """`12 500 €`, `0,5 ETP`; a dash when nothing is known. Cents are shown when there are some."""
    if valeur is None:
        return "–"
    suffixe = "ETP" if unite is UniteBudget.ETP else "€"
    return f"{formater(float(valeur), 2, souple=True)}{INSECABLE}{suffixe}"


def total_budget(
    lignes: Iterable[LigneBudget], unite: UniteBudget, *, reel: bool = False, type_: TypeBudget | None = None
) -> Decimal | None:
    """Sum of a unit (and of a kind), None without any amount."""
    retenues = [ligne for ligne in lignes if ligne.unite is unite and type_ in (None, ligne.type)]
    sommes = [somme for ligne in retenues if (somme := ligne.reel if reel else ligne.prevu) is not None]
    return sum(sommes, Decimal(0)) if sommes else None


def tableaux_des_budgets(lignes: Sequence[LigneBudget]) -> tuple[Tableau, ...]:
    """One table for each unit that has lines: a row a year, planned and spent for each kind."""
    return tuple(_tableau(lignes, unite) for unite in UniteBudget if any(ligne.unite is unite for ligne in lignes))


def _tableau(toutes: Sequence[LigneBudget], unite: UniteBudget) -> Tableau:
    lignes = [ligne for ligne in toutes if ligne.unite is unite]
    colonnes = [
        (nature, reel)
        for nature in TypeBudget
        for reel in (False, True)
        if any(ligne.type is nature and (ligne.reel if reel else ligne.prevu) is not None for ligne in lignes)
    ]
    annees = sorted({ligne.annee for ligne in lignes}, key=lambda annee: annee or 9999)
    corps = [
        (
            str(annee) if annee else "Sans détail par année",
            *(montant(_somme(lignes, annee, nature, reel=reel), unite) for nature, reel in colonnes),
        )
        for annee in annees
    ]
    totaux = [("Total", *(montant(total_budget(lignes, unite, reel=reel, type_=n), unite) for n, reel in colonnes))]
    titre = "Moyens humains" if unite is UniteBudget.ETP else f"Budget en {unite.libelle}"
    mots = {False: "prévu", True: "réel" if unite is UniteBudget.ETP else "dépensé"}
    return Tableau(
        titre=typographier(titre),
        entetes=("Année", *(f"{nature.libelle} {mots[reel]}" for nature, reel in colonnes)),
        lignes=tuple(corps),
        totaux=tuple(totaux) if len(corps) > 1 else (),
        droite=frozenset(range(1, len(colonnes) + 1)),
    )


def _somme(lignes: Iterable[LigneBudget], annee: int | None, nature: TypeBudget, *, reel: bool) -> Decimal | None:
    sommes = [
        somme
        for ligne in lignes
        if ligne.annee == annee and ligne.type is nature and (somme := ligne.reel if reel else ligne.prevu) is not None
    ]
    return sum(sommes, Decimal(0)) if sommes else None


def tableau_des_financements(financements: Sequence[FinancementCite]) -> Tableau | None:
    """Who pays, by which scheme, how much; totals by base of what is asked and of what is granted."""
    if not financements:
        return None
    lignes = tuple(
        (
            typographier(f.financeur),
            typographier(f.dispositif) or "–",
            f"{montant(f.montant)} {f.base.libelle}" if f.montant is not None else "–",
            pourcent(float(f.taux), souple=True) if f.taux is not None else "–",
            f"{f.statut.libelle}{f', {f.annee}' if f.annee else ''}",
        )
        for f in financements
    )
    return Tableau(
        titre="Partenaires et dispositif financier",
        entetes=("Financeur", "Dispositif", "Montant", "Taux", "État"),
        lignes=lignes,
        totaux=tuple(_totaux(financements)) if len(financements) > 1 else (),
        droite=frozenset({2, 3}),
    )


def _totaux(financements: Sequence[FinancementCite]) -> Iterable[tuple[str, ...]]:
    for base in BaseMontant:
        retenus = [f for f in financements if f.base is base and f.montant and f.statut is not StatutFinancement.REFUSE]
        if retenus:
            total = sum((f.montant for f in retenus if f.montant), Decimal(0))
            acquis = sum((f.montant for f in retenus if f.montant and f.statut.est_acquis), Decimal(0))
            yield "Total", "", f"{montant(total)} {base.libelle}", "", f"dont {montant(acquis)} acquis"
