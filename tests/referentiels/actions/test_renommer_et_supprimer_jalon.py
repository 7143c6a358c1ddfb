"""Named jalons are renamed and deleted; the N0 and those of audits stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.referentiels.factories import LE, EngagementFactory, editrice, personne

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.jalons import figer_score, renommer_jalon, supprimer_jalon
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import Engagement, Snapshot
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
DEMAIN = LE + timedelta(days=1)
FIXES = [jalon for jalon in TypeJalon if jalon != TypeJalon.DATE_PERSONNALISEE]


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def jalon(engagement: Engagement) -> Snapshot:
    return figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE)


class TestRenommer:
    def test_le_nom_change_et_la_reference_reste(self, engagement: Engagement, jalon: Snapshot) -> None:
        renommer_jalon(jalon, " Bilan  2025 ", par=editrice(engagement), le=DEMAIN)
        jalon.refresh_from_db()
        assert (jalon.nom, jalon.ref, jalon.created_at, jalon.modified_at) == ("Bilan 2025", "bilan", LE, DEMAIN)
        ecriture = Ecriture.objects.get(verbe="referentiels.renommer_jalon")
        assert ecriture.resume == "A renommé le jalon « Bilan » en « Bilan 2025 »"

    def test_changer_la_casse_de_son_propre_nom_est_permis(self, engagement: Engagement, jalon: Snapshot) -> None:
        assert renommer_jalon(jalon, "BILAN", par=engagement.ouvert_par, le=DEMAIN).nom == "BILAN"

    def test_garder_le_meme_nom_n_ecrit_rien(self, engagement: Engagement, jalon: Snapshot) -> None:
        renommer_jalon(jalon, "Bilan ", par=engagement.ouvert_par, le=DEMAIN)
        assert not Ecriture.objects.filter(verbe="referentiels.renommer_jalon").exists()

    @pytest.mark.parametrize(
        ("nom", "message"),
        [("", "Donnez un nom"), ("x" * 301, "300 caractères"), ("autre", "s'appelle déjà « autre »")],
    )
    def test_un_mauvais_nom_est_refuse(self, engagement: Engagement, jalon: Snapshot, nom: str, message: str) -> None:
        figer_score(engagement, "Autre", par=engagement.ouvert_par, le=LE)
        with pytest.raises(DonneeRefusee, match=message):
            renommer_jalon(jalon, nom, par=engagement.ouvert_par, le=DEMAIN)
        jalon.refresh_from_db()
        assert jalon.nom == "Bilan"

    @pytest.mark.parametrize("type_jalon", FIXES)
    def test_le_n0_et_les_audits_gardent_leur_nom(self, engagement: Engagement, type_jalon: TypeJalon) -> None:
        fixe = figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE, jalon=type_jalon)
        with pytest.raises(DonneeRefusee, match="ne se renomme ni ne se supprime"):
            renommer_jalon(fixe, "Autre", par=engagement.ouvert_par, le=DEMAIN)


class TestSupprimer:
    def test_le_jalon_disparait_et_le_journal_garde_ses_totaux(self, engagement: Engagement, jalon: Snapshot) -> None:
        pk = str(jalon.pk)
        supprimer_jalon(jalon, par=engagement.ouvert_par, le=DEMAIN)
        assert not Snapshot.objects.exists()
        ecriture = Ecriture.objects.get(verbe="referentiels.supprimer_jalon")
        assert (ecriture.objet_id, ecriture.resume) == (pk, "A supprimé le jalon « Bilan »")
        assert ecriture.details == {"points_faits": 0, "points_potentiels": 35}

    def test_son_nom_et_sa_reference_redeviennent_libres(self, engagement: Engagement, jalon: Snapshot) -> None:
        supprimer_jalon(jalon, par=engagement.ouvert_par, le=DEMAIN)
        assert figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=DEMAIN).ref == "bilan"

    @pytest.mark.parametrize("type_jalon", FIXES)
    def test_le_n0_et_les_audits_restent(self, engagement: Engagement, type_jalon: TypeJalon) -> None:
        fixe = figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE, jalon=type_jalon)
        with pytest.raises(DonneeRefusee, match="ne se renomme ni ne se supprime"):
            supprimer_jalon(fixe, par=engagement.ouvert_par, le=DEMAIN)
        assert Snapshot.objects.exists()


class TestQuiPeut:
    @pytest.mark.parametrize("role", [None, "lecture", "contribution"])
    def test_il_faut_editer(self, engagement: Engagement, jalon: Snapshot, role) -> None:
        par = personne(engagement, role)
        with pytest.raises(Refus):
            renommer_jalon(jalon, "Autre", par=par, le=DEMAIN)
        with pytest.raises(Refus):
            supprimer_jalon(jalon, par=par, le=DEMAIN)
        assert Snapshot.objects.get().nom == "Bilan"

    def test_un_referentiel_ferme_garde_ses_jalons(self, engagement: Engagement, jalon: Snapshot) -> None:
        Engagement.objects.update(mode=Mode.CONSULTATION)
        with pytest.raises(Refus):
            supprimer_jalon(jalon, par=engagement.ouvert_par, le=DEMAIN)
