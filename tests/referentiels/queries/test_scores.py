"""Scores of a collectivité: now, at a past date, and what each reading costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.referentiels.factories import (
    CODE,
    LE,
    LIGNES,
    EngagementFactory,
    VerrouFactory,
    charger_mini,
    definition_mini,
    editrice,
    noeud,
    saisie,
)

from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel
from cordee.referentiels.queries.definitions import charge_of
from cordee.referentiels.queries.scores import (
    FormuleEnContexte,
    completer_courbe,
    engagement_for,
    etat_a_la_date,
    etat_des_lieux,
    etats_initiaux_of,
    list_engagements_for,
    list_snapshots_for,
    mois_glissants,
    releves_of,
    snapshot_for,
    verrou_actif,
    verrou_pour,
)
from cordee.territoires.domain.expressions import Contexte, parse
from cordee.territoires.queries import situation_of

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, *saisies: Any, le: datetime = LE) -> None:
    renseigner_statuts(engagement, saisies, par=engagement.ouvert_par, le=le)


class TestEtatDesLieux:
    def test_le_score_lu_est_celui_que_l_engagement_garde(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1", "detaille", 0.3, 0.3, 0.4))
        engagement.refresh_from_db()
        etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
        assert etat.scores.racine().points_faits == engagement.points_faits == 7
        assert set(etat.statuts) == {noeud("1.1.1.2"), noeud("1.1.2.1")}
        assert etat.effets[noeud("2.1.1")].score is not None

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_il_coute_cinq_requetes_quoi_qu_il_y_ait(
        self, engagement: Engagement, nombre: int, django_assert_num_queries
    ) -> None:
        ecrire(engagement, *(saisie(f"1.1.1.1.{rang}") for rang in range(1, nombre + 1)))
        for question in ("velo", "marche", "pistes")[:nombre]:
            repondre(engagement.collectivite, question, True, par=engagement.ouvert_par, le=LE)
        collectivite, referentiel = engagement.collectivite, engagement.referentiel
        charge_of(referentiel)
        with django_assert_num_queries(5):
            etat_des_lieux(collectivite, referentiel)
        with django_assert_num_queries(5):
            etat_des_lieux(collectivite, referentiel, le=LE)
        situation = situation_of(collectivite)
        with django_assert_num_queries(1):
            etat_des_lieux(collectivite, referentiel, situation=situation)

    def test_une_simulation_ne_touche_pas_l_etat(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
        vide = etat.avec_statuts({})
        assert (vide.scores.racine().points_faits, etat.scores.racine().points_faits) == (0, 4)
        assert (vide.effets, vide.situation) == (etat.effets, etat.situation)

    def test_les_statuts_des_voisins_et_des_autres_referentiels_n_y_sont_pas(self, engagement: Engagement) -> None:
        ecrire(EngagementFactory(referentiel=engagement.referentiel), saisie("1.1.1.2"))
        assert etat_des_lieux(engagement.collectivite, engagement.referentiel).statuts == {}


class TestALaDate:
    def test_la_fin_du_jour_est_celle_de_paris(self, engagement: Engagement) -> None:
        minuit = datetime(2026, 7, 14, 22, tzinfo=UTC)
        ecrire(engagement, saisie("1.1.1.2"), le=minuit - timedelta(microseconds=1))
        ecrire(engagement, saisie("1.1.2.1"), le=minuit)
        faits = [
            etat_a_la_date(engagement.collectivite, engagement.referentiel, date(2026, 7, jour)).scores.racine()
            for jour in (13, 14, 15)
        ]
        assert [racine.points_faits for racine in faits] == [0, 4, 14]

    def test_un_statut_annule_n_est_plus_stocke(self, engagement: Engagement) -> None:
        """A row « non renseigné » that would be left on a sous-mesure whose tâches are all out keeps its potentiel."""
        taches = [saisie(f"1.1.1.1.{rang}", "non_concerne") for rang in (1, 2, 3)]
        ecrire(engagement, *taches)
        ecrire(engagement, saisie("1.1.1.1"), le=LE + JOUR)
        annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + 2 * JOUR)
        etats = [
            etat_a_la_date(engagement.collectivite, engagement.referentiel, (LE + n * JOUR).date()) for n in range(3)
        ]
        assert [etat.scores.racine().points_potentiels for etat in etats] == [29, 35, 29]
        assert etats[2].statuts == etats[0].statuts

    def test_les_reponses_sont_celles_de_ce_jour_et_l_arbre_celui_d_aujourd_hui(self, engagement: Engagement) -> None:
        repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE)
        repondre(engagement.collectivite, "velo", None, par=engagement.ouvert_par, le=LE + 2 * JOUR)
        charger_mini(version="1.1.0")
        referentiel = Referentiel.objects.get()
        hier, aujourd_hui = (
            etat_a_la_date(engagement.collectivite, referentiel, le.date()) for le in (LE, LE + 2 * JOUR)
        )
        assert (hier.scores.racine().points_potentiels, hier.charge.version) == (25, "1.1.0")
        assert (aujourd_hui.scores.racine().points_potentiels, aujourd_hui.situation.explicites) == (35, {})

    def test_relire_aujourd_hui_par_l_historique_donne_le_meme_score(self, engagement: Engagement) -> None:
        for rang, statut in enumerate(("fait", "non_concerne", "pas_fait", "detaille_a_la_tache")):
            ecrire(engagement, saisie("1.1.1.1", statut), saisie("2.1.1.1", "programme"), le=LE + rang * JOUR)
        ici = etat_des_lieux(engagement.collectivite, engagement.referentiel)
        relu = etat_des_lieux(engagement.collectivite, engagement.referentiel, le=LE + 9 * JOUR)
        assert relu.statuts == ici.statuts
        assert relu.scores.noeuds() == ici.scores.noeuds()


class TestFormuleEnContexte:
    def test_la_formule_lit_les_reponses_et_les_scores(self) -> None:
        formule = FormuleEnContexte(
            parse("si reponse(velo, OUI) alors min(score(a), 0.5)"), Contexte(reponses={"velo": True})
        )
        assert formule.evaluer({"a": 0.25}) == 0.25
        assert formule.evaluer({"a": 1.0}) == 0.5

    @pytest.mark.parametrize("texte", ["score(inconnu)", "si FAUX alors 1", "VRAI"])
    def test_ce_qui_n_est_pas_un_nombre_ne_dit_rien(self, texte: str) -> None:
        assert FormuleEnContexte(parse(texte), Contexte(reponses={})).evaluer({"a": 1.0}) is None


class TestEngagements:
    def test_une_requete_donne_tous_les_referentiels_ouverts_par_nom(self, django_assert_num_queries) -> None:
        mini = charger_mini()
        engagements = [
            EngagementFactory(referentiel=mini, collectivite__nom=nom) for nom in ("Buëch", "Avance", "Clarée")
        ]
        EngagementFactory(referentiel=mini, mode=Mode.ARCHIVE)
        for lus in (engagements[:1], engagements):
            with django_assert_num_queries(1):
                noms = [
                    (e.collectivite.nom, e.referentiel.nom) for e in list_engagements_for([x.collectivite for x in lus])
                ]
            assert [nom for nom, _ in noms] == sorted(x.collectivite.nom for x in lus)

    def test_un_referentiel_archive_n_est_plus_liste_mais_se_retrouve(self) -> None:
        engagement = EngagementFactory(mode=Mode.ARCHIVE)
        assert not list_engagements_for([engagement.collectivite])
        assert engagement_for(engagement.collectivite, CODE) == engagement

    def test_un_referentiel_jamais_ouvert_n_existe_pas(self, engagement: Engagement) -> None:
        assert engagement_for(engagement.collectivite, "cae") is None
        assert engagement_for(EngagementFactory(referentiel=engagement.referentiel).collectivite, "eci") is None


class TestVerrous:
    def test_le_dernier_verrou_pose_et_non_leve_est_actif(self, engagement: Engagement) -> None:
        assert verrou_actif(engagement) is None
        VerrouFactory(engagement=engagement, pose_le=LE, leve_le=LE)
        premier = VerrouFactory(engagement=engagement, pose_le=LE)
        assert verrou_actif(engagement) == premier
        second = VerrouFactory(engagement=engagement, pose_le=LE + JOUR)
        assert verrou_actif(engagement) == second

    def test_une_personne_est_arretee_par_le_dernier_qui_ne_l_exempte_pas(
        self, engagement: Engagement, django_assert_num_queries
    ) -> None:
        auditrice, lea = editrice(engagement), engagement.ouvert_par
        assert verrou_pour(engagement, lea) is None
        premier = VerrouFactory(engagement=engagement, pose_le=LE)
        second = VerrouFactory(engagement=engagement, pose_le=LE + JOUR, exemptes=[auditrice])
        with django_assert_num_queries(2):
            assert verrou_pour(engagement, lea) == second
            assert verrou_pour(engagement, auditrice) == premier
        premier.exemptes.add(auditrice)
        assert verrou_pour(engagement, auditrice) is None


class TestJalons:
    def test_les_jalons_vont_du_plus_recent_au_plus_ancien_sans_leur_detail(
        self, engagement: Engagement, django_assert_num_queries
    ) -> None:
        for rang, nom in enumerate(("Un", "Deux", "Trois")):
            figer_score(engagement, nom, par=engagement.ouvert_par, le=LE + rang * JOUR)
        with django_assert_num_queries(1):
            jalons = list(list_snapshots_for(engagement.collectivite, CODE))
            assert [(j.nom, j.cree_par.nom_complet) for j in jalons] == [
                (nom, engagement.ouvert_par.nom_complet) for nom in ("Trois", "Deux", "Un")
            ]
        assert jalons[0].get_deferred_fields() == {"charge", "reponses"}

    def test_un_jalon_se_retrouve_par_sa_reference_chez_sa_collectivite(self, engagement: Engagement) -> None:
        jalon = figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE)
        assert snapshot_for(engagement.collectivite, CODE, "bilan") == jalon
        assert snapshot_for(engagement.collectivite, "cae", "bilan") is None
        voisine = EngagementFactory(referentiel=engagement.referentiel).collectivite
        assert snapshot_for(voisine, CODE, "bilan") is None

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_une_requete_donne_tous_les_n0(self, nombre: int, django_assert_num_queries) -> None:
        mini = charger_mini()
        engagements = [EngagementFactory(referentiel=mini) for _ in range(nombre)]
        for engagement in engagements:
            figer_score(engagement, "Autre", par=engagement.ouvert_par, le=LE)
            figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE, jalon=TypeJalon.ETAT_INITIAL)
        with django_assert_num_queries(1):
            n0 = etats_initiaux_of([e.collectivite for e in engagements])
        assert set(n0) == {(e.collectivite_id, CODE) for e in engagements}
        assert {j.nom for j in n0.values()} == {"N0"}


class TestReleves:
    @pytest.mark.parametrize("nombre", [1, 3])
    def test_une_requete_donne_tous_les_releves_du_plus_ancien_au_plus_recent(
        self, nombre: int, django_assert_num_queries
    ) -> None:
        mini = charger_mini()
        engagements = [EngagementFactory(referentiel=mini) for _ in range(nombre)]
        for engagement in engagements:
            ecrire(engagement, saisie("1.1.1.2"), le=LE + 40 * JOUR)
        with django_assert_num_queries(1):
            releves = releves_of(e.collectivite for e in engagements)
        assert len(releves) == nombre
        for engagement in engagements:
            ici = releves[engagement.collectivite_id, CODE]
            assert [(r.mois, r.points_faits) for r in ici] == [(date(2026, 3, 1), 0), (date(2026, 4, 1), 4)]

    def test_on_peut_ne_lire_que_les_derniers(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), le=LE + 40 * JOUR)
        (releves,) = releves_of([engagement.collectivite], depuis=date(2026, 4, 1)).values()
        assert [r.mois for r in releves] == [date(2026, 4, 1)]
        assert releves_of([engagement.collectivite], depuis=date(2027, 1, 1)) == {}


class TestCourbe:
    def test_douze_mois_glissants_en_font_treize(self) -> None:
        mois = mois_glissants(date(2026, 3, 31))
        assert (len(mois), mois[0], mois[-1]) == (13, date(2025, 3, 1), date(2026, 3, 1))
        assert mois_glissants(date(2026, 1, 15), 2) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]

    def test_un_mois_sans_releve_garde_la_derniere_valeur_connue(self) -> None:
        releves = [
            ReleveMensuel(mois=date(2025, 9, 1), points_faits=10, points_potentiels=100),
            ReleveMensuel(mois=date(2025, 11, 1), points_faits=20, points_potentiels=100),
            ReleveMensuel(mois=date(2025, 12, 1), points_faits=30, points_potentiels=100),
        ]
        mois = mois_glissants(date(2026, 2, 1), 5)
        assert completer_courbe(releves, mois) == [0.1, 0.1, 0.2, 0.3, 0.3, 0.3]
        assert completer_courbe(releves, mois_glissants(date(2025, 10, 1), 2)) == [None, 0.1, 0.1]
        assert completer_courbe([], mois) == [None] * 6


def test_une_regle_lit_la_version_du_referentiel(engagement: Engagement) -> None:
    """`referentiel(te_1.1.0)` compares versions as numbers."""
    regle = ("1.1.2.1", "Tracer des pistes", "", "10", "effets", f"referentiel({CODE}_1.10.0)")
    lignes = [regle if ligne[0] == "1.1.2.1" else ligne for ligne in LIGNES]
    potentiels = {}
    for version in ("1.9.0", "1.10.0", "2.0.0"):
        charger_referentiel(definition_mini(lignes, version), par=None, le=LE)
        engagement.refresh_from_db()
        potentiels[version] = engagement.points_potentiels
    assert potentiels == {"1.9.0": 35, "1.10.0": 25, "2.0.0": 25}
