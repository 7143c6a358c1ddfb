"""Servers of this machine may receive, in these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.fabrique_webhooks import Recepteur, recepteur


@pytest.fixture
def outil(settings: Any) -> Iterator[Recepteur]:
    """A program that receives, and an installation that lets webhooks go to it."""
    settings.CORDEE_WEBHOOKS_HTTP = True
    settings.CORDEE_WEBHOOKS_HOTES = ["127.0.0.1"]
    with recepteur() as moi:
        yield moi
