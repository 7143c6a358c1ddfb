"""Statuts and comments of a collectivité."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import CODE, LE, EngagementFactory, editrice, noeud, saisie

from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.domain import Avancement, StatutAvancement, StatutStocke
from cordee.referentiels.models import Engagement, Statut
from cordee.referentiels.queries.statuts import (
    codes_commentes,
    commentaires_of,
    historique_of_noeuds,
    lignes_statut,
    list_historique_commentaires_for,
    list_historique_statuts_for,
    statuts_of,
)
from cordee.referentiels.views.mesure_historique import composer_historique

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)
FAIT = StatutStocke(StatutAvancement.FAIT)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, *saisies, jours: int = 0, par=None) -> None:
    renseigner_statuts(engagement, saisies, par=par or engagement.ouvert_par, le=LE + jours * JOUR)


def commenter(engagement: Engagement, numero: str, texte: str, jours: int = 0) -> None:
    commenter_mesure(engagement, noeud(numero), texte, par=engagement.ouvert_par, le=LE + jours * JOUR)


class TestStatuts:
    def test_chaque_ligne_est_rendue_comme_elle_est_stockee(self, engagement: Engagement) -> None:
        ecrire(
            engagement,
            saisie("1.1.1.2"),
            saisie("1.1.2.1", "non_concerne"),
            saisie("1.1.2.2", "detaille", 0.5, 0.25, 0.25),
            saisie("2.1.1.1", "non_renseigne"),
        )
        assert statuts_of(engagement.collectivite, CODE) == {
            noeud("1.1.1.2"): FAIT,
            noeud("1.1.2.1"): StatutStocke(concerne=False),
            noeud("1.1.2.2"): StatutStocke(StatutAvancement.DETAILLE, Avancement(0.5, 0.25, 0.25)),
            noeud("2.1.1.1"): StatutStocke(),
        }
        assert statuts_of(engagement.collectivite, "cae") == {}

    def test_une_ligne_ancienne_est_lue_comme_le_dit_la_specification(self, engagement: Engagement) -> None:
        """Only a détaillé reads its split; without one it counts as half, a quarter, a quarter."""
        for numero, avancement in (("1.1.1.2", "programme"), ("1.1.2.1", "detaille")):
            Statut.objects.create(
                collectivite=engagement.collectivite, mesure_id=noeud(numero), avancement=avancement, modified_at=LE,
                **({"fait": 1, "programme": 0, "pas_fait": 0} if avancement == "programme" else {}),
            )  # fmt: skip
        statuts = statuts_of(engagement.collectivite, CODE)
        assert statuts[noeud("1.1.1.2")].split == Avancement(0, 1, 0)
        assert statuts[noeud("1.1.2.1")].split == Avancement(0.5, 0.25, 0.25)

    def test_a_un_instant_la_derniere_ligne_de_chaque_noeud_l_emporte(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2", "programme"), saisie("1.1.2.1", "pas_fait"))
        ecrire(engagement, saisie("1.1.1.2"), jours=1)
        ici = engagement.collectivite
        assert statuts_of(ici, CODE, le=LE - JOUR) == {}
        assert statuts_of(ici, CODE, le=LE)[noeud("1.1.1.2")].avancement == "programme"
        assert statuts_of(ici, CODE, le=LE + JOUR) == {
            noeud("1.1.1.2"): FAIT, noeud("1.1.2.1"): StatutStocke(StatutAvancement.PAS_FAIT),
        }  # fmt: skip

    def test_a_un_instant_ce_qui_a_ete_annule_n_est_plus_la(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + JOUR)
        assert statuts_of(engagement.collectivite, CODE, le=LE) == {noeud("1.1.1.2"): FAIT}
        assert statuts_of(engagement.collectivite, CODE, le=LE + JOUR) == {}

    def test_les_lignes_disent_leur_auteur_en_une_requete(
        self, engagement: Engagement, django_assert_num_queries
    ) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1"))
        with django_assert_num_queries(1):
            lignes = lignes_statut(engagement.collectivite, [noeud("1.1.1.2"), noeud("2.1.1.1")])
            assert {c: s.modifie_par for c, s in lignes.items()} == {noeud("1.1.1.2"): engagement.ouvert_par}


class TestCommentaires:
    def test_un_commentaire_vide_n_en_est_pas_un(self, engagement: Engagement) -> None:
        commenter(engagement, "1.1.1", "Vu.")
        commenter(engagement, "1.1.2", "Bientôt retiré.")
        commenter(engagement, "1.1.2", "")
        ici = engagement.collectivite
        assert codes_commentes(ici, CODE) == {noeud("1.1.1")}
        assert codes_commentes(ici, "cae") == frozenset()
        lus = commentaires_of(ici, [noeud("1.1.1"), noeud("1.1.2")])
        assert [(code, c.texte, c.modifie_par) for code, c in lus.items()] == [
            (noeud("1.1.1"), "Vu.", engagement.ouvert_par),
        ]  # fmt: skip


class TestHistoriques:
    @pytest.mark.parametrize("nombre", [1, 3])
    def test_une_requete_donne_l_historique_du_plus_recent_au_plus_ancien(
        self, engagement: Engagement, nombre: int, django_assert_num_queries
    ) -> None:
        for rang in range(nombre):
            ecrire(engagement, saisie("1.1.1.2", ("fait", "pas_fait")[rang % 2]), jours=rang, par=editrice(engagement))
            commenter(engagement, "1.1.1", f"Version {rang}", jours=rang)
        with django_assert_num_queries(2):
            statuts = list(list_historique_statuts_for(engagement.collectivite))
            commentaires = list(list_historique_commentaires_for(engagement.collectivite))
            for ligne in (*statuts, *commentaires):
                assert ligne.mesure.libelle
                assert ligne.modifie_par.nom_complet
                assert ligne.precedent_par is None or ligne.precedent_par.nom_complet
        assert [ligne.modified_at for ligne in statuts] == [LE + rang * JOUR for rang in reversed(range(nombre))]
        assert commentaires[0].texte == f"Version {nombre - 1}"

    def test_on_n_en_lit_que_les_derniers_de_quelques_noeuds(self, engagement: Engagement) -> None:
        for rang in range(4):
            ecrire(engagement, saisie("1.1.1.2", ("fait", "pas_fait")[rang % 2]), jours=rang)
            ecrire(engagement, saisie("1.1.2.1", ("fait", "pas_fait")[rang % 2]), jours=rang)
        lignes = historique_of_noeuds(engagement.collectivite, [noeud("1.1.1.2")], 3)
        assert [(ligne.mesure_id, ligne.modified_at) for ligne in lignes] == [
            (noeud("1.1.1.2"), LE + rang * JOUR) for rang in (3, 2, 1)
        ]

    def test_la_page_de_la_mesure_raconte_aussi_une_annulation(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + JOUR)
        vues = composer_historique(list_historique_statuts_for(engagement.collectivite))
        assert [vue.phrase for vue in vues] == ["de « fait » à « non renseigné »", "fait"]
