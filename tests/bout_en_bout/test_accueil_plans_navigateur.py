"""What the Accueil shows of plans, in a browser: widths, themes, no script."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import FicheFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.models import LigneBudget
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def petr() -> Collectivite:
    """A PETR and two EPCI; two of the three have fiches of every statut."""
    membres = CollectiviteFactory.create_batch(2)
    petr = CollectiviteFactory(petr=True, membres=membres)
    jour = timezone.localdate()
    for collectivite in (petr, membres[0]):
        for rang, statut in enumerate(("realise", "en_cours", "bloque", "a_venir", "", "abandonne", "en_cours")):
            fiche = FicheFactory(collectivite=collectivite, statut=statut, fin=jour + timedelta(days=20 * rang - 25))
            LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=Decimal(64_000), reel=Decimal(1_500))
    return petr


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_le_bloc_des_plans_arrive_seul_et_tient_dans_l_ecran(
    ouvrir: Ouvrir, petr: Collectivite, largeur: int, theme: str
) -> None:
    lise = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
    plein, vide = petr.membres_collectivites.order_by("pk")
    for collectivite in (petr, plein, vide):
        page = ouvrir(collectivite.get_absolute_url(), lise, largeur=largeur, theme=theme)
        page.evaluate("document.getElementById('plans-accueil').scrollIntoView()")
        page.get_by_role("heading", name="Plans et fiches").wait_for()
        sans_faute(page)


def test_un_nombre_mene_a_sa_liste(ouvrir: Ouvrir, petr: Collectivite) -> None:
    lise = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
    page = ouvrir(petr.get_absolute_url(), lise, script=False)
    page.get_by_role("link", name="Où en sont les plans et les fiches").click()
    page.get_by_role("link", name="En cours").click()
    assert page.locator("table.pl-tab tbody tr").count() == 2
    assert f"{reverse('fiches', args=[petr.siren])}?vue=tableau&statut=en_cours" in page.url
