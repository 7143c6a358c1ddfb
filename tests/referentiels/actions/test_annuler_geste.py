"""Taking back one's last gesture, then the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.referentiels.factories import (
    LE,
    LIGNES,
    EngagementFactory,
    VerrouFactory,
    administratrice,
    charger_mini,
    editrice,
    lectrice,
    noeud,
    saisie,
)
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.engagements import changer_mode
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import Enregistrement, annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, HistoriqueStatut, Statut
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HEURE = timedelta(hours=1)
SANS = "Vous n'avez rien à annuler"
DEPUIS = "ont été changés depuis"


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, *saisies, apres=timedelta(0), par=None) -> Enregistrement:
    return renseigner_statuts(engagement, saisies, par=par or engagement.ouvert_par, le=LE + apres)


def annuler(engagement: Engagement, apres=2 * HEURE, par=None) -> Enregistrement:
    return annuler_dernier_geste(engagement, par=par or engagement.ouvert_par, le=LE + apres)


def valeurs() -> dict[str, str]:
    return {s.mesure_id.partition("_")[2]: s.avancement for s in Statut.objects.all()}


class TestUnGeste:
    def test_annuler_le_premier_statut_ne_laisse_rien(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1", "programme"))
        resultat = annuler(engagement)
        assert valeurs() == {}
        assert set(resultat.ecrits) == {noeud("1.1.1.2"), noeud("1.1.2.1")}
        assert resultat.apres.statuts == {}
        engagement.refresh_from_db()
        assert (engagement.points_faits, engagement.points_programmes) == (0, 0)

    def test_annuler_rend_la_valeur_precedente_et_ses_parts(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2", "detaille", 0.1, 0.2, 0.7))
        ecrire(engagement, saisie("1.1.1.2", "non_concerne"), apres=2 * HEURE)
        annuler(engagement, apres=3 * HEURE)
        statut = Statut.objects.get()
        assert (statut.fait, statut.programme, statut.pas_fait, statut.concerne) == (0.1, 0.2, 0.7, True)
        assert (statut.modifie_par, statut.modified_at) == (engagement.ouvert_par, LE + 3 * HEURE)

    def test_un_statut_simple_est_rendu_avec_sa_part_entiere(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=2 * HEURE)
        annuler(engagement, apres=3 * HEURE)
        assert Statut.objects.values_list("avancement", "fait", "programme", "pas_fait").get() == ("fait", 1, 0, 0)

    def test_l_historique_dit_que_plus_rien_n_est_stocke(self, engagement: Engagement) -> None:
        lot = ecrire(engagement, saisie("1.1.1.2")).lot
        annuler(engagement)
        dernier = HistoriqueStatut.objects.first()
        assert (dernier.avancement, dernier.detail, dernier.concerne, dernier.annule) == ("", None, True, lot)
        assert (dernier.precedent_avancement, dernier.precedent_le) == ("fait", LE)

    def test_l_annulation_est_au_journal(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        annuler(engagement)
        ecriture = Ecriture.objects.get(verbe="referentiels.annuler_statut")
        assert ecriture.resume == "Petit référentiel, 1.1.1.2 : fait → non renseigné"

    def test_rien_a_annuler_avant_le_premier_geste(self, engagement: Engagement) -> None:
        with pytest.raises(DonneeRefusee, match=SANS):
            annuler(engagement)

    def test_on_n_annule_que_ses_propres_gestes(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), par=editrice(engagement))
        with pytest.raises(DonneeRefusee, match=SANS):
            annuler(engagement)

    def test_un_geste_fait_ailleurs_ne_s_annule_pas_ici(self, engagement: Engagement) -> None:
        ailleurs = MembreFactory(editeur=True, utilisateur=engagement.ouvert_par).collectivite
        voisine = EngagementFactory(
            collectivite=ailleurs, referentiel=engagement.referentiel, ouvert_par=engagement.ouvert_par
        )
        ecrire(voisine, saisie("1.1.1.2"))
        with pytest.raises(DonneeRefusee, match=SANS):
            annuler(engagement)

    def test_reecrire_la_meme_valeur_n_est_pas_un_geste(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2"), apres=MINUTE)
        annuler(engagement)
        assert valeurs() == {}


class TestApresUneFusion:
    def test_annuler_rend_la_valeur_d_avant_le_dernier_geste(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "programme"), apres=MINUTE)
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=2 * MINUTE)
        assert HistoriqueStatut.objects.count() == 1
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "programme"}

    def test_annuler_encore_remonte_un_geste_de_plus(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "programme"), apres=MINUTE)
        ecrire(engagement, saisie("1.1.1.2", "detaille", 0, 0.5, 0.5), apres=2 * MINUTE)
        annuler(engagement)
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait"}
        annuler(engagement)
        assert valeurs() == {}
        with pytest.raises(DonneeRefusee, match=SANS):
            annuler(engagement)

    def test_un_lot_dont_un_noeud_a_ete_repris_s_annule_en_entier(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1"))
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=MINUTE)
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait", "1.1.2.1": "fait"}
        annuler(engagement)
        assert valeurs() == {}

    def test_un_geste_sur_un_autre_noeud_s_annule_dans_l_ordre(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.2.1"), apres=MINUTE)
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=2 * MINUTE)
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait", "1.1.2.1": "fait"}
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait"}
        annuler(engagement)
        assert valeurs() == {}


class TestPlusieursFois:
    def test_annuler_deux_fois_remonte_deux_gestes(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "programme"), apres=2 * HEURE)
        annuler(engagement, apres=3 * HEURE)
        assert valeurs() == {"1.1.1.2": "fait"}
        annuler(engagement, apres=3 * HEURE)
        assert valeurs() == {}
        with pytest.raises(DonneeRefusee, match=SANS):
            annuler(engagement, apres=3 * HEURE)

    def test_apres_une_annulation_un_nouveau_geste_s_annule_seul(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "programme"), apres=2 * HEURE)
        annuler(engagement, apres=3 * HEURE)
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=4 * HEURE)
        annuler(engagement, apres=5 * HEURE)
        assert valeurs() == {"1.1.1.2": "fait"}
        annuler(engagement, apres=5 * HEURE)
        assert valeurs() == {}

    def test_des_gestes_du_meme_instant_s_annulent_du_dernier_au_premier(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.2.1"))
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait"}

    def test_un_jalon_n_empeche_pas_d_annuler_et_garde_son_score(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        jalon = figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + MINUTE)
        annuler(engagement)
        jalon.refresh_from_db()
        assert (valeurs(), jalon.points_faits) == ({}, 4)


class TestUnCollegue:
    def test_un_changement_de_collegue_depuis_interdit_d_annuler(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1"))
        ecrire(engagement, saisie("1.1.2.1", "pas_fait"), apres=MINUTE, par=editrice(engagement))
        with pytest.raises(DonneeRefusee, match=DEPUIS):
            annuler(engagement)
        assert valeurs() == {"1.1.1.2": "fait", "1.1.2.1": "pas_fait"}

    def test_le_meme_instant_compte_comme_depuis(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), par=editrice(engagement))
        with pytest.raises(DonneeRefusee, match=DEPUIS):
            annuler(engagement)

    def test_un_changement_de_collegue_sur_un_autre_noeud_n_empeche_rien(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.2.1"), apres=MINUTE, par=editrice(engagement))
        annuler(engagement)
        assert valeurs() == {"1.1.2.1": "fait"}

    def test_un_changement_de_collegue_anterieur_est_rendu(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2", "programme"), par=editrice(engagement))
        ecrire(engagement, saisie("1.1.1.2"), apres=MINUTE)
        annuler(engagement)
        assert valeurs() == {"1.1.1.2": "programme"}

    def test_un_changement_que_le_collegue_a_lui_meme_annule_ne_compte_pas(self, engagement: Engagement) -> None:
        collegue = editrice(engagement)
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"), apres=MINUTE, par=collegue)
        annuler(engagement, apres=2 * MINUTE, par=collegue)
        annuler(engagement, apres=3 * MINUTE)
        assert valeurs() == {}


class TestQuiPeut:
    def test_une_lectrice_n_annule_rien(self, engagement: Engagement) -> None:
        with pytest.raises(Refus):
            annuler(engagement, par=lectrice(engagement))

    def test_un_referentiel_passe_en_consultation_ne_s_annule_plus(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        changer_mode(engagement, Mode.CONSULTATION, par=administratrice(engagement), le=LE)
        with pytest.raises(Refus):
            annuler(engagement)

    def test_un_verrou_interdit_d_annuler_sauf_aux_exemptes(self, engagement: Engagement) -> None:
        auditrice = editrice(engagement)
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.2.1"), par=auditrice)
        VerrouFactory(engagement=engagement, exemptes=[auditrice])
        with pytest.raises(Refus, match="Gelé"):
            annuler(engagement)
        annuler(engagement, par=auditrice)
        assert valeurs() == {"1.1.1.2": "fait"}

    def test_un_noeud_retire_du_referentiel_ne_s_annule_plus(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("2.1.1.1"))
        charger_mini([ligne for ligne in LIGNES if ligne[0] != "2.1.1.1"], version="1.1.0")
        with pytest.raises(DonneeRefusee, match="ne sont plus dans le référentiel"):
            annuler(engagement)


NUMEROS = ("1.1.1.1", "1.1.1.1.1", "1.1.1.1.2", "1.1.1.2", "2.1.1.2", "2.1.1.2.2")
STATUTS = tuple(s for s in StatutAvancement if s not in {"non_renseignable", "detaille_a_la_tache", "detaille"})
lots = st.dictionaries(st.sampled_from(NUMEROS), st.sampled_from(STATUTS), min_size=1, max_size=3)


@settings(max_examples=10, deadline=None)
@given(gestes=st.lists(st.tuples(lots, st.integers(0, 90)), min_size=1, max_size=5))
def test_annuler_autant_de_fois_qu_on_a_ecrit_rend_tous_les_etats_precedents(gestes) -> None:
    """Whatever was merged with what: each undo gives back exactly the score and the rows before the gesture."""
    engagement = EngagementFactory()
    le, etats = LE, [etat_des_lieux(engagement.collectivite, engagement.referentiel)]
    for lot, minutes in gestes:
        le += minutes * MINUTE
        saisies = [saisie(numero, statut) for numero, statut in lot.items()]
        if renseigner_statuts(engagement, saisies, par=engagement.ouvert_par, le=le).ecrits:
            etats.append(etat_des_lieux(engagement.collectivite, engagement.referentiel))
    etats.pop()
    while etats:
        le += MINUTE
        attendu, rendu = etats.pop(), annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=le).apres
        relu = etat_des_lieux(engagement.collectivite, engagement.referentiel)
        assert relu.statuts == attendu.statuts
        assert relu.scores.noeuds() == rendu.scores.noeuds() == attendu.scores.noeuds()
        le_jour = etat_des_lieux(engagement.collectivite, engagement.referentiel, le=le)
        assert le_jour.statuts == attendu.statuts
    with pytest.raises(DonneeRefusee, match=SANS):
        annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=le)
