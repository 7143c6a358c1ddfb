"""Tables of money: budgets by year, fundings with totals. HT and TTC are never added together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordee.outils.dates import INSECABLE
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import typographier
from cordee.plans.domain.aide_territoires import nommer_aide
from cordee.plans.domain.faits import total_budget, total_prevu
from cordee.plans.domain.fiche import FinancementCite, LigneBudget
from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette
from cordee.plans.domain.listes import BaseMontant, StatutFinancement, TypeBudget, UniteBudget


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table ready to be laid out: the first column is text, those of `droite` are figures; `totaux` close it."""

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    totaux: tuple[tuple[str, ...], ...] = ()
    droite: frozenset[int] = frozenset()


class Lien(str):
    """Words of a cell that lead to a page."""

    adresse: str

    def __new__(cls, mots: str, adresse: str) -> Lien:
        lien = super().__new__(cls, mots)
        lien.adresse = adresse
        return lien


def montant(valeur: Decimal | Fourchette | None, unite: UniteBudget = UniteBudget.HT) -> str:
    """`12 500 €`, `10 000 à 15 000 €`, `0,5 ETP`; a dash when nothing is known. Cents are shown when there are some."""
    if valeur is None:
        return "–"
    suffixe = "ETP" if unite is UniteBudget.ETP else "€"
    dit = dire_fourchette(valeur) if isinstance(valeur, Fourchette) else formater(float(valeur), 2, souple=True)
    return f"{dit}{INSECABLE}{suffixe}"


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
    annees = sorted({(ligne.annee or 9999, bool(ligne.est_etale)) for ligne in lignes})
    corps = []
    for annee, etale in annees:
        de_l_annee = [x for x in lignes if (x.annee or 9999, bool(x.est_etale)) == (annee, etale)]
        quand = str(annee) if annee < 9999 else "Étalé sur les années" if etale else "Sans détail par année"
        corps.append((quand, *_montants(de_l_annee, unite, colonnes)))
    totaux = [("Total", *_montants(lignes, unite, colonnes))]
    titre = "Moyens humains" if unite is UniteBudget.ETP else f"Budget en {unite.libelle}"
    mots = {False: "prévu", True: "réel" if unite is UniteBudget.ETP else "dépensé"}
    return Tableau(
        titre=typographier(titre),
        entetes=("Année", *(f"{nature.libelle} {mots[reel]}" for nature, reel in colonnes)),
        lignes=tuple(corps),
        totaux=tuple(totaux) if len(corps) > 1 else (),
        droite=frozenset(range(1, len(colonnes) + 1)),
    )


def _montants(
    lignes: Sequence[LigneBudget], unite: UniteBudget, colonnes: Sequence[tuple[TypeBudget, bool]]
) -> Iterable[str]:
    for nature, reel in colonnes:
        if reel:
            yield montant(total_budget(lignes, unite, reel=True, type_=nature), unite)
        else:
            yield montant(total_prevu(lignes, unite, type_=nature), unite)


def tableau_des_financements(financements: Sequence[FinancementCite]) -> Tableau | None:
    """Who pays, by which scheme, how much; totals by base of what is asked and of what is granted."""
    if not financements:
        return None
    aides = any(f.aide for f in financements)
    lignes: tuple[tuple[str, ...], ...] = tuple(
        (
            typographier(f.financeur),
            typographier(f.dispositif) or "–",
            f"{montant(f.montant)} {f.base.libelle}" if f.montant is not None else "–",
            pourcent(float(f.taux), souple=True) if f.taux is not None else "–",
            f"{f.statut.libelle}{f', {f.annee}' if f.annee else ''}",
            *((_aide(f.aide),) if aides else ()),
        )
        for f in financements
    )
    return Tableau(
        titre="Partenaires et dispositif financier",
        entetes=("Financeur", "Dispositif", "Montant", "Taux", "État", *(("Aides-territoires",) if aides else ())),
        lignes=lignes,
        totaux=tuple((*total, *(("",) if aides else ())) for total in _totaux(financements))
        if len(financements) > 1
        else (),
        droite=frozenset({2, 3}),
    )


def _aide(adresse: str) -> str:
    """The identifier of an aid, which leads to its page."""
    return Lien(nommer_aide(adresse), adresse) if adresse else "–"


def _totaux(financements: Sequence[FinancementCite]) -> Iterable[tuple[str, ...]]:
    for base in BaseMontant:
        retenus = [f for f in financements if f.base is base and f.montant and f.statut is not StatutFinancement.REFUSE]
        if retenus:
            total = sum((f.montant for f in retenus if f.montant), Decimal(0))
            acquis = sum((f.montant for f in retenus if f.montant and f.statut.est_acquis), Decimal(0))
            yield "Total", "", f"{montant(total)} {base.libelle}", "", f"dont {montant(acquis)} acquis"
