"""Answering a question rewrites the score of every opened référentiel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    VerrouFactory,
    charger_mini,
    definition_mini,
    editrice,
    noeud,
    personne,
    saisie,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory

from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Reponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def dire(engagement: Engagement, question: str, valeur, jours: int = 0, par=None) -> Engagement:
    repondre(engagement.collectivite, question, valeur, par=par or engagement.ouvert_par, le=LE + timedelta(days=jours))
    engagement.refresh_from_db()
    return engagement


def test_une_desactivation_ote_ses_points_du_potentiel(engagement: Engagement) -> None:
    assert dire(engagement, "velo", False).points_potentiels == 25
    assert dire(engagement, "velo", True, 1).points_potentiels == 35


def test_une_reduction_multiplie_les_points(engagement: Engagement) -> None:
    assert dire(engagement, "marche", True).points_potentiels == 32.5


def test_le_releve_du_mois_suit(engagement: Engagement) -> None:
    dire(engagement, "velo", False)
    dire(engagement, "velo", True, 40)
    releves = ReleveMensuel.objects.values_list("mois", "points_potentiels")
    assert list(releves) == [(date(2026, 3, 1), 25), (date(2026, 4, 1), 35)]


def test_une_reponse_retiree_rend_la_reponse_deduite() -> None:
    collectivite = CompetenceExerceeFactory(exercee=False).collectivite
    engagement = EngagementFactory(collectivite=collectivite)
    assert engagement.points_potentiels == 25
    assert dire(engagement, "velo", True).points_potentiels == 35
    assert dire(engagement, "velo", None, 1).points_potentiels == 25


def test_une_question_masquee_garde_sa_reponse_mais_ne_compte_plus(engagement: Engagement) -> None:
    dire(engagement, "velo", True)
    dire(engagement, "pistes", True)
    dire(engagement, "velo", False)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    assert "pistes" not in etat.situation.visibilite.reponses
    assert etat.situation.explicites["pistes"] is True
    assert Reponse.objects.get(question="pistes").valeur is True


def test_une_question_des_communes_ne_compte_pas_pour_un_epci(engagement: Engagement) -> None:
    dire(engagement, "ecoles", True)
    assert "ecoles" not in etat_des_lieux(engagement.collectivite, engagement.referentiel).situation.visibilite.actives


def test_tous_les_referentiels_ouverts_sont_recalcules(engagement: Engagement) -> None:
    charger_referentiel(replace(definition_mini(), identifiant="te", nom="Autre"), par=None, le=LE)
    autre = EngagementFactory(
        collectivite=engagement.collectivite,
        referentiel=Referentiel.objects.get(code="te"),
        ouvert_par=engagement.ouvert_par,
    )
    voisine = EngagementFactory(referentiel=engagement.referentiel)
    le = LE + timedelta(days=2)
    repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=le)
    instants = dict(Engagement.objects.values_list("pk", "score_le"))
    assert instants == {engagement.pk: le, autre.pk: le, voisine.pk: LE}


def test_un_referentiel_archive_garde_son_score(engagement: Engagement) -> None:
    Engagement.objects.update(mode=Mode.ARCHIVE)
    assert dire(engagement, "velo", False).points_potentiels == 35


def test_le_score_ecrit_est_celui_qu_on_relit(engagement: Engagement) -> None:
    renseigner_statuts(engagement, [saisie("1.1.2.2"), saisie("2.1.1.1")], par=engagement.ouvert_par, le=LE)
    dire(engagement, "marche", True)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    assert etat.scores.noeud(noeud("1.1.2.2")).points_faits == 2.5
    assert etat.scores.racine().points_faits == engagement.points_faits


def test_sans_referentiel_ouvert_la_reponse_est_gardee() -> None:
    charger_mini()
    collectivite = CollectiviteFactory()
    lea = MembreFactory(editeur=True, collectivite=collectivite).utilisateur
    repondre(collectivite, "velo", True, par=lea, le=LE)
    assert Reponse.objects.get().valeur is True


def test_un_verrou_gele_aussi_les_reponses_sauf_pour_les_exemptes(engagement: Engagement) -> None:
    auditrice = editrice(engagement)
    verrou = VerrouFactory(engagement=engagement, exemptes=[auditrice])
    with pytest.raises(Refus, match="Gelé"):
        dire(engagement, "velo", False)
    assert dire(engagement, "velo", False, par=auditrice).points_potentiels == 25
    verrou.leve_le = LE
    verrou.save()
    assert dire(engagement, "velo", True).points_potentiels == 35


def test_il_suffit_d_un_verrou_sans_exemption_pour_geler(engagement: Engagement) -> None:
    auditrice = editrice(engagement)
    VerrouFactory(engagement=engagement, message="Gelé par la commission.")
    VerrouFactory(engagement=engagement, exemptes=[auditrice])
    with pytest.raises(Refus, match="Gelé par la commission"):
        dire(engagement, "velo", False, par=auditrice)


@pytest.mark.parametrize("role", [None, "lecture", "contribution"])
def test_il_faut_editer_pour_repondre(engagement: Engagement, role) -> None:
    with pytest.raises(Refus):
        dire(engagement, "velo", False, par=personne(engagement, role))
    engagement.refresh_from_db()
    assert engagement.points_potentiels == 35


def test_une_mauvaise_reponse_ne_change_ni_reponse_ni_score(engagement: Engagement) -> None:
    with pytest.raises(DonneeRefusee):
        dire(engagement, "part", "beaucoup", 3)
    engagement.refresh_from_db()
    assert (engagement.score_le, Reponse.objects.count()) == (LE, 0)
