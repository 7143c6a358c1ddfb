"""Suggestions on the page of a fiche and of a mesure: shown with their words, accepted in one click."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory
from tests.plans.factories import FicheFactory
from tests.referentiels.factories import EngagementFactory, editrice, lectrice, noeud

from cordee.indicateurs.models import Indicateur
from cordee.plans.models import Fiche, FicheIndicateur, FicheMesure
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
VELO = "Tracer des pistes pour les vélos"


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def fiche(engagement: Engagement) -> Fiche:
    return FicheFactory(collectivite=engagement.collectivite, titre=VELO)


@pytest.fixture
def pistes() -> Indicateur:
    return IndicateurFactory(titre="Linéaire de pistes pour vélos", unite="km")


def ou_fiche(fiche: Fiche) -> str:
    return reverse("fiche_suggestions", args=[fiche.collectivite.siren, fiche.pk])


def ou_mesure(engagement: Engagement, numero: str = "1.1.2") -> str:
    return reverse("fiches_de_mesure", args=[engagement.collectivite.siren, engagement.referentiel_id, noeud(numero)])


# -- on a fiche --------------------------------------------------------------------------------------------------------
def test_la_fiche_voit_ses_suggestions_et_leurs_mots(
    client: Client, engagement: Engagement, fiche: Fiche, pistes: Indicateur
) -> None:
    client.force_login(editrice(engagement))
    entiere = client.get(ou_fiche(fiche)).content.decode()
    fragment = client.get(ou_fiche(fiche), headers=HTMX).content.decode()
    for html in (entiere, fragment):
        assert "Rouler" in html
        assert "mots communs\u00a0: " in html
        assert 'name="mesure" value="te-test_1.1.2"' in html
        assert f'name="indicateur" value="{pistes.pk}"' in html
    assert "<html" in entiere
    assert "<html" not in fragment


def test_une_suggestion_s_accepte_en_un_clic(
    client: Client, engagement: Engagement, fiche: Fiche, pistes: Indicateur
) -> None:
    client.force_login(editrice(engagement))
    html = client.post(ou_fiche(fiche), {"mesure": noeud("1.1.2")}, headers=HTMX).content.decode()
    assert "La fiche sert maintenant la mesure 1.1.2." in html
    bloc = reverse("fiche_lignes", args=[engagement.collectivite.siren, fiche.pk, "mesures"])
    assert f'hx-get="{bloc}" hx-trigger="load" hx-target="#bloc-mesures"' in html
    assert 'name="mesure"' not in html
    assert FicheMesure.objects.get().mesure_id == noeud("1.1.2")
    reponse = client.post(ou_fiche(fiche), {"indicateur": str(pistes.pk)}, follow=True)
    assert "suit maintenant la fiche" in reponse.content.decode()
    assert "Rien à suggérer" in reponse.content.decode()
    assert FicheIndicateur.objects.get().indicateur == pistes


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"mesure": "cae_9.9.9"}, "n’existe pas dans les référentiels"),
        ({"indicateur": "999999"}, "Cette suggestion n’existe plus"),
        ({"indicateur": "un"}, "Cette suggestion n’existe plus"),
        ({}, "Cette suggestion n’existe plus"),
    ],
)
def test_une_suggestion_perdue_est_refusee(
    client: Client, engagement: Engagement, fiche: Fiche, donnees: dict[str, str], phrase: str
) -> None:
    client.force_login(editrice(engagement))
    reponse = client.post(ou_fiche(fiche), donnees, headers=HTMX)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert phrase in client.post(ou_fiche(fiche), donnees, follow=True).content.decode()
    assert not FicheMesure.objects.exists()


def test_une_lectrice_voit_sans_accepter(
    client: Client, engagement: Engagement, fiche: Fiche, pistes: Indicateur
) -> None:
    SuiviFactory(collectivite=engagement.collectivite, indicateur=pistes, confidentiel=True)
    client.force_login(lectrice(engagement))
    html = client.get(ou_fiche(fiche), headers=HTMX).content.decode()
    assert "Rouler" in html
    assert "<form" not in html
    assert pistes.titre not in html
    assert client.post(ou_fiche(fiche), {"mesure": noeud("1.1.2")}).status_code == 403


# -- on a mesure -------------------------------------------------------------------------------------------------------
def test_la_mesure_voit_ses_fiches_et_celles_qui_pourraient_la_servir(
    client: Client, engagement: Engagement, fiche: Fiche
) -> None:
    liee = FicheFactory(collectivite=engagement.collectivite, titre="Poser des arceaux")
    FicheMesure.objects.create(fiche=liee, mesure_id=noeud("1.1.2.2"))
    client.force_login(editrice(engagement))
    html = client.get(ou_mesure(engagement)).content.decode()
    assert "<b>1&nbsp;fiche</b> sert cette mesure." in html
    fragment = client.get(ou_mesure(engagement), headers=HTMX).content.decode()
    for vu in (html, fragment):
        assert f">{liee.titre}</a>" in vu
        assert "Fiches qui pourraient la servir" in vu
        assert f'name="fiche" value="{fiche.pk}"' in vu
        assert f"?mesure={noeud('1.1.2')}" in vu
    assert "<html" not in fragment


def test_on_lie_une_fiche_proposee(client: Client, engagement: Engagement, fiche: Fiche) -> None:
    client.force_login(editrice(engagement))
    html = client.post(ou_mesure(engagement), {"fiche": str(fiche.pk)}, headers=HTMX).content.decode()
    assert "sert maintenant la mesure 1.1.2." in html
    assert "Fiches qui pourraient la servir" not in html
    assert FicheMesure.objects.get().fiche == fiche
    autre = FicheFactory(collectivite=engagement.collectivite, titre=VELO)
    reponse = client.post(ou_mesure(engagement), {"fiche": str(autre.pk)}, follow=True)
    assert "<b>2&nbsp;fiches</b> servent cette mesure." in reponse.content.decode()
    for perdue in ("999999", "", "un"):
        assert client.post(ou_mesure(engagement), {"fiche": perdue}).status_code == 404


def test_on_cree_une_fiche_pour_la_mesure(client: Client, engagement: Engagement) -> None:
    client.force_login(editrice(engagement))
    reponse = client.post(ou_mesure(engagement), {"creer": "1"})
    creee = Fiche.objects.get()
    assert reponse.headers["Location"] == reverse("fiche", args=[engagement.collectivite.siren, creee.pk])
    assert creee.titre == "Rouler"
    assert FicheMesure.objects.get().mesure_id == noeud("1.1.2")


def test_un_axe_montre_les_fiches_de_ses_mesures_sans_en_lier(
    client: Client, engagement: Engagement, fiche: Fiche
) -> None:
    client.force_login(editrice(engagement))
    assert (
        "Aucune fiche de vos plans ne sert encore cet axe." in client.get(ou_mesure(engagement, "1")).content.decode()
    )
    FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.2"))
    html = client.get(ou_mesure(engagement, "1")).content.decode()
    assert f">{fiche.titre}</a>" in html
    assert "<form" not in html.partition('id="fiches-mesure"')[2]
    assert client.post(ou_mesure(engagement, "1"), {"creer": "1"}).status_code == 404
    assert client.get(ou_mesure(engagement, "9.9")).status_code == 404


def test_une_lectrice_lit_ce_qui_lui_manque(client: Client, engagement: Engagement, fiche: Fiche) -> None:
    client.force_login(lectrice(engagement))
    html = client.get(ou_mesure(engagement), headers=HTMX).content.decode()
    assert "Créer une fiche demande le rôle «\u00a0Édition\u00a0»" in html
    assert "<form" not in html
    for donnees in ({"creer": "1"}, {"fiche": str(fiche.pk)}):
        assert client.post(ou_mesure(engagement), donnees).status_code == 403


def test_un_refus_de_lier_se_dit(client: Client, engagement: Engagement, fiche: Fiche) -> None:
    client.force_login(editrice(engagement))
    Engagement.objects.update(mode=Mode.ARCHIVE)
    html = client.post(ou_mesure(engagement), {"fiche": str(fiche.pk)}, headers=HTMX).content.decode()
    assert 'class="error"' in html
    assert not FicheMesure.objects.exists()


def test_la_page_de_la_mesure_demande_ses_fiches_par_leur_adresse(client: Client, engagement: Engagement) -> None:
    client.force_login(lectrice(engagement))
    ou = reverse("mesure", args=[engagement.collectivite.siren, engagement.referentiel_id, noeud("1.1.2")])
    html = client.get(ou).content.decode()
    assert f'hx-get="{ou_mesure(engagement)}" hx-trigger="revealed"' in html
    assert f'<a href="{ou_mesure(engagement)}">' in html
