"""Small official files of the référentiel `te-test`, and a small folder of bundled data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from tests.referentiels.factories import LIGNES, tsv

COLONNES = (
    "Identifiant", "Nom", "Points", "Coremeasure", "Categorie", "Labels", "Desactivation", "Reduction", "exprScore",
    "thematiqueSGPE", "Origine", "Description", "Contexte", "Exemples", "Ressources", "PerimetreEvaluation", "Preuve",
    "Indicateurs", "personnalisationQuestions",
)  # fmt: skip
ARBRE: tuple[tuple[str, str, str], ...] = (
    ("1", "AXE", ""),
    ("1.1", "SOUS-AXE", ""),
    ("1.1.1", "MESURE", ""),
    ("1.1.1.1", "Sous-mesure officielle", "6"),
    ("1.1.1.1.1", "Tâche officielle", ""),
    ("1.1.1.2", "Autre sous-mesure", "4,5"),
)
"""Part of MINI with other points, and one tâche less."""


def lignes_officielles(
    lignes: Iterable[tuple[str, str, str]] = ARBRE, **colonnes: dict[str, str]
) -> list[dict[str, str]]:
    """Rows by header; `Description={"1.1.1": "…"}` fills the cells of a column."""
    return [
        {"Identifiant": identifiant, "Nom": nom, "Points": points}
        | {colonne: cellules[identifiant] for colonne, cellules in colonnes.items() if identifiant in cellules}
        for identifiant, nom, points in lignes
    ]


def csv_officiel(lignes: Iterable[tuple[str, str, str]] = ARBRE, **colonnes: dict[str, str]) -> bytes:
    """The file itself."""
    tampon = io.StringIO()
    table = csv.DictWriter(tampon, COLONNES, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(lignes_officielles(lignes, **colonnes))
    return tampon.getvalue().encode()


HIERARCHIE = ["referentiel", "axe", "sous_axe", "mesure", "sous_mesure", "tache"]
IDENTITES = """
[{code}]
nom = "{nom}"
version = "{version}"
hierarchie = {hierarchie}
"""
PREUVES = (
    ("code", "referentiel", "nom", "noeuds"),
    ("bilan", "cae", "Bilan annuel", "cae_1.1.1 cae_1.1.1.1"),
    ("plan", "te", "Plan adopté", "te_1.1.2"),
)
ETOILES = (
    ("referentiel", "etoile", "ordre", "noeud", "objet", "min_realise", "min_programme"),
    ("cae", "1", "1", "cae_1.1.1.1.1", "Élue référente", "100", ""),
    ("cae", "1", "2", "cae_1.1.1.1.3", "Équipe projet", "100", "100"),
    ("cae", "2", "1", "cae_1.1.1.1.1", "Élue référente", "50", "100"),
)


def ecrire_table(dossier: Path, nom: str, lignes: Iterable[tuple[str, ...]]) -> None:
    """One tab-separated table."""
    (dossier / nom).write_text("".join("\t".join(ligne) + "\n" for ligne in lignes), encoding="utf-8")


def ecrire_donnees(dossier: Path, *, version: str = "1.0.0") -> Path:
    """CAE, ECI and TE, all three with the tree of MINI, one evidence each for CAE and TE, conditions of stars."""
    noms = {"cae": "Climat", "eci": "Circulaire", "te": "Transition"}
    (dossier / "referentiels.toml").write_text(
        "".join(
            IDENTITES.format(code=code, nom=nom, version=version, hierarchie=HIERARCHIE) for code, nom in noms.items()
        ),
        encoding="utf-8",
    )
    sans_regle_de_score = [ligne[:7] for ligne in LIGNES]
    for code in noms:
        (dossier / f"{code}.tsv").write_text(tsv(sans_regle_de_score), encoding="utf-8")
    ecrire_table(dossier, "preuves.tsv", PREUVES)
    ecrire_table(dossier, "etoiles.tsv", ETOILES)
    return dossier
