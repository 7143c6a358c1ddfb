"""Pictograms: each mark and each sector has its own, and the sprite holds what the domain draws."""

from __future__ import annotations

from pathlib import Path

import cordee.socle
from cordee.plans.domain.listes import CategoriePerimetre, Secteur
from cordee.plans.domain.pictogrammes import COTE, PICTOGRAMMES, symboles


def test_chaque_marque_et_chaque_secteur_a_son_dessin_dans_le_carre() -> None:
    assert set(PICTOGRAMMES) == {*map(str, CategoriePerimetre), *map(str, Secteur)}
    points = [point for dessin in PICTOGRAMMES.values() for trait in dessin.traits for point in trait]
    assert all(0 <= x <= COTE and 0 <= y <= COTE for x, y in points)
    assert len({dessin.svg for dessin in PICTOGRAMMES.values()}) == len(PICTOGRAMMES)


def test_la_planche_du_site_dit_la_meme_chose() -> None:
    planche = Path(cordee.socle.__file__).parent / "static/cordee/img/icones.svg"
    lignes = planche.read_text(encoding="utf-8").splitlines()
    assert [ligne for ligne in lignes if 'id="picto-' in ligne] == symboles()
