"""Rows of a table, once its columns are known: what each one is, before anything is made of it
(docs/calculs/import.md, « Lignes »)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.imports.bandeaux import Bandeau, est_un_total, est_une_note, est_une_note_dite, lire_bandeau
from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.entetes import Colonne, cle_entete
from cordee.plans.domain.imports.messages import LectureImport, Lieu

NIVEAUX_MAX = 5
"""Columns of axes: the four levels of a plan, under the plan itself in the CSV of a whole collectivité."""
TITRES = ("titre", "sous_titre", "sous_sous_titre")
LARGE = 3
"""Columns over which a lone cell is a heading whatever its words."""

Filtre = Callable[[dict[int, Valeur], Sequence[Colonne]], dict[int, Valeur]]
"""Takes away from a row what only explains the template; an empty result drops the row."""


@dataclass(slots=True)
class Ligne:
    """A row being read. `axes` holds its levels as written, `titres` the fiche then its sous-fiches. `suite` is set
    when it goes on with the fiche above (merged title)."""

    rang: int
    valeurs: dict[int, Valeur]
    axes: list[str] = field(default_factory=list)
    titres: list[str] = field(default_factory=list)
    bandeau: Bandeau | None = None
    suite: bool = False
    chemin: tuple[str, ...] = ()

    @property
    def numero(self) -> int:
        """As the spreadsheet shows it."""
        return self.rang + 1


class Lignes:
    """Reads the rows under a header."""

    def __init__(
        self,
        lecture: LectureImport,
        feuille: Feuille,
        entete: int,
        colonnes: Sequence[Colonne],
        par_cle: dict[str, Colonne],
        filtrer: Filtre,
        *,
        libre: bool,
    ) -> None:
        self.lecture, self.feuille, self.entete = lecture, feuille, entete
        self.colonnes, self.par_cle, self.filtrer, self.libre = colonnes, par_cle, filtrer, libre
        self.etalees = {
            (rang, gauche): droite - gauche + 1
            for haut, gauche, bas, droite in feuille.fusions
            for rang in range(haut, min(bas + 1, len(feuille.lignes)))
            if droite > gauche
        }

    def lire(self) -> list[Ligne]:
        """Rows that say something, headings included."""
        fusions = self._fusions()
        entetes = {cle_entete(colonne.entete) for colonne in self.colonnes if colonne.entete}
        lignes = []
        for rang in range(self.entete + 1, len(self.feuille.lignes)):
            brutes = {c.rang: self.feuille.valeur(rang, c.rang) for c in self.colonnes}
            suite = False
            for (ligne, colonne), (valeur, niveau) in fusions.get(rang, {}).items():
                suite = suite or (niveau >= 0 and ligne < rang and not self._a_un_titre_dessous(brutes, niveau))
                if niveau < 0 and brutes.get(colonne) is None:
                    brutes[colonne] = valeur
            valeurs: dict[int, Valeur] = {rang_: v for rang_, v in brutes.items() if v is not None}
            if self._est_l_entete(valeurs, entetes):
                continue
            valeurs = self.filtrer(valeurs, self.colonnes)
            if valeurs and not self._est_a_part(valeurs, rang):
                lignes.append(self._ligne(rang, valeurs, suite))
        self._reconnaitre_bandeaux(lignes)
        return lignes

    def _a_un_titre_dessous(self, brutes: dict[int, Valeur], niveau: int) -> bool:
        """Under the merged title of an action, a row that names a sous-action is not a mere continuation."""
        dessous = (self.par_cle[cle].rang for cle in TITRES[niveau + 1 :] if cle in self.par_cle)
        return any(brutes.get(rang) is not None for rang in dessous)

    @staticmethod
    def _est_l_entete(valeurs: dict[int, Valeur], entetes: set[str]) -> bool:
        """The header again, as on each page of a printed table."""
        textes = [v for v in valeurs.values() if isinstance(v, str) and len(v) <= 60]
        if len(textes) * 2 <= max(4, len(valeurs)):
            return False
        return sum(cle_entete(texte) in entetes for texte in textes) * 2 > max(4, len(valeurs))

    def _fusions(self) -> dict[int, dict[tuple[int, int], tuple[Valeur, int]]]:
        """For each row below the header, cells that a merged one above covers: (row, column) of its top, its value,
        and its rank among the titles (-1 for another column)."""
        places = {self.par_cle[cle].rang: niveau for niveau, cle in enumerate(TITRES) if cle in self.par_cle}
        par_ligne: dict[int, dict[tuple[int, int], tuple[Valeur, int]]] = {}
        for haut, gauche, bas, _ in self.feuille.fusions:
            if haut <= self.entete or bas <= haut:
                continue
            valeur = self.feuille.valeur(haut, gauche)
            for rang in range(haut + 1, min(bas, len(self.feuille.lignes) - 1) + 1):
                par_ligne.setdefault(rang, {})[(haut, gauche)] = (valeur, places.get(gauche, -1))
        return par_ligne

    def _est_a_part(self, valeurs: dict[int, Valeur], rang: int) -> bool:
        """Totals, and the notes under the table."""
        textes = [v for v in list(valeurs.values())[:2] if isinstance(v, str)]
        lieu = Lieu(self.feuille.nom, rang + 1)
        if est_un_total(textes):
            self.lecture.avertir("Ligne de total laissée de côté.", lieu)
            return True
        if len(valeurs) != 1 or not textes:
            return False
        if not self.libre and not (est_une_note_dite(textes[0]) and self._apres_tout(rang)):
            return False
        colonne = next(iter(valeurs))
        ailleurs = colonne not in {self.par_cle[c].rang for c in self.par_cle if c in TITRES or c.startswith("axe:")}
        seule = ailleurs and not est_un_code(textes[0]) and lire_bandeau(textes[0]) is None
        seule = seule and self.etalees.get((rang, colonne), 1) < LARGE
        if not est_une_note(textes[0]) and not (seule and self._apres_tout(rang)):
            return False
        self.lecture.non_repris.append((lieu, textes[0]))
        self.lecture.avertir("Note hors du tableau, laissée de côté.", lieu)
        return True

    def _apres_tout(self, rang: int) -> bool:
        """Whether no row below has several cells."""
        return all(sum(v is not None for v in ligne) < 2 for ligne in self.feuille.lignes[rang + 1 :])

    def _ligne(self, rang: int, valeurs: dict[int, Valeur], suite: bool) -> Ligne:
        ligne = Ligne(rang, valeurs, suite=suite)
        for niveau in range(1, NIVEAUX_MAX + 1):
            colonne = self.par_cle.get(f"axe:{niveau}")
            ligne.axes.append(" ".join(lire_texte(valeurs.get(colonne.rang)).split()) if colonne else "")
        ligne.titres = [self._texte(ligne, cle) for cle in TITRES]
        while ligne.titres and not ligne.titres[-1]:
            ligne.titres.pop()
        return ligne

    def _texte(self, ligne: Ligne, cle: str) -> str:
        colonne = self.par_cle.get(cle)
        return " ".join(lire_texte(ligne.valeurs.get(colonne.rang)).split()) if colonne else ""

    # Headings

    def _reconnaitre_bandeaux(self, lignes: list[Ligne]) -> None:
        """Marks the rows that are nothing but a heading for those below."""
        for rang, ligne in enumerate(lignes):
            if len(ligne.valeurs) == 1 and not any(ligne.axes):
                suivante = lignes[rang + 1] if rang + 1 < len(lignes) else None
                ligne.bandeau = self._bandeau(ligne, *next(iter(ligne.valeurs.items())), suivante)

    def _bandeau(self, ligne: Ligne, colonne: int, valeur: Valeur, suivante: Ligne | None) -> Bandeau | None:
        """A lone cell as a heading. In the column of titles, a mere number at its head is not enough unless the cell
        spreads over its neighbours or the rows below go on with its number: it may be a fiche of which only the title
        is known."""
        texte = lire_texte(valeur)
        bandeau = lire_bandeau(texte)
        largeur = self.etalees.get((ligne.rang, colonne), 1)
        if bandeau is None and largeur >= LARGE and suivante is not None and len(texte) <= 300:
            return Bandeau(" ".join(texte.split()), "fusion")
        titre = self.par_cle.get("titre")
        if bandeau is None or titre is None or titre.rang != colonne or largeur > 1 or not bandeau.numerote:
            return bandeau
        return bandeau if suivante is not None and self._annonce(texte, suivante) else None

    def _annonce(self, texte: str, suivante: Ligne) -> bool:
        """« 1. Habitat » above « 1.1 Rénover », or above a row that has its number in a column of numbers."""
        numero = decouper_titre(texte, axe=True)[0]
        colonne = self.par_cle.get("code")
        code = lire_texte(suivante.valeurs.get(colonne.rang)).strip() if colonne else ""
        if code and len(suivante.valeurs) > 1:
            return True
        dessous = decouper_titre(suivante.titres[0])[0] if suivante.titres else ""
        return bool(numero) and dessous.startswith(f"{numero}.") and self.libre
