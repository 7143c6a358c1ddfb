"""Finding the table in a sheet: its header row, and what its columns most probably are
(docs/calculs/import.md, « Trouver le tableau »)."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, lire_texte
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.bandeaux import est_un_total
from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.dates import ANNEE_MAX, ANNEE_MIN
from cordee.plans.domain.imports.entetes import SUR, Colonne, cle_entete, nommer, proposer, reconnaitre_entete
from cordee.plans.domain.imports.listes_cellules import COCHEES, VIDES
from cordee.plans.domain.imports.montants import lire_montant
from cordee.plans.domain.listes import CategoriePerimetre

LIGNES_CHERCHEES = 25
"""Rows among which the header is looked for."""
NIVEAUX = 4
"""Levels of axes."""
DETAIL_MAX = 40
"""Characters of a header under a group."""
ECHANTILLON = 40
"""Rows read to tell an amount from a tick."""


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table found: its sheet, the last row of its header from 0, its columns, how many of them were recognised."""

    feuille: Feuille
    entete: int
    colonnes: tuple[Colonne, ...]
    reconnues: int

    @property
    def a_un_titre(self) -> bool:
        """Whether a column holds the titles."""
        return any(colonne.cle == "titre" for colonne in self.colonnes)

    @property
    def est_sur(self) -> bool:
        """Every header is one of ours or of the official template."""
        return self.a_un_titre and all(c.confiance == 100 for c in self.colonnes if c.entete)

    @property
    def ouvre_la_feuille(self) -> bool:
        """Nothing stands above the header, which has three columns at least and two of ours: a sheet laid out as a
        fiche begins with one label, and its text."""
        dessus = (valeur for ligne in self.feuille.lignes[: self.entete] for valeur in ligne if valeur is not None)
        largeur = sum(1 for colonne in self.colonnes if colonne.entete)
        return self.a_un_titre and self.reconnues >= 2 and largeur >= 3 and not any(map(str.strip, map(str, dessus)))


def trouver_tableaux(feuilles: Sequence[Feuille]) -> list[Tableau]:
    """The best table of each visible sheet that has one, with a column of titles, best first."""
    trouves = [tableau for f in feuilles if f.visible and (tableau := trouver_tableau(f)) is not None]
    return sorted((t for t in trouves if t.a_un_titre), key=lambda t: -t.reconnues)


def memes_colonnes(tableau: Tableau, autre: Tableau) -> bool:
    """Whether two sheets repeat the same table, by headers or by fields: a plan cut in one sheet for each axe."""
    if tableau.feuille is autre.feuille:
        return False
    entetes, cles = (
        [{dire(c) for c in t.colonnes if c.entete} for t in (tableau, autre)] for dire in (_dire_entete, _dire_cle)
    )
    return any(len(un & deux) * 5 >= 4 * max(len(un), len(deux), 1) for un, deux in (entetes, cles))


def _dire_entete(colonne: Colonne) -> str:
    return cle_entete(colonne.entete)


def _dire_cle(colonne: Colonne) -> str:
    """The field, whatever its wording (« Action » here, « Intitulé » there)."""
    return _dire_entete(colonne) if colonne.cle == "ignorer" else colonne.cle


def trouver_tableau(feuille: Feuille) -> Tableau | None:
    """The row that reads most like a header among the first ones; None for a sheet of less than two columns."""
    meilleur: Tableau | None = None
    for rang in range(min(LIGNES_CHERCHEES, len(feuille.lignes))):
        tableau = tableau_a(feuille, rang) if _peut_etre_un_entete(feuille.lignes[rang]) else None
        if tableau is not None and (meilleur is None or tableau.reconnues > meilleur.reconnues):
            meilleur = tableau
    return meilleur


def premier_tableau(feuille: Feuille) -> Tableau | None:
    """When no word of the sheet is known: the first of the rows that have the most texts, for somebody to say what its
    columns are."""
    rangs = [r for r in range(min(LIGNES_CHERCHEES, len(feuille.lignes))) if _peut_etre_un_entete(feuille.lignes[r])]
    tableaux = [tableau for rang in rangs if (tableau := tableau_a(feuille, rang)) is not None]
    return max(tableaux, key=lambda t: (sum(bool(c.entete) for c in t.colonnes), -t.entete), default=None)


_MONTANT_SEUL = re.compile(r"^[\d\s.,]+(?:k|M)?\s?(?:€|euros?|%)", re.I)


def _peut_etre_un_entete(ligne: Sequence[Valeur]) -> bool:
    """Headers are words, or years: a row that holds an amount, a date or a number is not one."""
    for valeur in ligne:
        if isinstance(valeur, str):
            if _MONTANT_SEUL.match(valeur.strip()):
                return False
        elif valeur is not None and not (
            isinstance(valeur, int | float) and float(valeur).is_integer() and ANNEE_MIN <= valeur <= ANNEE_MAX
        ):
            return False
    return True


