"""What an instantané of a plan adds up to, and what is said of two moments of a plan (docs/calculs/instantanes.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.avancement import Compte, FicheComptee, Ponderation, compute_avancements, compute_plan
from cordee.plans.domain.faits import comptees, datee, lignee, total_budget, total_prevu
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.fourchettes import Fourchette, sommer
from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.retard import days_late

ABSENTE = "absente"
"""Row and column of the matrix for fiches that come and go."""
ORDRE_DES_STATUTS = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "", "abandonne")
"""Statuts as tables and bars show them, « sans statut » being empty."""


@dataclass(frozen=True, slots=True)
class Somme:
    """Planned and spent in one unit, None when nothing is said."""

    prevu: Fourchette | None
    reel: Decimal | None


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Figures of a fiche at one day. `avancement` in percent, None when it is abandoned; `jours` of lateness;
    `pese_ht` and `pese_ttc`: its own planned euros, when budgets weigh; `mesure`: what indicators that are not
    confidential say of it, in percent."""

    avancement: float | None = None
    jours: int = 0
    poids: float = 1.0
    pese_ht: float = 0.0
    pese_ttc: float = 0.0
    sommes: Mapping[UniteBudget, Somme] = field(default_factory=dict)
    mesure: float | None = None


@dataclass(frozen=True, slots=True)
class LigneFigee:
    """A fiche of an instantané, or of today, without its version. `ref` is its number, `fiche` the same when it still
    exists; `axes` the first-level axes where it stands (0 at the root of the plan); `pk` that of its frozen row, None
    today; `empreinte` tells its version from another, `changee_le` when somebody last wrote in it (today only)."""

    ref: int
    titre: str
    code: str = ""
    statut: str = ""
    chiffres: Chiffres = field(default_factory=Chiffres)
    axes: tuple[int, ...] = ()
    pk: int | None = None
    fiche: int | None = None
    empreinte: str = ""
    figee_le: datetime | None = None
    prete: bool = False
    confidentielle: bool = False
    changee_le: datetime | None = None

    @property
    def intitule(self) -> str:
        """`2.1 Suivre l'énergie`."""
        return " ".join(mot for mot in (self.code, self.titre) if mot)

    @property
    def est_en_retard(self) -> bool:
        """Whether it was late by itself."""
        return self.chiffres.jours > 0


@dataclass(frozen=True, slots=True)
class Synthese:
    """What a plan added up to. `axes` by first-level axe."""

    total: int
    compte: Compte
    par_statut: Counter[str]
    en_retard: int
    budgets: dict[UniteBudget, Somme]
    axes: dict[int, Compte]


def chiffrer(fiche: FicheComplete, le: date) -> Chiffres:
    """Figures of a fiche on that day, its sous-fiches included."""
    propre, *_ = lues = list(comptees([fiche]))
    sommes = {}
    membres = list(lignee(fiche))
    for unite in UniteBudget:
        prevu = sommer(total_prevu(membre.budgets, unite) for membre in membres)
        reel = _ajouter(total_budget(membre.budgets, unite, reel=True) for membre in membres)
        if prevu is not None or reel is not None:
            sommes[unite] = Somme(prevu, reel)
    return Chiffres(
        avancement=compute_avancements(lues).get(propre.id),
        jours=days_late(datee(fiche, propre.id), le),
        poids=propre.poids,
        pese_ht=propre.budget,
        pese_ttc=propre.budget_ttc,
        sommes=sommes,
        mesure=propre.mesure,
    )


def ecrire_chiffres(chiffres: Chiffres) -> dict[str, Any]:
    """Figures as plain JSON."""
    return {
        "avancement": chiffres.avancement,
        "jours": chiffres.jours,
        "poids": chiffres.poids,
        "pese": [chiffres.pese_ht, chiffres.pese_ttc],
        "mesure": chiffres.mesure,
        "sommes": {
            str(unite): [*([str(s.prevu.bas), str(s.prevu.haut)] if s.prevu else [None, None]), _texte(s.reel)]
            for unite, s in chiffres.sommes.items()
        },
    }


