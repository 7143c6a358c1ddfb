"""The tree of a plan: axes and fiches in order, moved by hand or by their menu.

A plan of hundreds of fiches opens on its axes: the fiches of the first ones are written, those of the others come
when their axe is opened (`?branche=`); without script a link gives the table of the axe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cordee.indicateurs.domain.valeurs import resultats_retenus
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.queries.valeurs import valeurs_of
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE
from cordee.plans.domain.avancement import Compte
from cordee.plans.domain.filtres_proposes import SANS, Masque
from cordee.plans.queries.arbre import BrancheAxe, nom_sans_numero
from cordee.plans.queries.indicateurs import indicateurs_par_axe
from cordee.plans.views.barres import BarreStatuts, composer_barre_statuts
from cordee.plans.views.vues import Cadre, composer_adresse
from cordee.plans.views.vues.lignes import Ligne, composer_ligne
from cordee.socle.adresses import adresser
from cordee.socle.barres import largeur
from cordee.socle.trajets import Courbe, composer_courbe

FICHES_OUVERTES = 60
"""Fiches written when the tree opens, by whole axes; the others wait for their axe to be opened."""
FICHES_MAX = 500
"""Fiches of one axe; beyond it, the table pages them."""
HORS_AXE = 0
"""Stands for « outside any axe » in an address."""
Places = dict[int | None, list[tuple[int, int, int]]]
"""(position, placement, fiche) of each axe."""
LignePlacee = tuple[Ligne, int, str]


@dataclass(frozen=True)
class IndicateurDAxe:
    """An indicator of an axe: its page, its last result and year, its small curve and the words that tell it."""

    titre: str
    adresse: str
    dernier: str
    courbe: Courbe | None
    mots: str


@dataclass(frozen=True)
class Branche:
    """An axe with what it holds: `fiches` are (row, id of its placement, address that moves it). When they wait
    (`attente` of them), `suite` is the address that reads them and `tableau` that of the same in the table. `barre`:
    fiches by statut, for an axe of the first level."""

    axe_id: int
    numero: str
    nom: str
    niveau: int
    description: str
    compte: Compte
    avancement: str
    part: str
    reste: str
    barre: BarreStatuts | None
    branches: list[Branche]
    fiches: list[LignePlacee]
    vide: bool
    attente: int
    suite: str
    tableau: str
    indicateurs: list[IndicateurDAxe]


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/arbre.html. A fiche placed in several axes shows in each."""
    assert cadre.plan is not None
    par_axe = _ranger(cadre)
    ouvertes = _choisir_ouvertes(cadre, par_axe) if Masque.FICHES not in cadre.filtres.masques else set()
    montrees = dict.fromkeys(fiche for axe in ouvertes for _, _, fiche in par_axe[axe])
    lignes = _ecrire(cadre, list(montrees))
    statuts = cadre.rangement.statuts
    compositeur = _Compositeur(cadre, par_axe, ouvertes, lignes, _lire_indicateurs(cadre))
    filtre = bool(cadre.filtres.nombre)
    branches = [compositeur.brancher(branche) for branche in cadre.arbre.racines]
    return {
        "affichage": _composer_affichage(cadre, compositeur.indicateurs),
        "montrer": {str(masque): masque not in cadre.filtres.masques for masque in Masque},
        "branches": [b for b in branches if not (filtre and b.vide)],
        "hors_axe": compositeur.fiches(None),
        "hors_attente": compositeur.attente(None),
        "hors_suite": _suite(cadre, None),
        "hors_tableau": _tableau(cadre, None),
        "hors_barre": composer_barre_statuts(statuts[None]) if branches and None in statuts else None,
    }


@dataclass(frozen=True)
class Bascule:
    """A part of the tree: whether it shows, and the address of the same tree where it is the other way round."""

    masque: Masque
    montree: bool
    adresse: str


def _composer_affichage(cadre: Cadre, indicateurs: dict[int, list[IndicateurDAxe]]) -> list[Bascule]:
    """What may be left out of this tree: nothing of a plan without axes, curves only where indicators show."""
    if not cadre.arbre.racines:
        return []
    courbes = any(indicateur.courbe for suivis in indicateurs.values() for indicateur in suivis)
    utiles = {
        Masque.DESCRIPTIONS: any(branche.axe.description for branche in cadre.arbre.parcourir()),
        Masque.INDICATEURS: bool(indicateurs),
        Masque.COURBES: courbes and Masque.INDICATEURS not in cadre.filtres.masques,
    }
    return [
        Bascule(
            masque,
            masque not in cadre.filtres.masques,
            composer_adresse([("vue", cadre.vue), *cadre.filtres.basculer(masque).paires()]),
        )
        for masque in Masque
        if utiles.get(masque, True)
    ]


def _lire_indicateurs(cadre: Cadre) -> dict[int, list[IndicateurDAxe]]:
    """Indicators of the axes: one query, two when there are some."""
    assert cadre.plan is not None
    par_axe = indicateurs_par_axe(cadre.request.user, cadre.plan)
    tous = {indicateur.pk for indicateurs in par_axe.values() for indicateur in indicateurs}
    valeurs = valeurs_of(cadre.plan.collectivite, tous) if tous else {}
    siren = cadre.plan.collectivite.siren
    return {
        axe: [montrer_indicateur(indicateur, siren, valeurs[indicateur.pk]) for indicateur in indicateurs]
        for axe, indicateurs in par_axe.items()
    }


