"""The private side: settings, publishing, preview, taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import FicheFactory, PlanFactory
from tests.publication.factories import JAMAIS, TOUT, PublicationFactory, fiche_riche
from tests.publication.lecture import lire, texte
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Plan
from cordee.publication.models import PublicationPlan

pytestmark = pytest.mark.django_db
SAISIE = {"adresse": "plan-climat", "noms": "elus", "montre_structures": "on", "presentation": "Un plan."}


@pytest.fixture
def plan() -> Plan:
    un: Plan = PlanFactory(nom="Plan climat")
    return un


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def ou(plan: Plan, nom: str = "publication", *reste: object) -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk, *reste])


def test_enregistrer_ne_publie_pas_publier_publie(lise: Client, plan: Plan) -> None:
    page = lise.post(ou(plan), SAISIE, follow=True)
    assert "La page n'est pas en ligne." in texte(page)
    assert lise.get("/public/plan-climat/").status_code == 404
    page = lise.post(ou(plan), {**SAISIE, "geste": "publier"}, follow=True)
    assert "la page publique est en ligne" in texte(page)
    assert "Ce plan est <b>en ligne</b>" in texte(page)
    assert lise.get("/public/plan-climat/").status_code == 200
    publication = PublicationPlan.objects.get()
    assert (publication.noms, publication.montre_structures, publication.montre_indicateurs) == ("elus", True, False)
    assert "A publié le plan" in texte(page)


def test_une_publication_se_programme(lise: Client, plan: Plan) -> None:
    demain = timezone.localdate() + timedelta(days=1)
    saisie = {**SAISIE, "debut": demain.strftime("%d/%m/%Y"), "geste": "publier"}
    page = texte(lise.post(ou(plan), saisie, follow=True))
    assert "la page paraîtra le" in page
    assert "Ce plan paraîtra <b>le" in page
    assert lise.get("/public/plan-climat/").status_code == 404


@pytest.mark.parametrize(
    ("faute", "mot"),
    [
        ({"adresse": ""}, "Donnez une adresse"),
        ({"adresse": "Plan Climat"}, "sans accent"),
        ({"adresse": "x" * 90}, "dépasse 80 caractères"),
        ({"adresse": "prise"}, "mène déjà à un autre plan"),
        ({"debut": "32/13/2026"}, "n'est pas une date"),
        ({"debut": "02/05/2026", "fin": "01/05/2026"}, "disparaîtrait avant de paraître"),
        ({"contact_courriel": "pas un courriel"}, "ne se lit pas"),
        ({"contact_telephone": "0" * 50}, "dépasse 40 caractères"),
        ({"presentation": "x" * 10_001}, "dépasse 10 000 caractères"),
        ({"noms": "tout-le-monde"}, "Ce choix n'existe pas"),
        ({"noms": ""}, "Choisissez quels noms"),
        ({"fin": "01/01/2020", "geste": "publier"}, "qui est passé"),
    ],
)
def test_une_saisie_impossible_est_dite_et_gardee(lise: Client, plan: Plan, faute: dict[str, str], mot: str) -> None:
    PublicationFactory(adresse="prise")
    reponse = lise.post(ou(plan), {**SAISIE, **faute})
    assert reponse.status_code == 422
    assert mot in texte(reponse)
    assert "Erreur :" in texte(reponse)
    assert not PublicationPlan.objects.filter(plan=plan, publiee_le__isnull=False).exists()


def test_un_plan_confidentiel_ne_se_publie_pas_depuis_la_page(lise: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    reponse = lise.post(ou(plan), {**SAISIE, "geste": "publier"})
    assert reponse.status_code == 422
    assert "Ce plan est confidentiel" in texte(reponse)


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({}, "Ce plan est <b>en ligne</b> : chacun lit ses 0 action."),
        ({"fin": timezone.localdate()}, ", jusqu'au"),
        ({"fin": timezone.localdate() - timedelta(days=1)}, "Ce plan n'est plus en ligne depuis"),
        ({"retiree": True}, "retiré du site public"),
        ({"brouillon": True}, "pas public"),
        ({"plan__confidentiel": True}, "sa page est cachée"),
    ],
)
def test_la_page_dit_ou_en_est_la_publication(client: Client, champs: dict[str, Any], mot: str) -> None:
    publication = PublicationFactory(**champs)
    client.force_login(MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur)
    assert mot in texte(client.get(ou(publication.plan)))


def test_la_page_dit_ce_qui_merite_un_regard(lise: Client, plan: Plan) -> None:
    fiche = fiche_riche(plan)
    FicheFactory(dans=plan, titre="Nue", statut="")
    FicheFactory(dans=plan, confidentielle=True)
    page = texte(lise.get(ou(plan)))
    for mot in (
        "2 actions", "1 fiche confidentielle reste ici", "1 fiche contient",
        reverse("fiche", args=[plan.collectivite.siren, fiche.pk]),
        "sans statut", "1 fiche n'a que son titre",
    ):  # fmt: skip
        assert mot in page, mot


def test_une_lectrice_voit_l_etat_et_l_apercu_sans_formulaire(client: Client) -> None:
    publication = PublicationFactory()
    client.force_login(MembreFactory(lecteur=True, collectivite=publication.plan.collectivite).utilisateur)
    page = texte(client.get(ou(publication.plan)))
    assert "Publier un plan demande le rôle « Édition »" in page.replace("\xa0", " ")
    assert '<form method="post" class="pl-formulaire"' not in page
    assert f"http://testserver/public/{publication.adresse}/" in page
    assert client.post(ou(publication.plan), SAISIE).status_code == 403


def test_l_apercu_est_exactement_ce_que_le_public_lira(lise: Client, plan: Plan) -> None:
    publication = PublicationFactory(plan=plan, brouillon=True, **TOUT)
    fiche = fiche_riche(plan)
    apercus = [
        lise.get(ou(plan, nom)) for nom in ("apercu_plan", "apercu_fiches", "apercu_indicateurs", "apercu_donnees")
    ]
    apercus.append(lise.get(ou(plan, "apercu_fiche", fiche.pk)))
    for apercu in apercus:
        page = texte(apercu)
        assert apercu.status_code == 200
        assert "Aperçu." in page
        assert '<meta name="robots" content="noindex">' in page
        assert f"/public/{publication.adresse}/" not in page
        for mot in JAMAIS:
            assert mot not in page
    publication.publiee_le = timezone.now()
    publication.save()
    publique, privee = (
        texte(r).split('id="contenu"')[1].split("</main>")[0]
        for r in (lire(lise, "public_fiche", publication, fiche.pk), apercus[-1])
    )
    commun = publique.replace(f"/public/{publication.adresse}/", "/X/")
    assert privee.replace(ou(plan, "apercu_plan"), "/X/").replace("Plan des pistes", "") == commun.replace(
        f'<a href="/X/documents/{fiche.documents.get(document__confidentiel=False).document_id}/">Plan des pistes</a>',
        "",
    )


def test_l_apercu_existe_avant_tout_reglage(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="Relier les bourgs")
    assert "Relier les bourgs" in texte(lise.get(ou(plan, "apercu_fiches")))
    assert not PublicationPlan.objects.exists()


def test_retirer_demande_confirmation_puis_retire(lise: Client, plan: Plan) -> None:
    publication = PublicationFactory(plan=plan)
    assert "Garder en ligne" in texte(lise.get(ou(plan, "publication_retirer")))
    assert lire(lise, "public_plan", publication).status_code == 200
    page = texte(lise.post(ou(plan, "publication_retirer"), follow=True))
    assert "Le plan n'est plus public" in page
    assert lire(lise, "public_plan", publication).status_code == 410


def test_la_tete_du_plan_mene_a_sa_page_publique(lise: Client, plan: Plan) -> None:
    assert ou(plan) in texte(lise.get(plan.get_absolute_url()))
