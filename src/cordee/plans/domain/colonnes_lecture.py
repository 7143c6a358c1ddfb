"""Reads the spreadsheet that `domain.colonnes` wrote, edited by people or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from cordee.outils.texte import normaliser
from cordee.plans.domain.champs_cites import ChampDefini
from cordee.plans.domain.colonnes import SIGNATURE, VERSION, parcourir_axes, poser_chemins
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_entier, lire_flottant, lire_texte
from cordee.plans.domain.colonnes_champs import entetes_des_champs, lire_cellule
from cordee.plans.domain.colonnes_feuilles import (
    AXES,
    CHAMPS_AXES,
    CLES_TABLES,
    COLONNES,
    FICHES,
    MARQUE,
    PLACEMENTS,
    PLAN,
    PLANS,
    RECUEIL,
    REPERE,
    REPERE_AXE,
    REPERE_PARENT,
    REPERE_PARENT_AXE,
    SUITES,
    TABLES,
    TYPE_DU_RECUEIL,
    entete_axe,
    entete_titre,
)
from cordee.plans.domain.colonnes_genres import Table
from cordee.plans.domain.colonnes_plan import CHAMPS_PLAN, TABLES_PLAN
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, IndicateurCite, PlanComplet


@dataclass(frozen=True, slots=True)
class AnomalieClasseur:
    """What cannot be read, with its place: `ligne` as the spreadsheet shows it (1 is the header), None for a sheet."""

    feuille: str
    ligne: int | None
    colonne: str
    message: str


@dataclass(slots=True)
class LectureClasseur:
    """The plan that was read, what could not be, and the row of « Fiches » of each fiche."""

    plan: PlanComplet
    anomalies: list[AnomalieClasseur] = field(default_factory=list)
    lignes: list[tuple[FicheComplete, int]] = field(default_factory=list)


def version_de(feuilles: Mapping[str, Sequence[Sequence[Valeur]]]) -> int | None:
    """Version of our format if the sheets are those of our export, else None."""
    marque = feuilles.get(MARQUE)
    if not marque or len(marque[0]) < 2 or lire_texte(marque[0][0]) != SIGNATURE:
        return None
    try:
        return lire_entier(marque[0][1])
    except CelluleIllisible:
        return None


def lire_plan(feuilles: Mapping[str, Sequence[Sequence[Valeur]]]) -> PlanComplet:
    """The plan alone; see `lire_classeur` for what could not be read."""
    return lire_classeur(feuilles).plan


def lire_classeur(feuilles: Mapping[str, Sequence[Sequence[Valeur]]]) -> LectureClasseur:
    """Reads the sheets of our export, edited or not. A cell that cannot be read is an anomaly and stays empty."""
    return _Lecteur(feuilles).lire()


@dataclass(slots=True)
class _Ligne:
    numero: int
    cellules: dict[str, Valeur]

    def texte(self, entete: str) -> str:
        return lire_texte(self.cellules.get(entete))

    def serie(self, entetes: Iterable[str]) -> list[str]:
        return [texte for entete in entetes if (texte := self.texte(entete))]


_ANNEE_DE = re.compile(r"^(Résultat|Objectif) (\d{4})$")


class _Lecteur:
    def __init__(self, feuilles: Mapping[str, Sequence[Sequence[Valeur]]]) -> None:
        self.feuilles = feuilles
        self.plan = PlanComplet("")
        self.lecture = LectureClasseur(self.plan)
        self.axes: dict[str, tuple[AxeComplet, ...]] = {}
        self.fiches: dict[str, FicheComplete] = {}
        self.suites: dict[str, str] = {}
        self.ajoutes: list[tuple[ChampDefini, str]] = []
        self.par_nom: dict[str, list[FicheComplete]] = {}
        for cellules in list(feuilles.get(SUITES, ()))[1:]:
            repere, texte = (*cellules, None, None)[:2]
            self.suites[lire_texte(repere)] = self.suites.get(lire_texte(repere), "") + lire_texte(texte)[1:-1]

    def lire(self) -> LectureClasseur:
        version = version_de(self.feuilles)
        if version is None or version > VERSION:
            self._anomalie(MARQUE, None, "", "Ce fichier ne vient pas de cette version de Cordée.")
            return self.lecture
        self._lire_plan()
        self._lire_plans()
        self._lire_axes()
        self._lire_tables_du_plan()
        self._lire_fiches()
        self._lire_placements()
        for table in TABLES:
            self._lire_table(table)
        poser_chemins(self.plan)
        return self.lecture

    def _lire_tables_du_plan(self) -> None:
        for table in TABLES_PLAN:
            lus = (self._element(table, ligne) for ligne in self._lignes(table.feuille))
            setattr(self.plan, table.attribut, tuple(element for element in lus if element is not None))
        self.ajoutes = entetes_des_champs(self.plan.champs)

    def _anomalie(self, feuille: str, ligne: int | None, colonne: str, message: str) -> None:
        self.lecture.anomalies.append(AnomalieClasseur(feuille, ligne, colonne, message))

    def _lignes(self, feuille: str) -> list[_Ligne]:
        brutes = self.feuilles.get(feuille) or [[]]
        entetes = [lire_texte(cellule) for cellule in brutes[0]]
        lignes = [
            _Ligne(numero, {entete: self._recoller(v) for entete, v in zip(entetes, ligne, strict=False) if entete})
            for numero, ligne in enumerate(brutes[1:], 2)
        ]
        return [ligne for ligne in lignes if any(lire_texte(valeur) for valeur in ligne.cellules.values())]

    def _recoller(self, valeur: Valeur) -> Valeur:
        if not isinstance(valeur, str) or not valeur.endswith("]") or "|[" not in valeur:
            return valeur
        debut, _, numero = valeur.rpartition("|[")
        suite = self.suites.get(numero[:-1])
        return valeur if suite is None else debut + suite

    def _valeur(self, feuille: str, ligne: _Ligne, entete: str, lire: Any) -> Any:
        try:
            return lire(ligne.cellules.get(entete))
        except CelluleIllisible as erreur:
            self._anomalie(feuille, ligne.numero, entete, str(erreur))
            return None

    def _lire_plan(self) -> None:
        par_entete = {champ.entete: champ for champ in CHAMPS_PLAN}
        for numero, cellules in enumerate(self.feuilles.get(PLAN, ()), 1):
            entete, valeur = (*cellules, None, None)[:2]
            if champ := par_entete.get(lire_texte(entete)):
                ligne = _Ligne(numero, {champ.entete: self._recoller(valeur)})
                if (lu := self._valeur(PLAN, ligne, champ.entete, champ.codec.lire)) is not None:
                    setattr(self.plan, champ.attribut, lu)
        if not self.plan.nom:
            self._anomalie(PLAN, None, "Nom du plan", "Donnez un nom au plan.")

    def _lire_plans(self) -> None:
        """Plans of a recueil: the first axes are theirs."""
        dits = (self.plan.nom, self.plan.type_libre) == (RECUEIL, TYPE_DU_RECUEIL)
        self.plan.recueil = PLANS in self.feuilles or dits
        for ligne in self._lignes(PLANS):
            tete = PlanComplet("")
            for champ in CHAMPS_PLAN:
                if (lu := self._valeur(PLANS, ligne, champ.entete, champ.codec.lire)) is not None:
                    setattr(tete, champ.attribut, lu)
            self.plan.plans.append(tete)

    # Axes

    def _lire_axes(self) -> None:
        parents: list[tuple[AxeComplet, _Ligne]] = []
        for ligne in self._lignes(AXES):
            axe = AxeComplet(**{c.attribut: c.codec.lire(ligne.cellules.get(c.entete)) for c in CHAMPS_AXES})
            repere = ligne.texte(REPERE)
            axe.ref, axe.plan = _ref(repere, "A"), _ref(repere, "P")
            if not axe.nom:
                self._anomalie(AXES, ligne.numero, "Nom de l'axe", "Donnez un nom à l'axe.")
                continue
            parents.append((axe, ligne))
        reperes = {ligne.texte(REPERE): axe for axe, ligne in parents if ligne.texte(REPERE)}
        lignes_de = {id(axe): ligne for axe, ligne in parents}
        parent_de: dict[int, AxeComplet] = {}
        for axe, ligne in parents:
            parent = self._parent_de_l_axe(ligne, reperes, parents)
            if parent is not None and _descend(parent, axe, parent_de):
                self._anomalie(AXES, ligne.numero, REPERE_PARENT_AXE, "Un axe ne peut pas être dans l'un des siens.")
                parent = None
            if parent is not None:
                parent_de[id(axe)] = parent
            (parent.axes if parent else self.plan.axes).append(axe)
        for chemin in parcourir_axes(self.plan.axes):
            if repere := lignes_de[id(chemin[-1])].texte(REPERE):
                self.axes[repere] = chemin

    def _parent_de_l_axe(
        self, ligne: _Ligne, reperes: dict[str, AxeComplet], tous: list[tuple[AxeComplet, _Ligne]]
    ) -> AxeComplet | None:
        repere, nom = ligne.texte(REPERE_PARENT_AXE), normaliser(ligne.texte("Dans l'axe"))
        if repere in reperes:
            return reperes[repere]
        return next((axe for axe, autre in tous if nom and normaliser(axe.nom) == nom and autre is not ligne), None)

    def _axe_de(self, ligne: _Ligne, niveaux: Sequence[str]) -> tuple[AxeComplet, ...]:
        """Axes of a row: the one of its repère unless the names beside it were changed, else by names, made anew when
        the sheet « Axes » lacks them."""
        noms = ligne.serie(niveaux)
        repere = self.axes.get(ligne.texte(REPERE_AXE))
        if repere is not None and [normaliser(axe.nom) for axe in repere] == [normaliser(nom) for nom in noms]:
            return repere
        chemin: tuple[AxeComplet, ...] = ()
        for nom in noms:
            freres = chemin[-1].axes if chemin else self.plan.axes
            axe = next((a for a in freres if normaliser(a.nom) == normaliser(nom)), None)
            if axe is None:
                axe = AxeComplet(nom)
                freres.append(axe)
            chemin = (*chemin, axe)
        return chemin

    # Fiches

    def _lire_fiches(self) -> None:
        lignes = self._lignes(FICHES)
        entetes = list(lignes[0].cellules) if lignes else []
        niveaux = [e for rang in range(1, len(entetes) + 1) if (e := entete_axe(rang)) in entetes]
        titres = [e for rang in range(len(entetes)) if (e := entete_titre(rang)) in entetes]
        dessus: dict[tuple[object, ...], FicheComplete] = {}
        sans_parent: list[tuple[FicheComplete, _Ligne, FicheComplete | None]] = []
        for ligne in lignes:
            lignee = ligne.serie(titres)
            if not lignee:
                self._anomalie(FICHES, ligne.numero, entete_titre(0), "Donnez un titre à l'action.")
                continue
            fiche = self._fiche(ligne, lignee[-1])
            cle_axes = tuple(normaliser(nom) for nom in ligne.serie(niveaux))
            cles = tuple(normaliser(titre) for titre in lignee)
            dessus[(cle_axes, cles)] = fiche
            if len(lignee) == 1 and not ligne.texte(REPERE_PARENT):
                axes = self._axe_de(ligne, niveaux)
                (axes[-1].fiches if axes else self.plan.fiches).append(fiche)
            else:
                sans_parent.append((fiche, ligne, dessus.get((cle_axes, cles[:-1]))))
        for fiche, ligne, au_dessus in sans_parent:
            self._rattacher(fiche, ligne, au_dessus)

    def _rattacher(self, fiche: FicheComplete, ligne: _Ligne, au_dessus: FicheComplete | None) -> None:
        parent = self.fiches.get(ligne.texte(REPERE_PARENT)) or au_dessus
        if parent is None or parent is fiche or _contient(fiche, parent):
            message = "L'action dont celle-ci dépend n'a pas de ligne : ajoutez-la au-dessus, avec le même axe."
            self._anomalie(FICHES, ligne.numero, entete_titre(0), message)
            return
        parent.sous_fiches.append(fiche)

    def _fiche(self, ligne: _Ligne, titre: str) -> FicheComplete:
        fiche = FicheComplete(titre)
        for colonne in COLONNES:
            try:
                colonne.poser(fiche, ligne.cellules.get(colonne.entete))
            except CelluleIllisible as erreur:
                self._anomalie(FICHES, ligne.numero, colonne.entete, str(erreur))
        cites = [self._valeur(FICHES, ligne, e, partial(lire_cellule, defini)) for defini, e in self.ajoutes]
        fiche.champs = tuple(cite for cite in cites if cite is not None)
        repere = ligne.texte(REPERE)
        if repere in self.fiches:
            self._anomalie(FICHES, ligne.numero, REPERE, f"Le repère {repere} est déjà pris : videz cette cellule.")
            repere = ""
        fiche.ref = _ref(repere, "F")
        for nom in {normaliser(fiche.code), normaliser(titre)} - {""}:
            self.par_nom.setdefault(nom, []).append(fiche)
        if repere:
            self.fiches[repere] = fiche
        self.lecture.lignes.append((fiche, ligne.numero))
        return fiche

    def _fiche_citee(self, feuille: str, ligne: _Ligne) -> FicheComplete | None:
        """The fiche that a row of another sheet belongs to."""
        repere, code, titre = (ligne.texte(champ.entete) for champ in CLES_TABLES)
        if repere in self.fiches:
            return self.fiches[repere]
        for nom in (normaliser(code), normaliser(titre)):
            if nom and len(trouvees := self.par_nom.get(nom, [])) == 1:
                return trouvees[0]
        nom = titre or code or repere
        self._anomalie(feuille, ligne.numero, "Action", f"Aucune action de la feuille « Fiches » n'est « {nom} ».")
        return None

    def _lire_placements(self) -> None:
        for ligne in self._lignes(PLACEMENTS):
            fiche = self._fiche_citee(PLACEMENTS, ligne)
            repere, nom = ligne.texte(REPERE_AXE), ligne.texte("Autre axe")
            chemin = self.axes.get(repere, ()) or next(
                (c for c in parcourir_axes(self.plan.axes) if nom and normaliser(c[-1].nom) == normaliser(nom)), ()
            )
            if nom and not chemin:
                self._anomalie(PLACEMENTS, ligne.numero, "Autre axe", f"L'axe « {nom} » n'est pas dans le plan.")
            elif fiche is not None:
                fiches = chemin[-1].fiches if chemin else self.plan.fiches
                rang = self._valeur(PLACEMENTS, ligne, "Rang", lire_entier)
                fiches.insert(max(0, rang - 1) if rang is not None else len(fiches), fiche)

    def _lire_table(self, table: Table) -> None:
        for ligne in self._lignes(table.feuille):
            fiche = self._fiche_citee(table.feuille, ligne)
            element = self._element(table, ligne)
            if fiche is not None and element is not None:
                setattr(fiche, table.attribut, (*getattr(fiche, table.attribut), element))

    def _element(self, table: Table, ligne: _Ligne) -> Any:
        lus: dict[str, Any] = {}
        complet = True
        for champ in table.champs:
            avant = len(self.lecture.anomalies)
            valeur = self._valeur(table.feuille, ligne, champ.entete, champ.codec.lire)
            if champ.attribut in table.requis and valeur in (None, ""):
                complet = False
                if len(self.lecture.anomalies) == avant:
                    message = f"Remplissez la colonne « {champ.entete} », ou videz la ligne."
                    self._anomalie(table.feuille, ligne.numero, champ.entete, message)
            if valeur is not None:
                lus[champ.attribut] = valeur
        if not complet:
            return None
        element = table.classe(**lus)
        return self._avec_annees(ligne, element) if isinstance(element, IndicateurCite) else element

    def _avec_annees(self, ligne: _Ligne, indicateur: IndicateurCite) -> IndicateurCite:
        series: dict[str, list[tuple[int, float]]] = {"Résultat": [], "Objectif": []}
        for entete in ligne.cellules:
            if trouve := _ANNEE_DE.match(entete):
                nombre = self._valeur("Indicateurs", ligne, entete, lire_flottant)
                if nombre is not None:
                    series[trouve[1]].append((int(trouve[2]), nombre))
        return replace(
            indicateur, resultats=tuple(sorted(series["Résultat"])), objectifs=tuple(sorted(series["Objectif"]))
        )


def _ref(repere: str, lettre: str) -> int | None:
    """Number of a saved fiche or axe, None for one that was not."""
    reste = repere.removeprefix(lettre)
    return int(reste) if reste != repere and reste.isdecimal() else None


def _descend(axe: AxeComplet, ancetre: AxeComplet, parent_de: Mapping[int, AxeComplet]) -> bool:
    """Whether `axe` is `ancetre` or under it, as far as the parents are known."""
    courant: AxeComplet | None = axe
    while courant is not None and courant is not ancetre:
        courant = parent_de.get(id(courant))
    return courant is ancetre


def _contient(fiche: FicheComplete, autre: FicheComplete) -> bool:
    return any(sous is autre or _contient(sous, autre) for sous in fiche.sous_fiches)
