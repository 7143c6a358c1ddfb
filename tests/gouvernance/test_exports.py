"""The files of a réunion."""

from __future__ import annotations

from datetime import time
from io import BytesIO

import docx
import pytest
from icalendar import Calendar
from tests.gouvernance.factories import JOUR, LE, DecisionFactory, PointFactory, ReunionFactory
from tests.plans.factories import personne_nommee

from cordee.gouvernance.exports import evenement_ics, releve_docx
from cordee.gouvernance.models import Reunion

pytestmark = pytest.mark.django_db


def textes(reunion: Reunion) -> str:
    points = list(reunion.points.prefetch_related("decisions__responsable"))
    isolees = reunion.decisions.filter(point=None)
    document = docx.Document(BytesIO(releve_docx(reunion, points, isolees)))
    return "\n".join(p.text for p in document.paragraphs).replace("\N{NO-BREAK SPACE}", " ")


def test_avant_la_reunion_c_est_l_ordre_du_jour() -> None:
    reunion = ReunionFactory(heure=time(14, 30), lieu="Mairie", objet="Bilan")
    PointFactory(reunion=reunion, titre="Budget")
    lu = textes(reunion)
    assert "12 mars 2027 : ordre du jour" in lu
    assert "À 14 h 30 Mairie" in lu
    assert "1. Budget" in lu


def test_apres_c_est_le_releve_de_decisions() -> None:
    reunion = ReunionFactory(tenue=True, presents="Lise Faure\nHugo Roy", compte_rendu="Deux heures.")
    point = PointFactory(reunion=reunion, titre="Budget", echanges="Deux voix contre.")
    zoe = personne_nommee(reunion.collectivite, "Zoé Barral")
    DecisionFactory(reunion=reunion, point=point, texte="Écrire au préfet", responsable=zoe, echeance=JOUR)
    DecisionFactory(reunion=reunion, texte="Réunir les communes", faite=True)
    lu = textes(reunion)
    for attendu in (
        "relevé de décisions", "Présents : Lise Faure, Hugo Roy", "Deux voix contre.",
        "Décision : Écrire au préfet (Zoé Barral, pour le 12 mars 2027, à faire)", "Autres décisions",
        "Réunir les communes (faite)",
    ):  # fmt: skip
        assert attendu in lu


def test_annulee_elle_le_dit_dans_le_document_et_dans_l_agenda() -> None:
    reunion = ReunionFactory(etat="annulee")
    assert "Cette réunion est annulée." in textes(reunion)
    (evenement,) = Calendar.from_ical(evenement_ics(reunion, "https://exemple.fr", hote="exemple.fr", le=LE)).walk(
        "VEVENT"
    )
    assert evenement["status"] == "CANCELLED"
    assert evenement.decoded("dtstart") == JOUR


def test_une_heure_donne_deux_heures_dans_l_agenda() -> None:
    reunion = ReunionFactory(heure=time(14, 30), lieu="Mairie", objet="Bilan")
    contenu = evenement_ics(reunion, "https://exemple.fr/r", hote="exemple.fr", le=LE)
    (evenement,) = Calendar.from_ical(contenu).walk("VEVENT")
    assert (evenement.decoded("dtend") - evenement.decoded("dtstart")).seconds == 7200
    assert (str(evenement["location"]), str(evenement["description"])) == ("Mairie", "Bilan")
