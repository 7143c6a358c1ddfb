"""The mosaïque of the leviers: where its tiles and their words stand, as a picture (SVG, PNG) and for the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, limacer, typographier
from cordee.plans.domain.couverture import Apport, Couverture, LevierCouvert, SecteurCouvert, Taux
from cordee.plans.domain.mosaique import Rectangle, disposer

LARGEUR, HAUTEUR = 1000.0, 560.0
BANDE = 24.0
"""Height of the name of a sector above its leviers."""
MARGE = 3.0
PETIT, GRAND = 13.0, 16.0
CHASSE = 0.52
"""Width of a character of Source Sans beside its size, on average."""
INTERLIGNE = 1.25
MINIMUM = (56.0, 24.0)
"""Width and height under which a tile bears no word."""
SEUIL = 0.05
"""Percentage that would be rounded to zero."""
TETE, PIED = 70, 34
"""Heights above and below the tiles of a picture, for its title and its source."""
ECHELLE = 2
"""Pixels of the PNG for a unit."""
ENCRE, PALE, PAPIER, FOND, PART = "#1b292c", "#435257", "#ffffff", "#ece7db", "#a9cdb8"
POLICE = files("cordee.socle") / "static" / "cordee" / "fonts" / "source-sans-3-latin-wght-normal.woff2"


@dataclass(frozen=True, slots=True)
class Mot:
    """A line of text and where its baseline begins."""

    texte: str
    x: float
    y: float
    taille: float
    gras: bool = False


@dataclass(frozen=True, slots=True)
class Tuile:
    """A levier, or a sector whose leviers are not known: its place, the part that is covered, its words. `mots` tells
    it whole."""

    cle: str
    place: Rectangle
    couverte: Rectangle
    lignes: tuple[Mot, ...]
    mots: str
    est_secteur: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A sector: its place, its name when there is room, its tiles."""

    cle: str
    nom: str
    place: Rectangle
    titre: Mot | None
    tuiles: tuple[Tuile, ...]


# -- words -----------------------------------------------------------------------------------------------------------
def dire_tonnes(tonnes: float) -> str:
    """`6 250 t`, `51,1 kt`."""
    if abs(tonnes) < 10_000:
        return f"{formater(tonnes, 0)}{INSECABLE}t"
    return f"{formater(tonnes / 1000, 1, souple=True)}{INSECABLE}kt"


def dire_apport(apport: Apport) -> str:
    """`60 t`, `60 t (42 à 78 t)` when it is not sure."""
    central = dire_tonnes(float(apport.central))
    if apport.est_sur:
        return central
    return f"{central} (de {dire_tonnes(float(apport.bas))} à {dire_tonnes(float(apport.haut))})"


def dire_taux(taux: Taux) -> str:
    """`0,7 %`, `34 %`."""
    return f"{_pourcent(taux.central)}{INSECABLE}%"


def dire_fourchette_de_taux(taux: Taux) -> str:
    """`de 0,7 à 1,2 %`, empty when it is sure."""
    bas, haut = _pourcent(taux.bas), _pourcent(taux.haut)
    return "" if bas == haut else f"de {bas} à {haut}{INSECABLE}%"


def _pourcent(valeur: float) -> str:
    if 0 < abs(valeur) < SEUIL:
        return "moins de 0,1"
    return formater(valeur, 0 if abs(valeur) >= 10 else 1, souple=True)


# -- places ----------------------------------------------------------------------------------------------------------
def composer_mosaique(couverture: Couverture, secteur: str = "") -> list[Zone]:
    """Sectors that ask an effort and their leviers; only one when its key is given."""
    secteurs = [s for s in couverture.secteurs if not secteur or limacer(s.objectif.nom) == secteur]
    efforts = [_effort(s) for s in secteurs]
    places = disposer(efforts, Rectangle(0, 0, LARGEUR, HAUTEUR))
    return [_zone(s, place) for s, place in zip(secteurs, places, strict=True) if place.surface > 0]


def _effort(secteur: SecteurCouvert) -> float:
    return secteur.objectif.effort or sum(levier.objectif.effort or 0 for levier in secteur.leviers)


def _zone(secteur: SecteurCouvert, place: Rectangle) -> Zone:
    nom = typographier(secteur.objectif.nom)
    titre = _titre(nom, place)
    dedans = place.retrecir(MARGE / 2, BANDE if titre else 0)
    efforts = [levier.objectif.effort or 0 for levier in secteur.leviers]
    cle = limacer(secteur.objectif.nom)
    if not any(efforts):
        tuiles = [_tuile(cle, nom, secteur, dedans)]
    else:
        places = disposer(efforts, dedans)
        tuiles = [
            _tuile(levier.objectif.code, typographier(levier.objectif.nom), levier, sienne.retrecir(MARGE / 2))
            for levier, sienne in zip(secteur.leviers, places, strict=True)
            if sienne.surface > 0
        ]
    return Zone(cle, nom, place, titre, tuple(tuiles))


def _titre(nom: str, place: Rectangle) -> Mot | None:
    if place.largeur < MINIMUM[0] or place.hauteur < 2 * BANDE:
        return None
    lignes = _couper(nom, place.largeur - 8, 15, 1)
    return Mot(lignes[0], place.x + 4, place.y + 18, 15, gras=True) if lignes else None


