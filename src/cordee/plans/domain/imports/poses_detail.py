"""Rows of the tables of a fiche, and lists that say more than names: fundings, indicators, objectives and impacts in
figures. A row is a text of `column=cell` lines (`publie.grilles`)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from cordee.plans.domain.aide_territoires import lire_aide
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import FinancementCite, IndicateurCite, ObjectifChiffre
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.montants import lire_montant
from cordee.plans.domain.imports.poses import Case, garder_en_mots, poser_texte
from cordee.plans.domain.imports.poses_noms import NOM_MAX
from cordee.plans.domain.imports.poses_suivi import garder_initiale
from cordee.plans.domain.imports.suivi import lire_indicateurs
from cordee.plans.domain.listes import (
    BaseMontant,
    Frequence,
    NatureIndicateur,
    StatutFinancement,
)

VIDES = {"", "-", "–", "—"}
NOMBRE = r"-?\d[\d \u00a0\u202f]*(?:[.,]\d+)?"


def lire_rangee(texte: str) -> dict[str, str]:
    """Cells of a row by the key of their column, the empty ones left out."""
    paires = (ligne.partition("=") for ligne in texte.split("\n"))
    return {cle: cellule.strip() for cle, _, cellule in paires if cellule.strip() not in VIDES}


def nombre(texte: str) -> Decimal | None:
    """`1 250,5` as a number, None for anything else."""
    plat = re.sub(r"\s", "", texte).replace(",", ".")
    return Decimal(plat) if re.fullmatch(r"-?\d+(?:\.\d+)?", plat) else None


def _date_de(texte: str) -> tuple[str, int | None]:
    """`80 en 2026` is (`80`, 2026)."""
    trouve = re.search(r"^(.*?)\s*(?:,|en|d'ici|à|pour)?\s*\(?((?:19|20)\d\d)\)?$", texte)
    return (trouve[1].strip(" ,"), int(trouve[2])) if trouve and trouve[1].strip() else (texte, None)


def poser_financement(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A row of a table of fundings; what is no funding is kept in words."""
    rangee = lire_rangee(lire_texte(valeur))
    nom = rangee.get("financeur", "")
    try:
        montant = lire_montant(rangee.get("montant"))
    except CelluleIllisible:
        montant = None
    if not nom or len(nom) > NOM_MAX or ("montant" in rangee and montant is None):
        poser_texte(case, " – ".join(rangee.values()), ("financements_texte",))
        return
    ecrit, annee = _date_de(rangee.get("etat", ""))
    statut = StatutFinancement.lire(ecrit)
    taux = nombre(rangee.get("taux", "").rstrip(" %\u00a0\u202f"))
    case.fiche.financements += (
        FinancementCite(
            nom,
            rangee.get("dispositif", "")[:NOM_MAX],
            montant=montant.valeur if montant else None,
            base=(montant.base if montant else None) or BaseMontant.HT,
            taux=taux / 100 if taux is not None and 0 <= taux <= 100 else None,
            statut=StatutFinancement(statut) if statut is not None else StatutFinancement.ENVISAGE,
            annee=annee,
            aide=_aide(case, rangee.get("aide", "")),
        ),
    )


def _aide(case: Case, texte: str) -> str:
    """The page on Aides-territoires that a cell names; other words are kept as words."""
    try:
        return lire_aide(texte)
    except ValeurRefusee:
        poser_texte(case, texte, ("financements_texte",))
        return ""


