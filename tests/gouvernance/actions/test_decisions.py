"""Taking décisions, saying what became of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.gouvernance.factories import LE, DecisionFactory, PointFactory, ReunionFactory, fiche_suivie
from tests.plans.factories import etiquette_nommee, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.gouvernance.actions.decisions import (
    modifier_decision,
    prendre_decision,
    regler_decision,
    retirer_decision,
)
from cordee.gouvernance.models import Decision, Reunion
from cordee.journal.models import Ecriture
from cordee.plans.actions.etiquettes import fusionner_etiquettes as fusionner
from cordee.plans.actions.etiquettes import fusionner_personnes, supprimer_etiquette, supprimer_personne
from cordee.plans.domain.listes import GenreEtiquette
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db


@pytest.fixture
def reunion() -> Reunion:
    return ReunionFactory()


@pytest.fixture
def lise(reunion: Reunion) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=reunion.collectivite).utilisateur


def test_une_decision_suit_la_fiche_de_son_point_et_previent(reunion: Reunion, lise: Utilisateur) -> None:
    hugo = MembreFactory(contributeur=True, collectivite=reunion.collectivite).utilisateur
    point = PointFactory(reunion=reunion, fiche=fiche_suivie(reunion))
    decision = prendre_decision(
        reunion, "Écrire au préfet", point=point, responsable=hugo.nom_complet, echeance=date(2027, 4, 1), par=lise,
        le=LE,
    )  # fmt: skip
    assert (decision.fiche, decision.responsable.utilisateur) == (point.fiche, hugo)
    (notification,) = Notification.objects.filter(destinataire=hugo)
    (message,) = rediger_notifications([notification], le=LE).values()
    assert "Écrire au préfet" in message.titre
    assert "1er avril 2027" in message.titre.replace("\N{NO-BREAK SPACE}", " ")


def test_rien_n_est_dit_a_qui_ne_la_voit_plus_ni_d_une_decision_faite(reunion: Reunion, lise: Utilisateur) -> None:
    membre = MembreFactory(contributeur=True, collectivite=reunion.collectivite)
    options = {"responsable": membre.utilisateur.nom_complet, "par": lise, "le": LE}
    faite = prendre_decision(reunion, "Écrire au préfet", **options)
    autre = prendre_decision(reunion, "Écrire au maire", **options)
    regler_decision(faite, "faite", par=lise, le=LE)
    notifications = list(Notification.objects.order_by("pk"))
    assert [m is not None for m in rediger_notifications(notifications, le=LE).values()] == [False, True]
    membre.delete()
    relues = list(Notification.objects.order_by("pk"))  # what a person may do is known for the time of a request
    assert set(rediger_notifications(relues, le=LE).values()) == {None}
    assert autre.etat == "a_faire"


def test_faite_une_decision_est_datee_et_se_reprend(reunion: Reunion, lise: Utilisateur) -> None:
    decision = DecisionFactory(reunion=reunion)
    assert regler_decision(decision, "faite", par=lise, le=LE).reglee_le == LE.date()
    assert regler_decision(decision, "faite", par=lise, le=LE + timedelta(days=3)).reglee_le == LE.date()
    assert regler_decision(decision, "a_faire", par=lise, le=LE).reglee_le is None
    with pytest.raises(DonneeRefusee, match="état"):
        regler_decision(decision, "peut-être", par=lise, le=LE)


def test_un_nouveau_responsable_est_prevenu_et_l_ancien_ne_l_est_plus(reunion: Reunion, lise: Utilisateur) -> None:
    hugo, zoe = (MembreFactory(contributeur=True, collectivite=reunion.collectivite).utilisateur for _ in range(2))
    decision = prendre_decision(reunion, "Écrire", responsable=hugo.nom_complet, par=lise, le=LE)
    modifier_decision(
        decision, texte="Écrire", responsable=zoe.nom_complet, echeance=None, etat="a_faire", par=lise, le=LE
    )
    attendent = Notification.objects.filter(etat="en_attente")
    assert {n.destinataire for n in attendent} == {zoe}


def test_une_decision_est_du_point_de_sa_reunion(reunion: Reunion, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="autre réunion"):
        prendre_decision(reunion, "Écrire", point=PointFactory(), par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Décision"):
        prendre_decision(reunion, " ", par=lise, le=LE)


def test_retiree_elle_reste_au_journal(reunion: Reunion, lise: Utilisateur) -> None:
    retirer_decision(DecisionFactory(reunion=reunion, texte="Écrire"), par=lise, le=LE)
    assert not Decision.objects.exists()
    assert Ecriture.objects.get(verbe="gouvernance.retirer_decision").details["texte"] == "Écrire"


class TestNomsTenus:
    def test_une_instance_reunie_a_une_autre_garde_ses_reunions(self, reunion: Reunion, lise: Utilisateur) -> None:
        autre = etiquette_nommee(reunion.collectivite, GenreEtiquette.INSTANCE, "Comité de pilotage")
        fusionner(autre, [reunion.instance], par=lise, le=LE)
        reunion.refresh_from_db()
        assert reunion.instance == autre

    def test_une_personne_reunie_a_une_autre_garde_ses_decisions(self, reunion: Reunion, lise: Utilisateur) -> None:
        zoe, z_barral = (personne_nommee(reunion.collectivite, nom) for nom in ("Zoé Barral", "Z. Barral"))
        decision = DecisionFactory(reunion=reunion, responsable=z_barral)
        fusionner_personnes(zoe, [z_barral], par=lise, le=LE)
        decision.refresh_from_db()
        assert decision.responsable == zoe

    def test_ce_qui_sert_ne_se_supprime_pas(self, reunion: Reunion, lise: Utilisateur) -> None:
        with pytest.raises(DonneeRefusee, match="sert encore"):
            supprimer_etiquette(reunion.instance, par=lise, le=LE)
        zoe = personne_nommee(reunion.collectivite, "Zoé Barral")
        DecisionFactory(reunion=reunion, responsable=zoe)
        with pytest.raises(DonneeRefusee, match="réunions"):
            supprimer_personne(zoe, par=lise, le=LE)
