"""Reminders about the démarches PCAET."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

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


def test_un_bilan_se_rappelle_a_chaque_palier_une_fois() -> None:
    demarche = DemarcheFactory(adoptee=True)
    editrice_de(demarche)
    for jour in (date(2028, 9, 13), date(2028, 9, 14), date(2028, 12, 12), date(2029, 3, 12), date(2029, 4, 11)):
        for _ in range(2):
            rappeler_demarches(par=None, le=datetime(jour.year, jour.month, jour.day, 5, tzinfo=UTC))
    assert list(Notification.objects.order_by("pk").values_list("cle", flat=True)) == [
        f"mi_parcours:2029-03-12:{palier}" for palier in (-180, -90, 0, 30)
    ]


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


def test_le_meme_rappel_a_des_dates_differentes_ne_fait_qu_un_message() -> None:
    demarche = DemarcheFactory(adoptee=True, adopte_le="2026-03-12")
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    for jour in (date(2028, 9, 13), date(2028, 12, 12)):  # two paliers, then the adoption is corrected
        rappeler_demarches(par=None, le=datetime(jour.year, jour.month, jour.day, 5, tzinfo=UTC))
    DemarchePcaet.objects.update(adopte_le="2026-02-12")
    le = datetime(2029, 2, 12, 5, tzinfo=UTC)
    rappeler_demarches(par=None, le=le)
    demandes = list(Notification.objects.filter(destinataire=lise).order_by("pk"))
    assert [n.cle for n in demandes] == [
        "mi_parcours:2029-03-12:-180", "mi_parcours:2029-03-12:-90", "mi_parcours:2029-02-12:0",
    ]  # fmt: skip
    mots = rediger_notifications(demandes, le=le)
    assert [mots[n.pk] is not None for n in demandes] == [False, False, True]
    assert mots[demandes[-1].pk].titre == "Le bilan à mi-parcours du PCAET est attendu aujourd'hui."
    seule = rediger_notifications(demandes[:1], le=le)
    assert seule[demandes[0].pk] is None, "dépassée, même lue seule"
    a_hugo = Notification.objects.filter(destinataire=hugo).latest("pk")
    assert rediger_notifications([a_hugo], le=le)[a_hugo.pk] is not None


def test_deux_rappels_differents_restent_deux_messages_en_un_nombre_fixe_de_requetes(
    django_assert_max_num_queries: Any,
) -> None:
    demarche = DemarcheFactory(adoptee=True, adopte_le="2020-03-12")
    editrice_de(demarche)
    le = datetime(2026, 4, 11, 5, tzinfo=UTC)
    rappeler_demarches(par=None, le=le)
    demandes = list(Notification.objects.select_related("destinataire"))
    assert {n.cle.partition(":")[0] for n in demandes} == {"mi_parcours", "evaluation"}
    with django_assert_max_num_queries(12):
        mots = rediger_notifications(demandes, le=le)
    assert all(mots[n.pk] is not None for n in demandes)