def poser_indicateur(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A row of a table of indicators: name, unit, nature, last value, target, how it is followed."""
    rangee = lire_rangee(lire_texte(valeur))
    nature = choix_cellules.lire_nature(rangee.get("nature", ""))
    lus = lire_indicateurs(rangee.get("nom", ""), nature or NatureIndicateur.REALISATION)
    if len(lus) != 1:
        nom = " ".join(rangee.get("nom", "").split())
        lus = [IndicateurCite(nom[:300], nature=nature or NatureIndicateur.REALISATION)] if nom else []
    for lu in lus:
        if normaliser(lu.nom) not in {normaliser(i.nom) for i in case.fiche.indicateurs}:
            case.fiche.indicateurs += (_completer(lu, rangee),)
            garder_initiale(case, lu.nom, _initiale(rangee)[2])


def _completer(lu: IndicateurCite, rangee: dict[str, str]) -> IndicateurCite:
    cibles = _valeurs(rangee, "cible")
    ecrite, annee = cibles[-1] if cibles else ("", None)
    valeur = re.match(rf"({NOMBRE})\s*(.*)$", ecrite)
    annee = annee or _annee(rangee.get("annee_cible", ""))
    depart, depuis, dit = _initiale(rangee)
    mesuree = "" if dit else _unite_de(next(iter(_valeurs(rangee, "initiale")), ("", None))[0])
    releves = [(le, nombre(texte)) for texte, le in _valeurs(rangee, "valeur")]
    constates = {le: float(constate) for le, constate in [(depuis, depart), *releves] if le and constate is not None}
    suivi = [morceau.strip() for morceau in re.split(r"\s*;\s*", rangee.get("suivi", "")) if morceau.strip()]
    frequences = [f for morceau in (rangee.get("frequence", ""), *suivi) if (f := Frequence.lire(morceau))]
    sources = [m[1] for morceau in suivi if (m := re.match(r"(?i)source\s*:\s*(.+)$", morceau))]
    autres = [m for m in suivi if not Frequence.lire(m) and not re.match(r"(?i)source\s*:", m)]
    buts = {le: float(but) for texte, le in cibles[:-1] if le and (but := nombre(texte)) is not None}
    return replace(
        lu,
        unite=(rangee.get("unite") or lu.unite or (valeur[2] if valeur else "") or mesuree)[:40],
        cible=nombre(valeur[1]) if valeur else lu.cible,
        annee_cible=annee if valeur else lu.annee_cible,
        frequence=Frequence(frequences[0]) if frequences else None,
        source=(rangee.get("source") or (sources[0] if sources else ""))[:NOM_MAX],
        responsable=(autres[0] if autres else "")[:NOM_MAX],
        resultats=tuple(sorted(constates.items())),
        objectifs=tuple(sorted(buts.items())),
    )


def _valeurs(rangee: dict[str, str], cle: str) -> list[tuple[str, int | None]]:
    """Cells of the columns of this key with their years, told by the header (`cible:2030`) or written in the cell."""
    lues = []
    for nom, cellule in rangee.items():
        genre, _, annee = nom.partition(":")
        if genre == cle:
            lues.append((cellule, int(annee)) if annee else _date_de(cellule))
    return sorted(lues, key=lambda lue: lue[1] or 0)


def _initiale(rangee: dict[str, str]) -> tuple[Decimal | None, int | None, str]:
    """Initial value and its year; the text of the cell when it cannot be dated, or read."""
    texte, annee = next(iter(_valeurs(rangee, "initiale")), ("", None))
    annee = annee or _annee(rangee.get("annee_initiale", ""))
    lu = re.match(rf"({NOMBRE})\s*\D{{0,12}}$", texte)
    depart = nombre(lu[1]) if lu else None
    return (depart, annee, "") if depart is not None and annee else (None, None, texte)


def _unite_de(texte: str) -> str:
    trouve = re.match(rf"{NOMBRE}\s*([^\d\s(,]\D*)?$", texte)
    return (trouve[1] or "").strip() if trouve else ""


def poser_valeurs(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Columns beside the names of indicators (`unite=m²`, a line each, `SAUT` between the lines of a cell): for the
    only indicator of the row, or line by line; else they are kept in words."""
    indicateurs = case.fiche.indicateurs
    rangee = {cle: texte.split(SAUT) for cle, texte in lire_rangee(lire_texte(valeur)).items()}
    if len(indicateurs) != 1 and any(len(lignes) != len(indicateurs) for lignes in rangee.values()):
        case.avertir(
            "Ces valeurs ne disent pas de quel indicateur elles sont : elles sont gardées dans la description."
        )
        garder_en_mots(case, "Valeurs des indicateurs", " ; ".join(" ".join(lignes) for lignes in rangee.values()))
        return
    for rang, lu in enumerate(indicateurs):
        seule = {c: " ".join(lignes) if len(indicateurs) == 1 else lignes[rang] for c, lignes in rangee.items()}
        complet = _completer(lu, seule)
        case.fiche.indicateurs = tuple(complet if autre is lu else autre for autre in case.fiche.indicateurs)
        garder_initiale(case, lu.nom, _initiale(seule)[2])


SAUT = "\u2029"
"""Between the lines of a cell, in a row."""


def _annee(texte: str) -> int | None:
    trouve = re.search(r"(?:19|20)\d\d", texte)
    return int(trouve[0]) if trouve else None


_CHIFFRE = re.compile(rf"^(.+?)\s*:\s*({NOMBRE})\s*([^\d\s].*?)?(?:\s*(?:en|d'ici)\s+((?:19|20)\d\d))?$")


def poser_objectifs_chiffres(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`Réduire la consommation : 20 % en 2026`, a line each; other lines are objectives in words."""
    reste = []
    for ligne in lire_texte(valeur).split("\n"):
        trouve = _CHIFFRE.match(ligne.strip().replace("\u2019", "'"))
        if trouve is None:
            reste.append(ligne)
            continue
        unite = (trouve[3] or "").strip()
        annee = int(trouve[4]) if trouve[4] else None
        case.fiche.objectifs_chiffres += (ObjectifChiffre(trouve[1].strip(), nombre(trouve[2]), unite, annee),)
    if "".join(reste).strip():
        poser_texte(case, "\n".join(reste), ("objectifs",))
