"""Reminders about the démarches PCAET."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de

from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification
from cordee.plans.actions.demarche_rappels import GENRE, rappeler_demarches
from cordee.plans.models import DemarchePcaet
from cordee.plans.tasks import demarche as taches
from cordee.socle.travaux.registre import rondes_declarees
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db

AVANT = datetime(2026, 4, 1, 5, tzinfo=UTC)
PENDANT = datetime(2026, 4, 15, 5, tzinfo=UTC)
APRES = datetime(2026, 5, 2, 5, tzinfo=UTC)


def test_les_avis_sont_rappeles_une_fois_puis_leur_silence() -> None:
    demarche = DemarcheFactory(transmise=True, obligation="volontaire")
    lise = editrice_de(demarche)
    lectrice_de(demarche)
    assert rappeler_demarches(par=None, le=AVANT) == 0
    rappeler_demarches(par=None, le=PENDANT)
    taches.rappeler(PENDANT)
    rappeler_demarches(par=None, le=APRES)
    assert list(Notification.objects.order_by("pk").values_list("destinataire", "genre", "cle")) == [
        (lise.pk, GENRE, "avis:2026-05-02"),
        (lise.pk, GENRE, "avis_tacites:2026-05-02"),
    ]


def test_une_adoption_en_retard_est_dite_aux_pilotes() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    editrice_de(demarche)
    demarche.pilotes.add(lise)
    assert rappeler_demarches(par=None, le=AVANT) == 1
    assert Notification.objects.get().cle == "adoption:2018-12-31"


def test_une_demarche_archivee_ne_rappelle_rien() -> None:
    demarche = DemarcheFactory(adoptee=True, adopte_le="2019-01-01")
    editrice_de(demarche)
    DemarchePcaet.objects.update(etat="archive")
    assert rappeler_demarches(par=None, le=AVANT) == 0


def test_les_mots_sont_ceux_du_jour_ou_on_les_lit() -> None:
    demarche = DemarcheFactory(transmise=True, transmis_le="2020-01-01", echeance_avis="2020-04-01")
    demarche.avis.update(echeance="2020-04-01")
    lise = editrice_de(demarche)
    rappeler_demarches(par=None, le=timezone.now())
    demande = Notification.objects.get(cle__startswith="avis_tacites")
    message = rediger_notifications([demande], le=AVANT)[demande.pk]
    assert message is not None
    assert message.titre.startswith("Le délai des avis est écoulé depuis le 1er\u00a0avril 2020")
    assert message.lien == f"/t/{demarche.collectivite.siren}/pcaet/{demarche.pk}/"
    assert message.lieu == demarche.collectivite.nom
    Membre.objects.filter(utilisateur=lise).delete()
    assert rediger_notifications([demande], le=AVANT)[demande.pk] is None


def test_ce_qui_est_fait_ne_se_rappelle_plus() -> None:
    demarche = DemarcheFactory()
    editrice_de(demarche)
    rappeler_demarches(par=None, le=AVANT)
    (demande,) = Notification.objects.all()
    assert rediger_notifications([demande], le=AVANT)[demande.pk] is not None
    DemarchePcaet.objects.update(etat="adopte", adopte_le="2026-03-12")
    assert rediger_notifications([demande], le=AVANT)[demande.pk] is None
    DemarchePcaet.objects.all().delete()
    assert rediger_notifications([demande], le=AVANT)[demande.pk] is None


def test_la_ronde_est_declaree() -> None:
    assert "plans.demarches_pcaet" in {ronde.code for ronde in rondes_declarees()}
