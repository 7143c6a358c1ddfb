"""Small files, small functions. The lists of exceptions may only shrink."""

from __future__ import annotations

import ast

from tests.architecture.sources import PAQUET, modules

LIGNES_MAX = 500
FONCTION_MAX = 50
FICHIERS_TOLERES: frozenset[str] = frozenset()
FONCTIONS_TOLEREES: frozenset[str] = frozenset()


def test_aucun_fichier_ne_depasse_500_lignes() -> None:
    longs = {
        str(chemin.relative_to(PAQUET))
        for chemin, _ in modules()
        if len(chemin.read_text(encoding="utf-8").splitlines()) > LIGNES_MAX
    }
    assert longs == FICHIERS_TOLERES


def test_aucune_fonction_ne_depasse_50_lignes() -> None:
    longues = {
        f"{chemin.relative_to(PAQUET)}:{noeud.name}"
        for chemin, arbre in modules()
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        and (noeud.end_lineno or 0) - noeud.lineno + 1 > FONCTION_MAX
    }
    assert longues == FONCTIONS_TOLEREES
