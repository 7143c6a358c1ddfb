"""Effects, indicators, links on their way into a fiche."""

from __future__ import annotations

import re
from dataclasses import replace

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import Impact, LienCite
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.listes_cellules import COCHEES, separer
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.montants import lire_montant
from cordee.plans.domain.imports.poses import Case, garder_en_mots
from cordee.plans.domain.imports.suivi import codes_mesures, lire_documents, lire_indicateurs_dates, lire_notes
from cordee.plans.domain.listes import DomaineImpact, NatureIndicateur, TypeLien


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
        if domaine is None:
            inconnus.append(element)
        else:
            _ajouter_impact(case, domaine, reste.strip(), unite=_unite(reste))
    if inconnus:
        case.avertir(f"Impacts non reconnus, gardés dans les objectifs : {', '.join(citer(i) for i in inconnus)}.")
        garder_en_mots(case, "Impacts attendus", ", ".join(inconnus), "objectifs")


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


def poser_indicateurs(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`indicateurs:resultat`: names of indicators, with unit and target when they are written."""
    nature = NatureIndicateur(details[0]) if details else choix_cellules.lire_nature(case.lieu.entete)
    connus = {normaliser(indicateur.nom) for indicateur in case.fiche.indicateurs}
    for indicateur, initiale in lire_indicateurs_dates(lire_texte(valeur), nature or NatureIndicateur.REALISATION):
        if normaliser(indicateur.nom) not in connus:
            connus.add(normaliser(indicateur.nom))
            case.fiche.indicateurs += (indicateur,)
            garder_initiale(case, indicateur.nom, initiale)


def garder_initiale(case: Case, nom: str, initiale: str) -> None:
    """Keeps in the description an initial value that no year dates."""
    if initiale:
        case.avertir(f"La valeur initiale de {citer(nom)} n'a pas d'année : elle est gardée dans la description.")
        garder_en_mots(case, f"Valeur initiale de « {nom} »", initiale)


def poser_mesures(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Codes of mesures: `cae_1.2.3`, `1.2.3 – Réaliser…`. A text without code is kept in the description."""
    codes, autres = codes_mesures(lire_texte(valeur))
    case.fiche.mesures = tuple(dict.fromkeys((*case.fiche.mesures, *codes)))
    if autres:
        case.avertir(f"Mesures sans numéro, gardées dans la description : {', '.join(citer(a) for a in autres)}.")
        garder_en_mots(case, "Mesures liées", ", ".join(autres))


def poser_liens(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Other fiches, by code, by title or both."""
    for element in separer(lire_texte(valeur)):
        genre, deux_points, suite = element.partition(" : ")
        type_ = TypeLien.lire(genre) if deux_points else None
        nom = suite if type_ is not None else element
        code, titre = ("", nom) if not est_un_code(nom) else (nom.strip(" ."), "")
        if titre:
            code, titre = decouper_titre(nom)
        case.fiche.liens += (LienCite(titre or code, code, TypeLien(type_) if type_ is not None else TypeLien.LIEE),)


def poser_notes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Follow-up notes; without a date, the text is kept in the description."""
    notes, reste = lire_notes(lire_texte(valeur), int(details[0]) if details else None)
    case.fiche.notes += tuple(notes)
    if reste:
        case.avertir("Note sans date : elle est gardée dans la description.")
        garder_en_mots(case, "Notes", reste)


def poser_documents(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Links; what is no link is named in the description."""
    documents, reste = lire_documents(lire_texte(valeur), case.adresse)
    case.fiche.documents += tuple(d for d in documents if d not in case.fiche.documents)
    if reste and case.souple:
        case.avertir("Documents sans adresse : joignez-les à la fiche.")
        case.lecture.non_repris.append((case.lieu, f"Documents : {', '.join(reste)}"))
    elif reste:
        case.avertir("Documents sans adresse, nommés dans la description : joignez-les à la fiche.")
        garder_en_mots(case, "Documents", ", ".join(reste))


def poser_communes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Communes concerned, by name."""
    case.fiche.communes = tuple(dict.fromkeys((*case.fiche.communes, *separer(lire_texte(valeur)))))
