"""A PDF as the readers take it: blocks, or a sheet when it is a table; then the pages of what they say
(docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.messages import LectureImport, Lieu
from cordee.plans.domain.imports.pdf.pages import DocumentPdf, composer_document
from cordee.plans.domain.imports.pdf.processus import lire_pages

COLONNES_MIN = 3
"""Columns from which rows make a table of actions rather than labels and their texts."""
EN_TABLEAUX = 0.6
"""Share of the words that stand in such rows, from which the whole is a table."""
TITRES_AU_DESSUS = 2
"""Blocks above the first row that may say what the table is."""
RETENUS = 2
_retenus: OrderedDict[str, DocumentPdf] = OrderedDict()
_verrou = Lock()


def ouvrir_pdf(octets: bytes) -> DocumentPdf:
    """The blocks of a PDF; the last ones are remembered, as an import reads its file at each of its steps. Raises
    `FichierRefuse`."""
    cle = hashlib.sha256(octets).hexdigest()
    with _verrou:
        if (connu := _retenus.get(cle)) is not None:
            _retenus.move_to_end(cle)
            return connu
    document = composer_document(lire_pages(octets))
    with _verrou:
        _retenus[cle] = document
        while len(_retenus) > RETENUS:
            _retenus.popitem(last=False)
    return document


def feuille_de(document: DocumentPdf) -> Feuille | None:
    """The document as a sheet, a row for each block, when most of its words stand in a table; None otherwise."""
    blocs = [bloc for bloc in document.blocs if not bloc.courant]
    larges = [bloc.tableau and len(bloc.par_colonne) >= COLONNES_MIN for bloc in blocs]
    poids = [len(bloc.texte.split()) for bloc in blocs]
    if sum(p for p, large in zip(poids, larges, strict=True) if large) < EN_TABLEAUX * max(sum(poids), 1):
        return None
    debut = max(0, larges.index(True) - TITRES_AU_DESSUS)
    feuille = Feuille(NOM_FEUILLE)
    feuille.lignes = [[] for _ in range(debut)]
    hauts: dict[int, int] = {}
    for rang, bloc in enumerate(blocs[debut:], debut):
        largeur = max(bloc.par_colonne) + 1
        ligne: list[Valeur] = [bloc.par_colonne.get(place) for place in range(largeur)]
        feuille.lignes.append(ligne)
        for place in bloc.couvertes & hauts.keys():
            feuille.fusions.append((hauts[place], place, rang, place))
        hauts |= dict.fromkeys(bloc.par_colonne, rang)
    feuille.lignes = feuille.lignes[debut:]
    feuille.fusions = [(haut - debut, g, bas - debut, d) for haut, g, bas, d in feuille.fusions]
    return feuille


NOM_FEUILLE = "Tableau du PDF"


def pages_de_la_feuille(document: DocumentPdf, feuille: Feuille) -> list[int]:
    """The page of each row of the sheet of a document."""
    return document.pages[len(document.pages) - len(feuille.lignes) :]


def situer(lecture: LectureImport, pages: Sequence[int]) -> None:
    """Gives each place of a reading its page instead of its line."""

    def deplacer(lieu: Lieu) -> Lieu:
        if lieu.ligne is None or not 1 <= lieu.ligne <= len(pages):
            return replace(lieu, feuille="") if lieu.feuille == NOM_FEUILLE else lieu
        return replace(lieu, feuille="", ligne=None, page=pages[lieu.ligne - 1])

    lecture.messages = [replace(message, lieu=deplacer(message.lieu)) for message in lecture.messages]
    lecture.non_repris = [(deplacer(lieu), texte) for lieu, texte in lecture.non_repris]
    lecture.origines = {cle: deplacer(lieu) for cle, lieu in lecture.origines.items()}
    lecture.numeros = {cle: deplacer(lieu) for cle, lieu in lecture.numeros.items()}
    lecture.lieux_champs = {cle: deplacer(lieu) for cle, lieu in lecture.lieux_champs.items()}


def avertir_des_images(lecture: LectureImport, document: DocumentPdf) -> None:
    """Says which pages are pictures, whose text is not read."""
    for page in document.images:
        lecture.avertir(
            "Cette page est une image : son texte n'est pas repris. Recopiez-le, ou passez le PDF dans un outil de "
            "reconnaissance de texte (OCR).",
            Lieu(page=page),
        )