def _tuile(cle: str, nom: str, quoi: LevierCouvert | SecteurCouvert, place: Rectangle) -> Tuile:
    taux, effort = quoi.taux, quoi.objectif.effort or 0
    part = min(max(taux.central if taux else 0, 0), 100) / 100
    couverte = Rectangle(place.x, place.y + place.hauteur * (1 - part), place.largeur, place.hauteur * part)
    dit = dire_taux(taux) if taux else ""
    nombre = len(quoi.fiches)
    mots = (
        f"{nom} : effort de {dire_tonnes(effort)} par an d'ici 2030, {dit or 'rien'} couvert, "
        f"{nombre} {'fiches' if nombre > 1 else 'fiche'}"
    )
    lignes = tuple(_ecrire(nom, dit, effort, place))
    return Tuile(cle, place, couverte, lignes, typographier(mots), isinstance(quoi, SecteurCouvert))


def _ecrire(nom: str, taux: str, effort: float, place: Rectangle) -> Iterable[Mot]:
    """Coverage first, then the name, then the effort: what there is room for."""
    if place.largeur < MINIMUM[0] or place.hauteur < MINIMUM[1]:
        return
    taille = GRAND if place.largeur > 150 and place.hauteur > 76 else PETIT
    pas = taille * INTERLIGNE
    rangs = int((place.hauteur - 8) // pas)
    noms = _couper(nom, place.largeur - 12, taille, max(rangs - (1 if rangs > 1 else 0), 1))
    lignes = [(ligne, False) for ligne in noms]
    if rangs > len(lignes):
        lignes.append((taux, True))
    if rangs > len(lignes):
        lignes.append((dire_tonnes(effort), False))
    for rang, (texte, gras) in enumerate(lignes):
        yield Mot(texte, place.x + 6, place.y + 4 + pas * rang + taille, taille, gras)


def _couper(texte: str, largeur: float, taille: float, lignes: int) -> list[str]:
    """The text over at most so many lines; what does not fit ends with an ellipsis."""
    place = int(largeur / (taille * CHASSE))
    rangees: list[str] = [""]
    for mot in texte.replace(INSECABLE, " ").split():
        if not rangees[-1]:
            rangees[-1] = mot
        elif len(rangees[-1]) + 1 + len(mot) <= place:
            rangees[-1] += f" {mot}"
        else:
            rangees.append(mot)
    gardees = [rangee if len(rangee) <= place else f"{rangee[: max(place - 1, 1)]}…" for rangee in rangees[:lignes]]
    if len(rangees) > lignes and not gardees[-1].endswith("…"):
        gardees[-1] = f"{gardees[-1][: max(place - 1, 1)]}…"
    return gardees


# -- pictures --------------------------------------------------------------------------------------------------------
def mosaique_en_svg(zones: Sequence[Zone], titre: str, sous_titre: str, source: str) -> bytes:
    """A picture that stands alone."""
    contexte = {
        "zones": zones, "titre": titre, "sous_titre": sous_titre, "source": source, "largeur": int(LARGEUR),
        "hauteur": int(HAUTEUR) + TETE + PIED, "tete": TETE, "bas": int(HAUTEUR) + TETE + PIED - 10,
        "encre": ENCRE, "pale": PALE, "papier": PAPIER, "fond": FOND, "part": PART,
    }  # fmt: skip
    return render_to_string("plans/leviers/mosaique.svg", contexte).encode("utf-8")


def mosaique_en_png(zones: Sequence[Zone], titre: str, sous_titre: str, source: str) -> bytes:
    """The same as pixels, twice as many as units."""
    taille = (int(LARGEUR * ECHELLE), int((HAUTEUR + TETE + PIED) * ECHELLE))
    image = Image.new("RGB", taille, PAPIER)
    dessin = ImageDraw.Draw(image)
    _poser(dessin, Mot(titre, 4, 28, 22, gras=True), ENCRE)
    _poser(dessin, Mot(sous_titre, 4, 54, 15), PALE)
    _poser(dessin, Mot(source, 4, HAUTEUR + TETE + PIED - 10, 13), PALE)
    for zone in zones:
        if zone.titre is not None:
            _poser(dessin, zone.titre, ENCRE, TETE)
        for tuile in zone.tuiles:
            _peindre(dessin, tuile.place, FOND)
            _peindre(dessin, tuile.couverte, PART)
            for mot in tuile.lignes:
                _poser(dessin, mot, ENCRE, TETE)
    tampon = io.BytesIO()
    image.save(tampon, "PNG", optimize=True)
    return tampon.getvalue()


def _peindre(dessin: ImageDraw.ImageDraw, place: Rectangle, couleur: str) -> None:
    if place.surface <= 0:
        return
    x, y = place.x * ECHELLE, (place.y + TETE) * ECHELLE
    dessin.rectangle((x, y, x + place.largeur * ECHELLE - 1, y + place.hauteur * ECHELLE - 1), fill=couleur)


def _poser(dessin: ImageDraw.ImageDraw, mot: Mot, couleur: str, dy: float = 0) -> None:
    police = _police(mot.taille, mot.gras)
    dessin.text((mot.x * ECHELLE, (mot.y + dy) * ECHELLE), mot.texte, fill=couleur, font=police, anchor="ls")


@lru_cache(maxsize=16)
def _police(taille: float, gras: bool) -> ImageFont.FreeTypeFont:
    police = ImageFont.truetype(io.BytesIO(POLICE.read_bytes()), taille * ECHELLE)
    police.set_variation_by_axes([650 if gras else 400])
    return police