def montrer_indicateur(indicateur: Indicateur, siren: str, valeurs: list[Valeur]) -> IndicateurDAxe:
    """An indicator in a line: its last result, and its small curve."""
    points = resultats_retenus(valeurs)
    par_an = {point.le.year: point.valeur for point in points}
    haut = max((abs(valeur) for valeur in par_an.values()), default=0) or 1
    annees = range(min(par_an), max(par_an) + 1) if par_an else ()
    dits = [f"{_dire(par_an[annee], indicateur)} en {annee}" for annee in sorted(par_an)]
    return IndicateurDAxe(
        titre=indicateur.titre,
        adresse=reverse("indicateur", args=[siren, indicateur.pk]),
        dernier=dits[-1] if dits else "",
        courbe=composer_courbe([par_an[annee] / haut if annee in par_an else None for annee in annees]),
        mots=", ".join(dits[:-1]),
    )


def _dire(valeur: float, indicateur: Indicateur) -> str:
    return f"{formater(valeur, indicateur.precision, souple=True)}{INSECABLE}{indicateur.unite}".strip(f"{INSECABLE} ")


def composer_branche(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/arbre_fiches.html: the fiches of the axe `?branche=`."""
    lu = cadre.request.GET.get("branche", "")
    axe = int(lu) if lu.isascii() and lu.isdigit() and len(lu) < 19 else HORS_AXE
    places = sorted(_ranger(cadre).get(axe or None, ()))
    lignes = _ecrire(cadre, [fiche for _, _, fiche in places[:FICHES_MAX]])
    return {
        "collectivite": cadre.collectivite,
        "plan": cadre.plan,
        "editable": cadre.editable,
        "fiches": _placer(cadre, lignes, places),
        "trop": max(0, len(places) - FICHES_MAX),
        "tableau": _tableau(cadre, axe or None),
    }


def _ranger(cadre: Cadre) -> Places:
    """Fiches that pass the filters, axe by axe, in their order."""
    gardees = set(cadre.ids)
    par_axe: Places = {}
    for fiche, places in cadre.rangement.places.items():
        if fiche in gardees:
            for axe, position, placement in places:
                par_axe.setdefault(axe, []).append((position, placement, fiche))
    return {axe: sorted(places) for axe, places in par_axe.items()}


def _choisir_ouvertes(cadre: Cadre, par_axe: Places) -> set[int | None]:
    """Axes whose fiches are written at once, in reading order, as long as there are not too many."""
    ouvertes: set[int | None] = set()
    reste = FICHES_OUVERTES
    for axe in (*cadre.arbre.ordre(), None):
        nombre = len(par_axe.get(axe, ()))
        if nombre and nombre <= reste:
            ouvertes.add(axe)
            reste -= nombre
    return ouvertes


def _ecrire(cadre: Cadre, fiches: list[int]) -> dict[int, Ligne]:
    siren = cadre.collectivite.siren
    return {ligne.fiche.pk: composer_ligne(ligne, siren) for ligne in cadre.lire(fiches, ())}


def _placer(cadre: Cadre, lignes: dict[int, Ligne], places: list[tuple[int, int, int]]) -> list[LignePlacee]:
    assert cadre.plan is not None
    siren, plan = cadre.collectivite.siren, cadre.plan.pk
    return [
        (lignes[fiche], placement, adresser("placement_deplacer", siren, plan, pk=placement))
        for _, placement, fiche in places
        if fiche in lignes
    ]


def _suite(cadre: Cadre, axe: int | None) -> str:
    return cadre.adresse(branche=str(axe or HORS_AXE))


def _tableau(cadre: Cadre, axe: int | None) -> str:
    assert cadre.plan is not None
    return adresser("plan", cadre.collectivite.siren, pk=cadre.plan.pk) + cadre.adresse(
        vue="tableau", axe=str(axe or SANS)
    )


@dataclass(frozen=True)
class _Compositeur:
    """What branches are made of."""

    cadre: Cadre
    par_axe: Places
    ouvertes: set[int | None]
    lignes: dict[int, Ligne]
    indicateurs: dict[int, list[IndicateurDAxe]]

    def fiches(self, axe: int | None) -> list[LignePlacee]:
        """Rows written at once."""
        return _placer(self.cadre, self.lignes, self.par_axe[axe]) if axe in self.ouvertes else []

    def attente(self, axe: int | None) -> int:
        """How many wait."""
        return 0 if axe in self.ouvertes else len(self.par_axe.get(axe, ()))

    def brancher(self, branche: BrancheAxe) -> Branche:
        """An axe and those below it."""
        axe = branche.axe
        compte = self.cadre.avancement.axes[axe.pk]
        statuts = self.cadre.rangement.statuts.get(axe.pk)
        part = (compte.avancement or 0) / 100
        dessous = [self.brancher(enfant) for enfant in branche.enfants]
        return Branche(
            axe_id=axe.pk,
            numero=branche.numero,
            nom=nom_sans_numero(branche),
            niveau=branche.niveau,
            description=axe.description,
            compte=compte,
            avancement="" if compte.avancement is None else f"{formater(compte.avancement, 0)}{INSECABLE}%",
            part=largeur(part),
            reste=largeur(1 - part),
            barre=composer_barre_statuts(statuts) if statuts is not None else None,
            branches=dessous,
            fiches=self.fiches(axe.pk),
            vide=axe.pk not in self.par_axe and all(b.vide for b in dessous),
            attente=self.attente(axe.pk),
            suite=_suite(self.cadre, axe.pk),
            tableau=_tableau(self.cadre, axe.pk),
            indicateurs=self.indicateurs.get(axe.pk, []),
        )
