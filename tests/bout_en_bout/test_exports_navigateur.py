"""The panel of the export, the calendar and the fiche to print in a browser: axe-core, widths, themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.exemples import fiche_energie
from tests.plans.factories import LE, AxeFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.models import Fiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editrice() -> Utilisateur:
    membre = MembreFactory(editeur=True)
    plan = PlanFactory(nom="Plan climat", collectivite=membre.collectivite)
    axe = AxeFactory(plan=plan, nom="Un patrimoine public sobre")
    inscrire_fiches(membre.collectivite, [AInscrire(fiche_energie(None), plan, axe)], par=membre.utilisateur, le=LE)
    utilisateur: Utilisateur = membre.utilisateur
    return utilisateur


def test_exporter_et_imprimer(ouvrir: Ouvrir, editrice: Utilisateur, tmp_path: Path) -> None:
    plan, fiche = Plan.objects.get(), Fiche.objects.get(parent=None)
    siren = plan.collectivite.siren
    adresses = (
        reverse("plan_exporter", args=[siren, plan.pk]),
        reverse("fiches_exporter", args=[siren]),
        reverse("calendrier_abonnement", args=[siren]) + f"?plan={plan.pk}",
        reverse("fiche_imprimer", args=[siren, fiche.pk]),
    )
    for adresse in adresses:
        for largeur, theme in ((1280, "light"), (360, "dark")):
            sans_faute(ouvrir(adresse, editrice, largeur=largeur, theme=theme))

    page = ouvrir(adresses[0], editrice, script=False)
    page.get_by_role("radio", name="Excel").check()
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="Exporter").click()
    fichier = tmp_path / "plan.xlsx"
    telechargement.value.save_as(fichier)
    assert fichier.read_bytes().startswith(b"PK")

    page = ouvrir(adresses[2], editrice, script=False)
    page.get_by_role("button", name="Ouvrir l’adresse").click()
    assert page.get_by_label("Adresse secrète").input_value().endswith(".ics")
