"""The end of a job is told to who did not see it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.socle.fabrique_travaux import LE, creer_travail

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.actions.travaux import LONGUEUR, REGARD, TERMINE, annoncer_travaux
from cordee.comptes.models import Notification, PreferenceNotification, Utilisateur
from cordee.comptes.tasks import annoncer
from cordee.socle.models import Travail
from cordee.socle.travaux.lecture import MEMOIRE

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def tableau():
    caches["travaux"].clear()
    yield
    caches["travaux"].clear()


@pytest.fixture
def zoe() -> Utilisateur:
    return UtilisateurFactory()


def fini(qui: Utilisateur | None, duree: timedelta = LONGUEUR, fin: datetime = LE, **champs) -> Travail:
    valeurs = {"etat": "fini", "fichier": "travaux/1/a.pdf", "libelle": "Plan climat, livret PDF", **champs}
    return creer_travail(demande_par=qui, cree_le=fin - duree, fin_le=fin, **valeurs)


def dit(le: datetime = LE) -> tuple[str, str, str] | None:
    (notification,) = Notification.objects.all()
    message = rediger_notifications([notification], le=le)[notification.pk]
    return None if message is None else (message.titre, message.detail, message.lien)  # type: ignore[union-attr]


def test_un_long_travail_se_dit_dans_l_application_et_par_courriel_une_fois(zoe: Utilisateur) -> None:
    travail = fini(zoe, message="12 fiches.")
    annoncer(LE + REGARD - SECONDE)
    assert not Notification.objects.exists(), "une page ouverte a le temps de le montrer"
    assert annoncer_travaux(le=LE + REGARD) == 1
    assert annoncer_travaux(le=LE + timedelta(minutes=1)) == 0
    assert dit() == ("Plan climat, livret PDF : le document est prêt", "12 fiches.", f"/travaux/#travail-{travail.pk}")
    assert envoyer_notifications(le=LE + REGARD) == 1
    assert mail.outbox[0].subject == "Plan climat, livret PDF : le document est prêt"


def test_un_travail_court_ne_se_dit_que_dans_l_application(zoe: Utilisateur) -> None:
    fini(zoe, LONGUEUR - SECONDE)
    assert annoncer_travaux(le=LE + REGARD) == 1
    assert envoyer_notifications(le=LE + timedelta(days=1)) == 0
    assert Notification.objects.get().etat == "sans_courriel"


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"etat": "echoue", "fichier": "", "message": "Choisissez un plan.\nEncore."},
         ("Import : ce travail a échoué", "Choisissez un plan.", "/travaux/#travail-{pk}")),
        ({"etat": "echoue", "fichier": ""}, ("Import : ce travail a échoué", "", "/travaux/#travail-{pk}")),
        ({"fichier": "", "lien": "/t/1/import/", "message": "4 fiches."},
         ("Import : c'est terminé", "4 fiches.", "/t/1/import/")),
    ],
)  # fmt: skip
def test_un_echec_dit_pourquoi_et_un_import_mene_a_son_resultat(
    zoe: Utilisateur, champs: dict[str, str], attendu: tuple[str, str, str]
) -> None:
    travail = fini(zoe, libelle="Import", **champs)
    annoncer_travaux(le=LE + REGARD)
    titre, detail, lien = attendu
    assert dit() == (titre, detail, lien.format(pk=travail.pk))


@pytest.mark.parametrize("adresse", ["liste", "etat"])
def test_qui_le_voit_finir_n_apprend_rien(client: Client, zoe: Utilisateur, adresse: str) -> None:
    client.force_login(zoe)
    le = timezone.now()
    travail = fini(zoe, fin=le)
    if adresse == "liste":
        client.get(reverse("travaux"))
    else:
        client.get(reverse("travail_etat", args=[travail.pk]), headers={"HX-Request": "true"})
    assert annoncer_travaux(le=le + REGARD) == 0


def test_regarder_un_travail_qui_tourne_encore_ne_suffit_pas(client: Client, zoe: Utilisateur) -> None:
    client.force_login(zoe)
    travail = creer_travail(demande_par=zoe, etat="en_cours")
    client.get(reverse("travail_etat", args=[travail.pk]), headers={"HX-Request": "true"})
    Travail.objects.update(etat="fini", fin_le=LE)
    assert annoncer_travaux(le=LE + REGARD) == 1


def test_ce_qui_est_annule_telecharge_ancien_ou_demande_par_personne_ne_se_dit_pas(zoe: Utilisateur) -> None:
    fini(zoe, etat="annule")
    fini(zoe, recupere_le=LE)
    fini(zoe, fin=LE - MEMOIRE)
    fini(None)
    assert annoncer_travaux(le=LE + REGARD) == 0


def test_ce_qui_est_telecharge_ou_retire_avant_l_envoi_ne_part_pas(zoe: Utilisateur) -> None:
    fini(zoe)
    annoncer_travaux(le=LE + REGARD)
    Travail.objects.update(recupere_le=LE)
    assert dit() is None
    Travail.objects.all().delete()
    assert dit() is None
    assert envoyer_notifications(le=LE + REGARD) == 0


def test_les_preferences_valent_pour_les_travaux(zoe: Utilisateur) -> None:
    PreferenceNotification.objects.create(utilisateur=zoe, genre=TERMINE, courriel=False)
    fini(zoe)
    annoncer_travaux(le=LE + REGARD)
    assert envoyer_notifications(le=LE + REGARD) == 0
    assert Notification.objects.get().dans_l_application


@pytest.mark.parametrize("nombre", [1, 8])
def test_la_ronde_coute_autant_quel_que_soit_le_nombre(nombre: int, django_assert_num_queries) -> None:
    for _ in range(nombre):
        fini(UtilisateurFactory())
    with django_assert_num_queries(6):
        assert annoncer_travaux(le=LE + REGARD) == nombre
