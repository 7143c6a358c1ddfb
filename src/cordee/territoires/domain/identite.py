"""What the rules may know of a collectivité besides its answers.

Source: docs/calculs/personnalisation.md, « Identité ».
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "REGIONS_OUTRE_MER",
    "SEUILS_MOINS_DE",
    "SEUILS_PLUS_DE",
    "SOUSTYPES_PAR_NATURE",
    "VALEURS_IDENTITE",
    "Identite",
    "SousType",
    "TypeIdentite",
    "construire_identite",
    "drom_de_region",
    "etiquettes_population",
]


class TypeIdentite(StrEnum):
    EPCI = "EPCI"
    COMMUNE = "commune"


class SousType(StrEnum):
    EPCI_A_FISCALITE_PROPRE = "epci_a_fiscalite_propre"
    SYNDICAT = "syndicat"
    POLE = "pole"


SEUILS_MOINS_DE = (3_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SEUILS_PLUS_DE = (3_000, 20_000, 50_000, 100_000, 300_000, 800_000)

SOUSTYPES_PAR_NATURE = {
    **dict.fromkeys(("CC", "CA", "CU", "METRO", "MET69", "EPT"), SousType.EPCI_A_FISCALITE_PROPRE),
    **dict.fromkeys(("SMF", "SMO", "SIVU", "SIVOM"), SousType.SYNDICAT),
    **dict.fromkeys(("POLEM", "PETR"), SousType.POLE),
}
# Official region codes of Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.
REGIONS_OUTRE_MER = frozenset({"01", "02", "03", "04", "06"})

# Every (field, values) pair a rule may write; values are compared in lower case.
VALEURS_IDENTITE: dict[str, tuple[str, ...]] = {
    "type": ("EPCI", "commune", "syndicat"),
    "soustype": tuple(SousType),
    "population": (
        *(f"moins_de_{seuil}" for seuil in SEUILS_MOINS_DE),
        *(f"plus_de_{seuil}" for seuil in SEUILS_PLUS_DE),
    ),
    "localisation": ("DOM", "Metropole"),
    "dans_aire_urbaine": ("oui", "non", "vrai", "faux", "true", "false"),
}


def etiquettes_population(population: int | None) -> frozenset[str]:
    """Tags of a population: `moins_de_N` strictly under N, `plus_de_N` from N on; none when unknown."""
    if population is None:
        return frozenset()
    moins = {f"moins_de_{seuil}" for seuil in SEUILS_MOINS_DE if population < seuil}
    plus = {f"plus_de_{seuil}" for seuil in SEUILS_PLUS_DE if population >= seuil}
    return frozenset(moins | plus)


@dataclass(frozen=True, slots=True)
class Identite:
    """A collectivité as the rules see it. None means unknown, and makes every test on the attribute false.

    `type_presume` tells that the type is a fallback (a région, a service public… counts as a commune): screens say so.
    `faits` holds every true (field, value in lower case) pair: evaluating `identite(f, v)` is a membership test.
    """

    type: TypeIdentite
    soustype: SousType | None = None
    population: frozenset[str] = frozenset()
    drom: bool | None = None
    dans_aire_urbaine: bool | None = None
    type_presume: bool = False
    faits: frozenset[tuple[str, str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faits", frozenset(self._lister_faits()))

    def _lister_faits(self) -> list[tuple[str, str]]:
        faits = [("type", self.type.lower()), *(("population", etiquette) for etiquette in self.population)]
        if self.soustype is not None:
            faits.append(("soustype", self.soustype.value))
        if self.soustype is SousType.SYNDICAT:
            faits.append(("type", "syndicat"))  # rules written before sous-types existed
        if self.drom is not None:
            faits.append(("localisation", "dom" if self.drom else "metropole"))
        if self.dans_aire_urbaine is not None:
            mots = ("oui", "vrai", "true") if self.dans_aire_urbaine else ("non", "faux", "false")
            faits.extend(("dans_aire_urbaine", mot) for mot in mots)
        return faits


def construire_identite(
    *,
    type_collectivite: str,
    nature_insee: str | None = None,
    population: int | None = None,
    drom: bool | None = None,
    dans_aire_urbaine: bool | None = None,
) -> Identite:
    """Identity from the attributes of a collectivité.

    `type_collectivite`: "epci", "commune", "test", or any other legal kind; `nature_insee`: BANATIC code such as "CC"
    or "PETR", whose presence makes an EPCI of a groupement; `population`: inhabitants.
    """
    soustype = SOUSTYPES_PAR_NATURE.get((nature_insee or "").upper())
    est_epci = type_collectivite in ("epci", "test") or soustype is not None
    return Identite(
        type=TypeIdentite.EPCI if est_epci else TypeIdentite.COMMUNE,
        soustype=soustype,
        population=etiquettes_population(population),
        drom=drom,
        dans_aire_urbaine=dans_aire_urbaine,
        type_presume=not est_epci and type_collectivite != "commune",
    )


def drom_de_region(code_region: str | None, *, est_test: bool = False) -> bool | None:
    """Whether a region (official code, "04" for La Réunion) is overseas: False when unknown, None for a test body."""
    return None if est_test else code_region in REGIONS_OUTRE_MER