def tableau_a(feuille: Feuille, rang: int) -> Tableau | None:
    """The table whose header is at this row."""
    entetes, dernier = _entetes(feuille, rang)
    if sum(bool(e) for e in entetes) < 2:
        return None
    colonnes = _corriger(feuille, dernier, proposer(entetes))
    cles = {colonne.cle for colonne in colonnes if colonne.confiance >= 60 and len(colonne.entete) < 120}
    nues = {c.cle for c in colonnes if _ANNEE_SEULE.fullmatch(c.entete.strip())}
    if len(nues) == 1:  # a lone year is a value rather than a header
        cles -= nues
    return Tableau(feuille, dernier, tuple(colonnes), len(cles - {"ignorer"}) + 2 * ("titre" in cles))


def _entetes(feuille: Feuille, rang: int) -> tuple[list[str], int]:
    """Texts of the header, completed by the row below when it details merged cells (« Budget » over 2024, 2025)."""
    dessus = {
        colonne: lire_texte(feuille.valeur(haut, gauche))
        for haut, gauche, bas, droite in feuille.fusions
        if haut <= rang <= bas and droite > gauche
        for colonne in range(gauche, droite + 1)
    }
    propres = [lire_texte(valeur) for valeur in feuille.lignes[rang]]
    largeur = max(feuille.largeur, len(propres))
    propres += [""] * (largeur - len(propres))
    suivante = [lire_texte(feuille.valeur(rang + 1, colonne)) for colonne in range(largeur)]
    remplies = [colonne for colonne, texte in enumerate(suivante) if texte]
    if not dessus:
        dessus = _groupes_sans_fusion(propres, suivante)
    groupees = [colonne for colonne in remplies if colonne in dessus]
    connues = (reconnaitre_entete(suivante[colonne])[1] >= SUR for colonne in remplies if colonne not in dessus)
    titre_du_tableau = sum(bool(texte) for texte in propres) < 2
    if len(groupees) >= 2 and all(connues) and not titre_du_tableau:
        noms = [nommer(dessus.get(c, propres[c]), suivante[c]) if suivante[c] else propres[c] for c in range(largeur)]
        return noms, rang + 1
    return _sous_leur_bande(feuille, rang, propres), rang


_ANNEE_SEULE = re.compile(r"(?:19|20)\d\d(?:\.0)?")


def _sous_leur_bande(feuille: Feuille, rang: int, entetes: list[str]) -> list[str]:
    """A year says nothing by itself: it takes the name of the band above it (« Notes de suivi » over 2023, 2024). A
    lone cell above is the title of the table."""
    bandes = [lire_texte(feuille.valeur(rang - 1, colonne)) for colonne in range(len(entetes))] if rang else []
    if sum(bool(bande) for bande in bandes) < 2:
        return entetes
    bande, noms = "", []
    for propre, entete in zip(bandes, entetes, strict=True):
        bande = propre or bande
        annee = _ANNEE_SEULE.fullmatch(entete.strip())
        noms.append(nommer(bande, entete) if annee and len(bande) <= DETAIL_MAX else entete)
    return noms


def _groupes_sans_fusion(propres: Sequence[str], suivante: Sequence[str]) -> dict[int, str]:
    """« Budget » with nothing on its right, above 2024, 2025, 2026: the group of each column, empty when the row below
    does not look like details."""
    groupes: dict[int, str] = {}
    for colonne, texte in enumerate(propres):
        suite = colonne + 1
        while suite < len(propres) and not propres[suite] and suivante[suite]:
            suite += 1
        if texte and suite > colonne + 1 and suivante[colonne]:
            groupes |= dict.fromkeys(range(colonne, suite), texte)
    return groupes if all(len(suivante[colonne]) <= DETAIL_MAX for colonne in groupes) else {}


