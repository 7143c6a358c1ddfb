"""A definition of the nomenclature, as files write it and as the database keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from cordee.outils.texte import normaliser

IDENTIFIANT = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
CLE_RECHERCHE_MAX = 1000
CLE_TITRE_MAX = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One national indicateur. Formulas are kept as written; `description` is empty in the bundled file."""

    identifiant: str
    titre: str
    titre_court: str = ""
    titre_long: str = ""
    unite: str = ""
    precision: int = 2
    parents: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    mesures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    valeur_calcule: str = ""
    expr_cible: str = ""
    expr_seuil: str = ""
    libelle_cible_seuil: str = ""
    participation_score: bool = False
    sans_valeur_utilisateur: bool = False
    borne_min: float | None = None
    borne_max: float | None = None
    description: str = ""


SANS_TEXTES = {"description", "titre_long", "libelle_cible_seuil"}
"""Sentences of the official file, which the bundled one leaves out."""
COLONNES = tuple(c.name for c in fields(Definition) if c.name not in SANS_TEXTES)
"""Columns of the bundled file."""
LISTES = {"parents", "thematiques", "mesures", "categories"}
DRAPEAUX = {"participation_score", "sans_valeur_utilisateur"}
BORNES = {"borne_min", "borne_max"}


def cle_tri(identifiant: str) -> str:
    """Natural order of identifiants: `cae_2.a` before `cae_10`, each number on four digits."""
    return re.sub(r"\d+", lambda chiffres: chiffres[0].zfill(4), identifiant)[:90]


def cle_titre(titre: str) -> str:
    """What two writings of a same name share."""
    mots = (mot.strip(".") for mot in normaliser(titre).split())
    return " ".join(mot for mot in mots if mot)[:CLE_TITRE_MAX]


def cle_recherche(*textes: str) -> str:
    """Words searched: identifiant, titles."""
    return normaliser(" ".join(texte for texte in textes if texte))[:CLE_RECHERCHE_MAX]


def lire_livrees(lignes: Iterable[Mapping[str, str]]) -> list[Definition]:
    """Rows of the bundled nomenclature, in their order."""
    return [_definition(ligne) for ligne in lignes]


def _definition(ligne: Mapping[str, str]) -> Definition:
    lue: dict[str, object] = {}
    for colonne in COLONNES:
        texte = ligne[colonne]
        if colonne in LISTES:
            lue[colonne] = tuple(texte.split("|")) if texte else ()
        elif colonne in DRAPEAUX:
            lue[colonne] = texte == "oui"
        elif colonne in BORNES:
            lue[colonne] = float(texte) if texte else None
        elif colonne == "precision":
            lue[colonne] = int(texte)
        else:
            lue[colonne] = texte
    return Definition(**lue)  # type: ignore[arg-type]  # one column a field, by construction


def ecrire_livrees(definitions: Iterable[Definition]) -> str:
    """Text of the bundled file: tab-separated, one definition a line, formulas on one line."""
    lignes = ["\t".join(COLONNES)]
    lignes += ["\t".join(_cellule(getattr(d, colonne)) for colonne in COLONNES) for d in definitions]
    return "\n".join(lignes) + "\n"


def _cellule(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else ""
    if isinstance(valeur, tuple):
        return "|".join(valeur)
    if valeur is None:
        return ""
    return re.sub(r"[\t\r\n ]+", " ", str(valeur)).strip()


def ordonner(definitions: Sequence[Definition]) -> list[Definition]:
    """Parents before their children. Raises ValueError naming an identifiant that is its own ancestor."""
    par_identifiant = {d.identifiant: d for d in definitions}
    ordre: dict[str, Definition] = {}
    for definition in definitions:
        chemin: dict[str, None] = {}
        a_faire = [definition.identifiant]
        while a_faire:
            identifiant = a_faire[-1]
            if identifiant in ordre:
                a_faire.pop()
                continue
            manquants = [p for p in par_identifiant[identifiant].parents if p in par_identifiant and p not in ordre]
            if not manquants:
                ordre[identifiant] = par_identifiant[identifiant]
                chemin.pop(identifiant, None)
                a_faire.pop()
                continue
            chemin[identifiant] = None
            if any(parent in chemin for parent in manquants):
                raise ValueError(next(parent for parent in manquants if parent in chemin))
            a_faire += manquants
    return list(ordre.values())
