"""Rows that are nothing but a heading: « AXE 1 – Se loger sobrement » across the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cordee.plans.domain.imports.cles import normaliser

_MOT = re.compile(
    r"^(sous axe|sous orientation|axe|orientation|objectif strategique|objectif operationnel|objectif|ambition|enjeu|"
    r"thematique|theme|defi|volet|priorite|chapitre|partie|programme|levier|pilier)s?\b"
)
_NUMERO = re.compile(r"^(?:(\d{1,2}(?:\.\d{1,2}){1,2})\.?\s*[.)\-–:]?\s+\S|(\d{1,2}|[IVX]{1,5}|[A-H])\s*[.)\-–:]\s+\S)")


@dataclass(frozen=True, slots=True)
class Bandeau:
    """Text of the heading and its kind, the same for headings of one level."""

    texte: str
    genre: str

    @property
    def numerote(self) -> bool:
        """Known by its number only, without a word such as « axe »."""
        return self.genre.startswith(("numero", "lettre"))

    def niveau(self, ouverts: Sequence[str]) -> int:
        """How many headings among those open stay above this one."""
        if self.genre in ouverts:
            return list(ouverts).index(self.genre)
        return len(ouverts)


def lire_bandeau(texte: str) -> Bandeau | None:
    """The heading that a lone cell is, None when it may be something else."""
    plat = " ".join(texte.split())
    if len(plat) > 300 or len(plat) < 3:
        return None
    if mot := _MOT.match(normaliser(plat)):
        return Bandeau(plat, mot[1])
    if numero := _NUMERO.match(plat):
        code = numero[1] or numero[2]
        return Bandeau(plat, f"numero {code.count('.')}" if code[0].isdigit() else "lettre")
    return None


_AXE = re.compile(
    r"^(?i:sous[ -]?axe|axe|orientation|objectif strat[ée]gique|objectif op[ée]rationnel|ambition|volet|d[ée]fi|enjeu|"
    r"programme|th[ée]matique|objectif)\s+(?i:strat[ée]gique\s+)?(?i:n\s?[°ºo]\s*)?"
    r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-H])(?![\w'’%])"
)


def est_un_axe(texte: str) -> bool:
    """Whether a line names an axe by its number: `Axe 2 : Se déplacer`."""
    return len(texte) <= 300 and bool(_AXE.match(" ".join(texte.split())))


def est_un_total(textes: Sequence[str]) -> bool:
    """Whether a row whose first words are these is a total: « Sous-total axe I », « TOTAL »."""
    return bool(textes) and len(textes[0]) < 60 and bool(_TOTAL.match(normaliser(textes[0])))


_TOTAL = re.compile(r"^(sous )?(total|totaux)\b(?! des | de la | d )")
_NOTE = re.compile(
    r"^(sources?|nb|n.b.|note|notes|legende|mise a jour|mis a jour|maj|document|edition|version|remarque|hors)\b"
)


def est_une_note(texte: str) -> bool:
    """Whether a lone cell is a remark under the table: `* Hors taxes`, `Source : …`."""
    propre = texte.strip()
    return propre.startswith(("*", "(1)", "(*)", "¹")) or bool(_NOTE.match(normaliser(propre[:60])))


_NOTE_DITE = re.compile(r"^(?:\*|\(\*\)|(?:n\.? ?b\.?|sources?|notes?|l[ée]gende|remarques?) ?:)", re.I)


def est_une_note_dite(texte: str) -> bool:
    """The same where a lone cell may be an axe (the official template): `NB : …`, never `Sources d'énergie`."""
    return bool(_NOTE_DITE.match(texte.strip()))
