"""A réunion as a Word document, and as an entry of a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO

import docx
from django.utils import timezone
from docx.document import Document
from icalendar import Calendar, Event

from cordee.gouvernance.domain import EtatReunion
from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion
from cordee.outils.dates import jour_long
from cordee.outils.texte import typographier

DUREE = timedelta(hours=2)
PRODUIT = "-//Cordée//Gouvernance//FR"


def releve_docx(reunion: Reunion, points: Iterable[PointOrdreDuJour], isolees: Iterable[Decision]) -> bytes:
    """The agenda of a réunion to come; what was said and decided at one that was held."""
    document = docx.Document()
    document.core_properties.language = "fr-FR"
    document.core_properties.title = titre_de(reunion)
    document.add_heading(typographier(titre_de(reunion)), level=0)
    for ligne in _tete(reunion):
        document.add_paragraph(typographier(ligne))
    for libelle, texte in (("Présents", reunion.presents), ("Excusés", reunion.excuses)):
        if texte:
            _paragraphe(
                document, libelle, ", ".join(nom.strip() for nom in texte.replace("\n", ",").split(",") if nom.strip())
            )
    _textes(document, reunion.compte_rendu)
    for rang, point in enumerate(points, 1):
        document.add_heading(typographier(f"{rang}. {point.titre}"), level=1)
        _textes(document, point.echanges)
        for decision in point.decisions.all():
            _decision(document, decision)
    reste = list(isolees)
    if reste:
        document.add_heading(typographier("Autres décisions"), level=1)
        for decision in reste:
            _decision(document, decision)
    octets = BytesIO()
    document.save(octets)
    return octets.getvalue()


def titre_de(reunion: Reunion) -> str:
    """« COPIL climat, 12 mars 2027 : ordre du jour »."""
    genre = "ordre du jour" if reunion.etat == EtatReunion.PREVUE else "relevé de décisions"
    return f"{reunion.instance.nom}, {jour_long(reunion.jour)} : {genre}"


def _tete(reunion: Reunion) -> Iterable[str]:
    heure = f"à {reunion.heure:%H h %M}" if reunion.heure else ""
    if quand := " ".join(morceau for morceau in (heure, reunion.lieu) if morceau):
        yield quand[0].upper() + quand[1:]
    if reunion.objet:
        yield reunion.objet
    if reunion.etat == EtatReunion.ANNULEE:
        yield "Cette réunion est annulée."


def _textes(document: Document, texte: str) -> None:
    for morceau in texte.split("\n"):
        if morceau.strip():
            document.add_paragraph(typographier(morceau.strip()))


def _paragraphe(document: Document, libelle: str, texte: str) -> None:
    paragraphe = document.add_paragraph()
    paragraphe.add_run(typographier(f"{libelle} : ")).bold = True
    paragraphe.add_run(typographier(texte))


def _decision(document: Document, decision: Decision) -> None:
    paragraphe = document.add_paragraph(style="List Bullet")
    paragraphe.add_run(typographier("Décision : ")).bold = True
    suite = [
        decision.responsable.nom if decision.responsable else "",
        f"pour le {jour_long(decision.echeance)}" if decision.echeance else "",
        decision.etat_lisible.libelle.lower(),
    ]
    paragraphe.add_run(typographier(f"{decision.texte} ({', '.join(mot for mot in suite if mot)})"))


def evenement_ics(reunion: Reunion, adresse: str, *, hote: str, le: datetime) -> bytes:
    """The réunion in a calendar: two hours from its hour, or the whole day when no hour is known."""
    calendrier, evenement = Calendar(), Event()
    calendrier.add("prodid", PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    evenement.add("uid", f"reunion-{reunion.pk}@{hote}")
    evenement.add("dtstamp", le)
    evenement.add("summary", reunion.instance.nom)
    if reunion.heure is None:
        evenement.add("dtstart", reunion.jour)
        evenement.add("dtend", reunion.jour + timedelta(days=1))
    else:
        debut = datetime.combine(reunion.jour, reunion.heure, tzinfo=timezone.get_current_timezone())
        evenement.add("dtstart", debut)
        evenement.add("dtend", debut + DUREE)
    if reunion.lieu:
        evenement.add("location", reunion.lieu)
    if reunion.objet:
        evenement.add("description", reunion.objet)
    evenement.add("status", "CANCELLED" if reunion.etat == EtatReunion.ANNULEE else "CONFIRMED")
    evenement.add("url", adresse)
    calendrier.add_component(evenement)
    octets: bytes = calendrier.to_ical()
    return octets
