"""Money on its way into a fiche."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cordee.plans.domain.aide_territoires import lire_aide
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import FinancementCite, LigneBudget
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import separer
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.montants import Montant, lire_montant
from cordee.plans.domain.imports.poses import Case, poser_texte
from cordee.plans.domain.imports.poses_noms import NOM_MAX
from cordee.plans.domain.listes import BaseMontant, RythmeCout, TypeBudget, UniteBudget


def _montant(case: Case, valeur: Valeur, *, fourchette: bool = False) -> Montant | None:
    """The amount of the cell, in euros; None and an error when it is not one. Words that say « unknown », or more than
    a range does, are kept."""
    texte = lire_texte(valeur)
    try:
        montant = _a_l_echelle(case, valeur, lire_montant(valeur, fourchette=fourchette))
    except CelluleIllisible as erreur:
        if case.libre and _DES_MOTS.search(texte):
            case.avertir(f"{citer(texte)} n'est pas un seul montant : ce texte est gardé dans « Financements ».")
        else:
            case.erreur(str(erreur))
        if case.garde_les_mots:
            poser_texte(case, texte, ("financements_texte",))
        return None
    if montant is None and len(normaliser(texte)) > 3:
        poser_texte(case, texte, ("financements_texte",))
    if montant is not None and montant.haut is not None:
        case.avertir(f"{citer(texte)} est lu {_dire(montant)}.")
        if _autres_mots(texte):
            poser_texte(case, texte, ("financements_texte",))
    elif montant is not None and (montant.prudent or montant.annuel):
        case.avertir(f"{citer(texte)} est lu {_dire(montant)}.")
    return montant


_DES_MOTS = re.compile(r"[^\W\d_]{2}|\d[\s€]*(?:k€?|M€?)?\s*(?:[-–—/+×*x]|à|et)\s*\d", re.IGNORECASE)
"""Words, a range, a sum: what people write when they know no single amount."""
_UNITE_DITE = re.compile(r"€|euro|milli|mille|mds?\b|mrd|\d\s?[kmg]\b", re.IGNORECASE)


def _a_l_echelle(case: Case, valeur: Valeur, montant: Montant | None) -> Montant | None:
    """A bare number under « Budget (k€) » counts thousands; one that says its own unit is what it says."""
    entete = case.lieu.entete
    if montant is None or montant.etp or (isinstance(valeur, str) and _UNITE_DITE.search(valeur)):
        return montant
    if re.search(r"k\s?€|keuros?|milliers? d", entete, re.IGNORECASE):
        return _multiplier(montant, 1000)
    if re.search(r"M\s?€|millions? d|Meuros?", entete):
        return _multiplier(montant, 1_000_000)
    return montant


def _multiplier(montant: Montant, facteur: int) -> Montant:
    haut = montant.haut * facteur if montant.haut is not None else None
    return replace(montant, valeur=montant.valeur * facteur, haut=haut)


def _dire(montant: Montant) -> str:
    bouts = [montant.valeur] if montant.haut is None else [montant.valeur, montant.haut]
    nombres = " à ".join(f"{bout:,}".replace(",", " ").replace(".", ",") for bout in bouts)
    return f"{nombres} {'ETP' if montant.etp else '€'}"


_PAR_ANNEE = re.compile(r"^\s*[-•]?\s*((?:19|20)\d\d)\s*[:=]\s*(\S.*)$")
_EN_ANNEE = re.compile(r"^\s*[-•]?\s*(.*\d.*?)\s*\(?(?:en|pour|sur)\s+((?:19|20)\d\d)\)?\s*\.?$")


def _annee_par_annee(valeur: Valeur) -> list[tuple[str, str]]:
    """Year and amount of each line of a cell that gives several (`2024 : 1 000 €`, `1 000 € en 2024, 500 € en
    2025`); empty when one of its pieces says something else."""
    if not isinstance(valeur, str):
        return []
    lignes = [ligne for ligne in re.split(r"[\n;]", valeur) if ligne.strip()]
    datees = [(m[1], m[2]) for ligne in lignes if (m := _PAR_ANNEE.match(ligne))]
    if len(datees) == len(lignes):
        return datees
    morceaux = [m for m in re.split(r"[\n;]|,(?=\s)|\s(?:\+|et|puis)\s", valeur) if m.strip()]
    datees = [(m[2], m[1]) for morceau in morceaux if (m := _EN_ANNEE.match(morceau))]
    return datees if len(datees) == len(morceaux) > 1 else []


_TETE = re.compile(r"^(?:(?P<annee>(?:19|20)\d\d)|Total en .+)\s*:$")
_LIGNE = re.compile(r"^[-•]\s*(?P<montant>\S.*?)\s+(?P<nature>prévisionnel|dépensé)s?$")


def _annees_et_totaux(valeur: Valeur) -> list[tuple[str, str, str]]:
    """Year, amount and nature of each line of a cell of the national platform (`2025 :` above `- 1000 € HT
    prévisionnels`, `Total en € HT (…):`); empty for any other text. A total is left out when years give its unit."""
    lignes = [ligne.strip() for ligne in lire_texte(valeur).split("\n") if ligne.strip()]
    annee: str | None = None
    lues: list[tuple[str, str, str]] = []
    for ligne in lignes:
        if tete := _TETE.match(ligne):
            annee = tete["annee"] or ""
        elif annee is not None and (lue := _LIGNE.match(ligne)):
            lues.append((annee, lue["montant"], "reel" if lue["nature"] == "dépensé" else ""))
        else:
            return []
    annuelles = {"ETP" in montant for annee, montant, _ in lues if annee}
    return [lue for lue in lues if lue[0] or ("ETP" in lue[1]) not in annuelles]


def poser_budget(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`budget:investissement:2024:ht:prevu`: each detail may be empty; the last is `reel` or `max`, the high end of a
    range, and `etale` may come after. A planned cell may hold both ends. Two columns for the same line are added. A
    cell that gives a line for each year (`2024 : 1 000 €`) makes as many lines."""
    genre, annee, unite, nature, etale = (*details, "", "", "", "", "")[:5]
    if not annee and (datees := _annee_par_annee(valeur)):
        for datee, montant_ecrit in datees:
            poser_budget(case, montant_ecrit, (genre, datee, unite, nature))
        return
    if not annee and (lues := _annees_et_totaux(valeur)):
        for datee, montant_ecrit, constate in lues:
            poser_budget(case, montant_ecrit, (genre, datee, unite, constate))
        return
    montant = _montant(case, valeur, fourchette=nature not in {"reel", "max"})
    if montant is None:
        return
    if not unite and "ttc" in normaliser(case.lieu.entete).split():
        unite = "ttc"
    base = UniteBudget.ETP if montant.etp or unite == "etp" else UniteBudget(unite or "ht")
    if montant.base is not None and base is not UniteBudget.ETP:
        base = UniteBudget(montant.base.value)
    mots = set(normaliser(f"{case.lieu.entete} {lire_texte(valeur)}").split())
    fonctionnement = genre == "fonctionnement" or (not genre and (base is UniteBudget.ETP or "fonctionnement" in mots))
    type_ = TypeBudget.FONCTIONNEMENT if fonctionnement else TypeBudget.INVESTISSEMENT
    ligne = LigneBudget(type_, base, int(annee) if annee else None)
    autres = [b for b in case.fiche.budgets if (b.type, b.unite, b.annee) != (ligne.type, ligne.unite, ligne.annee)]
    memes = [b for b in case.fiche.budgets if b not in autres]
    ligne = memes[0] if memes else ligne
    attribut = {"reel": "reel", "max": "prevu_max"}.get(nature, "prevu")
    somme: Any = (getattr(ligne, attribut) or Decimal(0)) + montant.valeur
    if attribut == "prevu" and (ligne.prevu_max is not None or montant.haut is not None):
        haut = (ligne.prevu_max or ligne.prevu or Decimal(0)) + (montant.haut or montant.valeur)
        ligne = replace(ligne, prevu_max=haut)
    ligne = replace(ligne, **{attribut: somme})
    case.fiche.budgets = (*autres, replace(ligne, est_etale=True) if etale else ligne)


