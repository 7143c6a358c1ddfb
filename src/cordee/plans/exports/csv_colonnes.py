"""Columns that the CSV adds to those of « Fiches »: money, indicators, notes, links, what is computed.

Every header is read again by the import, or says by « (calculé) » or « (pour information) » that it is not. The user's
guide lists them (docs/guide/exporter.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordee.outils.nombres import formater
from cordee.plans.domain.colonnes_cellules import Valeur, ecrire_nombre, joindre, nettoyer
from cordee.plans.domain.faits import total_budget, total_prevu
from cordee.plans.domain.fiche import FicheComplete, FinancementCite, IndicateurCite, LienCite, LigneBudget
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import NatureIndicateur, TypeBudget, UniteBudget
from cordee.plans.exports.presentation import dire_blocage

CALCULE, INFORMATION = "(calculé)", "(pour information)"
UNITES = {UniteBudget.HT: "€ HT", UniteBudget.TTC: "€ TTC", UniteBudget.ETP: "ETP"}
NATURES = {
    NatureIndicateur.REALISATION: "Indicateurs de réalisation",
    NatureIndicateur.RESULTAT: "Indicateurs de résultat",
    NatureIndicateur.IMPACT: "Indicateurs d'impact",
}


@dataclass(frozen=True, slots=True)
class Colonne:
    """A header and the cell of each fiche."""

    entete: str
    ecrire: Callable[[FicheComplete], Valeur]


def colonnes_ajoutees(fiches: Sequence[FicheComplete], options: Options) -> list[Colonne]:
    """Those of the parts that are asked; years and funders as many as the fiches have."""
    colonnes = [
        Colonne(
            f"Ce qui bloque {INFORMATION}", lambda fiche: "\n".join(dire_blocage(b) for b in fiche.blocages_actifs)
        ),
    ]
    if options.budgets:
        colonnes += [*_budgets(fiches), *_totaux(), *_financements(fiches)]
    if options.indicateurs:
        colonnes += _indicateurs()
    if options.notes:
        colonnes.append(Colonne("Notes de suivi", _notes))
    if options.liens:
        colonnes += _liens()
    if options.documents:
        colonnes += _documents()
    return colonnes


# Money --------------------------------------------------------------------------------------------------------------


NATURES_DE_MONTANT: tuple[tuple[str, Callable[[LigneBudget], Decimal | None]], ...] = (
    ("prévu", lambda ligne: ligne.prevu),
    ("prévu au plus", lambda ligne: ligne.prevu_max),
    ("réel", lambda ligne: ligne.reel),
)
"""What a line of budget holds; the second only when the amount is not settled."""


def _budgets(fiches: Sequence[FicheComplete]) -> Iterator[Colonne]:
    """A column for each kind, unit, year and nature that some fiche has."""
    par_cle: dict[_Cle, list[LigneBudget]] = {}
    for fiche in fiches:
        for ligne in fiche.budgets:
            par_cle.setdefault(_cle(ligne), []).append(ligne)
    for cle in sorted(par_cle, key=lambda c: (_rang(c[0]), _rang(c[1]), c[2] or 9999, c[3])):
        for mot, lire in NATURES_DE_MONTANT:
            if any(lire(ligne) is not None for ligne in par_cle[cle]):
                yield Colonne(_entete_budget(cle, mot), _lire_budget(cle, lire))


_Cle = tuple[UniteBudget, TypeBudget, int | None, bool]
"""Unit, kind, year, and whether the amount is spread over the years."""


def _cle(ligne: LigneBudget) -> _Cle:
    return ligne.unite, ligne.type, ligne.annee, bool(ligne.est_etale)


def _rang(membre: UniteBudget | TypeBudget) -> int:
    return list(type(membre)).index(membre)


def _entete_budget(cle: _Cle, mot: str) -> str:
    unite, type_, annee, etale = cle
    mots = [type_.libelle, str(annee) if annee else "", "étalé" if etale else "", mot]
    return f"{' '.join(mot for mot in mots if mot)}, {UNITES[unite]}"


def _lire_budget(cle: _Cle, lire: Callable[[LigneBudget], Decimal | None]) -> Callable[[FicheComplete], Valeur]:
    def somme(fiche: FicheComplete) -> Valeur:
        montants = [m for b in fiche.budgets if _cle(b) == cle and (m := lire(b)) is not None]
        return ecrire_nombre(sum(montants, Decimal(0))) if montants else None

    return somme


def _totaux() -> Iterator[Colonne]:
    """The sum of all kinds, then of each, by unit."""
    for unite in UniteBudget:
        for mot in ("prévu", "prévu au plus", "réel"):
            yield Colonne(f"Budget {mot}, {UNITES[unite]} {CALCULE}", _lire_total(unite, None, mot))
            for type_ in TypeBudget:
                entete = f"{type_.libelle} {mot}, {UNITES[unite]} {CALCULE}"
                yield Colonne(entete, _lire_total(unite, type_, mot))


def _lire_total(unite: UniteBudget, type_: TypeBudget | None, mot: str) -> Callable[[FicheComplete], Valeur]:
    """The high end of what is planned is that of its settled amounts too."""

    def total(fiche: FicheComplete) -> Valeur:
        if mot == "réel":
            return _centimes(total_budget(fiche.budgets, unite, reel=True, type_=type_))
        prevu = total_prevu(fiche.budgets, unite, type_=type_)
        return None if prevu is None else _centimes(prevu.haut if mot == "prévu au plus" else prevu.bas)

    return total


def _centimes(total: Decimal | None) -> Valeur:
    return None if total is None else f"{total:.2f}".replace(".", ",")


def _financements(fiches: Sequence[FicheComplete]) -> Iterator[Colonne]:
    """A funder and its amount side by side, then what a spreadsheet of two columns cannot say."""
    nombre = max((len(fiche.financements) for fiche in fiches), default=0)
    for rang in range(nombre):
        yield Colonne(f"Financeur {rang + 1}", _du_financement(rang, lambda f: f.financeur))
        yield Colonne(f"Montant {rang + 1}", _du_financement(rang, _montant))
        if any(fiche.financements[rang].aide for fiche in fiches if rang < len(fiche.financements)):
            yield Colonne("Aide (Aides-territoires)", _du_financement(rang, lambda f: f.aide or None))
    if nombre:
        yield Colonne(
            f"Financements détaillés {INFORMATION}",
            lambda fiche: "\n".join(_dire_financement(f) for f in fiche.financements),
        )


def _du_financement(rang: int, dire: Callable[[FinancementCite], Valeur]) -> Callable[[FicheComplete], Valeur]:
    return lambda fiche: dire(fiche.financements[rang]) if rang < len(fiche.financements) else None


def _montant(financement: FinancementCite) -> Valeur:
    """`24000 € HT`: HT and TTC are never in one column without saying so."""
    nombre = ecrire_nombre(financement.montant)
    return None if nombre is None else f"{nombre} € {financement.base.libelle}".replace(".", ",")


def _dire_financement(financement: FinancementCite) -> str:
    mots = [
        financement.dispositif,
        f"{formater(float(financement.taux) * 100, 2, souple=True)} %" if financement.taux is not None else "",
        financement.statut.libelle,
        str(financement.annee or ""),
    ]
    return f"{financement.financeur} : {', '.join(mot for mot in mots if mot)}"


# Indicators, notes, links -------------------------------------------------------------------------------------------


def _indicateurs() -> Iterator[Colonne]:
    for nature, entete in NATURES.items():
        yield Colonne(entete, _de_nature(nature))
    yield Colonne(
        f"Dernières valeurs des indicateurs {CALCULE}",
        lambda fiche: "\n".join(_derniere(i) for i in fiche.indicateurs if i.resultats),
    )


def _de_nature(nature: NatureIndicateur) -> Callable[[FicheComplete], Valeur]:
    return lambda fiche: "\n".join(_dire_indicateur(i) for i in fiche.indicateurs if i.nature is nature)


def _dire_indicateur(indicateur: IndicateurCite) -> str:
    """`Chauffage des écoles (unité : MWh/an), cible : 120 en 2030`."""
    dit = f"{indicateur.nom} (unité : {indicateur.unite})" if indicateur.unite else indicateur.nom
    if indicateur.cible is not None:
        dit += f", cible : {ecrire_nombre(indicateur.cible)}".replace(".", ",")
        dit += f" en {indicateur.annee_cible}" if indicateur.annee_cible else ""
    return " ".join(dit.split())


def _derniere(indicateur: IndicateurCite) -> str:
    annee, valeur = max(indicateur.resultats)
    return f"{indicateur.nom} : {formater(valeur, 2, souple=True)} {indicateur.unite}".rstrip() + f" en {annee}"


def _notes(fiche: FicheComplete) -> Valeur:
    """`12/03/2026, Ada Roux : …`, the oldest first."""
    return "\n".join(
        f"{note.date.day:02d}/{note.date.month:02d}/{note.date.year}"
        f"{f', {note.auteur}' if note.auteur else ''} : {_en_bloc(note.texte)}"
        for note in sorted(fiche.notes, key=lambda note: note.date)
    )


def _en_bloc(texte: str) -> str:
    return "\n".join(ligne for ligne in nettoyer(texte).split("\n") if ligne.strip())


def _liens() -> Iterator[Colonne]:
    yield Colonne("Actions liées", lambda fiche: joindre([_dire_lien(lien) for lien in _sortants(fiche.liens)]))
    yield Colonne(
        f"Actions qui passent avant {INFORMATION}",
        lambda fiche: joindre([_nom(lien) for lien in fiche.liens if lien.entrant and lien.type.est_dependance]),
    )


def _documents() -> Iterator[Colonne]:
    yield Colonne(
        "Documents et liens", lambda fiche: "\n".join(f"{d.nom} : {d.adresse}" for d in fiche.documents if d.adresse)
    )
    yield Colonne(
        f"Fichiers joints {INFORMATION}", lambda fiche: joindre([d.nom for d in fiche.documents if not d.adresse])
    )


def _sortants(liens: Iterable[LienCite]) -> Iterator[LienCite]:
    return (lien for lien in liens if not (lien.entrant and lien.type.est_dependance))


def _dire_lien(lien: LienCite) -> str:
    return f"{lien.type.libelle} : {_nom(lien)}"


def _nom(lien: LienCite) -> str:
    return " ".join(mot for mot in (lien.code, lien.titre) if mot)
