"""A plan that comes back from the corbeille brings its public page back, as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.plans.factories import LE
from tests.publication.factories import PublicationFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.models import GesteGroupe
from cordee.publication.actions import regler_publication
from cordee.publication.models import AncienneAdresse, PublicationPlan

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(hours=2)


def supprimee(publication: PublicationPlan) -> GesteGroupe:
    """Its plan in the corbeille."""
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    supprimer_plan(publication.plan, avec_fiches=True, par=lise, le=LE)
    return GesteGroupe.objects.get()


def revenue(geste: GesteGroupe) -> PublicationPlan:
    lise = MembreFactory(editeur=True, collectivite=geste.collectivite).utilisateur
    return PublicationPlan.objects.get(plan=restaurer_plan(geste, par=lise, le=PLUS_TARD))


def test_la_page_publique_revient_avec_ses_reglages_et_ses_anciennes_adresses(client: Client) -> None:
    avant = PublicationFactory(adresse="plan-climat", montre_budgets=True, presentation="Ce que nous faisons.")
    lise = MembreFactory(editeur=True, collectivite=avant.plan.collectivite).utilisateur
    regler_publication(avant.plan, {"adresse": "climat-2030"}, par=lise, le=LE)
    page = PublicationPlan.objects.get().get_absolute_url()
    assert client.get(page).status_code == 200
    geste = supprimee(PublicationPlan.objects.get())
    assert client.get(page).status_code == 404
    apres = revenue(geste)
    assert (apres.adresse, apres.montre_budgets, apres.presentation) == ("climat-2030", True, "Ce que nous faisons.")
    assert apres.publiee_le == avant.publiee_le
    assert client.get(page).status_code == 200
    assert AncienneAdresse.objects.get().adresse == "plan-climat"


def test_une_adresse_prise_depuis_en_laisse_une_autre() -> None:
    avant = PublicationFactory(adresse="plan-climat")
    lise = MembreFactory(editeur=True, collectivite=avant.plan.collectivite).utilisateur
    regler_publication(avant.plan, {"adresse": "climat-2030"}, par=lise, le=LE)
    geste = supprimee(PublicationPlan.objects.get())
    PublicationFactory(adresse="climat-2030")
    PublicationFactory(adresse="plan-climat")
    assert revenue(geste).adresse == "climat-2030-2"
    assert not AncienneAdresse.objects.exists()


def test_un_geste_garde_avant_revient_sans_publication() -> None:
    geste = supprimee(PublicationFactory())
    del geste.avant["rangees"]["publication.publicationplan"]
    geste.save()
    lise = MembreFactory(editeur=True, collectivite=geste.collectivite).utilisateur
    assert restaurer_plan(geste, par=lise, le=PLUS_TARD).pk
    assert not PublicationPlan.objects.exists()
