"""iCalendar of the starts and ends of fiches: all-day events that keep the same identifier from one reading to the
next, so that a calendar follows a date that moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from cordee.outils.texte import typographier
from cordee.plans.domain.faits import lignee
from cordee.plans.domain.fiche import DateConnue, FicheComplete
from cordee.plans.domain.listes import Precision, RolePersonne
from cordee.plans.exports.livret import intitule
from cordee.plans.exports.presentation import Contexte, RappelDate, date_connue, etat

PRODUIT = "-//Cordée//Plans et fiches//FR"
RAFRAICHIR = "PT6H"


def calendrier_en_ics(fiches: Iterable[FicheComplete], contexte: Contexte, *, hote: str, le: datetime) -> bytes:
    """Starts and ends of fiches and sous-fiches. `hote` makes identifiers unique among sites; `le` is the instant of
    the export. Finished fiches keep their dates: a calendar is also a memory."""
    calendrier = Calendar()
    calendrier.add("prodid", PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", contexte.plan or "Fiches")
    calendrier.add("x-wr-timezone", "Europe/Paris")
    calendrier.add("x-published-ttl", RAFRAICHIR)
    for fiche in fiches:
        for membre in lignee(fiche):
            for nature, connue in (("debut", membre.debut), ("fin", membre.fin)):
                if connue is not None and membre.ref is not None:
                    calendrier.add_component(_evenement(membre, nature, connue, contexte, hote, le))
            for rappel in contexte.rappels.get(membre.ref or 0, ()):
                calendrier.add_component(_rappel(membre, rappel, contexte, hote, le))
    octets: bytes = calendrier.to_ical()
    return octets


def _evenement(
    fiche: FicheComplete, nature: str, connue: DateConnue, contexte: Contexte, hote: str, le: datetime
) -> Event:
    mots = {"debut": "Début", "fin": "Échéance"}[nature]
    evenement = _journee(f"fiche-{fiche.ref}-{nature}@{hote}", connue.jour, f"{mots} : {intitule(fiche)}", le)
    evenement.add("description", "\n".join(_description(fiche, connue, contexte)))
    evenement.add("transp", "TRANSPARENT")
    evenement.add("categories", [contexte.plan or "Fiches"])
    if adresse := contexte.adresse(fiche):
        evenement.add("url", adresse)
    return evenement


def _rappel(fiche: FicheComplete, rappel: RappelDate, contexte: Contexte, hote: str, le: datetime) -> Event:
    evenement = _journee(f"rappel-{rappel.ref}@{hote}", rappel.jour, f"Rappel : {intitule(fiche)}", le)
    adresse = contexte.adresse(fiche)
    evenement.add("description", "\n".join(filter(None, (rappel.mot, adresse))))
    evenement.add("transp", "TRANSPARENT")
    if adresse:
        evenement.add("url", adresse)
    return evenement


def _journee(uid: str, jour: date, resume: str, le: datetime) -> Event:
    evenement = Event()
    evenement.add("uid", uid)
    evenement.add("dtstamp", le)
    evenement.add("dtstart", jour)
    evenement.add("dtend", jour + timedelta(days=1))
    evenement.add("summary", resume)
    return evenement


def _description(fiche: FicheComplete, connue: DateConnue, contexte: Contexte) -> Iterable[str]:
    if contexte.plan:
        yield typographier(contexte.plan)
    if dit := etat(fiche):
        yield f"État : {dit}"
    if pilotes := fiche.personnes_de_role(RolePersonne.PILOTE):
        yield f"Pilote : {', '.join(pilotes)}"
    if connue.precision is not Precision.JOUR:
        pres = "un an" if connue.precision is Precision.ANNEE else "un mois"
        yield f"Date connue à {pres} près : {date_connue(connue)}"
    if adresse := contexte.adresse(fiche):
        yield adresse
