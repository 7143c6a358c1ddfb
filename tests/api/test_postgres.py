"""Two transactions at once: what PostgreSQL shows in another order than it numbered (docs/calculs/webhooks.md,
« Curseur »). SQLite writes one transaction after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.plans.factories import LE, FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.api.actions.livraison import prendre_livraison
from cordee.api.actions.reperage import reperer_evenements
from cordee.api.models import Livraison
from cordee.plans.actions.fiches import modifier_fiche

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite n'écrit qu'une transaction à la fois"),
]


def a_cote(faire: Callable[[], None]) -> threading.Thread:
    """Does it on a connection of its own."""

    def courir() -> None:
        try:
            faire()
        finally:
            connections.close_all()

    fil = threading.Thread(target=courir)
    fil.start()
    return fil


def test_une_transaction_lente_qui_a_pris_son_numero_la_premiere_n_est_pas_perdue() -> None:
    lente = FicheFactory(titre="Lente")
    vive = FicheFactory(titre="Vive", collectivite=lente.collectivite)
    lise = MembreFactory(editeur=True, collectivite=lente.collectivite).utilisateur
    webhook = WebhookFactory(collectivite=lente.collectivite)
    ecrite, finir = threading.Event(), threading.Event()

    def ecrire_lentement() -> None:
        with transaction.atomic():
            modifier_fiche(lente, {"titre": "Lente, changée"}, par=lise, le=LE)
            ecrite.set()
            assert finir.wait(20)

    fil = a_cote(ecrire_lentement)
    assert ecrite.wait(20)
    modifier_fiche(vive, {"titre": "Vive, changée"}, par=lise, le=LE + timedelta(seconds=1))
    assert reperer_evenements(par=None, le=LE + timedelta(seconds=2)) == 1
    finir.set()
    fil.join()
    assert reperer_evenements(par=None, le=LE + timedelta(seconds=32)) == 1
    assert reperer_evenements(par=None, le=LE + timedelta(seconds=62)) == 0
    assert [livraison.numero for livraison in webhook.livraisons.order_by("pk")] == [vive.pk, lente.pk]


def test_deux_lecteurs_ne_mettent_pas_deux_fois_la_meme_chose_en_file() -> None:
    fiche = FicheFactory()
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    WebhookFactory(collectivite=fiche.collectivite)
    for rang in range(30):
        modifier_fiche(fiche, {"titre": f"Titre {rang}"}, par=lise, le=LE + timedelta(seconds=rang))
    depart = threading.Barrier(3)

    def lire() -> None:
        depart.wait(20)
        reperer_evenements(par=None, le=LE)

    fils = [a_cote(lire) for _ in range(3)]
    for fil in fils:
        fil.join()
    assert Livraison.objects.count() == 30


def test_une_livraison_n_est_prise_que_par_un_processus() -> None:
    livraison = LivraisonFactory()
    depart, prises = threading.Barrier(4), []

    def prendre() -> None:
        depart.wait(20)
        if prendre_livraison(livraison.pk, le=LE) is not None:
            prises.append(1)

    fils = [a_cote(prendre) for _ in range(4)]
    for fil in fils:
        fil.join()
    assert prises == [1]
