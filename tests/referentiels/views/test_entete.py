"""Head of every page of a référentiel."""

from __future__ import annotations

import pytest
from tests.referentiels.factories import LE, EngagementFactory, saisie

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.referentiels.views.entete import Entete, composer_entete

pytestmark = pytest.mark.django_db
SOUS_MESURES = ("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.1.2.2", "2.1.1.1", "2.1.1.2")


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def entete(engagement: Engagement, *saisies, onglet: str = "arbre") -> Entete:
    if saisies:
        renseigner_statuts(engagement, saisies, par=engagement.ouvert_par, le=LE)
    return composer_entete(engagement, etat_des_lieux(engagement.collectivite, engagement.referentiel), onglet)


def phrase(tete: Entete) -> str:
    return "".join(tete.reponse).replace("\u00a0", " ").replace("\u202f", " ")


def test_sans_statut_la_phrase_invite_a_commencer(engagement: Engagement) -> None:
    tete = entete(engagement)
    assert phrase(tete) == "Rien n'est encore renseigné : commencez par une mesure que vous connaissez bien."
    assert (tete.etoiles, tete.rang_etoile, tete.a_portee, tete.seuil) == (1, 2, 0, "35")
    assert (tete.points_faits, tete.points_potentiels, tete.engagement) == ("0,0", "35", engagement)


def test_la_phrase_dit_ce_qui_manque_et_ce_qui_est_programme(engagement: Engagement) -> None:
    tete = entete(engagement, saisie("1.1.2.1"), saisie("1.1.1.2", "programme"), onglet="par_axe")
    assert phrase(tete) == "Il manque 2,3 points ; ce qui est programmé en vaut 4,0."
    assert tete.reponse[1].replace("\u00a0", " ") == "2,3 points"
    assert (tete.ratio.replace("\u00a0", " "), tete.onglet) == ("28,6 %", "par_axe")
    assert tete.completude.replace("\u00a0", " ") == "22 %"
    assert tete.barre.fait == "28.57"


def test_une_etoile_est_a_portee_a_six_points_de_pourcentage(engagement: Engagement) -> None:
    assert entete(engagement, saisie("1.1.2.1")).a_portee == 0
    tete = entete(engagement, saisie("1.1.1.1", "detaille", 0.1, 0, 0.9))
    assert (tete.a_portee, tete.rang_etoile, tete.etoiles) == (2, 2, 1)
    assert phrase(tete) == "Il manque 1,7 point."


def test_les_cinq_etoiles_n_attendent_plus_rien(engagement: Engagement) -> None:
    tete = entete(engagement, *(saisie(numero) for numero in SOUS_MESURES))
    assert phrase(tete) == "Les cinq étoiles sont là, avec 35,0 points faits."
    assert (tete.etoiles, tete.rang_etoile, tete.a_portee, tete.seuil) == (5, None, 0, "")


def test_tout_mettre_hors_de_cause_ne_divise_pas_par_zero(engagement: Engagement) -> None:
    repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE)
    tete = entete(engagement, *(saisie(n, "non_concerne") for n in SOUS_MESURES if n != "1.1.2.1"))
    assert (tete.points_potentiels, tete.etoiles) == ("0", 1)
    assert tete.completude.replace("\u00a0", " ") == "100 %"
