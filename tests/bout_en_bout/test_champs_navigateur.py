"""Added fields in a browser: set in order by keyboard, written in a fiche, a phase chosen; on a screen and a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.champs_personnalises import proposer_phases
from cordee.plans.models import ChampPersonnalise, Fiche

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_champs_se_reglent_se_remplissent_et_se_lisent(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    plan = PlanFactory(nom="Plan climat")
    fiche: Fiche = FicheFactory(dans=plan, titre="Isoler l'école")
    siren = plan.collectivite.siren
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    champ_de(plan.collectivite, "Logements", "nombre", unite="logements")
    commission = champ_de(plan.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    remplir(fiche, commission, "Eau")
    proposer_phases(plan, par=lise, le=LE)

    page = ouvrir(reverse("champs", args=[siren]), lise, largeur=largeur, theme=theme)
    sans_faute(page)
    page.get_by_role("button", name="Monter Commission").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ch-nom a").first).to_have_text("Commission")
    assert list(ChampPersonnalise.objects.filter(plan=None).values_list("libelle", flat=True).order_by("position")) == [
        "Commission", "Logements",
    ]  # fmt: skip
    page = ouvrir(reverse("champ", args=[siren, commission.pk]), lise, largeur=largeur, theme=theme)
    page.get_by_text("Changer Eau").click()
    sans_faute(page)

    page = ouvrir(reverse("fiche", args=[siren, fiche.pk]), lise, largeur=largeur, theme=theme)
    sans_faute(page)
    page.get_by_role("button", name="Conception").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ch-phase.courante")).to_contain_text("Conception")
    bloc = page.locator(f"#champ-{fiche.pk}-{commission.cle}")
    bloc.locator("a, button").last.click()
    bloc.locator("select").select_option(label="Climat")
    bloc.get_by_role("button", name="Enregistrer").click()
    expect(bloc.get_by_text("Enregistré à")).to_be_visible()
    expect(bloc).to_contain_text("Climat")
    sans_faute(page)
    liste = f"{plan.get_absolute_url()}?vue=tableau&col=statut&col={commission.cle}"
    page = ouvrir(liste, lise, largeur=largeur, theme=theme)
    sans_faute(page)
