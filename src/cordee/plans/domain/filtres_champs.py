"""Filters on the fields that a collectivité adds, as they stand in an address: `champ_12=34&champ_12=sans`,
`champ_15_de=10&champ_15_a=50`. What they mean in the database is in queries.filtres_champs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cordee.outils.dates import jour_chiffre
from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.outils.nombres import formater
from cordee.plans.domain.champs_personnalises import DECIMALES, PREFIXE, Definition, lire_cle, lire_nombre
from cordee.plans.domain.genres_de_champs import GenreChamp

SANS, AVEC, OUI, NON = "sans", "avec", "oui", "non"
BORNES = "bornes"
BORNE_MAX = 40
Borne = Decimal | date


@dataclass(frozen=True, slots=True)
class FiltreChamp:
    """What is asked of one field: options by id, `oui`, `non`, `sans`, `avec`; and bounds as they were typed. `bas` and
    `haut` are those bounds read, `fautes` why one could not be (`de`, `a`): it then filters nothing."""

    champ: int
    valeurs: tuple[str, ...] = ()
    de: str = ""
    a: str = ""
    bas: Borne | None = None
    haut: Borne | None = None
    fautes: tuple[tuple[str, str], ...] = ()

    @property
    def cle(self) -> str:
        """`champ_12`."""
        return f"{PREFIXE}{self.champ}"

    @property
    def nombre(self) -> int:
        """How many values it asks, the bounds counted once."""
        return len(self.valeurs) + bool(self.bas is not None or self.haut is not None)

    @property
    def vide(self) -> bool:
        """Whether nothing is asked, nor typed."""
        return not (self.valeurs or self.de or self.a)

    def sans(self, valeur: str | None) -> FiltreChamp:
        """Without one value, without its bounds (`BORNES`), or without anything."""
        if valeur is None:
            return FiltreChamp(self.champ)
        if valeur == BORNES:
            return FiltreChamp(self.champ, self.valeurs)
        return replace(self, valeurs=tuple(v for v in self.valeurs if v != valeur))

    def paires(self) -> list[tuple[str, str]]:
        """Keys and values of the address."""
        bornes = [(f"{self.cle}_de", self.de), (f"{self.cle}_a", self.a)]
        return [*((self.cle, valeur) for valeur in self.valeurs), *(paire for paire in bornes if paire[1])]


def lire_filtres_champs(parametres: Mapping[str, Sequence[str]]) -> tuple[FiltreChamp, ...]:
    """What a query string asks of fields, whatever they are."""
    filtres: dict[int, FiltreChamp] = {}
    for cle, valeurs in parametres.items():
        nom, _, suffixe = cle.removeprefix(PREFIXE).partition("_")
        champ = lire_cle(f"{PREFIXE}{nom}") if cle.startswith(PREFIXE) else None
        if champ is None or suffixe not in {"", "de", "a"}:
            continue
        filtre = filtres.get(champ, FiltreChamp(champ))
        if suffixe:
            texte = (valeurs[0] if valeurs else "").replace("\0", "").strip()[:BORNE_MAX]
            filtres[champ] = replace(filtre, de=texte) if suffixe == "de" else replace(filtre, a=texte)
        else:
            filtres[champ] = replace(filtre, valeurs=tuple(dict.fromkeys(valeurs)))
    return tuple(filtre for _, filtre in sorted(filtres.items()) if not filtre.vide)


def comprendre(filtres: Iterable[FiltreChamp], definitions: Iterable[Definition]) -> tuple[FiltreChamp, ...]:
    """The filters on these fields, their values and their bounds read; those on another field, which the person may not
    read, go."""
    connues = {definition.pk: definition for definition in definitions}
    lus = (_comprendre(filtre, connues[filtre.champ]) for filtre in filtres if filtre.champ in connues)
    return tuple(filtre for filtre in lus if not filtre.vide)


def _comprendre(filtre: FiltreChamp, definition: Definition) -> FiltreChamp:
    permises = {valeur for valeur, _ in choix_de(definition)}
    propre = replace(filtre, valeurs=tuple(v for v in filtre.valeurs if v in permises))
    if not definition.genre.a_bornes:
        return replace(propre, de="", a="")
    fautes: list[tuple[str, str]] = []
    bornes: dict[str, Borne | None] = {"de": None, "a": None}
    for cle, texte in (("de", filtre.de), ("a", filtre.a)):
        if texte:
            bornes[cle], faute = _lire_borne(definition, texte)
            fautes += [(cle, faute)] if faute else []
    bas, haut = bornes["de"], bornes["a"]
    if bas is not None and haut is not None and bas > haut:  # type: ignore[operator]  # both of the genre of the field
        fautes.append(("a", f"« {definition.libelle} » : {dire_borne(haut)} est avant {dire_borne(bas)}."))
        haut = None
    return replace(propre, bas=bas, haut=haut, fautes=tuple(fautes))


def _lire_borne(definition: Definition, texte: str) -> tuple[Borne | None, str]:
    if definition.genre is GenreChamp.DATE:
        try:
            return lire_date(texte), ""
        except DateIllisible as raison:
            return None, f"« {texte} » n'est pas une date de « {definition.libelle} » : {raison}."
    nombre = lire_nombre(texte)
    if nombre is None:
        return None, f"« {texte} » n'est pas un nombre de « {definition.libelle} » : écrivez par exemple 37,5."
    return nombre, ""


def dire_borne(borne: Borne) -> str:
    """A bound in a sentence."""
    return jour_chiffre(borne) if isinstance(borne, date) else formater(float(borne), DECIMALES, souple=True)


def choix_de(definition: Definition) -> list[tuple[str, str]]:
    """What the panel proposes for a field: its options, yes or no, filled, empty."""
    choix = [(str(option.pk), option.libelle) for option in definition.options]
    if definition.genre is GenreChamp.OUI_NON:
        choix = [(OUI, "Oui"), (NON, "Non")]
    return [*choix, (AVEC, "Rempli"), (SANS, "Vide")]


def dire_filtre(definition: Definition, filtre: FiltreChamp) -> list[tuple[str, str]]:
    """Each value asked, and its words for a badge: `Commission : Climat`, `Coût : de 10 à 50`."""
    noms = dict(choix_de(definition))
    dits = [(valeur, f"{definition.libelle} : {noms[valeur].lower() if valeur in _MOTS else noms[valeur]}")
            for valeur in filtre.valeurs]  # fmt: skip
    bas = f"de {dire_borne(filtre.bas)}" if filtre.bas is not None else ""
    haut = f"jusqu'à {dire_borne(filtre.haut)}" if filtre.haut is not None else ""
    if bas or haut:
        dits.append((BORNES, f"{definition.libelle} : {' '.join(mot for mot in (bas, haut) if mot)}"))
    return dits


_MOTS = {SANS, AVEC, OUI, NON}
