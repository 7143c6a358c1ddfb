"""Freezing a score: today's, or that of a past day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    VerrouFactory,
    charger_mini,
    editrice,
    noeud,
    personne,
    saisie,
)

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.jalons import COLONNES, figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import Engagement, Snapshot
from cordee.referentiels.queries.definitions import charge_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def figer(engagement: Engagement, nom: str = "Bilan", le: datetime = LE, **options) -> Snapshot:
    return figer_score(engagement, nom, par=engagement.ouvert_par, le=le, **options)


def ecrire(engagement: Engagement, *saisies, le: datetime = LE) -> None:
    renseigner_statuts(engagement, saisies, par=engagement.ouvert_par, le=le)


class TestAujourdHui:
    def test_le_jalon_garde_les_totaux_et_qui_l_a_fige(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1", "programme"))
        figer(engagement, "  Avant la conférence   des maires ")
        jalon = Snapshot.objects.get()
        assert (jalon.nom, jalon.ref, jalon.jalon) == (
            "Avant la conférence des maires", "avant-la-conference-des-ma", TypeJalon.DATE_PERSONNALISEE,
        )  # fmt: skip
        assert (jalon.points_faits, jalon.points_programmes, jalon.points_potentiels) == (4, 10, 35)
        assert (jalon.cree_par, jalon.date, jalon.created_at, jalon.modified_at) == (engagement.ouvert_par, LE, LE, LE)
        assert jalon.referentiel_version == "1.0.0"

    def test_le_jalon_garde_chaque_noeud_et_les_reponses(self, engagement: Engagement) -> None:
        repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE)
        ecrire(engagement, saisie("1.1.1.1.2"), saisie("2.1.1.2", "non_concerne"))
        figer(engagement)
        jalon = Snapshot.objects.get()
        assert jalon.reponses == {"velo": False}
        assert jalon.charge["colonnes"] == list(COLONNES)
        assert set(jalon.charge["noeuds"]) == set(charge_of(engagement.referentiel).arbre.ids)
        lignes = {c: dict(zip(COLONNES, ligne, strict=True)) for c, ligne in jalon.charge["noeuds"].items()}
        assert lignes[noeud("1.1.1.1.2")]["points_faits"] == 2
        assert lignes[noeud("1.1.1.1.2")]["statut"] == "fait"
        assert lignes[noeud("1.1.2.1")]["desactive"] is True
        assert lignes[noeud("2.1.1.2")]["concerne"] is False
        assert lignes[noeud("1.1.1.1")]["statut"] == "detaille_a_la_tache"

    def test_ce_qui_change_ensuite_ne_touche_pas_le_jalon(self, engagement: Engagement) -> None:
        jalon = figer(engagement)
        ecrire(engagement, saisie("1.1.1.2"), le=LE + JOUR)
        charger_mini(version="2.0.0")
        jalon.refresh_from_db()
        assert (jalon.points_faits, jalon.referentiel_version) == (0, "1.0.0")

    def test_le_journal_le_dit(self, engagement: Engagement) -> None:
        figer(engagement)
        ecriture = Ecriture.objects.get(verbe="referentiels.figer_score")
        assert ecriture.resume == "A figé le jalon « Bilan » (Petit référentiel)"
        assert ecriture.details == {"points_faits": 0, "points_potentiels": 35}

    def test_un_verrou_n_empeche_pas_de_figer(self, engagement: Engagement) -> None:
        VerrouFactory(engagement=engagement)
        assert figer(engagement).pk


class TestJourPasse:
    def test_le_score_est_celui_de_la_fin_du_jour(self, engagement: Engagement) -> None:
        soir = datetime(2026, 3, 10, 22, 59, 59, 999_999, tzinfo=UTC)
        ecrire(engagement, saisie("1.1.1.2"), le=soir)
        ecrire(engagement, saisie("1.1.2.1"), le=soir + timedelta(microseconds=1))
        jalon = figer(engagement, le=LE + 30 * JOUR, au=date(2026, 3, 10))
        assert jalon.points_faits == 4
        assert jalon.date == datetime.combine(date(2026, 3, 10), datetime.max.time(), ZoneInfo("Europe/Paris"))
        assert jalon.created_at == LE + 30 * JOUR

    def test_les_reponses_sont_celles_de_ce_jour(self, engagement: Engagement) -> None:
        repondre(engagement.collectivite, "velo", True, par=engagement.ouvert_par, le=LE)
        repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE + JOUR)
        avant = figer(engagement, "Avant", le=LE + 2 * JOUR, au=LE.date())
        apres = figer(engagement, "Après", le=LE + 2 * JOUR, au=(LE + JOUR).date())
        assert (avant.points_potentiels, avant.reponses) == (35, {"velo": True})
        assert (apres.points_potentiels, apres.reponses) == (25, {"velo": False})

    def test_avant_toute_saisie_il_n_y_a_rien(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        assert figer(engagement, au=date(2020, 1, 1)).points_faits == 0

    def test_aujourd_hui_est_un_jour_passe_qui_s_arrete_maintenant(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        jalon = figer(engagement, au=LE.date())
        assert (jalon.points_faits, jalon.date) == (4, LE)

    def test_minuit_a_paris_est_deja_demain(self, engagement: Engagement) -> None:
        le = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
        assert figer(engagement, le=le, au=date(2026, 3, 11)).date == le

    def test_un_jour_a_venir_est_refuse(self, engagement: Engagement) -> None:
        with pytest.raises(DonneeRefusee, match=r"^Le 11\smars 2026 est à venir : choisissez"):
            figer(engagement, au=date(2026, 3, 11))
        assert not Snapshot.objects.exists()


class TestNoms:
    @pytest.mark.parametrize("nom", ["", "   ", "\0"])
    def test_il_faut_un_nom(self, engagement: Engagement, nom: str) -> None:
        with pytest.raises(DonneeRefusee, match="Donnez un nom"):
            figer(engagement, nom)

    def test_un_nom_trop_long_est_refuse(self, engagement: Engagement) -> None:
        figer(engagement, "é" * 300)
        with pytest.raises(DonneeRefusee, match="300 caractères"):
            figer(engagement, "é" * 301)

    @pytest.mark.parametrize("nom", ["Étape d'avril", "étape d'avril", "ÉTAPE  D'AVRIL "])
    def test_un_nom_pris_est_refuse_quelle_que_soit_la_casse(self, engagement: Engagement, nom: str) -> None:
        figer(engagement, "Étape d'avril")
        with pytest.raises(DonneeRefusee, match="s'appelle déjà"):
            figer(engagement, nom)
        assert Snapshot.objects.count() == 1

    def test_deux_collectivites_peuvent_prendre_le_meme_nom(self, engagement: Engagement) -> None:
        figer(engagement)
        figer(EngagementFactory(referentiel=engagement.referentiel))
        assert list(Snapshot.objects.values_list("ref", flat=True)) == ["bilan", "bilan"]

    def test_des_noms_voisins_ont_des_references_differentes(self, engagement: Engagement) -> None:
        for nom in ("Bilan", "Bilan !", "Bilan ?", "Bilan-2", "…"):
            figer(engagement, nom)
        assert set(Snapshot.objects.values_list("ref", flat=True)) == {
            "bilan", "bilan-2", "bilan-3", "bilan-2-2", "jalon",
        }  # fmt: skip

    def test_une_reference_tient_dans_sa_colonne(self, engagement: Engagement) -> None:
        for rang in range(3):
            figer(engagement, "x" * 40 + "!" * rang)
        assert max(len(ref) for ref in Snapshot.objects.values_list("ref", flat=True)) <= 30

    @pytest.mark.parametrize(("nom", "ref"), [("Aujourdhui", "jalon-aujourdhui"), ("2026-01-31", "jalon-2026-01-31")])
    def test_une_reference_ne_se_lit_ni_comme_aujourd_hui_ni_comme_une_date(
        self, engagement: Engagement, nom: str, ref: str
    ) -> None:
        assert figer(engagement, nom).ref == ref


class TestN0:
    def test_le_n0_est_unique(self, engagement: Engagement) -> None:
        assert figer(engagement, "N0", jalon=TypeJalon.ETAT_INITIAL).ref == "n0"
        with pytest.raises(DonneeRefusee, match="Le N0 est déjà figé"):
            figer(engagement, "Autre N0", jalon=TypeJalon.ETAT_INITIAL)
        assert Snapshot.objects.count() == 1

    def test_chaque_collectivite_a_le_sien(self, engagement: Engagement) -> None:
        figer(engagement, "N0", jalon=TypeJalon.ETAT_INITIAL)
        voisine = EngagementFactory(referentiel=engagement.referentiel)
        assert figer(voisine, "N0", jalon=TypeJalon.ETAT_INITIAL).ref == "n0"

    def test_un_jalon_nomme_comme_lui_n_en_prend_pas_la_reference_deux_fois(self, engagement: Engagement) -> None:
        figer(engagement, "N0 !")
        assert figer(engagement, "N0", jalon=TypeJalon.ETAT_INITIAL).ref == "n0-2"


class TestQuiPeut:
    @pytest.mark.parametrize("role", [None, "lecture", "contribution"])
    def test_il_faut_editer_pour_figer(self, engagement: Engagement, role) -> None:
        with pytest.raises(Refus):
            figer_score(engagement, "Bilan", par=personne(engagement, role), le=LE)
        assert not Snapshot.objects.exists()

    def test_une_autre_editrice_fige_aussi(self, engagement: Engagement) -> None:
        assert figer_score(engagement, "Bilan", par=editrice(engagement), le=LE).pk

    @pytest.mark.parametrize("mode", [Mode.CONSULTATION, Mode.ARCHIVE])
    def test_un_referentiel_ferme_ne_se_fige_plus(self, mode: Mode) -> None:
        with pytest.raises(Refus):
            figer(EngagementFactory(mode=mode))
