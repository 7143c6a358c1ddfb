"""Asking to tell, cancelling, reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.comptes.factories_notifications import GENRE, LE, NotificationFactory, genre_essai
from tests.socle.fabrique_travaux import creer_travail

from cordee.comptes.actions.notifications import (
    Demande,
    RedactionImpossible,
    annuler_notifications,
    declarer_genre,
    delai_d_attente,
    genres_declares,
    marquer_lues,
    notifier,
    notifier_plusieurs,
    rediger_notifications,
)
from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification, PreferenceNotification, Utilisateur
from cordee.comptes.queries import compteurs_of, list_notifications_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def genre():
    with genre_essai() as demandes:
        yield demandes


@pytest.fixture
def objet() -> Utilisateur:
    return UtilisateurFactory()


def test_chacun_est_prevenu_sauf_qui_agit_et_les_comptes_fermes(objet: Utilisateur) -> None:
    lise, hugo, ferme = UtilisateurFactory(), UtilisateurFactory(), UtilisateurFactory(inactif=True)
    faites = notifier(
        [lise, hugo, hugo, ferme], GENRE, objet, par=lise, le=LE, collectivite_id=7, parametres={"lieu": "PCAET"}
    )
    (notification,) = Notification.objects.all()
    assert faites == [notification]
    assert (notification.destinataire, notification.auteur) == (hugo, lise)
    assert (notification.objet_type, notification.objet_id) == ("comptes.utilisateur", str(objet.pk))
    assert (notification.envoyer_apres, notification.collectivite_id) == (LE + delai_d_attente(), 7)
    assert str(notification) == f"essai.dit comptes.utilisateur {objet.pk} → {hugo.pk}"


def test_ce_qui_attend_se_complete_sans_se_doubler_ni_s_eloigner(objet: Utilisateur) -> None:
    hugo, lise = UtilisateurFactory(), UtilisateurFactory()
    notifier([hugo], GENRE, objet, par=None, le=LE, parametres={"un": 1, "deux": 1})
    marquer_lues(hugo, par=hugo, le=LE)
    plus_tard = LE + timedelta(minutes=10)
    notifier([hugo], GENRE, objet, par=lise, le=plus_tard, parametres={"deux": 2})
    (notification,) = Notification.objects.all()
    assert notification.parametres == {"un": 1, "deux": 2}
    assert (notification.cree_le, notification.envoyer_apres) == (plus_tard, LE + delai_d_attente())
    assert (notification.auteur, notification.lue_le) == (lise, None)


def test_un_autre_objet_une_autre_cle_ou_un_message_parti_en_font_une_nouvelle(objet: Utilisateur) -> None:
    hugo = UtilisateurFactory()
    notifier([hugo], GENRE, objet, par=None, le=LE)
    notifier([hugo], GENRE, hugo, par=None, le=LE)
    notifier([hugo], GENRE, objet, par=None, le=LE, cle="j-7")
    assert Notification.objects.count() == 3
    Notification.objects.update(etat=EtatNotification.ENVOYEE)
    notifier([hugo], GENRE, objet, par=None, le=LE)
    assert Notification.objects.count() == 4


@pytest.mark.parametrize("etat", EtatNotification.values)
def test_un_rappel_ne_se_dit_qu_une_fois(objet: Utilisateur, etat: str) -> None:
    hugo, zoe = UtilisateurFactory(), UtilisateurFactory()
    notifier([hugo], GENRE, objet, par=None, le=LE, cle="j-7", une_fois=True)
    Notification.objects.update(etat=etat)
    notifier([hugo, zoe], GENRE, objet, par=None, le=LE, cle="j-7", une_fois=True)
    assert sorted(Notification.objects.values_list("destinataire", flat=True)) == sorted([hugo.pk, zoe.pk])


@pytest.mark.parametrize(
    ("courriel", "ici", "attendue"),
    [(True, True, True), (True, False, False), (False, True, True), (False, False, None)],
)
def test_les_preferences_disent_ou(objet: Utilisateur, courriel: bool, ici: bool, attendue: bool | None) -> None:
    hugo = UtilisateurFactory()
    PreferenceNotification.objects.create(utilisateur=hugo, genre=GENRE, courriel=courriel, dans_l_application=ici)
    faites = notifier([hugo], GENRE, objet, par=None, le=LE)
    assert [n.dans_l_application for n in faites] == ([] if attendue is None else [attendue])


@pytest.mark.parametrize("nombre", [1, 40])
def test_prevenir_beaucoup_de_monde_coute_autant_de_requetes(
    objet: Utilisateur, nombre: int, django_assert_num_queries
) -> None:
    personnes = [UtilisateurFactory() for _ in range(nombre)]
    with django_assert_num_queries(5):
        notifier(personnes, GENRE, objet, par=None, le=LE)


@pytest.mark.parametrize("nombre", [1, 20])
def test_prevenir_de_beaucoup_d_objets_coute_autant_de_requetes(nombre: int, django_assert_num_queries) -> None:
    hugo, zoe = UtilisateurFactory(), UtilisateurFactory()
    objets = [UtilisateurFactory() for _ in range(nombre)]
    notifier([hugo], GENRE, hugo, par=None, le=LE)
    for objet in objets:
        notifier([hugo], GENRE, objet, par=None, le=LE, parametres={"un": 1})
    demandes = [Demande(objet, [hugo, zoe], parametres={"deux": 2}) for objet in objets]
    with django_assert_num_queries(8):
        faites = notifier_plusieurs(demandes, GENRE, par=None, le=LE + timedelta(minutes=10), ensemble=[GENRE])
    assert len(faites) == 2 * nombre
    assert {n.envoyer_apres - LE for n in Notification.objects.all()} == {timedelta(minutes=25)}
    assert Notification.objects.filter(destinataire=hugo, parametres={"un": 1, "deux": 2}).count() == nombre


def test_ne_prevenir_de_rien_ne_fait_rien(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):  # the transaction
        assert notifier_plusieurs([], GENRE, par=None, le=LE) == []


def test_un_genre_se_declare_une_fois_et_un_inconnu_est_une_erreur(objet: Utilisateur) -> None:
    assert GENRE in [genre.code for genre in genres_declares()]
    with pytest.raises(LookupError, match="déjà"):
        declarer_genre(GENRE, "Encore", "", lambda lot, le: [])
    with pytest.raises(LookupError, match="inconnu"):
        notifier([], "essai.inconnu", objet, par=None, le=LE)


class TestAnnuler:
    def test_ce_qui_attend_disparait_ce_qui_est_parti_reste(self, objet: Utilisateur) -> None:
        hugo = UtilisateurFactory()
        notifier([hugo], GENRE, objet, par=None, le=LE)
        partie = NotificationFactory(destinataire=hugo, objet_id=str(objet.pk), envoyee=True)
        assert annuler_notifications(objet, le=LE) == 1
        assert list(list_notifications_for(hugo)) == [partie]

    def test_on_peut_n_en_annuler_qu_une_partie(self, objet: Utilisateur) -> None:
        hugo, zoe = UtilisateurFactory(), UtilisateurFactory()
        notifier([hugo, zoe], GENRE, objet, par=None, le=LE)
        notifier([hugo], GENRE, objet, par=None, le=LE, cle="j-7")
        assert annuler_notifications(objet, le=LE, genre="essai.autre") == 0
        assert annuler_notifications(hugo, le=LE) == 0
        assert annuler_notifications(objet, le=LE, cle="j-7") == 1
        assert annuler_notifications(objet, le=LE, destinataires=[zoe]) == 1
        assert annuler_notifications(objet, le=LE, genre=GENRE) == 1


class TestLire:
    def test_les_non_lues_viennent_d_abord_puis_les_plus_recentes(self) -> None:
        hugo = UtilisateurFactory()
        ancienne, lue, recente = (
            NotificationFactory(destinataire=hugo, cree_le=LE + timedelta(hours=heure)) for heure in (0, 1, 2)
        )
        cachee = NotificationFactory(destinataire=hugo, dans_l_application=False)
        NotificationFactory()
        assert marquer_lues(hugo, par=hugo, le=LE, pk=lue.pk) == 1
        assert list(list_notifications_for(hugo)) == [recente, ancienne, lue]
        assert compteurs_of(hugo).notifications == 2
        assert marquer_lues(hugo, par=hugo, le=LE) == 2
        assert compteurs_of(hugo).notifications == 0
        cachee.refresh_from_db()
        assert cachee.lue_le is None

    def test_l_en_tete_se_lit_en_une_requete(self, django_assert_num_queries) -> None:
        hugo = UtilisateurFactory()
        for _ in range(3):
            NotificationFactory(destinataire=hugo)
            creer_travail(demande_par=hugo, etat="fini", fichier="travaux/1/a.csv")
        NotificationFactory()
        creer_travail()
        with django_assert_num_queries(1):
            compteurs = compteurs_of(hugo)
        assert (compteurs.notifications, compteurs.documents) == (3, 3)


class TestRediger:
    def test_les_mots_se_demandent_en_une_fois_par_genre(self, genre: list) -> None:
        lot = [
            NotificationFactory(),
            NotificationFactory(parametres={"perimee": True}),
            NotificationFactory(genre="x.y"),
        ]
        mots = rediger_notifications(lot, le=LE)
        assert len(genre) == 1
        assert mots[lot[0].pk].titre == f"La fiche {lot[0].objet_id} vous est confiée"  # type: ignore[union-attr]
        assert (mots[lot[1].pk], mots[lot[2].pk]) == (None, None)

    def test_un_genre_fautif_ne_gate_pas_les_autres(self, caplog) -> None:
        with genre_essai("essai.autre"):
            lot = [NotificationFactory(parametres={"panne": True}), NotificationFactory(genre="essai.autre")]
            mots = rediger_notifications(lot, le=LE)
        assert isinstance(mots[lot[0].pk], RedactionImpossible)
        assert mots[lot[1].pk] is not None
        assert "rédaction impossible" in caplog.text
