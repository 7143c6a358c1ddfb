"""A collectivité as the rules see it: identity, effective answers, active questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.territoires.factories import DEPUIS_LE as LE
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory, QuestionFactory, charger_questions_mini

from cordee.territoires.actions.reponses import enregistrer_reponse, justifier_reponse
from cordee.territoires.domain.expressions import ReferentielVersionne
from cordee.territoires.domain.identite import SousType, TypeIdentite
from cordee.territoires.models import Collectivite, Reponse
from cordee.territoires.queries import (
    competences_of,
    identite_of,
    list_historique_reponses_for,
    list_questions,
    questions_posees,
    reponses_explicites_of,
    situation_of,
)

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.fixture
def epci() -> Collectivite:
    charger_questions_mini()
    return CollectiviteFactory()


def repondre(collectivite: Collectivite, question: str, valeur: Any, jours: int = 0) -> None:
    lea = MembreFactory(editeur=True, collectivite=collectivite).utilisateur
    enregistrer_reponse(collectivite, question, valeur, par=lea, le=LE + jours * JOUR)


class TestReponses:
    def test_une_reponse_retiree_n_en_est_plus_une(self, epci: Collectivite) -> None:
        repondre(epci, "velo", False)
        repondre(epci, "marche", True)
        repondre(epci, "marche", None, 1)
        assert reponses_explicites_of(epci) == {"velo": False}

    def test_a_un_instant_elles_sont_celles_d_alors(self, epci: Collectivite) -> None:
        repondre(epci, "velo", True)
        repondre(epci, "velo", False, 2)
        repondre(epci, "part", 0.4, 1)
        repondre(epci, "part", None, 3)
        lues = [reponses_explicites_of(epci, le=LE + n * JOUR) for n in range(-1, 4)]
        assert lues == [{}, {"velo": True}, {"velo": True, "part": 0.4}, {"velo": False, "part": 0.4}, {"velo": False}]

    def test_une_justification_n_est_pas_une_reponse(self, epci: Collectivite) -> None:
        lea = MembreFactory(editeur=True, collectivite=epci).utilisateur
        justifier_reponse(epci, "velo", "Parce que.", par=lea, le=LE)
        assert reponses_explicites_of(epci) == reponses_explicites_of(epci, le=LE) == {}

    def test_l_historique_va_du_plus_recent_au_plus_ancien(self, epci: Collectivite, django_assert_num_queries) -> None:
        for jours, valeur in enumerate((True, False, True)):
            repondre(epci, "velo", valeur, jours)
        with django_assert_num_queries(1):
            lignes = list(list_historique_reponses_for(epci))
            assert [(ligne.valeur, ligne.question.thematique.nom) for ligne in lignes] == [
                (True, "Se déplacer"), (False, "Se déplacer"), (True, "Se déplacer"),
            ]  # fmt: skip


class TestSituation:
    def test_ce_que_la_competence_dit_vaut_reponse_sauf_si_on_dit_autre_chose(self, epci: Collectivite) -> None:
        assert situation_of(epci).effectives == {}
        CompetenceExerceeFactory(collectivite=epci, exercee=False)
        assert competences_of(epci) == {"3010": False}
        assert situation_of(epci).effectives == {"velo": False}
        repondre(epci, "velo", True)
        situation = situation_of(epci)
        assert (situation.effectives, situation.explicites) == ({"velo": True}, {"velo": True})

    def test_une_reponse_deduite_montre_la_question_qui_en_depend(self, epci: Collectivite) -> None:
        CompetenceExerceeFactory(collectivite=epci)
        assert "pistes" in situation_of(epci).visibilite.actives

    def test_la_reponse_d_une_question_masquee_ne_compte_pas(self, epci: Collectivite) -> None:
        repondre(epci, "pistes", True)
        situation = situation_of(epci)
        assert situation.effectives == {"pistes": True}
        assert situation.visibilite.actives == ("velo", "marche", "part", "mode")
        assert situation.contexte().reponses == {}

    def test_une_commune_a_ses_propres_questions(self, epci: Collectivite) -> None:
        assert "ecoles" in situation_of(CollectiviteFactory(commune=True)).visibilite.actives

    def test_le_contexte_porte_le_referentiel_demande(self, epci: Collectivite) -> None:
        referentiel = ReferentielVersionne("cae", (1, 0, 0))
        contexte = situation_of(epci).contexte(referentiel)
        assert (contexte.referentiel, contexte.identite) == (referentiel, identite_of(epci))

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_quatre_requetes_quoi_qu_il_y_ait(self, epci: Collectivite, nombre: int, django_assert_num_queries) -> None:
        for question in ("velo", "marche", "pistes")[:nombre]:
            repondre(epci, question, True)
        with django_assert_num_queries(4):
            situation_of(epci)
        with django_assert_num_queries(4):
            situation_of(epci, le=LE)
        questions = questions_posees()
        with django_assert_num_queries(2):
            situation_of(epci, questions=questions)


class TestQuestions:
    def test_elles_vont_par_thematique_puis_par_ordre_avec_leurs_choix(self, epci: Collectivite) -> None:
        QuestionFactory(code="avant", thematique__code="amenager", thematique__ordre=0, ordre=9)
        posees = questions_posees()
        assert [q.identifiant for q in posees] == ["avant", "velo", "pistes", "marche", "part", "mode", "ecoles"]
        mode, ecoles = posees[-2:]
        assert mode.identifiants_choix == ("mode_a", "mode_b")
        assert ecoles.types_concernes == {"commune"}
        assert (posees[2].expression_visible, posees[1].code_competence) == ("reponse(velo, OUI)", "3010")

    def test_la_liste_coute_deux_requetes(self, epci: Collectivite, django_assert_num_queries) -> None:
        with django_assert_num_queries(2):
            assert [(q.thematique.nom, len(q.choix.all())) for q in list_questions() if q.choix.all()] == [
                ("Se déplacer", 2)
            ]


def test_l_identite_vient_de_la_fiche_de_la_collectivite() -> None:
    identite = identite_of(
        CollectiviteFactory(nature_insee="CC", population=12_000, drom=False, dans_aire_urbaine=True)
    )
    assert (identite.type, identite.soustype) == (TypeIdentite.EPCI, SousType.EPCI_A_FISCALITE_PROPRE)
    assert {"moins_de_20000", "plus_de_3000"} <= identite.population
    assert (identite.drom, identite.dans_aire_urbaine) == (False, True)
    assert identite_of(CollectiviteFactory(commune=True, population=None)).population == frozenset()


def test_une_collectivite_sans_reponse_n_en_a_pas_de_vide() -> None:
    assert not Reponse.objects.exists()
    assert situation_of(CollectiviteFactory()).effectives == {}
