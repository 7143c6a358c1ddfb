"""Added fields of a printed fiche: a label and its value, in the order of the screens."""

from __future__ import annotations

from collections.abc import Iterable

from cordee.outils.texte import typographier
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.champs_personnalises import dire_cite
from cordee.plans.domain.genres_de_champs import GenreChamp

TITRE = "Champs de la collectivité"


def lignes_des_champs(champs: Iterable[ChampCite]) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it is a Markdown text. Two fields of one label say of which plan each is."""
    liste = list(champs)
    libelles = [cite.libelle for cite in liste]
    return [
        (
            typographier(f"{c.libelle} ({c.plan})" if c.plan and libelles.count(c.libelle) > 1 else c.libelle),
            c.texte if c.genre is GenreChamp.TEXTE else _dire(c),
            c.genre is GenreChamp.TEXTE,
        )
        for c in liste
        if dire_cite(c)
    ]


def _dire(cite: ChampCite) -> str:
    dit = dire_cite(cite)
    if cite.genre is GenreChamp.LIEN:
        return dit
    return typographier(dit[:1].upper() + dit[1:] if cite.genre is GenreChamp.OUI_NON else dit)
