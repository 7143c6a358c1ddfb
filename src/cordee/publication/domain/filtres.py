"""What the address of the public list of fiches asks: few filters, each on something that the public reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cordee.plans.domain.listes import Secteur, StatutFiche
from cordee.plans.domain.thematiques import THEMATIQUES

TEXTE_MAX = 120
VALEURS_MAX = 30
"""Values of a filter beyond this one are left out."""
ENTIER_MAX = 9_223_372_036_854_775_807
CLES = ("statut", "axe", "thematique", "secteur", "commune")
_NUMERIQUES = {"axe", "commune"}
_CODES: dict[str, frozenset[str]] = {
    "statut": frozenset(map(str, StatutFiche)),
    "thematique": frozenset(THEMATIQUES),
    "secteur": frozenset(map(str, Secteur)),
}


@dataclass(frozen=True, slots=True)
class FiltresPublics:
    """Values asked by filter, and the words looked for."""

    valeurs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texte: str = ""

    @property
    def nombre(self) -> int:
        """How many values are asked, the text included."""
        return sum(map(len, self.valeurs.values())) + bool(self.texte)

    def paires(self) -> list[tuple[str, str]]:
        """Keys and values of the address, in a fixed order."""
        paires = [("q", self.texte)] if self.texte else []
        return paires + [(cle, valeur) for cle in CLES for valeur in self.valeurs.get(cle, ())]

    def requete(self) -> str:
        """The same, encoded."""
        return urlencode(self.paires())

    def sans(self, cle: str, valeur: str) -> FiltresPublics:
        """The same without one value."""
        if cle == "q":
            return FiltresPublics(self.valeurs)
        restantes = tuple(v for v in self.valeurs.get(cle, ()) if v != valeur)
        autres = {c: v for c, v in self.valeurs.items() if c != cle}
        return FiltresPublics(autres | ({cle: restantes} if restantes else {}), self.texte)


def lire_filtres(parametres: Mapping[str, Sequence[str]]) -> FiltresPublics:
    """Filters of an address; what means nothing is left out."""
    valeurs = {cle: _lire(cle, parametres.get(cle, ())) for cle in CLES}
    texte = next(iter(parametres.get("q", ())), "").replace("\0", "")
    return FiltresPublics({cle: lues for cle, lues in valeurs.items() if lues}, " ".join(texte.split())[:TEXTE_MAX])


def _lire(cle: str, donnees: Iterable[str]) -> tuple[str, ...]:
    lues = (valeur.strip() for valeur in donnees)
    if cle in _NUMERIQUES:
        gardees = [v for v in lues if v.isascii() and v.isdecimal() and int(v[:20]) <= ENTIER_MAX]
    else:
        gardees = [v for v in lues if v in _CODES[cle]]
    return tuple(dict.fromkeys(gardees))[:VALEURS_MAX]
