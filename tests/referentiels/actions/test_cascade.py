"""Writing a tâche puts its sous-mesure back to non renseigné when that would hide it."""

from __future__ import annotations

import pytest
from tests.referentiels.factories import CODE, LE, EngagementFactory, noeud, saisie

from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.models import Engagement, HistoriqueStatut, Statut
from cordee.referentiels.queries.scores import etat_des_lieux

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, *saisies):
    return renseigner_statuts(engagement, saisies, par=engagement.ouvert_par, le=LE)


def lignes() -> dict[str, tuple[str, bool]]:
    stockes = Statut.objects.values_list("mesure_id", "avancement", "concerne")
    return {code.removeprefix(f"{CODE}_"): (avancement, concerne) for code, avancement, concerne in stockes}


def test_une_tache_remet_sa_sous_mesure_a_non_renseigne(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1"))
    resultat = ecrire(engagement, saisie("1.1.1.1.2", "programme"))
    assert lignes() == {"1.1.1.1": ("non_renseigne", True), "1.1.1.1.2": ("programme", True)}
    assert resultat.ecrits == (noeud("1.1.1.1.2"), noeud("1.1.1.1"))
    assert HistoriqueStatut.objects.filter(lot=resultat.lot).count() == 2


def test_une_sous_mesure_non_concernee_est_remise_aussi(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1", "non_concerne"))
    etat = ecrire(engagement, saisie("1.1.1.1.2")).apres
    assert lignes()["1.1.1.1"] == ("non_renseigne", True)
    assert etat.scores.noeud(noeud("1.1.1.1.2")).points_faits == 2


def test_ce_qui_est_dans_le_lot_l_emporte(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1"))
    ecrire(engagement, saisie("1.1.1.1.2", "pas_fait"), saisie("1.1.1.1", "programme"))
    assert lignes()["1.1.1.1"] == ("programme", True)


def test_une_sous_mesure_sans_statut_n_en_recoit_pas(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1.2"))
    assert lignes() == {"1.1.1.1.2": ("fait", True)}


def test_ecrire_la_sous_mesure_garde_les_statuts_de_ses_taches(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1.1"), saisie("1.1.1.1.2", "pas_fait"))
    etat = ecrire(engagement, saisie("1.1.1.1", "programme")).apres
    assert len(lignes()) == 3
    assert etat.scores.noeud(noeud("1.1.1.1")).points_programmes == 6
    assert etat.scores.noeud(noeud("1.1.1.1.1")).statut is StatutAvancement.NON_RENSEIGNABLE


def test_annuler_rend_aussi_le_statut_de_la_sous_mesure(engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1", "detaille", 0.5, 0.25, 0.25))
    avant = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    ecrire(engagement, saisie("1.1.1.1.2"))
    resultat = annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE)
    assert lignes() == {"1.1.1.1": ("detaille", True)}
    assert resultat.apres.scores.noeuds() == avant.scores.noeuds()
