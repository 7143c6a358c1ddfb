"""Origins of a TE node: the CAE and ECI nodes it comes from, with a weight.

Source: docs/calculs/scores.md, « Origines d'un nœud TE ».
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Final

from cordee.referentiels.domain.erreurs import ErreurReferentiel

REFERENTIELS_ORIGINES: Final = ("cae", "eci")
_NOUVELLE: Final = "nouvelle"
_LIEN = re.compile(r"(?P<noeud>[a-z-]+_\d[\w.-]*)\s*(?:\((?P<poids>[^()]*)\))?")
_NUMERO = re.compile(r"\d\w*(?:\.\w+)*")
_POIDS = re.compile(r"\d+(?:[.,]\d+)?")

Origines = tuple[tuple[str, float], ...]


class OrigineInvalide(ErreurReferentiel, ValueError):
    """A cell of origins that cannot be read; ``messages`` lists why."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(" ".join(messages))


def parse_origines(
    texte: str,
    *,
    referentiels: Container[str] = REFERENTIELS_ORIGINES,
    noeuds: Container[str] | None = None,
) -> Origines:
    """Links of a cell such as ``Cae_1.1.2.2.3 (0,5)``, several per line or one per line; none for « Nouvelle … ».

    The weight is 1 when it is absent. ``noeuds`` are the nodes that exist, when they are known. Raises
    ``OrigineInvalide`` for a weight, an identifier or a node that is wrong, a node cited twice, or text left over.
    """
    cellule = texte.strip().lower()
    if not cellule or cellule.startswith(_NOUVELLE):
        return ()
    messages: list[str] = []
    liens: dict[str, float] = {}
    for trouve in _LIEN.finditer(cellule):
        noeud, poids = trouve["noeud"], (trouve["poids"] or "1").strip()
        probleme = _find_probleme(noeud, poids, referentiels, noeuds)
        if noeud in liens:
            probleme = f"« {noeud} » est cité deux fois."
        if probleme:
            messages.append(probleme)
        else:
            liens[noeud] = float(poids.replace(",", "."))
    reste = " ".join(_LIEN.sub(" ", cellule).split()).strip(" ,;")
    if reste:
        messages.append(f"Texte non compris : « {reste} ». Écrivez par exemple « cae_1.1.2.2.3 (0,5) ».")
    if messages:
        raise OrigineInvalide(messages)
    return tuple(liens.items())


def _find_probleme(noeud: str, poids: str, referentiels: Container[str], noeuds: Container[str] | None) -> str | None:
    referentiel, _, numero = noeud.partition("_")
    if referentiel not in referentiels:
        return f"« {noeud} » vient d'un référentiel inconnu."
    if not _NUMERO.fullmatch(numero):
        return f"« {noeud} » n'est pas un identifiant."
    if noeuds is not None and noeud not in noeuds:
        return f"« {noeud} » n'existe pas."
    if not _POIDS.fullmatch(poids) or not float(poids.replace(",", ".")):
        return f"Le poids « {poids} » de « {noeud} » n'est pas un nombre positif."
    return None
