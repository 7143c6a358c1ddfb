"""The Gantt: fiches on a time scale, what they wait for, and how to move them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder, typographier
from cordee.plans.domain.avancement import Compte, count_fiches
from cordee.plans.domain.filtres_proposes import Tri
from cordee.plans.domain.gantt import (
    EPAISSEUR,
    RANG,
    TETE,
    Barre,
    Echelle,
    Fleche,
    Forme,
    Zoom,
    choose_echelle,
    draw_barre,
    draw_fleche,
    find_etendue,
    find_milieu,
)
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche, TypeLien
from cordee.plans.domain.planning import Periode, count_jours_manquants, ecrire_periode
from cordee.plans.models import Fiche
from cordee.plans.queries.arbre import nom_sans_numero
from cordee.plans.queries.liste import with_plans
from cordee.plans.queries.planning import dependance_of, list_dependances, periode_of, pilotes_par_fiche
from cordee.plans.queries.resume import Resume, comptee
from cordee.plans.queries.visibilite import modifiables_par
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.gantt_chaine import OUI, ChaineVue, composer_chaine, demandee
from cordee.plans.views.vues.pages import Pages, composer_pages
from cordee.socle.adresses import adresser

PAR_PAGE = 40
TOUT = "tout"
BORD = 82.0
"""Percent of the width after which a label goes to the left of its bar."""

ATTENTE = {
    TypeLien.FIN_DEBUT: "commence après la fin de",
    TypeLien.DEBUT_DEBUT: "commence après le début de",
    TypeLien.FIN_FIN: "finit après la fin de",
}
MOTS_DU_STATUT = {StatutFiche.EN_PAUSE: "en pause", StatutFiche.BLOQUE: "bloquée", StatutFiche.ABANDONNE: "abandonnée"}


@dataclass(frozen=True, slots=True)
class Etiquette:
    """Words beside a bar: `x` percent, written to the left of it when `a_gauche`."""

    texte: str
    x: float
    a_gauche: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Rang:
    """A row, of an axe (`pk` 0) or of a fiche: plain values, since rows that hold the same are written once (tag
    `rangee`). `barre` is None without dates; `etendue` is the span of an axe,
    (x, end) in percent. `sous` counts what it holds, `bascule` is the address that folds or unfolds it;
    `maillon` is its place in the critical chain, and how many make it."""

    titre: str
    numero: str
    niveau: int
    y: int = 0
    milieu: float = 0.0
    pk: int = 0
    version: int = 0
    code_statut: str = ""
    adresse: str = ""
    reprogrammer: str = ""
    glyphe: str = ""
    statut: str = ""
    periode: str = ""
    avancement: str = ""
    pilotes: tuple[tuple[str, str], ...] = ()
    barre: Barre | None = None
    etiquette: Etiquette | None = None
    etendue: tuple[float, float] | None = None
    compte: str = ""
    modifiable: bool = False
    debut: str = ""
    fin: str = ""
    sous: int = 0
    repliee: bool = False
    bascule: str = ""
    attend: tuple[str, ...] = ()
    maillon: tuple[int, int] | None = None
    langue: str = ""

    @property
    def haut(self) -> float:
        """Pixels of the top of its bar."""
        return self.milieu - EPAISSEUR / 2

    @property
    def souligne(self) -> float:
        """Pixels of the line that marks a fiche of the critical chain."""
        return self.milieu + EPAISSEUR / 2 + 3

    @property
    def bas(self) -> float:
        """Pixels of the line under it."""
        return self.y + RANG - 0.5

    @property
    def forme(self) -> str:
        """Shape drawn, for the template."""
        return str(self.barre.forme) if self.barre is not None else ""

    @property
    def mots(self) -> str:
        """The row in one sentence, for those who do not see the drawing."""
        morceaux = [f"{self.numero} {self.titre}".strip(), self.statut, self.periode, self.avancement]
        if self.etiquette is not None and self.etiquette.texte.lower() != self.statut.lower():
            morceaux.append(self.etiquette.texte)
        if self.maillon:
            morceaux.append("chaîne critique, {} sur {}".format(*self.maillon))
        return ", ".join(morceau for morceau in morceaux if morceau)


@dataclass(frozen=True, slots=True)
class Lien:
    """An arrow and what it says; `brise` when the dates do not respect it, `critique` in the critical chain."""

    fleche: Fleche
    mots: str
    brise: bool
    critique: bool = False


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/gantt.html, in six queries at most whatever the number of fiches, eight with the critical
    chain."""
    pages = composer_pages(cadre, PAR_PAGE)
    racines = list(_list_racines(cadre, pages.debut, pages.fin))
    sous = _list_sous_fiches(cadre, racines)
    repliees = set(cadre.request.GET.getlist("replie"))
    toutes = [*racines, *(fiche for fiches in sous.values() for fiche in fiches)]
    echelle = choose_echelle((jour for fiche in toutes for jour in _dates(fiche)), cadre.aujourdhui, _lire_zoom(cadre))
    modifiables = {f.pk for f in toutes} if cadre.editable else modifiables_par(cadre.request.user, toutes)
    dessin = _Dessin(cadre, echelle, modifiables, repliees, sous, pilotes_par_fiche(toutes))
    rangs = dessin.composer(racines)
    chaine = composer_chaine(cadre)
    if chaine is not None:
        rangs = [_marquer(rang, chaine) for rang in rangs]
    rangs, liens = _composer_liens(rangs, {fiche.pk: periode_of(fiche) for fiche in toutes}, echelle, chaine)
    return {
        "pages": _garder_zoom(cadre, pages, repliees),
        "rangs": rangs,
        "liens": liens,
        "echelle": echelle,
        "annees": echelle.list_annees(),
        "colonnes_temps": echelle.list_colonnes(),
        "hauteur": TETE + RANG * len(rangs),
        "hauteur_corps": RANG * len(rangs),
        "tete_px": TETE,
        "aujourdhui_x": echelle.x(cadre.aujourdhui),
        "jour": cadre.aujourdhui,
        "zooms": [
            (zoom, cadre.adresse(**_gardes(cadre, repliees) | {"zoom": str(zoom)}), zoom is echelle.zoom)
            for zoom in Zoom
        ],
        "bascule_tout": _bascule_tout(cadre, repliees, bool(sous)),
        "chaine": chaine,
        "bascule_chaine": _bascule_chaine(cadre, repliees),
        "sans_dates": cadre.sans_dates,
        "deplacables": any(rang.modifiable and rang.barre is not None for rang in rangs),
    }


