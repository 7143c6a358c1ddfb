"""The browser of these tests: one Chromium for the folder, and the pages that somebody opens in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from tests.bout_en_bout.acces import Ouvrir

from cordee.comptes.models import Utilisateur

NOMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: the same engine without the windows around it, for half the processor."""
CHROMIUM = os.environ.get("CORDEE_CHROMIUM") or next(filter(None, map(shutil.which, NOMS)), None)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--process-per-site",
)  # fmt: skip
ATTENTE_MS = 15_000


@pytest.fixture(scope="package")
def navigateur() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium est absent de cette machine (CORDEE_CHROMIUM)")
    with pytest.MonkeyPatch.context() as environnement, sync_playwright() as moteur:
        # Playwright's loop runs in this thread: without this, Django would refuse the database of the same thread.
        environnement.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = moteur.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def ouvrir(navigateur: Browser, live_server: Any, client: Client) -> Iterator[Ouvrir]:
    """Opens pages, as `Ouvrir` says. Tabs of one person share what a browser keeps of a site (session, files already
    read), and what the console of a page calls an error fails the test."""
    contextes: dict[tuple[Any, ...], BrowserContext] = {}
    fautes: list[str] = []

    def ouvrir_page(
        adresse: str, personne: Utilisateur, *, largeur: int = 1280, theme: Any = "light", script: bool = True
    ) -> Page:
        cle = (personne.pk, largeur, theme, script)
        if cle not in contextes:
            contextes[cle] = navigateur.new_context(
                viewport={"width": largeur, "height": 900}, color_scheme=theme, java_script_enabled=script
            )
            contextes[cle].set_default_timeout(ATTENTE_MS)
            client.force_login(personne)
            session = client.cookies["sessionid"].value
            contextes[cle].add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = contextes[cle].new_page()
        page.on("console", lambda message: fautes.extend(_fautes(message)))
        page.goto(live_server.url + adresse)
        return page

    yield ouvrir_page
    for contexte in contextes.values():
        contexte.close()
    assert not fautes


REFUS = ("Failed to load resource", "Response Status Error Code")
"""How the browser, then htmx, tell an answer such as 403 or 422, which the page shows in words."""


def _fautes(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type == "error" and not message.text.startswith(REFUS) else []
