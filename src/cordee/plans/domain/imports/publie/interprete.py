"""From the blocks of a document to its fiches (docs/calculs/import.md, « Fiche publiée »).

Blocks are walked once. A label opens a field; what follows goes into it until the next one. What stands before the
first label is the head of the fiche: axes, number, title, marks. Nothing is dropped in silence: what finds no place
is listed in `non_repris`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports.bandeaux import est_un_axe
from cordee.plans.domain.imports.choix_cellules import a_des_cases, lire_domaine, noms_des_cases
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.entetes import cle_entete
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Lieu
from cordee.plans.domain.imports.publie.actions import TableauDActions, entete_d_actions, liste_d_actions
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.brouillon import Brouillon, Entree
from cordee.plans.domain.imports.publie.composition import composer
from cordee.plans.domain.imports.publie.composition_tableaux import axes_du_tableau, lire_actions
from cordee.plans.domain.imports.publie.grilles import Grille, ouvrir_grille
from cordee.plans.domain.imports.publie.libelles import (
    LONGUEUR_MAX,
    Rubrique,
    decouper_ligne,
    decouper_suites,
    est_du_bruit,
    lignes_a_libelles,
    lire_tete_de_fiche,
    rubrique_de,
    rubrique_en_table,
    rubrique_exacte,
)
from cordee.plans.domain.imports.publie.mots import FICHE, SOUS_ACTION
from cordee.plans.domain.imports.publie.separees import separer_colonnes
from cordee.plans.domain.imports.valeurs_indicateurs import detail_d_indicateur

NOMS_COMMUNS = {"communes", "elus", "services", "public", "habitants", "direction", "directions", "beneficiaires"}
"""Labels that are names of people or of organisations as well."""
BLOCS_VUS = 12
"""Blocks that are looked at below the one being read."""
RUBRIQUES_MIN = 2
"""Different labels under which a text is no fiche."""
DES_GENS = ("porteur", "personne:", "acteur:")
"""Labels that, alone, say who makes a plan rather than what a fiche is."""
_COURANT = Lieu(entete="en-tête ou pied de page")
RUBRIQUES_POUR_SUIVANTE = 3
"""Different labels after which a fiche may be over."""


def lire_blocs(blocs: Sequence[Bloc], *, tableaux: bool = True, copie: bool = False) -> LectureImport:
    """Every fiche of a document, placed under the axes that it names; with `tableaux`, every action of its tables.
    `copie`: a text whose columns may have come apart."""
    lecture = LectureImport(PlanComplet(""), FormatImport.PUBLIE)
    interprete = _Interprete(tableaux=tableaux)
    lecture.non_repris += [(_COURANT, bloc.texte) for bloc in blocs if bloc.courant]
    blocs = [bloc for bloc in blocs if not bloc.courant]
    if copie:
        blocs, avis = separer_colonnes(blocs)
        for lieu, texte in avis:
            lecture.avertir(texte, lieu)
    for rang, bloc in enumerate(blocs):
        interprete.lire(bloc, blocs[rang + 1 : rang + 1 + BLOCS_VUS])
    axes: dict[tuple[str, ...], AxeComplet] = {}
    precedents: tuple[str, ...] = ()
    tableaux_lus: list[tuple[TableauDActions, tuple[str, ...]]] = []
    listees: list[Entree] = []
    finis = interprete.terminer()
    for brouillon in finis:
        listees += brouillon.listees
        if brouillon.tableau is not None:
            precedents = axes_du_tableau(brouillon, lecture, precedents, plusieurs=interprete.tableaux_lus > 1)
            tableaux_lus.append((brouillon.tableau, precedents))
            continue
        trop_peu = len(brouillon.cles) < RUBRIQUES_MIN or all(cle.startswith(DES_GENS) for cle in brouillon.cles)
        if trop_peu and not brouillon.annoncee and not (tableaux and brouillon.a_un_statut_seul):
            for entree in brouillon.tout():
                lecture.non_repris.append((entree.lieu, entree.texte))
            continue
        fiche, chemin, explicite = composer(brouillon, lecture, precedents)
        precedents = chemin if explicite else precedents
        axe = _axe(lecture.plan, axes, chemin)
        (axe.fiches if axe is not None else lecture.plan.fiches).append(fiche)
    decrites = {normaliser(fiche.titre) for fiche in lecture.fiches()}
    for tableau, chemin in tableaux_lus:
        lire_actions(tableau, chemin, decrites, lecture, axes)
    lecture.non_repris += _bruits([entree for brouillon in finis for entree in brouillon.bruits])
    titres = {normaliser(fiche.titre) for fiche in lecture.fiches() if fiche.titre}
    for entree in listees:  # a list of the fiches of the document says nothing more than they do
        if not any(titre in normaliser(entree.texte) for titre in titres) and not est_un_axe(entree.texte):
            lecture.non_repris.append((entree.lieu, entree.texte))
    return lecture


def _bruits(entrees: Sequence[Entree]) -> list[tuple[Lieu, str]]:
    """Names of the document, each once, then the page numbers together."""
    entrees = sorted(entrees, key=lambda entree: entree.ligne)
    mots = [entree for entree in entrees if any(signe.isalpha() for signe in entree.texte)]
    chiffres = [entree.texte for entree in entrees if entree not in mots]
    noms = {normaliser(entree.texte): entree for entree in reversed(mots)}
    listes = [(entree.lieu, entree.texte) for entree in reversed(noms.values())]
    return [*listes, (_COURANT, " / ".join(chiffres))] if chiffres else listes


def _axe(plan: PlanComplet, axes: dict[tuple[str, ...], AxeComplet], chemin: tuple[str, ...]) -> AxeComplet | None:
    axe: AxeComplet | None = None
    for longueur in range(1, len(chemin) + 1):
        cle = tuple(cle_entete(nom) for nom in chemin[:longueur])
        if cle not in axes:
            numero, nom = decouper_titre(chemin[longueur - 1], axe=True)
            axes[cle] = AxeComplet(nom, numero)
            (axe.axes if axe is not None else plan.axes).append(axes[cle])
        axe = axes[cle]
    return axe


def _a_son_libelle(cellule: str) -> bool:
    """Whether a cell is a label and its text."""
    tete, _, suite = cellule.partition("\n")
    return (":" in tete and decouper_ligne(cellule) is not None) or (bool(suite) and rubrique_de(tete) is not None)


def _annonce_une_fiche(axe: str, suivant: Bloc | None) -> bool:
    """Whether « Axe 2 : … », in a text without headings, stands above another axe or the head of a fiche."""
    if (
        suivant is None
        or suivant.tableau
        or not cle_entete(axe).startswith(("axe", "orientation", "ambition", "volet"))
    ):
        return False
    if est_un_axe(suivant.texte) or lire_tete_de_fiche(suivant.texte) is not None:
        return True
    rubrique = rubrique_de(suivant.texte)
    return rubrique is not None and rubrique.cle == FICHE


_LIBELLE_INCONNU = re.compile(r"([A-ZÀ-Ý][^:.;\n]{2,40}) ?: ?\S")
"""« Foncier mobilisé : 3 ha »."""


class _Interprete:
    def __init__(self, *, tableaux: bool) -> None:
        self.finis: list[Brouillon] = []
        self.fiche = Brouillon()
        self.grille: Grille | None = None
        self.tableaux, self.tableaux_lus = tableaux, 0
        self.en_attente = self.libelle = ""
        self.decalee = False
        self.niveau = 0

    def terminer(self) -> list[Brouillon]:
        if not self.fiche.est_vide:
            self.finis.append(self.fiche)
        return self.finis

    def lire(self, bloc: Bloc, suivants: Sequence[Bloc]) -> None:
        """Reads a block; `suivants` tell whether a row of labels stands above its values."""
        suivant = suivants[0] if suivants else None
        if bloc.debut:
            self._annoncer()
        if self._lire_du_tableau(bloc, suivants):
            return
        if self.grille is not None:
            if self.grille.accueille(bloc):
                self.grille.remplir(self.fiche, bloc)
                return
            self.grille = None
        if bloc.tableau and len(bloc.cellules) > 1:
            self._lire_rangee(bloc, suivant)
            return
        for ligne in lignes_a_libelles(bloc.texte):
            self._lire_ligne(replace(bloc, cellules=(ligne,)), suivant)

    # Tables of actions

    def _lire_du_tableau(self, bloc: Bloc, suivants: Sequence[Bloc]) -> bool:
        """A row of a table of actions, or its header when no fiche is open."""
        if self.fiche.tableau is not None:
            if self.fiche.tableau.accueille(bloc, suivants):
                self.fiche.tableau.ajouter(bloc)
                return True
            self.finis.append(self.fiche)
            self.fiche = Brouillon()
        if not self.tableaux or self.fiche.cle or any(lire_tete_de_fiche(e.texte) for e in self.fiche.tete):
            return False
        dessus = [entree.texte for entree in self.fiche.tete]
        seule = not self.finis and len(dessus) <= 1 and all(entree.titre for entree in self.fiche.tete)
        self.fiche.tableau = entete_d_actions(bloc, suivants) or liste_d_actions(bloc, suivants, dessus, seule=seule)
        if self.fiche.tableau is not None and self.fiche.tableau.liste:
            self.fiche.tableau.ajouter(bloc)
        self.tableaux_lus += self.fiche.tableau is not None
        return self.fiche.tableau is not None

    # Rows

    def _lire_tete(self, bloc: Bloc) -> bool:
        """« Fiche action n° 2 » and its title in the first row of a table: the next fiche, when this one may be
        over."""
        remplies = [cellule for cellule in bloc.cellules if cellule]
        tete = lire_tete_de_fiche(remplies[0])
        if tete is None or len(remplies) > 2 or not (self._peut_finir() or not self.fiche.cle):
            return False
        if self.fiche.cle:
            self._nouvelle(sans_titre=True)
        self.fiche.ajouter("\n".join(remplies), bloc)
        return True

    def _lire_rangee(self, bloc: Bloc, suivant: Bloc | None) -> None:
        if self._lire_tete(bloc):
            return
        rubriques = [rubrique_en_table(cellule) if cellule else None for cellule in bloc.cellules]
        if (
            grille := ouvrir_grille(bloc, rubriques, suivant, dessus=self.libelle, vide=self.fiche.est_vide)
        ) is not None:
            if grille.genre in {"sous", "valeurs"}:
                self._preparer(next(r for r in rubriques if r is not None))
            self.grille = grille
            return
        if self._lire_paires(bloc):
            return
        premiere = next((rang for rang, cellule in enumerate(bloc.cellules) if cellule), 0)
        sortie = self.decalee and premiere == 0  # the rows above stood beside the name of a sous-action
        self.decalee = premiere > 0
        if len(bloc.cellules) == premiere + 2 and self._detaille(bloc, premiere, set()):
            return
        if rubriques[premiere] is None:
            self._rangee_sans_libelle(bloc, premiere, rubriques, sortie=sortie)
            return
        dans_sous = premiere > 0
        dites: set[int] = set()
        for rang in range(premiere, len(bloc.cellules)):
            cellule, rubrique = bloc.cellules[rang], rubriques[rang]
            if rang in dites or self._detaille(bloc, rang, dites):
                continue
            if rubrique is not None and (rang == premiere or self._est_un_libelle(bloc, rang, rubriques)):
                self._ouvrir(rubrique, bloc, dans_sous=dans_sous or rang > premiere)
            elif cellule:
                self.fiche.ajouter(cellule, bloc, ferme=True)

    def _lire_paires(self, bloc: Bloc) -> bool:
        """Cells that are each a label and its text: « Pilote : la CC » beside « Calendrier : 2025 », or the label on a
        line of its own."""
        cellules = [cellule for cellule in bloc.cellules if cellule]
        if len(cellules) < 2 or not all(_a_son_libelle(cellule) for cellule in cellules):
            return False
        for cellule in cellules:
            tete, _, suite = cellule.partition("\n")
            if suite and (rubrique := rubrique_de(tete)) is not None:
                self._ouvrir(rubrique, bloc, dans_sous=False)
                self.fiche.ajouter(suite, bloc, ferme=True)
            else:
                self._lire_ligne(replace(bloc, cellules=(cellule,), tableau=False))
        return True

    def _detaille(self, bloc: Bloc, rang: int, dites: set[int]) -> bool:
        """A cell « Valeur initiale » and the next one, its value, after the name of an indicator."""
        suivante = bloc.cellules[rang + 1] if rang + 1 < len(bloc.cellules) else ""
        cle = detail_d_indicateur(bloc.cellules[rang], suivante) if suivante else ""
        if not cle or not self.fiche.detailler(cle, suivante, bloc):
            return False
        dites.add(rang + 1)
        return True

    def _est_un_libelle(self, bloc: Bloc, rang: int, rubriques: Sequence[Rubrique | None]) -> bool:
        """Further in a row, a known word is a label when a text follows it, or when it stands after a sous-action."""
        precedente = rubriques[rang - 1]
        if precedente is not None and precedente.cle == SOUS_ACTION:
            return True
        suivante = bloc.cellules[rang + 1] if rang + 1 < len(bloc.cellules) else ""
        return precedente is None and bool(suivante) and rubriques[rang + 1 : rang + 2] == [None]

    def _rangee_sans_libelle(
        self, bloc: Bloc, premiere: int, rubriques: Sequence[Rubrique | None], *, sortie: bool = False
    ) -> None:
        tete = lire_tete_de_fiche(bloc.cellules[premiere])
        if tete is not None and not self.fiche.cle:
            self.fiche.ajouter("\n".join(c for c in bloc.cellules if c), bloc)
        elif not self.fiche.cle:
            for cellule in bloc.cellules:
                if cellule:
                    self.fiche.ajouter(cellule, bloc)
        elif decoupee := decouper_ligne(bloc.cellules[premiere]):
            self._ouvrir(decoupee[0], bloc, dans_sous=premiere > 0)
            self.fiche.ajouter(
                "\n".join([decoupee[1], *(c for c in bloc.cellules[premiere + 1 :] if c)]), bloc, ferme=True
            )
        elif (
            premiere == 0
            and len(bloc.cellules[0]) <= 60
            and len(bloc.cellules) == 2
            and (sortie or not self.fiche.accueille(bloc.cellules[0]))
        ):
            self.fiche.laisser(f"{bloc.cellules[0]} : {bloc.cellules[1]}", bloc)
        elif self.fiche.cle == "notes":
            self.fiche.ajouter(" : ".join(cellule for cellule in bloc.cellules if cellule), bloc, ferme=True)
        else:
            self.fiche.ajouter(" – ".join(" ".join(c.split("\n")) for c in bloc.cellules if c), bloc, ferme=True)

    # Lines

    def _lire_ligne(self, bloc: Bloc, suivant: Bloc | None = None) -> None:
        texte = bloc.texte
        if bloc.cle:
            self.fiche.ouvrir(bloc.cle, bloc)
            return
        if est_du_bruit(texte) and not bloc.est_un_titre and not self.fiche.attend:
            self.fiche.ecarter(texte, bloc)
            return
        if self._commence_ailleurs(bloc):
            self._nouvelle(sans_titre=True)
        tete = lire_tete_de_fiche(texte) is not None
        ouvre = tete or (
            est_un_axe(texte) and (bloc.est_un_titre or not self.fiche.cle or _annonce_une_fiche(texte, suivant))
        )
        fin = self._peut_finir() or (tete and self._a_un_statut_seul())
        fin = fin or (bloc.niveau > 0 and est_un_axe(texte) and len(self.fiche.cles) >= RUBRIQUES_MIN)
        if ouvre and fin:
            self._nouvelle(sans_titre=True)
        if ouvre and not self.fiche.cle:
            self.fiche.ajouter(texte, bloc)
            return
        if self._lire_cases(texte, bloc) or self._lire_detail(texte, bloc):
            return
        if (rubrique := self._rubrique_d_une_ligne(texte)) is not None:
            self.libelle = texte
            self.niveau = bloc.niveau
            self._ouvrir(rubrique, bloc, dans_sous=False)
            return
        if (
            not self._lire_decoupee(texte, bloc)
            and not self._lire_titre_inconnu(texte, bloc)
            and not self._laisser_inconnu(bloc, suivant, ouvre=ouvre)
        ):
            self.fiche.ajouter(texte, bloc)

    def _laisser_inconnu(self, bloc: Bloc, suivant: Bloc | None, *, ouvre: bool) -> bool:
        """« Foncier mobilisé : 3 ha » under « Statut : En cours » is no part of the statut: it is listed. Not what may
        be the title of the next fiche."""
        inconnu = _LIBELLE_INCONNU.match(bloc.texte) if self.fiche.est_dit_en_une_ligne else None
        if inconnu is None or ouvre or bloc.est_un_titre or self.fiche.accueille(inconnu[1]):
            return False
        if suivant is not None:
            decoupee = decouper_ligne(suivant.texte)
            apres = decoupee[0] if decoupee is not None else rubrique_de(suivant.texte)
            if apres is not None and self.fiche.revient(apres):
                return False
        self.fiche.laisser(bloc.texte, bloc)
        return True

    def _lire_titre_inconnu(self, texte: str, bloc: Bloc) -> bool:
        """A heading that is no label, of the level of those that are: what follows is no more of the field above. It is
        kept in the description, under its name."""
        if not bloc.niveau or bloc.niveau != self.niveau or not self.fiche.cle or len(texte) > LONGUEUR_MAX:
            return False
        self.fiche.ouvrir("texte:description", bloc)
        self.fiche.ajouter(f"{texte} :", bloc, ferme=True)
        self.fiche.inconnus.append(self.fiche.courante.entrees[-1])  # type: ignore[union-attr]
        return True

    def _lire_decoupee(self, texte: str, bloc: Bloc) -> bool:
        """A line that begins with a label, or holds several."""
        decoupee = decouper_ligne(texte, dans_sous=self.fiche.sous_ouverte is not None)
        if decoupee is None or not self._convient(decoupee[0], bloc):
            return False
        morceaux = decouper_suites(texte)
        if len(morceaux) > 1:
            for morceau in morceaux:
                self._lire_ligne(replace(bloc, cellules=(morceau,)))
            return True
        self._ouvrir(decoupee[0], bloc, dans_sous=False)
        if decoupee[1] and decoupee[0].cle == SOUS_ACTION:
            self._lire_ligne(replace(bloc, cellules=(decoupee[1],)))
        elif decoupee[1]:
            self.fiche.ajouter(decoupee[1], bloc, ferme=True)
        return True

    def _lire_cases(self, texte: str, bloc: Bloc) -> bool:
        """A line of boxes that names domains of impact, whatever field is open."""
        mots = noms_des_cases(texte) if a_des_cases(texte) else []
        if (
            self.fiche.cle == "impacts"
            or not mots
            or sum(lire_domaine(mot) is not None for mot in mots) * 2 <= len(mots)
        ):
            return False
        self.fiche.inserer("impacts", texte, bloc)
        return True

    def _lire_detail(self, texte: str, bloc: Bloc) -> bool:
        """« Valeur initiale : 120 (2020) » under the name of an indicator."""
        libelle, deux_points, valeur = texte.partition(":")
        cle = detail_d_indicateur(libelle, valeur) if deux_points and valeur.strip() else ""
        return bool(cle) and self.fiche.detailler(cle, valeur, bloc)

    def _rubrique_d_une_ligne(self, texte: str) -> Rubrique | None:
        """A label alone on its line, or cut in two by the page (« Enjeux et » then « contexte »)."""
        attente, self.en_attente = self.en_attente, ""
        if "\n" in texte:
            return None
        rubrique = rubrique_de(texte)
        if rubrique is not None and (self._est_un_rang(rubrique) or self._est_un_nom(rubrique, texte)):
            return None
        jointe = rubrique_exacte(f"{attente} {texte}") if attente and texte[:1].isalpha() else None
        if jointe is not None and (rubrique is None or texte[:1].islower()):
            self.fiche.retirer(attente)
            return jointe
        if len(texte) <= 40 and texte[:1].isupper():
            self.en_attente = texte
        return rubrique

    def _est_un_rang(self, rubrique: Rubrique) -> bool:
        """« 1. Diagnostic » among labels without number: an item of a list."""
        return rubrique.numerote and bool(self.fiche.cle) and not self.fiche.numerotee

    def _est_un_nom(self, rubrique: Rubrique, texte: str) -> bool:
        """« Communes » right under « Partenaires »: who they are rather than where."""
        attendu = self.fiche.attend and self.fiche.cle.startswith(("acteur:", "porteur", "public"))
        return attendu and cle_entete(texte) in NOMS_COMMUNS

    def _convient(self, rubrique: Rubrique, bloc: Bloc) -> bool:
        """« Titre : … » in the middle of a description is not a label of the fiche."""
        if bloc.texte[:1] in "-–•" and self.fiche.cle not in {"", rubrique.cle}:
            return rubrique.cle not in {"titre", "code", "texte:description", "axe:1"}
        return True

    # Fiches

    def _peut_finir(self) -> bool:
        return len(self.fiche.cles) >= RUBRIQUES_POUR_SUIVANTE

    def _a_un_statut_seul(self) -> bool:
        """Not in a spreadsheet: what looks so there is a row."""
        return self.tableaux and self.fiche.a_un_statut_seul

    def _commence_ailleurs(self, bloc: Bloc) -> bool:
        """A heading as high as the title of an action that only has a statut, and that is no label: the next one."""
        if not bloc.niveau or not self._a_un_statut_seul():
            return False
        titre = next(entree for entree in reversed(self.fiche.tete) if entree.titre or lire_tete_de_fiche(entree.texte))
        return bloc.niveau <= titre.niveau and (est_un_axe(bloc.texte) or rubrique_de(bloc.texte) is None)

    def _nouvelle(self, *, sans_titre: bool = False) -> None:
        """Closes the fiche; `sans_titre` when what comes next, rather than the line above, is the title."""
        suite = self.fiche.detacher_fin(titres_seuls=sans_titre)
        self.finis.append(self.fiche)
        self.fiche = Brouillon()
        self.fiche.tete = suite

    def _annoncer(self) -> None:
        """A fiche begins, whatever the one before said."""
        if not self.fiche.est_vide:
            self.finis.append(self.fiche)
        self.fiche, self.grille = Brouillon(annoncee=True), None

    def _preparer(self, rubrique: Rubrique) -> None:
        """Opens the next fiche when a label that opened this one comes back."""
        if (self._peut_finir() or self._a_un_statut_seul()) and self.fiche.revient(rubrique):
            self._nouvelle(sans_titre=rubrique.cle == "titre")

    def _ouvrir(self, rubrique: Rubrique, bloc: Bloc, *, dans_sous: bool) -> None:
        if rubrique.cle == FICHE:
            if self._peut_finir():
                self._nouvelle(sans_titre=True)
            return
        if not dans_sous and not self.fiche.dans_une_sous_fiche(rubrique.cle):
            self._preparer(rubrique)
        if rubrique.cle == SOUS_ACTION:
            self.fiche.ouvrir_sous_fiche(rubrique, bloc)
            return
        self.fiche.ouvrir(rubrique.cle, bloc, section=rubrique.section, dans_sous=dans_sous, rubrique=rubrique)
