"""The tab « Impacts »: what the fiches of a list announce, and the leviers that they pull (docs/calculs/impacts.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.domain.effets import (
    Cumul,
    Effets,
    EtatDuDomaine,
    LevierTire,
    SecteurTire,
    compute_effets,
    compute_leviers,
)
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.queries.effets import list_impacts_dits, list_leviers_portes, list_situees
from cordee.plans.views.leviers.demande import adresse_de_la_page as adresse_des_leviers
from cordee.plans.views.vues import Cadre, composer_adresse
from cordee.socle.barres import largeur

ORDRE_DE_LA_BARRE = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: `cle` of its class, its words, where it stands in percent."""

    cle: str
    mots: str
    x: str
    largeur: str


@dataclass(frozen=True, slots=True)
class LigneCumul:
    """A sum in words; `adresse` is the list of the fiches that it adds."""

    quand: str
    unite: str
    baisse: str
    hausse: str
    fiches: int
    adresse: str


@dataclass(frozen=True, slots=True)
class DomaineMontre:
    """A domain: its sums, its bar (fiches chiffrées, dites, muettes), and where to read what lacks a quantity."""

    nom: str
    cumuls: list[LigneCumul]
    parts: list[Part]
    mots: str
    dites: int
    adresse_dites: str


@dataclass(frozen=True, slots=True)
class LevierMontre:
    """A levier: its bar of statuts, as long as it has fiches beside the one that has the most."""

    levier: LevierTire
    avancement: str
    parts: list[Part]
    longueur: str
    mots: str
    adresse: str


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/impacts.html: two queries, and those of the frame."""
    retenues = frozenset(cadre.ids)
    fiches = list_situees(cadre.resume, retenues)
    effets = compute_effets(fiches, list_impacts_dits(cadre.toutes))
    secteurs = compute_leviers(fiches, list_leviers_portes(cadre.toutes))
    leviers = [levier for secteur in secteurs for levier in secteur.leviers]
    couverts = sum(1 for levier in leviers if levier.fiches)
    return {
        "effets": effets,
        "chiffrees": len(effets.chiffrees),
        "domaines": [_montrer_domaine(cadre, effets, etat) for etat in effets.domaines],
        "secteurs": _montrer_secteurs(cadre, secteurs),
        "couverts": couverts,
        "leviers": len(leviers),
        "a_decouvert": [(s.nom, [lev.nom for lev in s.leviers if not lev.fiches]) for s in secteurs],
        "sans_levier": cadre.adresse(vue="tableau", levier="sans"),
        "couverture": adresse_des_leviers(cadre.collectivite, cadre.plan),
    }


# -- impacts ---------------------------------------------------------------------------------------------------------
def _montrer_domaine(cadre: Cadre, effets: Effets, etat: EtatDuDomaine) -> DomaineMontre:
    nombres = [
        ("chiffree", len(etat.chiffrees), accorder(len(etat.chiffrees), "chiffrée", "chiffrées")),
        ("dite", len(etat.dites), accorder(len(etat.dites), "dite sans quantité", "dites sans quantité")),
        ("muette", etat.muettes, "sans effet dit"),
    ]
    return DomaineMontre(
        nom=etat.domaine.libelle,
        cumuls=[_montrer_cumul(cumul) for cumul in effets.cumuls if cumul.domaine is etat.domaine],
        parts=_decouper(nombres, effets.total),
        mots=_enumerer(nombres),
        dites=len(etat.dites),
        adresse_dites=_adresse_de(etat.dites),
    )


def _montrer_cumul(cumul: Cumul) -> LigneCumul:
    return LigneCumul(
        quand=str(cumul.horizon or "sans année"),
        unite=cumul.unite,
        baisse=_quantite(cumul.baisse, cumul.unite),
        hausse=_quantite(cumul.hausse, cumul.unite),
        fiches=len(cumul.fiches),
        adresse=_adresse_de(cumul.fiches),
    )


def _quantite(valeur: Decimal | None, unite: str) -> str:
    """`1 240 tCO2e/an`, empty for nothing."""
    return "" if valeur is None else f"{formater(float(valeur), 4, souple=True)}{INSECABLE}{unite}".strip()


def _adresse_de(fiches: Iterable[int]) -> str:
    """The table of these fiches and no others."""
    return composer_adresse([("vue", "tableau"), *(("fiche", str(pk)) for pk in fiches)])


# -- leviers ---------------------------------------------------------------------------------------------------------
def _montrer_secteurs(
    cadre: Cadre, secteurs: Iterable[SecteurTire]
) -> list[tuple[SecteurTire, list[LevierMontre]]]:  # fmt: skip
    secteurs = list(secteurs)
    maximum = max((levier.fiches for secteur in secteurs for levier in secteur.leviers), default=0)
    return [(secteur, [_montrer_levier(cadre, lev, maximum) for lev in secteur.leviers]) for secteur in secteurs]


def _montrer_levier(cadre: Cadre, levier: LevierTire, maximum: int) -> LevierMontre:
    nombres = [
        (statut or "sans_statut", levier.par_statut.get(statut, 0), _dire_statut(statut))
        for statut in ORDRE_DE_LA_BARRE
    ]
    avancement = "—" if levier.avancement is None else f"{formater(levier.avancement, 0)}{INSECABLE}%"
    adresse = cadre.adresse(vue="tableau", levier=levier.code) if levier.fiches else ""
    parts = _decouper(nombres, maximum)
    longueur = largeur(levier.fiches / maximum) if maximum else "0"
    return LevierMontre(levier, avancement, parts, longueur, _enumerer(nombres), adresse)


def _dire_statut(statut: str) -> str:
    return StatutFiche.libelle_de(statut, SANS_STATUT).lower()


# -- bars ------------------------------------------------------------------------------------------------------------
def _decouper(nombres: Iterable[tuple[str, int, str]], total: int) -> list[Part]:
    parts, x = [], 0.0
    for cle, nombre, mots in nombres:
        if nombre:
            parts.append(Part(cle, f"{nombre} {mots}", largeur(x), largeur(nombre / total)))
            x += nombre / total
    return parts


def _enumerer(nombres: Iterable[tuple[str, int, str]]) -> str:
    return ", ".join(f"{nombre} {mots}" for _, nombre, mots in nombres if nombre)