def _corriger(feuille: Feuille, entete: int, colonnes: Sequence[Colonne]) -> list[Colonne]:
    """What the cells say against the header: a year with ticks is a calendar, « N° » with sentences is a title."""
    corrigees: list[Colonne] = []
    sondees = range(entete + 1, min(entete + 1 + ECHANTILLON, len(feuille.lignes)))
    hors = {rang for rang in sondees if _hors_du_tableau(feuille.lignes[rang], len(colonnes))}
    for colonne in colonnes:
        valeurs = _echantillon(feuille, entete, colonne.rang, hors)
        if (
            re.match(r"budget::(19|20)\d\d", colonne.cle)
            and valeurs
            and not _DIT_L_ARGENT.search(normaliser(colonne.entete))
            and not _des_montants(valeurs)
        ):
            colonne = replace(colonne, cle=f"annee:{colonne.cle.split(':')[2]}", confiance=85)
        elif colonne.cle.startswith("finance:") and not (valeurs and _des_montants(valeurs)):
            colonne = replace(colonne, cle="ignorer", confiance=40)
        elif colonne.cle in _THEMES and _des_rangs(valeurs):
            colonne = replace(colonne, cle=_cle_des_rangs(colonnes, corrigees, valeurs), confiance=70)
        elif colonne.cle == "titre" and valeurs and all(_est_court(v) for v in valeurs):
            colonne = replace(colonne, cle="code", confiance=70)
        elif colonne.cle == "code" and valeurs and sum(len(lire_texte(v)) > 25 for v in valeurs) * 2 > len(valeurs):
            colonne = replace(colonne, cle="ignorer", confiance=40)
        elif colonne.cle == "statut" and cle_entete(colonne.entete) == "etat" and valeurs and _des_sommes(valeurs):
            colonne = replace(colonne, cle="finance:État", confiance=85)
        elif colonne.cle == "avancement" and valeurs and not _des_parts(valeurs):
            colonne = replace(colonne, cle="statut", confiance=min(colonne.confiance, 90))
        elif colonne.cle == "ignorer" and not colonne.confiance and (cle := _d_une_case(colonne.entete, valeurs)):
            colonne = replace(colonne, cle=cle, confiance=90)
        corrigees.append(colonne)
    return _etager(_titre_par_defaut(corrigees, feuille, entete), feuille, entete)


_DIT_L_ARGENT = re.compile(r"\b(budgets?|couts?|montants?|depenses?)\b")
_THEMES = {"codes:thematique", "codes:sous_thematique"}
_RANG = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?")


def _des_rangs(valeurs: Sequence[Valeur]) -> bool:
    """Numbers such as 1.1: places in the plan, rather than words of a list."""
    return bool(valeurs) and all(_RANG.fullmatch(lire_texte(valeur).strip()) for valeur in valeurs)


def _cle_des_rangs(colonnes: Sequence[Colonne], corrigees: Sequence[Colonne], valeurs: Sequence[Valeur]) -> str:
    """What a column « Thème » of numbers is: the axe, or the next level after those already `corrigees`, unless another
    column says the axes; the number of each action when none comes twice and no other column has them."""
    textes = [lire_texte(valeur).strip() for valeur in valeurs]
    if len(set(textes)) == len(textes) and not any(c.cle == "code" for c in (*colonnes, *corrigees)):
        return "code"
    if any(colonne.cle.startswith("axe:") for colonne in colonnes):
        return "ignorer"
    return f"axe:{sum(colonne.cle.startswith('axe:') for colonne in corrigees) + 1}"


def _etager(colonnes: list[Colonne], feuille: Feuille, entete: int) -> list[Colonne]:
    """Columns of axes before the title are its levels, in their order (« Axe », then « Orientation »); one that only
    holds the number of another is none. A second column of titles is a description."""
    titre = next((c.rang for c in colonnes if c.cle == "titre"), -1)
    laissees = [c for c in colonnes if c.cle == "ignorer" and c.entete]
    reconnues = {c.rang: reconnaitre_entete(" ".join(c.entete.split())) for c in laissees}
    lus = {rang: cle for rang, (cle, confiance) in reconnues.items() if confiance >= SUR}
    axes = [
        c.rang for c in colonnes if c.rang < titre and (c.cle.startswith("axe:") or lus.get(c.rang, "")[:4] == "axe:")
    ]
    noms = [rang for rang in axes if not _des_numeros(_echantillon(feuille, entete, rang))] or axes[:1]
    declasses = any(c.cle == "ignorer" for c in colonnes if c.rang in noms)
    etagees: list[Colonne] = []
    for colonne in colonnes:
        if declasses and colonne.rang in noms[:NIVEAUX]:
            colonne = replace(colonne, cle=f"axe:{noms.index(colonne.rang) + 1}", confiance=max(colonne.confiance, 80))
        elif declasses and colonne.rang in axes:
            colonne = replace(colonne, cle="ignorer", confiance=40)
        elif colonne.cle == "ignorer" and lus.get(colonne.rang) == "titre" and titre >= 0:
            numero = _des_numeros(_echantillon(feuille, entete, colonne.rang))
            libre = numero and not any(c.cle == "code" for c in (*colonnes, *etagees))
            cle = "texte:description" if not numero else "code" if libre else "ignorer"
            colonne = replace(colonne, cle=cle, confiance=70)
        etagees.append(colonne)
    return etagees


