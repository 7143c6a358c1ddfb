"""The names of the code are the words of the field: docs/glossaire.md says which, and which ones never."""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import PAQUET, modules
from tests.conftest import RACINE

TECHNIQUE = {
    "type",
    "request",
    "manager",
    "log",
    "lock",
    "group",
    "standard",
    "owner",
    "answer",
    "task",
    "target",
    "call",
    "visit",
}
"""English words that the column « À ne pas dire » bars for the domain, and that technique needs."""


def interdits() -> set[str]:
    """Words of the last column of the glossary, one identifier each."""
    lignes = (RACINE / "docs" / "glossaire.md").read_text(encoding="utf-8").splitlines()
    cellules = [ligne.strip("|").split("|")[-1] for ligne in lignes if ligne.startswith("|") and "`" in ligne]
    mots = {mot.strip().lower() for cellule in cellules for mot in re.sub(r"\(.*?\)", "", cellule).split(",")}
    return {mot for mot in mots if re.fullmatch(r"[a-z_]+", mot)} - TECHNIQUE


def morceaux(nom: str) -> set[str]:
    """`PlanCalcul` and `plan_calcul` -> plan, calcul, plan_calcul."""
    serpent = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", nom).lower().strip("_")
    return {*serpent.split("_"), serpent}


def test_le_glossaire_interdit_des_mots() -> None:
    assert {"authority", "skill", "baseline", "proof"} <= interdits()


def test_aucun_nom_du_code_n_emploie_un_mot_interdit() -> None:
    fautifs = {
        f"{chemin.relative_to(PAQUET)}:{noeud.lineno} {noeud.name}"
        for chemin, arbre in modules()
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ClassDef | ast.FunctionDef) and morceaux(noeud.name) & interdits()
    }
    assert not fautifs
