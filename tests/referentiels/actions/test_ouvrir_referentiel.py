"""Opening a référentiel."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE, EngagementFactory, charger_mini, editrice
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Nature

pytestmark = pytest.mark.django_db


@pytest.fixture
def mini() -> Referentiel:
    return charger_mini()


def test_ouvrir_calcule_le_score_de_depart(mini: Referentiel) -> None:
    lea = MembreFactory(editeur=True).utilisateur
    collectivite = lea.roles.get().collectivite
    engagement = ouvrir_referentiel(collectivite, mini, par=lea, le=LE)
    engagement.refresh_from_db()
    assert (engagement.mode, engagement.ouvert_par, engagement.ouvert_le) == (Mode.ECRITURE, lea, LE)
    assert (engagement.points_potentiels, engagement.points_faits, engagement.points_non_renseignes) == (35, 0, 35)
    assert (engagement.taches_total, engagement.taches_renseignees, engagement.etoiles) == (9, 0, 1)
    assert (engagement.score_empreinte, engagement.score_le) == (mini.empreinte, LE)
    assert ReleveMensuel.objects.values_list("mois", "points_potentiels").get() == (date(2026, 3, 1), 35)


def test_ouvrir_tient_compte_des_reponses_deja_connues(mini: Referentiel) -> None:
    collectivite = CompetenceExerceeFactory(exercee=False).collectivite
    assert EngagementFactory(collectivite=collectivite, referentiel=mini).points_potentiels == 25


def test_l_ouverture_est_au_journal(mini: Referentiel) -> None:
    engagement = EngagementFactory(referentiel=mini)
    ecriture = Ecriture.objects.get(verbe="referentiels.ouvrir")
    assert ecriture.resume == "A ouvert le référentiel Petit référentiel"
    assert (ecriture.collectivite_id, ecriture.acteur) == (engagement.collectivite_id, engagement.ouvert_par)


def test_ouvrir_deux_fois_ne_change_rien() -> None:
    engagement = EngagementFactory()
    encore = ouvrir_referentiel(
        engagement.collectivite, engagement.referentiel, par=editrice(engagement), le=LE + timedelta(days=40)
    )
    assert encore == engagement
    assert encore.ouvert_le == LE
    assert Engagement.objects.count() == ReleveMensuel.objects.count() == 1
    assert Ecriture.objects.filter(verbe="referentiels.ouvrir").count() == 1


def test_une_commune_ouvre_pour_elle_meme(mini: Referentiel) -> None:
    assert EngagementFactory(collectivite=CollectiviteFactory(commune=True), referentiel=mini).pk


@pytest.mark.parametrize("nature", [Nature.PETR, Nature.POLE_METROPOLITAIN, Nature.SYNDICAT])
def test_un_groupement_n_ouvre_rien_lui_meme(mini: Referentiel, nature: Nature) -> None:
    petr = CollectiviteFactory(nature=nature, nom="PETR du Guillestrois")
    with pytest.raises(DonneeRefusee, match=r"PETR du Guillestrois rassemble des collectivités.*chacune"):
        EngagementFactory(collectivite=petr, referentiel=mini)
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("role", ["lecture", "contribution"])
def test_il_faut_editer_pour_ouvrir(mini: Referentiel, role: str) -> None:
    membre = MembreFactory(role=role)
    with pytest.raises(Refus):
        ouvrir_referentiel(membre.collectivite, mini, par=membre.utilisateur, le=LE)


def test_une_etrangere_n_ouvre_rien(mini: Referentiel) -> None:
    with pytest.raises(Refus):
        ouvrir_referentiel(CollectiviteFactory(), mini, par=UtilisateurFactory(), le=LE)
    assert not Engagement.objects.exists()
