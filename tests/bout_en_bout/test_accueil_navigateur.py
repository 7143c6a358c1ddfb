"""The Accueil, the list of référentiels and the view by axe in a browser: themes, widths, keyboard, no script."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.referentiels.factories import EngagementFactory, editrice
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.donnees import lire_definition
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import Saisie, StatutAvancement
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Referentiel
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def petr() -> Collectivite:
    """Two EPCI: one has filled part of the ECI référentiel for a year, the other has opened nothing."""
    charger_referentiel(lire_definition("eci"), par=None, le=timezone.now())
    maintenant = timezone.now()
    engagement = EngagementFactory(
        referentiel=Referentiel.objects.get(code="eci"), ouvert_le=maintenant - timedelta(days=400)
    )
    plume = editrice(engagement)
    ecrire(engagement, plume, ["eci_1.1.1.1", "eci_2.1.1"], "fait", jours=399)
    engagement.refresh_from_db()
    figer_score(engagement, "N0 audité", par=plume, le=maintenant - timedelta(days=390), jalon=TypeJalon.ETAT_INITIAL)
    ecrire(engagement, plume, ["eci_1.1.2", "eci_3.1.1"], "programme", jours=1)
    return CollectiviteFactory(petr=True, membres=[engagement.collectivite, CollectiviteFactory()])


def ecrire(engagement: Engagement, par: Utilisateur, codes: list[str], statut: str, *, jours: int) -> None:
    saisies = [Saisie(code, StatutAvancement(statut)) for code in codes]
    renseigner_statuts(engagement, saisies, par=par, le=timezone.now() - timedelta(days=jours))


def epci_suivi(petr: Collectivite) -> Collectivite:
    return Engagement.objects.get().collectivite


def coordinatrice(petr: Collectivite) -> Utilisateur:
    return MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur


def adresses(petr: Collectivite) -> list[str]:
    suivi = epci_suivi(petr).siren
    return [
        reverse("accueil_collectivite", args=[petr.siren]),
        reverse("accueil_collectivite", args=[suivi]),
        reverse("etat_des_lieux", args=[petr.siren]),
        reverse("etat_des_lieux", args=[suivi]),
        reverse("par_axe", args=[suivi, "eci"]) + "?detail=oui",
    ]


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, petr: Collectivite, largeur: int, theme: str
) -> None:
    lise = coordinatrice(petr)
    for adresse in adresses(petr):
        page = ouvrir(adresse, lise, largeur=largeur, theme=theme)
        sans_faute(page)


def test_sans_script_tout_se_lit_et_rien_ne_manque(ouvrir: Ouvrir, petr: Collectivite) -> None:
    lise = coordinatrice(petr)
    accueil, *_, par_axe = adresses(petr)
    page = ouvrir(accueil, lise, script=False)
    assert page.locator(".reponse b").inner_text().endswith("points")
    assert page.locator("table.suivi tbody tr").count() == 2
    assert page.locator(".fil-actu li").count() > 0
    page = ouvrir(par_axe, lise, script=False)
    assert page.locator("svg.radar circle.pt").count() == 5
    assert page.get_by_text("Image PNG").count() == 0


def test_un_referentiel_s_ouvre_au_clavier(ouvrir: Ouvrir, petr: Collectivite, live_server: Any) -> None:
    neuf = petr.membres_collectivites.exclude(pk=epci_suivi(petr).pk).get()
    page = ouvrir(reverse("accueil_collectivite", args=[petr.siren]), coordinatrice(petr))
    page.get_by_role("link", name="Ouvrir un référentiel").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("etat_des_lieux", args=[neuf.siren]) + "#a-ouvrir")
    page.get_by_role("button", name="Ouvrir Économie circulaire").focus()
    with page.expect_response(lambda reponse: reponse.request.method == "POST") as envoi:
        page.keyboard.press("Enter")
    assert envoi.value.status == 302
    assert Engagement.objects.filter(collectivite=neuf, referentiel="eci").exists()


def test_le_tableau_des_mois_se_deplie_au_clavier(ouvrir: Ouvrir, petr: Collectivite) -> None:
    page = ouvrir(reverse("accueil_collectivite", args=[petr.siren]), coordinatrice(petr))
    resume = page.get_by_text("Scores mois par mois, en tableau")
    tableau = page.get_by_role("region", name="Scores mois par mois")
    assert not tableau.is_visible()
    resume.focus()
    page.keyboard.press("Enter")
    assert tableau.is_visible()
    assert tableau.locator("thead th").count() == 15


def test_le_radar_s_enregistre_en_image(ouvrir: Ouvrir, petr: Collectivite) -> None:
    suivi = epci_suivi(petr)
    page = ouvrir(reverse("par_axe", args=[suivi.siren, "eci"]), coordinatrice(petr))
    for format_image, debut in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as telechargement:
            page.get_by_role("button", name=f"Image {format_image}").click()
        fichier = telechargement.value
        assert fichier.suggested_filename == f"radar-eci-{suivi.siren}.{format_image.lower()}"
        assert Path(fichier.path()).read_bytes()[:4] == debut


def test_rien_ne_vient_d_un_autre_site(ouvrir: Ouvrir, petr: Collectivite, live_server: Any) -> None:
    page = ouvrir("/", coordinatrice(petr))
    demandees = page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    assert demandees
    assert all(adresse.startswith((live_server.url, "data:")) for adresse in demandees)
