"""Rules of architecture.md that a linter of imports does not see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.sources import ORDRE, PAQUET, application_de, gabarits, modules

NOMS_INTERDITS = {"utils.py", "helpers.py", "common.py", "misc.py", "signals.py"}


def test_les_vues_ne_touchent_pas_aux_gestionnaires_de_modeles() -> None:
    fautifs = [
        f"{chemin.relative_to(PAQUET)}:{noeud.lineno}"
        for chemin, arbre in modules()
        if "views" in chemin.parts
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Attribute) and noeud.attr == "objects"
    ]
    assert not fautifs


def test_aucun_tiroir() -> None:
    assert not [chemin for chemin, _ in modules() if chemin.name in NOMS_INTERDITS]


def test_aucun_signal_entre_nos_applications() -> None:
    fautifs = [
        str(chemin.relative_to(PAQUET))
        for chemin, arbre in modules()
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ImportFrom) and noeud.module in {"django.dispatch", "django.db.models.signals"}
    ]
    assert not fautifs


def test_les_cles_etrangeres_textuelles_ne_montent_pas() -> None:
    fautifs = []
    for chemin, arbre in modules():
        if "models" not in chemin.parts and chemin.name != "models.py":
            continue
        rang = ORDRE.index(application_de(chemin))
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
                cible = re.fullmatch(r"([a-z]+)\.[A-Z]\w+", noeud.value)
                if cible and cible.group(1) in ORDRE and ORDRE.index(cible.group(1)) > rang:
                    fautifs.append(f"{chemin.relative_to(PAQUET)}:{noeud.lineno} {noeud.value}")
    assert not fautifs


def test_save_ne_porte_aucune_regle_metier() -> None:
    fautifs = [
        f"{chemin.relative_to(PAQUET)}:{noeud.lineno}"
        for chemin, arbre in modules()
        if "models" in chemin.parts or chemin.name == "models.py"
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.FunctionDef) and noeud.name in {"save", "delete", "clean"}
    ]
    assert not fautifs


def _fonctions_publiques(chemin: Path, arbre: ast.Module) -> list[ast.FunctionDef]:
    exportees = [n for n in arbre.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    return [n for n in exportees if _ecrit(n)]


def _ecrit(fonction: ast.FunctionDef) -> bool:
    """A mutation is decorated `@transaction.atomic`."""
    return any("atomic" in ast.dump(decorateur) for decorateur in fonction.decorator_list)


def test_chaque_action_nomme_qui_agit() -> None:
    fautifs = [
        f"{chemin.relative_to(PAQUET)}:{fonction.name}"
        for chemin, arbre in modules()
        if "actions" in chemin.parts or chemin.name == "actions.py"
        if application_de(chemin) not in {"comptes", "demo"}
        for fonction in _fonctions_publiques(chemin, arbre)
        if not {"par", "le"} <= {argument.arg for argument in fonction.args.kwonlyargs}
    ]
    assert not fautifs


def test_le_calcul_ne_lit_pas_l_horloge() -> None:
    fautifs = [
        f"{chemin.relative_to(PAQUET)}:{noeud.lineno}"
        for chemin, arbre in modules()
        if {"domain", "queries", "actions"} & set(chemin.parts) or chemin.stem in {"queries", "actions"}
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Attribute)
        and noeud.func.attr in {"now", "today", "localtime", "utcnow"}
        and not noeud.args
    ]
    assert not fautifs


def test_les_gabarits_ne_demandent_pas_de_role() -> None:
    fautifs = [
        str(gabarit.relative_to(PAQUET))
        for gabarit in gabarits()
        if re.search(r"\{% if [^%]*\b(\.role|is_superuser|is_staff)\b", gabarit.read_text(encoding="utf-8"))
    ]
    assert not fautifs


def test_aucun_style_ni_script_dans_les_pages() -> None:
    fautifs = [
        str(gabarit.relative_to(PAQUET))
        for gabarit in gabarits()
        if gabarit.suffix == ".html"
        and gabarit.parent.name != "courriels"  # a mail program reads no style sheet
        and re.search(
            r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\bsrc=)", gabarit.read_text("utf-8")
        )
    ]
    assert not fautifs


def test_aucune_page_n_appelle_un_autre_site() -> None:
    fautifs = [
        f"{fichier.relative_to(PAQUET)}"
        for fichier in (*gabarits(), *PAQUET.rglob("static/**/*.js"), *PAQUET.rglob("static/**/*.css"))
        if re.search(
            r"(?:src|href|action|import|url)\s*[=(]?\s*[\"'(]https?://",
            fichier.read_text(encoding="utf-8", errors="ignore"),
        )
    ]
    assert not fautifs
