"""History of statuts: one row per change, except those of the same person within the hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import LE, EngagementFactory, editrice, noeud, saisie

from cordee.referentiels.actions.gestes import FENETRE_DE_FUSION, GESTES_PAR_LIGNE
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.models import Engagement, HistoriqueStatut

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, statut: str, minutes: float, par=None, numero: str = "1.1.1.2") -> None:
    par = par or engagement.ouvert_par
    renseigner_statuts(engagement, [saisie(numero, statut)], par=par, le=LE + minutes * MINUTE)


def lignes(numero: str = "1.1.1.2") -> list[tuple[str, str, int]]:
    """(before, after, minutes) of each row, oldest first."""
    historique = HistoriqueStatut.objects.filter(mesure=noeud(numero)).order_by("modified_at", "id")
    return [(h.precedent_avancement, h.avancement, int((h.modified_at - LE) / MINUTE)) for h in historique]


def test_la_premiere_ligne_dit_que_rien_n_etait_stocke(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    ligne = HistoriqueStatut.objects.get()
    assert (ligne.precedent_avancement, ligne.precedent_par, ligne.precedent_le) == ("", None, None)
    assert (ligne.avancement, ligne.detail, ligne.concerne) == ("fait", [1, 0, 0], True)
    assert (ligne.modifie_par, ligne.modified_at) == (engagement.ouvert_par, LE)


def test_dans_l_heure_la_ligne_est_reecrite_et_garde_la_premiere_valeur(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    ecrire(engagement, "programme", 120)
    ecrire(engagement, "pas_fait", 150)
    assert lignes() == [("", "fait", 0), ("fait", "pas_fait", 150)]


def test_la_fenetre_glisse(engagement: Engagement) -> None:
    for rang, statut in enumerate(("fait", "programme", "pas_fait")):
        ecrire(engagement, statut, 59 * rang)
    assert lignes() == [("", "pas_fait", 118)]


def test_une_heure_juste_suffit_a_separer(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    ecrire(engagement, "programme", FENETRE_DE_FUSION / MINUTE)
    assert lignes() == [("", "fait", 0), ("fait", "programme", 60)]


def test_un_collegue_entre_les_deux_separe(engagement: Engagement) -> None:
    collegue = editrice(engagement)
    ecrire(engagement, "fait", 0)
    ecrire(engagement, "programme", 5, par=collegue)
    ecrire(engagement, "pas_fait", 10)
    assert lignes() == [("", "fait", 0), ("fait", "programme", 5), ("programme", "pas_fait", 10)]
    dernier = HistoriqueStatut.objects.first()
    assert (dernier.precedent_par, dernier.precedent_le) == (collegue, LE + 5 * MINUTE)


def test_un_collegue_sur_un_autre_noeud_ne_separe_pas(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    ecrire(engagement, "fait", 5, par=editrice(engagement), numero="1.1.2.1")
    ecrire(engagement, "pas_fait", 10)
    assert lignes() == [("", "pas_fait", 10)]


def test_un_jalon_entre_les_deux_separe(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + 5 * MINUTE)
    ecrire(engagement, "pas_fait", 10)
    assert lignes() == [("", "fait", 0), ("fait", "pas_fait", 10)]


def test_un_jalon_fige_a_l_instant_meme_separe(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE)
    ecrire(engagement, "pas_fait", 10)
    assert len(lignes()) == 2


def test_un_jalon_plus_ancien_ne_separe_pas(engagement: Engagement) -> None:
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE - MINUTE)
    ecrire(engagement, "fait", 0)
    ecrire(engagement, "pas_fait", 10)
    assert lignes() == [("", "pas_fait", 10)]


def test_le_jalon_d_une_autre_collectivite_ne_separe_pas(engagement: Engagement) -> None:
    voisine = EngagementFactory(referentiel=engagement.referentiel)
    ecrire(engagement, "fait", 0)
    figer_score(voisine, "Bilan", par=voisine.ouvert_par, le=LE + 5 * MINUTE)
    ecrire(engagement, "pas_fait", 10)
    assert lignes() == [("", "pas_fait", 10)]


def test_une_annulation_separe(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 0)
    annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + MINUTE)
    ecrire(engagement, "pas_fait", 2)
    assert lignes() == [("", "fait", 0), ("fait", "", 1), ("", "pas_fait", 2)]


def test_une_horloge_qui_recule_separe(engagement: Engagement) -> None:
    ecrire(engagement, "fait", 10)
    ecrire(engagement, "pas_fait", 0)
    assert sorted(lignes()) == [("", "fait", 10), ("fait", "pas_fait", 0)]


def test_une_ligne_ne_garde_pas_des_gestes_sans_fin(engagement: Engagement) -> None:
    for rang in range(GESTES_PAR_LIGNE + 1):
        ecrire(engagement, ("fait", "pas_fait")[rang % 2], rang)
    assert [minutes for *_, minutes in lignes()] == [GESTES_PAR_LIGNE - 1, GESTES_PAR_LIGNE]