def lire_chiffres(ecrits: Mapping[str, Any]) -> Chiffres:
    """The reverse; a unit that no longer exists is left out."""
    pese = ecrits.get("pese", (0.0, 0.0))
    return Chiffres(
        avancement=ecrits.get("avancement"),
        jours=ecrits.get("jours", 0),
        poids=ecrits.get("poids", 1.0),
        pese_ht=pese[0],
        pese_ttc=pese[1],
        sommes={
            UniteBudget(unite): Somme(
                Fourchette(Decimal(bas), Decimal(haut)) if bas is not None else None,
                Decimal(reel) if reel is not None else None,
            )
            for unite, (bas, haut, reel) in ecrits.get("sommes", {}).items()
            if unite in UniteBudget._value2member_map_
        },
        mesure=ecrits.get("mesure"),
    )


def _texte(montant: Decimal | None) -> str | None:
    return str(montant) if montant is not None else None


def _ajouter(montants: Iterable[Decimal | None]) -> Decimal | None:
    dits = [montant for montant in montants if montant is not None]
    return sum(dits, Decimal(0)) if dits else None


def synthetiser(lignes: Iterable[LigneFigee], ponderation: Ponderation) -> Synthese:
    """Sum of the figures of these fiches, each counted once (« Ce qui est figé »)."""
    fiches = list(lignes)
    lues = [
        FicheComptee(
            ligne.ref, None, ligne.statut or None, ligne.chiffres.avancement, ligne.chiffres.poids,
            ligne.chiffres.pese_ht, ligne.chiffres.pese_ttc, ligne.chiffres.mesure,
        )
        for ligne in fiches
    ]  # fmt: skip
    places = [(ligne.ref, axe) for ligne in fiches for axe in ligne.axes or (0,)]
    avancement = compute_plan(lues, places, {axe: None for _, axe in places}, ponderation)
    return Synthese(
        total=len(fiches),
        compte=avancement.plan,
        par_statut=Counter(ligne.statut for ligne in fiches),
        en_retard=sum(ligne.est_en_retard for ligne in fiches),
        budgets={
            unite: Somme(sommer(s.prevu for s in dites), _ajouter(s.reel for s in dites))
            for unite in UniteBudget
            if (dites := [ligne.chiffres.sommes[unite] for ligne in fiches if unite in ligne.chiffres.sommes])
        },
        axes=avancement.axes,
    )


class Devenir(ChoixTexte):
    """What became of a fiche from one moment to another."""

    NOUVELLE = "nouvelle", "Nouvelle"
    RETIREE = "retiree", "Retirée"
    MODIFIEE = "modifiee", "Modifiée"
    INCHANGEE = "inchangee", "Inchangée"


@dataclass(frozen=True, slots=True)
class Rapprochee:
    """A fiche at two moments; one of them may miss it, not both."""

    avant: LigneFigee | None
    apres: LigneFigee | None

    @property
    def ligne(self) -> LigneFigee:
        """The latest that there is."""
        ligne = self.apres or self.avant
        assert ligne is not None
        return ligne

    @property
    def est_confidentielle(self) -> bool:
        """Whether it was at either moment."""
        return any(cote is not None and cote.confidentielle for cote in (self.avant, self.apres))

    @property
    def devenir(self) -> Devenir:
        """What became of it (« Comparer deux moments »)."""
        if self.avant is None:
            return Devenir.NOUVELLE
        if self.apres is None:
            return Devenir.RETIREE
        return Devenir.MODIFIEE if differe(self.avant, self.apres) else Devenir.INCHANGEE

    @property
    def change_de_statut(self) -> bool:
        """Whether both moments have it, with different statuts."""
        return self.avant is not None and self.apres is not None and self.avant.statut != self.apres.statut

    @property
    def devient_en_retard(self) -> bool:
        """Whether it is late and was not."""
        return self.apres is not None and self.apres.est_en_retard and not (self.avant and self.avant.est_en_retard)

    @property
    def est_terminee(self) -> bool:
        """Whether it is done and was not."""
        fini = StatutFiche.REALISE
        return self.apres is not None and self.apres.statut == fini and not (self.avant and self.avant.statut == fini)

    @property
    def progres(self) -> float:
        """Points of progress gained; 0 when one of the moments says nothing."""
        if self.avant is None or self.apres is None:
            return 0.0
        dits = self.avant.chiffres.avancement, self.apres.chiffres.avancement
        return dits[1] - dits[0] if dits[0] is not None and dits[1] is not None else 0.0


