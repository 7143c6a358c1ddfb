"""When the public pages answer, and how: states, addresses, cache, cookies, search engines."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import LE, FicheFactory, placer
from tests.publication.factories import TOUT, PublicationFactory, fiche_riche
from tests.publication.lecture import FICHIERS, PAGES, lire, texte
from tests.territoires.factories import MembreFactory

from cordee.publication.actions import depublier_plan, regler_publication
from cordee.publication.models import AncienneAdresse, PublicationPlan

pytestmark = pytest.mark.django_db


def decaler(jours: int):  # type: ignore[no-untyped-def]
    return timezone.localdate() + timedelta(days=jours)


@pytest.mark.parametrize("nom", [*PAGES, *FICHIERS])
@pytest.mark.parametrize(
    ("etat", "statut"),
    [
        ("publiee", 200), ("brouillon", 404), ("programmee", 404), ("confidentielle", 404), ("retiree", 410),
        ("terminee", 410),
    ],
)  # fmt: skip
def test_une_page_repond_selon_l_etat_de_la_publication(client: Client, nom: str, etat: str, statut: int) -> None:
    publication = {
        "publiee": lambda: PublicationFactory(debut=decaler(0), fin=decaler(0)),
        "brouillon": lambda: PublicationFactory(brouillon=True),
        "programmee": lambda: PublicationFactory(debut=decaler(1)),
        "confidentielle": lambda: PublicationFactory(plan__confidentiel=True),
        "retiree": lambda: PublicationFactory(retiree=True),
        "terminee": lambda: PublicationFactory(fin=decaler(-1)),
    }[etat]()
    reponse = lire(client, nom, publication)
    assert reponse.status_code == statut
    if statut != 200:
        assert publication.plan.nom not in texte(reponse)
        assert "Voir les plans publics" in texte(reponse)
        assert publication.plan.nom not in texte(client.get(reverse("public")))


def test_une_adresse_que_personne_n_a_est_introuvable(client: Client) -> None:
    reponse = client.get("/public/inconnue/")
    assert reponse.status_code == 404
    assert "Ce chemin ne mène nulle part." in texte(reponse)


def test_ce_qui_est_retire_ne_se_lit_plus_a_la_requete_suivante(client: Client) -> None:
    publication = PublicationFactory()
    etiquette = lire(client, "public_plan", publication).headers["ETag"]
    ou = reverse("public_plan", args=[publication.adresse])
    assert client.get(ou, headers={"If-None-Match": etiquette}).status_code == 304
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    depublier_plan(publication.plan, par=lise, le=LE)
    assert client.get(ou, headers={"If-None-Match": etiquette}).status_code == 410


@pytest.mark.parametrize("nom", [*PAGES, *FICHIERS])
def test_une_page_se_revalide_sans_cookie_ni_script(client: Client, nom: str) -> None:
    reponse = lire(client, nom, PublicationFactory())
    assert (reponse.headers["Cache-Control"], reponse.cookies) == ("no-cache", {})
    assert reponse.headers["ETag"] if nom != "public_xlsx" else True
    assert b"<script" not in reponse.content
    assert b"csrfmiddlewaretoken" not in reponse.content


def test_une_personne_connectee_lit_la_meme_page_que_tout_le_monde(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(publication.plan)
    pages = [lire(client, nom, publication).content for nom in PAGES]
    pages.append(lire(client, "public_fiche", publication, fiche.pk).content)
    client.force_login(MembreFactory(administrateur=True, collectivite=publication.plan.collectivite).utilisateur)
    assert [*(lire(client, nom, publication).content for nom in PAGES)] == pages[:-1]
    assert lire(client, "public_fiche", publication, fiche.pk).content == pages[-1]


def test_une_ancienne_adresse_mene_a_la_nouvelle_avec_ses_parametres(client: Client) -> None:
    publication = PublicationFactory(adresse="nouvelle")
    AncienneAdresse.objects.create(publication=publication, adresse="ancienne", quittee_le=LE)
    reponse = client.get(f"{reverse('public_fiches', args=['ancienne'])}?q=eau")
    assert (reponse.status_code, reponse.headers["Location"]) == (301, "/public/nouvelle/fiches/?q=eau")
    assert reponse.headers["Cache-Control"] == "no-cache"
    PublicationPlan.objects.update(publiee_le=None, retiree_le=LE)
    assert client.get(reverse("public_plan", args=["ancienne"])).status_code == 410


def test_changer_d_adresse_n_interrompt_rien(client: Client) -> None:
    publication = PublicationFactory(adresse="une")
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    regler_publication(publication.plan, {"adresse": "autre"}, par=lise, le=LE)
    assert client.get("/public/une/", follow=True).redirect_chain == [("/public/autre/", 301)]


@pytest.mark.parametrize("nom", [*PAGES, *FICHIERS])
def test_une_page_publique_ne_s_ecrit_pas(client: Client, nom: str) -> None:
    publication = PublicationFactory()
    assert client.post(reverse(nom, args=[publication.adresse])).status_code == 405


def test_chaque_page_a_son_titre_sa_description_et_son_adresse_canonique(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(publication.plan)
    reponses = [lire(client, nom, publication) for nom in PAGES]
    reponses.append(lire(client, "public_fiche", publication, fiche.pk))
    reponses += [client.get(reverse(nom)) for nom in ("public", "public_accessibilite", "public_mentions")]
    titres = set()
    for reponse in reponses:
        page = texte(reponse)
        titres.add(page.split("<title>")[1].split("</title>")[0])
        assert page.count("<h1") == 1
        assert '<meta name="description" content="' in page
        assert f'<link rel="canonical" href="http://testserver{reponse.wsgi_request.path}">' in page
        assert 'property="og:title"' in page
    assert len(titres) == len(reponses)


def test_une_page_hors_des_moteurs_le_dit_et_quitte_le_plan_du_site(client: Client) -> None:
    publication = PublicationFactory(indexable=False)
    FicheFactory(dans=publication.plan)
    assert '<meta name="robots" content="noindex">' in texte(lire(client, "public_plan", publication))
    assert publication.adresse not in texte(client.get(reverse("public_plan_du_site")))


def test_le_plan_du_site_donne_chaque_fiche_une_fois_a_son_adresse_canonique(client: Client) -> None:
    petr, epci = PublicationFactory(adresse="petr"), PublicationFactory(adresse="epci", montre_indicateurs=False)
    partagee = FicheFactory(dans=epci.plan)
    placer(partagee, petr.plan)
    FicheFactory(dans=epci.plan, confidentielle=True)
    racine = ElementTree.fromstring(client.get(reverse("public_plan_du_site")).content)
    adresses = [str(loc.text).removeprefix("http://testserver") for loc in racine.iter() if loc.tag.endswith("loc")]
    assert len(adresses) == len(set(adresses))
    assert [a for a in adresses if "/fiches/" in a and a.count("/") == 5] == [f"/public/epci/fiches/{partagee.pk}/"]
    assert "/public/epci/indicateurs/" not in adresses
    for adresse in adresses:
        assert client.get(adresse).status_code == 200
    page = texte(lire(client, "public_fiche", petr, partagee.pk))
    assert f'<link rel="canonical" href="http://testserver/public/epci/fiches/{partagee.pk}/">' in page


def test_les_robots_ne_lisent_que_les_pages_publiques(client: Client) -> None:
    lignes = texte(client.get("/robots.txt")).splitlines()
    assert {"Allow: /public/", "Allow: /pcaet/", "Disallow: /"} <= set(lignes)
    assert lignes[-1] == "Sitemap: http://testserver/public/plan-du-site.xml"