def _list_racines(cadre: Cadre, debut: int, fin: int) -> Iterable[Fiche]:
    voulues = cadre.ids[debut:fin]
    fiches = cadre.parler(cadre.toutes.filter(pk__in=voulues))
    if cadre.plan is None:
        fiches = with_plans(fiches, cadre.request.user)
    trouvees = {fiche.pk: fiche for fiche in fiches}
    return [trouvees[pk] for pk in voulues if pk in trouvees]


def _list_sous_fiches(cadre: Cadre, racines: list[Fiche]) -> dict[int, list[Fiche]]:
    """Sous-fiches by parent, of both levels."""
    tetes = {racine.pk for racine in racines}
    pks = [f.pk for f in cadre.resume.fiches.values() if f.parent is not None and f.racine in tetes]
    if not pks:
        return {}
    sous: dict[int, list[Fiche]] = {}
    for fiche in cadre.parler(cadre.toutes.filter(pk__in=pks)).order_by("position", "pk"):
        sous.setdefault(fiche.parent_id or 0, []).append(fiche)
    return sous


def _lire_zoom(cadre: Cadre) -> Zoom | None:
    voulu = cadre.request.GET.get("zoom", "")
    return next((zoom for zoom in Zoom if zoom == voulu), None)


def _dates(fiche: Fiche) -> tuple[date | None, date | None]:
    periode = periode_of(fiche)
    return periode.debut, periode.fin


def _garder_zoom(cadre: Cadre, pages: Pages, repliees: set[str]) -> Pages:
    """The scale stays when one turns the page."""
    suite = "".join(f"&{cle}={valeur}" for cle, valeur in _gardes(cadre, repliees).items() if valeur.isalpha())
    return replace(
        pages,
        precedente=pages.precedente and pages.precedente + suite,
        suivante=pages.suivante and pages.suivante + suite,
    )


def _gardes(cadre: Cadre, repliees: set[str]) -> dict[str, str]:
    """What the address keeps of the drawing, whatever link is followed: its scale, its folds, the critical chain."""
    return {"zoom": cadre.request.GET.get("zoom", ""), "chaine": OUI if demandee(cadre) else "", **_plis(repliees)}


def _bascule_chaine(cadre: Cadre, repliees: set[str]) -> str:
    """The address with the critical chain, or without it when it is shown; empty outside a plan."""
    if cadre.plan is None:
        return ""
    page = cadre.request.GET.get("page", "")
    return cadre.adresse(**_gardes(cadre, repliees) | {"chaine": "" if demandee(cadre) else OUI, "page": page})


def _marquer(rang: Rang, chaine: ChaineVue) -> Rang:
    place = chaine.rangs.get(rang.pk)
    return rang if place is None else replace(rang, maillon=(place, len(chaine.rangs)))


def _plis(repliees: set[str]) -> dict[str, str]:
    """Folds that follow a change of scale: only « everything », the others are a matter of one screen."""
    return {"replie": TOUT} if TOUT in repliees else {}


