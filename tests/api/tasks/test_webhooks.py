"""The beat delivers, once a day it looks at lateness and cleans, and people are told in the words of the day."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from tests.api.fabrique_webhooks import Recepteur
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.plans.factories import LE, FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.api.actions.prevenir import prevenir_abandon, prevenir_suspension
from cordee.api.actions.webhooks import modifier_webhook, remettre_en_file, reprendre_webhook
from cordee.api.models import Livraison, Webhook
from cordee.comptes.actions.notifications import Message, rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.fiches import modifier_fiche
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Ronde
from cordee.socle.travaux import battre

pytestmark = pytest.mark.django_db


@pytest.fixture
def administratrice() -> Utilisateur:
    return MembreFactory(administrateur=True).utilisateur


@pytest.fixture
def webhook(administratrice: Utilisateur) -> Webhook:
    return WebhookFactory(collectivite=administratrice.roles.get().collectivite, nom="Carte")


def test_un_battement_repere_et_livre(outil: Recepteur, webhook: Webhook, administratrice: Utilisateur) -> None:
    Webhook.objects.update(adresse=outil.adresse)
    fiche = FicheFactory(collectivite=webhook.collectivite)
    modifier_fiche(fiche, {"titre": "Planter"}, par=administratrice, le=LE)
    assert "api.livrer_webhooks" in battre(LE + timedelta(seconds=30))
    assert outil.types == ["fiche.modifiee"]
    assert "api.livrer_webhooks" not in battre(LE + timedelta(seconds=40))


def test_chaque_jour_les_retards_et_le_menage(webhook: Webhook) -> None:
    FicheFactory(collectivite=webhook.collectivite, en_cours=True, fin=date(2026, 3, 9))
    vieille = LivraisonFactory(webhook=webhook, cree_le=LE - timedelta(days=40), prochain_essai=None, envoyee=True)
    Ronde.objects.create(code="api.constater_retards", reussie_le=LE - timedelta(days=2))
    faites = battre(LE)
    assert {"api.constater_retards", "api.purger_livraisons"} <= set(faites)
    assert not Livraison.objects.filter(pk=vieille.pk).exists()
    assert Livraison.objects.get().type == "fiche.en_retard"


def test_la_commande_livre_une_fois(outil: Recepteur, webhook: Webhook, administratrice: Utilisateur) -> None:
    Webhook.objects.update(adresse=outil.adresse)
    fiche = FicheFactory(collectivite=webhook.collectivite)
    modifier_fiche(fiche, {"titre": "Planter"}, par=administratrice, le=timezone.now())
    sortie = StringIO()
    call_command("livrer_webhooks", stdout=sortie)
    assert sortie.getvalue() == "1 livraison de plus en file, 1 arrivée.\n"


def dire() -> list[Message | None]:
    notifications = list(Notification.objects.order_by("pk"))
    mots = rediger_notifications(notifications, le=LE)
    return [mot if isinstance(mot, Message) else None for mot in (mots[n.pk] for n in notifications)]


def test_un_abandon_se_dit_tant_qu_il_en_reste(webhook: Webhook) -> None:
    LivraisonFactory(webhook=webhook, abandonnee=True)
    LivraisonFactory(webhook=webhook, abandonnee=True, type="essai")
    prevenir_abandon(webhook, le=LE)
    prevenir_abandon(webhook, le=LE + timedelta(minutes=1))
    (message,) = dire()
    assert message is not None
    assert message.titre == "Webhook « Carte » : 1 livraison abandonnée"
    assert message.lien == webhook.get_absolute_url()
    Livraison.objects.all().delete()
    assert dire() == [None]


def test_une_suspension_se_dit_tant_qu_elle_dure_et_a_qui_administre(
    webhook: Webhook, administratrice: Utilisateur
) -> None:
    Webhook.objects.update(actif=False, raison="aucun envoi n'arrive")
    webhook.refresh_from_db()
    prevenir_suspension(webhook, le=LE)
    (message,) = dire()
    assert message is not None
    assert "aucun envoi n'arrive" in message.detail
    reprendre_webhook(webhook, envoyer_attente=True, par=administratrice, le=LE)
    assert Notification.objects.get().etat == "annulee"
    assert dire() == [None]
    Webhook.objects.update(actif=False)
    administratrice.roles.update(role="edition")
    assert dire() == [None]
    Webhook.objects.all().delete()
    assert dire() == [None]


def test_un_webhook_ou_une_livraison_qui_n_existe_plus_se_dit(webhook: Webhook, administratrice: Utilisateur) -> None:
    livraison = LivraisonFactory(webhook=webhook)
    Livraison.objects.all().delete()
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        remettre_en_file(livraison, par=administratrice, le=LE)
    Webhook.objects.all().delete()
    with pytest.raises(DonneeRefusee, match="supprimé entre-temps"):
        modifier_webhook(webhook, {}, par=administratrice, le=LE)


def test_l_action_refuse_tout_d_un_coup(webhook: Webhook, administratrice: Utilisateur) -> None:
    champs = {"nom": " ", "adresse": "ftp://x", "evenements": [], "plan_ref": 99_999}
    with pytest.raises(DonneeRefusee) as refus:
        modifier_webhook(webhook, champs, par=administratrice, le=LE)
    assert len(refus.value.messages) == 4


def test_une_livraison_deja_prise_ne_part_pas_deux_fois(webhook: Webhook, administratrice: Utilisateur) -> None:
    from cordee.api.actions.webhooks import _envoyer_a_l_ecran

    livraison = LivraisonFactory(webhook=webhook, prochain_essai=LE + timedelta(minutes=2))
    assert _envoyer_a_l_ecran(livraison, LE).essais == 0
    assert str(livraison) == "fiche.modifiee a_envoyer (0)"
    assert str(webhook) == "Carte"
