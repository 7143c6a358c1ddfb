"""The entrance of the public site, and its pages of words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import FicheFactory, placer
from tests.publication.factories import PublicationFactory
from tests.publication.lecture import texte
from tests.territoires.factories import CollectiviteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


def test_le_portail_range_les_plans_par_territoire(client: Client) -> None:
    collectivite = CollectiviteFactory(nom="CC du Sérac", fictive=True)
    for nom in ("Plan vélo", "Plan climat"):
        publication = PublicationFactory(
            plan__collectivite=collectivite, plan__nom=nom, presentation="## Pour *tous*\n- oui"
        )
    FicheFactory(dans=publication.plan, realisee=True)
    PublicationFactory(plan__nom="Brouillon", brouillon=True)
    page = texte(client.get(reverse("public")))
    assert page.count("CC du Sérac") == 1
    for mot in ("Plan vélo", "Plan climat", "L'action du plan est réalisée.", "données fictives", "Pour tous oui"):
        assert mot in page
    assert "Brouillon" not in page
    assert "2 plans à lire" in page


def test_sans_plan_le_portail_le_dit(client: Client) -> None:
    page = texte(client.get(reverse("public")))
    assert "Aucun plan n'est encore publié ici." in page
    assert 'role="search"' not in page
    assert "Aucune action pour" in texte(client.get(reverse("public"), {"q": "eau"}))


def test_une_recherche_trouve_plans_et_fiches_chaque_fiche_une_fois(client: Client) -> None:
    petr, epci = PublicationFactory(plan__nom="Plan du PETR"), PublicationFactory(plan__nom="Plan des rivières")
    fiche = FicheFactory(dans=epci.plan, titre="Restaurer les rivières")
    placer(fiche, petr.plan)
    page = texte(client.get(reverse("public"), {"q": "rivière"}))
    assert page.count("Restaurer les rivières") == 1
    assert reverse("public_fiche", args=[epci.adresse, fiche.pk]) in page
    assert "Plan des rivières" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Aucun plan ne porte ces mots" in texte(client.get(reverse("public"), {"q": "tramway"}))
    assert client.get(reverse("public"), {"q": "(((\0"}).status_code == 200


def test_on_choisit_un_territoire_ou_un_type_de_plan_et_l_adresse_le_garde(client: Client) -> None:
    ici = CollectiviteFactory(nom="CC du Sérac", nature="epci", region="93", departements="05,04", population=18_000)
    la_bas = CollectiviteFactory(nom="Pays du Goyen", nature="petr", region="53", departements="29", population=60_000)
    ailleurs = CollectiviteFactory(nom="CC des Abers", nature="epci", region="53", departements="29", population=None)
    for collectivite in (ici, la_bas, ailleurs):
        FicheFactory(dans=PublicationFactory(plan__collectivite=collectivite).plan, titre="Rouler à vélo")
    page = texte(client.get(reverse("public")))
    assert "Bretagne (2)" in page
    assert "Hautes-Alpes (05) (1)" in page
    page = texte(client.get(reverse("public"), {"region": "53", "nature": "epci"}))
    assert ("CC des Abers" in page, "Pays du Goyen" in page, "CC du Sérac" in page) == (True, False, False)
    assert "<b>1 plan</b> de 1 territoire répond." in page
    assert "?region=53" in page
    assert '<meta name="robots" content="noindex">' in page
    page = texte(client.get(reverse("public"), {"departement": "04", "q": "vélo"}))
    assert "1 action pour" in page
    assert "CC des Abers" in texte(client.get(reverse("public"), {"region": "zz"})), (
        "what means nothing filters nothing"
    )


def test_le_portail_se_lit_en_autant_de_requetes_quel_que_soit_le_nombre_de_plans(client: Client) -> None:
    def requetes(**parametres: Any) -> int:
        with CaptureQueriesContext(connection) as comptees:
            client.get(reverse("public"), parametres)
        return len(comptees)

    FicheFactory(dans=PublicationFactory().plan, titre="Vélos")
    avant = requetes(), requetes(q="vélo")
    for _ in range(3):
        FicheFactory(dans=PublicationFactory().plan, titre="Vélos")
    assert (requetes(), requetes(q="vélo")) == avant
    assert max(avant) <= 10


def test_l_accessibilite_est_dite_telle_qu_elle_est(client: Client) -> None:
    PublicationFactory(contact_courriel="climat@serac.example")
    page = texte(client.get(reverse("public_accessibilite")))
    for mot in ("non conformes", "aucun audit", "RGAA", "Défenseur des droits", "climat@serac.example"):
        assert mot in page


def test_les_mentions_disent_qui_publie_ou_que_ce_n_est_pas_dit(client: Client, settings: Any) -> None:
    assert "n'a pas encore dit qui édite le site" in texte(client.get(reverse("public_mentions")))
    settings.CORDEE_EDITEUR, settings.CORDEE_HEBERGEUR = "PETR des Combes\n1 place haute", "Hébergeur des Combes"
    settings.CORDEE_CONTACT = "contact@combes.example"
    page = texte(client.get(reverse("public_mentions")))
    for mot in ("PETR des Combes<br>1 place haute", "Hébergeur des Combes", "contact@combes.example", "aucun cookie"):
        assert mot in page
