"""The one error of the expression language.

    ErreurExpression(ValueError)    text that cannot be read, or formula that cannot be evaluated in this context

Source: docs/calculs/personnalisation.md, « Erreurs ».
"""

from __future__ import annotations

__all__ = ["LARGEUR_EXTRAIT", "ErreurExpression"]

LARGEUR_EXTRAIT = 100


class ErreurExpression(ValueError):
    """A French message and the place it speaks of.

    `motif` is the sentence alone; `ligne` and `colonne` start at 1. `str()` adds the line of the formula and a caret
    under the place, to be shown in a fixed-width font.
    """

    def __init__(self, motif: str, texte: str, position: int) -> None:
        self.motif = motif
        self.texte = texte
        self.position = min(max(position, 0), len(texte))
        debut = texte.rfind("\n", 0, self.position) + 1
        self.ligne = texte.count("\n", 0, self.position) + 1
        self.colonne = self.position - debut + 1
        super().__init__(f"{motif} (ligne {self.ligne}, colonne {self.colonne})\n{self._montrer(debut)}")

    def _montrer(self, debut: int) -> str:
        """The faulty line, cut around the place when it is long, then the caret."""
        fin = self.texte.find("\n", debut)
        ligne = self.texte[debut : fin if fin >= 0 else len(self.texte)]
        avant = self.position - debut
        depart = max(0, avant - LARGEUR_EXTRAIT // 2)
        extrait = "".join(
            lettre if lettre.isprintable() else " " for lettre in ligne[depart : depart + LARGEUR_EXTRAIT]
        )
        return f"  {extrait}\n  {' ' * (avant - depart)}^"
