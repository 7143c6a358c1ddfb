"""Baskets of the public site: filled by whoever knows their address, taken over by a member."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions import panier_public as actions
from cordee.plans.actions.panier import ajouter_au_panier
from cordee.plans.actions.panier_public import (
    creer_panier_public,
    marquer_au_panier_public,
    noter_au_panier_public,
    purger_paniers_publics,
    reprendre_panier_public,
    retirer_du_panier_public,
    situer_panier_public,
)
from cordee.plans.models import LignePanier, LignePanierPublic, PanierPublic
from cordee.plans.models.panier import NOTE_MAX, Marque
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.plans.queries.panier_public import (
    CONSERVATION,
    collectivites_a_remplir_for,
    panier_public,
    situation_publique,
)
from cordee.plans.tasks.gestes import purger
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Competence, CompetenceExercee, Membre

pytestmark = pytest.mark.django_db
CARTES = bibliotheque()
PLUS_TARD = LE + timedelta(days=10)


@pytest.fixture
def panier() -> PanierPublic:
    return creer_panier_public(None, le=LE)


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


class TestRemplir:
    def test_une_carte_y_est_une_fois_avec_sa_marque(self, panier: PanierPublic) -> None:
        for marque in (Marque.A_RETENIR, Marque.NON_PERTINENTE, Marque.NON_PERTINENTE):
            marquer_au_panier_public(panier, CARTES[0].code, marque, le=LE)
        assert LignePanierPublic.objects.get().marque == Marque.NON_PERTINENTE

    def test_chaque_geste_prolonge_le_panier(self, panier: PanierPublic) -> None:
        marquer_au_panier_public(panier, CARTES[0].code, le=PLUS_TARD)
        assert PanierPublic.objects.get().utilise_le == PLUS_TARD

    def test_une_note_se_garde_et_une_carte_se_retire(self, panier: PanierPublic) -> None:
        marquer_au_panier_public(panier, CARTES[0].code, le=LE)
        noter_au_panier_public(panier, CARTES[0].code, " À  voir ", le=LE)
        assert LignePanierPublic.objects.get().note == "À voir"
        for _ in range(2):
            retirer_du_panier_public(panier, CARTES[0].code, le=LE)
        assert not LignePanierPublic.objects.exists()

    def test_le_territoire_se_dit_et_se_retire(self, panier: PanierPublic) -> None:
        territoire = CollectiviteFactory()
        situer_panier_public(panier, territoire, le=LE)
        assert PanierPublic.objects.get().collectivite == territoire
        situer_panier_public(panier, None, le=LE)
        assert PanierPublic.objects.get().collectivite is None

    def test_ce_qui_est_faux_se_refuse(self, panier: PanierPublic) -> None:
        with pytest.raises(DonneeRefusee, match="n'est pas dans la bibliothèque"):
            marquer_au_panier_public(panier, "perdue-99", le=LE)
        with pytest.raises(DonneeRefusee, match="Dites si"):
            marquer_au_panier_public(panier, CARTES[0].code, "jetee", le=LE)
        with pytest.raises(DonneeRefusee, match="n'est plus au panier"):
            noter_au_panier_public(panier, CARTES[0].code, "x", le=LE)
        with pytest.raises(DonneeRefusee, match="raccourcissez"):
            noter_au_panier_public(panier, CARTES[0].code, "x" * (NOTE_MAX + 1), le=LE)
        assert not LignePanierPublic.objects.exists()

    def test_un_panier_efface_entretemps_se_dit(self, panier: PanierPublic) -> None:
        PanierPublic.objects.all().delete()
        with pytest.raises(DonneeRefusee, match="n'existe plus"):
            marquer_au_panier_public(panier, CARTES[0].code, le=LE)

    def test_le_nombre_de_paniers_a_une_borne(self, panier: PanierPublic, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "PANIERS_MAX", 1)
        with pytest.raises(DonneeRefusee, match="Trop de paniers"):
            creer_panier_public(None, le=LE)

    def test_rien_n_en_va_au_journal(self, panier: PanierPublic) -> None:
        marquer_au_panier_public(panier, CARTES[0].code, le=LE)
        assert not Ecriture.objects.exists()


class TestLire:
    def test_seule_son_adresse_le_trouve(self, panier: PanierPublic) -> None:
        assert panier_public(panier.pk, LE) == panier
        assert panier_public(uuid4(), LE) is None

    def test_perime_il_ne_se_lit_plus_meme_avant_d_etre_efface(self, panier: PanierPublic) -> None:
        assert panier_public(panier.pk, LE + CONSERVATION) == panier
        assert panier_public(panier.pk, LE + CONSERVATION + timedelta(seconds=1)) is None

    def test_le_territoire_du_panier_ecarte_ce_qu_il_ne_peut_porter(self, panier: PanierPublic) -> None:
        territoire = CollectiviteFactory()
        competence = Competence.objects.create(code="7575", intitule="Autre")
        CompetenceExercee.objects.create(collectivite=territoire, competence=competence, exercee=True)
        hors = next(carte for carte in CARTES if carte.competences)
        assert situation_publique(None, None).carte(hors).a_portee
        assert not situation_publique(None, territoire).carte(hors).a_portee
        situer_panier_public(panier, territoire, le=LE)
        assert not situation_publique(panier, None).carte(hors).a_portee

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_en_autant_de_requetes_quel_que_soit_son_contenu(self, panier: PanierPublic, nombre: int) -> None:
        for carte in CARTES[:nombre]:
            marquer_au_panier_public(panier, carte.code, le=LE)
        LignePanierPublic.objects.create(panier=panier, modele="partie-01", ajoute_le=LE)
        with CaptureQueriesContext(connection) as requetes:
            assert len(situation_publique(panier_public(panier.pk, LE), None).cartes_du_panier) == nombre
        assert len(requetes) == 3


class TestReprendre:
    def test_marques_et_notes_rejoignent_le_panier_de_la_collectivite(
        self, panier: PanierPublic, membre: Membre
    ) -> None:
        marquer_au_panier_public(panier, CARTES[0].code, Marque.EN_COURS, le=LE)
        noter_au_panier_public(panier, CARTES[0].code, "Depuis 2024", le=LE)
        marquer_au_panier_public(panier, CARTES[1].code, le=LE)
        assert reprendre_panier_public(panier, membre.collectivite, par=membre.utilisateur, le=PLUS_TARD) == 2
        lignes = LignePanier.objects.values_list("modele", "marque", "note", "ajoute_par")
        assert list(lignes) == [
            (CARTES[0].code, Marque.EN_COURS, "Depuis 2024", membre.utilisateur.pk),
            (CARTES[1].code, Marque.A_RETENIR, "", membre.utilisateur.pk),
        ]
        assert "2 actions d'un panier du site public" in Ecriture.objects.get(verbe="plans.reprendre_panier").resume
        assert panier.lignes.count() == 2

    def test_ce_que_l_equipe_avait_dit_reste(self, panier: PanierPublic, membre: Membre) -> None:
        for carte in CARTES[:2]:
            ajouter_au_panier(membre.collectivite, carte.code, Marque.FAITE, par=membre.utilisateur, le=LE)
            marquer_au_panier_public(panier, carte.code, le=LE)
            noter_au_panier_public(panier, carte.code, "Du public", le=LE)
        LignePanier.objects.filter(modele=CARTES[1].code).update(note="De l'équipe")
        assert reprendre_panier_public(panier, membre.collectivite, par=membre.utilisateur, le=LE) == 0
        lignes = LignePanier.objects.values_list("marque", "note")
        assert list(lignes) == [(Marque.FAITE, "Du public"), (Marque.FAITE, "De l'équipe")]

    def test_un_panier_vide_se_refuse(self, panier: PanierPublic, membre: Membre) -> None:
        with pytest.raises(DonneeRefusee, match="est vide"):
            reprendre_panier_public(panier, membre.collectivite, par=membre.utilisateur, le=LE)

    def test_il_faut_pouvoir_ecrire_les_plans_de_la_collectivite(self, panier: PanierPublic) -> None:
        contributrice = MembreFactory(contributeur=True)
        marquer_au_panier_public(panier, CARTES[0].code, le=LE)
        with pytest.raises(Refus):
            reprendre_panier_public(panier, contributrice.collectivite, par=contributrice.utilisateur, le=LE)
        assert not LignePanier.objects.exists()
        assert collectivites_a_remplir_for(contributrice.utilisateur) == []

    def test_chacun_choisit_parmi_les_collectivites_ou_il_ecrit(self, membre: Membre) -> None:
        MembreFactory(lecteur=True, utilisateur=membre.utilisateur)
        assert collectivites_a_remplir_for(membre.utilisateur) == [membre.collectivite]


def test_un_mois_sans_servir_l_efface_avec_ses_lignes(panier: PanierPublic) -> None:
    marquer_au_panier_public(panier, CARTES[0].code, le=LE)
    assert purger_paniers_publics(par=None, le=LE + CONSERVATION) == 0
    creer_panier_public(None, le=PLUS_TARD)
    purger(LE + CONSERVATION + timedelta(days=1))
    assert PanierPublic.objects.get().utilise_le == PLUS_TARD
    assert not LignePanierPublic.objects.exists()
