"""Lists of a document with an action and its statut on each line: « - Isoler les écoles (en cours) ». They are read as
a table of two columns is (docs/calculs/import.md, « Tableaux d'actions »)."""

from __future__ import annotations

import re
from dataclasses import replace

from cordee.plans.domain.imports.choix_cellules import lire_statut
from cordee.plans.domain.imports.listes_cellules import sans_puce
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import decouper_ligne, rubrique_de

ENTETES = ("Action", "Statut")
TITRE_MAX = 300
STATUT_MAX = 40
"""Characters of a statut at the end of a line."""
_A_LA_FIN = re.compile(r"^(?P<titre>.+?\w.*?)(?:\s*:\s+|\s+[–—-]\s+|\s*\()(?P<statut>[^:()–—]+)\)?\s*[.;]?$")
_NUMEROTE = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+\S")


def en_rangee(bloc: Bloc) -> Bloc | None:
    """An item of a list as a row, without statut when it says none; None for what is no item, or begins with a label. A
    number makes an item only with a statut: else it may be a heading."""
    texte = bloc.texte
    nu = sans_puce(texte).strip()
    if bloc.tableau or bloc.niveau or "\n" in texte or not nu or len(nu) > TITRE_MAX:
        return None
    if rubrique_de(nu) is not None or decouper_ligne(nu) is not None:
        return None
    cellules = _separer(nu)
    est_un_item = nu != texte.strip() or (_NUMEROTE.match(texte) and len(cellules) > 1)
    return replace(bloc, cellules=cellules, tableau=True) if est_un_item else None


def dit_son_statut(bloc: Bloc) -> bool:
    """Whether this item of a list ends with a statut."""
    rangee = en_rangee(bloc)
    return rangee is not None and len(rangee.cellules) > 1


def _separer(texte: str) -> tuple[str, ...]:
    """Title, and statut when the end of the line is one."""
    trouve = _A_LA_FIN.match(texte)
    if trouve is None or len(trouve["statut"]) > STATUT_MAX or lire_statut(trouve["statut"]).statut is None:
        return (texte,)
    return trouve["titre"].strip(), trouve["statut"].strip()