def differe(avant: LigneFigee, apres: LigneFigee) -> bool:
    """Whether something changed: versions are compared by their prints, today by when it was last written in."""
    if avant.empreinte and apres.empreinte:
        return avant.empreinte != apres.empreinte
    vue = (avant.titre, avant.code, avant.statut, avant.chiffres, avant.axes)
    if vue != (apres.titre, apres.code, apres.statut, apres.chiffres, apres.axes):
        return True
    return apres.changee_le is not None and avant.figee_le is not None and apres.changee_le > avant.figee_le


def rapprocher(avant: Iterable[LigneFigee], apres: Iterable[LigneFigee]) -> list[Rapprochee]:
    """Every fiche of two moments by its number: in the order of the second, then those that left."""
    anciennes = {ligne.ref: ligne for ligne in avant}
    rapprochees = [Rapprochee(anciennes.pop(ligne.ref, None), ligne) for ligne in apres]
    return rapprochees + [Rapprochee(ligne, None) for ligne in anciennes.values()]


class Montrer(ChoixTexte):
    """What the comparison shows."""

    CHANGEES = "changees", "Tout ce qui a changé"
    STATUT = "statut", "Ce qui a changé de statut"
    TERMINEES = "terminees", "Terminées"
    RETARD = "retard", "Devenues en retard"
    NOUVELLES = "nouvelles", "Nouvelles"
    RETIREES = "retirees", "Retirées"
    TOUTES = "toutes", "Toutes les fiches"


FILTRES: dict[Montrer, Callable[[Rapprochee], bool]] = {
    Montrer.CHANGEES: lambda r: r.devenir is not Devenir.INCHANGEE or r.devient_en_retard,
    Montrer.STATUT: lambda r: r.change_de_statut,
    Montrer.TERMINEES: lambda r: r.est_terminee,
    Montrer.RETARD: lambda r: r.devient_en_retard,
    Montrer.NOUVELLES: lambda r: r.devenir is Devenir.NOUVELLE,
    Montrer.RETIREES: lambda r: r.devenir is Devenir.RETIREE,
    Montrer.TOUTES: lambda r: True,
}


class Tri(ChoixTexte):
    """Orders of the comparison."""

    PLAN = "plan", "Ordre du plan"
    TITRE = "titre", "Titre"
    PROGRES = "progres", "Progrès, le plus grand d'abord"
    RECUL = "recul", "Progrès, le plus petit d'abord"
    RETARD = "retard", "Retard, le plus long d'abord"


CLES_DE_TRI: dict[Tri, Callable[[Rapprochee], Any]] = {
    Tri.TITRE: lambda r: cle_naturelle(r.ligne.titre),
    Tri.PROGRES: lambda r: -r.progres,
    Tri.RECUL: lambda r: r.progres,
    Tri.RETARD: lambda r: -r.ligne.chiffres.jours,
}


def retenir(rapprochees: Iterable[Rapprochee], montrer: Montrer, tri: Tri) -> list[Rapprochee]:
    """Those that are asked, in the order asked; those that are equal stay in the order of the plan."""
    gardees = [rapprochee for rapprochee in rapprochees if FILTRES[montrer](rapprochee)]
    cle = CLES_DE_TRI.get(tri)
    return sorted(gardees, key=cle) if cle is not None else gardees


def compter(rapprochees: Iterable[Rapprochee]) -> Counter[Montrer]:
    """How many each filter would show."""
    toutes = list(rapprochees)
    return Counter({montrer: sum(map(filtre, toutes)) for montrer, filtre in FILTRES.items()})


@dataclass(frozen=True, slots=True)
class Matrice:
    """Fiches by statut then (rows) and now (columns); only statuts that appear, `ABSENTE` last."""

    rangees: tuple[str, ...]
    colonnes: tuple[str, ...]
    nombres: Counter[tuple[str, str]]


def croiser(rapprochees: Iterable[Rapprochee]) -> Matrice:
    """What each statut became."""
    nombres = Counter(
        (r.avant.statut if r.avant else ABSENTE, r.apres.statut if r.apres else ABSENTE) for r in rapprochees
    )
    ordre = (*ORDRE_DES_STATUTS, ABSENTE)
    connus = {statut for paire in nombres for statut in paire} - set(ordre)
    rangs = [*ordre[:-1], *sorted(connus), ABSENTE]
    return Matrice(
        tuple(statut for statut in rangs if any(paire[0] == statut for paire in nombres)),
        tuple(statut for statut in rangs if any(paire[1] == statut for paire in nombres)),
        nombres,
    )
