"""The one door: bytes or pasted text in, a plan with all its messages out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cordee.plans.domain.fiche import AxeComplet, PlanComplet
from cordee.plans.domain.imports import modele_officiel
from cordee.plans.domain.imports.accents import est_abime
from cordee.plans.domain.imports.assistant.demande import Page, pages_de
from cordee.plans.domain.imports.assistant.lecture import lire_propositions
from cordee.plans.domain.imports.assistant.reponse import FicheProposee
from cordee.plans.domain.imports.classeurs import Feuille, lire_csv, lire_feuilles, separateur_de
from cordee.plans.domain.imports.correspondance import Correspondance, appliquer, choisir
from cordee.plans.domain.imports.export_cordee import est_un_export, lire_export
from cordee.plans.domain.imports.feuilles_a_part import dire_autour, dire_les_autres
from cordee.plans.domain.imports.fichiers import Archive, TypeFichier, decoder, decoder_tel_quel, reconnaitre
from cordee.plans.domain.imports.messages import FichierRefuse, FormatImport, LectureImport, Lieu, citer
from cordee.plans.domain.imports.pdf.document import (
    avertir_des_images,
    feuille_de,
    ouvrir_pdf,
    pages_de_la_feuille,
    situer,
)
from cordee.plans.domain.imports.pdf.pages import DocumentPdf
from cordee.plans.domain.imports.publie import lire_blocs
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.docx import blocs_docx
from cordee.plans.domain.imports.publie.feuille import blocs_feuille
from cordee.plans.domain.imports.publie.fidelite import mesurer
from cordee.plans.domain.imports.publie.html import blocs_html
from cordee.plans.domain.imports.publie.livret import completer, deshabiller
from cordee.plans.domain.imports.publie.odt import blocs_odt
from cordee.plans.domain.imports.publie.texte import blocs_texte
from cordee.plans.domain.imports.reperage import (
    Tableau,
    memes_colonnes,
    premier_tableau,
    trouver_tableau,
    trouver_tableaux,
)
from cordee.plans.domain.imports.tableau import est_le_plan, lire_tableau

MODELE_VIDE = (
    "Le modèle ne contient que ses consignes et son exemple : écrivez vos actions à partir de la ligne qui les suit."
)
CLASSEUR_VIDE = "Ce classeur est vide : vérifiez que c'est le bon fichier, et que ses lignes sont enregistrées."
FORMULES_SEULES = (
    "Ce classeur ne contient que des formules jamais calculées : ouvrez-le dans votre tableur, enregistrez-le, puis "
    "recommencez."
)
EN_TETES_SEULS = "Ce tableau n'a que ses en-têtes : écrivez vos actions en dessous, une par ligne, puis recommencez."
ACCENTS_RETABLIS = "Les accents de ce fichier étaient abîmés (« Ã© » pour « é ») : ils ont été rétablis, vérifiez-les."
DU_TEXTE = {TypeFichier.CSV, TypeFichier.TEXTE, TypeFichier.HTML}
RECONNUES_MIN = 2
"""Known headers under which the row may as well hold data."""
AUCUNE_FICHE = (
    "Aucune fiche n'a été trouvée. Pour un classeur, il faut une ligne d'en-têtes avec une colonne « Titre de l'action "
    "» ; pour un document, des rubriques comme « Objectifs », « Maître d'ouvrage » ou « Calendrier »."
)


@dataclass(frozen=True, slots=True)
class Apercu:
    """What a file is before its columns are settled: sheets of a spreadsheet (none for a document), the table found,
    the tables of the other sheets that have the same headers; `document`, the blocks of a PDF."""

    type: TypeFichier
    format: FormatImport
    feuilles: tuple[Feuille, ...] = ()
    tableau: Tableau | None = None
    autres: tuple[Tableau, ...] = ()
    document: DocumentPdf | None = None

    @property
    def a_verifier(self) -> bool:
        """Whether somebody should look at the columns before going on."""
        return self.format is FormatImport.TABLEUR and (self.tableau is None or not self.tableau.est_sur)


def ouvrir(octets: bytes, nom: str = "", correspondance: Correspondance | None = None) -> Apercu:
    """Recognises a file and its layout. Raises `FichierRefuse`."""
    genre = reconnaitre(octets, nom)
    if genre is TypeFichier.TEXTE and _est_un_tableau(decoder(octets)):
        genre = TypeFichier.CSV
    if genre is TypeFichier.PDF:
        return _ouvrir_pdf(octets, correspondance)
    if not genre.est_tableur:
        return Apercu(genre, FormatImport.PUBLIE)
    feuilles = tuple(lire_feuilles(octets, nom)) if genre is not TypeFichier.CSV else (lire_csv(decoder(octets)),)
    if est_un_export(feuilles):
        return Apercu(genre, FormatImport.EXPORT, feuilles)
    tableau = choisir(feuilles, correspondance) if correspondance else None
    tableaux = trouver_tableaux(feuilles)
    if tableau is None:
        tableau = tableaux[0] if tableaux else None
    autres = tuple(t for t in tableaux if tableau is not None and memes_colonnes(t, tableau))
    if tableau is not None and tableau.reconnues >= 4 and modele_officiel.est_le_modele(tableau):
        return Apercu(genre, FormatImport.MODELE, feuilles, tableau, autres)
    en_table = tableau is not None and (tableau.reconnues >= 5 or tableau.est_sur or tableau.ouvre_la_feuille)
    if not en_table and _sont_des_fiches(feuilles):
        return Apercu(genre, FormatImport.PUBLIE, feuilles)
    if tableau is None:
        visibles = [f for f in feuilles if f.visible and f.lignes]
        tableau = trouver_tableau(visibles[0]) if visibles else None
        if visibles and (tableau is None or tableau.reconnues < RECONNUES_MIN):
            tableau = premier_tableau(visibles[0])
    return Apercu(genre, FormatImport.TABLEUR, feuilles, tableau, autres)


def _ouvrir_pdf(octets: bytes, correspondance: Correspondance | None) -> Apercu:
    """A table of actions, whose columns are settled as those of a spreadsheet, else published fiches."""
    document = ouvrir_pdf(octets)
    feuille = feuille_de(document)
    tableau = choisir([feuille], correspondance) if feuille is not None and correspondance else None
    if tableau is None and feuille is not None:
        tableau = trouver_tableau(feuille)
    if feuille is None or tableau is None or tableau.reconnues < RECONNUES_MIN:
        return Apercu(TypeFichier.PDF, FormatImport.PUBLIE, document=document)
    if not (tableau.reconnues >= 5 or tableau.est_sur) and any(
        True for _ in lire_blocs(document.blocs, tableaux=False).fiches()
    ):
        return Apercu(TypeFichier.PDF, FormatImport.PUBLIE, document=document)
    return Apercu(TypeFichier.PDF, FormatImport.TABLEUR, (feuille,), tableau, document=document)


def lire_fichier(
    octets: bytes, nom: str = "", correspondance: Correspondance | None = None, *, ouvert: Apercu | None = None
) -> LectureImport:
    """Reads a file wholly: the official template, any spreadsheet (with what somebody chose for its columns, else with
    what is proposed), our export, a published fiche. `ouvert` is what opening it gave, when that was just done. Raises
    `FichierRefuse`."""
    apercu = ouvert or ouvrir(octets, nom, correspondance)
    if apercu.format is FormatImport.EXPORT:
        return lire_export(apercu.feuilles)
    if apercu.format is FormatImport.PUBLIE:
        blocs, livret = deshabiller(_blocs(apercu, octets))
        lecture = lire_blocs(blocs, tableaux=not apercu.type.est_tableur, copie=apercu.type is TypeFichier.TEXTE)
        if livret is not None:
            completer(lecture, livret)
        mesurer(lecture, blocs)
    else:
        lecture = lire_apercu(apercu, correspondance or Correspondance())
    if apercu.document is not None:
        _dire_les_pages(lecture, apercu.document, apercu.feuilles)
    if apercu.type in DU_TEXTE and est_abime(decoder_tel_quel(octets)):
        lecture.avertir(ACCENTS_RETABLIS)
    if not any(True for _ in lecture.fiches()) and not lecture.plan.axes and not lecture.erreurs:
        lecture.erreur(_pourquoi_rien(apercu))
    return lecture


def _dire_les_pages(lecture: LectureImport, document: DocumentPdf, feuilles: Sequence[Feuille]) -> None:
    avertir_des_images(lecture, document)
    situer(lecture, pages_de_la_feuille(document, feuilles[0]) if feuilles else document.pages)


def pages_du_document(octets: bytes, nom: str = "") -> list[Page]:
    """The text of a document, page by page when it has pages. Raises `FichierRefuse`."""
    apercu = ouvrir(octets, nom)
    if apercu.type.est_tableur:
        raise FichierRefuse("Ce fichier est un tableau : ses colonnes se règlent ici, sans assistant.")
    return pages_de(_blocs(apercu, octets), apercu.document.pages if apercu.document is not None else ())


def lire_propositions_de(octets: bytes, nom: str, propositions: Mapping[str, Any]) -> LectureImport:
    """The reading of what an assistant proposed of a document, compared with it. Raises `FichierRefuse`."""
    fiches = [FicheProposee.model_validate(lue) for lue in propositions.get("fiches", ())]
    return lire_propositions(fiches, pages_du_document(octets, nom), propositions.get("avis", ()))


def _pourquoi_rien(apercu: Apercu) -> str:
    """What to do when nothing was found."""
    if apercu.format is FormatImport.MODELE:
        return MODELE_VIDE
    if apercu.type.est_tableur and not any(feuille.lignes for feuille in apercu.feuilles):
        calculs = any(feuille.a_calculer for feuille in apercu.feuilles)
        return FORMULES_SEULES if calculs else CLASSEUR_VIDE
    if apercu.tableau is not None and apercu.tableau.a_un_titre:
        return EN_TETES_SEULS
    return AUCUNE_FICHE


def lire_texte_colle(texte: str) -> LectureImport:
    """Reads a text pasted in a page: a table copied from a spreadsheet, or one or several published fiches."""
    return lire_fichier(texte.encode(), "texte")


def lire_apercu(apercu: Apercu, correspondance: Correspondance) -> LectureImport:
    """Reads the table of a spreadsheet once its columns are settled."""
    lecture = LectureImport(PlanComplet(""), apercu.format)
    if apercu.tableau is None:
        lecture.erreur(_pourquoi_rien(apercu))
        return lecture
    tableau = appliquer(apercu.tableau, correspondance)
    if not tableau.a_un_titre:
        lecture.erreur(
            "Aucune colonne ne donne le titre des actions : choisissez-la parmi les colonnes du fichier.",
            Lieu(tableau.feuille.nom, tableau.entete + 1),
        )
        return lecture
    tableaux = [tableau, *(appliquer(autre, correspondance) for autre in apercu.autres)]
    tableaux.sort(key=lambda t: [f.nom for f in apercu.feuilles].index(t.feuille.nom))
    par_feuille = len(tableaux) > 1 and not any(c.cle.startswith("axe:") for c in tableau.colonnes)
    axes: dict[tuple[str, ...], AxeComplet] = {}
    lecture.plan.recueil = any(c.cle == "axe:1" and est_le_plan(c) for c in tableau.colonnes)
    for autre in tableaux:
        lire_tableau(
            lecture,
            autre.feuille,
            autre.entete,
            autre.colonnes,
            filtrer=modele_officiel.filtrer_aide,
            heriter=False if lecture.plan.recueil else correspondance.heriter,
            axes=axes,
            sous=(autre.feuille.nom,) if par_feuille else (),
            libre=apercu.format is FormatImport.TABLEUR,
        )
    if par_feuille:
        lecture.avertir(f"Chaque feuille devient un axe : {', '.join(citer(t.feuille.nom) for t in tableaux)}.")
    for lu in tableaux:
        dire_autour(lecture, lu)
    dire_les_autres(lecture, apercu.feuilles, [t.feuille.nom for t in tableaux])
    return lecture


def _est_un_tableau(texte: str) -> bool:
    """Text copied from a spreadsheet: a header whose columns are known, then rows."""
    if separateur_de(texte) not in {"\t", ";"}:
        return False
    tableau = trouver_tableau(lire_csv(texte))
    return tableau is not None and tableau.a_un_titre and tableau.reconnues >= 5


def _sont_des_fiches(feuilles: Sequence[Feuille]) -> bool:
    """Sheets laid out as fiches, a label on the left and its text on the right, rather than as a table."""
    blocs = [bloc for feuille in feuilles if feuille.visible for bloc in blocs_feuille(feuille)]
    return len(list(lire_blocs(blocs, tableaux=False).fiches())) > 0


def _blocs(apercu: Apercu, octets: bytes) -> list[Bloc]:
    if apercu.type.est_tableur:
        return [bloc for feuille in apercu.feuilles if feuille.visible for bloc in blocs_feuille(feuille)]
    if apercu.document is not None:
        return apercu.document.blocs
    if apercu.type is TypeFichier.DOCX:
        return blocs_docx(Archive(octets))
    if apercu.type is TypeFichier.ODT:
        return blocs_odt(Archive(octets))
    texte = decoder(octets)
    return blocs_html(texte) if apercu.type is TypeFichier.HTML else blocs_texte(texte)
