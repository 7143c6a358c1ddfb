"""From a whole plan, or fiches, to the file of a format: the one door to the layouts of this package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cordee.outils.texte import limacer
from cordee.plans.domain.colonnes import fiches_du_plan, poser_chemins
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.formats import FormatExport
from cordee.plans.exports.calendrier import calendrier_en_ics
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.csv_plan import csv_du_plan
from cordee.plans.exports.diaporama import Diapos, diaporama_du_plan
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import fiches_en_pdf
from cordee.plans.exports.json_plan import json_des_fiches, json_du_plan
from cordee.plans.exports.livret import composer, selectionner
from cordee.plans.exports.livret_docx import livret_en_docx
from cordee.plans.exports.livret_odt import fiches_en_odt, livret_en_odt
from cordee.plans.exports.livret_pdf import livret_en_pdf
from cordee.plans.exports.parties import allegee, alleger, elaguer
from cordee.plans.exports.presentation import Contexte, preparer
from cordee.plans.exports.suivi_calcule import Suivis, suivre

NOM_MAX = 60
Avancer = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Fichier:
    """What is downloaded."""

    nom: str
    octets: bytes
    mime: str


def fabriquer_plan(
    format_: FormatExport, plan: PlanComplet, contexte: Contexte, *, le: datetime, hote: str = "cordee",
    livret: bool = True, diapos: Diapos | None = None, avancer: Avancer | None = None,
    lignes: Collection[int] | None = None,
) -> Fichier:  # fmt: skip
    """The file of a plan. `livret` False leaves out cover and summary (PDF, DOCX); `diapos` says what the slides hold;
    `lignes` what data hold when they are not of whole fiches. Raises DonneeRefusee when the PDF cannot be made on this
    server."""
    dire = avancer or (lambda _fraction, _etape: None)
    dire(0.3, "Mise en page")
    if format_ in (FormatExport.PDF, FormatExport.DOCX, FormatExport.ODT):
        octets = _document(format_, plan, contexte, livret=livret)
    elif format_ is FormatExport.PPTX:
        octets = diaporama_du_plan(plan, contexte, diapos or Diapos())
    else:
        octets = _donnees(format_, plan, contexte, le=le, hote=hote, lignes=lignes)
    dire(0.95, "Écriture du fichier")
    return Fichier(nommer(plan.nom, contexte.le, format_), octets, format_.mime)


def _document(format_: FormatExport, plan: PlanComplet, contexte: Contexte, *, livret: bool) -> bytes:
    if livret:
        compose = composer(plan, contexte)
        if format_ is FormatExport.ODT:
            return livret_en_odt(compose, contexte)
        return livret_en_pdf(compose) if format_ is FormatExport.PDF else livret_en_docx(compose)
    fiches = [preparer(fiche, contexte) for fiche in fiches_du_plan(plan)]
    ecrire = {FormatExport.PDF: fiches_en_pdf, FormatExport.DOCX: fiches_en_docx, FormatExport.ODT: fiches_en_odt}
    return ecrire[format_](fiches, contexte)


def _donnees(
    format_: FormatExport, entier: PlanComplet, contexte: Contexte, *, le: datetime, hote: str,
    lignes: Collection[int] | None,
) -> bytes:  # fmt: skip
    suivis = Suivis(entier, contexte.le)
    plan = alleger(entier, contexte.options)
    if lignes is not None:
        elaguer(plan, lignes)
    if format_ is FormatExport.XLSX:
        return classeur_du_plan(suivre(plan, suivis))
    if format_ is FormatExport.CSV:
        return csv_du_plan(suivre(plan, suivis), contexte.options, lignes)
    if format_ is FormatExport.JSON:
        return json_du_plan(suivre(plan, suivis), contexte.le)
    return calendrier_en_ics(fiches_du_plan(plan), contexte, hote=hote, le=le)


def fabriquer_fiches(
    format_: FormatExport, fiches: Sequence[FicheComplete], contexte: Contexte, *, le: datetime, hote: str = "cordee"
) -> Fichier:
    """The file of one fiche or a few, without cover. A spreadsheet is that of a plan that holds only them."""
    titre = f"{fiches[0].code} {fiches[0].titre}".strip() if len(fiches) == 1 else contexte.plan or "fiches"
    if format_ is FormatExport.JSON:
        octets = json_des_fiches([allegee(fiche, contexte.options) for fiche in fiches], contexte.le)
    else:
        plan = PlanComplet(contexte.plan or titre, contexte.collectivite, fiches=list(fiches))
        return replace(
            fabriquer_plan(format_, plan, contexte, le=le, hote=hote, livret=False),
            nom=nommer(titre, contexte.le, format_),
        )
    return Fichier(nommer(titre, contexte.le, format_), octets, format_.mime)


def nommer(titre: str, le: date, format_: FormatExport) -> str:
    """`plan-climat-2024-2029_2026-03-16.xlsx`."""
    return f"{limacer(titre, NOM_MAX) or 'plan'}_{le.isoformat()}.{format_}"


def restreindre(plan: PlanComplet, fiches: Collection[int]) -> PlanComplet:
    """The plan with only these fiches (ids)."""
    return poser_chemins(selectionner(plan, fiches))