def _bascule_tout(cadre: Cadre, repliees: set[str], des_sous: bool) -> tuple[str, bool] | None:
    if not des_sous:
        return None
    plis = {"replie": "" if TOUT in repliees else TOUT}
    return cadre.adresse(**_gardes(cadre, set()) | plis), TOUT in repliees


class _Dessin:
    """Rows in order, each with its place; kept in one object because every row needs the same things."""

    def __init__(
        self,
        cadre: Cadre,
        echelle: Echelle,
        modifiables: set[int],
        repliees: set[str],
        sous: dict[int, list[Fiche]],
        pilotes: dict[int, list[tuple[str, str]]],
    ) -> None:
        self.cadre, self.echelle, self.modifiables = cadre, echelle, modifiables
        self.repliees, self.sous, self.pilotes = repliees, sous, pilotes
        self.resume: Resume = cadre.resume
        self.rangs: list[Rang] = []

    def composer(self, racines: list[Fiche]) -> list[Rang]:
        """Rows of the page: by axe in a plan, by plan in the list of all fiches."""
        if self.cadre.plan is not None:
            self._par_axe(racines)
        else:
            self._par_plan(racines)
        return [
            replace(rang, y=TETE + numero * RANG, milieu=find_milieu(numero)) for numero, rang in enumerate(self.rangs)
        ]

    def _par_axe(self, racines: list[Fiche]) -> None:
        """A fiche placed in several axes shows in each."""
        arbre, places = self.cadre.arbre, self.cadre.rangement.places
        suit_le_plan = self.cadre.filtres.tri is Tri.PLAN and not self.cadre.filtres.texte
        par_axe: dict[int | None, list[tuple[int, int, Fiche]]] = {}
        for rang, fiche in enumerate(racines):
            for axe, position, placement in places.get(fiche.pk, ()):
                par_axe.setdefault(axe, []).append((position if suit_le_plan else rang, placement, fiche))
        en_ordre = {
            axe: [fiche for *_, fiche in sorted(lieux, key=lambda lieu: lieu[:2])] for axe, lieux in par_axe.items()
        }
        comptes = self.cadre.avancement.axes
        for branche in arbre.parcourir():
            contenues = [fiche for b in branche.parcourir() for fiche in en_ordre.get(b.axe.pk, ())]
            if contenues:
                self._tete(nom_sans_numero(branche), branche.numero, branche.niveau, contenues, comptes[branche.axe.pk])
                for fiche in en_ordre.get(branche.axe.pk, []):
                    self._fiche(fiche)
        hors = en_ordre.get(None, [])
        if hors and arbre.racines:
            self._tete("Hors de tout axe", "", 1, hors, self._compter(hors))
        for fiche in hors:
            self._fiche(fiche)

    def _par_plan(self, racines: list[Fiche]) -> None:
        par_plan: dict[int, tuple[str, list[Fiche]]] = {}
        seules = []
        for fiche in racines:
            places = list(fiche.placements.all())
            if places:
                par_plan.setdefault(places[0].plan_id, (places[0].plan.nom, []))[1].append(fiche)
            else:
                seules.append(fiche)
        groupes = [*par_plan.values(), *([("Sans plan", seules)] if seules else [])]
        for nom, fiches in groupes:
            if len(groupes) > 1:
                self._tete(nom, "", 1, fiches, self._compter(fiches))
            for fiche in fiches:
                self._fiche(fiche)

    def _compter(self, fiches: list[Fiche]) -> Compte:
        return count_fiches(
            [comptee(self.resume.fiches[f.pk]) for f in fiches if f.pk in self.resume.fiches], self.resume.avancements
        )

    def _tete(self, titre: str, numero: str, niveau: int, fiches: list[Fiche], compte: Compte) -> None:
        etendue = find_etendue(_dates(fiche) for fiche in fiches)
        self.rangs.append(
            Rang(
                typographier(titre),
                numero,
                niveau,
                etendue=(self.echelle.x(etendue[0]), self.echelle.x(etendue[1])) if etendue else None,
                compte=f"{compte.realisees} sur {compte.total}" if compte.total else "",
                langue=self.cadre.plan.langue if self.cadre.plan is not None else "",
            )
        )

    def _fiche(self, fiche: Fiche, niveau: int = 0) -> None:
        """Its row and those below, under the numbers that were given: none is made up."""
        sous = self.sous.get(fiche.pk, [])
        repliee = bool(sous) and (TOUT in self.repliees) != (str(fiche.pk) in self.repliees)
        self.rangs.append(self._rang(fiche, niveau, len(sous), repliee))
        if not repliee:
            for enfant in sous:
                self._fiche(enfant, niveau + 1)

    def _rang(self, fiche: Fiche, niveau: int, sous: int, repliee: bool) -> Rang:
        debut, fin = _dates(fiche)
        avancement = self.cadre.avancements.get(fiche.pk)
        retard = self.resume.retards.get(fiche.pk)
        jours = retard.jours if retard else 0
        barre = draw_barre(
            self.echelle, debut, fin, aujourdhui=self.cadre.aujourdhui, statut=fiche.statut, avancement=avancement,
            en_retard=jours > 0,
        )  # fmt: skip
        siren = self.cadre.collectivite.siren
        return Rang(
            typographier(fiche.titre),
            fiche.code,
            niveau,
            pk=fiche.pk,
            version=fiche.version,
            code_statut=fiche.statut,
            adresse=adresser("fiche", siren, pk=fiche.pk),
            reprogrammer=adresser("fiche_reprogrammer", siren, pk=fiche.pk),
            glyphe="retard" if jours else fiche.statut or "sans_statut",
            statut=StatutFiche.libelle_de(fiche.statut, SANS_STATUT),
            periode=typographier(_periode(fiche)),
            avancement="" if avancement is None else f"{formater(avancement, 0)}{INSECABLE}%",
            pilotes=tuple(self.pilotes.get(fiche.pk, ())),
            barre=barre,
            etiquette=_etiqueter(barre, _mots(fiche, jours), grave=jours > 0) if barre is not None else None,
            modifiable=fiche.pk in self.modifiables,
            debut=debut.isoformat() if debut else "",
            fin=fin.isoformat() if fin else "",
            sous=sous,
            repliee=repliee,
            bascule=self._basculer(fiche.pk) if sous else "",
            langue=getattr(fiche, "langue_du_plan", None) or "",
        )

    def _basculer(self, pk: int) -> str:
        autres = self.repliees ^ {str(pk)}
        base = self.cadre.adresse(**_gardes(self.cadre, set()), page=self.cadre.request.GET.get("page", ""))
        plis = sorted(pli for pli in autres if pli == TOUT or (pli.isascii() and pli.isdigit()))
        return base + "".join(f"&replie={pli}" for pli in plis)


