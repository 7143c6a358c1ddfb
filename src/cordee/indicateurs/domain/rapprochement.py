"""Matching the names of a file with known indicateurs, without duplicates (docs/calculs/indicateurs.md
§Rapprochement)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cordee.indicateurs.domain.definitions import cle_titre
from cordee.indicateurs.domain.unites import normaliser_unite

_IDENTIFIANT = re.compile(r"\s*([A-Za-z]+_[\w.-]*\w)\s*(?:$|\s[-–—:|]\s.*|:\s.*)", re.DOTALL)
_PARENTHESE = re.compile(r"^(?P<titre>.*\S)\s*\((?:en\s+)?(?P<unite>[^()]+)\)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Connu:
    """An indicateur as names are compared to it."""

    pk: int
    titre: str
    unite: str = ""
    identifiant: str | None = None
    racine: bool = True
    autres_titres: tuple[str, ...] = ()


@dataclass
class Annuaire:
    """Indicateurs that a collectivité may use, by identifiant and by normalised name. Add what is created while a file
    is read, so that its second mention finds it."""

    par_identifiant: dict[str, Connu] = field(default_factory=dict)
    propres: dict[str, Connu] = field(default_factory=dict)
    nationaux: dict[str, Connu] = field(default_factory=dict)

    @classmethod
    def construire(cls, connus: Iterable[Connu]) -> Annuaire:
        """From indicateurs in the order of the nomenclature: roots win over children, then the first wins."""
        annuaire = cls()
        tous = list(connus)
        for connu in [c for c in tous if c.racine] + [c for c in tous if not c.racine]:
            annuaire.ajouter(connu)
        return annuaire

    def ajouter(self, connu: Connu) -> None:
        """Makes an indicateur known; a name already taken keeps its first owner."""
        if connu.identifiant is not None:
            self.par_identifiant.setdefault(connu.identifiant, connu)
        noms = self.propres if connu.identifiant is None else self.nationaux
        for titre in (connu.titre, *connu.autres_titres):
            if cle := cle_titre(titre):
                noms.setdefault(cle, connu)

    def trouver(self, nom: str) -> Connu | None:
        """The indicateur that a text names, or None."""
        if (lu := _IDENTIFIANT.fullmatch(nom)) and (connu := self.par_identifiant.get(lu[1].lower())):
            return connu
        if connu := self._nomme(nom):
            return connu
        if (lu := _PARENTHESE.match(nom)) and (connu := self._nomme(lu["titre"])):
            return connu if normaliser_unite(lu["unite"]) == normaliser_unite(connu.unite) else None
        return None

    def _nomme(self, nom: str) -> Connu | None:
        cle = cle_titre(nom)
        return self.propres.get(cle) or self.nationaux.get(cle)


def separer_unite(nom: str) -> tuple[str, str]:
    """`Haies plantées (km)` -> `("Haies plantées", "km")`; a long end between parentheses is a remark, not a unit."""
    lu = _PARENTHESE.match(nom.strip())
    if lu is None or len(lu["unite"]) > UNITE_MAX:
        return " ".join(nom.split()), ""
    return " ".join(lu["titre"].split()), normaliser_unite(lu["unite"])


UNITE_MAX = 20
"""Characters after which an end between parentheses is a remark, not a unit."""
