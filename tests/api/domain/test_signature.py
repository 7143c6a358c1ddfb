"""docs/calculs/webhooks.md, « Signature »."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import RACINE

from cordee.api.domain.signature import est_signe, signer

LE = datetime.fromtimestamp(1767225600, UTC)
SECRET = "cordee_secret_de_demonstration"
EXEMPLE = "t=1767225600,v1=0ac11e268f109f853a3b50857da6542c30049cf2189992705e96468750854db0"


def test_l_exemple_de_la_page() -> None:
    assert signer(b'{"id":"1"}', [SECRET], LE) == EXEMPLE
    assert est_signe(b'{"id":"1"}', EXEMPLE, SECRET, LE)


@given(st.binary(), st.text(min_size=1), st.text(min_size=1))
def test_seul_le_secret_signe(corps: bytes, secret: str, autre: str) -> None:
    entete = signer(corps, [secret], LE)
    assert est_signe(corps, entete, secret, LE)
    assert est_signe(corps, entete, autre, LE) == (autre == secret)
    assert not est_signe(corps + b"x", entete, secret, LE)


def test_deux_secrets_signent_chacun() -> None:
    entete = signer(b"x", ["ancien", "nouveau"], LE)
    assert entete.count("v1=") == 2
    assert est_signe(b"x", entete, "ancien", LE)
    assert est_signe(b"x", entete, "nouveau", LE)


@pytest.mark.parametrize("ecart", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_un_message_rejoue_plus_tard_est_refuse(ecart: timedelta) -> None:
    assert not est_signe(b'{"id":"1"}', EXEMPLE, SECRET, LE + ecart)


@pytest.mark.parametrize("entete", ["", "v1=abc", "t=demain,v1=abc", "t=1,t=2,v1=abc", "n'importe quoi"])
def test_un_entete_mal_fait_est_refuse(entete: str) -> None:
    assert not est_signe(b"x", entete, SECRET, LE)


def test_l_exemple_du_guide_reconnait_nos_envois(monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/guide/webhooks.md gives to copy is what works."""
    guide = (RACINE / "docs" / "guide" / "webhooks.md").read_text(encoding="utf-8")
    espace: dict[str, Any] = {}
    exec(guide.split("```python\n")[1].split("```")[0], espace)
    monkeypatch.setattr(espace["time"], "time", lambda: LE.timestamp() + 20)
    verifier = espace["vient_de_cordee"]
    assert EXEMPLE in guide
    assert verifier(b'{"id":"1"}', EXEMPLE, SECRET)
    assert verifier(b"x", signer(b"x", ["nouveau", "ancien"], LE), "ancien")
    assert not verifier(b'{"id":"2"}', EXEMPLE, SECRET)
    monkeypatch.setattr(espace["time"], "time", lambda: LE.timestamp() + 301)
    assert not verifier(b'{"id":"1"}', EXEMPLE, SECRET)
