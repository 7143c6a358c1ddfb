"""The list of notifications, their settings, and leaving by the link of an e-mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.comptes.factories_notifications import GENRE, LE, NotificationFactory, genre_essai
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import genres_declares
from cordee.comptes.actions.preferences import desabonner, jeton_desabonnement, lire_jeton, regler_notifications
from cordee.comptes.enums import Frequence
from cordee.comptes.models import Notification, PreferenceNotification, ReglageNotification, Utilisateur
from cordee.comptes.queries import frequence_of, preferences_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def genre():
    with genre_essai() as demandes:
        yield demandes


@pytest.fixture
def zoe(client: Client) -> Utilisateur:
    compte = UtilisateurFactory()
    client.force_login(compte)
    return compte


def lire(reponse) -> str:
    texte = reponse.content.decode().replace("&nbsp;", " ").replace("&#8239;", " ")
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


class TestListe:
    def test_vide_elle_dit_ce_qui_y_viendra(self, client: Client, zoe: Utilisateur) -> None:
        page = lire(client.get(reverse("comptes:notifications")))
        assert "Rien à signaler." in page
        assert "Aucune notification" in page

    def test_elle_dit_ce_qui_est_non_lu(self, client: Client, zoe: Utilisateur) -> None:
        notification = NotificationFactory(
            destinataire=zoe, objet_id="12", auteur=UtilisateurFactory(prenom="Lise", nom="Faure"),
            parametres={"detail": "Avant le 1 mai", "lieu": "PCAET 2026"},
        )  # fmt: skip
        NotificationFactory(destinataire=zoe, parametres={"perimee": True}, lue_le=LE)
        NotificationFactory(objet_id="99")
        page = lire(client.get(reverse("comptes:notifications")))
        assert "<b>1 notification</b> non lue." in page
        assert f'<a href="/notifications/{notification.pk}/">La fiche 12 vous est confiée</a>' in page
        assert "Avant le 1 mai" in page
        assert "PCAET 2026" in page
        assert ">LF</span>" in page
        assert "n’est plus d’actualité" in page
        assert "fiche 99" not in page

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_elle_se_lit_en_autant_de_requetes(
        self, client: Client, zoe: Utilisateur, nombre: int, django_assert_num_queries
    ) -> None:
        for _ in range(nombre):
            NotificationFactory(destinataire=zoe, auteur=UtilisateurFactory())
        with django_assert_num_queries(5):
            client.get(reverse("comptes:notifications"))

    def test_ouvrir_mene_a_la_page_et_marque_comme_lue(self, client: Client, zoe: Utilisateur) -> None:
        notification = NotificationFactory(destinataire=zoe, objet_id="12")
        reponse = client.get(reverse("comptes:notification", args=[notification.pk]))
        assert reponse["Location"] == "/fiches/12/"
        notification.refresh_from_db()
        assert notification.lue_le is not None

    def test_ouvrir_ce_qui_n_est_plus_le_dit(self, client: Client, zoe: Utilisateur) -> None:
        notification = NotificationFactory(destinataire=zoe, parametres={"perimee": True})
        page = lire(client.get(reverse("comptes:notification", args=[notification.pk]), follow=True))
        assert "Ce que cette notification signalait n’est plus d’actualité." in page

    def test_on_en_marque_une_ou_toutes(self, client: Client, zoe: Utilisateur) -> None:
        premiere = NotificationFactory(destinataire=zoe)
        NotificationFactory(destinataire=zoe)
        ailleurs = NotificationFactory()
        client.post(reverse("comptes:tout_lire"), {"pk": premiere.pk})
        assert Notification.objects.filter(lue_le=None, destinataire=zoe).count() == 1
        client.post(reverse("comptes:tout_lire"), {"pk": ailleurs.pk})
        assert Notification.objects.filter(lue_le=None).count() == 2
        client.post(reverse("comptes:tout_lire"))
        assert list(Notification.objects.filter(lue_le=None)) == [ailleurs]

    def test_l_en_tete_d_un_territoire_compte_ce_qui_est_neuf(self, client: Client) -> None:
        membre = MembreFactory()
        client.force_login(membre.utilisateur)
        page = lire(client.get(reverse("membres", args=[membre.collectivite.siren])))
        assert 'aria-label="Notifications"' in page
        for _ in range(2):
            NotificationFactory(destinataire=membre.utilisateur)
        page = lire(client.get(reverse("membres", args=[membre.collectivite.siren])))
        assert 'aria-label="Notifications : 2 non lues"' in page


class TestReglages:
    def poster(self, client: Client, **donnees: str):
        return client.post(
            reverse("comptes:regler_notifications"), {f"notif-{cle}": v for cle, v in donnees.items()}, follow=True
        )

    def test_sans_reglage_tout_est_coche_sauf_les_courriels_sur_demande(self, client: Client, zoe: Utilisateur) -> None:
        page = lire(client.get(reverse("comptes:compte")))
        assert "Fiche confiée, dans l’application" in page
        sur_demande = [genre for genre in genres_declares() if not genre.courriel]
        assert sur_demande
        assert page.count('type="checkbox"') == page.count("checked") + len(sur_demande)

    def test_ils_s_enregistrent(self, client: Client, zoe: Utilisateur) -> None:
        reponse = self.poster(client, frequence="quotidien", **{f"{GENRE}-ici": "on"})
        assert "Vos réglages de notifications sont enregistrés." in lire(reponse)
        assert frequence_of(Utilisateur.objects.get(pk=zoe.pk)) == Frequence.QUOTIDIEN
        assert preferences_of(zoe)[GENRE] == (True, False)
        self.poster(client, frequence="immediat", **{f"{GENRE}-courriel": "on"})
        assert preferences_of(zoe)[GENRE] == (False, True)
        assert PreferenceNotification.objects.filter(utilisateur=zoe, genre=GENRE).count() == 1

    def test_une_frequence_inconnue_est_refusee(self, client: Client, zoe: Utilisateur) -> None:
        reponse = self.poster(client, frequence="jadis", **{f"{GENRE}-ici": "on"})
        assert reponse.status_code == 422
        page = lire(reponse)
        assert "Choisissez la fréquence" in page.partition('id="id_notif-frequence_error"')[2][:400]
        assert page.count("checked") == 1, "les cases restent comme elles étaient cochées"
        assert not ReglageNotification.objects.exists()
        with pytest.raises(DonneeRefusee, match="fréquence"):
            regler_notifications(zoe, frequence="jadis", genres={}, par=zoe, le=LE)

    def test_on_ne_regle_que_les_siennes(self, zoe: Utilisateur) -> None:
        with pytest.raises(Refus):
            regler_notifications(zoe, frequence="jamais", genres={}, par=UtilisateurFactory(), le=LE)


class TestDesabonnement:
    @pytest.fixture
    def lien(self) -> str:
        """That of an e-mail that really left."""
        NotificationFactory(destinataire__email="hugo@exemple.fr")
        envoyer_notifications(le=LE)
        entete = mail.outbox[0].extra_headers["List-Unsubscribe"]
        return entete.strip("<>").removeprefix("http://localhost:8000")

    def test_le_lien_explique_sans_rien_changer(self, client: Client, lien: str) -> None:
        page = lire(client.get(lien))
        assert "hugo@exemple.fr : les courriels « Fiche confiée »." in page
        assert not PreferenceNotification.objects.exists()

    def test_un_programme_de_messagerie_desabonne_en_un_clic(self, lien: str) -> None:
        client = Client(enforce_csrf_checks=True)
        reponse = client.post(lien, {"List-Unsubscribe": "One-Click"})
        assert reponse.status_code == 200
        assert "vous ne les recevrez plus" in lire(reponse)
        NotificationFactory(destinataire=Utilisateur.objects.get(email="hugo@exemple.fr"))
        assert envoyer_notifications(le=LE + timedelta(days=1)) == 0

    def test_on_peut_se_raviser(self, client: Client, lien: str) -> None:
        client.post(lien, {"choix": "desabonner"})
        assert "vous les recevrez à nouveau" in lire(client.post(lien, {"choix": "abonner"}))
        assert PreferenceNotification.objects.get().courriel is True

    def test_un_message_de_plusieurs_genres_arrete_tous_les_courriels(self, client: Client) -> None:
        hugo = UtilisateurFactory()
        adresse = reverse("comptes:desabonnement", args=[jeton_desabonnement(hugo)])
        assert "tous les courriels de notification" in lire(client.get(adresse))
        client.post(adresse)
        assert frequence_of(hugo) == Frequence.JAMAIS
        NotificationFactory(destinataire=hugo)
        assert envoyer_notifications(le=LE) == 0
        client.post(adresse, {"choix": "abonner"})
        assert frequence_of(hugo) == Frequence.IMMEDIAT

    @pytest.mark.parametrize(
        ("avant", "rendue"),
        [
            ("immediat", "immediat"),
            ("quotidien", "quotidien"),
            ("hebdomadaire", "hebdomadaire"),
            ("jamais", "immediat"),
        ],
    )
    def test_se_reabonner_rend_la_frequence_choisie(
        self, client: Client, zoe: Utilisateur, avant: str, rendue: str
    ) -> None:
        regler_notifications(zoe, frequence=avant, genres={GENRE: (True, False)}, par=zoe, le=LE)
        adresse = reverse("comptes:desabonnement", args=[jeton_desabonnement(zoe)])
        for _ in range(2):
            client.post(adresse)
            assert frequence_of(Utilisateur.objects.get(pk=zoe.pk)) == Frequence.JAMAIS
        client.post(adresse, {"choix": "abonner"})
        assert frequence_of(Utilisateur.objects.get(pk=zoe.pk)) == rendue
        assert preferences_of(zoe)[GENRE] == (True, False)

    def test_la_page_du_compte_dit_jamais_et_choisir_une_frequence_reabonne(
        self, client: Client, zoe: Utilisateur
    ) -> None:
        regler_notifications(zoe, frequence="hebdomadaire", genres={}, par=zoe, le=LE)
        desabonner(zoe, "", le=LE)
        assert '<option value="jamais" selected' in lire(client.get(reverse("comptes:compte")))
        regler_notifications(zoe, frequence="jamais", genres={}, par=zoe, le=LE)
        assert ReglageNotification.objects.get().frequence == "hebdomadaire", "enregistrer sans rien changer la garde"
        regler_notifications(zoe, frequence="quotidien", genres={}, par=zoe, le=LE)
        assert frequence_of(Utilisateur.objects.get(pk=zoe.pk)) == Frequence.QUOTIDIEN

    def test_un_lien_altere_dit_ou_aller(self, client: Client, lien: str) -> None:
        reponse = client.post(lien[:-3] + "x/")
        assert reponse.status_code == 404
        assert "Ce lien n’est pas valable." in lire(reponse)

    def test_un_compte_disparu_n_a_plus_de_lien(self) -> None:
        hugo = UtilisateurFactory()
        jeton = jeton_desabonnement(hugo, GENRE)
        assert lire_jeton(jeton) == (hugo, GENRE)
        hugo.delete()
        assert lire_jeton(jeton) is None


def test_les_reglages_se_nomment() -> None:
    hugo = UtilisateurFactory()
    assert str(ReglageNotification(utilisateur=hugo)) == f"{hugo.pk} immediat"
    assert str(PreferenceNotification(utilisateur=hugo, genre=GENRE)) == f"{hugo.pk} essai.dit"