def _periode(fiche: Fiche) -> str:
    if fiche.amelioration_continue:
        depuis = ecrire_periode(fiche.debut, fiche.precision_debut, None, fiche.precision_fin)
        return "chaque année" if fiche.debut is None else f"chaque année {depuis}"
    return ecrire_periode(fiche.debut, fiche.precision_debut, fiche.fin, fiche.precision_fin)


def _mots(fiche: Fiche, jours: int) -> str:
    if jours:
        return f"{formater(jours, 0)} {accorder(jours, 'jour')} de retard"
    if fiche.statut in MOTS_DU_STATUT:
        return MOTS_DU_STATUT[StatutFiche(fiche.statut)]
    return "chaque année" if fiche.amelioration_continue else ""


def _etiqueter(barre: Barre, texte: str, *, grave: bool) -> Etiquette | None:
    if not texte:
        return None
    if barre.forme is Forme.OUVERTE:
        return Etiquette(texte, barre.x, False, grave)
    if barre.bout_retard > BORD and barre.x > 100 - BORD:
        return Etiquette(texte, barre.x, True, grave)
    return Etiquette(texte, barre.bout_retard, False, grave)


def _composer_liens(
    rangs: list[Rang], periodes: dict[int, Periode], echelle: Echelle, chaine: ChaineVue | None
) -> tuple[list[Rang], list[Lien]]:
    """Rows that say what they wait for, and arrows between the first rows of the fiches shown."""
    places: dict[int, int] = {}
    for numero, rang in enumerate(rangs):
        if rang.pk:
            places.setdefault(rang.pk, numero)
    liens, completes = [], list(rangs)
    for lien in list_dependances(list(places)):
        rang_de, rang_vers = places[lien.de_id], places[lien.vers_id]
        de, vers = rangs[rang_de], completes[rang_vers]
        dependance = dependance_of(lien)
        brise = bool(count_jours_manquants(dependance, periodes[lien.de_id], periodes[lien.vers_id]))
        mots = f"{ATTENTE[dependance.type]} « {de.numero or de.titre} »"
        dit = mots + (" : les dates ne le permettent pas" if brise else "")
        completes[rang_vers] = replace(vers, attend=(*vers.attend, dit))
        if de.barre is not None and vers.barre is not None:
            fleche = draw_fleche(dependance.type, (de.barre, rang_de), (vers.barre, rang_vers), echelle.largeur)
            critique = chaine is not None and chaine.lie(lien.de_id, lien.vers_id)
            liens.append(Lien(fleche, typographier(f"« {vers.numero or vers.titre} » {mots}"), brise, critique))
    return completes, liens
