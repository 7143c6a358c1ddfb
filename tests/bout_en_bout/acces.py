"""What axe-core says of a page as it stands."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""WCAG 2.2 level AA, and the practices that axe recommends beyond it."""


def fautes_d_acces(page: Page, ou: str | None = None) -> list[str]:
    """Each violation of the page, or of the part `ou` (a selector), with the element and what to do. Only violations
    are collected: the rest of the report is long to write on a large page."""
    reponse: dict[str, Any] = (
        Axe().run(page, context=ou, options={"runOnly": REGLES, "resultTypes": ["violations"]}).response
    )
    return [
        f"{faute['id']} : {noeud['html'][:200]} {(noeud.get('failureSummary') or '')[:300]}"
        for faute in reponse["violations"]
        for noeud in faute["nodes"]
    ]
