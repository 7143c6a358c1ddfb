"""The fallback palette holds the same colours as the tokens."""

from __future__ import annotations

import re

from tests.architecture.sources import PAQUET

FEUILLES = PAQUET / "socle" / "static" / "cordee" / "css"


def test_le_repli_reprend_chaque_couleur_des_jetons() -> None:
    jetons = (FEUILLES / "jetons.css").read_text(encoding="utf-8")
    repli = (FEUILLES / "repli.css").read_text(encoding="utf-8")
    couleurs = re.findall(r"(--[\w-]+):\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\)", jetons)
    assert couleurs
    for nom, clair, sombre in couleurs:
        assert f"{nom}: {clair};" in repli
        assert repli.count(f"{nom}: {sombre};") >= 2
