"""Sheets of a spreadsheet (.xlsx, .ods, .csv) as rows of values, read within limits.

Every part is first walked without building anything: it gives the true extent of the sheets, the cells in error, the
merged cells and the addresses behind the words, and refuses DTD. The values then come from calamine.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from cordee.plans.domain.imports.accents import retablir
from cordee.plans.domain.imports.autour_xlsx import commentaires_de, styles_colores
from cordee.plans.domain.imports.fichiers import (
    ABIME,
    Archive,
    TypeFichier,
    decoder,
    parcourir_xml,
    reconnaitre,
    verifier_xml,
)
from cordee.plans.domain.imports.invisibles import sans_invisibles
from cordee.plans.domain.imports.messages import FichierRefuse, lettre

Valeur = str | int | float | bool | date | datetime | time | timedelta | None
LIGNES_MAX = 20_000
COLONNES_MAX = 300
CELLULES_MAX = 2_000_000
FEUILLES_MAX = 60
CHIFFRES_MAX = 9
TEINTES_MAX = 20_000
"""Painted cells noted in one sheet."""
CSV_MAL_FORME = "Ce fichier CSV est mal formé (guillemets non fermés, sans doute) : enregistrez-le au format .xlsx."
ERREURS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!"}
Case = tuple[int, int]
"""Row and column of a cell, from 0."""


@dataclass(slots=True)
class Feuille:
    """One sheet. `lignes[0]` is row 1. `erreurs` are cells whose formula failed, `a_calculer` those whose formula was
    never computed, `fusions` merged ranges (top, left, bottom, right), `adresses` the links behind cells,
    `commentaires` their comments, `masquees` the hidden rows, `teintes` the empty cells that are painted."""

    nom: str
    lignes: list[list[Valeur]] = field(default_factory=list)
    visible: bool = True
    erreurs: dict[Case, str] = field(default_factory=dict)
    a_calculer: set[Case] = field(default_factory=set)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    adresses: dict[Case, str] = field(default_factory=dict)
    commentaires: dict[Case, str] = field(default_factory=dict)
    masquees: set[int] = field(default_factory=set)
    teintes: set[Case] = field(default_factory=set)

    @property
    def largeur(self) -> int:
        """Columns used."""
        return max((len(ligne) for ligne in self.lignes), default=0)

    def valeur(self, ligne: int, colonne: int) -> Valeur:
        """Cell from its row and column from 0, None outside."""
        if ligne >= len(self.lignes) or colonne >= len(self.lignes[ligne]):
            return None
        return self.lignes[ligne][colonne]


def lire_feuilles(octets: bytes, nom: str = "") -> list[Feuille]:
    """Sheets of a spreadsheet, the hidden ones too. Raises `FichierRefuse`."""
    genre = reconnaitre(octets, nom)
    if genre is TypeFichier.CSV or genre is TypeFichier.TEXTE:
        return [lire_csv(decoder(octets))]
    if not genre.est_tableur:
        raise FichierRefuse("Ce fichier n'est pas un classeur : enregistrez-le au format .xlsx ou .ods.")
    archive = Archive(octets)
    feuilles = _examiner_xlsx(archive) if genre is TypeFichier.XLSX else _examiner_ods(archive)
    return _remplir(octets, feuilles)


# Values -------------------------------------------------------------------------------------------------------------


def _remplir(octets: bytes, feuilles: dict[str, Feuille]) -> list[Feuille]:
    try:
        classeur = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
        remplies = []
        for fiche in classeur.sheets_metadata[:FEUILLES_MAX]:
            if fiche.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            feuille = feuilles.get(fiche.name) or Feuille(fiche.name)
            brut = classeur.get_sheet_by_name(fiche.name).to_python(skip_empty_area=False)
            feuille.visible = fiche.visible == python_calamine.SheetVisibleEnum.Visible
            feuille.lignes = _elaguer([[_propre(valeur) for valeur in ligne] for ligne in brut])
            _noter_erreurs_ecrites(feuille)
            remplies.append(feuille)
    except BaseException as erreur:  # calamine may panic, which is no Exception
        if isinstance(erreur, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez.") from erreur
    return remplies


def _propre(valeur: Any) -> Valeur:
    if isinstance(valeur, str):
        if "\r" in valeur or "_x000D_" in valeur or "\0" in valeur:
            valeur = valeur.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("\0", "")
        valeur = retablir(sans_invisibles(valeur))
        return valeur if valeur and not valeur.isspace() else None
    return valeur  # type: ignore[no-any-return]


def _elaguer(lignes: list[list[Valeur]]) -> list[list[Valeur]]:
    """Without the empty end of each row and of the sheet."""
    for ligne in lignes:
        while ligne and ligne[-1] is None:
            ligne.pop()
    while lignes and not lignes[-1]:
        lignes.pop()
    return lignes


def _noter_erreurs_ecrites(feuille: Feuille) -> None:
    for rang, ligne in enumerate(feuille.lignes):
        for colonne, valeur in enumerate(ligne):
            if type(valeur) is str and valeur[0] in "#E" and _est_erreur(valeur.strip()):
                feuille.erreurs.setdefault((rang, colonne), valeur.strip())
                ligne[colonne] = None


def _est_erreur(texte: str) -> bool:
    return texte in ERREURS or bool(re.fullmatch(r"Err:\d{3}", texte))


# Extent -------------------------------------------------------------------------------------------------------------


def _refuser_etendue(feuille: str, ligne: int, colonne: int) -> None:
    nommee = f"La feuille « {feuille} »" if feuille else "Le tableau de ce fichier"
    if colonne >= COLONNES_MAX:
        raise FichierRefuse(
            f"{nommee} a des cellules remplies jusqu'à la colonne {lettre(colonne)} : "
            f"{COLONNES_MAX} colonnes au plus. Supprimez celles qui ne servent pas, puis recommencez."
        )
    if ligne >= LIGNES_MAX:
        raise FichierRefuse(
            f"{nommee} a des cellules remplies jusqu'à la ligne {ligne + 1} : {LIGNES_MAX} lignes au "
            "plus. Supprimez les lignes qui ne servent pas, ou découpez le fichier."
        )
    if (ligne + 1) * (colonne + 1) > CELLULES_MAX:
        raise FichierRefuse(
            f"{nommee} est trop grand{'e' if feuille else ''} ({ligne + 1} lignes sur {colonne + 1} colonnes) : "
            "gardez seulement les lignes et les colonnes utiles."
        )


_REFERENCE = re.compile(r"^\$?([A-Z]{1,4})\$?(\d{1,8})$")


def case_de(reference: str) -> Case | None:
    """`B3` is (2, 1); None for what is no cell."""
    trouve = _REFERENCE.match(reference)
    if trouve is None:
        return None
    colonne = 0
    for signe in trouve[1]:
        colonne = colonne * 26 + ord(signe) - 64
    return int(trouve[2]) - 1, colonne - 1


def _local(nom: str) -> str:
    return nom.rpartition(":")[2]


class _VueXlsx:
    """Walk of one sheet of an .xlsx. It sees every cell of the file: a cell is judged when the next one begins, and its
    text is only listened to when a formula or an error makes it matter."""

    def __init__(self, feuille: Feuille, colores: Container[str]) -> None:
        self.feuille, self.colores = feuille, colores
        self.analyseur: Any = None
        self.ligne = self.colonne = -1
        self.ligne_max = self.colonne_max = 0
        self.type = self.style = ""
        self.formule = self.plein = self.ouverte = False
        self.texte: list[str] = []
        self.liens: dict[str, str] = {}
        self.colonnes: dict[str, int] = {}

    def preparer(self, analyseur: Any) -> None:
        """Receives the parser, whose listening to texts is turned on and off."""
        self.analyseur = analyseur
        analyseur.buffer_text = True

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        nom = balise if ":" not in balise else _local(balise)
        if nom == "v" or nom == "is":
            self._valeur(nom)
        elif nom == "c":
            self._juger()
            self._cellule(attributs)
        elif nom == "row":
            self._juger()
            self.ligne = int(attributs["r"]) - 1 if attributs.get("r", "").isdecimal() else self.ligne + 1
            self.colonne = -1
            if attributs.get("hidden") in {"1", "true"}:
                self.feuille.masquees.add(self.ligne)
        elif nom == "f":
            self.formule = True
        elif nom == "mergeCell":
            self._fusion(attributs.get("ref", ""))
        elif nom == "hyperlink" and (case := case_de(attributs.get("ref", "").partition(":")[0])):
            identifiant = next((v for cle, v in attributs.items() if cle.endswith(":id")), "")
            self.liens[identifiant] = self.liens.get(identifiant, "")
            self.feuille.adresses[case] = identifiant

    def _cellule(self, attributs: dict[str, str]) -> None:
        reference = attributs.get("r", "")
        lettres = reference.rstrip("0123456789")
        numero = reference[len(lettres) :]
        if numero and lettres not in self.colonnes and (case := case_de(reference)) is not None:
            self.colonnes[lettres] = case[1]
        if numero and lettres in self.colonnes and len(numero) < CHIFFRES_MAX:
            self.ligne, self.colonne = int(numero) - 1, self.colonnes[lettres]
        else:
            self.colonne += 1
        self.type, self.style = attributs.get("t", ""), attributs.get("s", "")
        self.formule, self.plein, self.ouverte = False, False, True

    def _valeur(self, nom: str) -> None:
        self.plein = not self.formule or self.type == "str"
        if nom == "v" and (self.formule or self.type == "e"):
            self.texte = []
            self.analyseur.CharacterDataHandler = self.contenu

    def contenu(self, texte: str) -> None:
        """A formula that was computed: some programs leave an empty value behind one that was not."""
        self.plein = self.plein or bool(texte.strip())
        self.texte.append(texte)

    def _juger(self) -> None:
        """What the cell that ends is worth."""
        if not self.ouverte:
            return
        self.ouverte = False
        if self.plein:
            if self.ligne > self.ligne_max or self.colonne > self.colonne_max:
                self.ligne_max, self.colonne_max = max(self.ligne_max, self.ligne), max(self.colonne_max, self.colonne)
                _refuser_etendue(self.feuille.nom, self.ligne_max, self.colonne_max)
            if self.type == "e":
                self.feuille.erreurs[(self.ligne, self.colonne)] = "".join(self.texte).strip() or "#ERREUR"
        elif self.style in self.colores and len(self.feuille.teintes) < TEINTES_MAX:
            self.feuille.teintes.add((self.ligne, self.colonne))
        if self.formule and not self.plein:
            self.feuille.a_calculer.add((self.ligne, self.colonne))
        if self.formule or self.type == "e":
            self.analyseur.CharacterDataHandler = None
            self.texte = []

    def _fusion(self, reference: str) -> None:
        haut, bas = case_de(reference.partition(":")[0]), case_de(reference.partition(":")[2])
        if haut and bas:
            self.feuille.fusions.append((*haut, *bas))

    def terminer(self) -> None:
        """Judges the last cell."""
        self._juger()


def _examiner_xlsx(archive: Archive) -> dict[str, Feuille]:
    for partie in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        if contenu := archive.lire(partie):
            verifier_xml(contenu)
    feuilles: dict[str, Feuille] = {}
    cibles = _relations(archive, "xl/_rels/workbook.xml.rels", "xl")
    declarees: list[tuple[str, str]] = []

    def noter(balise: str, attributs: dict[str, str]) -> None:
        if _local(balise) == "sheet":
            identifiant = next((v for cle, v in attributs.items() if cle.endswith(":id")), "")
            declarees.append((attributs.get("name", ""), cibles.get(identifiant, "")))

    parcourir_xml(archive.lire("xl/workbook.xml") or b"<vide/>", noter)
    if len(declarees) > FEUILLES_MAX:
        raise FichierRefuse(f"Ce classeur a {len(declarees)} feuilles : gardez celles du plan, {FEUILLES_MAX} au plus.")
    colores = styles_colores(archive.lire("xl/styles.xml"))
    for nom, chemin in declarees:
        contenu = archive.lire(chemin)
        if not contenu:
            continue
        feuille = feuilles[nom] = Feuille(nom)
        vue = _VueXlsx(feuille, colores)
        parcourir_xml(contenu, vue.debut, preparer=vue.preparer)
        vue.terminer()
        rels = f"{posixpath.dirname(chemin)}/_rels/{posixpath.basename(chemin)}.rels"
        adresses = _relations(archive, rels, "")
        dits = commentaires_de(archive, chemin, adresses)
        feuille.commentaires = {case: dit for ref, dit in dits.items() if (case := case_de(ref)) is not None}
        feuille.adresses = {
            case: adresses[lien]
            for case, lien in feuille.adresses.items()
            if adresses.get(lien, "").startswith(("http://", "https://"))
        }
    return feuilles


def _relations(archive: Archive, partie: str, dossier: str) -> dict[str, str]:
    """Targets by id of a part of relations, as paths in the archive when `dossier` is given."""
    cibles: dict[str, str] = {}

    def noter(balise: str, attributs: dict[str, str]) -> None:
        if _local(balise) == "Relationship":
            cible = attributs.get("Target", "")
            if dossier:
                cible = cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(f"{dossier}/{cible}")
            cibles[attributs.get("Id", "")] = cible

    if contenu := archive.lire(partie):
        parcourir_xml(contenu, noter)
    return cibles


class _VueOds:
    """Walk of the content of an .ods, where empty stretches are counted, not written."""

    def __init__(self) -> None:
        self.feuilles: dict[str, Feuille] = {}
        self.feuille = Feuille("")
        self.ligne = self.colonne = 0
        self.repete_ligne = self.repete = 1
        self.ligne_max = self.colonne_max = -1
        self.plein = self.ligne_pleine = self.formule = False
        self.annexes = 0

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        if balise == "table:table":
            nom = attributs.get("table:name", "")
            self.feuille = self.feuilles[nom] = Feuille(nom)
            self.ligne = 0
            self.ligne_max = self.colonne_max = -1
        elif balise == "table:table-row":
            self.repete_ligne = _entier(attributs.get("table:number-rows-repeated"))
            self.colonne, self.ligne_pleine = 0, False
            if attributs.get("table:visibility") in {"collapse", "filter"}:
                self.feuille.masquees.update(range(self.ligne, min(self.ligne + self.repete_ligne, LIGNES_MAX)))
        elif balise in {"table:table-cell", "table:covered-table-cell"}:
            self.repete = _entier(attributs.get("table:number-columns-repeated"))
            self.plein = "office:value-type" in attributs or "calcext:value-type" in attributs
            self.formule = "table:formula" in attributs
            bas = self.ligne + _entier(attributs.get("table:number-rows-spanned")) - 1
            droite = self.colonne + _entier(attributs.get("table:number-columns-spanned")) - 1
            if (bas, droite) != (self.ligne, self.colonne) and balise == "table:table-cell":
                self.feuille.fusions.append((self.ligne, self.colonne, bas, droite))
        elif balise == "office:annotation":
            self.annexes += 1
            self.feuille.commentaires[(self.ligne, self.colonne)] = ""
        elif balise == "text:p" and not self.annexes:
            self.plein = True
        elif balise == "text:a" and attributs.get("xlink:href", "").startswith(("http://", "https://")):
            self.feuille.adresses[(self.ligne, self.colonne)] = attributs["xlink:href"]

    def fin(self, balise: str) -> None:
        if balise == "office:annotation":
            self.annexes -= 1
        elif balise in {"table:table-cell", "table:covered-table-cell"}:
            if self.formule and not self.plein:
                self.feuille.a_calculer.add((self.ligne, self.colonne))
            self.colonne += self.repete
            if self.plein:
                self.ligne_pleine = True
                self.colonne_max = max(self.colonne_max, self.colonne - 1)
                _refuser_etendue(self.feuille.nom, self.ligne, self.colonne_max)
        elif balise == "table:table-row":
            self.ligne += self.repete_ligne
            if self.ligne_pleine:
                self.ligne_max = self.ligne - 1
                _refuser_etendue(self.feuille.nom, self.ligne_max, self.colonne_max)


def _entier(texte: str | None) -> int:
    return max(1, int(texte)) if texte and texte.isdecimal() and len(texte) < 9 else 1


def _examiner_ods(archive: Archive) -> dict[str, Feuille]:
    vue = _VueOds()
    parcourir_xml(archive.lire("content.xml"), vue.debut, vue.fin)
    if len(vue.feuilles) > FEUILLES_MAX:
        raise FichierRefuse(f"Ce classeur a plus de {FEUILLES_MAX} feuilles : gardez celles du plan.")
    return vue.feuilles


# CSV ----------------------------------------------------------------------------------------------------------------


def lire_csv(texte: str, nom: str = "") -> Feuille:
    """Text with separators as one sheet, without a name: its messages speak of the file. The separator is the one that
    cuts the first rows the most evenly."""
    lignes: list[list[Valeur]] = []
    try:
        for ligne in csv.reader(io.StringIO(texte), delimiter=separateur_de(texte) or ";"):
            lignes.append([_propre(cellule) for cellule in ligne])
            _refuser_etendue(nom, len(lignes) - 1, max(0, len(ligne) - 1))
    except csv.Error as erreur:
        raise FichierRefuse(CSV_MAL_FORME) from erreur
    _refuser_guillemet_ouvert(texte, separateur_de(texte) or ";")
    feuille = Feuille(nom, _elaguer(lignes))
    _noter_erreurs_ecrites(feuille)
    return feuille


def _refuser_guillemet_ouvert(texte: str, separateur: str) -> None:
    """A quote that is never closed swallows all the rows below it into one cell."""
    try:
        for _ in csv.reader(io.StringIO(texte), delimiter=separateur, strict=True):
            pass
    except csv.Error as erreur:
        if "end of data" in str(erreur):
            raise FichierRefuse(CSV_MAL_FORME) from erreur


def separateur_de(texte: str) -> str | None:
    """`;`, tab or `,` when the first rows are cut evenly by it in three columns or more, else None."""
    premieres = texte.lstrip("\ufeff")[:20_000]
    candidats: Sequence[str] = (";", "\t", ",")
    meilleur: tuple[int, str] | None = None
    for signe in candidats:
        lignes = [len(x) for x in csv.reader(io.StringIO(premieres), delimiter=signe) if any(x)][:8]
        if lignes and lignes[0] >= 3 and sum(n == lignes[0] for n in lignes) * 2 > len(lignes):
            meilleur = max(meilleur or (0, ""), (lignes[0], signe))
    return meilleur[1] if meilleur else None
