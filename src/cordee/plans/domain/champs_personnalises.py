"""What a field added by a collectivité accepts, and how its value is typed, said and kept.

Nothing here knows the database: a `Definition` is read by queries.champs_personnalises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, normaliser, rendre_vide
from cordee.plans.domain.champs import ANNEE_MAX, ANNEE_MIN, ValeurRefusee, ecrire_date
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.genres_de_champs import CouleurOption, GenreChamp
from cordee.plans.domain.listes import Precision

LIGNE_MAX, TEXTE_MAX, LIEN_MAX, PRECISION_MAX = 300, 10_000, 1_000, 300
LIBELLE_MAX, OPTION_MAX, OPTIONS_MAX, UNITE_MAX, AIDE_MAX = 100, 120, 60, 30, 300
CHAMPS_MAX = 60
"""Fields of a collectivité, or of a plan, at most."""
DECIMALES, NOMBRE_MAX = 4, Decimal(10) ** 13
CITATION_MAX = 60
PREFIXE = "champ_"
"""A field in an address, in a form, as a column: `champ_12`."""


@dataclass(frozen=True, slots=True)
class OptionDite:
    """An option of a choice."""

    pk: int
    libelle: str
    couleur: CouleurOption = CouleurOption.GRIS


@dataclass(frozen=True, slots=True)
class Definition:
    """A field: what it is called, what it accepts, who reads it (`reserve`: from « Contribution ») and who writes it
    (`edition`: from « Édition »). `plan` is the plan that owns it, None for all the fiches of the collectivité."""

    pk: int
    libelle: str
    genre: GenreChamp
    aide: str = ""
    unite: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    obligatoire: bool = False
    reserve: bool = False
    edition: bool = False
    collectivite: int = 0
    plan: int | None = None
    options: tuple[OptionDite, ...] = ()

    @property
    def cle(self) -> str:
        """Its name in addresses and forms."""
        return f"{PREFIXE}{self.pk}"

    def option(self, pk: int) -> OptionDite | None:
        """One of its options."""
        return next((option for option in self.options if option.pk == pk), None)


@dataclass(frozen=True, slots=True)
class ValeurChamp:
    """The value of a field: the attribute of its genre is filled (`texte` is also the precision of a choice)."""

    texte: str = ""
    nombre: Decimal | None = None
    jour: date | None = None
    precision: Precision = Precision.JOUR
    oui: bool | None = None
    options: tuple[int, ...] = ()

    @property
    def vide(self) -> bool:
        """Whether nothing is said."""
        return self == VIDE or self == replace(VIDE, precision=self.precision)


VIDE = ValeurChamp()


def lire_cle(texte: str) -> int | None:
    """`champ_12` -> 12, None for anything else."""
    reste = texte.removeprefix(PREFIXE)
    valable = reste != texte and reste.isascii() and reste.isdigit() and len(reste) < 19
    return int(reste) if valable else None


# Typed values -------------------------------------------------------------------------------------------------------


def lire_valeur(
    definition: Definition, texte: str, options: Sequence[str] = (), precision: str = Precision.JOUR
) -> ValeurChamp:
    """The value that a form holds: `texte` for what is typed, `options` the ids of those chosen. Raises
    `ValeurRefusee`."""
    if definition.genre.a_options:
        return _lire_options(definition, texte, options)
    lu = rendre_vide(texte.replace("\r\n", "\n").replace("\0", "").strip())
    return _LECTEURS[definition.genre](definition, lu, precision) if lu else VIDE


def _lire_options(definition: Definition, texte: str, voulues: Sequence[str]) -> ValeurChamp:
    connues = {str(option.pk): option.pk for option in definition.options}
    choisies = [valeur for valeur in dict.fromkeys(voulues) if valeur]
    if any(valeur not in connues for valeur in choisies):
        raise ValeurRefusee(
            f"Cette option de « {definition.libelle} » n'existe plus : rechargez la page et choisissez-en une autre."
        )
    if definition.genre.est_seul and len(choisies) > 1:
        raise ValeurRefusee(f"« {definition.libelle} » n'accepte qu'une option : choisissez-en une.")
    ordre = tuple(pk for valeur, pk in connues.items() if valeur in choisies)
    precision = ""
    if definition.genre is GenreChamp.CHOIX_PRECISE and ordre:
        precision = _ligne(definition, texte.replace("\0", ""), PRECISION_MAX, "La précision de")
    return ValeurChamp(texte=precision, options=ordre)


def _ligne(definition: Definition, texte: str, maximum: int, quoi: str = "") -> str:
    lu = rendre_vide(" ".join(texte.split()))
    if len(lu) > maximum:
        debut = f"{quoi} « {definition.libelle} »".strip()
        raise ValeurRefusee(f"{debut} dépasse {maximum} caractères ({len(lu)}) : raccourcissez.")
    return lu


def _lire_ligne(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    return ValeurChamp(texte=_ligne(definition, texte, LIGNE_MAX))


def _lire_texte(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    if len(texte) > TEXTE_MAX:
        raise ValeurRefusee(
            f"« {definition.libelle} » dépasse {TEXTE_MAX} caractères ({len(texte)}) : raccourcissez le texte, ou "
            "joignez un document."
        )
    return ValeurChamp(texte=texte)


def lire_nombre(texte: str) -> Decimal | None:
    """`1 250,5`, `-3`; None for what is not a number."""
    plat = "".join(texte.split()).replace(INSECABLE, "").replace("\u202f", "").replace("−", "-").replace(",", ".")
    try:
        nombre = Decimal(plat) if plat.isascii() and "_" not in plat else None
    except InvalidOperation:
        return None
    return nombre if nombre is not None and nombre.is_finite() else None


def _lire_nombre(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    plat = texte.removesuffix(definition.unite).strip() if definition.unite else texte
    nombre = lire_nombre(plat)
    if nombre is None or abs(nombre) >= NOMBRE_MAX:
        raise ValeurRefusee(
            f"« {definition.libelle} » attend un nombre, comme 1250 ou 37,5 : « {_citer(texte)} » reçu."
        )
    if nombre != round(nombre, DECIMALES):
        raise ValeurRefusee(f"« {definition.libelle} » s'arrête à {DECIMALES} décimales : « {_citer(texte)} » reçu.")
    trop_petit = definition.minimum is not None and nombre < definition.minimum
    trop_grand = definition.maximum is not None and nombre > definition.maximum
    if trop_petit or trop_grand:
        raise ValeurRefusee(
            f"« {definition.libelle} » attend un nombre {dire_bornes(definition)} : « {_citer(texte)} » reçu."
        )
    return ValeurChamp(nombre=nombre.quantize(Decimal(1)) if nombre == nombre.to_integral_value() else nombre)


def dire_bornes(definition: Definition) -> str:
    """`de 0 à 100`, `d'au moins 0`, `d'au plus 100`; empty without any bound."""
    bas, haut = (
        formater(float(borne), DECIMALES, souple=True) if borne is not None else ""
        for borne in (definition.minimum, definition.maximum)
    )
    if bas and haut:
        return f"de {bas} à {haut}"
    return f"d'au moins {bas}" if bas else f"d'au plus {haut}" if haut else ""


def _lire_date(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    try:
        jour = lire_date(texte)
    except DateIllisible as raison:
        raise ValeurRefusee(
            f"« {_citer(texte)} » n'est pas une date de « {definition.libelle} » : {raison}."
        ) from raison
    if not ANNEE_MIN <= jour.year <= ANNEE_MAX:
        raise ValeurRefusee(f"L'année de « {definition.libelle} » doit être entre {ANNEE_MIN} et {ANNEE_MAX}.")
    connue = Precision(precision) if precision in Precision._value2member_map_ else Precision.JOUR
    return ValeurChamp(jour=jour, precision=connue)


_OUI, _NON = {"oui", "on", "true", "1", "vrai", "x"}, {"non", "false", "0", "faux"}


def _lire_oui_non(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    cle = normaliser(texte)
    if cle not in _OUI | _NON:
        raise ValeurRefusee(f"« {definition.libelle} » attend « oui » ou « non » : « {_citer(texte)} » reçu.")
    return ValeurChamp(oui=cle in _OUI)


def _lire_lien(definition: Definition, texte: str, precision: str) -> ValeurChamp:
    try:
        morceaux = urlsplit(texte)
        valable = morceaux.scheme in {"http", "https"} and bool(morceaux.netloc) and not any(map(str.isspace, texte))
    except ValueError:
        valable = False
    if not valable or len(texte) > LIEN_MAX:
        raise ValeurRefusee(
            f"« {definition.libelle} » attend une adresse web, comme https://exemple.fr : « {_citer(texte)} » reçu."
        )
    return ValeurChamp(texte=texte)


_LECTEURS: dict[GenreChamp, Callable[[Definition, str, str], ValeurChamp]] = {
    GenreChamp.LIGNE: _lire_ligne,
    GenreChamp.TEXTE: _lire_texte,
    GenreChamp.NOMBRE: _lire_nombre,
    GenreChamp.DATE: _lire_date,
    GenreChamp.OUI_NON: _lire_oui_non,
    GenreChamp.LIEN: _lire_lien,
}


def _citer(texte: str) -> str:
    return texte if len(texte) <= CITATION_MAX else texte[: CITATION_MAX - 1] + "…"


# Words --------------------------------------------------------------------------------------------------------------


def dire(definition: Definition, valeur: ValeurChamp) -> str:
    """The value as a sentence shows it; empty for nothing."""
    return dire_cite(citer(definition, valeur))


def dire_cite(cite: ChampCite) -> str:
    """The same of a value as files hold it."""
    if cite.genre.a_options:
        dites = ", ".join(cite.options)
        return f"{dites} : {cite.texte}" if cite.texte else dites
    if cite.genre is GenreChamp.NOMBRE:
        texte = "" if cite.nombre is None else formater(float(cite.nombre), DECIMALES, souple=True)
        return f"{texte}{INSECABLE}{cite.unite}" if texte and cite.unite else texte
    if cite.genre is GenreChamp.DATE:
        return ecrire_date(cite.jour, cite.precision)
    if cite.genre is GenreChamp.OUI_NON:
        return "" if cite.oui is None else "oui" if cite.oui else "non"
    return cite.texte


def citer(definition: Definition, valeur: ValeurChamp, plan: str = "") -> ChampCite:
    """The value as files hold it: options by their labels."""
    libelles = {option.pk: option.libelle for option in definition.options}
    return ChampCite(
        libelle=definition.libelle, genre=definition.genre, plan=plan, texte=valeur.texte, nombre=valeur.nombre,
        jour=valeur.jour, precision=valeur.precision, oui=valeur.oui,
        options=tuple(libelles[pk] for pk in valeur.options if pk in libelles), unite=definition.unite,
        ref=definition.pk,
    )  # fmt: skip


def reconnaitre(definition: Definition, cite: ChampCite) -> ValeurChamp:
    """The value that a file gives to the field, whatever the genre that the file says: options by their labels. Raises
    `ValeurRefusee`."""
    if not definition.genre.a_options:
        if cite.genre is definition.genre and not cite.genre.est_texte:
            return _verifier(definition, cite)
        return lire_valeur(definition, dire_cite(replace(cite, unite="")))
    dites = cite.options or (_decouper(definition, dire_cite(cite)) if not cite.genre.a_options else ())
    par_cle = {normaliser(option.libelle): option.pk for option in definition.options}
    inconnues = [dite for dite in dites if normaliser(dite) not in par_cle]
    if inconnues:
        connues = ", ".join(option.libelle for option in definition.options)
        raise ValeurRefusee(
            f"« {_citer(inconnues[0])} » n'est pas une option de « {definition.libelle} » : choisissez {connues}, ou "
            "ajoutez-la d'abord aux réglages de ce champ."
        )
    return lire_valeur(definition, cite.texte if cite.options else "", [str(par_cle[normaliser(d)]) for d in dites])


def _verifier(definition: Definition, cite: ChampCite) -> ValeurChamp:
    """A typed value of the same genre, within the bounds of the field."""
    valeur = ValeurChamp(nombre=cite.nombre, jour=cite.jour, precision=cite.precision, oui=cite.oui)
    if valeur.nombre is not None:
        return _lire_nombre(definition, format(valeur.nombre, "f"), "")
    return valeur


def _decouper(definition: Definition, texte: str) -> tuple[str, ...]:
    """Labels written in one cell: the whole cell when it is one, else cut at the semicolons, then at the commas."""
    if not texte.strip():
        return ()
    connues = {normaliser(option.libelle) for option in definition.options}
    if normaliser(texte) in connues or definition.genre.est_seul:
        return (texte.strip(),)
    separateur = ";" if ";" in texte or "\n" in texte else ","
    return tuple(mot.strip() for mot in texte.replace("\n", separateur).split(separateur) if mot.strip())


# Trace --------------------------------------------------------------------------------------------------------------


def en_json(valeur: ValeurChamp) -> dict[str, Any]:
    """What a trace keeps: only what is said."""
    dite: dict[str, Any] = {}
    if valeur.texte:
        dite["texte"] = valeur.texte
    if valeur.nombre is not None:
        dite["nombre"] = format(valeur.nombre, "f")
    if valeur.jour is not None:
        dite |= {"jour": valeur.jour.isoformat(), "precision": str(valeur.precision)}
    if valeur.oui is not None:
        dite["oui"] = valeur.oui
    if valeur.options:
        dite["options"] = list(valeur.options)
    return dite


def de_json(dite: dict[str, Any]) -> ValeurChamp:
    """The reverse."""
    return ValeurChamp(
        texte=dite.get("texte", ""),
        nombre=Decimal(dite["nombre"]) if "nombre" in dite else None,
        jour=date.fromisoformat(dite["jour"]) if "jour" in dite else None,
        precision=Precision(dite.get("precision", "jour")),
        oui=dite.get("oui"),
        options=tuple(dite.get("options", ())),
    )


def concerne(definition: Definition, proprietaire: int, dans_son_plan: bool, sous_fiche: bool) -> bool:
    """Whether a fiche has this field: that of its owner, or of a plan where it stands. A sous-fiche has no phase."""
    if definition.plan is None:
        return definition.collectivite == proprietaire
    return dans_son_plan and not (sous_fiche and definition.genre is GenreChamp.PHASE)
