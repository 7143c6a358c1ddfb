"""Deferred jobs: asked, run, told, cancelled, kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.socle.fabrique_travaux import LE, creer_travail, travail_essai

from cordee.socle.enums import EtatTravail
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.travaux import (
    Suivi,
    TravailAnnule,
    annuler_travail,
    declarer_travail,
    lancer_travail,
    list_travaux_for,
    supprimer_travail,
    travail_for,
)
from cordee.socle.travaux import suivi as module_suivi
from cordee.socle.travaux.execution import entretenir_travaux, executer_travail
from cordee.socle.travaux.lecture import filter_prets
from cordee.socle.travaux.suivi import lire_tableau

pytestmark = pytest.mark.django_db


@pytest.fixture
def finir(django_capture_on_commit_callbacks: Any):
    """Asks for a job and lets it run at the end of the transaction, as in life."""

    def lancer(executer, par=None, **parametres: Any) -> Travail:
        with travail_essai(executer) as genre, django_capture_on_commit_callbacks(execute=True):
            travail = lancer_travail(
                genre, libelle="Export du plan", parametres=parametres, par=par or UtilisateurFactory(), le=LE
            )
            assert travail.etat == EtatTravail.EN_ATTENTE
        travail.refresh_from_db()
        return travail

    return lancer


class TestExecution:
    def test_un_export_rend_son_fichier(self, finir) -> None:
        def executer(travail: Travail, suivi: Suivi) -> None:
            suivi.avancer(0.5, "Écriture")
            suivi.rendre_fichier("Plan climat 2026.xlsx", b"octets", "application/x-essai")
            suivi.rendre_message(f"{travail.parametres['fiches']} fiches exportées.")

        travail = finir(executer, fiches=12)
        assert (travail.etat, travail.avancement, travail.message) == ("fini", 100, "12 fiches exportées.")
        assert (travail.nom_fichier, travail.type_mime) == ("Plan climat 2026.xlsx", "application/x-essai")
        assert travail.fichier.read() == b"octets"
        assert travail.fichier.name == f"travaux/{travail.pk}/resultat.xlsx"
        assert None not in (travail.debut_le, travail.fin_le)
        assert travail.debut_le <= travail.fin_le

    def test_un_import_rend_la_page_de_son_apercu(self, finir) -> None:
        travail = finir(lambda travail, suivi: suivi.rendre_lien("/t/1/imports/3/"))
        assert (travail.etat, travail.lien, bool(travail.fichier)) == ("fini", "/t/1/imports/3/", False)

    def test_un_refus_dit_ses_phrases(self, finir) -> None:
        def executer(travail: Travail, suivi: Suivi) -> None:
            suivi.rendre_fichier("a.csv", b"moitie", "text/csv")
            raise DonneeRefusee("Choisissez un plan.", "Donnez une date.")

        travail = finir(executer)
        assert travail.etat == EtatTravail.ECHOUE
        assert travail.messages == ["Choisissez un plan.", "Donnez une date."]
        assert not travail.fichier
        chemin = f"travaux/{travail.pk}/resultat.csv"  # another test may have left one under the same number
        assert not default_storage.exists(chemin) or default_storage.open(chemin).read() != b"moitie"

    def test_une_panne_se_dit_sans_ses_secrets_et_se_journalise(self, finir, caplog) -> None:
        travail = finir(lambda travail, suivi: 1 / 0)
        assert travail.etat == EtatTravail.ECHOUE
        assert "Une erreur imprévue a arrêté ce travail" in travail.message
        assert "division" not in travail.message
        assert "ZeroDivisionError" in caplog.text

    def test_un_arret_brutal_du_programme_laisse_un_travail_interrompu(self) -> None:
        def executer(travail: Travail, suivi: Suivi) -> None:
            raise SystemExit(1)

        with travail_essai(executer):
            travail = creer_travail()
            with pytest.raises(SystemExit):
                executer_travail.func(travail.pk)
        travail.refresh_from_db()
        assert (travail.etat, "interrompu" in travail.message) == (EtatTravail.ECHOUE, True)

    def test_un_travail_mis_deux_fois_en_file_ne_s_execute_qu_une_fois(self, finir) -> None:
        passages = []
        travail = finir(lambda travail, suivi: passages.append(travail.pk))
        executer_travail.func(travail.pk)
        executer_travail.func(travail.pk + 1)
        assert passages == [travail.pk]

    def test_rien_ne_part_si_la_transaction_est_annulee(self, django_capture_on_commit_callbacks) -> None:
        passages = []
        with travail_essai(lambda travail, suivi: passages.append(1)) as genre:

            def echouer() -> None:
                with transaction.atomic():
                    lancer_travail(genre, libelle="x", parametres={}, par=None, le=LE)
                    raise ZeroDivisionError

            with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
                echouer()
        assert (passages, Travail.objects.count()) == ([], 0)

    def test_un_genre_inconnu_est_une_erreur_de_programme(self) -> None:
        with pytest.raises(LookupError, match="inconnu"):
            lancer_travail("essai.inconnu", libelle="x", parametres={}, par=None, le=LE)

    def test_un_genre_ne_se_declare_qu_une_fois(self) -> None:
        with travail_essai(lambda travail, suivi: None) as genre, pytest.raises(LookupError, match="déjà"):
            declarer_travail(genre, "Encore", lambda travail, suivi: None)

    def test_un_second_fichier_remplace_le_premier(self, finir) -> None:
        def executer(travail: Travail, suivi: Suivi) -> None:
            suivi.rendre_fichier("a.csv", b"un", "text/csv")
            suivi.rendre_fichier("sans extension", b"deux", "text/plain")

        travail = finir(executer)
        assert travail.fichier.read() == b"deux"
        assert travail.fichier.name.endswith("resultat.bin")


class TestSuivi:
    def test_l_avancement_ne_recule_pas_et_n_atteint_pas_cent(self) -> None:
        travail = creer_travail(etat=EtatTravail.EN_COURS)
        suivi = Suivi(travail, intervalle=0)
        lus = []
        for fraction in (0.1, 0.42, 0.2, 7.0):
            suivi.avancer(fraction, "Lecture")
            travail.refresh_from_db()
            lus.append(travail.avancement)
        assert lus == [10, 42, 42, 99]
        assert travail.etape == "Lecture"

    def test_les_ecritures_sont_espacees_sauf_changement_d_etape(self, django_assert_num_queries) -> None:
        suivi = Suivi(creer_travail(etat=EtatTravail.EN_COURS), intervalle=60)
        with django_assert_num_queries(2):
            for rang in range(500):
                suivi.avancer(rang / 1000, "Lecture")
            suivi.avancer(0.5, "Écriture")

    def test_dans_une_transaction_l_avancement_passe_par_le_tableau(self, django_assert_num_queries) -> None:
        travail = creer_travail(etat=EtatTravail.EN_COURS)
        suivi = Suivi(travail, intervalle=0)
        with transaction.atomic(), django_assert_num_queries(0):
            suivi.avancer(0.3, "Enregistrement des fiches")
        assert Travail.objects.get(pk=travail.pk).avancement == 0
        vu = travail_for(travail.demande_par, travail.pk)
        assert vu is not None
        assert (vu.avancement, vu.etape) == (30, "Enregistrement des fiches")

    def test_l_annulation_arrete_le_travail_et_defait_sa_transaction(self, finir) -> None:
        def executer(travail: Travail, suivi: Suivi) -> None:
            suivi.avancer(0.1, "Lecture")
            with transaction.atomic():
                UtilisateurFactory(email="jamais@exemple.fr")
                annuler_travail(travail, par=travail.demande_par, le=LE)
                suivi.avancer(0.2)
                raise AssertionError("le travail aurait dû s'arrêter")

        travail = finir(executer)
        assert (travail.etat, travail.message) == ("annule", "Annulé à votre demande.")
        assert type(travail.demande_par).objects.filter(email="jamais@exemple.fr").count() == 0
        assert lire_tableau(travail.pk) is None

    def test_la_demande_ecrite_en_base_suffit(self) -> None:
        """Where the processes share no board."""
        travail = creer_travail(etat=EtatTravail.EN_COURS, annulation_demandee=True)
        with pytest.raises(TravailAnnule):
            Suivi(travail).avancer(0.5)


class TestAnnulation:
    def test_ce_qui_attend_s_annule_aussitot(self) -> None:
        travail = creer_travail()
        assert annuler_travail(travail, par=travail.demande_par, le=LE).etat == EtatTravail.ANNULE
        with travail_essai(lambda travail, suivi: pytest.fail("annulé")):
            executer_travail.func(travail.pk)

    def test_ce_qui_tourne_le_saura(self) -> None:
        travail = annuler_travail(creer_travail(etat=EtatTravail.EN_COURS), par=UtilisateurFactory(), le=LE)
        assert (travail.etat, travail.annulation_demandee) == (EtatTravail.EN_COURS, True)

    @pytest.mark.parametrize("etat", [EtatTravail.FINI, EtatTravail.ECHOUE])
    def test_ce_qui_est_fini_reste_fini(self, etat: EtatTravail) -> None:
        travail = creer_travail(etat=etat)
        with pytest.raises(DonneeRefusee, match="déjà terminé"):
            annuler_travail(travail, par=travail.demande_par, le=LE)
        travail.refresh_from_db()
        assert travail.etat == etat

    def test_une_annulation_trop_tardive_ne_ment_pas(self, finir) -> None:
        travail = finir(lambda travail, suivi: annuler_travail(travail, par=travail.demande_par, le=LE))
        assert travail.etat == EtatTravail.FINI


class TestMenage:
    def test_on_retire_ce_qui_est_fini_et_son_fichier(self, finir) -> None:
        travail = finir(lambda travail, suivi: suivi.rendre_fichier("a.csv", b"un", "text/csv"))
        nom = travail.fichier.name
        supprimer_travail(travail, par=travail.demande_par, le=LE)
        assert not Travail.objects.exists()
        assert not default_storage.exists(nom)

    def test_on_ne_retire_pas_ce_qui_tourne(self) -> None:
        travail = creer_travail(etat=EtatTravail.EN_COURS)
        with pytest.raises(DonneeRefusee, match="annulez-le"):
            supprimer_travail(travail, par=travail.demande_par, le=LE)
        assert Travail.objects.exists()

    def test_les_vieux_documents_s_effacent(self, finir) -> None:
        vieux = finir(lambda travail, suivi: suivi.rendre_fichier("a.csv", b"un", "text/csv"))
        recent = creer_travail(etat=EtatTravail.FINI, cree_le=LE + timedelta(days=2))
        assert entretenir_travaux(LE + timedelta(days=30)) == 0
        assert entretenir_travaux(LE + timedelta(days=30, minutes=1)) == 1
        assert list(Travail.objects.all()) == [recent]
        assert not default_storage.exists(vieux.fichier.name)

    def test_un_travail_muet_est_declare_interrompu(self) -> None:
        mort = creer_travail(etat=EtatTravail.EN_COURS)
        vivant = creer_travail(etat=EtatTravail.EN_COURS, vu_le=LE + timedelta(minutes=20))
        assert entretenir_travaux(LE + timedelta(minutes=31)) == 1
        mort.refresh_from_db()
        vivant.refresh_from_db()
        assert (mort.etat, vivant.etat) == (EtatTravail.ECHOUE, EtatTravail.EN_COURS)
        assert "interrompu" in mort.message

    def test_un_travail_qui_parle_au_tableau_n_est_pas_mort(self) -> None:
        travail = creer_travail(etat=EtatTravail.EN_COURS, vu_le=timezone.now() - timedelta(hours=2))
        with transaction.atomic():
            Suivi(travail).profondeur -= 1
            suivi = Suivi(travail, intervalle=0)
            suivi.profondeur -= 1
            suivi.avancer(0.5)
        assert entretenir_travaux(timezone.now()) == 0

    def test_un_travail_perdu_revient_dans_la_file(self) -> None:
        travail = creer_travail()
        with travail_essai(lambda travail, suivi: None):
            assert entretenir_travaux(LE + timedelta(minutes=14)) == 0
            assert entretenir_travaux(LE + timedelta(minutes=16)) == 1
        travail.refresh_from_db()
        assert travail.etat == EtatTravail.FINI


class TestLecture:
    def test_chacun_ne_voit_que_les_siens(self) -> None:
        travail, autre = creer_travail(), creer_travail()
        assert list(list_travaux_for(travail.demande_par)) == [travail]
        assert travail_for(travail.demande_par, autre.pk) is None
        assert travail_for(travail.demande_par, travail.pk) == travail

    def test_un_document_est_nouveau_jusqu_au_telechargement(self) -> None:
        qui = UtilisateurFactory()
        pret = creer_travail(demande_par=qui, etat=EtatTravail.FINI, fichier="travaux/1/a.csv")
        creer_travail(demande_par=qui, etat=EtatTravail.FINI, fichier="travaux/2/a.csv", recupere_le=LE)
        creer_travail(demande_par=qui, etat=EtatTravail.FINI)
        creer_travail(demande_par=qui, etat=EtatTravail.ECHOUE, fichier="travaux/3/a.csv")
        assert list(filter_prets(list_travaux_for(qui))) == [pret]

    def test_un_travail_se_nomme_et_s_ouvre(self) -> None:
        travail = creer_travail()
        assert str(travail) == "Export du plan (En attente)"
        assert travail.get_absolute_url() == f"/travaux/#travail-{travail.pk}"


def test_la_profondeur_compte_les_transactions() -> None:
    depart = module_suivi._profondeur()
    with transaction.atomic(), transaction.atomic():
        assert module_suivi._profondeur() == depart + 2
    assert connection.in_atomic_block
