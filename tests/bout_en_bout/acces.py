"""What a page must be on every screen: without fault for axe-core, and no wider than the window."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""WCAG 2.2 level AA, and the practices that axe recommends beyond it."""

Ouvrir = Callable[..., Page]
"""The fixture `ouvrir(adresse, personne, largeur=1280, theme="light", script=True)`: a new tab of this person."""


def sans_faute(page: Page) -> None:
    """Fails on a violation or an overflow. Looked at from the top: what the fixed bar half covers after a scroll is
    not a small target."""
    page.evaluate("scrollTo(0, 0)")
    photographier(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{page.url} déborde"
    assert fautes_d_acces(page) == [], page.url


def fautes_d_acces(page: Page, ou: str | None = None) -> list[str]:
    """Each violation of the page, or of the part `ou` (a selector), with the element and what to do. Only violations
    are collected: the rest of the report is long to write on a large page. Nothing is read again from the server
    either: axe would load films, which no page has, and style sheets, which no rule asked for here opens."""
    options = {"runOnly": REGLES, "resultTypes": ["violations"], "preload": False}
    reponse: dict[str, Any] = Axe().run(page, context=ou, options=options).response
    return [
        f"{faute['id']} : {noeud['html'][:200]} {(noeud.get('failureSummary') or '')[:300]}"
        for faute in reponse["violations"]
        for noeud in faute["nodes"]
    ]


def photographier(page: Page) -> None:
    """A picture for the eye, when a folder is asked (CORDEE_PHOTOS), named after the address and the width."""
    if dossier := os.environ.get("CORDEE_PHOTOS"):
        nom = re.sub(r"\W+", "-", page.url.partition("://")[2].partition("/")[2]).strip("-") or "accueil"
        largeur = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(dossier) / f"{nom[:120]}-{largeur}.png"), full_page=True)
