"""Screens of the webhooks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.api.fabrique_webhooks import Recepteur
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.api.enums import EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.api.queries.secrets import secret_of
from cordee.journal.models import Ecriture
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
REGLAGES = {"nom": "Tableau de bord", "adresse": "https://outil.exemple.fr/x", "evenements": ["fiche.creee"]}


@pytest.fixture
def epci(client: Client) -> Collectivite:
    membre = MembreFactory(administrateur=True)
    client.force_login(membre.utilisateur)
    return membre.collectivite


def page(client: Client, nom: str, epci: Collectivite, *suite: int, **requete: str) -> str:
    reponse = client.get(reverse(nom, args=[epci.siren, *suite]), requete)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def test_la_liste_vide_propose_d_en_creer_un(client: Client, epci: Collectivite) -> None:
    contenu = page(client, "webhooks", epci)
    assert "Aucun autre outil n’est prévenu" in contenu
    assert contenu.count(reverse("webhook_creer", args=[epci.siren])) == 1


def test_la_liste_dit_la_sante_de_chacun(client: Client, epci: Collectivite) -> None:
    WebhookFactory(collectivite=epci, nom="Neuf")
    WebhookFactory(collectivite=epci, nom="Bien", reussi_le=LE)
    peine = WebhookFactory(collectivite=epci, nom="En peine", en_echec_depuis=LE, echecs=3, confidentielles=True)
    WebhookFactory(collectivite=epci, nom="Arrêté", suspendu=True, plan_ref=PlanFactory(nom="Plan vélo").pk)
    WebhookFactory(collectivite=epci, nom="Orphelin", plan_ref=999_999)
    WebhookFactory(nom="D'ailleurs")
    LivraisonFactory(webhook=peine)
    contenu = page(client, "webhooks", epci)
    for dit in ("4 outils</b> sont prévenus", "2 demandent votre attention", "Rien à envoyer encore", "Au travail",
                "En échec depuis le 10 mars 2026, 10 h", "Suspendu le 10 mars 2026", "Plan vélo", "un plan supprimé",
                "confidentiel compris"):  # fmt: skip
        assert dit in contenu, dit
    assert "D'ailleurs" not in contenu


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_de_la_liste_et_d_un_webhook_ne_depend_pas_du_nombre(
    client: Client, epci: Collectivite, nombre: int, django_assert_max_num_queries: Any
) -> None:
    fiche = FicheFactory(collectivite=epci)
    for _ in range(nombre):
        webhook = WebhookFactory(collectivite=epci, plan_ref=PlanFactory(collectivite=epci).pk)
        for _ in range(nombre):
            LivraisonFactory(webhook=webhook, numero=fiche.pk, envoyee=True)
            LivraisonFactory(webhook=webhook, objet="plan", numero=webhook.plan_ref, type="plan.modifie")
    with django_assert_max_num_queries(12):
        page(client, "webhooks", epci)
    with django_assert_max_num_queries(15):
        page(client, "webhook", epci, webhook.pk)


def test_creer_montre_le_secret_une_seule_fois(client: Client, epci: Collectivite) -> None:
    reponse = client.post(reverse("webhook_creer", args=[epci.siren]), REGLAGES)
    webhook = Webhook.objects.get()
    assert reponse.headers["Location"] == reverse("webhook_secret", args=[epci.siren, webhook.pk])
    premiere = client.get(reponse.headers["Location"])
    assert secret_of(webhook) in premiere.content.decode()
    assert premiere.headers["Cache-Control"] == "no-store"
    seconde = page(client, "webhook_secret", epci, webhook.pk)
    assert secret_of(webhook) not in seconde
    assert "ne peut pas être montré de nouveau" in seconde
    assert secret_of(webhook) not in str(list(Ecriture.objects.values_list("details", flat=True)))
    assert (webhook.evenements, webhook.confidentielles, webhook.noms) == (["fiche.creee"], False, False)


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"nom": ""}, "Donnez un nom"),
        ({"nom": "   "}, "Donnez un nom"),
        ({"nom": "a" * 121}, "120 caractères"),
        ({"adresse": ""}, "Donnez l’adresse qui reçoit"),
        ({"adresse": "http://exemple.fr"}, "commencer par https"),
        ({"adresse": "https://192.168.0.1/"}, "à l’intérieur d’un réseau"),
        ({"adresse": "https://exemple.fr/" + "a" * 500}, "500 caractères"),
        ({"evenements": []}, "Choisissez au moins un événement"),
        ({"evenements": ["essai"]}, "Cet événement n’existe pas"),
        ({"plan_ref": "12345"}, "Ce plan n’existe plus"),
    ],
)
def test_une_saisie_fausse_se_dit_et_se_garde(
    client: Client, epci: Collectivite, change: dict[str, Any], dit: str
) -> None:
    donnees = {**REGLAGES, "noms": "on", **change}
    reponse = client.post(reverse("webhook_creer", args=[epci.siren]), donnees)
    contenu = reponse.content.decode().replace("\u00a0", " ")
    assert reponse.status_code == 422
    assert dit in contenu
    assert "<title>Erreur" in contenu
    assert re.search(r'name="noms"[^>]*checked', contenu)
    for nom in ("nom", "adresse"):
        assert f'value="{donnees[nom]}"' in contenu or not donnees[nom].strip()
    assert not Webhook.objects.exists()


def test_vingt_webhooks_au_plus(client: Client, epci: Collectivite) -> None:
    for _ in range(20):
        WebhookFactory(collectivite=epci)
    reponse = client.post(reverse("webhook_creer", args=[epci.siren]), REGLAGES)
    assert reponse.status_code == 422
    assert "20 webhooks au plus" in reponse.content.decode().replace("\u00a0", " ")


def test_modifier_garde_ce_qui_n_est_pas_change_et_le_journal_le_dit(client: Client, epci: Collectivite) -> None:
    plan = PlanFactory(collectivite=epci)
    webhook = WebhookFactory(collectivite=epci, repos_jusqu_a=LE)
    assert webhook.nom in page(client, "webhook_modifier", epci, webhook.pk)
    donnees = {**REGLAGES, "plan_ref": plan.pk, "confidentielles": "on"}
    adresse = reverse("webhook_modifier", args=[epci.siren, webhook.pk])
    assert client.post(adresse, donnees).status_code == 302
    assert client.post(adresse, donnees).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.nom, webhook.plan_ref, webhook.confidentielles) == ("Tableau de bord", plan.pk, True)
    assert webhook.repos_jusqu_a is None
    ecriture = Ecriture.objects.get()
    assert ecriture.verbe == "api.modifier_webhook"
    assert ecriture.details["champs"]["plan_ref"] == [None, plan.pk]
    reponse = client.post(adresse, {**donnees, "nom": ""})
    assert reponse.status_code == 422


def test_un_plan_supprime_reste_suivi_seul_sans_s_elargir_a_tous(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci, plan_ref=999_999)
    assert "Un plan supprimé" in page(client, "webhook_modifier", epci, webhook.pk)
    adresse = reverse("webhook_modifier", args=[epci.siren, webhook.pk])
    assert client.post(adresse, {**REGLAGES, "plan_ref": 999_999}).status_code == 302
    webhook.refresh_from_db()
    assert webhook.plan_ref == 999_999


def test_un_plan_confidentiel_demande_de_comprendre_le_confidentiel(client: Client, epci: Collectivite) -> None:
    plan = PlanFactory(collectivite=epci, confidentiel=True)
    adresse = reverse("webhook_creer", args=[epci.siren])
    reponse = client.post(adresse, {**REGLAGES, "plan_ref": plan.pk})
    assert reponse.status_code == 422
    assert "Ce plan est confidentiel" in reponse.content.decode()
    assert client.post(adresse, {**REGLAGES, "plan_ref": plan.pk, "confidentielles": "on"}).status_code == 302


def test_la_page_dit_ce_qu_il_suit_et_ses_livraisons_par_pages(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci, evenements=["fiche.creee"], noms=True, confidentielles=True)
    fiche = FicheFactory(collectivite=epci, titre="Planter des haies")
    LivraisonFactory(webhook=webhook, numero=fiche.pk, envoyee=True)
    for _ in range(25):
        LivraisonFactory(webhook=webhook, etat=EtatLivraison.ECHOUEE, prochain_essai=LE, essais=1, code=500)
    contenu = page(client, "webhook", epci, webhook.pk)
    assert "Page 1 sur 2" in contenu
    assert "Planter des haies" not in contenu
    assert "Planter des haies" in page(client, "webhook", epci, webhook.pk, page="2")
    assert "Planter des haies" in page(client, "webhook", epci, webhook.pk, etat="envoyee")
    assert "Aucune livraison dans cet état" in page(client, "webhook", epci, webhook.pk, etat="abandonnee")
    assert "Page 1 sur 2" in page(client, "webhook", epci, webhook.pk, etat="inconnu")
    for dit in ("fiche.creee", "confidentiels partent aussi", "Le nom de la personne qui agit est donné"):
        assert dit in contenu


@pytest.mark.parametrize(
    ("traits", "dit"),
    [
        ({}, "envoyez un essai"),
        ({"reussi_le": LE}, "Le dernier envoi est arrivé le 10 mars 2026 à 10 h"),
        ({"en_echec_depuis": LE, "echecs": 3, "repos_jusqu_a": LE}, "3 échecs</b> de suite"),
        ({"suspendu": True}, "Suspendu par Lise Faure"),
    ],
)
def test_la_page_dit_d_abord_comment_il_va(
    client: Client, epci: Collectivite, traits: dict[str, Any], dit: str
) -> None:
    assert dit in page(client, "webhook", epci, WebhookFactory(collectivite=epci, **traits).pk)


def test_un_essai_part_tout_de_suite_et_montre_son_resultat(
    client: Client, epci: Collectivite, outil: Recepteur
) -> None:
    webhook = WebhookFactory(collectivite=epci, adresse=outil.adresse, suspendu=True)
    reponse = client.post(reverse("webhook_essayer", args=[epci.siren, webhook.pk]), follow=True)
    contenu = reponse.content.decode().replace("\u00a0", " ")
    assert outil.types == ["essai"]
    assert outil.recus[0].corps["objet"] is None
    assert "la livraison est arrivée" in contenu
    assert "merci" in contenu
    assert "cordee.evenement" in contenu


def test_un_essai_rate_dit_pourquoi_et_n_est_fait_qu_une_fois(
    client: Client, epci: Collectivite, outil: Recepteur
) -> None:
    outil.repondre(500)
    webhook = WebhookFactory(collectivite=epci, adresse=outil.adresse)
    reponse = client.post(reverse("webhook_essayer", args=[epci.siren, webhook.pk]), follow=True)
    assert "Le serveur a répondu 500" in reponse.content.decode().replace("\u00a0", " ")
    webhook.refresh_from_db()
    assert (Livraison.objects.get().etat, webhook.echecs) == ("abandonnee", 0)


def test_suspendre_puis_reprendre_en_envoyant_tout(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci)
    LivraisonFactory(webhook=webhook, essais=4, etat=EtatLivraison.ECHOUEE)
    LivraisonFactory(webhook=webhook, abandonnee=True)
    suspendre = reverse("webhook_suspendre", args=[epci.siren, webhook.pk])
    assert "ce qui arrive l&#x27;attend" in client.post(suspendre, follow=True).content.decode().replace("’", "&#x27;")
    assert "déjà suspendu" in client.post(suspendre, follow=True).content.decode()
    assert "1 livraison</b> attend, 1 a été abandonnée" in page(client, "webhook_reprendre", epci, webhook.pk)
    reprendre = reverse("webhook_reprendre", args=[epci.siren, webhook.pk])
    dit = client.post(reprendre, {"attente": "envoyer"}, follow=True).content.decode().replace("\u00a0", " ")
    assert "2 livraisons partent" in dit
    assert set(Livraison.objects.values_list("etat", "essais")) == {("a_envoyer", 0)}
    assert "suspendu" in client.post(reprendre, {"attente": "envoyer"}, follow=True).content.decode()
    assert "déjà au travail" in page(client, "webhook_reprendre", epci, webhook.pk)


def test_reprendre_sans_ce_qui_attendait(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci, suspendu=True, echecs=12, en_echec_depuis=LE)
    LivraisonFactory(webhook=webhook)
    client.post(reverse("webhook_reprendre", args=[epci.siren, webhook.pk]), {"attente": "ecarter"})
    webhook.refresh_from_db()
    assert (webhook.actif, webhook.echecs, webhook.raison) == (True, 0, "")
    assert Livraison.objects.get().etat == EtatLivraison.ECARTEE


def test_supprimer_demande_puis_efface(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci)
    LivraisonFactory(webhook=webhook)
    assert "1 livraison qui attend ne partira pas" in page(client, "webhook_supprimer", epci, webhook.pk)
    client.post(reverse("webhook_supprimer", args=[epci.siren, webhook.pk]))
    assert not Webhook.objects.exists()
    assert Ecriture.objects.get().verbe == "api.supprimer_webhook"


def test_regenerer_donne_un_autre_secret(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci)
    avant = secret_of(webhook)
    contenu = client.post(reverse("webhook_secret", args=[epci.siren, webhook.pk]), follow=True).content.decode()
    webhook.refresh_from_db()
    assert secret_of(webhook) != avant
    assert secret_of(webhook) in contenu


def test_une_cle_d_installation_changee_ne_montre_pas_de_secret(
    client: Client, epci: Collectivite, settings: Any
) -> None:
    webhook = WebhookFactory(collectivite=epci, empreinte="0" * 16)
    session = client.session
    session["webhook_secret"] = webhook.pk
    session.save()
    assert "Régénérer le secret" in page(client, "webhook_secret", epci, webhook.pk)


# -- one delivery ----------------------------------------------------------------------------------------------------
def test_une_livraison_montre_son_corps_et_la_reponse_sans_les_interpreter(client: Client, epci: Collectivite) -> None:
    webhook = WebhookFactory(collectivite=epci)
    livraison = LivraisonFactory(webhook=webhook, envoyee=True, corps='{"id":"é"}', reponse="<script>alert(1)</script>")
    contenu = page(client, "webhook_livraison", epci, webhook.pk, livraison.pk)
    assert "&quot;id&quot;: &quot;é&quot;" in contenu
    assert "<script>alert" not in contenu
    assert "200</b> en 41 ms" in contenu


@pytest.mark.parametrize(
    ("traits", "dit"),
    [
        ({}, "Elle partira dans la minute"),
        ({"abandonnee": True}, "Le serveur a répondu 500"),
        ({"etat": "echouee", "erreur": "Raté.", "code": 500, "corps": "{illisible"}, "Prochain essai le 10 mars 2026"),
        ({"etat": "ecartee", "erreur": "Rien n'est parti.", "prochain_essai": None}, "Rien n’est parti"),
    ],
)
def test_une_livraison_dit_ou_elle_en_est(client: Client, epci: Collectivite, traits: Any, dit: str) -> None:
    webhook = WebhookFactory(collectivite=epci)
    livraison = LivraisonFactory(webhook=webhook, **traits)
    assert dit in page(client, "webhook_livraison", epci, webhook.pk, livraison.pk)


def test_renvoyer_part_tout_de_suite_avec_la_fiche_d_aujourd_hui(
    client: Client, epci: Collectivite, outil: Recepteur
) -> None:
    webhook = WebhookFactory(collectivite=epci, adresse=outil.adresse)
    fiche = FicheFactory(collectivite=epci, titre="Planter")
    livraison = LivraisonFactory(webhook=webhook, numero=fiche.pk, abandonnee=True)
    adresse = reverse("webhook_renvoyer", args=[epci.siren, webhook.pk, livraison.pk])
    assert client.post(adresse).status_code == 302
    assert outil.recus[0].corps["objet"]["fiches"][0]["titre"] == "Planter"
    assert outil.recus[0].corps["id"] == str(livraison.evenement)
    livraison.refresh_from_db()
    assert (livraison.etat, livraison.essais) == ("envoyee", 1)


def test_renvoyer_qui_rate_retourne_dans_la_file(client: Client, epci: Collectivite, outil: Recepteur) -> None:
    outil.repondre(500)
    webhook = WebhookFactory(collectivite=epci, adresse=outil.adresse)
    livraison = LivraisonFactory(webhook=webhook, numero=FicheFactory(collectivite=epci).pk, abandonnee=True)
    client.post(reverse("webhook_renvoyer", args=[epci.siren, webhook.pk, livraison.pk]))
    livraison.refresh_from_db()
    assert livraison.etat == EtatLivraison.ECHOUEE
    assert livraison.prochain_essai is not None
    assert livraison.prochain_essai > LE + timedelta(days=1)


def test_une_livraison_d_un_autre_webhook_est_introuvable(client: Client, epci: Collectivite) -> None:
    webhook, autre = WebhookFactory(collectivite=epci), WebhookFactory(collectivite=epci)
    livraison = LivraisonFactory(webhook=autre)
    assert client.get(reverse("webhook_livraison", args=[epci.siren, webhook.pk, livraison.pk])).status_code == 404
    ailleurs = WebhookFactory(collectivite=CollectiviteFactory())
    assert client.get(reverse("webhook", args=[epci.siren, ailleurs.pk])).status_code == 404


def test_le_menu_ne_le_propose_qu_a_qui_administre(client: Client, epci: Collectivite) -> None:
    lien = reverse("webhooks", args=[epci.siren])
    assert lien in client.get(reverse("membres", args=[epci.siren])).content.decode()
    client.force_login(MembreFactory(editeur=True, collectivite=epci).utilisateur)
    assert lien not in client.get(reverse("membres", args=[epci.siren])).content.decode()
