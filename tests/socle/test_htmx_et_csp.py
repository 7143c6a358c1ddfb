"""What htmx does to a page stays within the security policy, which takes no inline style."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cordee import socle


def test_htmx_ne_recopie_pas_un_style_que_la_politique_de_securite_refuse() -> None:
    """A text made taller by hand has a `style`: copied on what replaces it, each answer would be an error."""
    gabarit = (Path(socle.__file__).parent / "templates/base.html").read_text(encoding="utf-8")
    lu = re.search(r"name=\"htmx-config\" content='([^']+)'", gabarit)
    assert lu is not None
    reglages = json.loads(lu[1])
    assert "style" not in reglages["attributesToSettle"]
    assert reglages["includeIndicatorStyles"] is False
