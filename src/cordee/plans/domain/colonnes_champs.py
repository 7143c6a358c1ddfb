"""Added fields in our spreadsheet: a column each in « Fiches », and a sheet that says what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cordee.outils.texte import normaliser
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.champs_personnalises import Definition, OptionDite, citer, reconnaitre
from cordee.plans.domain.colonnes_cellules import (
    DECIMAL,
    LISTE,
    OUI_NON,
    TEXTE,
    CelluleIllisible,
    Valeur,
    choix,
    ecrire_date_connue,
    ecrire_nombre,
    joindre,
    lire_debut,
    lire_decimal,
    lire_oui_non,
    lire_texte,
    nettoyer,
    separer,
)
from cordee.plans.domain.colonnes_feuilles import COLONNES, INFORMATIVES
from cordee.plans.domain.colonnes_genres import Champ, Table
from cordee.plans.domain.fiche import DateConnue
from cordee.plans.domain.genres_de_champs import EcritureChamp, GenreChamp, LectureChamp

CHAMPS, PREFIXE_DES_CHAMPS = "Champs", "Champ : "
TABLE_CHAMPS = Table(
    CHAMPS,
    "champs",
    ChampDefini,
    (
        Champ("libelle", "Champ", TEXTE, 34),
        Champ("genre", "Contient", choix(GenreChamp), 26),
        Champ("plan", "Du plan", TEXTE, 30),
        Champ("options", "Options", LISTE, 50),
        Champ("couleurs", "Couleurs", LISTE, 20),
        Champ("unite", "Unité", TEXTE, 12),
        Champ("minimum", "Minimum", DECIMAL, 10),
        Champ("maximum", "Maximum", DECIMAL, 10),
        Champ("aide", "Aide", TEXTE, 44),
        Champ("obligatoire", "Attendu", OUI_NON, 9),
        Champ("lecture", "Qui le lit", choix(LectureChamp, LectureChamp.TOUS), 30),
        Champ("ecriture", "Qui l'écrit", choix(EcritureChamp, EcritureChamp.FICHE), 30),
    ),
    ("libelle", "genre"),
)
"""The sheet of the fields, which a plan has when fields were added to its fiches."""
_PRIS = {normaliser(colonne.entete) for colonne in (*COLONNES, *INFORMATIVES)}
_PLACES = ("axe", "sous axe", "sous sous axe", "titre de", "repere")


def cle_du_champ(libelle: str, plan: str) -> tuple[str, str]:
    """What makes two fields one in a file."""
    return normaliser(libelle), normaliser(plan)


def entetes_des_champs(definis: Sequence[ChampDefini]) -> list[tuple[ChampDefini, str]]:
    """The header of each field: its label, made longer when a column of ours or another field has it."""
    noms = [normaliser(nettoyer(defini.libelle)) for defini in definis]
    entetes: list[tuple[ChampDefini, str]] = []
    donnes: set[str] = set()
    for defini, nom in zip(definis, noms, strict=True):
        entete = nettoyer(defini.libelle)
        if defini.plan and noms.count(nom) > 1:
            entete = f"{entete} ({nettoyer(defini.plan)})"
        if nom in _PRIS or nom.startswith(_PLACES) or entete.startswith("Repère"):
            entete = f"{PREFIXE_DES_CHAMPS}{entete}"
        while normaliser(entete) in donnes:
            entete = f"{entete} bis"
        donnes.add(normaliser(entete))
        entetes.append((defini, entete))
    return entetes


def trouver(champs: Iterable[ChampCite], defini: ChampDefini) -> ChampCite | None:
    """The value that a fiche has of a field."""
    cle = cle_du_champ(defini.libelle, defini.plan)
    for cite in champs:
        if cite.ref is not None and defini.ref is not None:
            if cite.ref == defini.ref:
                return cite
        elif cle_du_champ(cite.libelle, cite.plan) == cle:
            return cite
    return None


def ecrire_cellule(cite: ChampCite | None) -> Valeur:
    """The cell of a value: a real number, a real date, words."""
    return None if cite is None else _ECRIVAINS.get(cite.genre, _ecrire_mots)(cite)


def _ecrire_mots(cite: ChampCite) -> Valeur:
    """A text, or an option with its precision."""
    if not cite.genre.a_options:
        return nettoyer(cite.texte) or None
    option = nettoyer(cite.options[0]) if cite.options else ""
    return f"{option} : {nettoyer(cite.texte)}" if cite.texte else option or None


def _ecrire_jour(cite: ChampCite) -> Valeur:
    return ecrire_date_connue(DateConnue(cite.jour, cite.precision)) if cite.jour is not None else None


_ECRIVAINS: dict[GenreChamp, Callable[[ChampCite], Valeur]] = {
    GenreChamp.NOMBRE: lambda cite: ecrire_nombre(cite.nombre),
    GenreChamp.DATE: _ecrire_jour,
    GenreChamp.OUI_NON: lambda cite: OUI_NON.ecrire(cite.oui),
    GenreChamp.CHOIX_MULTIPLE: lambda cite: joindre(cite.options) or None,
}


def lire_cellule(defini: ChampDefini, valeur: Valeur) -> ChampCite | None:
    """The value that a cell gives, None for an empty one. Raises `CelluleIllisible`."""
    texte = lire_texte(valeur)
    if not texte:
        return None
    base = ChampCite(defini.libelle, defini.genre, defini.plan, unite=defini.unite)
    cite = _lire(defini, base, valeur, texte)
    definition = definition_de(defini)
    try:
        return replace(citer(definition, reconnaitre(definition, cite), defini.plan), ref=None)
    except ValeurRefusee as refus:
        raise CelluleIllisible(str(refus)) from refus


def _lire(defini: ChampDefini, base: ChampCite, valeur: Valeur, texte: str) -> ChampCite:
    lire = _LECTEURS.get(defini.genre)
    if lire is not None:
        return lire(defini, base, valeur, texte)
    return replace(base, options=(texte,)) if defini.genre.a_options else replace(base, texte=texte)


def _lire_nombre(defini: ChampDefini, base: ChampCite, valeur: Valeur, texte: str) -> ChampCite:
    return replace(base, nombre=lire_decimal(texte.removesuffix(defini.unite) if defini.unite else valeur))


def _lire_jour(defini: ChampDefini, base: ChampCite, valeur: Valeur, texte: str) -> ChampCite:
    connue = lire_debut(valeur)
    assert connue is not None  # the cell says something
    return replace(base, jour=connue.jour, precision=connue.precision)


def _lire_plusieurs(defini: ChampDefini, base: ChampCite, valeur: Valeur, texte: str) -> ChampCite:
    """Options apart by semicolons; by commas when the whole cell is none of them."""
    noms = separer(texte)
    seul = len(noms) == 1 and normaliser(texte) not in {normaliser(option) for option in defini.options}
    return replace(base, options=tuple(mot.strip() for mot in texte.split(",")) if seul else noms)


def _lire_precise(defini: ChampDefini, base: ChampCite, valeur: Valeur, texte: str) -> ChampCite:
    option, precision = couper_precision(defini.options, texte)
    return replace(base, options=(option,), texte=precision)


_LECTEURS: dict[GenreChamp, Callable[[ChampDefini, ChampCite, Valeur, str], ChampCite]] = {
    GenreChamp.NOMBRE: _lire_nombre,
    GenreChamp.DATE: _lire_jour,
    GenreChamp.OUI_NON: lambda defini, base, valeur, texte: replace(base, oui=lire_oui_non(valeur)),
    GenreChamp.CHOIX_MULTIPLE: _lire_plusieurs,
    GenreChamp.CHOIX_PRECISE: _lire_precise,
}


def couper_precision(options: Iterable[str], texte: str) -> tuple[str, str]:
    """`Autre : à préciser` as the option and its precision: the longest option that begins the text."""
    for option in sorted(options, key=len, reverse=True):
        dite = nettoyer(option)
        if normaliser(texte) == normaliser(dite):
            return option, ""
        if texte.startswith(f"{dite} : "):
            return option, texte[len(dite) + 3 :].strip()
    tete, deux_points, suite = texte.partition(" : ")
    return (tete, suite.strip()) if deux_points else (texte, "")


def definition_de(defini: ChampDefini) -> Definition:
    """A definition of the file alone: its options are numbered from 1."""
    return Definition(
        pk=0, libelle=defini.libelle, genre=defini.genre, unite=defini.unite, minimum=defini.minimum,
        maximum=defini.maximum,
        options=tuple(OptionDite(rang, libelle) for rang, libelle in enumerate(defini.options, 1)),
    )  # fmt: skip


def definir(definition: Definition, plan: str) -> ChampDefini:
    """A field as a file describes it."""
    return ChampDefini(
        libelle=definition.libelle, genre=definition.genre, plan=plan, aide=definition.aide, unite=definition.unite,
        minimum=definition.minimum, maximum=definition.maximum, obligatoire=definition.obligatoire,
        lecture=LectureChamp.CONTRIBUTION if definition.reserve else LectureChamp.TOUS,
        ecriture=EcritureChamp.EDITION if definition.edition else EcritureChamp.FICHE,
        options=tuple(option.libelle for option in definition.options),
        couleurs=tuple(option.couleur.libelle for option in definition.options), ref=definition.pk,
    )  # fmt: skip