def _des_numeros(valeurs: Sequence[Valeur]) -> bool:
    return bool(valeurs) and all(_est_court(valeur) for valeur in valeurs)


_CATEGORIES = {normaliser(categorie.libelle).rstrip("s"): categorie.value for categorie in CategoriePerimetre}


_BOUT = (
    r"(?:t[1-4]|s[12]|[1-4](?:er|e|eme)? ?(?:t|s|trim|sem|trimestre|semestre)|janv\w*|fev\w*|mars|avr\w*|mai|juin|"
    r"juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*)"
)
_PERIODE = re.compile(rf"(?:(?P<annee>(?:19|20)\d\d) {_BOUT}|{_BOUT} (?P<apres>(?:19|20)\d\d))")
"""« 2025 T1 »: a column of a calendar."""


def _d_une_case(entete: str, valeurs: Sequence[Valeur]) -> str:
    """Field of a column of ticks named after a category (Patrimoine…) or a domain of impact (Adaptation, GES…)."""
    if not valeurs or not all(_est_une_coche(valeur) for valeur in valeurs):
        return ""
    if (periode := _PERIODE.fullmatch(normaliser(entete))) is not None:
        annee = periode["annee"] or periode["apres"]
        bout = normaliser(entete).replace(annee, "").strip()
        return f"annee:{annee}:{bout}"
    if categorie := _CATEGORIES.get(cle_entete(entete).rstrip("s")):
        return f"codes:categorie:{categorie}"
    domaine = choix_cellules.lire_domaine(entete)
    return f"impact:{domaine.value}" if domaine is not None else ""


def _est_une_coche(valeur: Valeur) -> bool:
    texte = lire_texte(valeur).strip()
    return (
        normaliser(texte) in {"x", "oui", "non", "vrai", "faux", "v", "1", "0", "1.0", "0.0", "-"}
        or (bool(texte) and texte[0] in COCHEES + VIDES)
        or choix_cellules.lire_niveau(texte) is not None
    )


def _des_sommes(valeurs: Sequence[Valeur]) -> bool:
    """Numbers beyond those of a progress: « État » is then a funder."""
    return _des_montants(valeurs) and all(any(signe.isdigit() for signe in lire_texte(v)) for v in valeurs)


def _des_parts(valeurs: Sequence[Valeur]) -> bool:
    """Whether most cells are percentages."""
    lues = sum(bool(re.fullmatch(r"\d{1,3}(?:[.,]\d+)?\s*%?", lire_texte(valeur).strip())) for valeur in valeurs)
    return lues * 2 >= len(valeurs)


def _echantillon(feuille: Feuille, entete: int, colonne: int, hors: Container[int] = ()) -> list[Valeur]:
    """Cells of a column under the header, without the rows of `hors`."""
    lignes = range(entete + 1, min(entete + 1 + ECHANTILLON, len(feuille.lignes)))
    return [v for rang in lignes if (v := feuille.valeur(rang, colonne)) is not None and rang not in hors]


def _hors_du_tableau(ligne: Sequence[Valeur], largeur: int) -> bool:
    """Headings, notes and totals say nothing of what a column holds."""
    remplies = [valeur for valeur in ligne if valeur is not None]
    if len(remplies) == 1 and largeur > 1:
        return True
    return est_un_total([v for v in remplies[:2] if isinstance(v, str)][:1])


def _des_montants(valeurs: Sequence[Valeur]) -> bool:
    lus = 0
    for valeur in valeurs:
        try:
            lus += lire_montant(valeur, fourchette=True) is not None and normaliser(lire_texte(valeur)) != "x"
        except CelluleIllisible:
            continue
    return lus * 2 >= len(valeurs)


def _est_court(valeur: Valeur) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{0,4}[ °.-]?\d[\d.\- ]*[a-z]?", lire_texte(valeur)))


def _titre_par_defaut(colonnes: list[Colonne], feuille: Feuille, entete: int) -> list[Colonne]:
    """When a column called « Action » only held numbers, the titles are in the next one of short texts."""
    if any(colonne.cle == "titre" for colonne in colonnes) or not any(c.cle == "code" for c in colonnes):
        return colonnes
    for rang, colonne in enumerate(colonnes):
        if colonne.cle == "code" or cle_entete(colonne.entete) not in _TITRES_POSSIBLES:
            continue
        valeurs = _echantillon(feuille, entete, colonne.rang)
        if valeurs and all(isinstance(v, str) and len(v) <= 300 for v in valeurs):
            colonnes[rang] = replace(colonne, cle="titre", confiance=65)
            break
    return colonnes


_TITRES_POSSIBLES = {
    "description", "descriptif", "intitule", "libelle", "objet", "nom", "designation", "titre", "action", "actions",
    "contenu", "projet",
}  # fmt: skip
