"""Impacts on their way into a fiche: domains ticked or named, with their level or their amount."""

from __future__ import annotations

import re
from dataclasses import replace

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import Impact
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import COCHEES, separer
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.montants import lire_montant
from cordee.plans.domain.imports.poses import Case, garder_en_mots
from cordee.plans.domain.imports.poses_detail import NOMBRE, nombre
from cordee.plans.domain.listes import DomaineImpact, Incertitude, SensImpact


def poser_impacts(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Domains named or ticked in one text, with their level when it is said: `Adaptation (fort), GES : +++`. With
    `impact:ges`, the cell tells the level, the amount or simply that it is ticked."""
    texte = lire_texte(valeur)
    if details:
        _ajouter_impact(case, DomaineImpact(details[0]), texte, unite=_unite(texte) or _unite(case.lieu.entete))
        return
    elements = choix_cellules.coches(texte) if choix_cellules.a_des_cases(texte) else separer(texte)
    inconnus = []
    for element in elements:
        nom, _, reste = element.replace("(", ":").replace(")", "").partition(":")
        domaine = choix_cellules.lire_domaine(nom)
        if domaine is None and (detail := _domaine_en_tete(element)):
            poser_impacts_detailles(case, detail, ())
        elif domaine is None:
            inconnus.append(element)
        else:
            _ajouter_impact(case, domaine, reste.strip(), unite=_unite(reste))
    if inconnus:
        case.avertir(f"Impacts non reconnus, gardés dans les objectifs : {', '.join(citer(i) for i in inconnus)}.")
        garder_en_mots(case, "Impacts attendus", ", ".join(inconnus), "objectifs")


def _domaine_en_tete(texte: str) -> str:
    """« GES Moyen, 310 tCO2e/an » as `GES : Moyen, 310 tCO2e/an`; empty when no domain begins the text."""
    mots = texte.split()
    for rang in range(min(len(mots) - 1, MOTS_D_UN_DOMAINE), 0, -1):
        if choix_cellules.lire_domaine(" ".join(mots[:rang])) is not None:
            return f"{' '.join(mots[:rang])} : {' '.join(mots[rang:])}"
    return ""


MOTS_D_UN_DOMAINE = 5
_UNITE = re.compile(r"\b((?:[kMGT]Wh|t(?:eq)?\s?(?:eq\s?)?CO2\w*|kg|tonnes?|m3|m³|ktep|tep|t)(?:\s?/\s?an)?)(?!\w)")


def _unite(texte: str) -> str:
    """`GWh/an` in « Gain (GWh/an) »."""
    trouvee = _UNITE.search(texte)
    return "".join(trouvee[1].split()) if trouvee else ""


def _ajouter_impact(case: Case, domaine: DomaineImpact, texte: str, *, unite: str = "") -> None:
    propre = texte.strip()
    if normaliser(propre) in {"non", "faux", "false"} or (propre and propre[0] in "☐□◻▢"):
        return
    impact = Impact(domaine)
    niveau = choix_cellules.lire_niveau(propre) if not unite else None
    if niveau is not None:
        impact = replace(impact, niveau=niveau)
    elif propre and normaliser(propre) not in {"oui", "x", "vrai", "true", ""} and propre not in COCHEES:
        impact = _quantifier(impact, propre, unite or domaine.unite)
    case.fiche.impacts = (*(i for i in case.fiche.impacts if i.domaine is not domaine), impact)


def _quantifier(impact: Impact, texte: str, unite: str) -> Impact:
    """The amount when the text gives one, and the text itself unless it says nothing more."""
    try:
        montant = lire_montant(texte)
    except CelluleIllisible:
        montant = None
    if montant is None or montant.base:
        return replace(impact, commentaire=texte[:500])
    reste = _UNITE.sub(" ", re.sub(r"[\d\s.,]+", " ", texte.replace("CO2", "CO₂")).replace("CO₂", "CO2"))
    dit_plus = any(signe.isalpha() for signe in reste.replace("/ an", "").replace("/an", ""))
    return replace(impact, valeur=montant.valeur, unite=unite, commentaire=texte[:500] if dit_plus else "")


_EFFET = re.compile(
    rf"^(?:(?P<niveau>(?!baisse|hausse)[a-zéèà]+)\b,?\s*)?(?:(?P<sens>baisse|hausse)\b(?:\s+de\b)?\s*)?(?:(?P<valeur>{NOMBRE})\s*(?P<unite>[^\d\s(,][^\s(,]*)?)?"
    r"(?:\s*en (?P<horizon>(?:19|20)\d\d))?\s*(?:\((?P<commentaire>.+)\))?$",
    re.I | re.S,
)


def _preciser(impact: Impact, dit: str) -> Impact:
    """What stands between parentheses: how sure it is, how it was estimated, the rest in words."""
    incertitude, methode, mots = None, "", []
    for morceau in re.split(r"\s*;\s*", dit.strip()):
        if trouve := re.fullmatch(r"(?i)incertitude (faible|moyenne|forte)", morceau):
            incertitude = Incertitude(trouve[1].lower())
        elif trouve := re.fullmatch(r"(?is)méthode\s*:\s*(.+)", morceau):
            methode = trouve[1][:300]
        else:
            mots.append(morceau)
    return replace(impact, commentaire=" ; ".join(mots)[:500], methode=methode, incertitude=incertitude)


def poser_impacts_detailles(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`GES : Moyen, 310 tCO2e/an en 2026 (les écoles)`, a line each, on top of the boxes."""
    for ligne in lire_texte(valeur).split("\n"):
        nom, _, reste = ligne.partition(":")
        domaine = choix_cellules.lire_domaine(nom.strip())
        if domaine is None:
            garder_en_mots(case, "Impacts attendus", ligne, "objectifs")
            continue
        avant = [i for i in case.fiche.impacts if i.domaine is domaine]
        impact = avant[0] if avant else Impact(domaine)
        lu = _EFFET.match(reste.strip())
        niveau = choix_cellules.lire_niveau(lu["niveau"]) if lu and lu["niveau"] else None
        if lu is None or (lu["niveau"] and niveau is None):
            impact = replace(impact, commentaire=reste.strip()[:500])
        else:
            quantite = nombre(lu["valeur"] or "")
            impact = replace(
                impact,
                niveau=niveau if niveau is not None else impact.niveau,
                valeur=quantite,
                unite=(lu["unite"] or domaine.unite) if quantite is not None else "",
                horizon=int(lu["horizon"]) if lu["horizon"] else None,
                sens=SensImpact(lu["sens"].lower()) if lu["sens"] else None,
            )
            impact = _preciser(impact, lu["commentaire"] or "")
        case.fiche.impacts = (*(i for i in case.fiche.impacts if i.domaine is not domaine), impact)
