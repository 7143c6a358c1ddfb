"""The cell of an added field in the table, read or being written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cordee.plans.domain.champs_personnalises import VIDE, Definition, ValeurChamp, dire
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.forms.champs import ecrire_lue, ecrire_texte
from cordee.plans.queries.liste import LigneFiche

TEXTE_MAX = 140
"""Characters of a text shown in a cell; the fiche shows it whole."""


@dataclass(frozen=True, slots=True)
class CelluleChamp:
    """A value in the table: plain words, as rows that hold the same are written once. `marques` are the options with
    their colours."""

    cle: str
    libelle: str = ""
    texte: str = ""
    lien: str = ""
    marques: tuple[tuple[str, str], ...] = ()
    chiffres: bool = False
    modifiable: bool = False


def composer_cellules(ligne: LigneFiche, definitions: Iterable[Definition], *, edite: bool) -> tuple[CelluleChamp, ...]:
    """Cells of a row. `edite`: the person edits where the list is looked at. A field of the collectivité is not one of
    the fiches that it receives."""
    cellules = []
    for definition in definitions:
        sien = definition.plan is not None or definition.collectivite == ligne.fiche.collectivite_id
        libre = sien and ligne.modifiable and (edite or not definition.edition)
        valeur = ligne.champs.get(definition.pk, VIDE) if sien else VIDE
        cellules.append(composer_cellule(definition, valeur, modifiable=libre))
    return tuple(cellules)


def composer_cellule(definition: Definition, valeur: ValeurChamp, *, modifiable: bool) -> CelluleChamp:
    """One of them."""
    texte = " ".join(dire(definition, valeur).split())
    if len(texte) > TEXTE_MAX:
        texte = texte[: TEXTE_MAX - 1].rstrip() + "…"
    return CelluleChamp(
        cle=definition.cle,
        libelle=definition.libelle,
        texte=valeur.texte if definition.genre.a_options else texte,
        lien=valeur.texte if definition.genre is GenreChamp.LIEN else "",
        marques=marques_de(definition, valeur),
        chiffres=definition.genre is GenreChamp.NOMBRE,
        modifiable=modifiable,
    )


def marques_de(definition: Definition, valeur: ValeurChamp) -> tuple[tuple[str, str], ...]:
    """Options chosen: label, colour."""
    options = (definition.option(pk) for pk in valeur.options)
    return tuple((option.libelle, str(option.couleur)) for option in options if option is not None)


@dataclass(frozen=True, slots=True)
class SaisieChamp:
    """What the editor of a field shows: the value that one starts from (`lue`, a JSON text), what is typed."""

    definition: Definition
    lue: str
    texte: str
    options: tuple[str, ...]
    precision: str

    @property
    def choix(self) -> list[tuple[str, str, bool]]:
        """Options: id, label, chosen."""
        return [(str(o.pk), o.libelle, str(o.pk) in self.options) for o in self.definition.options]

    @property
    def sorte(self) -> str:
        """Which control it takes."""
        genre = self.definition.genre
        if genre is GenreChamp.CHOIX_MULTIPLE:
            return "cases"
        if genre.a_options:
            return "liste"
        return {GenreChamp.OUI_NON: "oui_non", GenreChamp.DATE: "date", GenreChamp.TEXTE: "texte"}.get(genre, "ligne")

    @property
    def clavier(self) -> str:
        """Keyboard that a telephone opens."""
        return {GenreChamp.NOMBRE: "decimal", GenreChamp.LIEN: "url"}.get(self.definition.genre, "text")


def ouvrir_saisie(definition: Definition, valeur: ValeurChamp, brouillon: Any = None) -> SaisieChamp:
    """The editor on the present value, or on what was typed and refused."""
    if brouillon is not None:
        return SaisieChamp(
            definition, brouillon.get("lue", ""), brouillon.get("texte", ""), tuple(brouillon.getlist("option")),
            brouillon.get("precision", "jour"),
        )  # fmt: skip
    options = tuple(str(pk) for pk in valeur.options)
    return SaisieChamp(definition, ecrire_lue(valeur), ecrire_texte(valeur), options, str(valeur.precision))
