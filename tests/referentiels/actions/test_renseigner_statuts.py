"""Writing statuts: what is stored, who may, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.referentiels.factories import (
    CODE,
    LE,
    EngagementFactory,
    VerrouFactory,
    contributrice,
    editrice,
    lectrice,
    noeud,
    personne,
    saisie,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import Enregistrement, renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, HistoriqueStatut, ReleveMensuel, Statut
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
UNE_MINUTE = timedelta(minutes=1)


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def ecrire(engagement: Engagement, *saisies, par=None, le=LE) -> Enregistrement:
    return renseigner_statuts(engagement, saisies, par=par or editrice(engagement), le=le)


def stockes(engagement: Engagement) -> dict[str, tuple]:
    colonnes = ("mesure_id", "avancement", "fait", "programme", "pas_fait", "concerne")
    return {code.removeprefix(f"{CODE}_"): tuple(ligne) for code, *ligne in Statut.objects.values_list(*colonnes)}


def rien_d_ecrit() -> bool:
    return not (Statut.objects.exists() or HistoriqueStatut.objects.exists()) and not Ecriture.objects.filter(
        verbe="referentiels.renseigner_statut"
    )


class TestCeQuiEstStocke:
    @pytest.mark.parametrize(
        ("demande", "ligne"),
        [
            (("fait",), ("fait", 1, 0, 0, True)),
            (("programme",), ("programme", 0, 1, 0, True)),
            (("pas_fait",), ("pas_fait", 0, 0, 1, True)),
            (("detaille", 0.2, 0.3, 0.5), ("detaille", 0.2, 0.3, 0.5, True)),
            (("detaille", 0, 1, 0), ("programme", 0, 1, 0, True)),
            (("detaille",), ("non_renseigne", None, None, None, True)),
            (("non_renseigne",), ("non_renseigne", None, None, None, True)),
            (("non_concerne",), ("non_renseigne", None, None, None, False)),
            (("detaille_a_la_tache",), ("non_renseigne", None, None, None, True)),
        ],
    )
    def test_chaque_statut_s_ecrit_comme_le_dit_la_table(self, engagement: Engagement, demande, ligne) -> None:
        ecrire(engagement, saisie("1.1.1.1", *demande))
        assert stockes(engagement) == {"1.1.1.1": ligne}

    def test_la_ligne_dit_qui_et_quand(self, engagement: Engagement) -> None:
        lea = editrice(engagement)
        ecrire(engagement, saisie("1.1.1.2"), par=lea)
        assert Statut.objects.values_list("modifie_par", "modified_at").get() == (lea.pk, LE)

    def test_un_nouveau_statut_remplace_l_ancien(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2", "detaille", 0.5, 0.5, 0))
        ecrire(engagement, saisie("1.1.1.2", "pas_fait"))
        assert stockes(engagement) == {"1.1.1.2": ("pas_fait", 0, 0, 1, True)}

    @pytest.mark.parametrize("demande", [("fait",), ("detaille", 0.25, 0.5, 0.25), ("non_concerne",)])
    def test_reecrire_le_meme_statut_ne_change_rien(self, engagement: Engagement, demande) -> None:
        ecrire(engagement, saisie("1.1.1.2", *demande))
        resultat = ecrire(engagement, saisie("1.1.1.2", *demande), le=LE + timedelta(hours=3))
        assert resultat.ecrits == ()
        assert resultat.apres is resultat.avant
        assert HistoriqueStatut.objects.count() == 1
        assert Statut.objects.get().modified_at == LE

    def test_le_resultat_donne_l_etat_d_avant_et_celui_d_apres(self, engagement: Engagement) -> None:
        resultat = ecrire(engagement, saisie("1.1.1.2"), saisie("2.1.1.1", "programme"))
        assert resultat.ecrits == (noeud("1.1.1.2"), noeud("2.1.1.1"))
        assert (resultat.avant.scores.racine().points_faits, resultat.apres.scores.racine().points_faits) == (0, 4)
        assert HistoriqueStatut.objects.filter(lot=resultat.lot).count() == 2


class TestScore:
    def test_le_score_est_recopie_sur_l_engagement(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1", "detaille", 0.5, 0.5, 0), le=LE + UNE_MINUTE)
        engagement.refresh_from_db()
        assert (engagement.points_faits, engagement.points_programmes, engagement.points_potentiels) == (9, 5, 35)
        assert (engagement.points_non_renseignes, engagement.points_pas_faits) == (21, 0)
        assert (engagement.taches_renseignees, engagement.taches_total) == (2, 9)
        assert engagement.score_le == LE + UNE_MINUTE
        assert engagement.score_empreinte == engagement.referentiel.empreinte

    def test_le_releve_du_mois_est_reecrit_et_celui_du_mois_suivant_ajoute(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"))
        ecrire(engagement, saisie("1.1.2.1"), le=LE + UNE_MINUTE)
        ecrire(engagement, saisie("1.1.2.2"), le=LE + timedelta(days=30))
        releves = ReleveMensuel.objects.values_list("mois", "points_faits")
        assert list(releves) == [(date(2026, 3, 1), 14), (date(2026, 4, 1), 19)]

    def test_le_mois_est_celui_de_paris(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), le=LE.replace(day=31, hour=22, minute=30))
        assert ReleveMensuel.objects.last().mois == date(2026, 4, 1)

    def test_la_regle_de_score_plafonne_la_mesure(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("2.1.1.1"), saisie("2.1.1.2"), saisie("1.1.2.2"))
        engagement.refresh_from_db()
        assert engagement.points_faits == pytest.approx(5 + 10 / 3, abs=0.001)


class TestJournal:
    def test_un_statut_est_raconte_avec_son_numero(self, engagement: Engagement) -> None:
        lea = editrice(engagement)
        ecrire(engagement, saisie("1.1.1.2"), par=lea)
        ecrire(engagement, saisie("1.1.1.2", "non_concerne"), par=lea)
        resumes = Ecriture.objects.filter(verbe="referentiels.renseigner_statut").values_list("resume", flat=True)
        assert sorted(resumes) == [
            "Petit référentiel, 1.1.1.2 : fait → non concerné",
            "Petit référentiel, 1.1.1.2 : non renseigné → fait",
        ]

    def test_un_lot_est_raconte_en_une_ligne(self, engagement: Engagement) -> None:
        ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1"))
        ecriture = Ecriture.objects.get(verbe="referentiels.renseigner_statut")
        assert ecriture.resume == "Petit référentiel : 2 statuts changés"
        assert ecriture.details["score"] == [0, 14]
        assert ecriture.details["statuts"][noeud("1.1.2.1")] == ["non renseigné", "fait"]
        assert ecriture.collectivite_id == engagement.collectivite_id


class TestQuiPeut:
    @pytest.mark.parametrize("role", [None, "lecture", "contribution"])
    def test_il_faut_editer_pour_renseigner(self, engagement: Engagement, role) -> None:
        with pytest.raises(Refus):
            ecrire(engagement, saisie("1.1.1.2"), par=personne(engagement, role))
        assert rien_d_ecrit()

    @pytest.mark.parametrize("role", ["edition", "coordination", "administration"])
    def test_qui_edite_renseigne(self, engagement: Engagement, role) -> None:
        assert ecrire(engagement, saisie("1.1.1.2"), par=personne(engagement, role)).ecrits

    def test_la_coordinatrice_du_petr_renseigne_chez_ses_membres(self, engagement: Engagement) -> None:
        petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
        coordinatrice = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
        assert ecrire(engagement, saisie("1.1.1.2"), par=coordinatrice).ecrits

    def test_une_editrice_d_ailleurs_ne_peut_rien(self, engagement: Engagement) -> None:
        with pytest.raises(Refus):
            ecrire(engagement, saisie("1.1.1.2"), par=MembreFactory(editeur=True).utilisateur)

    @pytest.mark.parametrize("mode", [Mode.CONSULTATION, Mode.ARCHIVE])
    def test_un_referentiel_ferme_ne_se_renseigne_plus(self, mode: Mode) -> None:
        ferme = EngagementFactory(mode=mode)
        with pytest.raises(Refus):
            ecrire(ferme, saisie("1.1.1.2"))
        assert rien_d_ecrit()

    def test_c_est_le_mode_d_aujourd_hui_qui_compte(self, engagement: Engagement) -> None:
        Engagement.objects.update(mode=Mode.ARCHIVE)
        with pytest.raises(Refus):
            ecrire(engagement, saisie("1.1.1.2"))

    def test_un_verrou_arrete_tout_le_monde_avec_sa_raison(self, engagement: Engagement) -> None:
        verrou = VerrouFactory(engagement=engagement)
        with pytest.raises(Refus) as refus:
            ecrire(engagement, saisie("1.1.1.2"))
        assert refus.value.raison == verrou.message
        assert rien_d_ecrit()

    def test_un_verrou_n_arrete_pas_les_personnes_exemptees(self, engagement: Engagement) -> None:
        auditrice = editrice(engagement)
        VerrouFactory(engagement=engagement, exemptes=[auditrice])
        assert ecrire(engagement, saisie("1.1.1.2"), par=auditrice).ecrits

    def test_l_exemption_ne_donne_pas_le_droit_d_editer(self, engagement: Engagement) -> None:
        auditrice = lectrice(engagement)
        VerrouFactory(engagement=engagement, exemptes=[auditrice])
        with pytest.raises(Refus):
            ecrire(engagement, saisie("1.1.1.2"), par=auditrice)

    def test_un_verrou_leve_n_arrete_plus_personne(self, engagement: Engagement) -> None:
        VerrouFactory(engagement=engagement, leve_le=LE)
        assert ecrire(engagement, saisie("1.1.1.2")).ecrits

    def test_le_verrou_d_une_autre_collectivite_n_arrete_personne_ici(self, engagement: Engagement) -> None:
        VerrouFactory(engagement=EngagementFactory(referentiel=engagement.referentiel))
        assert ecrire(engagement, saisie("1.1.1.2")).ecrits

    def test_une_contributrice_exemptee_commente_mais_ne_renseigne_pas(self, engagement: Engagement) -> None:
        with pytest.raises(Refus, match="rôle"):
            ecrire(engagement, saisie("1.1.1.2"), par=contributrice(engagement))


class TestCeQuiEstRefuse:
    @pytest.mark.parametrize(
        ("saisies", "message"),
        [
            ((), "Aucun statut à enregistrer"),
            ((saisie("1.1.1.2"), saisie("9.9.9")), "n'existe pas dans le référentiel"),
            ((saisie("1.1.1.2"), saisie("1.1.1.2", "pas_fait")), "est saisi deux fois"),
            ((saisie("1.1.2.1"), saisie("1.1.1")), "ne porte pas de statut"),
            ((saisie("1.1.2.1"), saisie("1")), "ne porte pas de statut"),
            ((saisie("1.1.2.1", "non_renseignable"),), "statut calculé"),
            ((saisie("1.1.2.1", "detaille_a_la_tache"),), "n'a pas de tâche"),
        ],
    )
    def test_un_lot_fautif_n_ecrit_rien(self, engagement: Engagement, saisies, message: str) -> None:
        with pytest.raises(DonneeRefusee, match=message):
            ecrire(engagement, *saisies)
        assert rien_d_ecrit()
        engagement.refresh_from_db()
        assert engagement.points_faits == 0

    def test_une_mesure_desactivee_se_refuse_et_le_reste_du_lot_avec(self, engagement: Engagement) -> None:
        repondre(engagement.collectivite, "velo", False, par=editrice(engagement), le=LE)
        with pytest.raises(DonneeRefusee, match=r"^1\.1\.2\.1 est désactivée par vos réponses"):
            ecrire(engagement, saisie("1.1.1.2"), saisie("1.1.2.1"))
        assert rien_d_ecrit()

    def test_un_noeud_d_un_autre_referentiel_est_inconnu(self, engagement: Engagement) -> None:
        autre = saisie("1.1.1.2")
        with pytest.raises(DonneeRefusee, match="n'existe pas"):
            ecrire(engagement, type(autre)("cae_1.1.1.1", autre.statut))

    def test_une_erreur_en_cours_d_ecriture_ne_laisse_rien(self, engagement: Engagement, monkeypatch) -> None:
        """The database breaks on the last row written: the audit trail."""
        monkeypatch.setattr(Ecriture._meta.get_field("resume"), "get_prep_value", lambda valeur: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ecrire(engagement, saisie("1.1.1.2"))
        monkeypatch.undo()
        assert rien_d_ecrit()
        engagement.refresh_from_db()
        assert engagement.points_faits == 0
