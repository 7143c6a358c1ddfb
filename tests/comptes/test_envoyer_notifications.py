"""Messages: gathered, at their hour, tried again, and left by one click."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from tests.comptes.factories import UtilisateurFactory
from tests.comptes.factories_notifications import GENRE, LE, NotificationFactory, genre_essai
from tests.socle.lancement import lancer

from cordee.comptes.actions.envoi import (
    CONSERVATION,
    ESSAIS_MAX,
    PAR_MESSAGE,
    REPRISES,
    envoyer_notifications,
    purger_notifications,
)  # fmt: skip
from cordee.comptes.enums import EtatNotification, Frequence
from cordee.comptes.models import Notification, PreferenceNotification, ReglageNotification, Utilisateur
from cordee.comptes.tasks import envoyer, purger

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
UNE_MINUTE = timedelta(minutes=1)


class ServeurCapricieux(EmailBackend):
    """Refuses the addresses of `REFUSEES`, as a mail server that is away."""

    REFUSEES: set[str] = set()

    def send_messages(self, email_messages: Any) -> int:
        if any(adresse in self.REFUSEES for message in email_messages for adresse in message.to):
            raise SMTPServerDisconnected("le serveur a coupé")
        return super().send_messages(email_messages)


@pytest.fixture(autouse=True)
def genre():
    with genre_essai() as demandes:
        yield demandes


@pytest.fixture
def hugo() -> Utilisateur:
    return UtilisateurFactory(prenom="Hugo", email="hugo@exemple.fr")


@pytest.fixture
def capricieux(settings, hugo: Utilisateur) -> set[str]:
    settings.EMAIL_BACKEND = f"{__name__}.ServeurCapricieux"
    ServeurCapricieux.REFUSEES = {hugo.email}
    return ServeurCapricieux.REFUSEES


def etats() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("etat", flat=True))


def test_un_message_dit_la_nouvelle_et_mene_a_la_page(hugo: Utilisateur, settings) -> None:
    settings.CORDEE_ADRESSE = "https://cordee.exemple.fr"
    NotificationFactory(destinataire=hugo, objet_id="12", parametres={"detail": "Échéance : 1 mai", "lieu": "PCAET"})
    assert envoyer_notifications(le=LE) == 1
    (courriel,) = mail.outbox
    assert courriel.subject == "La fiche 12 vous est confiée"
    assert courriel.to == ["hugo@exemple.fr"]
    assert courriel.body.startswith(
        "Bonjour Hugo,\n\nPCAET\n\n- La fiche 12 vous est confiée\n  Échéance\u00a0: 1 mai\n"
    )
    assert "https://cordee.exemple.fr/fiches/12/" in courriel.body
    html, genre = courriel.alternatives[0]  # type: ignore[attr-defined]
    assert genre == "text/html"
    assert 'href="https://cordee.exemple.fr/fiches/12/"' in html
    lien = courriel.extra_headers["List-Unsubscribe"]
    assert lien.startswith("<https://cordee.exemple.fr/notifications/desabonnement/")
    assert lien.strip("<>") in courriel.body
    assert courriel.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert courriel.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    notification = Notification.objects.get()
    assert (notification.etat, notification.envoyee_le) == (EtatNotification.ENVOYEE, LE)
    assert envoyer_notifications(le=LE + UNE_MINUTE) == 0


def test_le_delai_laisse_le_temps_de_se_raviser(hugo: Utilisateur) -> None:
    NotificationFactory(destinataire=hugo, envoyer_apres=LE + timedelta(minutes=15))
    assert envoyer_notifications(le=LE + timedelta(minutes=14)) == 0
    assert envoyer_notifications(le=LE + timedelta(minutes=15)) == 1


def test_une_personne_recoit_un_seul_message_range_par_lieu(hugo: Utilisateur) -> None:
    for lieu in ("PCAET", "CRTE", "PCAET"):
        NotificationFactory(destinataire=hugo, parametres={"lieu": lieu})
    NotificationFactory()
    assert envoyer_notifications(le=LE) == 2
    (sien,) = [courriel for courriel in mail.outbox if courriel.to == [hugo.email]]
    assert sien.subject == "3 nouvelles dans Cordée, dont CRTE"
    assert sien.body.index("CRTE") < sien.body.index("PCAET")
    assert sien.body.count("PCAET") == 1
    assert sien.body.count("vous est confiée") == 3


def test_un_tres_long_message_renvoie_a_l_application(hugo: Utilisateur) -> None:
    for _ in range(PAR_MESSAGE + 2):
        NotificationFactory(destinataire=hugo)
    envoyer_notifications(le=LE)
    assert mail.outbox[0].body.count("vous est confiée") == PAR_MESSAGE
    assert "Et 2 autres : http://localhost:8000/notifications/" in mail.outbox[0].body
    assert set(etats()) == {"envoyee"}


def test_ce_qui_ne_merite_plus_d_etre_dit_s_annule_a_l_envoi(hugo: Utilisateur) -> None:
    NotificationFactory(destinataire=hugo, parametres={"perimee": True})
    NotificationFactory(destinataire=UtilisateurFactory(inactif=True))
    assert envoyer_notifications(le=LE) == 0
    assert etats() == ["annulee", "annulee"]


def test_ce_qui_est_lu_ou_refuse_par_courriel_reste_dans_l_application(hugo: Utilisateur) -> None:
    NotificationFactory(destinataire=hugo, lue_le=LE)
    sobre = UtilisateurFactory()
    PreferenceNotification.objects.create(utilisateur=sobre, genre=GENRE, courriel=False)
    NotificationFactory(destinataire=sobre)
    muette = UtilisateurFactory()
    ReglageNotification.objects.create(utilisateur=muette, frequence=Frequence.JAMAIS)
    NotificationFactory(destinataire=muette)
    assert envoyer_notifications(le=LE) == 0
    assert etats() == ["sans_courriel"] * 3


@pytest.mark.parametrize(
    ("frequence", "depart"),
    [
        (Frequence.IMMEDIAT, datetime(2026, 4, 8, 11, 30, tzinfo=PARIS)),
        (Frequence.QUOTIDIEN, datetime(2026, 4, 9, 7, 0, tzinfo=PARIS)),
        (Frequence.HEBDOMADAIRE, datetime(2026, 4, 13, 7, 0, tzinfo=PARIS)),
    ],
)
def test_chacun_choisit_sa_frequence(hugo: Utilisateur, frequence: Frequence, depart: datetime) -> None:
    """Due on Wednesday 8 April at 11:30."""
    ReglageNotification.objects.create(utilisateur=hugo, frequence=frequence)
    NotificationFactory(destinataire=hugo)
    assert envoyer_notifications(le=depart - UNE_MINUTE) == 0
    assert envoyer_notifications(le=depart) == 1


class TestServeurAbsent:
    def test_on_reessaie_en_s_espacant_puis_on_renonce(self, hugo: Utilisateur, capricieux: set[str], caplog) -> None:
        NotificationFactory(destinataire=hugo)
        NotificationFactory()
        le = LE
        assert envoyer_notifications(le=le) == 1
        for reprise in REPRISES[:-1]:
            assert envoyer_notifications(le=le + reprise - UNE_MINUTE) == 0
            assert etats() == ["en_attente", "envoyee"]
            le += reprise
            envoyer_notifications(le=le)
        notification = Notification.objects.get(destinataire=hugo)
        assert (notification.etat, notification.essais) == (EtatNotification.ECHOUEE, ESSAIS_MAX)
        assert notification.erreur == "le serveur a coupé"
        assert len(mail.outbox) == 1
        assert "courriel non parti" in caplog.text

    def test_le_serveur_revenu_tout_part(self, hugo: Utilisateur, capricieux: set[str]) -> None:
        NotificationFactory(destinataire=hugo)
        envoyer_notifications(le=LE)
        capricieux.clear()
        assert envoyer_notifications(le=LE + REPRISES[0]) == 1
        notification = Notification.objects.get()
        assert (notification.etat, notification.erreur, notification.essais) == ("envoyee", "", 2)

    def test_qui_recoit_une_fois_par_jour_n_attend_pas_le_lendemain(
        self, hugo: Utilisateur, capricieux: set[str]
    ) -> None:
        ReglageNotification.objects.create(utilisateur=hugo, frequence=Frequence.QUOTIDIEN)
        NotificationFactory(destinataire=hugo)
        matin = datetime(2026, 4, 9, 7, 0, tzinfo=PARIS)
        envoyer_notifications(le=matin)
        capricieux.clear()
        assert envoyer_notifications(le=matin + REPRISES[0]) == 1

    def test_une_redaction_fautive_se_reessaie_aussi(self, hugo: Utilisateur) -> None:
        NotificationFactory(destinataire=hugo, parametres={"panne": True})
        assert envoyer_notifications(le=LE) == 0
        assert etats() == ["en_attente"]
        Notification.objects.update(parametres={})
        assert envoyer_notifications(le=LE + REPRISES[0]) == 1


@pytest.mark.parametrize("nombre", [1, 5])
def test_l_envoi_lit_autant_quel_que_soit_le_nombre_de_nouvelles(
    hugo: Utilisateur, nombre: int, django_assert_num_queries
) -> None:
    for _ in range(nombre):
        NotificationFactory(destinataire=hugo)
    with django_assert_num_queries(6):
        envoyer_notifications(le=LE)


def test_les_vieilles_notifications_s_effacent() -> None:
    NotificationFactory(cree_le=LE - CONSERVATION)
    NotificationFactory(cree_le=LE - CONSERVATION - UNE_MINUTE)
    assert purger_notifications(le=LE) == 1
    purger(LE + CONSERVATION + UNE_MINUTE)
    assert not Notification.objects.exists()


def test_la_ronde_et_la_commande_envoient(hugo: Utilisateur, capsys) -> None:
    NotificationFactory(destinataire=hugo)
    envoyer(LE)
    assert len(mail.outbox) == 1
    NotificationFactory(destinataire=hugo)
    assert lancer(capsys, "envoyer_notifications") == (0, "1 courriel parti.\n", "")
