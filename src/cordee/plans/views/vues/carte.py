"""The map: fiches by commune or by EPCI, drawn when the installation has contours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cordee.outils.texte import accorder
from cordee.plans.domain.carte import Classe, Contour, Dessin, Forme, draw_carte, find_classe, list_classes
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.queries.carte import (
    list_communes_citees,
    list_porteurs,
    load_contours,
    load_lieux,
    load_territoires,
    titres_of,
)
from cordee.plans.views.vues import Cadre
from cordee.territoires.models import Collectivite

COMMUNE, EPCI = "commune", "epci"
LETTRE = 9.5
"""Mean width of a letter of the map, in its units."""

TITRES_MAX = 12
"""Fiches named under a territory; the others are one link away."""


@dataclass(frozen=True, slots=True)
class Territoire:
    """A territory with its fiches: `titres` are (title, address, statut, glyph, language), `suite` the address of the
    whole list when it can be filtered."""

    pk: int
    nom: str
    nombre: int
    classe: int
    titres: list[tuple[str, str, str, str, str]]
    reste: int
    suite: str

    @property
    def mots(self) -> str:
        """`3 fiches`."""
        return f"{self.nombre or 'Aucune'} {accorder(self.nombre, 'fiche')}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A shape of the map and the territory that it shows."""

    forme: Forme
    territoire: Territoire

    @property
    def avec_nom(self) -> bool:
        """Whether there is room for the name, in letters of a known width."""
        return len(self.territoire.nom) * LETTRE < self.forme.largeur


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/carte.html: five queries, and those of the frame."""
    cites = list_communes_citees(cadre.fiches)
    territoires = load_territoires(cadre.collectivite, {commune for _, commune in cites})
    lieux = load_lieux(cites, list_porteurs(cadre.fiches), territoires)
    contours = load_contours()
    connus = {
        COMMUNE: _with_contour(territoires.communes, contours),
        EPCI: _with_contour(territoires.epcis, contours),
    }
    par = _lire_maille(cadre, connus, bool(territoires.communes))
    collectivites = territoires.communes if par == COMMUNE else territoires.epcis
    fiches_de = lieux.par_commune if par == COMMUNE else lieux.par_epci
    classes = list_classes(len(fiches_de.get(pk, ())) for pk in collectivites)
    ecrivain = _Ecrivain(cadre, titres_of(cadre.parler(cadre.fiches.order_by())), classes, par)
    lignes = {pk: ecrivain.ecrire(collectivite, fiches_de.get(pk, [])) for pk, collectivite in collectivites.items()}
    dessin = draw_carte([contour for contour, _ in connus[par]])
    return {
        "par": par,
        "mailles": [(cle, mot, cadre.adresse(par=cle), cle == par) for cle, mot in _mailles(connus, territoires)],
        "dessin": dessin,
        "pieces": _pieces(dessin, connus[par], lignes),
        "classes": classes,
        "territoires_tries": sorted(lignes.values(), key=lambda t: (-t.nombre, t.nom)),
        "sans_contour": len(lignes) - len(connus[par]) if connus[par] else 0,
        "configuree": bool(contours),
        "sans_commune": len(lieux.sans_commune),
        "adresse_sans_commune": cadre.adresse(vue="tableau", manque="commune"),
        "total": cadre.total,
    }


def _with_contour(collectivites: dict[int, Collectivite], contours: dict[str, Contour]) -> list[tuple[Contour, int]]:
    trouves = []
    for pk, collectivite in collectivites.items():
        contour = contours.get(collectivite.siren) or contours.get(collectivite.code_insee or "-")
        if contour is not None:
            trouves.append((contour, pk))
    return trouves


def _lire_maille(cadre: Cadre, connus: dict[str, list[tuple[Contour, int]]], des_communes: bool) -> str:
    """What is asked, else what can be drawn in more than one piece, else communes."""
    voulue = cadre.request.GET.get("par", "")
    if voulue in {COMMUNE, EPCI}:
        return voulue
    if len(connus[COMMUNE]) > 1:
        return COMMUNE
    return EPCI if connus[EPCI] or not des_communes else COMMUNE


def _mailles(connus: dict[str, list[tuple[Contour, int]]], territoires: Any) -> list[tuple[str, str]]:
    if len(territoires.epcis) < 2 and not connus[EPCI]:
        return []
    return [(COMMUNE, "Par commune"), (EPCI, "Par EPCI")] if territoires.communes else []


class _Ecrivain:
    """Territories to words."""

    def __init__(self, cadre: Cadre, titres: dict[int, tuple[str, str, str]], classes: list[Classe], par: str) -> None:
        self.cadre, self.titres, self.classes, self.par = cadre, titres, classes, par

    def ecrire(self, collectivite: Collectivite, fiches: list[int]) -> Territoire:
        siren = self.cadre.collectivite.siren
        suite = self.cadre.adresse(vue="tableau", commune=str(collectivite.pk)) if self.par == COMMUNE else ""
        return Territoire(
            collectivite.pk,
            collectivite.appellation,
            len(fiches),
            find_classe(len(fiches), self.classes),
            [
                (
                    self.titres[pk][0],
                    reverse("fiche", args=[siren, pk]),
                    StatutFiche.libelle_de(self.titres[pk][1], SANS_STATUT),
                    self.titres[pk][1] or "sans_statut",
                    self.titres[pk][2],
                )
                for pk in fiches[:TITRES_MAX]
            ],
            max(0, len(fiches) - TITRES_MAX),
            suite if fiches else "",
        )


def _pieces(dessin: Dessin, connus: list[tuple[Contour, int]], lignes: dict[int, Territoire]) -> list[Piece]:
    return [Piece(forme, lignes[pk]) for forme, (_, pk) in zip(dessin.formes, connus, strict=True)]