def poser_cout_evite(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """What the action saves; the cell may say its base and that it is by year."""
    montant = _montant(case, valeur)
    if montant is None:
        return
    case.fiche.cout_evite = montant.valeur
    case.fiche.cout_evite_base = montant.base or case.fiche.cout_evite_base
    case.fiche.cout_evite_rythme = RythmeCout.PAR_AN if montant.annuel else case.fiche.cout_evite_rythme


def poser_aide(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """The page on Aides-territoires of the funding that stands before."""
    if not case.fiche.financements:
        case.erreur("Cette aide n'a pas de financeur : remplissez la colonne du financeur, ou videz l'aide.")
        return
    try:
        aide = lire_aide(lire_texte(valeur))
    except ValeurRefusee as refus:
        case.erreur(str(refus))
        return
    *avant, dernier = case.fiche.financements
    case.fiche.financements = (*avant, replace(dernier, aide=aide))


def poser_moyens_financiers(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A block that says money in words: kept as words, and as a line of budget when it is exactly one amount or one
    range."""
    texte = lire_texte(valeur).strip()
    try:
        montant = lire_montant(valeur, fourchette=True)
    except CelluleIllisible:
        montant = None
    if montant is None:
        poser_texte(case, texte, ("financements_texte",))
        return
    if montant.haut is None and len(_autres_mots(texte)) > 1:
        poser_texte(case, texte, ("financements_texte",))
    poser_budget(case, valeur, details)


_MOTS_D_ARGENT = re.compile(
    r"[0-9.]+|\b(euros?|ht|ttc|k|m|millions?|environ|h t|t t c|d|de|budget|cout|total|par|an|entre|et|a|etpt?|"
    r"moins|jusqu|jusqu a|au|plus|maxi?|maximum|plafond|ke|me|en|sur|ans?|annuel|l|ordre|env|estime)\b"
)


def _autres_mots(texte: str) -> list[str]:
    """What a cell says besides its amount."""
    return _MOTS_D_ARGENT.sub(" ", normaliser(texte)).split()


def poser_financeur(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`financeur:1`: funders, without amount until `montant:1` comes."""
    for nom in separer(lire_texte(valeur)):
        if len(nom) > NOM_MAX:
            poser_texte(case, nom, ("financements_texte",))
        elif dote := _AVEC_SON_MONTANT.fullmatch(nom):
            _financer(case, dote[1], _montant(case, dote[2]))
        else:
            case.fiche.financements += (FinancementCite(nom),)


_AVEC_SON_MONTANT = re.compile(
    r"(.*[^\W\d].*?)\s*(?::|\(|\s[–-])\s*(\d[\d\s.,]*[kM]?\s?(?:€|euros?)(?:\s?(?:HT|TTC))?)\)?", re.I
)
"""« ADEME : 5 000 € », « Région (10 k€ HT) »."""


def _financer(case: Case, financeur: str, montant: Montant | None) -> None:
    """Adds a funder and its amount, in the base of the cell or of its header."""
    case.fiche.financements += (FinancementCite(financeur),)
    _doter(case, len(case.fiche.financements) - 1, montant)


_PART = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%")


def _part(valeur: Valeur) -> str:
    """The share that a cell says instead of an amount, empty when it says none."""
    if isinstance(valeur, float) and 0 < valeur < 1:
        return f"{round(valeur * 100, 1):g} %".replace(".", ",")
    texte = lire_texte(valeur).strip()
    return texte if _PART.fullmatch(texte) else ""


def poser_finance(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`finance:DETR`: a column named after a funder, which holds its amount; a share is kept in words."""
    if case.libre and (part := _part(valeur)):
        case.avertir(f"{citer(part)} n'est pas un montant : ce texte est gardé dans « Financements ».")
        poser_texte(case, f"{details[0]} : {part}", ("financements_texte",))
        return
    montant = _montant(case, valeur)
    if montant is not None and montant.valeur:
        _financer(case, details[0], montant)


def poser_montant(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`montant:1:2`: amount of the first of the 2 funders added last by the column before."""
    nombre = int(details[1]) if len(details) > 1 else 1
    lignes = [ligne for ligne in lire_texte(valeur).split("\n") if ligne.strip()]
    if len(lignes) == nombre > 1:  # a line for each funder
        for rang, ligne in enumerate(lignes):
            _doter(case, len(case.fiche.financements) - nombre + rang, _montant(case, ligne))
        return
    montant = _montant(case, valeur)
    if montant is None:
        return
    if not nombre or len(case.fiche.financements) < nombre:
        if montant.valeur:
            case.erreur("Ce montant n'a pas de financeur : remplissez la colonne du financeur, ou videz le montant.")
        return
    rang = len(case.fiche.financements) - nombre
    if nombre > 1:
        premier = case.fiche.financements[rang].financeur
        case.avertir(f"Un seul montant pour {nombre} financeurs : il est porté par « {premier} ».")
    _doter(case, rang, montant)


def _doter(case: Case, rang: int, montant: Montant | None) -> None:
    """Gives its amount to the funding of this rank."""
    if montant is None:
        return
    base = montant.base or (BaseMontant.TTC if "ttc" in normaliser(case.lieu.entete).split() else BaseMontant.HT)
    fini = replace(case.fiche.financements[rang], montant=montant.valeur, base=base)
    case.fiche.financements = (*case.fiche.financements[:rang], fini, *case.fiche.financements[rang + 1 :])
