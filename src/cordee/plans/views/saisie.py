"""What is being written on a page of blocks, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cordee.plans.forms.fiche_lignes import FormulaireLigne


@dataclass(frozen=True, slots=True)
class EtatSaisie:
    """What a write did, said under the part or the block. `ecriture` (of a part) and `retrait` (of a row) are what can
    be taken back."""

    texte: str
    refus: bool = False
    ecriture: int | None = None
    retrait: int | None = None


@dataclass(frozen=True, slots=True)
class Saisie:
    """What is open or was just typed: a part (`nom`, of the fiche `pk`) or a row of a block (`ligne`, 0 to add)."""

    nom: str = ""
    pk: int = 0
    ligne: int | None = None
    etat: EtatSaisie | None = None
    brouillon: Any = None
    formulaire: FormulaireLigne | None = None
